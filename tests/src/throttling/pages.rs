//! Pages: which elements of a list an answer has, by opaque tokens that are good once and for their own list only.
//!
//! Knows no service's names.

use std::collections::BTreeMap;

/// The tokens that were given out.
#[derive(Default)]
pub(super) struct Tokens {
    given: BTreeMap<String, Place>,
    count: u64,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    list: String,
    size: usize,
    start: usize,
    number: usize,
}

/// A page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its elements, by their numbers.
    pub(super) elements: std::ops::Range<usize>,
    /// Which it is, from 1.
    pub(super) number: usize,
    /// The token of the next one.
    pub(super) next: Option<String>,
}

impl Tokens {
    /// The page of a list of so many that is asked for; nothing where the token is no token of this list in pages of this size.
    pub(super) fn page(
        &mut self,
        (list, size, all): (&str, usize, usize),
        token: Option<&str>,
    ) -> Option<Page> {
        let first = Place { list: list.to_owned(), size, start: 0, number: 1 };
        let place = match token {
            None => first,
            Some(token) => {
                let place = self.given.remove(token)?;
                let is_its_own = place.list == list && place.size == size;
                is_its_own.then_some(place)?
            }
        };
        let end = all.min(place.start.saturating_add(size));
        let next = Place { start: end, number: place.number + 1, ..place.clone() };
        let next = (end < all).then(|| self.give(next));
        Some(Page { elements: place.start..end, number: place.number, next })
    }

    fn give(&mut self, place: Place) -> String {
        self.count += 1;
        // No two are alike, and none says where it leads.
        let token = format!("{:016x}", self.count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        self.given.insert(token.clone(), place);
        token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_on_once_and_in_its_own_list() {
        let mut tokens = Tokens::default();
        let first = tokens.page(("a", 2, 5), None).unwrap();
        assert_eq!((first.elements, first.number), (0..2, 1));
        let second = tokens.page(("a", 2, 5), first.next.as_deref()).unwrap();
        assert_eq!((second.elements, second.number), (2..4, 2));
        assert_eq!(tokens.page(("a", 2, 5), first.next.as_deref()), None);
        let third = tokens.page(("a", 2, 5), second.next.as_deref()).unwrap();
        assert_eq!((third.elements, third.next), (4..5, None));
        let other = tokens.page(("b", 2, 5), None).unwrap();
        assert_eq!(tokens.page(("a", 2, 5), other.next.as_deref()), None);
        assert_eq!(tokens.page(("a", 2, 5), Some("made up")), None);
    }
}
