//! What the table of built-in kinds has: its names and how they are served, so that facts leave out what every reader knows
//! already, and a cluster that is out of reach can be planned for.
//!
//! Knows nothing of what the table says about their attributes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Default, Deserialize)]
struct Names {
    #[serde(borrow)]
    kinds: BTreeMap<&'static str, Served>,
    #[serde(borrow)]
    definitions: BTreeMap<&'static str, IgnoredAny>,
}

#[derive(Deserialize)]
struct Served {
    resource: &'static str,
    #[serde(default)]
    namespaced: bool,
}

/// A kind of the table in one version, and how it is served.
pub(crate) struct BuiltIn {
    /// The API group; empty for the core.
    pub(crate) group: &'static str,
    /// The version.
    pub(crate) version: &'static str,
    /// The kind without its group.
    pub(crate) kind: &'static str,
    /// Its name in URLs.
    pub(crate) resource: &'static str,
    /// Whether its objects live in namespaces.
    pub(crate) namespaced: bool,
}

// The table is committed and its names are plain text: a test holds it to that, so the default never shows.
static NAMES: LazyLock<Names> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../tables/builtin.json")).unwrap_or_default()
});

static GROUPS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let group = |name: &&'static str| name.split_once('/').map(|(group, _)| group);
    NAMES.kinds.keys().filter_map(group).filter(|group| group.contains('.')).collect()
});

/// Every kind of the table in every version, in the order of their names.
pub(crate) fn kinds() -> impl Iterator<Item = BuiltIn> {
    NAMES.kinds.iter().filter_map(|(name, served)| {
        let (api_version, kind) = name.rsplit_once('/')?;
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let Served { resource, namespaced } = *served;
        Some(BuiltIn { group, version, kind, resource, namespaced })
    })
}

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
        let node = kinds().find(|kind| kind.kind == "Node").unwrap();
        assert_eq!((node.group, node.version, node.resource), ("", "v1", "nodes"));
        assert!(!node.namespaced && kinds().any(|kind| kind.kind == "Pod" && kind.namespaced));
        assert!(has_definition(super::super::schema::OBJECT_META));
    }
}
