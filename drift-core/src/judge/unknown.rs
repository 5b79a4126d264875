//! Unknowns: what could not be compared or asserted, gathered so that one cause is said once.

use std::collections::BTreeMap;

use crate::path::{Path, Step};
use crate::report::Unknown;

/// Unknowns by kind, attribute (without list keys), side and reason.
#[derive(Default)]
pub(crate) struct Unknowns(BTreeMap<(String, Path, String, String), (String, usize)>);

impl Unknowns {
    pub(crate) fn add(&mut self, kind: &str, subject: &str, path: &Path, side: &str, reason: &str) {
        self.add_many(kind, subject, path, side, reason, 1);
    }

    pub(crate) fn add_many(
        &mut self,
        kind: &str,
        subject: &str,
        path: &Path,
        side: &str,
        reason: &str,
        count: usize,
    ) {
        let key = (kind.to_owned(), general(path), side.to_owned(), reason.to_owned());
        self.0.entry(key).or_insert_with(|| (subject.to_owned(), 0)).1 += count;
    }

    pub(crate) fn into_list(self) -> Vec<Unknown> {
        let unknown = |((kind, path, side, reason), (subject, count))| Unknown {
            kind,
            subject,
            path,
            side,
            reason,
            count,
        };
        self.0.into_iter().map(unknown).collect()
    }
}

/// The path without which element of a list it is about.
pub(crate) fn general(path: &Path) -> Path {
    let is_key = |step: &&Step| matches!(step, Step::Key(_));
    Path(path.0.iter().filter(is_key).cloned().collect())
}
