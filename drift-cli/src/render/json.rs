//! Values as JSON: indented, the same value gives the same bytes, and nothing in it moves a cursor or hides text.

use serde::Serialize;

use super::escape::json_visible;

/// A report, or what a command lists.
pub(crate) fn text(value: &impl Serialize) -> String {
    // Writing to memory cannot fail: every key is a string.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut text = json_visible(&text).into_owned();
    text.push('\n');
    text
}
