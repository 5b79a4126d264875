//! Scopes first: which cluster or account is compared with which, and which namespace with which.
//!
//! One to k: a side may have several instances of what the other has once, and each is compared. Knows names and kinds of
//! what lives in a scope, no attributes.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Graph;
use crate::pair::tokens::{Vocabulary, Words};
use crate::report::Comparison;
use crate::scope::Scope;

/// What share of the smaller namespace's names must be found in the other before the two are held to be one.
const OVERLAP_PERCENT: usize = 40;

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
    let mut aligned = Vec::new();
    for accounts in [false, true] {
        let of_family = |scope: &&Scope| scope.account.is_some() == accounts;
        let ours: Vec<&Scope> = all_before.iter().filter(of_family).collect();
        let theirs: Vec<&Scope> = all_after.iter().filter(of_family).collect();
        aligned.extend(align_family(&ours, &theirs, before, after, words));
    }
    aligned
}

fn align_family(
    ours: &[&Scope],
    theirs: &[&Scope],
    before: &Graph<'_>,
    after: &Graph<'_>,
    words: &Vocabulary,
) -> Vec<Aligned> {
    let pair = |before: &Scope, after: &Scope, because| Aligned {
        before: before.clone(),
        after: after.clone(),
        because,
    };
    if ours.len() == 1 || theirs.len() == 1 {
        let because = if ours.len() == theirs.len() {
            "the only one on each side"
        } else {
            "each instance against the only one"
        };
        return ours
            .iter()
            .flat_map(|one| theirs.iter().map(move |other| pair(one, other, because)))
            .collect();
    }
    let mut rest: Vec<&Scope> = theirs.to_vec();
    let mut aligned = Vec::new();
    for because in ["the same one", "the same region", "the same name"] {
        for one in ours {
            if aligned.iter().any(|found: &Aligned| found.before == **one) {
                continue;
            }
            let same = |other: &&Scope| match because {
                "the same one" => one == other,
                "the same region" => one.region.is_some() && one.region == other.region,
                _ => {
                    words.before.stem(name_of(before, one))
                        == words.after.stem(name_of(after, other))
                }
            };
            let mut found = rest.iter().enumerate().filter(|(_, other)| same(other));
            if let (Some((place, other)), None) = (found.next(), found.next()) {
                aligned.push(pair(one, other, because));
                rest.remove(place);
            }
        }
    }
    aligned
}

fn name_of<'g>(graph: &'g Graph<'_>, scope: &'g Scope) -> &'g str {
    let id = scope.cluster.as_deref().or(scope.account.as_deref()).unwrap_or_default();
    graph.snapshot.header.names.get(id).map_or(id, String::as_str)
}

/// Which namespace is compared with which inside two aligned instances, and the ones without a counterpart.
pub(super) struct Namespaces {
    pub(super) aligned: Vec<Aligned>,
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
    let mut found =
        Namespaces { aligned: Vec::new(), only_before: Vec::new(), only_after: Vec::new() };
    let mut take = |one: &str, other: &str, because, ours: &mut Contents, theirs: &mut Contents| {
        ours.remove(one);
        theirs.remove(other);
        let (before, after) =
            (instances.before.in_namespace(one), instances.after.in_namespace(other));
        found.aligned.push(Aligned { before, after, because });
    };
    for name in ours.keys().filter(|name| theirs.contains_key(*name)).cloned().collect::<Vec<_>>() {
        take(&name, &name, "the same name", &mut ours, &mut theirs);
    }
    if question == Comparison::Parity {
        for (one, other) in by_stem(&ours, &theirs, words) {
            take(
                &one,
                &other,
                "the same name but for the environment's token",
                &mut ours,
                &mut theirs,
            );
        }
        while let Some((one, other)) = by_contents(&ours, &theirs) {
            take(&one, &other, "much the same contents", &mut ours, &mut theirs);
        }
    }
    found.only_before = ours.into_keys().map(|name| instances.before.in_namespace(&name)).collect();
    found.only_after = theirs.into_keys().map(|name| instances.after.in_namespace(&name)).collect();
    found
}

/// By namespace, the kinds in it with the words of their names.
type Contents = BTreeMap<String, BTreeSet<(String, String)>>;

fn contents(graph: &Graph<'_>, instance: &Scope, words: &Words) -> Contents {
    let mut contents = Contents::new();
    for (_, vertex, resource) in graph.subjects() {
        let scope = &vertex.item.scope;
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

/// The two namespaces that share most, if that is much and no other shares as much with either.
fn by_contents(ours: &Contents, theirs: &Contents) -> Option<(String, String)> {
    let mut scored = Vec::new();
    for (one, ours) in ours {
        for (other, theirs) in theirs {
            let smaller = ours.len().min(theirs.len());
            let shared = ours.intersection(theirs).count();
            if shared > 0 && shared * 100 >= smaller * OVERLAP_PERCENT {
                scored.push((shared * 1000 / smaller, one, other));
            }
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let best = scored.first()?;
    let rival = scored
        .iter()
        .skip(1)
        .any(|other| other.0 == best.0 && (other.1 == best.1 || other.2 == best.2));
    (!rival).then(|| (best.1.clone(), best.2.clone()))
}
