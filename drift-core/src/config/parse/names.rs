//! The names of environments across the file: which there are, and that no word stands for two of them.

use std::collections::BTreeMap;

use super::reader::{Place, Reader};
use super::suggest::did_you_mean;
use crate::yaml::Spanned;

/// A word that stands for an environment, and where it is said.
struct Word {
    text: String,
    environment: String,
    place: (u32, u32),
}

/// Refuses names that are none, words that stand for two environments, and environments that there are not. Leaves the
/// names with the reader.
pub(super) fn check(reader: &mut Reader<'_>, root: &Spanned) {
    let mut words = Vec::new();
    if let Some(environments) = root.get("environments") {
        let Some(map) = environments.as_map() else {
            reader.error(environments, "expected a map of names to environments");
            return;
        };
        reader.environments = map.keys().cloned().collect();
        for (name, member) in map {
            let place = (member.line, member.column);
            words.push(Word { text: name.clone(), environment: name.clone(), place });
            words.extend(list(member.value.get("aliases"), name));
            upstream(reader, name, member.value.get("upstream"));
        }
    }
    words.extend(tokens(reader, root));
    words.sort_by_key(|word| word.place);
    unambiguous(reader, &words);
}

fn list(node: Option<&Spanned>, environment: &str) -> Vec<Word> {
    let items = node.and_then(Spanned::as_list).unwrap_or_default();
    let word = |item: &Spanned| {
        Some(Word {
            text: item.as_str()?.to_owned(),
            environment: environment.to_owned(),
            place: (item.line, item.column),
        })
    };
    // Empty texts are refused where they are read.
    items.iter().filter_map(word).filter(|word| !word.text.trim().is_empty()).collect()
}

fn upstream(reader: &mut Reader<'_>, name: &str, node: Option<&Spanned>) {
    for item in node.and_then(Spanned::as_list).unwrap_or_default() {
        match item.as_str() {
            Some(upstream) if upstream == name => {
                reader.error(item, "an environment is not promoted into itself");
            }
            Some(upstream) => known(reader, upstream, item),
            None => {}
        }
    }
}

pub(super) fn known<'n>(reader: &mut Reader<'_>, name: &str, at: impl Into<Place> + 'n) {
    if !reader.environments.iter().any(|known| known == name) {
        let near = did_you_mean(name, reader.environments.iter().map(String::as_str));
        reader.error(at, format!("no environment has this name{near}"));
    }
}

/// The words of `pair.tokens`, whose shape is looked at here too.
fn tokens(reader: &mut Reader<'_>, root: &Spanned) -> Vec<Word> {
    let Some(tokens) = root.get("pair").and_then(|pair| pair.get("tokens")) else {
        return Vec::new();
    };
    let Some(map) = tokens.as_map() else {
        reader.error(tokens, "expected a map of environments to words, as in `{ staging: [stg] }`");
        return Vec::new();
    };
    let mut words = Vec::new();
    for (environment, member) in map {
        known(reader, environment, member);
        let _ = reader.texts(&member.value);
        words.extend(list(Some(&member.value), environment));
    }
    words
}

fn unambiguous(reader: &mut Reader<'_>, words: &[Word]) {
    let mut first: BTreeMap<String, &Word> = BTreeMap::new();
    for word in words {
        if !is_name(&word.text) {
            reader.error(
                word.place,
                "a name has letters, digits, `.`, `_` and `-`, and begins with a letter or digit",
            );
            continue;
        }
        // Names are told apart in words without case: `Prod` and `prod` would be one.
        match first.get(&word.text.to_lowercase()) {
            Some(other) if other.environment != word.environment => {
                let Word { environment, place: (line, _), .. } = other;
                reader.error(
                    word.place,
                    format!("this word stands for two environments, also for `{environment}` (line {line})"),
                );
            }
            Some(_) => {}
            None => {
                first.insert(word.text.to_lowercase(), word);
            }
        }
    }
}

/// A name is also a folder of the store and a side on the command line (`NAME@TIME`, `tf:PATH`).
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "._-".contains(char))
}
