//! What was redacted in a snapshot, and why: by path and rule, without values.
//!
//! Reads it off the snapshot: each secret says which rule found it. Knows no rule.

use crate::path::{Path, Step};
use crate::snapshot::Snapshot;
use crate::value::{Part, Secret, Value};

/// One value that was redacted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Redaction {
    /// The kind of its resource.
    pub kind: String,
    /// Where the resource lives, as people read it.
    pub scope: String,
    /// The resource's name.
    pub name: String,
    /// The attribute.
    pub path: String,
    /// What found it: `row` (a table knows the attribute), `name` (what it stands under), or the shape that it has.
    pub rule: String,
    /// Whether only a part of the text is secret.
    pub part: bool,
}

/// Everything that was redacted in a snapshot, in the order of its resources.
#[must_use]
pub fn redactions(snapshot: &Snapshot) -> Vec<Redaction> {
    let mut all = Vec::new();
    for resource in snapshot.resources() {
        let mut found = Vec::new();
        walk(&Path::root(), resource.body(), &mut found);
        all.extend(found.into_iter().map(|(path, rule, part)| Redaction {
            kind: resource.kind.clone(),
            scope: resource.scope.to_string(),
            name: resource.name.clone(),
            path: path.to_string(),
            rule,
            part,
        }));
    }
    all.dedup();
    all
}

fn walk(at: &Path, value: &Value, found: &mut Vec<(Path, String, bool)>) {
    let rule = |secret: &Secret| match secret.rule.as_str() {
        "" => "row".to_owned(),
        rule => rule.to_owned(),
    };
    match value {
        Value::Map(map) => map.iter().for_each(|(name, value)| walk(&at.key(name), value, found)),
        Value::List(list) => {
            list.iter()
                .enumerate()
                .for_each(|(place, value)| walk(&at.join(Step::Index(place)), value, found));
        }
        Value::Secret(secret) => found.push((at.clone(), rule(secret), false)),
        Value::Masked(parts) => found.extend(parts.iter().filter_map(|part| match part {
            Part::Secret(secret) => Some((at.clone(), rule(secret), true)),
            Part::Plain(_) => None,
        })),
        _ => {}
    }
}
