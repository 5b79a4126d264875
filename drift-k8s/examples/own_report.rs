//! A report of one's own: two snapshot files become a table of comma-separated values.
//!
//! `cargo run --example own_report -- docs/examples/staging.drift.zst docs/examples/prod.drift.zst`
#![expect(clippy::print_stdout, reason = "a program of its own may print")]

use std::sync::Arc;

use drift_core::codec::{CodecError, decode};
use drift_core::judge::Policy;
use drift_core::{Finding, Registry, Report, Silent, compare};
use drift_k8s::Kubernetes;

/// Compares two snapshots, as `drift snapshot` writes them.
pub(crate) fn report(before: &[u8], after: &[u8]) -> Result<Report, CodecError> {
    let registry = Registry::new(vec![Arc::new(Kubernetes)]);
    let (before, after) = (decode(before)?, decode(after)?);
    Ok(compare(&before, &after, &registry, &Policy::default(), &mut Silent))
}

/// A line for each finding, and one for each thing that was not seen: to leave those out would call them equal.
pub(crate) fn table(report: &Report) -> String {
    let mut table =
        row(&["severity", "rule", "kind", "subject", "path", "values"].map(String::from));
    for finding in &report.findings {
        table.push_str(&row(&[
            finding.severity.to_string(),
            finding.rule.clone(),
            finding.kind.clone(),
            finding.subject.clone(),
            finding.path.to_string(),
            values(finding),
        ]));
    }
    for unknown in &report.unknowns {
        let (kind, subject) = (unknown.kind.clone(), unknown.subject.clone());
        let path = unknown.path.to_string();
        table.push_str(&row(&[
            "unknown".into(),
            String::new(),
            kind,
            subject,
            path,
            String::new(),
        ]));
    }
    table
}

/// The value on each side that has one, as JSON: `staging=2 prod=5`.
fn values(finding: &Finding) -> String {
    let sides = finding.values.iter();
    let shown: Vec<String> =
        sides.map(|(side, value)| format!("{side}={}", value.0.to_json())).collect();
    shown.join(" ")
}

fn row(cells: &[String]) -> String {
    let quoted: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\n", quoted.join(","))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = std::env::args().skip(1);
    let [before, after] =
        [files.next(), files.next()].map(|file| std::fs::read(file.unwrap_or_default()));
    print!("{}", table(&report(&before?, &after?)?));
    Ok(())
}
