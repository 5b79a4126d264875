//! Which nodes were paired, looked up from either side. Knows no reason why.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::pair::Pair;

/// The pairs in both directions.
pub(super) struct Paired {
    forth: BTreeSet<(usize, usize)>,
    back: BTreeSet<(usize, usize)>,
}

impl Paired {
    pub(super) fn of(pairs: &[Pair]) -> Self {
        Self {
            forth: pairs.iter().map(|pair| (pair.before, pair.after)).collect(),
            back: pairs.iter().map(|pair| (pair.after, pair.before)).collect(),
        }
    }

    pub(super) fn contains(&self, before: usize, after: usize) -> bool {
        self.forth.contains(&(before, after))
    }

    /// Whether either node, which are no pair, has its counterpart beside the other one: in its cluster or account.
    pub(super) fn is_another(
        &self,
        before: &Graph<'_>,
        after: &Graph<'_>,
        (one, other): (usize, usize),
    ) -> bool {
        beside(&self.forth, one, after, other) || beside(&self.back, other, before, one)
    }
}

fn beside(pairs: &BTreeSet<(usize, usize)>, node: usize, graph: &Graph<'_>, other: usize) -> bool {
    let instance = |node: usize| graph.nodes.get(node).map(|vertex| vertex.item.scope.instance());
    let mut counterparts = pairs.range((node, 0)..=(node, usize::MAX));
    counterparts.any(|(_, found)| instance(*found) == instance(other))
}
