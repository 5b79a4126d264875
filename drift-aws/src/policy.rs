//! IAM policies: what says the same looks the same.
//!
//! Where the grammar takes one or several, there are several; `*` as a principal is everybody in AWS, and an account's id is its
//! root. Statements are told apart by their `Sid`, where each has one of its own. Source of the facts: "Grammar of the IAM JSON
//! policy language" and "AWS JSON policy elements: Principal". Knows nothing of what a policy allows.

use std::collections::BTreeMap;

use drift_core::{Element, Map, Node, Value};

use crate::normalise::set;

/// Members of a statement that hold one or several, without order.
const SEVERAL: [&str; 4] = ["Action", "NotAction", "NotResource", "Resource"];

/// What names a policy that is an element of a list, and what it says.
pub(crate) const NAME: &str = "PolicyName";
pub(crate) const DOCUMENT: &str = "PolicyDocument";

/// A policy in plain form: everything that may be several is a sorted list.
pub(crate) fn plain(document: Value) -> Value {
    let Value::Map(mut members) = document else { return document };
    if let Some(statements) = members.remove("Statement") {
        let statements = listed(statements).into_iter().map(statement).collect::<Vec<_>>();
        members.insert("Statement".to_owned(), Value::List(statements));
    }
    Value::Map(members)
}

fn statement(value: Value) -> Value {
    let Value::Map(mut members) = value else { return value };
    name_provider(&mut members);
    let plain = |(name, value): (String, Value)| {
        let value = match name.as_str() {
            known if SEVERAL.contains(&known) => sorted(value),
            "Principal" | "NotPrincipal" => principal(value),
            "Condition" => condition(value),
            _ => value,
        };
        (name, value)
    };
    Value::Map(members.into_iter().map(plain).collect())
}

/// Conditions on a token name its provider again, whose address has an id in it: `{provider}:sub` says the same beside the principal.
fn name_provider(statement: &mut Map) {
    let federated = statement.get("Principal").and_then(|who| who.get("Federated"));
    let arn = match federated {
        Some(Value::List(one)) if one.len() == 1 => one.first(),
        other => other,
    };
    let address = arn.and_then(Value::as_str).and_then(|arn| arn.split_once(":oidc-provider/"));
    let Some(address) = address.map(|(_, address)| format!("{address}:")) else { return };
    let Some(Value::Map(operators)) = statement.get_mut("Condition") else { return };
    for keys in operators.values_mut().filter_map(Value::as_map_mut) {
        let named = |(key, value): (String, Value)| match key.strip_prefix(&address) {
            Some(claim) => (format!("{{provider}}:{claim}"), value),
            None => (key, value),
        };
        *keys = std::mem::take(keys).into_iter().map(named).collect();
    }
}

fn principal(value: Value) -> Value {
    match value {
        Value::Map(members) => {
            let sorted_by_kind = members.into_iter().map(|(kind, who)| {
                let who = if kind == "AWS" { sorted(roots(who)) } else { sorted(who) };
                (kind, who)
            });
            Value::Map(sorted_by_kind.collect())
        }
        Value::String(text) if text == "*" => {
            Value::Map(Map::from([("AWS".to_owned(), Value::List(vec!["*".into()]))]))
        }
        other => other,
    }
}

/// `111122223333` for `arn:aws:iam::111122223333:root`.
fn roots(value: Value) -> Value {
    let root = |item: Value| {
        let account = item.as_str().and_then(|arn| {
            let account = arn.strip_suffix(":root")?.rsplit_once("::")?.1;
            (account.len() == 12 && arn.contains(":iam::")).then(|| account.to_owned())
        });
        account.map_or(item, Value::String)
    };
    Value::List(listed(value).into_iter().map(root).collect())
}

fn condition(value: Value) -> Value {
    let Value::Map(operators) = value else { return value };
    let keys = |value: Value| match value {
        Value::Map(keys) => {
            Value::Map(keys.into_iter().map(|(key, values)| (key, sorted(texts(values)))).collect())
        }
        other => other,
    };
    Value::Map(operators.into_iter().map(|(operator, value)| (operator, keys(value))).collect())
}

/// In a condition `true` and `"true"` are the same.
fn texts(value: Value) -> Value {
    let text = |item: Value| match item {
        Value::Bool(_) | Value::Integer(_) => item.scalar_text().map_or(item, Value::String),
        other => other,
    };
    Value::List(listed(value).into_iter().map(text).collect())
}

fn listed(value: Value) -> Vec<Value> {
    match value {
        Value::List(items) => items,
        other => vec![other],
    }
}

fn sorted(value: Value) -> Value {
    let mut items = listed(value);
    items.sort();
    items.dedup();
    Value::List(items)
}

