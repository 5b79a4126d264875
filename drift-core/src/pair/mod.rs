//! Pair: which resource of one side is which of the other, and why.
//!
//! Scopes are aligned first, one to k; then names, exactly and without what only says which environment it is; then what
//! leads where tells apart what has one name or none. Knows no attribute values.

mod accounts;
mod cidrs;
mod contents;
mod learn;
mod names;
mod scopes;
mod ties;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

pub use cidrs::{Cidr, CidrPair};
pub use scopes::Aligned;
pub use tokens::{Vocabulary, Words};

use crate::both::{Both, Which};
use crate::graph::Graph;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::registry::Called;
use crate::report::{Comparison, Evidence};
use crate::resource::Membership;
use crate::scope::Scope;
use names::{Candidate, Found};
use ties::{Ends, Tie};

/// Two resources that are held to be the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The node on the first side.
    pub before: usize,
    /// The node on the second side.
    pub after: usize,
    /// Why.
    pub evidence: Evidence,
}

/// A resource without a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lone {
    /// Its node.
    pub node: usize,
    /// Where its counterpart would be, on the other side; `None` where that scope itself is not there.
    pub toward: Option<Scope>,
    /// The instance (cluster, account) of the other side that was searched.
    pub instance: Scope,
}

/// A resource whose counterpart is there, and nothing says which one it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ambiguous {
    /// Its side.
    pub which: Which,
    /// Its node.
    pub node: usize,
    /// Why nobody can say: `its counterpart is one of 2`.
    pub because: String,
}

/// What was paired with what.
#[derive(Debug, Clone, Default)]
pub struct Pairing {
    /// The pairs; a resource may be in several where scopes align one to k.
    pub pairs: Vec<Pair>,
    /// Resources that only the first side has.
    pub before_only: Vec<Lone>,
    /// Resources that only the second side has.
    pub after_only: Vec<Lone>,
    /// Resources of either side with several possible counterparts: neither compared nor missing.
    pub ambiguous: Vec<Ambiguous>,
    /// Places of pairs that are not compared, because a filter of components leaves them out: they still are pairs.
    pub left_out: BTreeSet<usize>,
    /// How many pairs and resources of one side such a filter leaves out.
    pub others: usize,
    /// Which scopes were compared.
    pub aligned: Vec<Aligned>,
    /// Instances (clusters, accounts by region) without a counterpart, by side.
    pub unaligned: Vec<(Which, Scope)>,
    /// Which words of the two sides mean the same.
    pub words: Vocabulary,
    /// What was taken for granted, for the user to confirm.
    pub inferred: Vec<String>,
}

/// Pairs the resources of two sides.
///
/// For [`Comparison::Drift`] names must be the same: both sides are one environment.
#[must_use]
pub fn pair(
    before: &Graph<'_>,
    after: &Graph<'_>,
    question: Comparison,
    progress: &mut dyn Progress,
) -> (Pairing, Vec<Problem>) {
    progress.step("pair", 0, 1);
    let mut words = configured(before, after, question);
    let mut pairing = pair_with(before, after, question, &words);
    if question == Comparison::Parity {
        let learned = learn::learn(
            &names_of(before, &pairing.before_only),
            &names_of(after, &pairing.after_only),
        );
        if !learned.is_empty() {
            for (one, other) in &learned {
                words.before.add_token(one);
                words.after.add_token(other);
            }
            pairing = pair_with(before, after, question, &words);
            pairing.inferred.extend(learned.iter().map(|(one, other)| {
                format!("`{one}` and `{other}` in names stand for the environments")
            }));
        }
    }
    pairing.words = accounts::words(vocabulary(words, &pairing.aligned), &pairing.aligned);
    progress.step("pair", 1, 1);
    (pairing, Vec::new())
}

fn configured(before: &Graph<'_>, after: &Graph<'_>, question: Comparison) -> Vocabulary {
    // Within one environment its own tokens mean nothing: a changed name is a change.
    if question == Comparison::Drift
        || before.snapshot.header.environment == after.snapshot.header.environment
    {
        return Vocabulary::default();
    }
    let words = |graph: &Graph<'_>| Words::of_environment(&graph.snapshot.header.tokens);
    Vocabulary { before: words(before), after: words(after), ..Vocabulary::default() }
}

