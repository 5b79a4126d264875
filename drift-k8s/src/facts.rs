//! Facts: what a snapshot has to know of custom resources so that it can be normalised later, without its cluster.
//!
//! Schemas come from a cluster's OpenAPI or from a CustomResourceDefinition, and leave here in the very format of the table
//! of built-in kinds (`docs/contributing/defaults-table.md`), so that one reader serves both:
//!
//! ```text
//! {"clusters": {UID: {
//!   "version": "v1.34.2",
//!   "server": "https://0A1B2C.gr7.eu-west-1.eks.amazonaws.com/",
//!   "kinds":       {"apps/Deployment": {"version": "v1", "resource": "deployments", "namespaced": true}},
//!   "schemas":     {"stable.example.com/v1/CronTab": {"definition": NAME, "resource": "crontabs", "namespaced": true}},
//!   "definitions": {NAME: DEFINITION}
//! }}}
//! ```
//!
//! `kinds` is what the cluster lists, in the version that was read; `schemas` has every served version of the kinds that the
//! built-in table lacks. A name that is not in `definitions` is one of the built-in table's. The root's `status`, which is
//! nobody's configuration, has no field. Deliberately knows no client, and nothing of how the facts are applied.

pub(crate) mod built_in;
mod schema;

use std::collections::BTreeMap;

use drift_core::{Map, Value};

/// Schemas of custom resources, in the format of the built-in table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// `apiVersion/kind` to the name of its definition, its resource and whether it is namespaced.
    pub schemas: Map,
    /// The definitions by name.
    pub definitions: Map,
}

/// How a kind is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedKind {
    /// The kind without its group (`CronTab`).
    pub kind: String,
    /// Its name in URLs (`crontabs`).
    pub resource: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
}

impl Facts {
    /// Adds what other facts say; they win where both speak.
    pub fn merge(&mut self, other: Self) {
        self.schemas.extend(other.schemas);
        self.definitions.extend(other.definitions);
    }

    /// The facts as they stand in a snapshot: a map of `schemas` and `definitions`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::Map(Map::from([
            ("schemas".to_owned(), Value::Map(self.schemas.clone())),
            ("definitions".to_owned(), Value::Map(self.definitions.clone())),
        ]))
    }

    fn add(&mut self, api_version: &str, served: &ServedKind) -> String {
        let name = format!("{api_version}/{}", served.kind);
        let mut entry = Map::from([
            ("definition".to_owned(), Value::from(name.as_str())),
            ("resource".to_owned(), Value::from(served.resource.as_str())),
        ]);
        if served.namespaced {
            entry.insert("namespaced".to_owned(), Value::from(true));
        }
        self.schemas.insert(name.clone(), Value::Map(entry));
        name
    }
}

/// The schemas of these kinds in the OpenAPI v3 document of a group's version (`/openapi/v3/apis/GROUP/VERSION`). A kind
/// that the document does not describe is left out.
///
/// ```
/// use drift_core::Value;
/// use drift_k8s::facts::{ServedKind, from_openapi};
/// let document = Value::from_json(br#"{"components": {"schemas": {"com.example.v1.Shop": {
///     "type": "object", "properties": {"open": {"type": "boolean", "default": true}},
///     "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Shop"}]}}}}"#).unwrap();
/// let served = ServedKind { kind: "Shop".into(), resource: "shops".into(), namespaced: true };
/// let facts = from_openapi(&document, "example.com/v1", &[served]);
/// let shop = &facts.definitions["example.com/v1/Shop"];
/// assert_eq!(shop.at(&["fields", "open"]).unwrap().to_json(), r#"{"type":"boolean"}"#);
/// assert_eq!(shop.get("defaults").unwrap().to_json(), r#"[{"field":"open","value":true}]"#);
/// ```
#[must_use]
pub fn from_openapi(document: &Value, api_version: &str, served: &[ServedKind]) -> Facts {
    let mut facts = Facts::default();
    let Some(components) = document.at(&["components", "schemas"]).and_then(Value::as_map) else {
        return facts;
    };
    for kind in served {
        let Some(component) =
            components.values().find(|schema| describes(schema, api_version, &kind.kind))
        else {
            continue;
        };
        let name = facts.add(api_version, kind);
        facts.definitions.extend(schema::definitions(&name, component, components));
    }
    facts
}

