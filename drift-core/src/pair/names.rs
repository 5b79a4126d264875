//! Pairing by name inside two aligned scopes: passes that each take what they are sure of and hand on the rest.
//!
//! Knows one kind in one pair of scopes at a time. The engine for resources without usable names comes beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::pair::tokens::Vocabulary;
use crate::report::Evidence;

/// A resource that looks for its counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate<'g> {
    pub(super) node: usize,
    pub(super) name: &'g str,
    /// The name without a generated suffix, where it has one.
    pub(super) stem: Option<&'g str>,
}

/// What the passes found, and what they left.
#[derive(Debug, Default)]
pub(super) struct Found<'g> {
    pub(super) pairs: Vec<(usize, usize, Evidence)>,
    pub(super) before: Vec<Candidate<'g>>,
    pub(super) after: Vec<Candidate<'g>>,
    /// Resources whose counterpart is one of several, with the number of choices.
    pub(super) ambiguous: Vec<(usize, usize)>,
}

/// One pass: the key under which a candidate is looked up, on the first side or the second.
type Key<'k> = &'k dyn Fn(&Candidate<'_>, bool) -> Option<String>;

/// Pairs candidates of one kind. `words` is absent where names must be the same (drift); `renamed` maps names of the first
/// side to the second's where scopes already say so (a namespace's own object).
pub(super) fn pair_names<'g>(
    before: Vec<Candidate<'g>>,
    after: Vec<Candidate<'g>>,
    words: Option<&Vocabulary>,
    renamed: &BTreeMap<&str, &str>,
) -> Found<'g> {
    let mut found = Found { before, after, ..Found::default() };
    pass(&mut found, "same kind, scope and name", 100, &|candidate, _| {
        Some(candidate.name.to_owned())
    });
    pass(&mut found, "the namespaces of these names are aligned", 97, &|candidate, first| {
        if first {
            renamed.get(candidate.name).map(|name| (*name).to_owned())
        } else {
            Some(candidate.name.to_owned())
        }
    });
    pass(&mut found, "same name but for the generated suffix", 98, &|candidate, _| {
        Some(candidate.stem.unwrap_or(candidate.name).to_owned())
    });
    if let Some(words) = words {
        let stem = |candidate: &Candidate<'_>, first: bool| {
            let words = if first { &words.before } else { &words.after };
            Some(words.stem(candidate.stem.unwrap_or(candidate.name)))
        };
        pass(&mut found, "same name but for the environment's token", 95, &stem);
        found.ambiguous = ambiguous(&mut found, &stem);
    }
    found
}

fn by_key(candidates: &[Candidate<'_>], key: Key<'_>, first: bool) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for candidate in candidates {
        if let Some(key) = key(candidate, first) {
            keys.entry(key).or_default().push(candidate.node);
        }
    }
    keys
}

fn pass(found: &mut Found<'_>, because: &str, confidence: u8, key: Key<'_>) {
    if found.before.is_empty() || found.after.is_empty() {
        return;
    }
    let theirs = by_key(&found.after, key, false);
    let mut pairs = Vec::new();
    for (key, ours) in by_key(&found.before, key, true) {
        // Several under one key are left to a pass that can tell them apart.
        if let ([one], Some([other])) = (ours.as_slice(), theirs.get(&key).map(Vec::as_slice)) {
            pairs.push((*one, *other));
        }
    }
    let (ours, theirs): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    found.before.retain(|candidate| !ours.contains(&candidate.node));
    found.after.retain(|candidate| !theirs.contains(&candidate.node));
    let evidence = Evidence { because: because.to_owned(), confidence };
    found.pairs.extend(pairs.into_iter().map(|(one, other)| (one, other, evidence.clone())));
}

/// Takes out what has several possible counterparts: saying that it is missing would be a guess.
fn ambiguous(found: &mut Found<'_>, key: Key<'_>) -> Vec<(usize, usize)> {
    let (ours, theirs) = (by_key(&found.before, key, true), by_key(&found.after, key, false));
    let mut unsure = Vec::new();
    for (key, ours) in &ours {
        if let Some(theirs) = theirs.get(key) {
            unsure.extend(ours.iter().map(|node| (*node, theirs.len())));
            found.before.retain(|candidate| !ours.contains(&candidate.node));
            found.after.retain(|candidate| !theirs.contains(&candidate.node));
        }
    }
    unsure.sort_unstable();
    unsure
}
