//! One OpenAPI schema as definitions of the built-in table's format.
//!
//! Objects written inside others become definitions of their own, named by their way from the root. Knows nothing of
//! documents, groups or clusters.

use std::collections::BTreeMap;

use drift_core::{Map, Value};

use super::built_in;

/// The built-in definition of every object's metadata.
pub(super) const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// Members of every object that its own schema has nothing to say about.
const OUTSIDE: [&str; 4] = ["apiVersion", "kind", "metadata", "status"];

/// The patterns by which generators of schemas write a Go duration (controller-gen for Flux, and the Gateway API).
const DURATIONS: [&str; 2] =
    [r"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$", r"^([0-9]{1,5}(h|m|s|ms)){1,4}$"];

/// The pattern that every generator writes for a quantity ends so.
const QUANTITY: &str = r"(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

/// The definition of a kind and of every object inside it, by name. `components` is what `$ref`s lead to.
pub(super) fn definitions(name: &str, schema: &Value, components: &BTreeMap<String, Value>) -> Map {
    let mut writer = Writer { components, definitions: Map::new() };
    writer.object(name, schema, Place::Root);
    writer.definitions
}

/// Where an object's schema stands, which says how its defaults are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the kind itself.
    Root,
    /// Inside another one, as CustomResourceDefinitions write them: every default is filled in.
    Inline,
    /// Behind a `$ref`, as Go types are published: zero values are Go's, and nothing is filled in for them.
    Referred,
}

struct Writer<'a> {
    components: &'a BTreeMap<String, Value>,
    definitions: Map,
}

impl Writer<'_> {
    fn object(&mut self, name: &str, schema: &Value, place: Place) {
        // Before going down: a type may hold itself.
        self.definitions.insert(name.to_owned(), Value::Null);
        let required = schema.get("required").and_then(Value::as_list).unwrap_or_default();
        let (mut fields, mut defaults) = (Map::new(), Vec::new());
        if place == Place::Root {
            // Every object has it, whether its schema says so or not.
            let meta = Map::from([("ref".to_owned(), Value::from(OBJECT_META))]);
            fields.insert("metadata".to_owned(), Value::Map(meta));
        }
        for (field, inner) in properties(schema) {
            if place == Place::Root && OUTSIDE.contains(&field.as_str()) {
                continue;
            }
            let mut entry = self.field(&format!("{name}.{field}"), inner);
            if required.iter().any(|required| required.as_str() == Some(field)) {
                entry.insert("required".to_owned(), Value::from(true));
            }
            fields.insert(field.clone(), Value::Map(entry));
            if let Some(value) = fill(inner, place) {
                defaults.push(Value::Map(Map::from([
                    ("field".to_owned(), Value::from(field.as_str())),
                    ("value".to_owned(), value.clone()),
                ])));
            }
        }
        let mut definition = Map::from([("fields".to_owned(), Value::Map(fields))]);
        if !defaults.is_empty() {
            definition.insert("defaults".to_owned(), Value::List(defaults));
        }
        if text(schema, "x-kubernetes-map-type") == Some("atomic") {
            definition.insert("atomic".to_owned(), Value::from(true));
        }
        self.definitions.insert(name.to_owned(), Value::Map(definition));
    }

    fn field(&mut self, name: &str, schema: &Value) -> Map {
        if let Some(target) = reference(schema) {
            return self.referred(target);
        }
        if let Some(kind) = scalar(schema) {
            return typed("type", kind);
        }
        match text(schema, "type") {
            Some("object") if !properties(schema).is_empty() => {
                self.object(name, schema, Place::Inline);
                Map::from([("ref".to_owned(), Value::from(name))])
            }
            Some("object") => match schema.get("additionalProperties") {
                Some(values @ Value::Map(_)) => {
                    let mut entry = Map::from([("map".to_owned(), Value::from(true))]);
                    self.elements(&mut entry, ["values", "valueType"], name, values);
                    entry
                }
                _ => typed("type", Some("any")),
            },
            Some("array") => self.list(name, schema),
            _ => typed("type", Some("any")),
        }
    }

    fn list(&mut self, name: &str, schema: &Value) -> Map {
        let form = text(schema, "x-kubernetes-list-type").unwrap_or("atomic");
        let mut entry = Map::from([("list".to_owned(), Value::from(form))]);
        if let Some(keys) = schema.get("x-kubernetes-list-map-keys") {
            entry.insert("keys".to_owned(), keys.clone());
        }
        match schema.get("items") {
            Some(items) => self.elements(&mut entry, ["items", "itemType"], name, items),
            None => entry.extend(typed("itemType", Some("any"))),
        }
        entry
    }

    /// Says what a list or a map holds: objects of a definition, or scalars. What is neither is left as it is.
    fn elements(&mut self, entry: &mut Map, members: [&str; 2], name: &str, schema: &Value) {
        let [object, scalar] = members;
        let mut element = self.field(name, schema);
        let (member, value) = if let Some(definition) = element.remove("ref") {
            (object, definition)
        } else if element.contains_key("list") || element.contains_key("map") {
            (scalar, Value::from("any"))
        } else if let Some(kind) = element.remove("type") {
            (scalar, kind)
        } else {
            return;
        };
        entry.insert(member.to_owned(), value);
    }

    fn referred(&mut self, target: &str) -> Map {
        if let Some(kind) = well_known(target) {
            return typed("type", Some(kind));
        }
        let components = self.components;
        let Some(schema) = components.get(target) else { return typed("type", Some("any")) };
        if properties(schema).is_empty() {
            return if reference(schema).is_some() {
                // A name for a name: Go's own types have none, and such a chain could be a circle.
                typed("type", Some("any"))
            } else {
                self.field(target, schema)
            };
        }
        if !built_in::has_definition(target) && !self.definitions.contains_key(target) {
            self.object(target, schema, Place::Referred);
        }
        Map::from([("ref".to_owned(), Value::from(target))])
    }
}

