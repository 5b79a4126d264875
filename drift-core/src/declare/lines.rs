//! The line of every attribute, by its path in the body.

use std::collections::BTreeMap;

use crate::path::{Path, Step};
use crate::yaml::{Content, Spanned};

/// The line of each member's key and of each element, by its path with list places, as `Path` writes it.
pub(super) fn of(root: &Spanned) -> BTreeMap<String, u32> {
    let mut lines = BTreeMap::new();
    walk(root, &mut Path::root(), &mut lines);
    lines
}

fn walk(value: &Spanned, at: &mut Path, lines: &mut BTreeMap<String, u32>) {
    match &value.content {
        Content::Map(members) => {
            for (name, member) in members {
                visit(Step::Key(name.clone()), member.line, &member.value, at, lines);
            }
        }
        Content::List(elements) => {
            for (place, element) in elements.iter().enumerate() {
                visit(Step::Index(place), element.line, element, at, lines);
            }
        }
        _ => {}
    }
}

fn visit(step: Step, line: u32, value: &Spanned, at: &mut Path, lines: &mut BTreeMap<String, u32>) {
    at.0.push(step);
    lines.insert(at.to_string(), line);
    walk(value, at, lines);
    at.0.pop();
}
