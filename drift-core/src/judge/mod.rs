//! Judge: what of the differences is to be looked at, how much it matters, and what cannot be said.
//!
//! The only stage that hides anything, and it says what, by which rule and why. Absence is asserted only where reading was
//! complete. Knows no rendering.

mod absence;
mod address;
mod attributes;
mod component;
mod distinct;
mod expect;
mod identity;
mod severity;
mod side;
mod sight;
mod unknown;
mod ways;

use std::collections::BTreeMap;

use crate::both::{Both, Which};
use crate::config::Expectation;
use crate::diff::Diff;
use crate::graph::Graph;
use crate::pair::{Cidr, CidrPair, Pairing};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::registry::Registry;
use crate::report::{Alignment, Comparison, Counts, Finding, Report, SCHEMA, Severity};
use crate::snapshot::Header;
use component::Component;
pub use component::{keep_components, thin};
use unknown::Unknowns;

/// What the user decided that judging depends on.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Intended differences; the first that matches decides.
    pub expect: Vec<Expectation>,
    /// The highest rank of any environment; where neither side has it, severities go one step down.
    pub highest_rank: Option<i64>,
    /// Where a resource's component is read from, in order; empty: the provider's own order.
    pub component: Vec<String>,
    /// The only components (globs) that are compared; empty: all.
    pub only: Vec<String>,
    /// Address ranges that stand for each other, each by environment (`pair.cidrs`).
    pub cidrs: Vec<BTreeMap<String, Cidr>>,
}

impl Policy {
    /// The address ranges of two environments that stand for each other.
    pub(crate) fn cidrs_of(&self, before: &Header, after: &Header) -> Vec<CidrPair> {
        let pair = |sides: &BTreeMap<String, Cidr>| {
            let of = |header: &Header| sides.get(&header.environment).copied();
            Some(CidrPair { before: of(before)?, after: of(after)? })
        };
        self.cidrs.iter().filter_map(pair).collect()
    }
}

/// Which question two sides raise: parity between environments; drift where one side declares what the other shows, or
/// both are one environment at two moments.
#[must_use]
pub fn question(before: &Header, after: &Header) -> Comparison {
    if before.kind != after.kind || before.environment == after.environment {
        Comparison::Drift
    } else {
        Comparison::Parity
    }
}

/// Everything that judging looks at.
pub(crate) struct Case<'c, 's> {
    pub(crate) question: Comparison,
    /// What the report calls the sides.
    pub(crate) names: Both<String>,
    pub(crate) graphs: Both<&'c Graph<'s>>,
    pub(crate) pairing: &'c Pairing,
    pub(crate) registry: &'c Registry,
    pub(crate) policy: &'c Policy,
    pub(crate) components: Vec<Component>,
}

/// What judging fills in.
#[derive(Default)]
pub(crate) struct Docket {
    pub(crate) findings: Vec<Finding>,
    pub(crate) unknowns: Unknowns,
    pub(crate) counts: Counts,
    /// Resources outside every claim, by side.
    pub(crate) outside_claims: Both<BTreeMap<String, usize>>,
}

/// Judges the differences of two sides.
#[must_use]
pub fn judge(
    (before, after): (&Graph<'_>, &Graph<'_>),
    pairing: &Pairing,
    diff: &Diff,
    registry: &Registry,
    policy: &Policy,
    progress: &mut dyn Progress,
) -> (Report, Vec<Problem>) {
    progress.step("judge", 0, diff.pairs.len());
    let case = Case {
        question: question(&before.snapshot.header, &after.snapshot.header),
        names: side::names(before, after),
        graphs: Both { before, after },
        pairing,
        registry,
        policy,
        components: component::parse(&policy.component),
    };
    let mut docket = Docket::default();
    attributes::judge(&case, diff, &mut docket);
    absence::judge(&case, diff, &mut docket);
    docket.counts.pairs = diff.compared;
    docket.counts.attributes = diff.attributes;
    docket.counts.other_components = pairing.others;
    for (kind, count) in before.ignored.iter().chain(&after.ignored) {
        *docket.counts.ignored_kinds.entry(kind.clone()).or_default() += count;
    }
    distinct::tell_apart(&case, &mut docket.findings);
    tell_ways(&case, &mut docket.findings);
    let (findings, suppressed, problems) = expect::apply(&case, docket.findings);
    let report = Report {
        schema: SCHEMA,
        tool: after.snapshot.header.tool.clone(),
        comparison: case.question,
        sides: side::describe(&case, docket.outside_claims),
        alignments: alignments(&case),
        words: words(&case),
        findings: sorted(distinct::group(findings)),
        suppressed,
        unknowns: docket.unknowns.into_list(),
        inferred: pairing
            .inferred
            .iter()
            .cloned()
            .chain(severity::taken_for_granted(&case))
            .collect(),
        problems: Vec::new(),
        counts: docket.counts,
    };
    progress.step("judge", diff.pairs.len(), diff.pairs.len());
    (report, problems)
}

fn tell_ways(case: &Case<'_, '_>, findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    let Both { before, after } = &case.names;
    for (side, graph) in [(before, case.graphs.before), (after, case.graphs.after)] {
        let ways = ways::Ways::of(graph);
        findings.iter_mut().for_each(|finding| ways.tell(side, finding));
    }
}

fn words(case: &Case<'_, '_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let of = |which| case.pairing.words.of(which).all();
    let sides = [(&case.names.before, Which::Before), (&case.names.after, Which::After)];
    let said = sides.map(|(name, which)| (name.clone(), of(which)));
    said.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

fn alignments(case: &Case<'_, '_>) -> Vec<Alignment> {
    let Both { before, after } = &case.names;
    let alignment = |aligned: &crate::pair::Aligned| Alignment {
        scopes: BTreeMap::from([
            (before.clone(), aligned.before.clone()),
            (after.clone(), aligned.after.clone()),
        ]),
        because: aligned.because.to_owned(),
    };
    case.pairing.aligned.iter().map(alignment).collect()
}

/// By component, the one with the worst finding first; within it the most severe first.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut worst: BTreeMap<String, Severity> = BTreeMap::new();
    for finding in &findings {
        let severity = worst.entry(finding.component.clone()).or_insert(Severity::Info);
        *severity = (*severity).max(finding.severity);
    }
    let key = |finding: &Finding| {
        let worst = worst.get(&finding.component).copied().unwrap_or(Severity::Info);
        (
            std::cmp::Reverse(worst),
            finding.component.clone(),
            std::cmp::Reverse(finding.severity),
            (
                finding.kind.clone(),
                finding.subject.clone(),
                finding.path.clone(),
                finding.id.clone(),
            ),
        )
    };
    findings.sort_by_cached_key(key);
    findings
}
