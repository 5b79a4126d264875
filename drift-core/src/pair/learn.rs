//! Learned tokens: words that take each other's place in the names of the two sides.
//!
//! `checkout-stg1` and `checkout-live`, `orders-stg1-db` and `orders-live-db`: where two words stand for each other in
//! enough names, and for nothing else, they are the environments' own. Reported as inferred, for the user to pin.

use std::collections::{BTreeMap, BTreeSet};

/// In how many names two words must take each other's place.
const SUPPORT: usize = 5;

/// A name with one word taken out: kind, words, and the place of the hole.
type Hole = (String, Vec<String>, usize);

/// Finds the words of the two sides' unmatched names that stand for each other. Each name comes with its kind.
pub(super) fn learn(
    before: &[(String, String)],
    after: &[(String, String)],
) -> Vec<(String, String)> {
    let (ours, theirs) = (holes(before), holes(after));
    let mut support: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (hole, words) in &ours {
        let Some(others) = theirs.get(hole) else { continue };
        if let (Some(one), Some(other)) = (single(words), single(others))
            && one != other
            && !(is_version(one) && is_version(other))
        {
            *support.entry((one.clone(), other.clone())).or_default() += 1;
        }
    }
    let rivals = |wanted: &(String, String)| {
        let mut others = support
            .iter()
            .filter(|(pair, _)| **pair != *wanted && (pair.0 == wanted.0 || pair.1 == wanted.1));
        others.any(|(_, count)| *count > 1)
    };
    support
        .iter()
        .filter(|(pair, count)| **count >= SUPPORT && !rivals(pair))
        .map(|(pair, _)| pair.clone())
        .collect()
}

fn holes(names: &[(String, String)]) -> BTreeMap<Hole, BTreeSet<String>> {
    let mut holes: BTreeMap<Hole, BTreeSet<String>> = BTreeMap::new();
    for (kind, name) in names {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() < 2 {
            continue;
        }
        for place in 0..words.len() {
            let mut rest = words.clone();
            let word = rest.remove(place);
            holes.entry((kind.clone(), rest, place)).or_default().insert(word);
        }
    }
    holes
}

/// A number, or a version (`v2`): such words tell generations apart, and a difference in them is one to be told.
fn is_version(word: &str) -> bool {
    word.strip_prefix('v').unwrap_or(word).chars().all(|c| c.is_ascii_digit())
}

fn single(words: &BTreeSet<String>) -> Option<&String> {
    let mut words = words.iter();
    words.next().filter(|_| words.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(suffix: &str, count: usize) -> Vec<(String, String)> {
        let parts = ["orders", "checkout", "mail", "search", "users", "carts"];
        parts
            .iter()
            .take(count)
            .map(|part| ("/Service".to_owned(), format!("{part}-{suffix}")))
            .collect()
    }

    #[test]
    fn five_names_teach_a_token_and_four_do_not() {
        assert_eq!(
            learn(&names("stg1", 5), &names("live", 5)),
            [("stg1".to_owned(), "live".to_owned())]
        );
        assert_eq!(learn(&names("stg1", 4), &names("live", 4)), []);
    }

    #[test]
    fn versions_are_no_tokens() {
        for (one, other) in [("v1", "v2"), ("1", "2"), ("v", "2024")] {
            assert_eq!(learn(&names(one, 6), &names(other, 6)), []);
        }
        assert_eq!(learn(&names("stage2", 6), &names("v1", 6)).len(), 1);
    }

    #[test]
    fn one_word_in_many_kinds_of_names_needs_as_many_kinds_with_the_other() {
        let mut before = names("stg1", 5);
        before.push(("/Service".to_owned(), "x-stg1".to_owned()));
        let mut after = names("live", 5);
        after.push(("/Secret".to_owned(), "x-live".to_owned()));
        assert_eq!(learn(&before, &after).len(), 1, "five support it, the sixth says nothing");
        assert_eq!(learn(&after, &before).len(), 1, "either way round");
    }

    #[test]
    fn a_word_that_stands_for_two_others_is_no_token() {
        let mut after = names("live", 6);
        after.extend(names("beta", 6));
        assert_eq!(learn(&names("stg1", 6), &after), []);
    }
}