/// What the server puts in where the field is absent.
fn fill(schema: &Value, place: Place) -> Option<&Value> {
    let value = schema.get("default")?;
    let gos = place == Place::Referred || reference(schema).is_some();
    let zero = value.is_empty() || matches!(value, Value::Bool(false) | Value::Integer(0));
    (!gos || !zero).then_some(value)
}

/// The scalar that a schema describes: `Some(None)` is a plain string, `None` no scalar.
fn scalar(schema: &Value) -> Option<Option<&'static str>> {
    let pattern = text(schema, "pattern").unwrap_or_default();
    let quantity = pattern.ends_with(QUANTITY);
    let either = schema.get("x-kubernetes-int-or-string").and_then(Value::as_bool) == Some(true);
    if either || text(schema, "format") == Some("int-or-string") {
        return Some(Some(if quantity { "quantity" } else { "int-or-string" }));
    }
    Some(match text(schema, "type")? {
        "integer" => Some("integer"),
        "number" => Some("number"),
        "boolean" => Some("boolean"),
        "string" => match text(schema, "format") {
            Some("date-time") => Some("date-time"),
            Some("duration") => Some("duration"),
            Some("byte") => Some("byte"),
            _ if quantity => Some("quantity"),
            _ if DURATIONS.contains(&pattern) => Some("duration"),
            _ => None,
        },
        _ => return None,
    })
}

/// Types of apimachinery whose schemas do not say what they are.
fn well_known(target: &str) -> Option<&'static str> {
    let name = target.strip_prefix("io.k8s.apimachinery.pkg.")?;
    Some(match name {
        "api.resource.Quantity" => "quantity",
        "util.intstr.IntOrString" => "int-or-string",
        "apis.meta.v1.Duration" => "duration",
        "apis.meta.v1.Time" => "date-time",
        "apis.meta.v1.MicroTime" => "micro-time",
        "apis.meta.v1.FieldsV1" | "runtime.RawExtension" => "any",
        _ => return None,
    })
}

/// Where `$ref`, or the one `$ref` in an `allOf`, leads to.
fn reference(schema: &Value) -> Option<&str> {
    let target = text(schema, "$ref").or_else(|| match schema.get("allOf")?.as_list()? {
        [only] => text(only, "$ref"),
        _ => None,
    })?;
    target.rsplit('/').next()
}

fn properties(schema: &Value) -> &Map {
    static NONE: Map = Map::new();
    schema.get("properties").and_then(Value::as_map).unwrap_or(&NONE)
}

fn text<'a>(schema: &'a Value, name: &str) -> Option<&'a str> {
    schema.get(name).and_then(Value::as_str)
}

fn typed(member: &str, kind: Option<&str>) -> Map {
    kind.map(|kind| (member.to_owned(), Value::from(kind))).into_iter().collect()
}
