//! Lines: one entry of a snapshot each, as JSON with its sort as the only member.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::coverage::{Cell, Claim, Status};
use crate::problem::Problem;
use crate::resource::Resource;
use crate::snapshot::{Header, Snapshot};
use crate::value::Value;

/// One line, in the order in which the sorts stand in the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Line<'s> {
    Header(Cow<'s, Header>),
    Coverage { cell: Cow<'s, Cell>, status: Cow<'s, Status> },
    Claim(Cow<'s, Claim>),
    Fact { provider: Cow<'s, str>, value: Cow<'s, Value> },
    Problem(Cow<'s, Problem>),
    Resource(Cow<'s, Resource>),
}

impl Line<'_> {
    /// The place of its sort among the sorts.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Header(_) => 0,
            Self::Coverage { .. } => 1,
            Self::Claim(_) => 2,
            Self::Fact { .. } => 3,
            Self::Problem(_) => 4,
            Self::Resource(_) => 5,
        }
    }
}

/// Everything of a snapshot but its resources.
pub(super) fn head(snapshot: &Snapshot) -> impl Iterator<Item = Line<'_>> {
    let Snapshot { header, coverage, claims, facts, problems, resources: _ } = snapshot;
    // An older format that was read is written as this one.
    let header = Header { format: crate::snapshot::FORMAT, ..header.clone() };
    let coverage = coverage.0.iter().map(|(cell, status)| Line::Coverage {
        cell: Cow::Borrowed(cell),
        status: Cow::Borrowed(status),
    });
    let facts = facts.iter().map(|(provider, value)| Line::Fact {
        provider: Cow::Borrowed(provider),
        value: Cow::Borrowed(value),
    });
    std::iter::once(Line::Header(Cow::Owned(header)))
        .chain(coverage)
        .chain(claims.iter().map(|claim| Line::Claim(Cow::Borrowed(claim))))
        .chain(facts)
        .chain(problems.iter().map(|problem| Line::Problem(Cow::Borrowed(problem))))
}
