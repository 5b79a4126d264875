//! The sentences that text and Markdown share: what was compared, what was not seen, what was counted.
//!
//! Plain text, visible (see `escape`); no layout and no colours. Decides nothing about what is a difference.

use std::collections::BTreeMap;

use drift_core::{
    Address, Comparison, Finding, Gap, Problem, ProblemCode, Report, Scope, Severity, Side,
    SideKind, Skip, Status, Suppressed, Unknown,
};

use super::escape::visible;

/// How many names a list of examples gives.
const EXAMPLES: usize = 5;

/// How a pairing of the only clusters is told.
const ONLY: &str = "only one on each side";

/// What question the report answers.
pub(crate) fn question(report: &Report) -> String {
    let names: Vec<_> = report.sides.iter().map(|side| visible(&side.name).into_owned()).collect();
    match report.comparison {
        Comparison::Parity => format!("Parity of {}", names.join(" and ")),
        Comparison::Drift => format!("Drift: {}", names.join(" against ")),
    }
}

/// What one side is: `observed 2026-11-24T01:58:12Z, 43 resources in kind-staging`.
pub(crate) fn side(side: &Side) -> String {
    let kind = match side.kind {
        SideKind::Observed => "observed",
        SideKind::Declared => "declared, read",
    };
    let scopes = if side.scopes.is_empty() {
        String::new()
    } else {
        let word = if side.kind == SideKind::Declared { "from" } else { "in" };
        format!(
            " {word} {}",
            visible(&side.scopes.values().cloned().collect::<Vec<_>>().join(", "))
        )
    };
    format!("{kind} {}, {}{scopes}", visible(&side.captured_at), count(side.resources, "resource"))
}

/// How much of each side was not seen, in one line: the details stand below it.
pub(crate) fn unseen(report: &Report) -> String {
    let told = report.sides.iter().filter_map(|side| {
        let mut fates: BTreeMap<&'static str, usize> = BTreeMap::new();
        for gap in side.gaps.iter().filter(|gap| !is_filtered(gap)) {
            *fates.entry(fate(&gap.status).0).or_default() += 1;
        }
        let number: usize = fates.values().sum();
        let fates: Vec<String> =
            fates.into_iter().map(|(fate, number)| format!("{number} {fate}")).collect();
        // Reports from before this was counted do not say how many there were.
        let readings = match side.readings {
            0 => count(number, "reading"),
            all => format!("{number} of {}", count(all, "reading")),
        };
        let name = visible(&side.name);
        (number > 0).then(|| format!("{readings} of {name} ({})", fates.join(", ")))
    });
    let told: Vec<String> = told.collect();
    let problems = report.problems.iter().filter(|problem| is_unreadable(problem)).count();
    match (told.is_empty(), problems) {
        (true, 0) => "none: all that was asked for was read".to_owned(),
        (true, problems) => format!("{} (see Problems)", count(problems, "source")),
        (false, 0) => told.join("; "),
        (false, problems) => {
            format!("{}; {} (see Problems)", told.join("; "), count(problems, "source"))
        }
    }
}

/// How the places of sources begin: clusters, accounts, and units of organizations.
const SOURCES: [&str; 4] = ["context ", "current context", "account ", "organization "];

/// Whether it tells of a source that could not be entered at all: these are told by their place alone.
fn is_unreadable(problem: &Problem) -> bool {
    let is_source = SOURCES.iter().any(|of| problem.place.starts_with(of));
    problem.code == ProblemCode::Unreadable && is_source
}

/// Which scopes were compared with which: clusters and accounts one by one, namespaces by why they were.
pub(crate) fn alignments(report: &Report) -> Vec<String> {
    let mut instances = Vec::new();
    let mut namespaces: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for alignment in &report.alignments {
        let because = visible(&alignment.because);
        let sides =
            report.sides.iter().filter_map(|side| Some((side, alignment.scopes.get(&side.name)?)));
        let sides: Vec<(&Side, &Scope)> = sides.collect();
        let within: Option<Vec<&str>> =
            sides.iter().map(|(_, scope)| scope.namespace.as_deref()).collect();
        if let Some(names) = within {
            let mut names = names;
            names.dedup();
            let names = visible(&names.join(" with ")).into_owned();
            namespaces.entry(&alignment.because).or_default().push(names);
            continue;
        }
        let names: Vec<String> =
            sides.iter().map(|(side, scope)| self::scope(side, scope)).collect();
        // A declaration names no cluster: there is nothing to tell.
        if names.iter().all(|name| !name.is_empty()) {
            // One that could not be entered has no scope, and is none of those that there is one of.
            let read = match report.problems.iter().any(is_unreadable) && because.contains(ONLY) {
                true => " that could be read",
                false => "",
            };
            instances.push(format!("{} ({because}{read})", names.join(" with ")));
        }
    }
    let told = namespaces.into_iter().map(|(because, pairs)| {
        let number = count(pairs.len(), "namespace");
        format!("{number} of {}: {}", visible(because), examples(&pairs))
    });
    instances.into_iter().chain(told).collect()
}

