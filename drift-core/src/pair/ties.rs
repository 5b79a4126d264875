//! Ties: resources of one name, or of none, are told apart by what they lead to and by what leads to them.
//!
//! Among three security groups `default` the one is meant whose network is the paired one. What is told apart tells more
//! apart in its turn. Knows no values, and takes nothing that something speaks against.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Graph;
use crate::pair::Pair;
use crate::pair::scopes::Aligned;
use crate::path::{Path, Step};
use crate::registry::Called;
use crate::report::Evidence;

/// How often what was told apart may tell more apart: the longest chain of things that only their neighbours name.
const ROUNDS: usize = 8;

/// Resources of a kind of which any could be any other's counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) before: Vec<usize>,
    pub(super) after: Vec<usize>,
    /// What they are called by; where people called them, all are called the same.
    pub(super) called: Called,
    /// Where they are.
    pub(super) scopes: Aligned,
}

impl Tie {
    /// Whether what is left has no counterpart: on one side nothing is, or one is on each that was not taken for a pair. What
    /// is called by what it is would be called like its counterpart.
    pub(super) fn is_apart(&self) -> bool {
        let (ours, theirs) = (self.before.len(), self.after.len());
        ours == 0 || theirs == 0 || (ours, theirs) == (1, 1) || self.called == Called::ByWhatItIs
    }
}

/// An end of an edge as seen from the other one: which way it leads, by which attribute, and to which node.
type End = (Way, String, usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// It leads there.
    To,
    /// It is led to from there.
    From,
    /// No edge: the system made it, for the reason that stands for the attribute.
    BySystem,
}

/// The edges of the nodes that ties are about.
#[derive(Debug, Default)]
pub(super) struct Ends(BTreeMap<usize, BTreeSet<End>>);

impl Ends {
    /// Those of these nodes of a side.
    pub(super) fn of(graph: &Graph<'_>, nodes: &BTreeSet<usize>) -> Self {
        let mut ends = Self::default();
        let mut add = |node, end| {
            ends.0.entry(node).or_default().insert(end);
        };
        for edge in &graph.edges {
            for (node, way, end) in [(edge.from, Way::To, edge.to), (edge.to, Way::From, edge.from)]
            {
                if nodes.contains(&node) && node != end {
                    add(node, (way, attribute(&edge.by), end));
                }
            }
        }
        for node in nodes {
            let vertex = graph.nodes.get(*node);
            if let Some(why) = vertex.and_then(|vertex| vertex.item.normal.made_by_system) {
                add(*node, (Way::BySystem, why.to_owned(), 0));
            }
        }
        ends
    }
}

