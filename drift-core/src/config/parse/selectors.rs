//! Selectors, wherever the dialect says `match`.

use std::collections::BTreeMap;

use super::dialect::{MEMBER, SCOPE, SELECTOR, SHARED};
use super::reader::Reader;
use super::suggest::did_you_mean;
use crate::config::{Member, Selector};
use crate::glob::glob;
use crate::path::Pattern;
use crate::yaml::{Content, Spanned, Style};

/// `shared`: a list of selectors.
pub(super) fn shared(reader: &mut Reader<'_>, root: &Spanned) -> Vec<Selector> {
    let Some(list) = root.get("shared") else { return Vec::new() };
    let items = reader.list(list);
    items.iter().filter_map(|item| whole(reader, item, &SHARED)).collect()
}

/// `members` of an environment.
pub(super) fn members(reader: &mut Reader<'_>, environment: &Spanned) -> Vec<Member> {
    let Some(list) = environment.get("members") else { return Vec::new() };
    if list.as_list().is_some_and(<[_]>::is_empty) {
        reader.error(list, "an empty list; leave the key out");
    }
    let items = reader.list(list);
    let members = items.iter().filter_map(|item| whole(reader, item, &MEMBER));
    members.map(|selector| Member { selector }).collect()
}

/// A selector of whole resources.
fn whole(reader: &mut Reader<'_>, item: &Spanned, keys: &super::dialect::Keys) -> Option<Selector> {
    if !reader.keys(item, keys) {
        return None;
    }
    let node = reader.required(item, "match")?;
    let selector = selector(reader, node);
    if let Some(path) = node.as_map().and_then(|map| map.get("path")) {
        reader.error(path, "`path` selects attributes; this selects whole resources");
    }
    Some(selector)
}

/// The selector after `match`.
pub(super) fn selector(reader: &mut Reader<'_>, node: &Spanned) -> Selector {
    if !reader.keys(node, &SELECTOR) {
        return Selector::default();
    }
    if node.as_map().is_some_and(BTreeMap::is_empty) {
        reader.error(node, "an empty selector matches everything; say so with `name: \"*\"`");
    }
    let mut selector = Selector {
        environments: texts(reader, node.get("environment")),
        kinds: kinds(reader, node.get("kind")),
        names: texts(reader, node.get("name")),
        tags: tags(reader, node.get("tags")),
        paths: paths(reader, node.get("path")),
        location: Some(reader.location(node)),
        ..Selector::default()
    };
    if let Some(environments) = node.get("environment") {
        known_environments(reader, environments);
    }
    if let Some(scope) = node.get("scope").filter(|scope| reader.keys(scope, &SCOPE)) {
        if scope.as_map().is_some_and(BTreeMap::is_empty) {
            reader.error(scope, "an empty scope; leave the key out");
        }
        selector.accounts = texts(reader, scope.get("account"));
        selector.regions = texts(reader, scope.get("region"));
        selector.clusters = texts(reader, scope.get("cluster"));
        selector.namespaces = texts(reader, scope.get("namespace"));
    }
    selector
}

fn kinds(reader: &mut Reader<'_>, node: Option<&Spanned>) -> Vec<String> {
    if let Some(node) = node {
        reader.kinds(node);
    }
    texts(reader, node)
}

fn texts(reader: &mut Reader<'_>, node: Option<&Spanned>) -> Vec<String> {
    node.map(|node| reader.text_or_texts(node)).unwrap_or_default()
}

fn tags(reader: &mut Reader<'_>, node: Option<&Spanned>) -> BTreeMap<String, Vec<String>> {
    let Some(node) = node else { return BTreeMap::new() };
    let Some(map) = node.as_map().filter(|map| !map.is_empty()) else {
        reader.error(node, "expected a map of names to values, as in `{ env: prod }`");
        return BTreeMap::new();
    };
    let read = map.iter().map(|(name, value)| (name.clone(), reader.text_or_texts(&value.value)));
    read.collect()
}

fn paths(reader: &mut Reader<'_>, node: Option<&Spanned>) -> Vec<Pattern> {
    let Some(node) = node else { return Vec::new() };
    if node.as_str() == Some("") {
        // The path to the resource itself: that only one side has it.
        return vec![Pattern(Vec::new())];
    }
    // Refuses what is no text; the patterns are read from the nodes, for their columns.
    let _ = reader.text_or_texts(node);
    let nodes = node.as_list().unwrap_or(std::slice::from_ref(node));
    nodes.iter().filter_map(|node| path(reader, node)).collect()
}

fn path(reader: &mut Reader<'_>, node: &Spanned) -> Option<Pattern> {
    let Content::Text(scalar) = &node.content else { return None };
    match scalar.text.parse::<Pattern>() {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let inside = u32::try_from(error.column - 1).unwrap_or_default();
            let column = match scalar.style {
                Style::Plain => node.column + inside,
                Style::Quoted => node.column + 1 + inside,
                Style::Block => node.column,
            };
            reader.error((node.line, column), format!("not a path: {}", error.what));
            None
        }
    }
}

/// A glob that matches no environment would silently never apply.
fn known_environments(reader: &mut Reader<'_>, node: &Spanned) {
    for node in node.as_list().unwrap_or(std::slice::from_ref(node)) {
        let Some(wanted) = node.as_str() else { continue };
        if !reader.environments.iter().any(|name| glob(wanted, name)) {
            let near = did_you_mean(wanted, reader.environments.iter().map(String::as_str));
            reader.error(node, format!("no environment has this name{near}"));
        }
    }
}