/// A scope for people: a cluster or account by what people call it.
pub(crate) fn scope(side: &Side, scope: &Scope) -> String {
    let called = |id: &Option<String>| {
        let id = id.as_ref()?;
        Some(side.scopes.get(id).unwrap_or(id).clone())
    };
    let named =
        Scope { account: called(&scope.account), cluster: called(&scope.cluster), ..scope.clone() };
    visible(&named.to_string()).into_owned()
}

/// A kind for people: the core group's kinds without their empty group.
pub(crate) fn kind(kind: &str) -> String {
    visible(kind.strip_prefix('/').unwrap_or(kind)).into_owned()
}

/// The readings of a side that are not complete, by what became of them, with the fault of the first; without those that
/// were not asked for.
pub(crate) fn gaps(side: &Side) -> Vec<String> {
    let mut groups: BTreeMap<&'static str, Vec<&Gap>> = BTreeMap::new();
    for gap in side.gaps.iter().filter(|gap| !is_filtered(gap)) {
        groups.entry(fate(&gap.status).0).or_default().push(gap);
    }
    let told = groups.into_iter().map(|(fate_of_all, gaps)| {
        let mut kinds: Vec<String> = gaps.iter().map(|gap| cell(side, gap)).collect();
        kinds.dedup();
        let why = gaps
            .iter()
            .find_map(|gap| fate(&gap.status).1)
            .map(|fault| visible(fault).into_owned());
        let such = if gaps.len() > 1 { "the first: " } else { "" };
        let why = why.map(|why| format!("; {such}{why}")).unwrap_or_default();
        format!("{fate_of_all}: {}{why}", examples(&kinds))
    });
    told.collect()
}

/// What became of a reading, and its fault.
fn fate(status: &Status) -> (&'static str, Option<&str>) {
    match status {
        Status::Complete => ("complete", None),
        Status::Partial { fault } => ("partly read", Some(fault)),
        Status::Denied { fault } => ("denied", Some(fault)),
        Status::Throttled { fault } => ("throttled", Some(fault)),
        Status::Unsupported { fault } => ("cannot be listed", Some(fault)),
        Status::Skipped { why: Skip::Filter } => ("not asked for", None),
        Status::Skipped { why: Skip::Deadline } => ("not begun before the deadline", None),
        Status::Skipped { why: Skip::Interrupted } => ("interrupted", None),
    }
}

/// Whether nobody asked for a reading: a filter, the configuration, or a kind that is never read.
fn is_filtered(gap: &Gap) -> bool {
    gap.status == (Status::Skipped { why: Skip::Filter })
}

fn cell(side: &Side, gap: &Gap) -> String {
    let place = match (side.scopes.len(), gap.cell.scope.namespace.as_deref()) {
        // A side of one cluster or account need not say which.
        (0 | 1, None | Some("*")) => String::new(),
        (0 | 1, Some(namespace)) => format!(" in {}", visible(namespace)),
        _ => format!(" in {}", scope(side, &gap.cell.scope)),
    };
    format!("{}{place}", kind(&gap.cell.kind))
}

/// What could not be said, by side and reason.
pub(crate) fn unknowns(report: &Report) -> Vec<String> {
    let mut groups: BTreeMap<(&str, &str), (usize, Subjects)> = BTreeMap::new();
    for unknown in &report.unknowns {
        let reason = if is_gap(report, unknown) { UNSEEN } else { unknown.reason.as_str() };
        let (total, subjects) = groups.entry((&unknown.side, reason)).or_default();
        *total += unknown.count.max(1);
        subjects.add(unknown);
    }
    let told = groups.into_iter().map(|((side, reason), (total, subjects))| {
        let subjects = subjects.told();
        let such = match subjects.as_slice() {
            [] => String::new(),
            subjects => format!(" ({})", examples(subjects)),
        };
        format!("{}: {}: {total}{such}", visible(side), visible(reason))
    });
    told.collect()
}

/// What is unknown for one reason: resources, each with its attributes, in the order of the report.
#[derive(Default)]
struct Subjects(Vec<(String, Vec<String>)>);

impl Subjects {
    fn add(&mut self, unknown: &Unknown) {
        // One cause for everything there is needs no example.
        if (unknown.kind.as_str(), unknown.subject.as_str()) == ("*", "*") {
            return;
        }
        let subject = format!("{} {}", kind(&unknown.kind), visible(&unknown.subject));
        let subject = subject.trim().to_owned();
        let path =
            (!unknown.path.is_root()).then(|| visible(&unknown.path.to_string()).into_owned());
        match self.0.iter_mut().find(|(known, paths)| *known == subject && !paths.is_empty()) {
            Some((_, paths)) => paths.extend(path),
            None => self.0.push((subject, path.into_iter().collect())),
        }
    }