/// The names on a way; elements are called otherwise on each side.
fn attribute(by: &Path) -> String {
    let names = by.0.iter().filter_map(|step| match step {
        Step::Key(name) => Some(name.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Which node is which of the other side, as far as it is known.
#[derive(Default)]
struct Known {
    forth: BTreeMap<usize, BTreeSet<usize>>,
    back: BTreeSet<usize>,
}

impl Known {
    fn add(&mut self, before: usize, after: usize) {
        self.forth.entry(before).or_default().insert(after);
        self.back.insert(after);
    }

    /// The ends of a node that have a counterpart, in the nodes of the second side.
    fn before(&self, ends: &Ends, node: usize) -> BTreeSet<End> {
        let ends = ends.0.get(&node).into_iter().flatten();
        let theirs = |(way, by, end): &End| match way {
            Way::BySystem => vec![(*way, by.clone(), *end)],
            Way::To | Way::From => {
                let others = self.forth.get(end).into_iter().flatten();
                others.map(|other| (*way, by.clone(), *other)).collect()
            }
        };
        ends.flat_map(theirs).collect()
    }

    fn after(&self, ends: &Ends, node: usize) -> BTreeSet<End> {
        let ends = ends.0.get(&node).into_iter().flatten();
        let is_known = |(way, _, end): &&End| *way == Way::BySystem || self.back.contains(end);
        ends.filter(is_known).cloned().collect()
    }
}

/// The nodes of a tie with what is known of their ends.
struct Seen {
    before: BTreeMap<usize, BTreeSet<End>>,
    after: BTreeMap<usize, BTreeSet<End>>,
}

/// Takes the pairs out of ties that their ends tell apart; what nothing tells apart stays in them.
pub(super) fn settle(ties: &mut [Tie], ends: (&Ends, &Ends), paired: &[Pair]) -> Vec<Pair> {
    let mut known = Known::default();
    paired.iter().for_each(|pair| known.add(pair.before, pair.after));
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let mut more = Vec::new();
        for tie in ties.iter_mut().filter(|tie| !tie.before.is_empty() && !tie.after.is_empty()) {
            more.extend(told_apart(tie, &seen(tie, ends, &known)));
        }
        if more.is_empty() {
            break;
        }
        more.iter().for_each(|pair: &Pair| known.add(pair.before, pair.after));
        found.append(&mut more);
    }
    for tie in ties.iter_mut() {
        found.extend(last(tie, &seen(tie, ends, &known)));
    }
    found
}

fn seen(tie: &Tie, ends: (&Ends, &Ends), known: &Known) -> Seen {
    Seen {
        before: tie.before.iter().map(|node| (*node, known.before(ends.0, *node))).collect(),
        after: tie.after.iter().map(|node| (*node, known.after(ends.1, *node))).collect(),
    }
}

/// Pairs of which all ends together are no other's; else those of which one end is no other's and no end says otherwise.
fn told_apart(tie: &mut Tie, seen: &Seen) -> Vec<Pair> {
    let common: BTreeSet<&End> = {
        let ours: BTreeSet<&End> = seen.before.values().flatten().collect();
        let theirs: BTreeSet<&End> = seen.after.values().flatten().collect();
        ours.intersection(&theirs).copied().collect()
    };
    let all = |ends: &BTreeSet<End>| -> Vec<Vec<End>> {
        let kept: Vec<End> = ends.iter().filter(|end| common.contains(end)).cloned().collect();
        if kept.is_empty() { Vec::new() } else { vec![kept] }
    };
    let mut votes = alone(seen, &all);
    if votes.is_empty() {
        votes = alone(seen, &|ends| ends.iter().map(|end| vec![end.clone()]).collect());
    }
    let agreed = agreed(votes);
    let (ours, theirs): (BTreeSet<usize>, BTreeSet<usize>) =
        agreed.iter().map(|(one, other, _)| (*one, *other)).unzip();
    tie.before.retain(|node| !ours.contains(node));
    tie.after.retain(|node| !theirs.contains(node));
    let pair = |(before, after, ends): (usize, usize, Vec<End>)| Pair {
        before,
        after,
        evidence: Evidence { because: because(tie.called, &ends), confidence: 90 },
    };
    agreed.into_iter().map(pair).collect()
}

/// A vote for a pair, and what speaks for it.
type Vote = (usize, usize, Vec<End>);

/// The nodes that alone on their side have something which one alone has on the other.
fn alone(seen: &Seen, of: &dyn Fn(&BTreeSet<End>) -> Vec<Vec<End>>) -> Vec<Vote> {
    let by_ends = |nodes: &BTreeMap<usize, BTreeSet<End>>| {
        let mut found: BTreeMap<Vec<End>, Vec<usize>> = BTreeMap::new();
        for (node, ends) in nodes {
            of(ends).into_iter().for_each(|key| found.entry(key).or_default().push(*node));
        }
        found
    };
    let theirs = by_ends(&seen.after);
    let vote = |(ends, ours): (Vec<End>, Vec<usize>)| {
        let ([one], [other]) = (ours.as_slice(), theirs.get(&ends)?.as_slice()) else {
            return None;
        };
        Some((*one, *other, ends))
    };
    by_ends(&seen.before).into_iter().filter_map(vote).collect()
}

/// The votes that no other speaks against, one for each pair.
fn agreed(votes: Vec<Vote>) -> Vec<Vote> {
    let mut forth: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut back: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (one, other, _) in &votes {
        forth.entry(*one).or_default().insert(*other);
        back.entry(*other).or_default().insert(*one);
    }
    let single = |of: &BTreeMap<usize, BTreeSet<usize>>, node: &usize| {
        of.get(node).is_some_and(|others| others.len() == 1)
    };
    let mut taken = BTreeSet::new();
    let mut votes = votes;
    votes.retain(|(one, other, _)| {
        single(&forth, one) && single(&back, other) && taken.insert((*one, *other))
    });
    votes
}

fn because(called: Called, ends: &[End]) -> String {
    let by: BTreeSet<String> = ends
        .iter()
        .map(|(way, by, _)| match way {
            Way::To => format!("its {by} leads to the same"),
            Way::From => format!("the same leads to it by {by}"),
            Way::BySystem => format!("the system made it: {by}"),
        })
        .collect();
    let by = by.into_iter().next().unwrap_or_default();
    match called {
        Called::ByPeople => format!("of several with this name, {by}"),
        Called::ByWhatItIs | Called::ByItsId => format!("people gave it no name, but {by}"),
    }
}

/// The last of each side: they are a pair unless they lead to different things; without a name only if they lead to the
/// same.
fn last(tie: &mut Tie, seen: &Seen) -> Option<Pair> {
    let ([one], [other]) = (tie.before.as_slice(), tie.after.as_slice()) else { return None };
    let (before, after) = (*one, *other);
    let (ours, theirs) = (seen.before.get(&before)?, seen.after.get(&after)?);
    let same = ours.intersection(theirs).next();
    let is_edge = |end: &&End| end.0 != Way::BySystem;
    let is_shared =
        |(way, by, _): &End| theirs.iter().any(|(theirs, other, _)| theirs == way && other == by);
    let met = ours.intersection(theirs).any(|end| is_edge(&end));
    let apart = !met && ours.iter().filter(is_edge).any(is_shared);
    if apart || (tie.called != Called::ByPeople && same.is_none()) {
        return None;
    }
    let because = match same {
        Some(end) => because(tie.called, std::slice::from_ref(end)),
        None => "the only ones left of several with this name".to_owned(),
    };
    tie.before.clear();
    tie.after.clear();
    Some(Pair { before, after, evidence: Evidence { because, confidence: 85 } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope;

    /// Ends from `node attribute>end` (it leads there), `node attribute<end` (it is led to) and `node system<0`.
    fn ends(texts: &[&str]) -> Ends {
        let mut ends = Ends::default();
        for text in texts {
            let (node, rest) = text.split_once(' ').unwrap();
            let (by, end) = rest.split_once(['>', '<']).unwrap();
            let of_node = ends.0.entry(node.parse().unwrap()).or_default();
            let way = match rest.matches(['>', '<']).next() {
                _ if by == "system" => Way::BySystem,
                Some(">") => Way::To,
                _ => Way::From,
            };
            of_node.insert((way, by.to_owned(), end.parse().unwrap()));
        }
        ends
    }

    /// What becomes of the tie of 1, 2, 3 and of those below 10 in the second list; nodes from 10 on are paired with themselves.
    fn settled(
        before: &[&str],
        after: &[&str],
        nodes: (&[usize], &[usize]),
        called: Called,
    ) -> String {
        let scope = Scope::account("1", "r");
        let scopes = Aligned { before: scope.clone(), after: scope, because: "" };
        let (ours, theirs) = (nodes.0.to_vec(), nodes.1.to_vec());
        let mut ties = [Tie { before: ours, after: theirs, called, scopes }];
        let evidence = Evidence { because: String::new(), confidence: 100 };
        let known = |node| Pair { before: node, after: node, evidence: evidence.clone() };
        let paired: Vec<Pair> = (10..20).map(known).collect();
        let found = settle(&mut ties, (&ends(before), &ends(after)), &paired);
        let mut pairs: Vec<String> =
            found.iter().map(|pair| format!("{}~{}", pair.before, pair.after)).collect();
        pairs.sort();
        let left = |nodes: &[usize]| format!("{nodes:?}");
        format!("{} {}/{}", pairs.join(" "), left(&ties[0].before), left(&ties[0].after))
    }

    #[test]
    fn what_they_lead_to_tells_them_apart() {
        type Case<'t> = (&'t [&'t str], &'t [&'t str], (&'t [usize], &'t [usize]), &'t str);
        let table: &[Case<'_>] = &[
            // Each in its own network.
            (
                &["1 vpc>10", "2 vpc>11"],
                &["1 vpc>11", "2 vpc>10"],
                (&[1, 2], &[1, 2]),
                "1~2 2~1 []/[]",
            ),
            // One of them is in a network that the other side has not.
            (&["1 vpc>10", "2 vpc>90"], &["1 vpc>10"], (&[1, 2], &[1]), "1~1 [2]/[]"),
            // Nothing tells the two in one network apart.
            (
                &["1 vpc>10", "2 vpc>10"],
                &["1 vpc>10", "2 vpc>10"],
                (&[1, 2], &[1, 2]),
                " [1, 2]/[1, 2]",
            ),
            // Only both together do, until two are left.
            (
                &["1 a>10", "1 b>12", "2 a>10", "2 b>13", "3 a>11", "3 b>12"],
                &["1 a>11", "1 b>12", "2 a>10", "2 b>12", "3 a>10", "3 b>13"],
                (&[1, 2, 3], &[1, 2, 3]),
                "1~2 2~3 3~1 []/[]",
            ),
            // One attribute says so, another otherwise.
            (
                &["1 a>10", "1 b>12", "2 a>11", "2 b>13"],
                &["1 a>10", "1 b>13", "2 a>11", "2 b>12"],
                (&[1, 2], &[1, 2]),
                " [1, 2]/[1, 2]",
            ),
            // What leads to them.
            (
                &["1 nat<10", "2 nat<11"],
                &["1 nat<11", "2 nat<10"],
                (&[1, 2], &[1, 2]),
                "1~2 2~1 []/[]",
            ),
            // Leading there is not being led to.
            (&["1 a<10", "2 a>10"], &["1 a>10", "2 a<10"], (&[1, 2], &[1, 2]), "1~2 2~1 []/[]"),
        ];
        for (before, after, nodes, expected) in table {
            assert_eq!(
                settled(before, after, *nodes, Called::ByPeople),
                *expected,
                "{before:?} {after:?}"
            );
        }
    }

    #[test]
    fn the_last_ones_are_a_pair_unless_they_lead_apart() {
        for (before, after, called, expected) in [
            (
                &["1 vpc>10", "2 vpc>90"],
                &["1 vpc>10", "2 vpc>91"],
                Called::ByPeople,
                "1~1 2~2 []/[]",
            ),
            (&["1 vpc>10", "2 vpc>11"], &["1 vpc>10", "2 vpc>12"], Called::ByPeople, "1~1 [2]/[2]"),
            (&["1 vpc>10", "2 vpc>90"], &["1 vpc>10", "2 vpc>91"], Called::ByItsId, "1~1 [2]/[2]"),
            // Of those without a name the ones that the system makes.
            (
                &["1 vpc>10", "2 system<0"],
                &["1 vpc>11", "2 system<0"],
                Called::ByItsId,
                "2~2 [1]/[1]",
            ),
            (
                &["1 vpc>10", "2 system<0"],
                &["1 vpc>10", "2 system<0"],
                Called::ByItsId,
                "1~1 2~2 []/[]",
            ),
        ] {
            assert_eq!(settled(before, after, (&[1, 2], &[1, 2]), called), expected, "{after:?}");
        }
    }

    #[test]
    fn what_was_told_apart_tells_more_apart() {
        let scope = Scope::account("1", "r");
        let scopes = Aligned { before: scope.clone(), after: scope, because: "" };
        let tie = |nodes: [usize; 2]| Tie {
            before: nodes.to_vec(),
            after: nodes.to_vec(),
            called: Called::ByItsId,
            scopes: scopes.clone(),
        };
        // Cards, which only subnets name, which only networks name.
        let mut ties = [tie([1, 2]), tie([3, 4])];
        let sides = (
            ends(&["1 subnet>3", "2 subnet>4", "3 vpc>10", "4 vpc>11"]),
            ends(&["1 subnet>4", "2 subnet>3", "3 vpc>10", "4 vpc>11"]),
        );
        let evidence = Evidence { because: String::new(), confidence: 100 };
        let paired =
            [10, 11].map(|node| Pair { before: node, after: node, evidence: evidence.clone() });
        let found = settle(&mut ties, (&sides.0, &sides.1), &paired);
        let pairs: BTreeSet<_> = found.iter().map(|pair| (pair.before, pair.after)).collect();
        assert_eq!(pairs, BTreeSet::from([(1, 2), (2, 1), (3, 3), (4, 4)]));
        let said: Vec<&str> = found.iter().map(|pair| pair.evidence.because.as_str()).collect();
        assert!(
            said.contains(&"people gave it no name, but its subnet leads to the same"),
            "{said:?}"
        );
    }
}
