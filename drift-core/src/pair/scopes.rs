//! Scopes first: which cluster or account is compared with which, and which namespace with which.
//!
//! One to k: a side may have several instances of what the other has once, and each is compared. Knows names and kinds of
//! what lives in a scope, no attributes.

use std::collections::{BTreeMap, BTreeSet};

use crate::both::Which;
use crate::graph::Graph;
use crate::pair::contents;
use crate::pair::tokens::{Vocabulary, Words};
use crate::report::Comparison;
use crate::scope::Scope;

/// Why namespaces that are called otherwise are aligned.
pub(super) const MUCH_THE_SAME: &str = "much the same contents";

/// The kind of a namespace's own object.
const NAMESPACE: &str = "/Namespace";

/// Two scopes that are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aligned {
    /// On the first side.
    pub before: Scope,
    /// On the second side.
    pub after: Scope,
    /// Why.
    pub because: &'static str,
}

/// The instances of a side: its clusters, and its accounts by region.
pub(super) fn instances(graph: &Graph<'_>) -> BTreeSet<Scope> {
    let live = graph.subjects().map(|(_, vertex, _)| vertex.item.scope.instance());
    let read = graph.snapshot.coverage.0.keys().map(|cell| cell.scope.instance());
    live.chain(read).collect()
}

/// Which instance is compared with which. What is left over has no counterpart.
pub(super) fn align_instances(
    before: &Graph<'_>,
    after: &Graph<'_>,
    words: &Vocabulary,
) -> Vec<Aligned> {
    let (all_before, all_after) = (instances(before), instances(after));
    let families: BTreeSet<_> = all_before.iter().map(family).collect();
    let mut aligned = Vec::new();
    for wanted in families {
        let of_family = |scope: &&Scope| family(scope) == wanted;
        let ours: Vec<&Scope> = all_before.iter().filter(of_family).collect();
        let theirs: Vec<&Scope> = all_after.iter().filter(of_family).collect();
        aligned.extend(align_family(&ours, &theirs, (before, after), words));
    }
    aligned
}

/// What can be compared with each other: clusters; accounts in a region; what accounts have beside their regions.
fn family(scope: &Scope) -> (bool, bool) {
    (scope.account.is_some(), scope.region.is_some())
}

fn align_family(
    ours: &[&Scope],
    theirs: &[&Scope],
    graphs: (&Graph<'_>, &Graph<'_>),
    words: &Vocabulary,
) -> Vec<Aligned> {
    if ours.len() == 1 || theirs.len() == 1 {
        let because = if ours.len() == theirs.len() {
            "the only one on each side"
        } else {
            "each instance against the only one"
        };
        return ours
            .iter()
            .flat_map(|one| theirs.iter().map(move |other| aligned(one, other, because)))
            .collect();
    }
    let (mut ours, mut theirs) = (ours.to_vec(), theirs.to_vec());
    let mut found = Vec::new();
    let name = |scope: &Scope, first: bool| {
        let (graph, words) =
            if first { (graphs.0, &words.before) } else { (graphs.1, &words.after) };
        Some((words.stem(name_of(graph, scope)), scope.region.clone()))
    };
    take_same(&mut found, &mut ours, &mut theirs, "the same one", &|scope, _| Some(scope.clone()));
    take_same(&mut found, &mut ours, &mut theirs, "the same name", &name);
    take_same(&mut found, &mut ours, &mut theirs, "the same region", &|scope, _| {
        scope.region.clone()
    });
    found.extend(each_account(&ours, &theirs));
    found
}

/// Accounts are parts of an environment: where nothing says which stand for which, each is compared with each, in the regions that
/// both sides have.
fn each_account(ours: &[&Scope], theirs: &[&Scope]) -> Vec<Aligned> {
    let has = |scopes: &[&Scope], region: &Option<String>| {
        scopes.iter().any(|scope| scope.region == *region)
    };
    let fits = |one: &Scope, other: &Scope| {
        let shared = has(theirs, &one.region) || has(ours, &other.region);
        one.account.is_some() && (one.region == other.region || !shared)
    };
    let each = ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other)));
    let each = each.filter(|(one, other)| fits(one, other));
    each.map(|(one, other)| aligned(one, other, "each account with each")).collect()
}

fn aligned(before: &Scope, after: &Scope, because: &'static str) -> Aligned {
    Aligned { before: before.clone(), after: after.clone(), because }
}

/// Aligns instances that alone on their side have a key which one alone has on the other.
fn take_same<K: Ord>(
    found: &mut Vec<Aligned>,
    ours: &mut Vec<&Scope>,
    theirs: &mut Vec<&Scope>,
    because: &'static str,
    key: &dyn Fn(&Scope, bool) -> Option<K>,
) {
    let by_key = |scopes: &[&Scope], first: bool| {
        let mut keys: BTreeMap<K, Vec<Scope>> = BTreeMap::new();
        for scope in scopes {
            if let Some(key) = key(scope, first) {
                keys.entry(key).or_default().push((*scope).clone());
            }
        }
        keys
    };
    let others = by_key(theirs, false);
    for (key, one) in by_key(ours, true) {
        if let ([one], Some([other])) = (one.as_slice(), others.get(&key).map(Vec::as_slice)) {
            ours.retain(|scope| *scope != one);
            theirs.retain(|scope| *scope != other);
            found.push(aligned(one, other, because));
        }
    }
}

