//! Tokens: the words in names that only say which environment it is.
//!
//! Each side has its own; in a name or a value they stand for the environment and are equal to the other side's. A word
//! is found only between characters that are no letters or digits. Knows no resources.

use std::collections::BTreeMap;

use crate::both::Which;
use crate::pair::cidrs::CidrPair;

/// What stands for an environment token in a normalised text.
const ENVIRONMENT: &str = "{env}";

/// The words of one side that stand for something which the other side calls otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    // From a lower-case word to what it means; the longest word that fits wins.
    words: BTreeMap<String, Meaning>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Meaning {
    stands_for: String,
    /// Whether it says nothing but which environment it is, so that a name is complete without it.
    is_token: bool,
}

impl Words {
    /// Words that all stand for the environment.
    ///
    /// ```
    /// use drift_core::pair::Words;
    /// let staging = Words::of_environment(["staging", "stg"]);
    /// assert_eq!(staging.substitute("db.stg.internal"), Some("db.{env}.internal".to_owned()));
    /// assert_eq!(staging.substitute("backstage"), None);
    /// ```
    #[must_use]
    pub fn of_environment<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Self {
        let mut words = Self::default();
        tokens.into_iter().for_each(|token| words.add_token(token.as_ref()));
        words
    }

    /// Adds a word for the environment.
    pub fn add_token(&mut self, token: &str) {
        self.insert(token, Meaning { stands_for: ENVIRONMENT.to_owned(), is_token: true });
    }

    /// Adds a word with what it stands for in texts; a word that is known keeps its meaning. Names keep such words.
    pub fn add(&mut self, word: &str, stands_for: &str) {
        self.insert(word, Meaning { stands_for: stands_for.to_owned(), is_token: false });
    }

    fn insert(&mut self, word: &str, meaning: Meaning) {
        if !word.is_empty() {
            self.words.entry(word.to_lowercase()).or_insert(meaning);
        }
    }

    /// Every word and what it stands for.
    pub(crate) fn all(&self) -> BTreeMap<String, String> {
        let said =
            |(word, meaning): (&String, &Meaning)| (word.clone(), meaning.stands_for.clone());
        self.words.iter().map(said).collect()
    }

    /// What a word stands for.
    pub(super) fn meaning(&self, word: &str) -> Option<&str> {
        self.words.get(&word.to_lowercase()).map(|meaning| meaning.stands_for.as_str())
    }

    /// The text with every word replaced by what it stands for; `None` if there is none in it.
    #[must_use]
    pub fn substitute(&self, text: &str) -> Option<String> {
        self.replace(text, |_| true)
    }

    fn replace(&self, text: &str, counts: impl Fn(&Meaning) -> bool) -> Option<String> {
        if self.words.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut before, mut found) = (text, None, false);
        while let Some(first) = rest.chars().next() {
            let word = (!before.is_some_and(char::is_alphanumeric))
                .then(|| self.longest_at(rest, &counts))
                .flatten();
            let taken = if let Some((length, stands_for)) = word {
                out.push_str(stands_for);
                found = true;
                length
            } else {
                out.push(first);
                first.len_utf8()
            };
            before = rest.get(..taken).and_then(|taken| taken.chars().last());
            rest = rest.get(taken..).unwrap_or_default();
        }
        found.then_some(out)
    }

    fn longest_at(&self, text: &str, counts: impl Fn(&Meaning) -> bool) -> Option<(usize, &str)> {
        let fits = |word: &String| {
            let here = text.get(..word.len())?;
            let ends = !text.get(word.len()..)?.chars().next().is_some_and(char::is_alphanumeric);
            (ends && here.to_lowercase() == **word).then_some(word.len())
        };
        // Only words that begin as the text does: there may be hundreds, and the text may be long.
        let initial = text.chars().next()?.to_lowercase().next()?;
        let longest = self
            .words
            .range(initial.to_string()..)
            .take_while(|(word, _)| word.starts_with(initial))
            .filter(|(_, meaning)| counts(meaning))
            .filter_map(|(word, meaning)| Some((fits(word)?, meaning.stands_for.as_str())));
        longest.max_by_key(|(length, _)| *length)
    }

    /// The words of a name without those that stand for the environment, joined by `-`: what two sides share of it. A name
    /// that is nothing else keeps them.
    ///
    /// ```
    /// use drift_core::pair::Words;
    /// let prod = Words::of_environment(["prod"]);
    /// assert_eq!(prod.stem("prod-orders_db"), "orders-db");
    /// assert_eq!(prod.stem("prod"), "{env}");
    /// ```
    #[must_use]
    pub fn stem(&self, name: &str) -> String {
        let text =
            self.replace(name, |meaning| meaning.is_token).unwrap_or_else(|| name.to_owned());
        let separator = |c: char| !c.is_alphanumeric() && !matches!(c, '{' | '}' | ':');
        let words: Vec<String> =
            text.split(separator).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let kept: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| *word != ENVIRONMENT).collect();
        if kept.is_empty() { ENVIRONMENT.to_owned() } else { kept.join("-") }
    }
}