/// The names of aligned namespaces are words as well: `store` and `shop-live` in a host name mean the same place.
fn vocabulary(mut words: Vocabulary, aligned: &[Aligned]) -> Vocabulary {
    for (ours, theirs) in places(aligned) {
        if ours == theirs && ours.len() == 1 {
            continue;
        }
        let known = ours.iter().find_map(|name| words.before.meaning(name));
        let known = known.or_else(|| theirs.iter().find_map(|name| words.after.meaning(name)));
        let first = ours.first().map_or("", |name| name);
        let place = known.map_or_else(|| format!("{{namespace {first}}}"), str::to_owned);
        ours.iter().for_each(|name| words.before.add(name, &place));
        theirs.iter().for_each(|name| words.after.add(name, &place));
    }
    words
}

/// The names of each place on both sides: where scopes align one to k, a place has several.
fn places(aligned: &[Aligned]) -> Vec<(BTreeSet<&str>, BTreeSet<&str>)> {
    let mut places: Vec<(BTreeSet<&str>, BTreeSet<&str>)> = Vec::new();
    for scopes in aligned {
        let names = (scopes.before.namespace.as_deref(), scopes.after.namespace.as_deref());
        let (Some(one), Some(other)) = names else { continue };
        let (same, rest): (Vec<_>, Vec<_>) = places
            .into_iter()
            .partition(|(ours, theirs)| ours.contains(one) || theirs.contains(other));
        let mut place = (BTreeSet::from([one]), BTreeSet::from([other]));
        for (ours, theirs) in same {
            place.0.extend(ours);
            place.1.extend(theirs);
        }
        places = rest;
        places.push(place);
    }
    places
}

fn names_of(graph: &Graph<'_>, lone: &[Lone]) -> Vec<(String, String)> {
    let name = |lone: &Lone| {
        let (vertex, resource) = graph.nodes.get(lone.node).zip(graph.resource(lone.node))?;
        let name = vertex.item.normal.stem.as_ref().unwrap_or(&resource.name);
        Some((resource.kind.clone(), name.clone()))
    };
    lone.iter().filter_map(name).collect()
}

fn pair_with(
    before: &Graph<'_>,
    after: &Graph<'_>,
    question: Comparison,
    words: &Vocabulary,
) -> Pairing {
    let mut pairing = Pairing::default();
    let instances = scopes::align_instances(before, after, words);
    let (ours, theirs) = (by_scope(before), by_scope(after));
    // The name of a prefix list says its region, the name of many a bucket its account.
    let names = accounts::words(words.clone(), &instances);
    let names = (question == Comparison::Parity).then_some(&names);
    let mut ties = Vec::new();
    for aligned in &instances {
        let namespaces = scopes::align_namespaces(before, after, aligned, words, question);
        let renamed: BTreeMap<&str, &str> = namespaces
            .aligned
            .iter()
            .filter_map(|scopes| {
                Some((scopes.before.namespace.as_deref()?, scopes.after.namespace.as_deref()?))
            })
            .collect();
        let mut scopes = vec![aligned.clone()];
        scopes.extend(namespaces.aligned.iter().cloned());
        for scopes in &scopes {
            ties.extend(pair_scope(&mut pairing, (&ours, &theirs), scopes, names, &renamed));
        }
        let drift = question == Comparison::Drift;
        lonely(&mut pairing.before_only, &ours, &namespaces.only_before, &aligned.after, drift);
        lonely(&mut pairing.after_only, &theirs, &namespaces.only_after, &aligned.before, drift);
        unsure(&mut pairing.ambiguous, &ours, &theirs, &namespaces.ambiguous);
        infer(&mut pairing.inferred, &namespaces.aligned);
        pairing.aligned.extend(scopes);
    }
    settle(&mut pairing, (before, after), ties);
    pairing.unaligned = unaligned(before, after, &instances);
    pairing.pairs.sort_by_key(|pair| (pair.before, pair.after));
    pairing.ambiguous.sort();
    pairing.ambiguous.dedup();
    pairing
}

