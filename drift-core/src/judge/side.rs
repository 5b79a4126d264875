//! The sides of a report: what they are called, what is in them, what was not seen.

use std::collections::BTreeMap;

use crate::both::Both;
use crate::coverage::{Skip, Status};
use crate::graph::Graph;
use crate::judge::Case;
use crate::report::{Gap, Side};
use crate::resource::{Membership, Resource};
use crate::snapshot::SideKind;

/// What the report calls two sides: their environments, told apart by kind or moment where they are one.
pub(super) fn names(before: &Graph<'_>, after: &Graph<'_>) -> Both<String> {
    let (one, other) = (&before.snapshot.header, &after.snapshot.header);
    if one.environment != other.environment {
        return Both { before: one.environment.clone(), after: other.environment.clone() };
    }
    let name = |header: &crate::snapshot::Header| match header.kind {
        SideKind::Declared => "declared".to_owned(),
        SideKind::Observed if one.kind != other.kind => "live".to_owned(),
        SideKind::Observed => format!("{}@{}", header.environment, header.captured_at),
    };
    let (before, after) = (name(one), name(other));
    if before == after {
        return Both { before: format!("{before} (before)"), after: format!("{after} (after)") };
    }
    Both { before, after }
}

pub(super) fn describe(
    case: &Case<'_, '_>,
    outside_claims: Both<BTreeMap<String, usize>>,
) -> Vec<Side> {
    let Both { before, after } = &case.names;
    vec![
        side(case.graphs.before, before, outside_claims.before),
        side(case.graphs.after, after, outside_claims.after),
    ]
}

fn side(graph: &Graph<'_>, name: &str, outside: BTreeMap<String, usize>) -> Side {
    let (header, coverage) = (&graph.snapshot.header, &graph.snapshot.coverage);
    let is_left_out = |status: &Status| matches!(status, Status::Skipped { why: Skip::Filter });
    let of = |membership: Membership| {
        let is = |resource: &&Resource| resource.membership == membership;
        graph.snapshot.resources().iter().filter(is).count()
    };
    let gap = |(cell, status): (&crate::Cell, &crate::Status)| Gap {
        cell: cell.clone(),
        status: status.clone(),
    };
    Side {
        name: name.to_owned(),
        environment: header.environment.clone(),
        kind: header.kind,
        captured_at: header.captured_at.clone(),
        scopes: header.names.clone(),
        resources: graph.snapshot.resources().len(),
        shared: of(Membership::Shared),
        unassigned: of(Membership::Unassigned),
        elsewhere: header.elsewhere,
        folded: graph.nodes.iter().filter(|vertex| vertex.folded_into.is_some()).count(),
        outside_claims: outside.values().sum(),
        outside,
        readings: coverage.0.values().filter(|status| !is_left_out(status)).count(),
        gaps: coverage.gaps().map(gap).collect(),
    }
}
