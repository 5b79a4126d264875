//! Wire bodies in, attributes in normal form out: by the table with the hardest reader.

use drift_core::{Map, Reason};

use super::*;
use crate::kinds;

fn normal(body: &str, facts: &str) -> String {
    let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
    lines("AWS::EC2::SecurityGroup", &value(body), &value(facts))
}

fn lines(kind: &str, body: &Value, facts: &Value) -> String {
    let mut lines = Vec::new();
    let mut line = |path: &drift_core::Path, value: &Value| {
        lines.push(format!("{path} = {}", value.to_json()));
    };
    let table = kinds::of(kind).unwrap();
    tree(table, body, facts).leaves(&drift_core::Path::root(), &mut line);
    lines.join("\n")
}

fn ingress(permissions: &str) -> String {
    normal(&format!(r#"{{"ownerId": "1", "ipPermissions": {permissions}}}"#), "null")
}

#[test]
fn each_peer_of_a_port_range_is_a_rule_of_its_own() {
    let permissions = r#"[{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
            "ipRanges": [{"cidrIp": "10.0.0.0/8", "description": "inside"}, {"cidrIp": "192.0.2.0/24"}],
            "groups": [{"groupId": "sg-2", "userId": "1"}]}]"#;
    let expected = r#"SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=10.0.0.0/8].CidrIp = "10.0.0.0/8"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=10.0.0.0/8].Description = "inside"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=10.0.0.0/8].FromPort = 443
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=10.0.0.0/8].IpProtocol = "tcp"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=10.0.0.0/8].ToPort = 443
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=192.0.2.0/24].CidrIp = "192.0.2.0/24"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=192.0.2.0/24].FromPort = 443
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=192.0.2.0/24].IpProtocol = "tcp"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,CidrIp=192.0.2.0/24].ToPort = 443
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,SourceSecurityGroupId=sg-2].FromPort = 443
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,SourceSecurityGroupId=sg-2].IpProtocol = "tcp"
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,SourceSecurityGroupId=sg-2].SourceSecurityGroupId = {"$ref":{"kind":"AWS::EC2::SecurityGroup","name":"sg-2"}}
SecurityGroupIngress[IpProtocol=tcp,FromPort=443,ToPort=443,SourceSecurityGroupId=sg-2].ToPort = 443
ownerId = "1""#;
    assert_eq!(ingress(permissions), expected);
}

