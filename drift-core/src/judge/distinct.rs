//! Findings that share a subject: an id names one finding of a report.
//!
//! Several resources of one place may be called the same but for what was generated. Where they are missing or extra, the
//! group is the subject; where each has a counterpart, what tells them apart joins the id.

use std::collections::BTreeMap;

use crate::both::Both;
use crate::judge::{Case, identity};
use crate::report::Finding;

/// Gives findings about attributes, which bear values of their own, ids of their own.
pub(super) fn tell_apart(case: &Case<'_, '_>, findings: &mut [Finding]) {
    let named = |finding: &Finding, side: &str| {
        finding.addresses.get(side).map(|address| address.name.clone()).unwrap_or_default()
    };
    let given = |finding: &Finding, side: &str| {
        finding
            .addresses
            .get(side)
            .and_then(|address| address.native_id.clone())
            .unwrap_or_default()
    };
    rename(case, findings, &named);
    rename(case, findings, &given);
}

fn rename(case: &Case<'_, '_>, findings: &mut [Finding], by: &dyn Fn(&Finding, &str) -> String) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    findings.iter().for_each(|finding| *seen.entry(finding.id.clone()).or_default() += 1);
    for finding in findings.iter_mut().filter(|finding| !finding.path.is_root()) {
        if seen.get(&finding.id).is_some_and(|count| *count > 1) {
            let Both { before, after } = &case.names;
            let subjects = Both {
                before: format!("{}\u{1f}{}", finding.id, by(finding, before)),
                after: by(finding, after),
            };
            finding.id = identity::id(&finding.rule, &finding.kind, &subjects, &finding.path);
        }
    }
}

/// Makes one finding of those that still share an id; it names the others.
pub(super) fn group(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry(finding.id.clone()).or_default().push(finding);
    }
    let one = |mut group: Vec<Finding>| {
        group.sort_by_cached_key(names);
        let others: Vec<String> = group.iter().skip(1).map(names).collect();
        let mut first = group.into_iter().next()?;
        if !others.is_empty() {
            first.notes.push(format!("and {} like it: {}", others.len(), others.join(", ")));
        }
        Some(first)
    };
    groups.into_values().filter_map(one).collect()
}

fn names(finding: &Finding) -> String {
    let name = |address: &crate::report::Address| match &address.native_id {
        Some(id) if *id != address.name => format!("{} ({id})", address.name),
        _ => address.name.clone(),
    };
    finding.addresses.values().map(name).collect::<Vec<_>>().join(" ")
}