/// A substituted text without the environment and one separator beside each; `None` if nothing of it is left or the
/// environment was not in it.
fn without_environment(text: &str) -> Option<String> {
    let is_separator = |c: char| matches!(c, '-' | '.' | '_' | '/');
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split(ENVIRONMENT);
    out.push_str(pieces.next()?);
    let mut found = false;
    for piece in pieces {
        found = true;
        match piece.strip_prefix(is_separator) {
            Some(piece) => out.push_str(piece),
            None => {
                let kept = out.strip_suffix(is_separator).unwrap_or(&out).len();
                out.truncate(kept);
                out.push_str(piece);
            }
        }
    }
    (found && !out.is_empty()).then_some(out)
}

/// The words of both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The first side's.
    pub before: Words,
    /// The second side's.
    pub after: Words,
    /// Ranges of addresses that stand for each other.
    pub cidrs: Vec<CidrPair>,
}

impl Vocabulary {
    /// One side's words.
    pub(crate) fn of(&self, which: Which) -> &Words {
        match which {
            Which::Before => &self.before,
            Which::After => &self.after,
        }
    }

    /// Whether two different texts say the same in their own side's words.
    ///
    /// ```
    /// use drift_core::pair::{Vocabulary, Words};
    /// let words = Vocabulary {
    ///     before: Words::of_environment(["staging"]),
    ///     after: Words::of_environment(["prod"]),
    ///     ..Vocabulary::default()
    /// };
    /// assert!(words.correspond("api.staging.example.com", "api.prod.example.com"));
    /// assert!(words.correspond("api.staging.example.com", "api.example.com"));
    /// assert!(!words.correspond("api.staging.example.com", "web.prod.example.com"));
    /// ```
    #[must_use]
    pub fn correspond(&self, before: &str, after: &str) -> bool {
        let is = |text: Option<String>, other: &str| text.is_some_and(|text| text == other);
        // One side may leave its token out: `api.example.com` is prod's.
        match (self.before.substitute(before), self.after.substitute(after)) {
            (None, None) => self.cidrs.iter().any(|pair| pair.correspond(before, after)),
            (Some(one), Some(other)) => {
                one == other
                    || is(without_environment(&one), &other)
                    || is(without_environment(&other), &one)
            }
            (Some(one), None) => is(without_environment(&one), after),
            (None, Some(other)) => is(without_environment(&other), before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins_and_words_end_where_letters_end() {
        let mut words = Words::of_environment(["prod"]);
        words.add("shop-prod", "{ns:0}");
        let table = [
            ("shop-prod", Some("{ns:0}")),
            ("PROD-db", Some("{env}-db")),
            ("production", None),
            ("a.shop-prod.svc", Some("a.{ns:0}.svc")),
            ("préprod", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(words.substitute(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn words_of_any_script_and_case_are_found_whole_and_nothing_panics() {
        let words = Words::of_environment(["größe", "ÉTÉ", "acme-pr", "İx"]);
        let table = [
            ("db-GRÖSSE", None),
            ("db-GRÖßE-1", Some("db-{env}-1")),
            ("été.x", Some("{env}.x")),
            ("acme-pr-1", Some("{env}-1")),
            ("acme-prod", None),
            ("日本-été", Some("日本-{env}")),
            ("\u{0}\u{1b}", None),
        ];
        for (text, expected) in table {
            assert_eq!(words.substitute(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn names_keep_what_stands_for_a_place() {
        let mut words = Words::of_environment(["staging"]);
        words.add("shop-staging", "{namespace shop-staging}");
        assert_eq!(words.substitute("shop-staging").as_deref(), Some("{namespace shop-staging}"));
        assert_eq!(words.stem("shop-staging"), "shop");
        assert_eq!(words.meaning("STAGING"), Some("{env}"));
    }

    #[test]
    fn a_token_alone_does_not_correspond_to_nothing() {
        let mut words = Vocabulary {
            before: Words::of_environment(["staging"]),
            after: Words::of_environment(["prod"]),
            ..Vocabulary::default()
        };
        words.before.add("store", "{place}");
        words.after.add("shop-live", "{place}");
        let table = [
            ("api.store.staging.io", "api.shop-live.io", true),
            ("api.store.io", "api.shop-live.prod.io", true),
            ("api.store.io", "api.prod.io", false),
            ("a-staging-b-staging", "a-b", true),
            ("{env}", "prod", false),
            ("staging", "prod", true),
            ("staging", "", false),
            ("prod", "staging", false),
            ("logs-staging", "logs", true),
            ("x", "y", false),
        ];
        for (before, after, expected) in table {
            assert_eq!(words.correspond(before, after), expected, "{before} ~ {after}");
        }
    }
}