#[test]
fn two_ways_to_write_a_rule_are_one_normal_form() {
    let cidr = r#""ipRanges": [{"cidrIp": "0.0.0.0/0"}]"#;
    for (one, other) in [
        (
            r#""ipProtocol": "6", "fromPort": 1, "toPort": 2"#,
            r#""ipProtocol": "tcp", "fromPort": 1, "toPort": 2"#,
        ),
        (r#""ipProtocol": 17"#, r#""ipProtocol": "UDP""#),
        (r#""ipProtocol": "-1", "fromPort": 0, "toPort": 65535"#, r#""ipProtocol": "-1""#),
        (r#""ipProtocol": "50", "fromPort": -1, "toPort": -1"#, r#""ipProtocol": "50""#),
    ] {
        let rule = |head: &str| ingress(&format!("[{{{head}, {cidr}}}]"));
        assert_eq!(rule(one), rule(other), "{one}");
    }
}

#[test]
fn icmp_keeps_its_type_and_code() {
    let rules = ingress(
        r#"[{"ipProtocol": "icmp", "fromPort": 8, "toPort": -1, "ipv6Ranges": [{"cidrIpv6": "::/0"}]}]"#,
    );
    assert!(rules.contains("[IpProtocol=icmp,FromPort=8,ToPort=-1,CidrIpv6=::/0]"), "{rules}");
}

#[test]
fn a_peer_of_another_account_keeps_it() {
    let rules =
        ingress(r#"[{"ipProtocol": "-1", "groups": [{"groupId": "sg-9", "userId": "2"}]}]"#);
    assert!(rules.contains("].SourceSecurityGroupOwnerId = \"2\""), "{rules}");
}

#[test]
fn what_no_row_knows_is_kept_under_its_wire_name() {
    let permissions = r#"[{"ipProtocol": "-1", "newPeers": [1], "ipRanges": [{"cidrIp": "::", "newMember": true}]},
            {"ipProtocol": "tcp"}]"#;
    let rules = ingress(permissions);
    for expected in ["].newPeers = [1]", "].newMember = true", "[IpProtocol=tcp].IpProtocol"] {
        assert!(rules.contains(expected), "{expected} in {rules}");
    }
    assert_eq!(normal(r#"{"newProperty": {"a": 1}}"#, "null"), "newProperty.a = 1");
}

#[test]
fn a_body_of_another_shape_is_kept_as_it_is() {
    for (body, expected) in [
        ("7", " = 7"),
        (r#"{"ipPermissions": "none"}"#, "SecurityGroupIngress = \"none\""),
        (r#"{"ipPermissions": [7]}"#, "SecurityGroupIngress = [7]"),
        (
            r#"{"ipPermissions": [{"groups": ["x"]}]}"#,
            "SecurityGroupIngress = [{\"groups\":\"x\"}]",
        ),
        (r#"{"tagSet": {"a": 1}}"#, "Tags[Key=a].Key = \"a\"\nTags[Key=a].Value = \"1\""),
        (r#"{"vpcId": 7}"#, "VpcId = 7"),
    ] {
        assert_eq!(normal(body, "null"), expected);
    }
}

#[test]
fn rules_that_nothing_tells_apart_are_compared_as_one_list() {
    let rule = r#"{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "10.0.0.0/8"}]}"#;
    let rules = ingress(&format!("[{rule}, {rule}]"));
    assert!(rules.starts_with("SecurityGroupIngress = [{"), "{rules}");
}

#[test]
fn peers_are_called_by_name_unless_two_share_it() {
    let permissions = r#"{"ipPermissions": [{"ipProtocol": "-1", "groups": [{"groupId": "sg-1"}, {"groupId": "sg-2"}]}]}"#;
    let facts = |second: &str| {
        format!(
            r#"{{"names": {{"AWS::EC2::SecurityGroup": {{"sg-1": "web", "sg-2": "{second}"}}}}}}"#
        )
    };
    let (told_apart, shared) =
        (normal(permissions, &facts("db")), normal(permissions, &facts("web")));
    assert!(
        told_apart.contains("SourceSecurityGroupId=web].")
            && told_apart.contains("SourceSecurityGroupId=db].")
    );
    assert!(
        shared.contains("SourceSecurityGroupId=sg-1].")
            && shared.contains("SourceSecurityGroupId=sg-2].")
    );
}

#[test]
fn an_id_or_arn_of_what_was_read_leads_to_it_wherever_it_stands() {
    let facts = r#"{"leads": {"arn:q": ["AWS::SQS::Queue", "url"]},
            "names": {"AWS::IAM::Role": {"arn:r": "web"}, "AWS::EC2::VPC": {"vpc-0a1b2c3d": "main"}}}"#;
    let led = |text: &str| normal(&format!(r#"{{"new": {{"a": ["{text}"]}}}}"#), facts);
    for (text, kind, name) in [
        ("arn:q", "AWS::SQS::Queue", "url"),
        ("arn:r", "AWS::IAM::Role", "arn:r"),
        ("vpc-0a1b2c3d", "AWS::EC2::VPC", "vpc-0a1b2c3d"),
    ] {
        let reference = format!(r#"[{{"$ref":{{"kind":"{kind}","name":"{name}"}}}}]"#);
        assert_eq!(led(text), format!("new.a = {reference}"));
    }
    assert_eq!(led("arn:other"), r#"new.a = ["arn:other"]"#);
}

#[test]
fn ids_that_aws_gave_are_told_from_names() {
    for id in ["vpc-0a1b2c3d", "arn:aws:kms:r:1:key/6a0ddd3a-63d9-4c5f-8f75-ba1c4bd3e9f3"] {
        assert!(is_generated(id), "{id}");
    }
    for name in ["main", "shop-db", "arn:aws:iam::aws:policy/ReadOnlyAccess", "shop-DEADBEEF", ""] {
        assert!(!is_generated(name), "{name}");
    }
}

#[test]
fn rows_of_parts_stand_beside_the_row_of_the_whole() {
    let read = |body: &str| {
        let table = kinds::of("AWS::EKS::Cluster").unwrap();
        let body = Value::from_json(body.as_bytes()).unwrap();
        tree(table, &body, &Value::Null).to_value().to_json()
    };
    assert_eq!(
        read(
            r#"{"resourcesVpcConfig": {"publicAccessCidrs": ["b", "a"], "endpointPublicAccess": true, "new": 1}}"#
        ),
        r#"{"ResourcesVpcConfig":{"EndpointPublicAccess":true,"PublicAccessCidrs":["a","b"],"new":1}}"#
    );
    assert_eq!(read(r#"{"resourcesVpcConfig": null}"#), r#"{"ResourcesVpcConfig":null}"#);
}

#[test]
fn a_tag_without_a_value_has_an_empty_one() {
    let expected = "Tags[Key=a].Key = \"a\"\nTags[Key=a].Value = \"\"";
    assert_eq!(normal(r#"{"tagSet": [{"key": "a"}]}"#, "null"), expected);
}

#[test]
fn a_property_that_is_unknown_is_so_with_everything_in_it() {
    let with = |kind: &str, name: &str| {
        let unknown = Value::Unknown(Reason::Denied("x".to_owned()));
        lines(kind, &Value::Map(Map::from([(name.to_owned(), unknown)])), &Value::Null)
    };
    let unknown = r#"{"$unknown":{"denied":"x"}}"#;
    let data = with("AWS::EC2::LaunchTemplate", "defaultData");
    assert!(!data.contains("LaunchTemplateData."), "{data}");
    assert!(data.contains(&format!("LaunchTemplateData = {unknown}")), "{data}");
    let rotation = with("AWS::KMS::Key", "Rotation");
    for name in ["EnableKeyRotation", "Rotation"] {
        assert!(rotation.contains(&format!("{name} = {unknown}")), "{rotation}");
    }
}
