//! Reports as lines, one for each thing said: what the scenarios' expectations are written in.
//!
//! A line names everything that is the same in every run, so it has no ids of clusters and no times.

use drift_core::{Address, ChangeKind, Finding, Report, ReportValue, Unknown};

use crate::cluster::clusters;

/// Everything that a report says, one line each: findings, what was suppressed, what is unknown, what went wrong.
///
/// ```text
/// medium PAR-002 changed apps/Deployment web spec.replicas: 2 -> 3
/// ```
#[must_use]
pub fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> =
        report.findings.iter().map(|finding| line(finding, report)).collect();
    lines.extend(report.suppressed.iter().map(|suppressed| {
        format!("suppressed by {}: {}", suppressed.expectation, line(&suppressed.finding, report))
    }));
    lines.extend(report.unknowns.iter().map(unknown));
    lines.extend(
        report.problems.iter().map(|problem| {
            format!("problem {:?} {}: {}", problem.code, problem.place, problem.what)
        }),
    );
    lines.into_iter().map(|line| name_clusters(&line)).collect()
}

/// A line with the clusters' names in place of their ids, which are new in every run.
#[must_use]
pub fn name_clusters(line: &str) -> String {
    clusters()
        .iter()
        .fold(line.to_owned(), |line, cluster| line.replace(&cluster.uid, &cluster.name))
}

/// What the findings are about: kind, subject and path of each, in the report's order.
#[must_use]
pub fn subjects(report: &Report) -> Vec<String> {
    let subject = |finding: &Finding| {
        format!("{} {} {}", finding.kind, finding.subject, finding.path).trim_end().to_owned()
    };
    report.findings.iter().map(subject).collect()
}

fn line(finding: &Finding, report: &Report) -> String {
    let sides: Vec<&str> = report.sides.iter().map(|side| side.name.as_str()).collect();
    let several = report.sides.iter().any(|side| side.scopes.len() > 1);
    let what = format!(
        "{} {} {} {} {} {}",
        finding.severity,
        finding.rule,
        word(finding.change),
        finding.kind,
        finding.subject,
        finding.path
    );
    let mut line = what.trim_end().to_owned();
    if !finding.values.is_empty() {
        let values: Vec<String> =
            sides.iter().map(|side| value(finding.values.get(*side))).collect();
        line.push_str(&format!(": {}", values.join(" -> ")));
    }
    let known: Vec<&Address> =
        sides.iter().filter_map(|side| finding.addresses.get(*side)).collect();
    for address in known {
        // Which of several clusters, where a side has more than one.
        if let Some(cluster) = address.scope.cluster.as_ref().filter(|_| several) {
            line.push_str(&format!(" in {cluster}"));
        }
        if let Some(location) = &address.location {
            line.push_str(&format!(" at {location}"));
        }
        if let Some(writer) = &address.writer {
            line.push_str(&format!(" by {}", writer.name));
        }
    }
    for note in &finding.notes {
        line.push_str(&format!(" ({note})"));
    }
    line
}

fn unknown(unknown: &Unknown) -> String {
    let what = format!("unknown {} {} {}", unknown.kind, unknown.subject, unknown.path);
    format!("{}: {} ({}, {} of it)", what.trim_end(), unknown.reason, unknown.side, unknown.count)
}

/// A value as JSON; a fingerprint differs with every key, so a secret is only named.
fn value(value: Option<&ReportValue>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let json = serde_json::to_value(value).expect("values are JSON");
    if json.get("$secret").is_some() { "a secret".to_owned() } else { json.to_string() }
}

fn word(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Changed => "changed",
        ChangeKind::Missing => "missing",
        ChangeKind::Extra => "extra",
    }
}
