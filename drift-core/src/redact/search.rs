//! Many texts looked for in one, in one pass: what was found secret once, wherever it stands again.
//!
//! A table of how each begins tells where one may stand, and an order tells which is the longest that does: the time grows
//! with the text, and not with how many are looked for. Knows nothing of why they are.

/// How many signs of a beginning are looked up at once; shorter ones have tables of their own.
const WINDOW: usize = 8;

/// How many bytes are compared for each byte of the text, before a text that all but repeats itself is given up.
const PATIENCE: usize = 64;

/// The texts that are looked for.
#[derive(Debug)]
pub(super) struct Search {
    /// In their order, each once.
    sorted: Vec<String>,
    /// Of each, the longest other one that it begins with.
    within: Vec<Option<usize>>,
    /// Which beginnings there are, by how long they are; a bit each, and some share one.
    begins: Vec<Begins>,
}

/// Where one that was looked for stands, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) which: usize,
}

/// The text repeats what is looked for too often to say where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooOften;

#[derive(Debug)]
struct Begins {
    length: usize,
    bits: Vec<u64>,
}

impl Search {
    /// Looks for these; empty ones are nowhere.
    pub(super) fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let mut sorted: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let within = within(&sorted);
        let begins = (1..=WINDOW).filter_map(|length| Begins::of(length, &sorted)).collect();
        Self { sorted, within, begins }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The texts, by the numbers that occurrences have.
    pub(super) fn texts(&self) -> &[String] {
        &self.sorted
    }

    /// Where they stand in a text: at each place the longest that begins there, and also the shorter ones where `all` is
    /// asked for.
    pub(super) fn find(&self, text: &str, all: bool) -> Result<Vec<Occurrence>, TooOften> {
        let bytes = text.as_bytes();
        let mut left = bytes.len().saturating_add(WINDOW).saturating_mul(PATIENCE);
        let mut found = Vec::new();
        for start in 0..bytes.len() {
            let rest = bytes.get(start..).unwrap_or_default();
            let head = head(rest);
            if !self.begins.iter().any(|begins| begins.may_hold(head, rest.len())) {
                continue;
            }
            let mut next = self.longest(rest, &mut left)?;
            while let Some(which) = next {
                let length = self.sorted.get(which).map_or(0, String::len);
                left = left.checked_sub(1).ok_or(TooOften)?;
                found.push(Occurrence { start, end: start + length, which });
                next = if all { self.within.get(which).copied().flatten() } else { None };
            }
        }
        Ok(found)
    }

    /// Which is the longest that a text begins with.
    fn longest(&self, rest: &[u8], left: &mut usize) -> Result<Option<usize>, TooOften> {
        let after = self.sorted.partition_point(|text| text.as_bytes() <= rest);
        let mut candidate = after.checked_sub(1);
        while let Some(which) = candidate {
            let text = self.sorted.get(which).map(String::as_bytes).unwrap_or_default();
            // What the order compared on the way here costs about as much each time.
            let cost = (common(text, rest) + 1)
                * (self.sorted.len().checked_ilog2().unwrap_or(0) as usize + 1);
            *left = left.checked_sub(cost).ok_or(TooOften)?;
            if rest.starts_with(text) {
                return Ok(Some(which));
            }
            candidate = self.within.get(which).copied().flatten();
        }
        Ok(None)
    }
}

impl Begins {
    /// The beginnings of this length: of the texts that have it, and at the window's of all that are as long or longer.
    fn of(length: usize, sorted: &[String]) -> Option<Self> {
        let of_length = |text: &&String| match length {
            WINDOW => text.len() >= WINDOW,
            _ => text.len() == length,
        };
        let count = sorted.iter().filter(of_length).count();
        if count == 0 {
            return None;
        }
        let words = (count / 4).next_power_of_two().clamp(64, 1 << 16);
        let mut begins = Self { length, bits: vec![0; words] };
        for text in sorted.iter().filter(of_length) {
            let (word, bit) = begins.place(head(text.as_bytes()));
            if let Some(word) = begins.bits.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Some(begins)
    }

    fn may_hold(&self, head: u64, length: usize) -> bool {
        let (word, bit) = self.place(head);
        length >= self.length && self.bits.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// The bit of a beginning: of its first signs only, mixed by Fibonacci's constant.
    fn place(&self, head: u64) -> (usize, u32) {
        let sign = head >> (8 * (WINDOW - self.length));
        let mixed = sign.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let word = (mixed >> 40) as usize & (self.bits.len() - 1);
        (word, (mixed >> 34) as u32 & 63)
    }
}

/// The first bytes as one number, as if zeros followed.
fn head(bytes: &[u8]) -> u64 {
    let mut head = [0; WINDOW];
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(head)
}

/// How many bytes two texts begin with in common.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Of each of these, which are in their order, the longest other one that it begins with.
fn within(sorted: &[String]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut within = Vec::with_capacity(sorted.len());
    for (place, text) in sorted.iter().enumerate() {
        let begins_with = |other: &usize| {
            sorted.get(*other).is_some_and(|other| text.starts_with(other.as_str()))
        };
        while open.last().is_some_and(|last| !begins_with(last)) {
            open.pop();
        }
        within.push(open.last().copied());
        open.push(place);
    }
    within
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(wanted: &[&str], text: &str, all: bool) -> Vec<(usize, usize)> {
        let search = Search::of(wanted.iter().map(|text| (*text).to_owned()));
        let found = search.find(text, all).unwrap();
        found.iter().map(|found| (found.start, found.end)).collect()
    }

    #[test]
    fn each_is_found_wherever_it_stands() {
        let wanted = ["hunter2", "hunter22222", "r2222", "x", "", "é!"];
        assert_eq!(
            found(&wanted, "hunter22222 x é!", false),
            [(0, 11), (5, 10), (12, 13), (14, 17)]
        );
        assert_eq!(found(&["ab", "abc"], "abcd", true), [(0, 3), (0, 2)]);
        assert_eq!(found(&["ab\0"], "ab", true), []);
    }

    #[test]
    fn a_text_that_only_repeats_itself_is_given_up() {
        let search = Search::of((1..2000).map(|length| "a".repeat(length)));
        assert_eq!(search.find(&"a".repeat(100_000), false), Err(TooOften));
        assert!(search.find("a sentence", false).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_looking_for_each_finds(
            wanted in prop::collection::vec("[ab]{1,12}", 0..12), text in "[ab]{0,80}",
        ) {
            let search = Search::of(wanted.clone());
            let mut quick: Vec<(usize, usize)> =
                search.find(&text, true).unwrap().iter().map(|it| (it.start, it.end)).collect();
            let mut plain: Vec<(usize, usize)> = wanted.iter().flat_map(|wanted| {
                (0..text.len())
                    .filter(|at| text.as_bytes().get(*at..).is_some_and(|rest| rest.starts_with(wanted.as_bytes())))
                    .map(|at| (at, at + wanted.len()))
                    .collect::<Vec<_>>()
            }).collect();
            quick.sort_unstable();
            plain.sort_unstable();
            plain.dedup();
            prop_assert_eq!(quick, plain);
        }
    }
}