/// What lives in a namespace whose counterpart is one of several.
fn unsure(
    into: &mut Vec<Ambiguous>,
    ours: &ByScope<'_>,
    theirs: &ByScope<'_>,
    namespaces: &[(Which, Scope)],
) {
    for (which, scope) in namespaces {
        let side = Both { before: ours, after: theirs };
        let kinds = side.of(*which).get(scope).into_iter().flat_map(BTreeMap::values);
        into.extend(kinds.flatten().map(|(candidate, _)| Ambiguous {
            which: *which,
            node: candidate.node,
            because: "several namespaces have as much of its namespace's contents".to_owned(),
        }));
    }
}

fn infer(inferred: &mut Vec<String>, namespaces: &[Aligned]) {
    for scopes in namespaces.iter().filter(|scopes| scopes.because == scopes::MUCH_THE_SAME) {
        let name = |scope: &Scope| scope.namespace.clone().unwrap_or_default();
        let (before, after) = (name(&scopes.before), name(&scopes.after));
        let said = format!("namespaces `{before}` and `{after}` have much the same contents");
        // Several clusters have namespaces of one name.
        if !inferred.contains(&said) {
            inferred.push(said);
        }
    }
}

fn unaligned(before: &Graph<'_>, after: &Graph<'_>, aligned: &[Aligned]) -> Vec<(Which, Scope)> {
    let ours = scopes::instances(before)
        .into_iter()
        .filter(|scope| !aligned.iter().any(|found| found.before == *scope));
    let theirs = scopes::instances(after)
        .into_iter()
        .filter(|scope| !aligned.iter().any(|found| found.after == *scope));
    ours.map(|scope| (Which::Before, scope))
        .chain(theirs.map(|scope| (Which::After, scope)))
        .collect()
}

/// By scope and kind, the resources that look for a counterpart there.
type ByScope<'g> = BTreeMap<Scope, ByScopeKinds<'g>>;

fn by_scope<'g>(graph: &'g Graph<'_>) -> ByScope<'g> {
    let mut by_scope = ByScope::new();
    for (node, vertex, resource) in graph.subjects() {
        let candidate = Candidate {
            node,
            name: &resource.name,
            stem: vertex.item.normal.stem.as_deref(),
            native_id: resource.native_id.as_deref(),
            called: vertex.item.normal.called,
        };
        let kinds = by_scope.entry(vertex.item.scope.clone()).or_default();
        kinds.entry(&resource.kind).or_default().push((candidate, resource.membership));
    }
    by_scope
}

/// Pairs what lives in two aligned scopes, and gives back what names leave open.
fn pair_scope(
    pairing: &mut Pairing,
    sides: (&ByScope<'_>, &ByScope<'_>),
    scopes: &Aligned,
    words: Option<&Vocabulary>,
    renamed: &BTreeMap<&str, &str>,
) -> Vec<Tie> {
    let (ours, theirs) = (sides.0.get(&scopes.before), sides.1.get(&scopes.after));
    let kinds: BTreeSet<&&str> = ours.into_iter().chain(theirs).flat_map(BTreeMap::keys).collect();
    let mut ties = Vec::new();
    for kind in kinds {
        let (ours, shared) = of_kind(ours, kind);
        let (theirs, shared_after) = of_kind(theirs, kind);
        let mut found = names::pair_names(ours, theirs, words, renamed);
        let tie = |called, before, after| Tie { before, after, called, scopes: scopes.clone() };
        let of_one_name = std::mem::take(&mut found.ambiguous).into_iter();
        ties.extend(of_one_name.map(|(ours, theirs)| tie(Called::ByPeople, ours, theirs)));
        let nameless = found.nameless.take().into_iter();
        ties.extend(nameless.map(|(called, ours, theirs)| tie(called, ours, theirs)));
        take(pairing, found, scopes, (&shared, &shared_after));
    }
    ties
}

