//! Namespaces by what is in them: which two share most of the kinds and words of their names.
//!
//! Knows neither clusters nor the environment's tokens: names come without them.

use std::collections::{BTreeMap, BTreeSet};

use crate::both::Which;
use crate::pair::scopes::Contents;

/// What share of the smaller namespace's names must be found in the other before the two are held to be one.
const OVERLAP_PERCENT: usize = 40;

/// Which namespaces are alike.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Alike {
    pub(super) pairs: Vec<(String, String)>,
    /// Namespaces that are as much like one as like another.
    pub(super) ambiguous: BTreeSet<(Which, String)>,
}

/// Pairs namespaces that share much, those that share most first; where one is as much like two others, nobody can say.
pub(super) fn by_contents(ours: &Contents, theirs: &Contents) -> Alike {
    let mut by_score: BTreeMap<usize, Vec<(&str, &str)>> = BTreeMap::new();
    for ((one, other), score) in scores(ours, theirs) {
        by_score.entry(score).or_default().push((one, other));
    }
    let mut alike = Alike::default();
    let mut taken: BTreeSet<(Which, &str)> = BTreeSet::new();
    for pairs in by_score.into_values().rev() {
        let is_free = |(one, other): &(&str, &str)| {
            !taken.contains(&(Which::Before, *one)) && !taken.contains(&(Which::After, *other))
        };
        let free: Vec<_> = pairs.into_iter().filter(is_free).collect();
        for &(one, other) in &free {
            let rivals = free.iter().filter(|pair| pair.0 == one || pair.1 == other).count();
            if rivals == 1 {
                alike.pairs.push((one.to_owned(), other.to_owned()));
            } else {
                alike.ambiguous.insert((Which::Before, one.to_owned()));
                alike.ambiguous.insert((Which::After, other.to_owned()));
            }
        }
        taken.extend(
            free.into_iter().flat_map(|(one, other)| [(Which::Before, one), (Which::After, other)]),
        );
    }
    alike
}

/// Per mille of the smaller namespace's names that are in the other, for pairs that share enough.
fn scores<'c>(ours: &'c Contents, theirs: &'c Contents) -> BTreeMap<(&'c str, &'c str), usize> {
    let mut holders: BTreeMap<&(String, String), Vec<&str>> = BTreeMap::new();
    for (other, words) in theirs {
        words.iter().for_each(|word| holders.entry(word).or_default().push(other));
    }
    let mut scores = BTreeMap::new();
    for (one, words) in ours {
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        for other in words.iter().filter_map(|word| holders.get(word)).flatten() {
            *shared.entry(other).or_default() += 1;
        }
        for (other, shared) in shared {
            let smaller = words.len().min(theirs.get(other).map_or(0, BTreeSet::len)).max(1);
            if shared * 100 >= smaller * OVERLAP_PERCENT {
                scores.insert((one.as_str(), other), shared * 1000 / smaller);
            }
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(namespaces: &[(&str, &str)]) -> Contents {
        let words = |text: &str| {
            text.split(' ')
                .filter(|word| !word.is_empty())
                .map(|word| ("/Service".to_owned(), word.to_owned()))
                .collect()
        };
        namespaces.iter().map(|(name, text)| ((*name).to_owned(), words(text))).collect()
    }

    #[test]
    fn namespaces_that_share_most_are_one_and_rivals_are_nobodys() {
        type Case<'t> = (&'t [(&'t str, &'t str)], &'t [(&'t str, &'t str)], &'t str, &'t str);
        let table: &[Case<'_>] = &[
            (&[("a", "x y z")], &[("b", "x y")], "a~b", ""),
            (&[("a", "x y z")], &[("b", "p q r x")], "", ""),
            (&[("a", "")], &[("b", "")], "", ""),
            (&[("a", "x y z"), ("c", "x")], &[("b", "x y z")], "", "<a <c >b"),
            (&[("a", "x y z w"), ("c", "x y p q")], &[("b", "x y z v")], "a~b", ""),
            // Rivals for one namespace do not keep others apart.
            (
                &[("a", "x y"), ("b", "x y"), ("c", "p q r")],
                &[("d", "x y"), ("e", "p q s")],
                "c~e",
                "<a <b >d",
            ),
        ];
        for (ours, theirs, pairs, unsure) in table {
            let alike = by_contents(&contents(ours), &contents(theirs));
            let found: Vec<_> =
                alike.pairs.iter().map(|(one, other)| format!("{one}~{other}")).collect();
            let side = |which| if which == Which::Before { '<' } else { '>' };
            let rivals: Vec<_> = alike
                .ambiguous
                .iter()
                .map(|(which, name)| format!("{}{name}", side(*which)))
                .collect();
            assert_eq!(
                (found.join(" "), rivals.join(" ")),
                ((*pairs).to_owned(), (*unsure).to_owned())
            );
        }
    }
}