/// A plain policy in normal form.
pub(crate) fn node(document: Value) -> Node {
    let Value::Map(members) = document else { return Node::from_value(document) };
    let member = |(name, value): (String, Value)| {
        let node = match value {
            Value::List(items) if name == "Statement" => statements(items),
            other => Node::from_value(other),
        };
        (name, node)
    };
    Node::Map(members.into_iter().map(member).collect())
}

/// A policy with its name, in normal form.
pub(crate) fn named(item: Value) -> Node {
    let Value::Map(members) = item else { return Node::from_value(item) };
    let member = |(name, value): (String, Value)| {
        let node = if name == DOCUMENT { node(value) } else { Node::from_value(value) };
        (name, node)
    };
    Node::Map(members.into_iter().map(member).collect())
}

fn statements(items: Vec<Value>) -> Node {
    let mut by_sid = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let Some(sid) = item.get("Sid").and_then(Value::as_str).filter(|sid| !sid.is_empty())
        else {
            return set(items, true);
        };
        let key = vec![("Sid".to_owned(), sid.to_owned())];
        if by_sid.insert(key, Element { index, node: sets(item.clone()) }).is_some() {
            return set(items, true);
        }
    }
    Node::Keyed(by_sid)
}

/// A statement whose lists are sets.
fn sets(value: Value) -> Node {
    match value {
        Value::Map(members) => {
            Node::Map(members.into_iter().map(|(name, value)| (name, sets(value))).collect())
        }
        Value::List(items) => set(items, false),
        other => Node::Leaf(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn two_ways_to_write_a_policy_are_one() {
        for (one, other) in [
            (
                r#"{"Statement": {"Action": "s3:Get"}}"#,
                r#"{"Statement": [{"Action": ["s3:Get"]}]}"#,
            ),
            (
                r#"{"Statement": [{"Action": ["b", "a", "b"]}]}"#,
                r#"{"Statement": [{"Action": ["a", "b"]}]}"#,
            ),
            (
                r#"{"Statement": [{"Principal": "*"}]}"#,
                r#"{"Statement": [{"Principal": {"AWS": ["*"]}}]}"#,
            ),
            (
                r#"{"Statement": [{"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]}"#,
                r#"{"Statement": [{"Principal": {"AWS": ["111122223333"]}}]}"#,
            ),
            (
                r#"{"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": true}}}]}"#,
                r#"{"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": ["true"]}}}]}"#,
            ),
            (
                r#"{"Statement": [{"Effect": "Deny"}, {"Effect": "Allow"}]}"#,
                r#"{"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}"#,
            ),
        ] {
            assert_eq!(node(plain(value(one))), node(plain(value(other))), "{one}");
        }
    }

    #[test]
    fn conditions_on_a_token_do_not_say_again_whose_it_is() {
        let role = |id: &str| {
            let text = r#"{"Statement": {"Principal": {"Federated": "arn:aws:iam::1:oidc-provider/oidc/ID"},
                "Condition": {"StringEquals": {"oidc/ID:sub": "a", "oidc/OTHER:sub": "b"}}}}"#;
            plain(value(&text.replace("ID", id)))
        };
        let conditions = |role: Value| {
            let statement = role.get("Statement").unwrap().as_list().unwrap().first().cloned();
            statement.unwrap().get("Condition").cloned()
        };
        assert_eq!(conditions(role("1")), conditions(role("2")));
        let wanted = r#"{"StringEquals":{"oidc/OTHER:sub":["b"],"{provider}:sub":["a"]}}"#;
        assert_eq!(conditions(role("1")).unwrap().to_json(), wanted);
    }

    #[test]
    fn statements_are_named_by_their_sid_where_each_has_one() {
        let keyed =
            node(plain(value(r#"{"Statement": [{"Sid": "A", "Action": "x"}, {"Sid": "B"}]}"#)));
        let path = "Statement[Sid=A].Action".parse().unwrap();
        assert!(matches!(keyed.at(&path), Some(Node::Set { items, .. }) if items.len() == 1));
        for text in [r#"[{"Sid": "A"}, {"Sid": "A"}]"#, r#"[{"Sid": "A"}, {}]"#, r#"[{"Sid": ""}]"#]
        {
            let node = node(plain(value(&format!(r#"{{"Statement": {text}}}"#))));
            assert!(matches!(node.get("Statement"), Some(Node::Set { .. })), "{text}");
        }
    }

    #[test]
    fn what_is_no_policy_stays_as_it_is() {
        for text in
            ["7", "[1]", r#"{"Statement": 7}"#, r#"{"Statement": [7]}"#, r#"{"a": {"b": [2, 1]}}"#]
        {
            node(plain(value(text)));
        }
        assert_eq!(plain(value(r#"{"a": [2, 1]}"#)), value(r#"{"a": [2, 1]}"#));
    }
}
