//! Lists: which are sets, and what names the elements of the others.
//!
//! Elements are named by what people call them where that tells them apart. Knows no kind.

use std::collections::BTreeMap;

use drift_core::{Element, ElementKey, List, Node, Path, Reference, Value};

use crate::policy;
use crate::table::{Reader, Row};

pub(super) fn node(row: &Row, value: Value, facts: &Value) -> Node {
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
