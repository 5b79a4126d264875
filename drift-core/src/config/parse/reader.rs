//! Reads single nodes and collects what is wrong with them. Knows no key of the dialect.

use super::dialect::Keys;
use super::duration;
use super::suggest::did_you_mean;
use crate::config::{Config, ConfigError};
use crate::resource::Location;
use crate::yaml::{Content, Member, Spanned, Style};

/// A line and a column.
pub(super) struct Place(u32, u32);

impl From<(u32, u32)> for Place {
    fn from((line, column): (u32, u32)) -> Self {
        Self(line, column)
    }
}

impl From<&Spanned> for Place {
    fn from(node: &Spanned) -> Self {
        Self(node.line, node.column)
    }
}

/// The place of the key.
impl From<&Member> for Place {
    fn from(member: &Member) -> Self {
        Self(member.line, member.column)
    }
}

pub(super) struct Reader<'t> {
    file: &'t str,
    lines: Vec<&'t str>,
    errors: Vec<ConfigError>,
    /// The names of the environments.
    pub(super) environments: Vec<String>,
    /// The names of the credentials.
    pub(super) credentials: Vec<String>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        let lines = text.lines().collect();
        Self { file, lines, errors: Vec::new(), environments: Vec::new(), credentials: Vec::new() }
    }

    pub(super) fn finish(mut self, config: Config) -> Result<Config, Vec<ConfigError>> {
        self.errors.sort_by_key(|error| (error.location.line, error.column));
        if self.errors.is_empty() { Ok(config) } else { Err(self.errors) }
    }

    pub(super) fn error(&mut self, at: impl Into<Place>, what: impl Into<String>) {
        let Place(line, column) = at.into();
        let text = usize::try_from(line).ok().and_then(|line| self.lines.get(line.checked_sub(1)?));
        self.errors.push(ConfigError {
            location: Location { file: self.file.to_owned(), line },
            column,
            line: text.copied().unwrap_or_default().to_owned(),
            what: what.into(),
        });
    }

    pub(super) fn location(&self, node: &Spanned) -> Location {
        Location { file: self.file.to_owned(), line: node.line }
    }

    /// Refuses what is no map, and keys that the map does not take; whether it is a map.
    pub(super) fn keys(&mut self, node: &Spanned, keys: &Keys) -> bool {
        let Some(map) = node.as_map() else {
            self.expected(node, "a map");
            return false;
        };
        for (name, member) in map {
            if keys.later.contains(&name.as_str()) {
                self.error(member, format!("`{}{name}` is not supported yet", keys.at));
            } else if !keys.now.contains(&name.as_str()) {
                self.error(member, unknown(name, keys));
            }
        }
        true
    }

    fn expected(&mut self, node: &Spanned, what: &str) {
        let hint = match node.content {
            Content::Bool(_) | Content::Integer(_) | Content::Decimal(_) if what == "a text" => {
                "; put it in quotes"
            }
            _ => "",
        };
        self.error(node, format!("expected {what}, found {}{hint}", node.what()));
    }

    pub(super) fn required<'n>(&mut self, node: &'n Spanned, key: &str) -> Option<&'n Spanned> {
        let value = node.get(key);
        if value.is_none() {
            self.error(node, format!("`{key}` is missing"));
        }
        value
    }

    pub(super) fn text(&mut self, node: &Spanned) -> Option<String> {
        match node.as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.error(node, "an empty text");
                None
            }
            None => {
                self.expected(node, "a text");
                None
            }
        }
    }

    pub(super) fn list<'n>(&mut self, node: &'n Spanned) -> &'n [Spanned] {
        if node.as_list().is_none() {
            self.expected(node, "a list");
        }
        node.as_list().unwrap_or_default()
    }

    /// A list of texts. An empty one is refused: it looks as if it selected nothing, and selects anything.
    pub(super) fn texts(&mut self, node: &Spanned) -> Vec<String> {
        if node.as_list().is_some_and(<[_]>::is_empty) {
            self.error(node, "an empty list; leave the key out");
        }
        let items = self.list(node);
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    /// A text, or a list of them.
    pub(super) fn text_or_texts(&mut self, node: &Spanned) -> Vec<String> {
        match node.content {
            Content::List(_) => self.texts(node),
            _ => self.text(node).into_iter().collect(),
        }
    }

    /// Refuses globs of kinds that are bare names: they would silently match none, as a kind has its group.
    pub(super) fn kinds(&mut self, node: &Spanned) {
        for item in node.as_list().unwrap_or(std::slice::from_ref(node)) {
            let Some(kind) = item.as_str().filter(|kind| !kind.trim().is_empty()) else { continue };
            if !kind.contains(['/', '*', '?']) && !kind.contains("::") {
                self.error(item, format!("a kind is `group/Kind`, did you mean `/{kind}`?"));
            }
        }
    }

    pub(super) fn integer(&mut self, node: &Spanned) -> Option<i64> {
        // A `${VAR}` without quotes is a text by now.
        let number = node.as_i64().or_else(|| plain(node)?.parse().ok());
        if number.is_none() {
            self.error(node, "expected a whole number");
        }
        number
    }

    /// A whole number of at least one.
    pub(super) fn positive(&mut self, node: &Spanned) -> Option<usize> {
        let number = self.integer(node)?;
        let positive = usize::try_from(number).ok().filter(|number| *number > 0);
        if positive.is_none() {
            self.error(node, "expected at least 1");
        }
        positive
    }

    /// A share above 0 and at most 1, in thousandths.
    pub(super) fn permille(&mut self, node: &Spanned) -> Option<u16> {
        let written = match &node.content {
            Content::Integer(number) => Some(number.to_string()),
            Content::Decimal(number) => Some(number.as_str().to_owned()),
            _ => plain(node).map(str::to_owned),
        };
        let share = written.and_then(|text| text.parse::<f64>().ok());
        let thousandths = share.map(|share| (share * 1000.0).round());
        let whole = (1..=1000).find(|whole| thousandths == Some(f64::from(*whole)));
        if whole.is_none() {
            self.error(node, "expected a share above 0 and at most 1, as in `0.5`");
        }
        whole
    }

    /// Seconds.
    pub(super) fn duration(&mut self, node: &Spanned) -> Option<u64> {
        let seconds = node.as_str().and_then(duration::seconds);
        if seconds.is_none() {
            self.error(
                node,
                "expected a duration: a number and s, m, h, d or w, as in `90s`, `24h`",
            );
        }
        seconds
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, node: &Spanned, words: &[(&str, T)]) -> Option<T> {
        let written = node.as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == written);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let near = did_you_mean(written.unwrap_or_default(), known.iter().copied());
            self.error(node, format!("expected {}{near}", known.join(" | ")));
        }
        found.map(|(_, value)| *value)
    }

    /// True or false.
    pub(super) fn boolean(&mut self, node: &Spanned) -> bool {
        let said = node.as_bool().or_else(|| plain(node)?.parse().ok());
        if said.is_none() {
            self.error(node, "expected `true` or `false`");
        }
        said.unwrap_or_default()
    }

    /// What can only be said to be so: `any: true`.
    pub(super) fn truth(&mut self, node: &Spanned) -> bool {
        let truth = node.as_bool() == Some(true) || plain(node) == Some("true");
        if !truth {
            self.error(node, "expected `true`; leave the key out otherwise");
        }
        truth
    }
}

fn plain(node: &Spanned) -> Option<&str> {
    match &node.content {
        Content::Text(scalar) if scalar.style == Style::Plain => Some(&scalar.text),
        _ => None,
    }
}

fn unknown(name: &str, keys: &Keys) -> String {
    match did_you_mean(name, keys.all()) {
        near if near.is_empty() => {
            format!("unknown key `{name}`; known here: {}", keys.now.join(", "))
        }
        near => format!("unknown key `{name}`{near}"),
    }
}
