//! Normalise: a wire body rewritten to its normal form by its kind's table.
//!
//! Every property is kept: one that no row names stays under its wire name. Whatever is the id or ARN of a resource that was read
//! leads to it. Knows no kind and hides nothing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_core::{Element, ElementKey, List, Map, Node, Path, Reference, Role, Value};

use crate::assemble::at;
use crate::kinds;
use crate::policy;
use crate::shape;
use crate::table::{Reader, Row, Table};

/// The body in normal form. `facts` are those of the snapshot: `names` by kind and id, and `leads` by ARN or URL.
pub(crate) fn tree(table: &Table, body: &Value, facts: &Value) -> Node {
    if body.as_map().is_none() {
        return Node::from_value(body.clone());
    }
    let mut rest = body.clone();
    let mut tree = BTreeMap::new();
    for row in table.rows {
        let Some(value) = stands(body, row.wire) else { continue };
        remove(&mut rest, row.wire);
        let read = read(table, row, body, value);
        // What names this very resource leads nowhere.
        let read = if row.role == Role::Identity { read } else { lead(read, facts) };
        put(&mut tree, row.cloudformation, node(row, read, facts));
    }
    for (wire, value) in rest.as_map().into_iter().flatten() {
        if !is_taken(table, wire, value, body) {
            put(&mut tree, wire, Node::from_value(lead(value.clone(), facts)));
        }
    }
    Node::Map(tree)
}

/// Whether rows took everything out of a property, or would have if it were there.
fn is_taken(table: &Table, wire: &str, rest: &Value, body: &Value) -> bool {
    let is_below = |row: &Row| row.wire.strip_prefix(wire).is_some_and(|way| way.starts_with('.'));
    match rest {
        Value::Map(members) => members.is_empty() && !at(body, wire).is_none_or(Value::is_empty),
        Value::Null => table.rows.iter().any(is_below),
        _ => false,
    }
}

/// Puts a node at a way of names, beside what is there.
fn put(tree: &mut BTreeMap<String, Node>, way: &str, node: Node) {
    let (name, rest) = way.split_once('.').unwrap_or((way, ""));
    match (tree.get_mut(name), node) {
        (Some(Node::Map(there)), node) if !rest.is_empty() => put(there, rest, node),
        (Some(Node::Map(there)), Node::Map(more)) => there.extend(more),
        (_, node) if rest.is_empty() => drop(tree.insert(name.to_owned(), node)),
        (_, node) => {
            let mut inner = BTreeMap::new();
            put(&mut inner, rest, node);
            tree.insert(name.to_owned(), Node::Map(inner));
        }
    }
}

/// What stands at a way; what is unknown on the way makes all below it unknown.
fn stands<'b>(body: &'b Value, way: &str) -> Option<&'b Value> {
    way.split('.').try_fold(body, |value, name| match value {
        Value::Unknown(_) => Some(value),
        value => value.get(name),
    })
}

fn remove(body: &mut Value, way: &str) {
    let Value::Map(members) = body else { return };
    match way.split_once('.') {
        None => drop(members.remove(way)),
        Some((name, rest)) => match members.get_mut(name) {
            Some(Value::Unknown(_)) => drop(members.remove(name)),
            Some(inner) => remove(inner, rest),
            None => {}
        },
    }
}

fn read(table: &Table, row: &Row, body: &Value, value: &Value) -> Value {
    if let Value::Unknown(_) = value {
        return value.clone();
    }
    match (row.reader, value) {
        (Reader::Body(read), _) => read(body),
        (Reader::Leads(kind), value) => leads(kind, value),
        (Reader::LeadsBy(kind, member), Value::List(items)) => {
            items.iter().map(|item| led_by(kind, member, item)).collect::<Vec<_>>().into()
        }
        (Reader::Tags, Value::List(items)) => items.iter().map(tag).collect::<Vec<_>>().into(),
        (Reader::Tags, Value::Map(_)) => pairs(value)
            .map(|(key, value)| Value::Map(tag_of(key, value)))
            .collect::<Vec<_>>()
            .into(),
        (Reader::Base64, Value::String(text)) => {
            base64(text).map_or_else(|| value.clone(), Value::String)
        }
        (Reader::Json, Value::String(text)) => json(text).unwrap_or_else(|| value.clone()),
        (Reader::Policy, value) => read_policy(value),
        (Reader::Policies, Value::List(items)) => {
            items.iter().map(named_policy).collect::<Vec<_>>().into()
        }
        (Reader::Scalar, Value::String(text)) => scalar(text),
        (Reader::Pairs(name, held), Value::List(items)) => named(items, name, held),
        (Reader::Plain, Value::Map(_) | Value::List(_)) => {
            shape::named(value.clone(), shape::at(table, row.wire))
        }
        _ => value.clone(),
    }
}