/// The schemas of every served version that a CustomResourceDefinition (`apiextensions.k8s.io/v1`) declares; nothing for
/// any other object and for versions without a schema.
///
/// ```
/// use drift_core::Value;
/// use drift_k8s::facts::from_crd;
/// let crd = Value::from_json(br#"{"kind": "CustomResourceDefinition", "spec": {"group": "example.com",
///     "scope": "Namespaced", "names": {"kind": "Shop", "plural": "shops"},
///     "versions": [{"name": "v1", "served": true, "schema": {"openAPIV3Schema": {
///         "type": "object", "properties": {"open": {"type": "boolean"}}}}}]}}"#).unwrap();
/// assert!(from_crd(&crd).schemas.contains_key("example.com/v1/Shop"));
/// ```
#[must_use]
pub fn from_crd(body: &Value) -> Facts {
    let mut facts = Facts::default();
    let text = |way: &[&str]| body.at(way).and_then(Value::as_str);
    let (Some("CustomResourceDefinition"), Some(group), Some(kind), Some(resource)) = (
        text(&["kind"]),
        text(&["spec", "group"]),
        text(&["spec", "names", "kind"]),
        text(&["spec", "names", "plural"]),
    ) else {
        return facts;
    };
    let served = ServedKind {
        kind: kind.to_owned(),
        resource: resource.to_owned(),
        namespaced: text(&["spec", "scope"]) == Some("Namespaced"),
    };
    let versions = body.at(&["spec", "versions"]).and_then(Value::as_list).unwrap_or_default();
    for version in versions {
        let (Some(name), Some(schema)) = (
            version.get("name").and_then(Value::as_str),
            version.at(&["schema", "openAPIV3Schema"]),
        ) else {
            continue;
        };
        if version.get("served").and_then(Value::as_bool) == Some(false) {
            continue;
        }
        let definition = facts.add(&format!("{group}/{name}"), &served);
        facts.definitions.extend(schema::definitions(&definition, schema, &BTreeMap::new()));
    }
    facts
}

fn describes(schema: &Value, api_version: &str, kind: &str) -> bool {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let said =
        schema.get("x-kubernetes-group-version-kind").and_then(Value::as_list).unwrap_or_default();
    said.iter().any(|one| {
        let text = |name| one.get(name).and_then(Value::as_str).unwrap_or_default();
        text("group") == group && text("version") == version && text("kind") == kind
    })
}

#[cfg(test)]
mod tests {
    use super::schema::OBJECT_META;
    use super::*;

    fn fixture(name: &str) -> Value {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        Value::from_json(&std::fs::read(path).unwrap()).unwrap()
    }

    fn crontab() -> ServedKind {
        ServedKind { kind: "CronTab".into(), resource: "crontabs".into(), namespaced: true }
    }

    #[test]
    fn a_real_openapi_document_and_the_real_definition_behind_it_give_the_same_facts() {
        let openapi =
            from_openapi(&fixture("crontab-openapi.json"), "stable.example.com/v1", &[crontab()]);
        assert_eq!(openapi, from_crd(&fixture("crontab-crd.json")));
    }

