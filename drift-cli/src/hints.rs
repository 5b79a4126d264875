//! Hints: what a few lines of configuration would make of a report that has many differences of one cause.
//!
//! Looks at the report alone. Never more than a line or two, on standard error.

use std::collections::BTreeSet;

use drift_core::{Comparison, Report};

/// Address ranges of networks that were compared with each other, which nothing says to stand for each other.
pub(crate) fn cidrs(report: &Report) -> Option<String> {
    let [before, after] = report.sides.as_slice() else { return None };
    let blocks = report.findings.iter().filter(|finding| {
        finding.kind == "AWS::EC2::VPC" && finding.path.to_string() == "CidrBlock"
    });
    let pair = |finding: &drift_core::Finding| {
        let of = |name: &str| finding.values.get(name)?.0.as_str().map(str::to_owned);
        Some((of(&before.name)?, of(&after.name)?))
    };
    let pairs: BTreeSet<(String, String)> = blocks.filter_map(pair).collect();
    if report.comparison != Comparison::Parity || pairs.is_empty() {
        return None;
    }
    let (one, other) = (&before.environment, &after.environment);
    let entry = |(ours, theirs): &(String, String)| {
        format!("{{ sides: {{ {one}: {ours}, {other}: {theirs} }} }}")
    };
    let entries: Vec<String> = pairs.iter().map(entry).collect();
    Some(format!(
        "networks have other addresses, and so has everything in them; if they stand for each other, drift.yaml can say so:\n  \
         pair: {{ cidrs: [ {} ] }}",
        entries.join(", ")
    ))
}