    fn told(self) -> Vec<String> {
        let told = self.0.into_iter().map(|(subject, paths)| match paths.split_last() {
            None => subject,
            Some((only, [])) => format!("{subject} {only}"),
            Some((last, first)) => format!("{subject} {} and {last}", first.join(", ")),
        });
        told.collect()
    }
}

/// What follows from a reading that "Not seen" tells of: its fault is not said again for each kind.
const UNSEEN: &str = "not seen, so that nothing is called missing there";

fn is_gap(report: &Report, unknown: &Unknown) -> bool {
    let side = report.sides.iter().find(|side| side.name == unknown.side);
    let gaps = side.map(|side| side.gaps.as_slice()).unwrap_or_default();
    unknown.path.is_root()
        && gaps.iter().any(|gap| !is_filtered(gap) && gap.status.to_string() == unknown.reason)
}

fn examples(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(EXAMPLES).map(String::as_str).collect();
    match names.len().checked_sub(EXAMPLES) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// What was counted and not shown, a line each.
pub(crate) fn counts(report: &Report) -> Vec<String> {
    let counts = &report.counts;
    let mut lines = vec![format!(
        "{} and {} compared",
        count(counts.pairs, "resource pair"),
        count(counts.attributes, "attribute")
    )];
    lines.extend(expected(report));
    let not_compared: usize = counts.not_compared.values().sum();
    let mut add = |number: usize, thing: &str, why: &str| {
        if number > 0 {
            lines.push(format!("{} {why}", count(number, thing)));
        }
    };
    add(
        counts.corresponding,
        "value",
        "that say the same in each side's own words, or lead to paired resources",
    );
    add(
        not_compared,
        "value",
        "not compared, derived or changing by themselves (drift kinds KIND)",
    );
    add(counts.governed, "value", "kept within its bounds by an autoscaler");
    add(counts.made_by_system, "resource", "made by the system itself");
    add(counts.ignored_kinds.values().sum(), "resource", "of kinds that are never compared");
    add(counts.other_components, "resource", "of other components, not compared");
    let sum = |number: fn(&Side) -> usize| report.sides.iter().map(number).sum::<usize>();
    let filtered = |side: &Side| side.gaps.iter().filter(|gap| is_filtered(gap)).count();
    add(sum(filtered), "reading", "not asked for");
    add(sum(|side| side.folded), "generated resource", "folded into what generates them");
    let outside = format!("outside what the declaration speaks for{}", outside(report));
    add(sum(|side| side.outside_claims), "resource", &outside);
    add(sum(|side| side.shared), "resource", "shared between environments");
    add(sum(|side| side.unassigned), "resource", "that nothing assigns to an environment");
    add(sum(|side| side.elsewhere), "resource", "of other environments");
    lines
}

/// The kinds of what is outside, the most frequent first.
fn outside(report: &Report) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, number) in report.sides.iter().flat_map(|side| &side.outside) {
        *kinds.entry(kind).or_default() += number;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, number)| (std::cmp::Reverse(*number), *kind));
    let told: Vec<String> =
        kinds.iter().map(|(kind, number)| format!("{number} {}", visible(kind))).collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// What each expectation of the configuration covers, why and where it says so.
fn expected(report: &Report) -> Vec<String> {
    let mut by_rule: BTreeMap<&str, (usize, &Suppressed)> = BTreeMap::new();
    for suppressed in &report.suppressed {
        by_rule.entry(&suppressed.expectation).or_insert((0, suppressed)).0 += 1;
    }
    let told = by_rule.into_iter().map(|(id, (number, Suppressed { reason, location, .. }))| {
        let (place, reason) = (location.to_string(), visible(reason));
        let number = count(number, "difference");
        format!("{number} expected by {} ({}): {reason}", visible(id), visible(&place))
    });
    told.collect()
}

/// Whether there was nothing to compare: that is no agreement.
pub(crate) fn compared_nothing(report: &Report) -> bool {
    // What an expectation covers is a finding that was made.
    report.counts.pairs == 0 && report.findings.is_empty() && report.suppressed.is_empty()
}

/// That nothing was compared, and which sides have nothing to compare.
fn nothing(report: &Report) -> String {
    let empty = report.sides.iter().filter(|side| side.resources == 0);
    let empty: Vec<String> =
        empty.map(|side| format!("nothing of {} was seen", visible(&side.name))).collect();
    let why = match empty.as_slice() {
        [] => "no resource has a counterpart that could be seen".to_owned(),
        sides => format!("{} (denied, filtered or not there)", sides.join(", ")),
    };
    format!("Nothing was compared: {why}.")
}

