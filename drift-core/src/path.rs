//! Paths to attributes, and the patterns that select them: the one grammar of tables, configuration and reports.
//!
//! `a.b["dotted.key"].list[key=value]` is a path; a pattern may also say `*` (one name, or a glob in one), `[*]` (any
//! element) and `**` (any depth). Knows nothing of what stands at a path.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::glob::glob;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A member of a map.
    Key(String),
    /// An element of a list by its place; only where no key names it.
    Index(usize),
    /// An element of a keyed list: its key attributes and their values, in the schema's order.
    Element(Vec<(String, String)>),
}

/// The way to one attribute.
///
/// ```
/// use drift_core::Path;
/// let path: Path = r#"spec.containers[name=app].env["a.b"]"#.parse().unwrap();
/// assert_eq!(path.to_string(), r#"spec.containers[name=app].env["a.b"]"#);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

/// One step of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternStep {
    /// A member whose name the glob matches.
    Key(String),
    /// Any element of a list, `[*]`.
    Any,
    /// The element at a place, `[0]`.
    Index(usize),
    /// Elements whose key attributes have these values (globs).
    Element(Vec<(String, String)>),
    /// Any number of steps, also none, `**`.
    Deep,
}

/// A selector of paths.
///
/// ```
/// use drift_core::{Path, Pattern};
/// let pattern: Pattern = "**.containers[*].image".parse().unwrap();
/// assert!(pattern.matches(&"spec.template.spec.containers[name=app].image".parse().unwrap()));
/// assert!(!pattern.matches(&"spec.image".parse().unwrap()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub Vec<PatternStep>);

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {what}")]
pub struct PathError {
    /// The column in the text, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl Path {
    /// The path to nowhere in particular: the resource itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of map keys.
    #[must_use]
    pub fn of_keys(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Step::Key((*key).to_owned())).collect())
    }

    /// This path and one step more.
    #[must_use]
    pub fn join(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// This path and the member `name` of what stands there.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.join(Step::Key(name.to_owned()))
    }

    /// Whether this is the resource itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path of what holds this attribute; `None` for the resource itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, before) = self.0.split_last()?;
        Some(Self(before.to_vec()))
    }

    /// The name of the last member on the way.
    #[must_use]
    pub fn last_key(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|step| match step {
            Step::Key(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl Pattern {
    /// Whether the whole path is selected.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        matches(&self.0, &path.0)
    }

    /// Whether the path or anything above it is selected.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        (0..=path.0.len()).any(|end| path.0.get(..end).is_some_and(|steps| matches(&self.0, steps)))
    }
}

fn matches(pattern: &[PatternStep], path: &[Step]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((PatternStep::Deep, rest)), None) => matches(rest, path),
        (Some((PatternStep::Deep, rest)), Some((_, below))) => {
            matches(rest, path) || matches(pattern, below)
        }
        (Some((wanted, rest)), Some((step, below))) => {
            step_matches(wanted, step) && matches(rest, below)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn step_matches(wanted: &PatternStep, step: &Step) -> bool {
    match (wanted, step) {
        (PatternStep::Key(pattern), Step::Key(name)) => glob(pattern, name),
        (PatternStep::Any, Step::Index(_) | Step::Element(_)) => true,
        (PatternStep::Index(wanted), Step::Index(place)) => wanted == place,
        (PatternStep::Element(wanted), Step::Element(keys)) => {
            wanted.iter().all(|(name, pattern)| {
                keys.iter().any(|(key, value)| key == name && glob(pattern, value))
            })
        }
        _ => false,
    }
}

impl std::str::FromStr for Pattern {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Self, PathError> {
        parse(text).map(Self)
    }
}

impl std::str::FromStr for Path {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Self, PathError> {
        let exact = |step| match step {
            PatternStep::Key(name) => Ok(Step::Key(name)),
            PatternStep::Index(place) => Ok(Step::Index(place)),
            PatternStep::Element(keys) => Ok(Step::Element(keys)),
            PatternStep::Any | PatternStep::Deep => {
                Err(PathError { column: 1, what: "a path names one attribute; `*` selects many" })
            }
        };
        parse(text)?.into_iter().map(exact).collect::<Result<_, _>>().map(Self)
    }
}

fn parse(text: &str) -> Result<Vec<PatternStep>, PathError> {
    let mut parser = Parser { text, at: 0 };
    let mut steps = Vec::new();
    while !parser.rest().is_empty() {
        if parser.eat("[") {
            steps.push(parser.bracket()?);
        } else {
            if !steps.is_empty() && !parser.eat(".") {
                return Err(parser.error("expected `.` or `[`"));
            }
            steps.push(parser.name()?);
        }
    }
    Ok(steps)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn until(&mut self, ends: &[char]) -> &'t str {
        let rest = self.rest();
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn error(&self, what: &'static str) -> PathError {
        let column = self.text.get(..self.at).unwrap_or_default().chars().count() + 1;
        PathError { column, what }
    }

    fn name(&mut self) -> Result<PatternStep, PathError> {
        match self.until(&['.', '[']) {
            "" => Err(self.error("expected a name")),
            "**" => Ok(PatternStep::Deep),
            name => Ok(PatternStep::Key(name.to_owned())),
        }
    }

    fn bracket(&mut self) -> Result<PatternStep, PathError> {
        if self.rest().starts_with('"') {
            let name = self.quoted()?;
            return self.close(PatternStep::Key(name));
        }
        let inside = self.rest();
        if inside.starts_with("*]") {
            self.at += 1;
            return self.close(PatternStep::Any);
        }
        if inside.starts_with(|c: char| c.is_ascii_digit())
            && !inside.split(']').next().unwrap_or_default().contains('=')
        {
            let digits = self.until(&[']']);
            let place = digits.parse().map_err(|_| self.error("expected a number"))?;
            return self.close(PatternStep::Index(place));
        }
        let mut keys = vec![self.pair()?];
        while self.eat(",") {
            keys.push(self.pair()?);
        }
        self.close(PatternStep::Element(keys))
    }

    fn pair(&mut self) -> Result<(String, String), PathError> {
        let name = self.until(&['=', ']', ',']).to_owned();
        if !self.eat("=") {
            return Err(self.error("expected `key=value`, a number, `*` or a quoted name"));
        }
        let value = if self.rest().starts_with('"') {
            self.quoted()?
        } else {
            self.until(&[',', ']']).to_owned()
        };
        Ok((name, value))
    }

    fn quoted(&mut self) -> Result<String, PathError> {
        let rest = self.rest();
        let mut ends = rest.char_indices().skip(1).scan(false, |escaped, (at, c)| {
            let ends = c == '"' && !*escaped;
            *escaped = c == '\\' && !*escaped;
            Some((ends, at))
        });
        let end = ends
            .find_map(|(ends, at)| ends.then_some(at))
            .ok_or_else(|| self.error("expected a closing quote"))?;
        let literal = rest.get(..=end).unwrap_or_default();
        let name = serde_json::from_str(literal).map_err(|_| self.error("not a JSON string"))?;
        self.at += end + 1;
        Ok(name)
    }

    fn close(&mut self, step: PatternStep) -> Result<PatternStep, PathError> {
        if self.eat("]") { Ok(step) } else { Err(self.error("expected `]`")) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(name) => write_key(f, name, place == 0)?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element(keys) => write_element(f, keys)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                PatternStep::Key(name) => write_key(f, name, place == 0)?,
                PatternStep::Any => f.write_str("[*]")?,
                PatternStep::Index(index) => write!(f, "[{index}]")?,
                PatternStep::Element(keys) => write_element(f, keys)?,
                PatternStep::Deep => write!(f, "{}**", if place == 0 { "" } else { "." })?,
            }
        }
        Ok(())
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, name: &str, first: bool) -> fmt::Result {
    let plain = !name.is_empty()
        && name != "**"
        && !name.contains(['.', '[', ']', '"'])
        && !name.chars().any(char::is_control);
    match (plain, first) {
        (true, true) => f.write_str(name),
        (true, false) => write!(f, ".{name}"),
        (false, _) => write!(f, "[{}]", quote(name)),
    }
}

fn write_element(f: &mut fmt::Formatter<'_>, keys: &[(String, String)]) -> fmt::Result {
    let text = |value: &String| {
        let plain = !value.contains([',', ']', '"']) && !value.chars().any(char::is_control);
        if plain { value.clone() } else { quote(value) }
    };
    let pairs: Vec<_> =
        keys.iter().map(|(name, value)| format!("{name}={}", text(value))).collect();
    write!(f, "[{}]", pairs.join(","))
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Path {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Path".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "a.b[\"dotted.key\"].list[key=value]" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_as_they_are_read() {
        let texts = [
            "spec.replicas",
            r#"metadata.annotations["checksum/config.v1"]"#,
            "ports[containerPort=80,protocol=TCP].name",
            "args[3]",
            r#"rules[host="a,b]"]"#,
            "",
        ];
        for text in texts {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn patterns_select_by_glob_element_and_depth() {
        let table = [
            ("**", "a.b[0]", true),
            ("**.env[name=LOG_*].value", "spec.c[name=x].env[name=LOG_LEVEL].value", true),
            ("**.env[name=LOG_*].value", "spec.c[name=x].env[name=DEBUG].value", false),
            ("metadata.annotations[\"a.b/*\"]", "metadata.annotations[\"a.b/c\"]", true),
            ("spec.*", "spec.a.b", false),
            ("spec[0]", "spec[0]", true),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(
                pattern.parse::<Pattern>().unwrap().matches(&path.parse().unwrap()),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn what_is_no_path_is_refused_with_its_column() {
        for (text, column) in [("a..b", 3), ("a[", 3), ("a[\"x", 3), ("a]b[", 5), ("a[b", 4)] {
            assert_eq!(text.parse::<Pattern>().unwrap_err().column, column, "{text}");
        }
    }
}
