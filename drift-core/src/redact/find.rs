//! What is secret in one text, by the name that it stands under and by what it says.
//!
//! Puts the finders together; knows nothing of resources and rows.

use std::collections::BTreeMap;

use super::assignments::{self, Reading};
use super::commands;
use super::encoded::{self, Decoded};
use super::exempt::is_secret;
use super::lists;
use super::names::names_headers;
use super::search::{Search, TooOften};
use super::spans::{Span, Spans};
use super::values;

/// How many encodings may lie in each other; what lies deeper is taken for secret.
pub(super) const DEEPEST: usize = 4;

/// The shortest secret that is looked for again in the rest of its text.
pub(super) const REPEATED: usize = 8;

/// The most parts of a text that are taken out each by itself: a part costs more than what it takes the place of, and a text
/// with more of them is a list of secrets.
pub(super) const MOST_PARTS: usize = 4096;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// The text as a whole, by a rule.
    Whole(&'static str),
    /// Parts of it, in their order.
    Parts(Vec<Span>),
}

/// Looks into documents: given a text and how many encodings lie around it, adds what is secret in it, or says that it
/// cannot tell where.
pub(super) type Inside<'i> = &'i dyn Fn(&str, usize, &mut Spans) -> bool;

/// A text in a setting. A document in which something is secret and cannot be found again is secret as a whole.
pub(super) fn in_setting(name: &str, text: &str, depth: usize, inside: Inside<'_>) -> Found {
    if is_secret(name, text) {
        return Found::Whole("name");
    }
    let mut spans = Spans::default();
    values::find(text, &mut spans);
    assignments::find(text, Reading::Settings, &mut spans);
    commands::find(text, &mut spans);
    lists::find(text, &mut spans);
    if names_headers(name) {
        lists::headers(text, &mut spans);
    }
    in_encoded(text, depth, inside, &mut spans);
    if !inside(text, depth, &mut spans) {
        return Found::Whole("document");
    }
    ending(text, spans)
}

/// A text that a program or a person said: an error, a line of a log.
pub(super) fn in_prose(text: &str) -> Vec<Span> {
    let mut spans = Spans::default();
    values::find(text, &mut spans);
    assignments::find(text, Reading::Prose, &mut spans);
    commands::find(text, &mut spans);
    in_encoded(text, 0, &|_, _, _| true, &mut spans);
    repeat(text, &mut spans);
    spans.merged()
}

fn in_encoded(text: &str, depth: usize, inside: Inside<'_>, spans: &mut Spans) {
    if text.len() < 16 {
        return;
    }
    for (start, end, decoded) in encoded::runs(text) {
        let secret = match decoded {
            Decoded::TooMuch => true,
            _ if depth >= DEEPEST => true,
            Decoded::Text(inner) => in_setting("", &inner, depth + 1, inside) != Found::Nothing,
        };
        if secret {
            spans.add(start, end, "encoded");
        }
    }
}

fn ending(text: &str, mut spans: Spans) -> Found {
    if spans.is_empty() {
        return Found::Nothing;
    }
    repeat(text, &mut spans);
    let merged = spans.merged();
    match merged.as_slice() {
        [only]
            if text.get(..only.start).is_some_and(is_frame)
                && text.get(only.end..).is_some_and(is_frame) =>
        {
            Found::Whole(only.rule)
        }
        parts if parts.len() > MOST_PARTS => Found::Whole("many"),
        _ => Found::Parts(merged),
    }
}

/// What may stand around a secret that is the whole text.
fn is_frame(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '"' || c == '\'')
}

/// A secret that stands in the text a second time, as in a comment, is secret there too.
fn repeat(text: &str, spans: &mut Spans) {
    let found = std::mem::take(spans).merged();
    let mut known = BTreeMap::new();
    for span in &found {
        let secret = text.get(span.start..span.end).unwrap_or_default();
        spans.add(span.start, span.end, span.rule);
        if secret.len() >= REPEATED {
            known.entry(secret.to_owned()).or_insert(span.rule);
        }
    }
    again(text, known, spans);
}

/// Adds where secrets that are known, with their rules, stand in a text.
fn again(text: &str, known: BTreeMap<String, &'static str>, spans: &mut Spans) {
    let rules: Vec<&str> = known.values().copied().collect();
    match Search::of(known.into_keys()).find(text, false) {
        Ok(found) => found.iter().for_each(|found| {
            spans.add(found.start, found.end, rules.get(found.which).copied().unwrap_or_default());
        }),
        Err(TooOften) => spans.add(0, text.len(), "repeated"),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    fn find(name: &str, text: &str) -> Found {
        in_setting(name, text, 0, &|_, _, _| true)
    }

    #[test]
    fn encodings_in_encodings_are_looked_into() {
        let mut text = "password=hunter2hunter2".to_owned();
        for _ in 0..3 {
            text = STANDARD.encode(&text);
        }
        assert_eq!(find("", &text), Found::Whole("encoded"));
        let mut harmless = "just some words in a row".to_owned();
        assert_eq!(find("", &STANDARD.encode(&harmless)), Found::Nothing);
        for _ in 0..=DEEPEST {
            harmless = STANDARD.encode(&harmless);
        }
        assert_eq!(find("", &harmless), Found::Whole("encoded"));
    }

    /// What texts are made of that cost the most, or are cut in the wrong place.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "password=",
            "token: ",
            "${",
            "}",
            "\"",
            "'",
            "\\",
            "\n",
            "  ",
            "|\n",
            "hunter2hunter2",
            "é",
            "--password ",
            "<password>",
            "</",
            "mysql -p",
            "a:b@",
            "postgres://",
            "eyJhbGciOiJ",
            "cGFzc3dvcmQ9aHVudGVyMmh1bnRlcjI",
            "\"\"\"",
            "=",
            ",",
            "key",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn parts_stand_in_their_order_inside_of_the_text(text in pieces(), times in 1_usize..40) {
            let text = text.repeat(times);
            let Found::Parts(spans) = find("", &text) else { return Ok(()) };
            prop_assert!(spans.len() <= MOST_PARTS && spans.len() <= text.len());
            let mut at = 0;
            for span in spans {
                prop_assert!(at <= span.start && span.start < span.end);
                prop_assert!(text.get(span.start..span.end).is_some());
                at = span.end + 1;
            }
        }
    }

    #[test]
    fn a_secret_that_is_repeated_is_secret_each_time() {
        let Found::Parts(spans) =
            find("", "password=hunter2hunter2\n# was hunter2hunter2 before\n")
        else {
            panic!()
        };
        assert_eq!(spans.len(), 2);
    }
}