    #[test]
    fn each_form_of_a_field_is_written_as_the_built_in_table_writes_it() {
        let facts = from_crd(&fixture("crontab-crd.json"));
        let spec = &facts.definitions["stable.example.com/v1/CronTab.spec"];
        let table = [
            ("schedule", r#"{"required":true}"#),
            ("replicas", r#"{"type":"integer"}"#),
            ("paused", r#"{"type":"boolean"}"#),
            ("ratio", r#"{"type":"number"}"#),
            ("since", r#"{"type":"date-time"}"#),
            ("every", r#"{"type":"duration"}"#),
            ("grace", r#"{"type":"duration"}"#),
            ("blob", r#"{"type":"byte"}"#),
            ("port", r#"{"type":"int-or-string"}"#),
            ("memory", r#"{"type":"quantity"}"#),
            ("free", r#"{"type":"any"}"#),
            ("labels", r#"{"map":true}"#),
            ("limits", r#"{"map":true,"valueType":"int-or-string"}"#),
            ("groups", r#"{"map":true,"values":"stable.example.com/v1/CronTab.spec.groups"}"#),
            ("tags", r#"{"list":"set"}"#),
            ("args", r#"{"list":"atomic"}"#),
            ("matrix", r#"{"itemType":"any","list":"atomic"}"#),
            ("selector", r#"{"ref":"stable.example.com/v1/CronTab.spec.selector"}"#),
            ("strategy", r#"{"ref":"stable.example.com/v1/CronTab.spec.strategy"}"#),
            (
                "ports",
                r#"{"items":"stable.example.com/v1/CronTab.spec.ports","keys":["port","protocol"],"list":"map"}"#,
            ),
        ];
        for (field, expected) in table {
            assert_eq!(spec.at(&["fields", field]).unwrap().to_json(), expected, "{field}");
        }
        assert_eq!(spec.get("fields").unwrap().as_map().unwrap().len(), table.len());
        assert_eq!(
            spec.get("defaults").unwrap().to_json(),
            r#"[{"field":"paused","value":false},{"field":"replicas","value":1},{"field":"strategy","value":{}}]"#
        );
        let selector = &facts.definitions["stable.example.com/v1/CronTab.spec.selector"];
        assert_eq!(selector.get("atomic"), Some(&Value::from(true)));
        let root = &facts.definitions["stable.example.com/v1/CronTab"];
        assert_eq!(
            root.get("fields").unwrap().to_json(),
            format!(
                r#"{{"metadata":{{"ref":"{OBJECT_META}"}},"spec":{{"ref":"stable.example.com/v1/CronTab.spec","required":true}}}}"#
            )
        );
    }

    #[test]
    fn what_is_not_a_definition_or_not_served_gives_nothing() {
        let mut crd = fixture("crontab-crd.json");
        *crd.at_mut(&["spec", "versions"]).unwrap() =
            Value::from_json(br#"[{"name":"v1","served":false,"schema":{"openAPIV3Schema":{}}},{"name":"v2","served":true}, 7]"#)
                .unwrap();
        for body in [crd, Value::Null, Value::from_json(br#"{"kind":"ConfigMap"}"#).unwrap()] {
            assert_eq!(from_crd(&body), Facts::default());
        }
    }

    #[test]
    fn an_aggregated_apis_zero_defaults_are_gos_and_its_recursion_ends() {
        let document = Value::from_json(
            br##"{"components":{"schemas":{
              "com.example.Tree":{"type":"object","properties":{
                 "metadata":{"default":{},"allOf":[{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}]},
                 "size":{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity"},
                 "spec":{"default":{},"allOf":[{"$ref":"#/components/schemas/com.example.Spec"}]}},
                 "x-kubernetes-group-version-kind":[{"group":"example.com","version":"v1","kind":"Tree"}]},
              "com.example.Spec":{"type":"object","properties":{
                 "name":{"type":"string","default":""},"mode":{"type":"string","default":"Fast"},
                 "branches":{"type":"array","items":{"default":{},"allOf":[{"$ref":"#/components/schemas/com.example.Spec"}]}}}},
              "io.k8s.apimachinery.pkg.api.resource.Quantity":{"oneOf":[{"type":"string"},{"type":"number"}]}}}}"##,
        )
        .unwrap();
        let served =
            ServedKind { kind: "Tree".into(), resource: "trees".into(), namespaced: false };
        let facts = from_openapi(&document, "example.com/v1", &[served]);
        assert_eq!(
            Value::Map(facts.definitions).to_json(),
            format!(
                r#"{{"com.example.Spec":{{"defaults":[{{"field":"mode","value":"Fast"}}],"fields":{{"branches":{{"items":"com.example.Spec","list":"atomic"}},"mode":{{}},"name":{{}}}}}},"example.com/v1/Tree":{{"fields":{{"metadata":{{"ref":"{OBJECT_META}"}},"size":{{"type":"quantity"}},"spec":{{"ref":"com.example.Spec"}}}}}}}}"#
            )
        );
    }
}
