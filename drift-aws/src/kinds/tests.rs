//! Every table is whole: what it calls exists and only reads, what it says is of the answer, and nothing of the answer is left out.

use std::collections::BTreeSet;

use super::*;
use crate::door::{Facts, Kind, Shaped};
use crate::shape::{self, Type};
use crate::table::{Call, Given, How};

#[test]
fn kinds_are_in_order_and_named_once() {
    assert!(ALL.is_sorted_by(|a, b| a.kind < b.kind));
}

#[test]
fn every_call_only_reads() {
    for call in ALL.iter().flat_map(|table| table.calls()) {
        let reads = ["Describe", "Get", "List"].iter().any(|verb| call.operation.starts_with(verb));
        assert!(reads, "{call:?}");
    }
}

#[test]
fn every_call_and_what_it_takes_is_known() {
    for call in ALL.iter().flat_map(|table| table.calls()) {
        let known = Facts::built_in().operation(call.service, call.operation);
        assert!(known.is_some(), "{call:?}");
        assert!(shape::items(call).is_some(), "{call:?}");
    }
}

/// What is called beside the tables: by the door, and to find accounts and regions.
const OTHERS: [&str; 5] = [
    "ec2 DescribeRegions",
    "organizations ListAccountsForParent",
    "organizations ListOrganizationalUnitsForParent",
    "sts AssumeRole",
    "sts GetCallerIdentity",
];