/// `15 findings: 2 high, 9 medium, 4 low; 3 unknown`, or that there are no differences.
pub(crate) fn summary(report: &Report) -> String {
    let unknown: usize = report.unknowns.iter().map(|unknown| unknown.count.max(1)).sum();
    let unseen = gaps_of(report).count();
    let tail = match unseen {
        0 => format!("{unknown} unknown"),
        readings => format!("{unknown} unknown, {} not seen", count(readings, "reading")),
    };
    if compared_nothing(report) {
        return nothing(report);
    }
    if report.findings.is_empty() {
        let compared = format!(
            "{} and {} compared",
            count(report.counts.pairs, "resource pair"),
            count(report.counts.attributes, "attribute")
        );
        let only = if unknown > 0 || unseen > 0 { " in what could be seen" } else { "" };
        let no = if report.suppressed.is_empty() {
            "No differences"
        } else {
            "No unexpected differences"
        };
        return format!("{no}{only}: {compared}; {tail}.");
    }
    let by_severity = Severity::ALL.iter().rev().filter_map(|severity| {
        let number = report.findings.iter().filter(|found| found.severity == *severity).count();
        (number > 0).then(|| format!("{number} {severity}"))
    });
    let parts: Vec<String> = by_severity.collect();
    format!("{}: {}; {tail}", count(report.findings.len(), "finding"), parts.join(", "))
}

/// Whether something was not seen that was asked for.
pub(crate) fn has_gaps(report: &Report) -> bool {
    gaps_of(report).next().is_some()
}

/// What was not seen of any side and was asked for.
fn gaps_of(report: &Report) -> impl Iterator<Item = &Gap> {
    report.sides.iter().flat_map(|side| &side.gaps).filter(|gap| !is_filtered(gap))
}

/// What a finding is about: `apps/Deployment api in shop-staging / shop-prod`.
pub(crate) fn subject(report: &Report, finding: &Finding) -> String {
    let addresses = report.sides.iter().filter_map(|side| finding.addresses.get(&side.name));
    let mut namespaces: Vec<&str> =
        addresses.filter_map(|address| address.scope.namespace.as_deref()).collect();
    namespaces.dedup();
    let place = match namespaces.as_slice() {
        [] => String::new(),
        names => format!(" in {}", names.join(" / ")),
    };
    format!("{} {}", kind(&finding.kind), visible(&format!("{}{place}", finding.subject)))
}

/// Where a finding's resource is on each side and who wrote it, where known and not said by its subject.
pub(crate) fn origins(report: &Report, finding: &Finding) -> Vec<String> {
    let told = report.sides.iter().filter_map(|side| {
        let address = finding.addresses.get(&side.name)?;
        let mut said = Vec::new();
        // A side of one cluster or account need not say which.
        if side.scopes.len() > 1 {
            said.push(format!("in {}", scope(side, &address.scope)));
        }
        said.extend(origin(address));
        (!said.is_empty()).then(|| format!("{}: {}", visible(&side.name), said.join(", ")))
    });
    told.collect()
}

fn origin(address: &Address) -> Vec<String> {
    let location = address.location.as_ref().map(|at| format!("at {at}"));
    let writer = address.writer.as_ref().map(|writer| match &writer.at {
        Some(at) => format!("written by {}, {at}", writer.name),
        None => format!("written by {}", writer.name),
    });
    let provenance = address.provenance.as_ref().map(|tool| format!("brought by {tool}"));
    let all = [location, writer, provenance];
    all.into_iter().flatten().map(|text| visible(&text).into_owned()).collect()
}

/// What else is to be known of a finding.
pub(crate) fn notes(finding: &Finding) -> Vec<String> {
    let mut notes: Vec<String> =
        finding.notes.iter().map(|note| visible(note).into_owned()).collect();
    if !finding.classified {
        notes.push("no table knows this attribute".to_owned());
    }
    notes
}

/// A number with its noun in the right form.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_could_not_be_entered_was_not_seen_whichever_it_is() {
        let report: Report = serde_json::from_str(include_str!("goldens/nothing.json")).unwrap();
        let told = |place: &str| {
            let problem = Problem {
                code: ProblemCode::Unreadable,
                place: place.to_owned(),
                what: "no".to_owned(),
            };
            unseen(&Report { problems: vec![problem], ..report.clone() })
        };
        for place in [
            "context prod",
            "current context",
            "account 111122223333",
            "account of default credentials > drift",
            "organization ou-ab12-11111111",
        ] {
            assert_eq!(told(place), "1 source (see Problems)", "{place}");
        }
        assert_eq!(told("k8s/web.yaml"), "none: all that was asked for was read");
    }
}