/// Takes the pairs out of ties, and what is left on one side alone; what is left on both nobody can say.
fn settle(pairing: &mut Pairing, (before, after): (&Graph<'_>, &Graph<'_>), mut ties: Vec<Tie>) {
    let ours = ties.iter().flat_map(|tie| tie.before.iter().copied()).collect();
    let theirs = ties.iter().flat_map(|tie| tie.after.iter().copied()).collect();
    let ends = (Ends::of(before, &ours), Ends::of(after, &theirs));
    let found = ties::settle(&mut ties, (&ends.0, &ends.1), &pairing.pairs);
    pairing.pairs.extend(found);
    for tie in &ties {
        if tie.is_apart() {
            let Aligned { before: ours, after: theirs, .. } = &tie.scopes;
            pairing.before_only.extend(left(before, &tie.before, theirs));
            pairing.after_only.extend(left(after, &tie.after, ours));
        } else {
            pairing.ambiguous.extend(choices((&tie.before, &tie.after)));
        }
    }
}

/// What is left of a tie on one side; what is shared belongs to no side.
fn left<'t>(
    graph: &'t Graph<'_>,
    nodes: &'t [usize],
    toward: &'t Scope,
) -> impl Iterator<Item = Lone> + 't {
    let own = |node: &&usize| {
        graph.resource(**node).is_some_and(|found| found.membership != Membership::Shared)
    };
    nodes.iter().filter(own).map(|node| Lone {
        node: *node,
        toward: Some(toward.clone()),
        instance: toward.instance(),
    })
}

type ByScopeKinds<'g> = BTreeMap<&'g str, Vec<(Candidate<'g>, Membership)>>;

/// The resources of a kind in a scope, and which of them are shared between environments.
fn of_kind<'g>(
    scope: Option<&ByScopeKinds<'g>>,
    kind: &str,
) -> (Vec<Candidate<'g>>, BTreeSet<usize>) {
    let found = scope.and_then(|kinds| kinds.get(kind)).into_iter().flatten();
    let is_shared = |(candidate, membership): &(Candidate<'_>, Membership)| {
        (*membership == Membership::Shared).then_some(candidate.node)
    };
    (
        found.clone().map(|(candidate, _)| candidate.clone()).collect(),
        found.filter_map(is_shared).collect(),
    )
}

fn take(
    pairing: &mut Pairing,
    found: Found<'_>,
    scopes: &Aligned,
    shared: (&BTreeSet<usize>, &BTreeSet<usize>),
) {
    let pairs =
        found.pairs.into_iter().map(|(before, after, evidence)| Pair { before, after, evidence });
    pairing.pairs.extend(pairs);
    let lone = |candidate: &Candidate<'_>, toward: &Scope| Lone {
        node: candidate.node,
        toward: Some(toward.clone()),
        instance: toward.instance(),
    };
    // What is shared belongs to no side: it is compared where both see it, and never missing.
    let ours = found.before.iter().filter(|candidate| !shared.0.contains(&candidate.node));
    pairing.before_only.extend(ours.map(|candidate| lone(candidate, &scopes.after)));
    let theirs = found.after.iter().filter(|candidate| !shared.1.contains(&candidate.node));
    pairing.after_only.extend(theirs.map(|candidate| lone(candidate, &scopes.before)));
}

/// Each resource of a group of which any could be any other's counterpart.
fn choices((ours, theirs): (&[usize], &[usize])) -> Vec<Ambiguous> {
    let because = |choices: usize, rivals: usize| match choices {
        1 => format!("it is one of {rivals} that could be the counterpart of one"),
        _ => format!("its counterpart is one of {choices}"),
    };
    let side = |which, nodes: &[usize], choices: usize| {
        let because = because(choices, nodes.len());
        let one = |node: &usize| Ambiguous { which, node: *node, because: because.clone() };
        nodes.iter().map(one).collect::<Vec<_>>()
    };
    [side(Which::Before, ours, theirs.len()), side(Which::After, theirs, ours.len())].concat()
}

fn lonely(
    into: &mut Vec<Lone>,
    side: &ByScope<'_>,
    scopes: &[Scope],
    instance: &Scope,
    drift: bool,
) {
    for scope in scopes {
        // Both sides of drift are one environment: the namespace would be there under the same name.
        let toward = scope
            .namespace
            .as_ref()
            .filter(|_| drift)
            .map(|namespace| instance.in_namespace(namespace));
        for (candidate, membership) in
            side.get(scope).into_iter().flat_map(BTreeMap::values).flatten()
        {
            if *membership != Membership::Shared {
                into.push(Lone {
                    node: candidate.node,
                    toward: toward.clone(),
                    instance: instance.clone(),
                });
            }
        }
    }
}