#[test]
fn every_operation_that_is_known_is_called_and_the_other_way_round() {
    let known = include_str!("../../facts/operations.txt");
    let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
    let calls = ALL.iter().flat_map(|table| table.calls());
    let called = calls.map(|call| format!("{} {}", call.service, call.operation));
    let called: BTreeSet<String> = called.chain(OTHERS.map(str::to_owned)).collect();
    let apart: Vec<_> = known.symmetric_difference(&called).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

#[test]
fn every_call_is_given_what_it_needs_and_nothing_else() {
    for table in ALL {
        let batch = |call: &Call| {
            let of = table.details.iter().find(|detail| detail.call == *call)?.how;
            if let How::Batch { ids, .. } = of { ids.split('.').next() } else { None }
        };
        for call in table.calls() {
            let (service, operation) =
                Facts::built_in().operation(call.service, call.operation).unwrap();
            let given: Vec<&str> =
                call.input.iter().map(|(name, _)| *name).chain(batch(call)).collect();
            let Some(Shaped::Name(name)) = &operation.input else {
                assert!(given.is_empty(), "{call:?}");
                continue;
            };
            let shape = service.shapes.get(name).unwrap();
            assert!(given.iter().all(|name| shape.members.contains_key(*name)), "{call:?}");
            let lacks = |name: &&String| !given.contains(&name.as_str());
            assert_eq!(shape.required.iter().find(lacks), None, "{call:?}");
        }
    }
}

/// What a list is made for stands in the resources, too.
fn is_given(call: &Call, wire: &str) -> bool {
    let is_parents = |given| matches!(given, Given::Parent(_) | Given::ParentLast(_));
    call.input.iter().any(|(name, given)| *name == wire && is_parents(*given))
}

#[test]
fn every_row_is_of_a_property_that_an_answer_has() {
    let mut lost = Vec::new();
    for table in ALL {
        let known = |wire: &str| {
            shape::at(table, wire).is_some()
                || wire == table.identity
                || wire.starts_with('=')
                || is_given(&table.list.call, wire)
                || table.list.keeps.iter().any(|(name, _)| *name == wire)
        };
        let inside = |way: &'static str| match way.contains('{') {
            true => way
                .split('{')
                .filter_map(|part| part.split(['<', '>', '}']).next())
                .skip(1)
                .collect(),
            false => vec![way],
        };
        let ways = table.also.iter().copied().flat_map(inside).chain(table.identity.split('+'));
        let ways = ways.chain(table.rows.iter().map(|row| row.wire));
        lost.extend(ways.filter(|wire| !known(wire)).map(|wire| format!("{} {wire}", table.kind)));
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Properties below a way that no row is of.
fn without_row(table: &Table, way: &str, typed: Type<'_>) -> Vec<String> {
    let is_below = |wire: &str| wire.strip_prefix(way).is_some_and(|rest| rest.starts_with('.'));
    if table.rows.iter().any(|row| row.wire == way) {
        return Vec::new();
    }
    match typed.kind() {
        Kind::Structure if way.is_empty() || table.rows.iter().any(|row| is_below(row.wire)) => {
            let below = |wire: &str| {
                if way.is_empty() { wire.to_owned() } else { format!("{way}.{wire}") }
            };
            let members = typed.members().into_iter();
            members.flat_map(|(wire, _, inner)| without_row(table, &below(wire), inner)).collect()
        }
        // A text that only names it.
        _ if way.is_empty() => Vec::new(),
        // What keys a map has is not said.
        Kind::Map if table.rows.iter().any(|row| is_below(row.wire)) => Vec::new(),
        _ => vec![format!("{} {way}", table.kind)],
    }
}

#[test]
fn every_property_that_an_answer_has_is_of_a_row() {
    let mut lost = Vec::new();
    for table in ALL {
        lost.extend(shape::joined(table).flat_map(|typed| without_row(table, "", typed)));
        for detail in table.details.iter().filter(|detail| !detail.into.is_empty()) {
            let typed = shape::part(&detail.call, detail.how).unwrap();
            lost.extend(without_row(table, detail.into, typed));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn every_property_has_one_row_and_what_is_not_compared_says_why() {
    for table in ALL {
        for (place, row) in table.rows.iter().enumerate() {
            let others = table.rows.get(place + 1..).unwrap_or_default();
            let twice = |other: &crate::table::Row| {
                other.wire == row.wire || other.cloudformation == row.cloudformation
            };
            assert!(!others.iter().any(twice), "{} {}", table.kind, row.wire);
            let members = row.members.iter().map(|member| (member.role, member.reason));
            for (role, reason) in members.chain([(row.role, row.reason)]) {
                assert_eq!(role.is_compared(), reason.is_empty(), "{} {}", table.kind, row.wire);
            }
        }
    }
}

#[test]
fn the_documentation_names_every_kind() {
    let documentation = include_str!("../../../docs/kinds.md");
    let rows = documentation.lines().filter_map(|line| {
        let (service, resources) =
            line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        Some(resources.split(", ").map(move |resource| format!("AWS::{service}::{resource}")))
    });
    let named: BTreeSet<String> =
        rows.flatten().filter(|kind| !kind.contains("resources")).collect();
    let known: BTreeSet<String> = ALL.iter().map(|table| table.kind.to_owned()).collect();
    let apart: Vec<_> = known.difference(&named).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

#[test]
fn the_page_for_newcomers_shows_a_kind_as_it_is() {
    let page = include_str!("../../../docs/contributing/adding-a-kind.md");
    assert!(page.contains(&format!("```rust\n{}```", include_str!("iam_group.rs"))));
}

/// What a resource is called, and why AWS made it.
fn called(kind: &str, body: &str) -> (String, Option<&'static str>) {
    let table = of(kind).unwrap();
    let body = Value::from_json(body.as_bytes()).unwrap();
    let scope = drift_core::Scope::account("111122223333", "eu-west-1");
    let mut found = crate::assemble(table, &scope, vec![body.clone()]);
    assert!(found.lost.is_empty(), "{kind}: {:?}", found.lost);
    (found.resources.remove(0).name, (table.made_by_system)(&body))
}

#[test]
fn resources_are_called_as_people_call_them() {
    for (kind, body, name) in [
        ("AWS::SQS::Queue", r#"{"QueueUrl": "https://sqs/1/orders.fifo"}"#, "orders.fifo"),
        ("AWS::SNS::Topic", r#"{"TopicArn": "arn:aws:sns:r:1:events"}"#, "events"),
        (
            "AWS::SNS::Subscription",
            r#"{"SubscriptionArn": "PendingConfirmation", "TopicArn": "arn:aws:sns:r:1:events",
                "Protocol": "https", "Endpoint": "https://example.com/?token=x"}"#,
            "events https",
        ),
        (
            "AWS::SNS::Subscription",
            r#"{"SubscriptionArn": "a", "TopicArn": "arn:aws:sns:r:1:events", "Protocol": "sqs",
                "Endpoint": "arn:aws:sqs:r:1:orders"}"#,
            "events sqs orders",
        ),
        (
            "AWS::EC2::VPC",
            r#"{"vpcId": "vpc-1", "tagSet": [{"key": "Name", "value": "main"}]}"#,
            "main",
        ),
        ("AWS::EC2::VPC", r#"{"vpcId": "vpc-1"}"#, "vpc-1"),
        (
            "AWS::EC2::Subnet",
            r#"{"subnetId": "s", "defaultForAz": true, "availabilityZone": "eu-west-1a"}"#,
            "default eu-west-1a",
        ),
        (
            "AWS::EC2::Subnet",
            r#"{"subnetId": "s", "defaultForAz": false, "availabilityZone": "eu-west-1a"}"#,
            "s",
        ),
        (
            "AWS::EC2::NetworkInterface",
            r#"{"networkInterfaceId": "eni-1", "description": "the proxy"}"#,
            "the proxy",
        ),
        ("AWS::KMS::Key", r#"{"KeyId": "k", "AliasName": "alias/data"}"#, "alias/data"),
        (
            "AWS::KMS::Key",
            r#"{"KeyId": "k", "AliasName": "alias/data", "Tags": [{"TagKey": "Name", "TagValue": "data"}]}"#,
            "data",
        ),
        ("AWS::ECS::Cluster", r#"{"clusterArn": "arn:aws:ecs:r:1:cluster/main"}"#, "main"),
        (
            "AWS::ECS::Service",
            r#"{"serviceArn": "arn:aws:ecs:r:1:service/main/api", "cluster": "arn:aws:ecs:r:1:cluster/main"}"#,
            "main api",
        ),
        ("AWS::EKS::Nodegroup", r#"{"clusterName": "main", "nodegroupName": "spot"}"#, "main spot"),
        (
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            r#"{"RuleArn": "r", "ListenerArn": "arn:aws:elasticloadbalancing:r:1:listener/app/web/1/2",
                "ListenerPort": "443", "Priority": "10"}"#,
            "web 443 10",
        ),
        (
            "AWS::Route53::RecordSet",
            r#"{"HostedZoneId": "/hostedzone/Z", "Name": "a.example.", "Type": "A"}"#,
            "a.example. A",
        ),
        (
            "AWS::Lambda::EventSourceMapping",
            r#"{"UUID": "u", "FunctionArn": "arn:aws:lambda:r:1:function:orders",
                "EventSourceArn": "arn:aws:dynamodb:r:1:table/carts/stream/2026"}"#,
            "orders carts",
        ),
        ("AWS::IAM::AccountPasswordPolicy", "{}", "account"),
        ("AWS::IAM::OIDCProvider", r#"{"Arn": "a", "Url": "example.com"}"#, "example.com"),
    ] {
        assert_eq!(called(kind, body).0, name, "{kind} {body}");
    }
}

#[test]
fn what_aws_makes_by_itself_is_told_from_what_people_make() {
    for (kind, by_system, by_people) in [
        (
            "AWS::IAM::Role",
            r#"{"Arn": "a", "Path": "/aws-service-role/ecs.amazonaws.com/"}"#,
            r#"{"Arn": "a", "Path": "/shop/"}"#,
        ),
        ("AWS::EC2::VPC", r#"{"vpcId": "v", "isDefault": true}"#, r#"{"vpcId": "v"}"#),
        ("AWS::EC2::Subnet", r#"{"subnetId": "s", "defaultForAz": true}"#, r#"{"subnetId": "s"}"#),
        (
            "AWS::EC2::NetworkAcl",
            r#"{"networkAclId": "a", "default": true}"#,
            r#"{"networkAclId": "a", "default": false}"#,
        ),
        (
            "AWS::EC2::RouteTable",
            r#"{"routeTableId": "r", "associationSet": [{"main": true}]}"#,
            r#"{"routeTableId": "r", "associationSet": [{"main": false}]}"#,
        ),
        (
            "AWS::EC2::Instance",
            r#"{"instanceId": "i", "tagSet": [{"key": "aws:autoscaling:groupName", "value": "g"}]}"#,
            r#"{"instanceId": "i", "tagSet": [{"key": "Name", "value": "g"}]}"#,
        ),
        (
            "AWS::EC2::Volume",
            r#"{"volumeId": "v", "attachmentSet": [{"deleteOnTermination": true}], "tagSet": [{"key": "a"}]}"#,
            r#"{"volumeId": "v", "attachmentSet": [{"deleteOnTermination": false}], "tagSet": [{"key": "a"}]}"#,
        ),
        (
            "AWS::EC2::NetworkInterface",
            r#"{"networkInterfaceId": "e", "interfaceType": "nat_gateway"}"#,
            r#"{"networkInterfaceId": "e", "interfaceType": "interface", "attachment": {"deviceIndex": 1}}"#,
        ),
        (
            "AWS::EC2::NetworkInterface",
            r#"{"networkInterfaceId": "e", "attachment": {"instanceOwnerId": "amazon-elb"}}"#,
            r#"{"networkInterfaceId": "e", "attachment": {"instanceOwnerId": "111122223333", "deviceIndex": 1}}"#,
        ),
        (
            "AWS::EC2::NetworkInterface",
            r#"{"networkInterfaceId": "e", "description": "aws-K8S-i-0a1b2c3d4e5f60718"}"#,
            r#"{"networkInterfaceId": "e", "description": "for EKS"}"#,
        ),
        (
            "AWS::EC2::NetworkInterface",
            r#"{"networkInterfaceId": "e", "attachment": {"deviceIndex": 0}}"#,
            r#"{"networkInterfaceId": "e", "description": "the proxy"}"#,
        ),
        (
            "AWS::EC2::DHCPOptions",
            r#"{"dhcpOptionsId": "d", "dhcpConfigurationSet": [{"key": "domain-name-servers", "valueSet": [{"value": "AmazonProvidedDNS"}]}]}"#,
            r#"{"dhcpOptionsId": "d", "dhcpConfigurationSet": [{"key": "domain-name-servers", "valueSet": [{"value": "10.0.0.2"}]}]}"#,
        ),
        (
            "AWS::KMS::Key",
            r#"{"KeyId": "k", "KeyManager": "AWS"}"#,
            r#"{"KeyId": "k", "KeyManager": "CUSTOMER"}"#,
        ),
        (
            "AWS::KMS::Alias",
            r#"{"AliasArn": "a", "AliasName": "alias/aws/ebs"}"#,
            r#"{"AliasArn": "a", "AliasName": "alias/ebs"}"#,
        ),
        (
            "AWS::RDS::DBParameterGroup",
            r#"{"DBParameterGroupArn": "a", "DBParameterGroupName": "default.postgres16"}"#,
            r#"{"DBParameterGroupArn": "a", "DBParameterGroupName": "defaults"}"#,
        ),
        (
            "AWS::Logs::LogGroup",
            r#"{"arn": "a", "logGroupName": "/aws/lambda/orders"}"#,
            r#"{"arn": "a", "logGroupName": "/aws/lambda/orders", "retentionInDays": 30}"#,
        ),
        (
            "AWS::Route53::RecordSet",
            r#"{"HostedZoneId": "Z", "Name": "example.", "ZoneName": "example.", "Type": "NS"}"#,
            r#"{"HostedZoneId": "Z", "Name": "team.example.", "ZoneName": "example.", "Type": "NS"}"#,
        ),
        (
            "AWS::SecretsManager::Secret",
            r#"{"ARN": "a", "OwningService": "rds"}"#,
            r#"{"ARN": "a"}"#,
        ),
    ] {
        assert!(called(kind, by_system).1.is_some(), "{kind} {by_system}");
        assert!(called(kind, by_people).1.is_none(), "{kind} {by_people}");
    }
}

/// A body of a kind in normal form, what is unknown left out.
fn normal(kind: &str, body: &str) -> String {
    let body = Value::from_json(body.as_bytes()).unwrap();
    crate::normalise::tree(of(kind).unwrap(), &body, &Value::Null).to_value().to_json()
}

#[test]
fn what_only_one_account_can_say_is_said_for_every_account() {
    for (kind, one, other) in [
        (
            "AWS::S3::Bucket",
            r#"{"AccessControl": {"AccessControlList": [{"Grantee": {"ID": "a", "DisplayName": "x"}}], "Owner": {"ID": "a"}}}"#,
            r#"{"AccessControl": {"AccessControlList": [{"Grantee": {"ID": "b"}}], "Owner": {"ID": "b"}}}"#,
        ),
        ("AWS::S3::Bucket", r#"{"LocationConstraint": null}"#, r#"{"LocationConstraint": ""}"#),
        (
            "AWS::ECS::Service",
            r#"{"taskDefinition": "arn:aws:ecs:r:1:task-definition/api:7"}"#,
            r#"{"taskDefinition": "arn:aws:ecs:s:2:task-definition/api:9"}"#,
        ),
        (
            "AWS::AutoScaling::AutoScalingGroup",
            r#"{"VPCZoneIdentifier": "subnet-2, subnet-1"}"#,
            r#"{"VPCZoneIdentifier": "subnet-1,subnet-2"}"#,
        ),
        (
            "AWS::IAM::OIDCProvider",
            r#"{"Url": "oidc.eks.r.amazonaws.com/id/A"}"#,
            r#"{"Url": "oidc.eks.r.amazonaws.com/id/B"}"#,
        ),
    ] {
        let owner = |text: String| text.replace(r#""ID":"a""#, "").replace(r#""ID":"b""#, "");
        assert_eq!(owner(normal(kind, one)), owner(normal(kind, other)), "{kind}");
    }
    let grants = normal(
        "AWS::S3::Bucket",
        r#"{"AccessControl": {"AccessControlList": [{"Grantee": {"ID": "c"}}], "Owner": {"ID": "a"}}}"#,
    );
    assert!(grants.contains(r#"{"Grantee":{"ID":"c"}}"#), "{grants}");
}

#[test]
fn what_follows_from_something_else_or_is_chosen_by_aws_is_no_difference() {
    for (kind, one, other) in [
        (
            "AWS::EC2::RouteTable",
            r#"{"routeSet": [{"destinationIpv6CidrBlock": "2a05::/56", "gatewayId": "local"},
                {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}"#,
            r#"{"routeSet": [{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}"#,
        ),
        (
            "AWS::EC2::VPC",
            r#"{"ipv6CidrBlockAssociationSet": [{"ipv6CidrBlock": "2a05::/56", "ipv6Pool": "Amazon"}]}"#,
            r#"{"ipv6CidrBlockAssociationSet": [{"ipv6CidrBlock": "2600::/56", "ipv6Pool": "Amazon"}]}"#,
        ),
        (
            "AWS::EC2::VPC",
            r#"{"cidrBlock": "10.0.0.0/16", "cidrBlockAssociationSet": [{"cidrBlock": "10.0.0.0/16"}]}"#,
            r#"{"cidrBlock": "10.0.0.0/16", "cidrBlockAssociationSet": []}"#,
        ),
        (
            "AWS::EC2::NetworkAcl",
            r#"{"default": true, "associationSet": [{"subnetId": "subnet-1"}]}"#,
            r#"{"default": true, "associationSet": []}"#,
        ),
        (
            "AWS::DynamoDB::Table",
            r#"{"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}}"#,
            r#"{"ProvisionedThroughput": null}"#,
        ),
        (
            "AWS::RDS::DBInstance",
            r#"{"DBClusterIdentifier": "c", "BackupRetentionPeriod": 1}"#,
            r#"{"DBClusterIdentifier": "c", "BackupRetentionPeriod": 7}"#,
        ),
        (
            "AWS::CertificateManager::Certificate",
            r#"{"DomainValidationOptions": [{"DomainName": "a", "ValidationDomain": "a", "ValidationMethod": "DNS"}]}"#,
            r#"{"DomainValidationOptions": [{"DomainName": "b", "ValidationMethod": "DNS"},
                {"DomainName": "c", "ValidationMethod": "DNS", "ValidationStatus": "SUCCESS"}]}"#,
        ),
        (
            "AWS::EC2::Instance",
            r#"{"imageId": "ami-1", "image": {"name": "base", "imageOwnerId": "1"}}"#,
            r#"{"imageId": "ami-2", "image": {"name": "base", "imageOwnerId": "1", "imageId": "ami-2"}}"#,
        ),
    ] {
        let said = |body: &str| {
            let body = Value::from_json(body.as_bytes()).unwrap();
            let table = of(kind).unwrap();
            let tree = crate::normalise::tree(table, &body, &Value::Null);
            let mut lines = Vec::new();
            tree.leaves(&drift_core::Path::root(), &mut |path, value| {
                if crate::class::class(table, path).role.is_compared() && !value.is_empty() {
                    lines.push(format!("{path} = {}", value.to_json()));
                }
            });
            lines
        };
        assert_eq!(said(one), said(other), "{kind}");
    }
    let blocks =
        |set: &str| normal("AWS::EC2::VPC", &format!(r#"{{"cidrBlock": "10.0.0.0/16", {set}}}"#));
    let two = r#""ipv6CidrBlockAssociationSet": [{"ipv6CidrBlock": "2a05::/56", "ipv6Pool": "Amazon"}, {"ipv6CidrBlock": "2a06::/56", "ipv6Pool": "Amazon"}]"#;
    assert!(blocks(two).contains("2 given by AWS"), "{}", blocks(two));
    let secondary = r#""cidrBlockAssociationSet": [{"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "100.64.0.0/20"}]"#;
    assert!(blocks(secondary).contains("100.64.0.0/20"), "{}", blocks(secondary));
}
