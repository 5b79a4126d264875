//! Pair: which resource of one side is which of the other, and why.
//!
//! Scopes are aligned first, one to k; then names, exactly and without what only says which environment it is. The full
//! engine (relations, similarity, assignment) will take what these passes hand on. Knows no attribute values.

mod learn;
mod names;
mod scopes;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

pub use scopes::Aligned;
pub use tokens::{Vocabulary, Words};

use crate::both::Which;
use crate::graph::Graph;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::report::{Comparison, Evidence};
use crate::resource::Membership;
use crate::scope::Scope;
use names::{Candidate, Found};

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

/// What was paired with what.
#[derive(Debug, Clone, Default)]
pub struct Pairing {
    /// The pairs; a resource may be in several where scopes align one to k.
    pub pairs: Vec<Pair>,
    /// Resources that only the first side has.
    pub before_only: Vec<Lone>,
    /// Resources that only the second side has.
    pub after_only: Vec<Lone>,
    /// Resources of the first side with several possible counterparts, and how many.
    pub ambiguous: Vec<(usize, usize)>,
    /// Which scopes were compared.
    pub aligned: Vec<Aligned>,
    /// Instances (clusters, accounts by region) without a counterpart, by side.
    pub unaligned: Vec<(Which, Scope)>,
    /// Which words of the two sides mean the same.
    pub words: Vocabulary,
    /// What was taken for granted, for the user to confirm.
    pub inferred: Vec<String>,
}

impl Pairing {
    /// Whether two nodes were paired.
    #[must_use]
    pub fn index(&self) -> BTreeSet<(usize, usize)> {
        self.pairs.iter().map(|pair| (pair.before, pair.after)).collect()
    }
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
    pairing.words = vocabulary(words, &pairing.aligned);
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
    Vocabulary { before: words(before), after: words(after) }
}

/// The names of aligned namespaces are words as well: `store` and `shop-live` in a host name mean the same place.
fn vocabulary(mut words: Vocabulary, aligned: &[Aligned]) -> Vocabulary {
    for scopes in aligned {
        if let (Some(one), Some(other)) = (&scopes.before.namespace, &scopes.after.namespace)
            && one != other
        {
            let place = format!("{{namespace {one}}}");
            words.before.add(one, &place);
            words.after.add(other, &place);
        }
    }
    words
}

fn names_of(graph: &Graph<'_>, lone: &[Lone]) -> Vec<(String, String)> {
    let name = |lone: &Lone| {
        graph.resource(lone.node).map(|resource| (resource.kind.clone(), resource.name.clone()))
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
    for aligned in &instances {
        let namespaces = scopes::align_namespaces(before, after, aligned, words, question);
        let renamed: BTreeMap<&str, &str> = namespaces
            .aligned
            .iter()
            .filter_map(|scopes| {
                Some((scopes.before.namespace.as_deref()?, scopes.after.namespace.as_deref()?))
            })
            .collect();
        let names = (question == Comparison::Parity).then_some(words);
        let mut scopes = vec![aligned.clone()];
        scopes.extend(namespaces.aligned.iter().cloned());
        for scopes in &scopes {
            pair_scope(&mut pairing, (&ours, &theirs), scopes, names, &renamed);
        }
        let drift = question == Comparison::Drift;
        lonely(&mut pairing.before_only, &ours, &namespaces.only_before, &aligned.after, drift);
        lonely(&mut pairing.after_only, &theirs, &namespaces.only_after, &aligned.before, drift);
        infer(&mut pairing.inferred, &namespaces.aligned);
        pairing.aligned.extend(scopes);
    }
    pairing.unaligned = unaligned(before, after, &instances);
    pairing.pairs.sort_by_key(|pair| (pair.before, pair.after));
    pairing
}

fn infer(inferred: &mut Vec<String>, namespaces: &[Aligned]) {
    for scopes in namespaces.iter().filter(|scopes| scopes.because == "much the same contents") {
        let name = |scope: &Scope| scope.namespace.clone().unwrap_or_default();
        inferred.push(format!(
            "namespaces `{}` and `{}` have much the same contents",
            name(&scopes.before),
            name(&scopes.after)
        ));
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
        let candidate =
            Candidate { node, name: &resource.name, stem: vertex.item.normal.stem.as_deref() };
        let kinds = by_scope.entry(vertex.item.scope.clone()).or_default();
        kinds.entry(&resource.kind).or_default().push((candidate, resource.membership));
    }
    by_scope
}

fn pair_scope(
    pairing: &mut Pairing,
    sides: (&ByScope<'_>, &ByScope<'_>),
    scopes: &Aligned,
    words: Option<&Vocabulary>,
    renamed: &BTreeMap<&str, &str>,
) {
    let (ours, theirs) = (sides.0.get(&scopes.before), sides.1.get(&scopes.after));
    let kinds: BTreeSet<&&str> = ours.into_iter().chain(theirs).flat_map(BTreeMap::keys).collect();
    for kind in kinds {
        let (ours, shared) = of_kind(ours, kind);
        let (theirs, shared_after) = of_kind(theirs, kind);
        let found = names::pair_names(ours, theirs, words, renamed);
        take(pairing, found, scopes, (&shared, &shared_after));
    }
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
    pairing.ambiguous.extend(found.ambiguous);
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