fn name_of<'g>(graph: &'g Graph<'_>, scope: &'g Scope) -> &'g str {
    let id = scope.cluster.as_deref().or(scope.account.as_deref()).unwrap_or_default();
    graph.snapshot.header.names.get(id).map_or(id, String::as_str)
}

/// Which namespace is compared with which inside two aligned instances, and the ones without a counterpart.
#[derive(Default)]
pub(super) struct Namespaces {
    pub(super) aligned: Vec<Aligned>,
    /// Namespaces whose counterpart is one of several, or which several could be the counterpart of; by side.
    pub(super) ambiguous: Vec<(Which, Scope)>,
    pub(super) only_before: Vec<Scope>,
    pub(super) only_after: Vec<Scope>,
}

pub(super) fn align_namespaces(
    before: &Graph<'_>,
    after: &Graph<'_>,
    instances: &Aligned,
    words: &Vocabulary,
    question: Comparison,
) -> Namespaces {
    let mut ours = contents(before, &instances.before, &words.before);
    let mut theirs = contents(after, &instances.after, &words.after);
    let mut found = Namespaces::default();
    let mut take = |pairs: Vec<(String, String)>,
                    because,
                    ours: &mut Contents,
                    theirs: &mut Contents| {
        for (one, other) in pairs {
            ours.remove(&one);
            theirs.remove(&other);
            let before = instances.before.in_namespace(&one);
            found.aligned.push(aligned(&before, &instances.after.in_namespace(&other), because));
        }
    };
    let same = ours.keys().filter(|name| theirs.contains_key(*name));
    let same = same.map(|name| (name.clone(), name.clone())).collect();
    take(same, "the same name", &mut ours, &mut theirs);
    if question == Comparison::Parity {
        let same = by_stem(&ours, &theirs, words);
        take(same, "the same name but for the environment's token", &mut ours, &mut theirs);
        let alike = contents::by_contents(&ours, &theirs);
        take(alike.pairs, MUCH_THE_SAME, &mut ours, &mut theirs);
        for (which, name) in alike.ambiguous {
            let (side, instance) = match which {
                Which::Before => (&mut ours, &instances.before),
                Which::After => (&mut theirs, &instances.after),
            };
            side.remove(&name);
            found.ambiguous.push((which, instance.in_namespace(&name)));
        }
    }
    found.only_before = ours.into_keys().map(|name| instances.before.in_namespace(&name)).collect();
    found.only_after = theirs.into_keys().map(|name| instances.after.in_namespace(&name)).collect();
    found
}

/// By namespace, the kinds in it with the words of their names.
pub(super) type Contents = BTreeMap<String, BTreeSet<(String, String)>>;

fn contents(graph: &Graph<'_>, instance: &Scope, words: &Words) -> Contents {
    let mut contents = looked_into(graph, instance);
    for (_, vertex, resource) in graph.subjects() {
        let scope = &vertex.item.scope;
        // A namespace that is there is not missing, though nothing of it was read or nothing is in it.
        if resource.kind == NAMESPACE && scope == instance {
            contents.entry(resource.name.clone()).or_default();
        }
        let Some(namespace) = scope.namespace.as_ref().filter(|_| scope.instance() == *instance)
        else {
            continue;
        };
        let seen = contents.entry(namespace.clone()).or_default();
        if vertex.item.normal.made_by_system.is_none() {
            let name = vertex.item.normal.stem.as_deref().unwrap_or(&resource.name);
            seen.extend(
                words.stem(name).split('-').map(|word| (resource.kind.clone(), word.to_owned())),
            );
        }
    }
    contents
}

/// The namespaces that were read one by one: they are there, also where nothing was found in them. Where other environments
/// live in the same scopes, nobody says whose an empty one is.
fn looked_into(graph: &Graph<'_>, instance: &Scope) -> Contents {
    if graph.snapshot.header.elsewhere > 0 {
        return Contents::new();
    }
    let cells = graph.snapshot.coverage.0.iter().filter(|(cell, status)| {
        status.is_complete() && cell.kind != NAMESPACE && cell.scope.instance() == *instance
    });
    let names = cells.filter_map(|(cell, _)| cell.scope.namespace.clone());
    names.filter(|name| name != "*").map(|name| (name, BTreeSet::new())).collect()
}

fn by_stem(ours: &Contents, theirs: &Contents, words: &Vocabulary) -> Vec<(String, String)> {
    let stems = |names: &Contents, words: &Words| {
        let mut stems: BTreeMap<String, Vec<String>> = BTreeMap::new();
        names.keys().for_each(|name| stems.entry(words.stem(name)).or_default().push(name.clone()));
        stems
    };
    let theirs = stems(theirs, &words.after);
    let pairs = stems(ours, &words.before).into_iter().filter_map(|(stem, ours)| {
        let ([one], [other]) = (ours.as_slice(), theirs.get(&stem)?.as_slice()) else {
            return None;
        };
        Some((one.clone(), other.clone()))
    });
    pairs.collect()
}
