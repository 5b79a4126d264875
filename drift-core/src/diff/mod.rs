//! Diff: for every pair the finished tree of what is not plainly equal.
//!
//! References are equal when they lead to paired resources, texts when they say the same in each side's own words. Knows
//! no severity, no expectation and no rule: that is judging.

mod assign;
mod compare;
mod paired;
mod tree;
mod walk;

pub use tree::{Leaf, Outcome, Tree};

use crate::graph::{Graph, Vertex};
use crate::pair::{Lone, Pair, Pairing};
use crate::path::Path;
use crate::problem::{Problem, ProblemCode};
use crate::progress::Progress;
use crate::registry::Registry;
use compare::{Nodes, Sides};
use paired::Paired;
use walk::Walk;

/// The differences of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairDiff {
    /// The pair.
    pub pair: Pair,
    /// What is not plainly equal.
    pub tree: Tree,
}

/// The differences of two sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Pairs that are not plainly equal, in the order of the first side.
    pub pairs: Vec<PairDiff>,
    /// Resources that only the first side has.
    pub before_only: Vec<Lone>,
    /// Resources that only the second side has.
    pub after_only: Vec<Lone>,
    /// How many pairs were compared.
    pub compared: usize,
    /// How many attributes were compared.
    pub attributes: usize,
}

/// Compares every pair.
#[must_use]
pub fn diff(
    before: &Graph<'_>,
    after: &Graph<'_>,
    pairing: &Pairing,
    registry: &Registry,
    progress: &mut dyn Progress,
) -> (Diff, Vec<Problem>) {
    let paired = Paired::of(&pairing.pairs);
    let sides = Sides { before, after, paired: &paired, words: &pairing.words };
    let mut diff = Diff {
        before_only: pairing.before_only.clone(),
        after_only: pairing.after_only.clone(),
        ..Diff::default()
    };
    let mut problems = Vec::new();
    let total = pairing.pairs.len();
    for (place, pair) in pairing.pairs.iter().enumerate() {
        if place % 256 == 0 && !progress.step("diff", place, total) {
            let what = format!("stopped after {place} of {total} pairs");
            problems.push(Problem { code: ProblemCode::Stopped, place: "diff".to_owned(), what });
            break;
        }
        if pairing.left_out.contains(&place) {
            continue;
        }
        let (Some(one), Some(other)) = (before.nodes.get(pair.before), after.nodes.get(pair.after))
        else {
            continue;
        };
        let Some(kind) = before.resource(pair.before).map(|resource| resource.kind.as_str()) else {
            continue;
        };
        let (tree, attributes) = diff_pair(&sides, registry, kind, pair, (one, other));
        diff.compared += 1;
        diff.attributes += attributes;
        if !tree.is_equal() {
            diff.pairs.push(PairDiff { pair: pair.clone(), tree });
        }
    }
    (diff, problems)
}

fn diff_pair(
    sides: &Sides<'_, '_>,
    registry: &Registry,
    kind: &str,
    pair: &Pair,
    (before, after): (&Vertex, &Vertex),
) -> (Tree, usize) {
    let nodes = Nodes { before: pair.before, after: pair.after };
    let governed = (before.governed.as_slice(), after.governed.as_slice());
    let mut walk = Walk { sides, registry, kind, nodes, governed, attributes: 0 };
    let tree = walk.nodes(&Path::root(), &before.item.normal.tree, &after.item.normal.tree);
    (tree, walk.attributes)
}
