//! Pairing by name inside two aligned scopes: passes that each take what they are sure of and hand on the rest.
//!
//! Knows one kind in one pair of scopes at a time. The engine for resources without usable names comes beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::pair::tokens::Vocabulary;
use crate::registry::Called;
use crate::report::Evidence;

/// A resource that looks for its counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate<'g> {
    pub(super) node: usize,
    pub(super) name: &'g str,
    /// The name without a generated suffix, where it has one.
    pub(super) stem: Option<&'g str>,
    pub(super) native_id: Option<&'g str>,
    pub(super) called: Called,
}

impl<'g> Candidate<'g> {
    /// What people called it.
    fn given_name(&self) -> &'g str {
        self.stem.unwrap_or(self.name)
    }
}

/// What the passes found, and what they left.
#[derive(Debug, Default)]
pub(super) struct Found<'g> {
    pub(super) pairs: Vec<(usize, usize, Evidence)>,
    pub(super) before: Vec<Candidate<'g>>,
    pub(super) after: Vec<Candidate<'g>>,
    /// Resources of both sides of which any could be any other's counterpart.
    pub(super) ambiguous: Vec<(Vec<usize>, Vec<usize>)>,
    /// Those of them that people gave no name, with what they are called by instead.
    pub(super) nameless: Option<(Called, Vec<usize>, Vec<usize>)>,
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
    pass(&mut found, "same kind and name, in scopes that are compared", 100, &|candidate, _| {
        Some(candidate.name.to_owned())
    });
    // Names that several bear: where both sides show one thing, its id tells them apart.
    pass(&mut found, "same id", 100, &|candidate, _| candidate.native_id.map(str::to_owned));
    pass(&mut found, "the namespaces of these names are aligned", 97, &|candidate, first| {
        if first {
            renamed.get(candidate.name).map(|name| (*name).to_owned())
        } else {
            Some(candidate.name.to_owned())
        }
    });
    let given = |candidate: &Candidate<'_>, _: bool| Some(candidate.given_name().to_owned());
    pass(&mut found, "same name but for the generated suffix", 98, &given);
    match words {
        Some(words) => pass_tokens(&mut found, words),
        None => found.ambiguous = ambiguous(&mut found, &given),
    }
    found
}

fn pass_tokens(found: &mut Found<'_>, words: &Vocabulary) {
    let of = |first| if first { &words.before } else { &words.after };
    // First where both say which environment they are: `web-staging` is `web-prod` even beside a `web`.
    pass(found, "same name but for the environment's token", 95, &|candidate, first| {
        of(first).substitute(candidate.given_name())
    });
    let stem =
        |candidate: &Candidate<'_>, first: bool| Some(of(first).stem(candidate.given_name()));
    pass(found, "same words in the name but for the environment's token", 93, &stem);
    found.nameless = nameless(found);
    found.ambiguous = ambiguous(found, &stem);
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
    retain(found, &ours, &theirs);
    let evidence = Evidence { because: because.to_owned(), confidence };
    found.pairs.extend(pairs.into_iter().map(|(one, other)| (one, other, evidence.clone())));
}

/// Takes out what has several possible counterparts: saying that it is missing would be a guess.
fn ambiguous(found: &mut Found<'_>, key: Key<'_>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let (ours, mut theirs) = (by_key(&found.before, key, true), by_key(&found.after, key, false));
    let groups: Vec<_> =
        ours.into_iter().filter_map(|(key, ours)| Some((ours, theirs.remove(&key)?))).collect();
    let ours = groups.iter().flat_map(|(ours, _)| ours).copied().collect();
    let theirs = groups.iter().flat_map(|(_, theirs)| theirs).copied().collect();
    retain(found, &ours, &theirs);
    groups
}

/// Takes out what people gave no name, if both sides have it: its id, or what it is, says nothing of its counterpart's.
fn nameless(found: &mut Found<'_>) -> Option<(Called, Vec<usize>, Vec<usize>)> {
    let without = |candidates: &[Candidate<'_>]| -> BTreeMap<usize, Called> {
        let nameless = candidates.iter().filter(|candidate| candidate.called != Called::ByPeople);
        nameless.map(|candidate| (candidate.node, candidate.called)).collect()
    };
    let (ours, theirs) = (without(&found.before), without(&found.after));
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    let called = ours.values().chain(theirs.values()).max().copied()?;
    let (ours, theirs) = (ours.into_keys().collect(), theirs.into_keys().collect());
    retain(found, &ours, &theirs);
    Some((called, ours.into_iter().collect(), theirs.into_iter().collect()))
}

