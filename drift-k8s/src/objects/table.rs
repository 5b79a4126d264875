//! The table of built-in kinds, and custom resources' schemas from a snapshot's facts: one reader for both.
//!
//! The format is described in `docs/contributing/defaults-table.md`. Knows how to look up, not how to apply.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use drift_core::{Map, Scope, Value};
use serde::Deserialize;

/// A kind: where its schema is and how it is served.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Kind {
    pub(super) definition: String,
    #[serde(default)]
    pub(super) namespaced: bool,
    #[serde(default)]
    pub(super) defaults: Vec<Fill>,
}

/// An object's fields and what is filled in for them.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Definition {
    #[serde(default)]
    pub(super) fields: BTreeMap<String, Field>,
    #[serde(default)]
    pub(super) defaults: Vec<Fill>,
}

/// One field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Field {
    #[serde(rename = "ref")]
    pub(super) object: Option<String>,
    pub(super) list: Option<String>,
    pub(super) keys: Option<Vec<String>>,
    pub(super) items: Option<String>,
    pub(super) item_type: Option<String>,
    #[serde(default)]
    pub(super) map: bool,
    pub(super) values: Option<String>,
    pub(super) value_type: Option<String>,
    #[serde(rename = "type")]
    pub(super) scalar: Option<String>,
    pub(super) zero: Option<String>,
}

/// A value that the server fills in.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Fill {
    pub(super) field: Option<String>,
    pub(super) path: Option<String>,
    pub(super) value: Value,
    pub(super) when: Option<When>,
}

/// On what a fill depends: fields beside the one that is filled in, as they were before.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct When {
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    present: Vec<String>,
    #[serde(default, rename = "in")]
    one_of: BTreeMap<String, Vec<Value>>,
}

impl When {
    pub(super) fn holds(&self, object: &Map) -> bool {
        let value = |field: &String| object.get(field).unwrap_or(&Value::Null);
        self.absent.iter().all(|field| *value(field) == Value::Null)
            && self.present.iter().all(|field| *value(field) != Value::Null)
            && self.one_of.iter().all(|(field, values)| values.contains(value(field)))
    }
}

#[derive(Deserialize)]
struct Table {
    kinds: BTreeMap<String, Kind>,
    definitions: BTreeMap<String, Definition>,
}

static BUILTIN: LazyLock<Table> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: an unreadable one would be an empty table there.
    serde_json::from_str(include_str!("../tables/builtin.json"))
        .unwrap_or(Table { kinds: BTreeMap::new(), definitions: BTreeMap::new() })
});

/// Every `apiVersion/kind` of the built-in table.
pub(super) fn builtin_kinds() -> impl Iterator<Item = &'static str> {
    BUILTIN.kinds.keys().map(String::as_str)
}

/// Where schemas are looked up for one resource.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'f> {
    facts: Option<&'f Value>,
    clusters: Option<&'f Map>,
}

impl<'f> Schemas<'f> {
    /// The schemas for a resource of a scope: its own cluster's, else those of any cluster that the snapshot knows.
    pub(super) fn of(facts: &'f Value, scope: &Scope, api_version_kind: &str) -> Self {
        let clusters = facts.get("clusters").and_then(Value::as_map);
        let own = scope.cluster.as_ref().and_then(|uid| clusters?.get(uid));
        let others = clusters.into_iter().flat_map(Map::values);
        let knows = |cluster: &&Value| cluster.at(&["schemas", api_version_kind]).is_some();
        let facts = own.into_iter().chain(others).find(knows);
        Self { facts, clusters }
    }

    /// Whether objects of a kind live in namespaces, as far as a cluster lists it (`stable.example.com/CronTab`).
    pub(super) fn namespaced(&self, kind: &str) -> Option<bool> {
        let listed = self.clusters?.values().find_map(|cluster| cluster.at(&["kinds", kind]))?;
        Some(listed.get("namespaced").and_then(Value::as_bool) == Some(true))
    }

    /// How a kind is served; `None` for a kind that neither the table nor the facts have.
    pub(super) fn kind(&self, api_version_kind: &str) -> Option<Cow<'static, Kind>> {
        if let Some(kind) = BUILTIN.kinds.get(api_version_kind) {
            return Some(Cow::Borrowed(kind));
        }
        read(self.facts?.at(&["schemas", api_version_kind])?).map(Cow::Owned)
    }

    /// A definition by its name.
    pub(super) fn definition(&self, name: &str) -> Option<Cow<'static, Definition>> {
        if let Some(found) = self.facts.and_then(|facts| facts.at(&["definitions", name])) {
            return read(found).map(Cow::Owned);
        }
        BUILTIN.definitions.get(name).map(Cow::Borrowed)
    }
}

fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    serde_json::from_str(&value.to_json()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_can_be_read_and_every_reference_in_it_leads_somewhere() {
        assert!(builtin_kinds().count() > 50);
        let known = |name: &Option<String>| {
            name.as_ref().is_none_or(|name| BUILTIN.definitions.contains_key(name))
        };
        for (name, definition) in &BUILTIN.definitions {
            for (field, entry) in &definition.fields {
                assert!(
                    known(&entry.object) && known(&entry.items) && known(&entry.values),
                    "{name}.{field}"
                );
            }
        }
    }
}
