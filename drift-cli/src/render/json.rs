//! The report as JSON: its own types, indented; the same report gives the same bytes.

use drift_core::Report;

pub(super) fn render(report: &Report) -> String {
    // Writing to memory cannot fail: every key of a report is a string.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
