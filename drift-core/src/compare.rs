//! Compare: the pure stages from two snapshots to a report, in their order.
//!
//! For those who want the report and none of the values on the way. Knows nothing that the stages do not.

use crate::diff::diff;
use crate::graph::{Graph, link};
use crate::judge::{Policy, judge, keep_components, question};
use crate::normalise::normalise;
use crate::pair::pair;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::registry::Registry;
use crate::report::Report;
use crate::snapshot::Snapshot;

/// Compares two sides and judges what differs.
///
/// The same two snapshots, registry and policy give the same report, byte for byte.
///
/// ```
/// use drift_core::{FingerprintKey, Gate, Registry, Silent, Snapshot, compare, judge::Policy};
/// # use drift_core::{Builder, Header, SideKind, FORMAT};
/// # let registry = Registry::default();
/// # let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
/// # let header = Header { format: FORMAT, environment: "prod".into(), kind: SideKind::Observed, rank: None,
/// #     captured_at: "2026-11-24T00:00:00Z".into(), tool: "drift/0".into(), key: "0".into(), tokens: vec![],
/// #     names: Default::default(), elsewhere: 0, asked: vec![] };
/// # let prod: Snapshot = Builder::new(header, &gate).finish();
/// let report = compare(&prod, &prod, &registry, &Policy::default(), &mut Silent);
/// assert!(report.findings.is_empty());
/// ```
#[must_use]
pub fn compare(
    before: &Snapshot,
    after: &Snapshot,
    registry: &Registry,
    policy: &Policy,
    progress: &mut dyn Progress,
) -> Report {
    let mut problems = Vec::new();
    let one = graph_of(before, registry, progress, &mut problems);
    let other = graph_of(after, registry, progress, &mut problems);
    let (mut pairing, found) =
        pair(&one, &other, question(&before.header, &after.header), progress);
    problems.extend(found);
    pairing.words.cidrs = policy.cidrs_of(&before.header, &after.header);
    problems.extend(keep_components(&mut pairing, (&one, &other), policy));
    let (differences, found) = diff(&one, &other, &pairing, registry, progress);
    problems.extend(found);
    let (mut report, found) =
        judge((&one, &other), &pairing, &differences, registry, policy, progress);
    problems.extend(found);
    problems.sort();
    problems.dedup();
    report.problems = problems;
    report
}

fn graph_of<'s>(
    snapshot: &'s Snapshot,
    registry: &Registry,
    progress: &mut dyn Progress,
    problems: &mut Vec<Problem>,
) -> Graph<'s> {
    problems.extend(snapshot.problems.iter().cloned());
    let (normalised, found) = normalise(snapshot, registry, progress);
    problems.extend(found);
    let (graph, found) = link(normalised, registry, progress);
    problems.extend(found);
    graph
}
