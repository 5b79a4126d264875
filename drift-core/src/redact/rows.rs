//! The rows that apply at a place of a body: those of its kind, those of the kinds of objects that lie in it, and in the copy
//! of an object those of the object, wherever in the copy its members stand.
//!
//! Knows how an object says its kind; what to do where a row applies is `walk`'s to say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::values::compile;
use crate::path::{Path, Pattern, PatternStep, Step};
use crate::registry::{Encoding, Registry, SecretRow};
use crate::value::{Map, Value};

/// `kind: Secret` and `"apiVersion":"v1"`, in whatever text.
static KIND: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"\bkind\\?["']?[ \t]*:\s*\\?["']?([A-Z][A-Za-z0-9]*)"#));
static VERSION: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"\bapiVersion\\?["']?[ \t]*:\s*\\?["']?([A-Za-z0-9./\-]+)"#));

/// The most kinds that a text is asked for.
const MOST_KINDS: usize = 64;

/// The rows that apply on the way through one body.
#[derive(Clone)]
pub(super) struct Rows<'g> {
    registry: &'g Registry,
    /// Of the objects around the place, the outermost first.
    levels: Vec<Level>,
    /// Apply at any depth: this body is the copy of an object that has them.
    anywhere: Vec<SecretRow>,
    /// Where texts in base64 stand that are compared as texts.
    texts: Vec<Pattern>,
}

#[derive(Clone)]
struct Level {
    /// How many steps lead to the object.
    depth: usize,
    rows: Vec<SecretRow>,
}

impl<'g> Rows<'g> {
    /// The rows of a body of this kind.
    pub(super) fn of(registry: &'g Registry, kind: &str) -> Self {
        let levels = vec![Level { depth: 0, rows: rows_of(registry, kind) }];
        let texts = registry.of(kind).map(|provider| provider.encoded_texts(kind));
        Self { registry, levels, anywhere: Vec::new(), texts: texts.unwrap_or_default() }
    }

    /// The rows of a body that stands as a text in this one.
    pub(super) fn within(&self, kind: &str) -> Self {
        Self { anywhere: self.anywhere.clone(), ..Self::of(self.registry, kind) }
    }

    /// How many levels there are, to come back to.
    pub(super) fn mark(&self) -> usize {
        self.levels.len()
    }

    /// Adds the rows of an object that lies in the body, and of the elements of a list of objects that do not say theirs.
    pub(super) fn enter(&mut self, at: &Path, object: &Map) {
        let kind = kind(object);
        if kind.is_empty() {
            return;
        }
        let mut rows = match at.is_root() {
            true => Vec::new(),
            false => rows_of(self.registry, &kind),
        };
        if let Some(kind) = kind.strip_suffix("List") {
            let items = [PatternStep::Key("items".to_owned()), PatternStep::Any];
            rows.extend(rows_of(self.registry, kind).into_iter().map(|row| below(&items, row)));
        }
        if !rows.is_empty() {
            self.levels.push(Level { depth: at.0.len(), rows });
        }
    }

    /// Forgets what was added after a mark.
    pub(super) fn leave(&mut self, mark: usize) {
        self.levels.truncate(mark);
    }

    /// How the value at a place is encoded, if a row says that it is secret.
    pub(super) fn encoding(&self, at: &Path) -> Option<Encoding> {
        let levels = self.levels.iter().rev().filter(|level| !level.rows.is_empty());
        let mut of_levels =
            levels.filter_map(|level| encoding(&level.rows, &from(at, level.depth)));
        let anywhere = || encoding(&self.anywhere, at);
        of_levels.next().or_else(anywhere)
    }

    /// Whether a text in base64 stands at a place that is compared as the text.
    pub(super) fn is_encoded_text(&self, at: &Path) -> bool {
        self.texts.iter().any(|pattern| pattern.matches(at))
    }

    /// Whether a place is an annotation of an object that has rows: what tools keep there is the object once more.
    pub(super) fn copy(&self, at: &Path) -> Option<Vec<SecretRow>> {
        let level = self.levels.iter().rev().find(|level| {
            let steps = at.0.get(level.depth..).unwrap_or_default();
            let annotation = matches!(steps, [Step::Key(metadata), Step::Key(annotations), Step::Key(_)]
                if metadata == "metadata" && annotations == "annotations");
            annotation && !level.rows.is_empty()
        })?;
        let deep = level.rows.iter().cloned().map(|row| below(&[PatternStep::Deep], row));
        Some(deep.collect())
    }

    /// Takes the body for a copy of an object with these rows, and gives back of which it was one before.
    pub(super) fn set_copy(&mut self, rows: Vec<SecretRow>) -> Vec<SecretRow> {
        std::mem::replace(&mut self.anywhere, rows)
    }

    /// Whether the body is the copy of an object that has rows.
    pub(super) fn in_copy(&self) -> bool {
        !self.anywhere.is_empty()
    }

    /// Whether a text that cannot be read speaks of an object that has rows, and of a member that they name.
    pub(super) fn speaks(&self, text: &str) -> bool {
        let names = |pattern: &Regex| -> BTreeSet<String> {
            let found = pattern.captures_iter(text).filter_map(|found| found.get(1));
            found.map(|name| name.as_str().to_owned()).take(MOST_KINDS).collect()
        };
        if !text.contains("kind") || !text.contains("apiVersion") {
            return false;
        }
        let kinds = names(&KIND);
        let rows = names(&VERSION).into_iter().flat_map(|version| {
            let of = |name: &String| rows_of(self.registry, &qualified(&version, name));
            kinds.iter().flat_map(of).collect::<Vec<_>>()
        });
        let member = |row: &SecretRow| match row.path.0.first() {
            Some(PatternStep::Key(name)) => text.contains(name.as_str()),
            _ => true,
        };
        rows.into_iter().any(|row| member(&row))
    }
}

fn rows_of(registry: &Registry, kind: &str) -> Vec<SecretRow> {
    registry.of(kind).map(|provider| provider.secrets(kind)).unwrap_or_default()
}

fn encoding(rows: &[SecretRow], at: &Path) -> Option<Encoding> {
    rows.iter().find(|row| row.path.matches(at)).map(|row| row.encoding)
}

fn from(at: &Path, depth: usize) -> Path {
    Path(at.0.get(depth..).unwrap_or_default().to_vec())
}

fn below(steps: &[PatternStep], row: SecretRow) -> SecretRow {
    SecretRow { path: Pattern(steps.iter().cloned().chain(row.path.0).collect()), ..row }
}

/// `apps/Deployment` of an object that says what it is.
pub(super) fn kind(object: &Map) -> String {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    match (text("apiVersion"), text("kind")) {
        (Some(version), Some(kind)) => qualified(version, kind),
        _ => String::new(),
    }
}

fn qualified(version: &str, kind: &str) -> String {
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    format!("{group}/{kind}")
}
