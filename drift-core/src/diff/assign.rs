//! Assigning what is left of one list to what is left of the other: by a key first, then one by one.
//!
//! Knows neither elements nor values: whoever calls says what is alike. The first that fits is taken, in the order of the
//! lists, so that the same lists always give the same pairs.

use std::collections::{BTreeMap, VecDeque};

/// How many comparisons one list is worth. What is left of two lists that are larger differs, unless a key said otherwise.
const COMPARISONS: usize = 1 << 20;

/// Two lists, and what was assigned out of them.
pub(super) struct Assigned<B, A> {
    pub(super) before: Vec<B>,
    pub(super) after: Vec<A>,
    pub(super) pairs: Vec<(B, A)>,
}

/// Assigns what has the same key; `None` is no key.
pub(super) fn by_key<B, A, K: Ord>(
    found: &mut Assigned<B, A>,
    before: impl Fn(&B) -> Option<K>,
    after: impl Fn(&A) -> Option<K>,
) {
    let mut theirs: BTreeMap<K, VecDeque<A>> = BTreeMap::new();
    let mut without = Vec::new();
    for other in std::mem::take(&mut found.after) {
        match after(&other) {
            Some(key) => theirs.entry(key).or_default().push_back(other),
            None => without.push(other),
        }
    }
    for one in std::mem::take(&mut found.before) {
        let other = before(&one).and_then(|key| theirs.get_mut(&key)?.pop_front());
        match other {
            Some(other) => found.pairs.push((one, other)),
            None => found.before.push(one),
        }
    }
    found.after = theirs.into_values().flatten().chain(without).collect();
}

/// Assigns what is alike, while the lists are short enough to ask.
pub(super) fn one_by_one<B, A>(found: &mut Assigned<B, A>, alike: impl Fn(&B, &A) -> bool) {
    if found.before.len().saturating_mul(found.after.len()) > COMPARISONS {
        return;
    }
    for one in std::mem::take(&mut found.before) {
        match found.after.iter().position(|other| alike(&one, other)) {
            Some(place) => found.pairs.push((one, found.after.remove(place))),
            None => found.before.push(one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_first_then_the_first_that_fits() {
        let mut found =
            Assigned { before: vec![1, 2, 3, 12], after: vec![30, 13, 20], pairs: vec![] };
        by_key(&mut found, |one| (*one < 3).then_some(*one), |other| Some(other / 10));
        assert_eq!(
            (&found.pairs, &found.before, &found.after),
            (&vec![(1, 13), (2, 20)], &vec![3, 12], &vec![30])
        );
        one_by_one(&mut found, |one, other| other - one < 20);
        assert_eq!((found.pairs.last(), found.before), (Some(&(12, 30)), vec![3]));
    }

    #[test]
    fn endless_lists_are_not_compared_one_by_one() {
        let mut found = Assigned { before: vec![0; 2000], after: vec![0; 2000], pairs: vec![] };
        one_by_one(&mut found, |_, _| true);
        assert!(found.pairs.is_empty());
    }
}
