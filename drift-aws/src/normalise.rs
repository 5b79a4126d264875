//! Normalise: a wire body rewritten to its normal form by its kind's table.
//!
//! Every property is kept: one that no row names stays under its wire name. Knows no kind and hides nothing.

use std::collections::BTreeMap;

use drift_core::{Element, ElementKey, List, Map, Node, Reference, Value};

use crate::table::{Reader, Row, Table};

/// The body in normal form. `facts` are those that [`crate::names`] gave.
pub(crate) fn tree(table: &Table, body: &Value, facts: &Value) -> Node {
    let Value::Map(members) = body else { return Node::from_value(body.clone()) };
    let mut tree = BTreeMap::new();
    for (wire, value) in members {
        let Some(row) = table.rows.iter().find(|row| row.wire == wire) else {
            tree.insert(wire.clone(), Node::from_value(value.clone()));
            continue;
        };
        let read = read(row, body, value);
        tree.insert(row.cloudformation.to_owned(), node(row.list, read, facts));
    }
    Node::Map(tree)
}

fn read(row: &Row, body: &Value, value: &Value) -> Value {
    match (row.reader, value) {
        (Reader::Body(read), _) => read(body),
        (Reader::Leads(kind), Value::String(name)) => Value::Reference(Reference {
            kind: kind.to_owned(),
            namespace: None,
            name: name.clone(),
        }),
        (Reader::Tags, Value::List(tags)) => Value::List(tags.iter().map(tag).collect()),
        _ => value.clone(),
    }
}

/// A tag in CloudFormation's names. The wire leaves an empty value out.
fn tag(tag: &Value) -> Value {
    let Value::Map(members) = tag else { return tag.clone() };
    let mut named = Map::from([("Value".to_owned(), "".into())]);
    for (name, value) in members {
        let name = match name.as_str() {
            "key" => "Key",
            "value" => "Value",
            other => other,
        };
        named.insert(name.to_owned(), value.clone());
    }
    Value::Map(named)
}

fn node(list: Option<List>, value: Value, facts: &Value) -> Node {
    match (list, value) {
        (Some(List::Keyed(keys)), Value::List(items)) => keyed(keys, items, facts),
        (Some(List::Set), Value::List(items)) => set(items, false),
        (Some(List::Multiset), Value::List(items)) => set(items, true),
        (_, value) => Node::from_value(value),
    }
}

/// By names where they tell the elements apart, else by ids; a list in which nothing does is compared as one.
fn keyed(keys: &[&str], items: Vec<Value>, facts: &Value) -> Node {
    by_key(keys, &items, facts)
        .or_else(|| by_key(keys, &items, &Value::Null))
        .map_or_else(|| set(items, true), Node::Keyed)
}

fn by_key(keys: &[&str], items: &[Value], facts: &Value) -> Option<BTreeMap<ElementKey, Element>> {
    let mut elements = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let key = key(keys, item, facts);
        let node = Node::from_value(item.clone());
        if key.is_empty() || elements.insert(key, Element { index, node }).is_some() {
            return None;
        }
    }
    Some(elements)
}

fn key(keys: &[&str], item: &Value, facts: &Value) -> ElementKey {
    let part = |name: &&str| {
        let text = match item.get(name)? {
            Value::Reference(reference) => called(reference, facts),
            value => value.scalar_text()?,
        };
        Some(((*name).to_owned(), text))
    };
    keys.iter().filter_map(part).collect()
}

/// A generated id is no name for a finding: the resource's own is, where the snapshot knows it.
fn called(reference: &Reference, facts: &Value) -> String {
    let name = facts.at(&["names", &reference.kind, &reference.name]).and_then(Value::as_str);
    name.unwrap_or(&reference.name).to_owned()
}

fn set(mut items: Vec<Value>, repeats: bool) -> Node {
    items.sort();
    if !repeats {
        items.dedup();
    }
    Node::Set { items, repeats }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    fn normal(body: &str, facts: &str) -> String {
        let value = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let table = kinds::of("AWS::EC2::SecurityGroup").unwrap();
        let mut lines = Vec::new();
        let mut line = |path: &drift_core::Path, value: &Value| {
            lines.push(format!("{path} = {}", value.to_json()));
        };
        tree(table, &value(body), &value(facts)).leaves(&drift_core::Path::root(), &mut line);
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
            (r#"{"tagSet": {"a": 1}}"#, "Tags.a = 1"),
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
    fn a_tag_without_a_value_has_an_empty_one() {
        let expected = "Tags[Key=a].Key = \"a\"\nTags[Key=a].Value = \"\"";
        assert_eq!(normal(r#"{"tagSet": [{"key": "a"}]}"#, "null"), expected);
    }
}
