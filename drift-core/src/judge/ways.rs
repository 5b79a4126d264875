//! Ways: how a finding's resource is reached, so that a person sees what depends on it.
//!
//! Follows references backwards inside one side, from the resource to those that nothing leads to. Decides nothing and hides
//! nothing: it is beside the finding.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::graph::Graph;
use crate::report::{Finding, Lead};

/// How far back one looks: a Pod, its account, a role, a bucket and its key are four.
const FAR: usize = 6;

/// How many resources are looked at for one finding.
const LOOKED_AT: usize = 2_000;

/// How many ways are told: the shortest.
const TOLD: usize = 4;

/// What leads to each node: where from, by which edge.
pub(super) struct Ways<'g, 's> {
    graph: &'g Graph<'s>,
    /// By node: where from, whether only what it generated says so, and which edge.
    back: BTreeMap<usize, BTreeSet<(usize, bool, usize)>>,
}

impl<'g, 's> Ways<'g, 's> {
    pub(super) fn of(graph: &'g Graph<'s>) -> Self {
        let mut back: BTreeMap<usize, BTreeSet<(usize, bool, usize)>> = BTreeMap::new();
        for (place, edge) in graph.edges.iter().enumerate() {
            let (from, to) = (owner(graph, edge.from), owner(graph, edge.to));
            if from != to {
                back.entry(to).or_default().insert((from, from != edge.from, place));
            }
        }
        Self { graph, back }
    }

    /// Tells of a finding how its resource is reached on the side of this name.
    pub(super) fn tell(&self, side: &str, finding: &mut Finding) {
        let Some(address) = finding.addresses.get(side) else { return };
        let name = address.native_id.as_deref().unwrap_or(&address.name);
        let found = self.graph.find(&address.scope, &finding.kind, name);
        let ways = found.map(|node| self.to(owner(self.graph, node))).unwrap_or_default();
        if !ways.is_empty() {
            finding.ways.insert(side.to_owned(), ways);
        }
    }

    /// The shortest ways to a node from those that nothing leads to, each from its beginning.
    fn to(&self, node: usize) -> Vec<Vec<Lead>> {
        let mut seen = BTreeSet::from([node]);
        let mut next: VecDeque<(usize, Vec<usize>)> = VecDeque::from([(node, Vec::new())]);
        let mut ways = Vec::new();
        while let Some((node, way)) = next.pop_front() {
            let back = self.back.get(&node).filter(|_| way.len() < FAR);
            let goes_on = |(_, _, edge): &&(usize, bool, usize)| self.goes_on(*edge, way.last());
            let back: Vec<_> = back.into_iter().flatten().filter(goes_on).collect();
            if back.is_empty() && !way.is_empty() {
                ways.push(way.iter().rev().filter_map(|edge| self.step(*edge)).collect());
                if ways.len() == TOLD {
                    break;
                }
            }
            for (from, _, edge) in back {
                if seen.len() < LOOKED_AT && seen.insert(*from) {
                    let mut longer = way.clone();
                    longer.push(*edge);
                    next.push_back((*from, longer));
                }
            }
        }
        ways
    }

    /// Whether a way may come by one edge and go on by another: who is bound by a resource gets what that gives, and not all that it
    /// names.
    fn goes_on(&self, edge: usize, next: Option<&usize>) -> bool {
        let (Some(edge), Some(next)) =
            (self.graph.edges.get(edge), next.and_then(|next| self.graph.edges.get(*next)))
        else {
            return true;
        };
        let vertex = self.graph.nodes.get(edge.to);
        let binds = vertex.map(|vertex| vertex.item.normal.binds.as_slice()).unwrap_or_default();
        !edge.by.is_root() || binds.iter().any(|binds| binds.gives.contains(&next.by))
    }

    fn step(&self, edge: usize) -> Option<Lead> {
        let edge = self.graph.edges.get(edge)?;
        let resource = self.graph.resource(owner(self.graph, edge.from))?;
        let (kind, name) = (resource.kind.clone(), resource.name.clone());
        Some(Lead { kind, name, by: edge.by.clone() })
    }
}

/// The node that stands for what was generated.
fn owner(graph: &Graph<'_>, node: usize) -> usize {
    graph.nodes.get(node).and_then(|vertex| vertex.folded_into).unwrap_or(node)
}
