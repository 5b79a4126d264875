//! Normalise: a wire body rewritten to its normal form by its kind's table.
//!
//! Every property is kept: one that no row names stays under its wire name. Whatever is the id or ARN of a resource that was read
//! leads to it. Knows no kind and hides nothing.

mod ids;
mod lead;
mod lists;
mod read;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use drift_core::{Node, Role, Value};

pub(crate) use lead::is_generated;
pub(crate) use lists::set;
pub(crate) use tags::pairs;

use crate::assemble::at;
use crate::table::{Row, Table};
use lead::lead;
use lists::node;
use read::read;

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
    for (wire, value) in body.as_map().into_iter().flatten() {
        if let Value::Unknown(_) = value {
            stay_unknown(table, &mut tree, wire, value);
        }
    }
    Node::Map(tree)
}

/// Of a property that is unknown every member is, also those that no row names: at its own place, and where only its members are.
fn stay_unknown(table: &Table, tree: &mut BTreeMap<String, Node>, wire: &str, unknown: &Value) {
    let first = |row: &Row| row.cloudformation.split('.').next().unwrap_or_default();
    let (below, others): (Vec<&Row>, Vec<&Row>) =
        table.rows.iter().partition(|row| is_below(row, wire));
    if below.is_empty() {
        return;
    }
    let (whole, others): (Vec<&Row>, Vec<&Row>) =
        others.into_iter().partition(|row| row.wire == wire);
    let parents = below.iter().map(|row| first(row)).filter(|name| {
        let is_parent = below.iter().any(|row| row.cloudformation.starts_with(&format!("{name}.")));
        is_parent && !others.iter().any(|row| first(row) == *name)
    });
    for name in parents.chain(whole.iter().map(|row| first(row))).chain([wire]) {
        tree.insert(name.to_owned(), Node::Leaf(unknown.clone()));
    }
}

fn is_below(row: &Row, wire: &str) -> bool {
    row.wire.strip_prefix(wire).is_some_and(|way| way.starts_with('.'))
}

/// Whether rows took everything out of a property, or would have if it were there.
fn is_taken(table: &Table, wire: &str, rest: &Value, body: &Value) -> bool {
    match rest {
        Value::Map(members) => members.is_empty() && !at(body, wire).is_none_or(Value::is_empty),
        Value::Null => table.rows.iter().any(|row| is_below(row, wire)),
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
