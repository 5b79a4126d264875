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
    // A range stands for one of its size.
    let size = |block: &str| block.split_once('/').map(|(_, size)| size.to_owned());
    let pairs: BTreeSet<(String, String)> =
        blocks.filter_map(pair).filter(|(one, other)| size(one) == size(other)).collect();
    if report.comparison != Comparison::Parity || pairs.is_empty() {
        return None;
    }
    let (one, other) = (&before.environment, &after.environment);
    let entry = |(ours, theirs): &(String, String)| {
        format!("{{ sides: {{ {one}: {ours}, {other}: {theirs} }} }}")
    };
    let entries: Vec<String> = pairs.iter().map(entry).collect();
    Some(format!(
        "networks have other addresses, and so has everything in them; if they stand for each other, drift.yaml can say so: \
         pair: {{ cidrs: [ {} ] }}",
        entries.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_of_one_size_that_were_compared_are_told_as_the_configuration_would_say_it() {
        let text = include_str!("render/goldens/parity.json");
        let mut report: Report = serde_json::from_str(text).unwrap();
        assert_eq!(cidrs(&report), None);
        let (one, other) = (report.sides[0].name.clone(), report.sides[1].name.clone());
        let mut finding = report.findings[0].clone();
        finding.kind = "AWS::EC2::VPC".to_owned();
        finding.path = drift_core::Path::of_keys(&["CidrBlock"]);
        let value = |text: &str| drift_core::ReportValue(text.into());
        for (theirs, told) in [("10.20.0.0/16", true), ("10.20.0.0/17", false)] {
            finding.values =
                [(one.clone(), value("10.10.0.0/16")), (other.clone(), value(theirs))].into();
            report.findings = vec![finding.clone()];
            let hint = cidrs(&report).unwrap_or_default();
            assert_eq!(hint.contains("10.10.0.0/16"), told, "{hint}");
            assert!(!hint.contains('\n'), "{hint}");
        }
    }
}
