//! Documents in a text: JSON and YAML are read as trees, and what is secret in the tree is hidden in the text.
//!
//! The text stays a text, so that what is not secret in it is compared as it is written. Where a secret of the tree cannot
//! be found again in the text, the whole text is secret. Knows nothing of what is secret.

use std::collections::{BTreeMap, BTreeSet};

use super::find::REPEATED;
use super::search::{Occurrence, Search};
use super::spans::Spans;
use crate::value::Value;
use crate::yaml::{Budget, Dialect, Spanned, YamlFault, load};

/// The longest text that is read as a document; no API keeps a longer one in an object.
const LONGEST: usize = 2 << 20;

/// What was read of a text.
pub(super) struct Read {
    pub(super) documents: Vec<Value>,
    /// Whether that is all of it.
    pub(super) complete: bool,
}

/// The documents of a text that has the look of one, or of any text that may be one where somebody is `eager` to know;
/// nothing where they cannot be read because of how deep or large they are.
pub(super) fn read(text: &str, eager: bool) -> Option<Read> {
    let start = behind_comments(text);
    let opens = start.starts_with(['{', '[']);
    let list = start.starts_with("- ");
    let lines = text.contains('\n') && (text.contains(": ") || text.contains(":\n"));
    if start.len() < 2 || !(opens || lines || list || eager && text.contains(':')) {
        return Some(Read { documents: Vec::new(), complete: false });
    }
    if text.len() > LONGEST {
        return (!eager).then_some(Read { documents: Vec::new(), complete: false });
    }
    if opens && let Ok(value) = Value::from_json(start.as_bytes()) {
        return Some(Read { documents: vec![value], complete: true });
    }
    let read = loaded(text)?;
    // What begins like a copy of an object and is none that can be read is not shown.
    (read.complete || !eager || !opens).then_some(read)
}

fn loaded(text: &str) -> Option<Read> {
    let budget = Budget { bytes: LONGEST, depth: 64, expansion: 1 << 20 };
    let mut read = Read { documents: Vec::new(), complete: true };
    for document in load(text.as_bytes(), Dialect::Core, &budget) {
        match document.map(Spanned::into_value) {
            Ok(value @ (Value::Map(_) | Value::List(_))) => read.documents.push(value),
            Ok(_) => {}
            Err(error) => match error.what {
                YamlFault::Depth(_) | YamlFault::Expansion(_) => return None,
                _ => read.complete = false,
            },
        }
    }
    Some(read)
}

/// The text behind lines of comments and blanks.
fn behind_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') || rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

/// Secrets of a tree, each with its rule.
pub(super) type Secrets = BTreeMap<String, &'static str>;

/// Adds where the secrets of the tree stand; `false` when one of them is not found.
pub(super) fn hide(text: &str, secrets: &Secrets, spans: &mut Spans) -> bool {
    let mut ways = Secrets::new();
    for (secret, rule) in secrets.iter().filter(|(secret, _)| !secret.trim().is_empty()) {
        ways.insert(escaped(secret), rule);
        ways.insert(secret.clone(), rule);
    }
    let Some(found) = found(text, &ways, spans, |secret| secret.len() >= REPEATED) else {
        return false;
    };
    let lost = |secret: &&String| {
        !secret.trim().is_empty() && !found.contains(*secret) && !found.contains(&escaped(secret))
    };
    let lost: Vec<&String> = secrets.keys().filter(lost).collect();
    hide_lines(text, &lost, secrets, spans)
}

/// A text of several lines is indented in YAML: each line is found by itself.
fn hide_lines(text: &str, lost: &[&String], secrets: &Secrets, spans: &mut Spans) -> bool {
    let mut lines = Secrets::new();
    for secret in lost {
        let rule = secrets.get(*secret).copied().unwrap_or_default();
        let parts = secret.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.extend(parts.map(|line| (line.to_owned(), rule)));
        if secret.trim().lines().count() < 2 {
            return false;
        }
    }
    found(text, &lines, spans, |_| false).is_some_and(|found| found.len() == lines.len())
}

/// Adds where texts stand, and says which of them do; nothing when it cannot be said. A text of which a part may be
/// of another word by accident counts only where it stands alone, or inside of what is known to be secret.
fn found(
    text: &str,
    wanted: &Secrets,
    spans: &mut Spans,
    is_long: impl Fn(&str) -> bool,
) -> Option<BTreeSet<String>> {
    let search = Search::of(wanted.keys().cloned());
    let mut occurrences = search.find(text, true).ok()?;
    let name = |found: &Occurrence| search.texts().get(found.which).map_or("", String::as_str);
    let mut known = BTreeSet::new();
    occurrences.retain(|found| {
        let counts = is_long(name(found)) || stands_alone(text, found.start, found.end);
        if counts {
            let rule = wanted.get(name(found)).copied().unwrap_or_default();
            spans.add(found.start, found.end, rule);
            known.insert(found.which);
        }
        !counts
    });
    let covered = spans.settle();
    let inside = occurrences.iter().filter(|found| covered.holds(found.start, found.end));
    known.extend(inside.map(|found| found.which));
    Some(known.into_iter().filter_map(|which| search.texts().get(which).cloned()).collect())
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let after = text.get(end..).and_then(|after| after.chars().next());
    !letter(before) && !letter(after)
}

/// As JSON writes it inside its quotes.
fn escaped(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}
