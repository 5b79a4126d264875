//! Documents in a text: JSON and YAML are read as trees, and what is secret in the tree is hidden in the text.
//!
//! The text stays a text, so that what is not secret in it is compared as it is written. Where a secret of the tree cannot
//! be found again in the text, the whole text is secret. Knows nothing of what is secret.

use super::spans::{Spans, occurrences};
use crate::value::Value;
use crate::yaml::{Budget, Dialect, load};

/// The longest text that is read as a document; no API keeps a longer one in an object.
const LONGEST: usize = 2 << 20;

/// The documents of a text that has the look of one.
pub(super) fn read(text: &str) -> Vec<Value> {
    let start = text.trim_start();
    if text.len() > LONGEST || start.len() < 2 {
        return Vec::new();
    }
    if start.starts_with(['{', '['])
        && let Ok(value) = Value::from_json(text.as_bytes())
    {
        return vec![value];
    }
    let lines = text.contains('\n') && text.contains(": ");
    if !lines && !start.starts_with(['{', '[']) {
        return Vec::new();
    }
    let budget = Budget { bytes: LONGEST, depth: 64, expansion: 1 << 20 };
    let documents = load(text.as_bytes(), Dialect::Core, &budget).filter_map(Result::ok);
    documents
        .map(|document| document.into_value())
        .filter(|value| matches!(value, Value::Map(_) | Value::List(_)))
        .collect()
}

/// Adds where a secret of the tree stands in the text; `false` when it is not found.
pub(super) fn hide(text: &str, secret: &str, rule: &'static str, spans: &mut Spans) -> bool {
    if secret.trim().is_empty() {
        return true;
    }
    let mut found = false;
    let escaped = escaped(secret);
    let also = (escaped != secret).then_some(escaped.as_str());
    for written in std::iter::once(secret).chain(also) {
        for (start, end) in occurrences(text, written) {
            // A short one is part of other words too.
            if secret.len() >= 8 || stands_alone(text, start, end) || spans.covers(start, end) {
                spans.add(start, end, rule);
                found = true;
            }
        }
    }
    found || hide_lines(text, secret, rule, spans)
}

/// A text of several lines is indented in YAML: each line is found by itself.
fn hide_lines(text: &str, secret: &str, rule: &'static str, spans: &mut Spans) -> bool {
    let lines: Vec<&str> = secret.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.len() > 1 && lines.iter().all(|line| hide_line(text, line, rule, spans))
}

fn hide_line(text: &str, line: &str, rule: &'static str, spans: &mut Spans) -> bool {
    let mut found = false;
    for (start, end) in occurrences(text, line) {
        if stands_alone(text, start, end) || spans.covers(start, end) {
            spans.add(start, end, rule);
            found = true;
        }
    }
    found
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
