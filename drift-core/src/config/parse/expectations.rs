//! `expect`: intended differences.

use std::collections::BTreeMap;

use super::dialect::{ALLOW, EXPECTATION};
use super::reader::Reader;
use super::selectors::selector;
use crate::config::{Allow, Expectation};
use crate::yaml::Spanned;

pub(super) fn read(reader: &mut Reader<'_>, root: &Spanned) -> Vec<Expectation> {
    let Some(list) = root.get("expect") else { return Vec::new() };
    let mut lines = BTreeMap::new();
    let items = reader.list(list);
    let read = items.iter().filter_map(|item| {
        unique(reader, item, &mut lines);
        expectation(reader, item)
    });
    read.collect()
}

fn unique(reader: &mut Reader<'_>, item: &Spanned, lines: &mut BTreeMap<String, u32>) {
    let Some(id) = item.get("id") else { return };
    let Some(text) = id.as_str() else { return };
    if let Some(line) = lines.get(text) {
        reader.error(id, format!("this id is taken by line {line}"));
    } else {
        lines.insert(text.to_owned(), id.line);
    }
}

fn expectation(reader: &mut Reader<'_>, item: &Spanned) -> Option<Expectation> {
    if !reader.keys(item, &EXPECTATION) {
        return None;
    }
    let id = reader.required(item, "id").and_then(|id| reader.text(id));
    let selector = reader.required(item, "match").map(|node| selector(reader, node));
    let allow = reader.required(item, "allow").and_then(|allow| self::allow(reader, allow));
    let reason = reader.required(item, "reason").and_then(|reason| reader.text(reason));
    let location = reader.location(item);
    Some(Expectation { id: id?, selector: selector?, allow: allow?, reason: reason?, location })
}

fn allow(reader: &mut Reader<'_>, node: &Spanned) -> Option<Allow> {
    if !reader.keys(node, &ALLOW) {
        return None;
    }
    match (node.get("any"), node.get("equal")) {
        (Some(any), None) => reader.truth(any).then_some(Allow::Any),
        (None, Some(equal)) => reader.truth(equal).then_some(Allow::Equal),
        (Some(_), Some(_)) => {
            reader.error(node, "`any` and `equal` exclude each other");
            None
        }
        (None, None) => {
            if node.as_map().is_some_and(BTreeMap::is_empty) {
                reader.error(node, "it allows nothing: `any: true` or `equal: true`");
            }
            None
        }
    }
}