fn read_policy(value: &Value) -> Value {
    let text = value.as_str();
    let document = text.map_or_else(|| Some(value.clone()), json);
    document.map_or_else(|| value.clone(), policy::plain)
}

fn named_policy(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(document) = item.at_mut(&[policy::DOCUMENT]) {
        *document = read_policy(document);
    }
    item
}

/// Where an element leads by one of its members; what has no such member stays as it is.
fn led_by(kind: &str, member: &str, item: &Value) -> Value {
    item.get(member).map_or_else(|| item.clone(), |value| leads(kind, value))
}

fn leads(kind: &str, value: &Value) -> Value {
    match value {
        Value::String(name) => Value::Reference(Reference {
            kind: kind.to_owned(),
            namespace: None,
            name: name.clone(),
        }),
        Value::List(items) => items.iter().map(|item| leads(kind, item)).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

/// Names with values, from a list of maps or a map.
pub(crate) fn pairs(value: &Value) -> Box<dyn Iterator<Item = (String, String)> + '_> {
    let text = |value: &Value| value.scalar_text().unwrap_or_default();
    match value {
        Value::Map(members) => {
            Box::new(members.iter().map(move |(name, value)| (name.clone(), text(value))))
        }
        Value::List(items) => Box::new(items.iter().filter_map(|item| {
            let of = |names: &[&str]| names.iter().find_map(|name| item.get(name)?.scalar_text());
            // The wire leaves an empty value out.
            Some((of(&KEYS)?, of(&VALUES).unwrap_or_default()))
        })),
        _ => Box::new(std::iter::empty()),
    }
}

/// What services call the two parts of a tag, and what else is in one that follows from where it stands.
const KEYS: [&str; 3] = ["Key", "key", "TagKey"];
const VALUES: [&str; 3] = ["Value", "value", "TagValue"];
const OWNERS: [&str; 2] = ["ResourceId", "ResourceType"];

/// A tag in CloudFormation's names; what is no tag stays as it is.
fn tag(item: &Value) -> Value {
    let (Value::Map(members), Some((key, value))) =
        (item, pairs(&vec![item.clone()].into()).next())
    else {
        return item.clone();
    };
    let is_known =
        |name: &str| KEYS.iter().chain(&VALUES).chain(&OWNERS).any(|known| *known == name);
    let others = members.iter().filter(|(name, _)| !is_known(name));
    let mut tag = tag_of(key, value);
    tag.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    Value::Map(tag)
}

fn tag_of(key: String, value: String) -> Map {
    Map::from([("Key".to_owned(), key.into()), ("Value".to_owned(), value.into())])
}

/// A document, as IAM writes it in URLs or as it is.
fn json(text: &str) -> Option<Value> {
    let text = match text.starts_with("%7B") || text.starts_with("%5B") {
        true => decoded(text)?,
        false => text.to_owned(),
    };
    Value::from_json(text.as_bytes()).ok().filter(|value| value.as_str().is_none())
}

/// Decoded, where it is text.
fn base64(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// Percent-decoded (RFC 3986).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        match (first, more) {
            (b'%', [high, low, more @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
                rest = more;
            }
            (byte, more) => {
                bytes.push(*byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// A number or truth that a service writes as a text; any other text as it is.
fn scalar(text: &str) -> Value {
    match text {
        "true" | "false" => Value::Bool(text == "true"),
        // A number that is written otherwise than numbers are is none: `007` is a name.
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Value::Integer(number),
            _ => text.into(),
        },
    }
}

/// Elements by name; as they are where a name comes twice or is not there.
fn named(items: &[Value], name: &str, held: &str) -> Value {
    let mut members = Map::new();
    for item in items {
        let value = item.get(held).cloned().unwrap_or(Value::Null);
        let value = value.as_str().map_or_else(|| value.clone(), scalar);
        match item.get(name).and_then(Value::scalar_text) {
            Some(name) if !members.contains_key(&name) => drop(members.insert(name, value)),
            _ => return Value::List(items.to_vec()),
        }
    }
    Value::Map(members)
}

/// What is the id, ARN or URL of a resource that was read leads to it, wherever it stands.
fn lead(value: Value, facts: &Value) -> Value {
    match value {
        Value::String(text) => led(&text, facts).unwrap_or(Value::String(text)),
        Value::Reference(reference) => {
            let leads = facts.at(&["leads", &reference.name]).and_then(target);
            Value::Reference(leads.unwrap_or(reference))
        }
        Value::List(items) => {
            items.into_iter().map(|item| lead(item, facts)).collect::<Vec<_>>().into()
        }
        Value::Map(members) => {
            let members = members.into_iter().map(|(name, value)| (name, lead(value, facts)));
            Value::Map(members.collect())
        }
        other => other,
    }
}

fn led(text: &str, facts: &Value) -> Option<Value> {
    if let Some(target) = facts.at(&["leads", text]).and_then(target) {
        return Some(Value::Reference(target));
    }
    if !text.starts_with("arn:") && !is_generated(text) {
        return None;
    }
    let known = |kind: &str| facts.at(&["names", kind, text]).is_some();
    let kind = kinds::ALL.iter().map(|table| table.kind).find(|kind| known(kind))?;
    Some(Value::Reference(Reference {
        kind: kind.to_owned(),
        namespace: None,
        name: text.to_owned(),
    }))
}

/// `vpc-0a1b2c3d`, `key/6a0ddd3a-…`: an id that AWS gave, alone or at the end of an ARN.
pub(crate) fn is_generated(text: &str) -> bool {
    let id = text.rsplit(['/', ':']).next().unwrap_or(text);
    is_uuid(id)
        || id.rsplit_once('-').is_some_and(|(prefix, id)| {
            id.len() >= 8
                && id.bytes().all(is_digit)
                && prefix.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-')
                && prefix.len() <= 16
                && !prefix.is_empty()
        })
}

fn is_uuid(id: &str) -> bool {
    let parts = id.split('-').map(|part| (part.len(), part.bytes().all(is_digit)));
    parts.eq([8, 4, 4, 4, 12].map(|length| (length, true)))
}

/// Of a hexadecimal number as AWS writes them.
fn is_digit(digit: u8) -> bool {
    digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit)
}

fn target(lead: &Value) -> Option<Reference> {
    let [kind, name] = lead.as_list()? else { return None };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Reference { kind: text(kind)?, namespace: None, name: text(name)? })
}

fn node(row: &Row, value: Value, facts: &Value) -> Node {
    let inner = |value: Value| with_lists(row, Node::from_value(value), facts);
    match (row.reader, value) {
        (Reader::Policy, value) => policy::node(value),
        (Reader::Policies, Value::List(items)) => {
            keyed(&[policy::NAME], items, facts, policy::named)
        }
        (_, Value::List(items)) => list(row.list, items, facts, inner),
        (_, value) => inner(value),
    }
}

fn list(
    list: Option<List>,
    items: Vec<Value>,
    facts: &Value,
    inner: impl Fn(Value) -> Node,
) -> Node {
    match list {
        Some(List::Keyed(keys)) => keyed(keys, items, facts, inner),
        Some(List::Set) => set(items, false),
        Some(List::Multiset) => set(items, true),
        Some(List::Ordered) | None => Node::Leaf(Value::List(items)),
    }
}

/// A value whose members are compared as their lists say.
fn with_lists(row: &Row, mut node: Node, facts: &Value) -> Node {
    for member in row.members.iter().filter(|member| member.list.is_some()) {
        let path = Path::of_keys(&member.name.split('.').collect::<Vec<_>>());
        if let Some(there) = node.at_mut(&path)
            && let Node::Leaf(Value::List(items)) = there
        {
            *there = list(member.list, std::mem::take(items), facts, Node::from_value);
        }
    }
    node
}

/// By names where they tell the elements apart, else by ids; a list in which nothing does is compared as one.
fn keyed(keys: &[&str], items: Vec<Value>, facts: &Value, inner: impl Fn(Value) -> Node) -> Node {
    by_key(keys, &items, facts, &inner)
        .or_else(|| by_key(keys, &items, &Value::Null, &inner))
        .map_or_else(|| set(items, true), Node::Keyed)
}

fn by_key(
    keys: &[&str],
    items: &[Value],
    facts: &Value,
    inner: &impl Fn(Value) -> Node,
) -> Option<BTreeMap<ElementKey, Element>> {
    let mut elements = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let key = key(keys, item, facts);
        let node = inner(item.clone());
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

pub(crate) fn set(mut items: Vec<Value>, repeats: bool) -> Node {
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
        for name in
            ["main", "shop-db", "arn:aws:iam::aws:policy/ReadOnlyAccess", "shop-DEADBEEF", ""]
        {
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
}
