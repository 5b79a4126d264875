//! Puts the lines of a file together to a snapshot, and refuses those that are out of their order.

use std::collections::BTreeMap;

use super::line::Line;
use crate::coverage::{Claim, Coverage};
use crate::problem::Problem;
use crate::resource::Resource;
use crate::snapshot::{FORMAT, Header, Snapshot};
use crate::value::Value;

#[derive(Default)]
pub(super) struct Assembly {
    rank: u8,
    header: Option<Header>,
    coverage: Coverage,
    claims: Vec<Claim>,
    facts: BTreeMap<String, Value>,
    problems: Vec<Problem>,
    resources: Vec<Resource>,
}

impl Assembly {
    pub(super) fn take(&mut self, line: Line<'_>) -> Result<(), &'static str> {
        if line.rank() < self.rank || (self.header.is_none() && line.rank() > 0) {
            return Err("out of order: the header, coverage, claims, facts, problems, resources");
        }
        self.rank = line.rank();
        match line {
            Line::Header(header) => self.header(header.into_owned()),
            Line::Coverage { cell, status } => {
                once(&mut self.coverage.0, cell.into_owned(), status.into_owned())
            }
            Line::Claim(claim) => {
                self.claims.push(claim.into_owned());
                Ok(())
            }
            Line::Fact { provider, value } => {
                once(&mut self.facts, provider.into_owned(), value.into_owned())
            }
            Line::Problem(problem) => {
                self.problems.push(problem.into_owned());
                Ok(())
            }
            Line::Resource(resource) => self.resource(resource.into_owned()),
        }
    }

    fn header(&mut self, header: Header) -> Result<(), &'static str> {
        if header.format != FORMAT {
            return Err("the header's format is not the preamble's");
        }
        match self.header.replace(header) {
            None => Ok(()),
            Some(_) => Err("a second header"),
        }
    }

    fn resource(&mut self, resource: Resource) -> Result<(), &'static str> {
        use std::cmp::Ordering;
        match self.resources.last().map(|before| before.key().cmp(&resource.key())) {
            Some(Ordering::Equal) => return Err("the same resource as in the line before"),
            Some(Ordering::Greater) => return Err("resources out of order"),
            Some(Ordering::Less) | None => self.resources.push(resource),
        }
        Ok(())
    }

    /// How many resources there are so far.
    pub(super) fn len(&self) -> u64 {
        self.resources.len() as u64
    }

    /// The snapshot; `None` when there was no header.
    pub(super) fn finish(self) -> Option<Snapshot> {
        let Self { rank: _, header, coverage, claims, facts, problems, resources } = self;
        Some(Snapshot { header: header?, coverage, claims, facts, problems, resources })
    }
}

/// Adds a line of a sorted map, whose keys rise.
fn once<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: V) -> Result<(), &'static str> {
    if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
        return Err("the same as a line before, or out of order");
    }
    map.insert(key, value);
    Ok(())
}
