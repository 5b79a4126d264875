//! Filters that match nothing: said, with what may have been meant, because an empty comparison looks like agreement.
//!
//! Looks at sides before they are narrowed. A namespace or a custom kind may well not be there: this is a note, no error.

use std::collections::BTreeSet;

use drift_core::suggest::nearest;
use drift_core::{SideKind, Snapshot, glob};

use crate::args::FilterArgs;
use crate::declared;
use crate::run::Run;

/// Tells which kinds and namespaces that were asked for none of the sides has.
pub(crate) fn tell(run: &Run, filter: &FilterArgs, sides: &[&Snapshot]) {
    for (note, pattern) in notes(run, filter, sides) {
        run.terminal.warn(&note, &[("pattern", pattern.into())]);
    }
}

fn notes<'f>(run: &Run, filter: &'f FilterArgs, sides: &[&Snapshot]) -> Vec<(String, &'f str)> {
    let mut notes = Vec::new();
    let (namespaces, kinds) = (namespaces(sides), kinds(sides));
    for pattern in &filter.namespaces {
        if !namespaces.iter().any(|name| glob(pattern, name)) {
            let near = nearest(pattern, namespaces.iter().map(String::as_str));
            notes.push((note("namespace", pattern, near), pattern.as_str()));
        }
    }
    for pattern in &filter.kinds {
        if !kinds.iter().any(|kind| glob(pattern, kind)) {
            let known: Vec<String> =
                run.registry.providers().flat_map(|provider| provider.kinds()).collect();
            let names = kinds.iter().copied().chain(known.iter().map(String::as_str));
            notes.push((note("kind", pattern, nearest(pattern, names)), pattern.as_str()));
        }
    }
    notes
}

fn note(option: &str, pattern: &str, near: Option<&str>) -> String {
    let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
    format!("nothing was found for --{option} {pattern}{near}")
}

/// The namespaces that something is in.
fn namespaces(sides: &[&Snapshot]) -> BTreeSet<String> {
    let of = |side: &&Snapshot| {
        let declared = side.header.kind == SideKind::Declared;
        let default = declared.then(|| declared::namespace_of(side).to_owned());
        let own = side.resources().iter().filter_map(|found| found.scope.namespace.clone());
        own.chain(default).collect::<Vec<_>>()
    };
    sides.iter().flat_map(of).collect()
}

/// The kinds that something is of, or that were looked for.
fn kinds<'s>(sides: &[&'s Snapshot]) -> BTreeSet<&'s str> {
    let of = |side: &&'s Snapshot| {
        let found = side.resources().iter().map(|resource| resource.kind.as_str());
        let read = side.coverage.0.keys().map(|cell| cell.kind.as_str());
        found.chain(read.filter(|kind| !kind.ends_with('*'))).collect::<Vec<_>>()
    };
    sides.iter().flat_map(of).collect()
}
