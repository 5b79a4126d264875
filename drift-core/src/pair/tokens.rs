//! Tokens: the words in names that only say which environment it is.
//!
//! Each side has its own; in a name or a value they stand for the environment and are equal to the other side's. A word
//! is found only between characters that are no letters or digits. Knows no resources.

use std::collections::BTreeMap;

/// What stands for an environment token in a normalised text.
const ENVIRONMENT: &str = "{env}";

/// The words of one side that stand for something which the other side calls otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    // From a lower-case word to what it stands for; the longest word that fits wins.
    words: BTreeMap<String, String>,
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
        tokens.into_iter().for_each(|token| words.add(token.as_ref(), ENVIRONMENT));
        words
    }

    /// Adds a word for the environment.
    pub fn add_token(&mut self, token: &str) {
        self.add(token, ENVIRONMENT);
    }

    /// Adds a word with what it stands for.
    pub fn add(&mut self, word: &str, stands_for: &str) {
        if !word.is_empty() {
            self.words.entry(word.to_lowercase()).or_insert_with(|| stands_for.to_owned());
        }
    }

    /// The text with every word replaced by what it stands for; `None` if there is none in it.
    #[must_use]
    pub fn substitute(&self, text: &str) -> Option<String> {
        if self.words.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut before, mut found) = (text, None, false);
        while let Some(first) = rest.chars().next() {
            let word = (!before.is_some_and(char::is_alphanumeric))
                .then(|| self.longest_at(rest))
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

    fn longest_at(&self, text: &str) -> Option<(usize, &str)> {
        let fits = |word: &String| {
            let here = text.get(..word.len())?;
            let ends = !text.get(word.len()..)?.chars().next().is_some_and(char::is_alphanumeric);
            (ends && here.to_lowercase() == **word).then_some(word.len())
        };
        let longest = self
            .words
            .iter()
            .filter_map(|(word, stands_for)| Some((fits(word)?, stands_for.as_str())));
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
        let text = self.substitute(name).unwrap_or_else(|| name.to_owned());
        let separator = |c: char| !c.is_alphanumeric() && !matches!(c, '{' | '}' | ':');
        let words: Vec<String> =
            text.split(separator).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let kept: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| *word != ENVIRONMENT).collect();
        if kept.is_empty() { ENVIRONMENT.to_owned() } else { kept.join("-") }
    }

    /// A text without the environment's words and one separator beside each; `None` if nothing of it is left or none
    /// was in it.
    #[must_use]
    pub fn without(&self, text: &str) -> Option<String> {
        let mut out = self.substitute(text)?;
        while let Some(at) = out.find(ENVIRONMENT) {
            let (head, tail) = out.split_at_checked(at)?;
            let tail = tail.strip_prefix(ENVIRONMENT).unwrap_or(tail);
            let is_separator = |c: char| matches!(c, '-' | '.' | '_' | '/');
            out = match (tail.strip_prefix(is_separator), head.strip_suffix(is_separator)) {
                (Some(tail), _) => format!("{head}{tail}"),
                (None, Some(head)) => format!("{head}{tail}"),
                (None, None) => format!("{head}{tail}"),
            };
        }
        (!out.is_empty()).then_some(out)
    }
}

/// The words of both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The first side's.
    pub before: Words,
    /// The second side's.
    pub after: Words,
}

impl Vocabulary {
    /// Whether two different texts say the same in their own side's words.
    ///
    /// ```
    /// use drift_core::pair::{Vocabulary, Words};
    /// let words = Vocabulary { before: Words::of_environment(["staging"]), after: Words::of_environment(["prod"]) };
    /// assert!(words.correspond("api.staging.example.com", "api.prod.example.com"));
    /// assert!(words.correspond("api.staging.example.com", "api.example.com"));
    /// assert!(!words.correspond("api.staging.example.com", "web.prod.example.com"));
    /// ```
    #[must_use]
    pub fn correspond(&self, before: &str, after: &str) -> bool {
        match (self.before.substitute(before), self.after.substitute(after)) {
            (None, None) => false,
            (Some(one), Some(other)) => one == other,
            // One side may leave its token out: `api.example.com` is prod's.
            (Some(_), None) => self.before.without(before).is_some_and(|rest| rest == after),
            (None, Some(_)) => self.after.without(after).is_some_and(|rest| rest == before),
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
    fn a_token_alone_does_not_correspond_to_nothing() {
        let words = Vocabulary {
            before: Words::of_environment(["staging"]),
            after: Words::of_environment(["prod"]),
        };
        let table = [
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
