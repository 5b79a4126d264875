//! Unknowns: what could not be compared or asserted, gathered so that one cause is said once.

use std::collections::BTreeMap;

use crate::coverage::{Skip, Status};
use crate::path::{Path, Step};
use crate::report::Unknown;
use crate::value::Reason;

/// Why something cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Why {
    text: String,
    by_choice: bool,
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), by_choice: false }
    }
}

impl From<&Reason> for Why {
    fn from(reason: &Reason) -> Self {
        Self {
            text: reason.to_string(),
            by_choice: matches!(reason, Reason::NotAsked | Reason::LeadsToUnasked),
        }
    }
}

impl From<&Status> for Why {
    fn from(status: &Status) -> Self {
        let by_choice = *status == Status::Skipped { why: Skip::Filter };
        Self { text: status.to_string(), by_choice }
    }
}

/// Unknowns by kind, attribute (without list keys), side and reason.
#[derive(Default)]
pub(crate) struct Unknowns(BTreeMap<Key, (String, usize)>);

type Key = (String, Path, String, Why);

impl Unknowns {
    pub(crate) fn add(
        &mut self,
        kind: &str,
        subject: &str,
        path: &Path,
        side: &str,
        why: impl Into<Why>,
    ) {
        self.add_many(kind, subject, path, side, why, 1);
    }

    pub(crate) fn add_many(
        &mut self,
        kind: &str,
        subject: &str,
        path: &Path,
        side: &str,
        why: impl Into<Why>,
        count: usize,
    ) {
        let key = (kind.to_owned(), general(path), side.to_owned(), why.into());
        self.0.entry(key).or_insert_with(|| (subject.to_owned(), 0)).1 += count;
    }

    pub(crate) fn into_list(self) -> Vec<Unknown> {
        let unknown = |((kind, path, side, why), (subject, count)): (Key, (String, usize))| {
            Unknown { kind, subject, path, side, reason: why.text, count, by_choice: why.by_choice }
        };
        self.0.into_iter().map(unknown).collect()
    }
}

/// The path without which element of a list it is about.
pub(crate) fn general(path: &Path) -> Path {
    let is_key = |step: &&Step| matches!(step, Step::Key(_));
    Path(path.0.iter().filter(is_key).cloned().collect())
}
