//! What the table of built-in kinds has: only its names, so that facts leave out what every reader knows already.
//!
//! Knows nothing of what the table says about them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Default, Deserialize)]
struct Names {
    #[serde(borrow)]
    kinds: BTreeMap<&'static str, IgnoredAny>,
    #[serde(borrow)]
    definitions: BTreeMap<&'static str, IgnoredAny>,
}

// The table is committed and its names are plain text: a test holds it to that, so the default never shows.
static NAMES: LazyLock<Names> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../tables/builtin.json")).unwrap_or_default()
});

static GROUPS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let group = |name: &&'static str| name.split_once('/').map(|(group, _)| group);
    NAMES.kinds.keys().filter_map(group).filter(|group| group.contains('.')).collect()
});

/// Whether the table has a kind, `apps/v1/Deployment`.
pub(crate) fn has_kind(name: &str) -> bool {
    NAMES.kinds.contains_key(name)
}

/// Whether Kubernetes itself serves the group.
pub(crate) fn has_group(group: &str) -> bool {
    // `apps`, `batch` and the core have no dot; every group of a custom resource must have one.
    !group.contains('.') || GROUPS.contains(group)
}

/// Whether the table has a definition.
pub(super) fn has_definition(name: &str) -> bool {
    NAMES.definitions.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_has_its_kinds_groups_and_definitions() {
        assert!(has_kind("v1/Pod") && has_kind("apps/v1/Deployment") && !has_kind("apps/v1/Shop"));
        assert!(has_group("") && has_group("apps") && has_group("networking.k8s.io"));
        assert!(!has_group("stable.example.com"));
        assert!(has_definition(super::super::schema::OBJECT_META));
    }
}