/// Keeps what is neither of the nodes.
fn retain(found: &mut Found<'_>, ours: &BTreeSet<usize>, theirs: &BTreeSet<usize>) {
    found.before.retain(|candidate| !ours.contains(&candidate.node));
    found.after.retain(|candidate| !theirs.contains(&candidate.node));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::Words;

    /// Candidates from `name`, `name|stem` or `name||id`; `#` is before a name that is an id.
    fn candidates<'g>(names: &[&'g str]) -> Vec<Candidate<'g>> {
        let candidate = |(node, text): (usize, &&'g str)| {
            let mut parts = text.split('|');
            let name = parts.next().unwrap();
            let mut part = || parts.next().filter(|part| !part.is_empty());
            Candidate {
                node,
                name,
                stem: part(),
                native_id: part(),
                called: if name.starts_with('#') { Called::ByItsId } else { Called::ByPeople },
            }
        };
        names.iter().enumerate().map(candidate).collect()
    }

    /// Pairs as `before~after`, then `?before/after` for what could be either, then what is alone with its side.
    fn found(before: &[&str], after: &[&str], parity: bool) -> Vec<String> {
        let words = Vocabulary {
            before: Words::of_environment(["staging"]),
            after: Words::of_environment(["prod"]),
            ..Vocabulary::default()
        };
        let renamed = BTreeMap::from([("store", "shop-live")]);
        let found =
            pair_names(candidates(before), candidates(after), parity.then_some(&words), &renamed);
        let text = |names: &[&str], nodes: &[usize]| {
            nodes.iter().map(|node| names[*node]).collect::<Vec<_>>().join(",")
        };
        let pairs = found.pairs.iter().map(|(one, other, _)| format!("{one}~{other}"));
        let nameless = found.nameless.map(|(_, ours, theirs)| (ours, theirs));
        let unsure = found
            .ambiguous
            .iter()
            .chain(&nameless)
            .map(|(ours, theirs)| format!("?{}/{}", text(before, ours), text(after, theirs)));
        let ours = found.before.iter().map(|lone| format!("<{}", lone.name));
        let theirs = found.after.iter().map(|lone| format!(">{}", lone.name));
        pairs.chain(unsure).chain(ours).chain(theirs).collect()
    }

    #[test]
    fn passes_take_what_they_are_sure_of_and_hand_on_the_rest() {
        type Case<'t> = (&'t [&'t str], &'t [&'t str], bool, &'t [&'t str]);
        let table: &[Case<'_>] = &[
            (&["a", "b"], &["b", "c"], true, &["1~0", "<a", ">c"]),
            (&["store"], &["shop-live"], true, &["0~0"]),
            (&["cfg-1|cfg"], &["cfg-2|cfg"], false, &["0~0"]),
            (&["cfg-1|cfg"], &["cfg"], true, &["0~0"]),
            (&["web-staging"], &["web-prod"], true, &["0~0"]),
            (&["web-staging"], &["web-prod"], false, &["<web-staging", ">web-prod"]),
            (&["web-staging"], &["prod_WEB"], true, &["0~0"]),
            (&["web-staging"], &["web"], true, &["0~0"]),
            // A name that says its environment belongs to one that does, even beside one that does not.
            (&["web", "web-staging"], &["web-prod"], true, &["1~0", "<web"]),
            (&["web", "web-staging"], &["web", "web-prod"], true, &["0~0", "1~1"]),
            // Duplicates: by id, else nobody can say.
            (&["x||1", "x||2"], &["x||2", "x||1"], false, &["0~1", "1~0"]),
            (&["x||1", "x||2"], &["x||2"], false, &["1~0", "<x"]),
            (&["x", "x"], &["x", "x"], false, &["?x,x/x,x"]),
            (&["x", "x"], &["x"], true, &["?x,x/x"]),
            (&["x", "x"], &["y"], true, &["<x", "<x", ">y"]),
            // Without a name: by id where that is the same, else only neighbours can say.
            (&["#1", "#2", "x"], &["#3", "x"], true, &["2~1", "?#1,#2/#3"]),
            (&["#1", "#2"], &["#2", "#3"], true, &["1~0", "?#1/#3"]),
            (&["#1"], &["#3"], false, &["<#1", ">#3"]),
            (&["#1"], &["x"], true, &["<#1", ">x"]),
            (
                &["cfg-1|cfg"],
                &["cfg-2|cfg", "cfg-3|cfg"],
                false,
                &["?cfg-1|cfg/cfg-2|cfg,cfg-3|cfg"],
            ),
            (
                &["web_staging", "staging-web"],
                &["web-prod"],
                true,
                &["?web_staging,staging-web/web-prod"],
            ),
        ];
        for (before, after, parity, expected) in table {
            assert_eq!(found(before, after, *parity), *expected, "{before:?} {after:?}");
        }
    }
}
