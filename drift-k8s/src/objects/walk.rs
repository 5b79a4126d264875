//! The walk along a schema: what the server would fill in is filled in, what it would drop is dropped, and each list takes
//! the shape that its semantics give it.
//!
//! Follows `docs/contributing/defaults-table.md`. Knows no kind by name, except through the tables that it asks.

use std::collections::BTreeMap;

use drift_core::{Element, ElementKey, List, ListSemantics, Map, Node, Path, Step, Value};

use super::computed;
use super::quantity::{duration, quantity};
use super::references;
use super::rows;
use super::table::{Definition, Field, Fill, Schemas};

/// Deeper than this a body is kept as it is: schemas may refer to themselves.
const DEPTH: usize = 60;

/// One resource on its way to normal form.
pub(super) struct Walk<'w> {
    pub(super) schemas: Schemas<'w>,
    pub(super) kind: &'w str,
    /// What is filled in for this kind only, by path.
    pub(super) fills: &'w [Fill],
}

/// A place in the body: its path, and the path with every element as `[*]`, as the table writes it.
#[derive(Clone, Default)]
pub(super) struct Place {
    path: Path,
    general: String,
}

impl Place {
    fn key(&self, name: &str) -> Self {
        let dot = if self.general.is_empty() { "" } else { "." };
        Self { path: self.path.key(name), general: format!("{}{dot}{name}", self.general) }
    }

    fn element(&self, step: Step) -> Self {
        Self { path: self.path.join(step), general: format!("{}[*]", self.general) }
    }

    fn value(&self, name: &str) -> Self {
        Self { path: self.path.key(name), general: format!("{}.*", self.general) }
    }
}

impl Walk<'_> {
    /// The normal form of an object that a definition describes.
    pub(super) fn object(&self, at: &Place, name: &str, object: Map) -> Node {
        let Some(definition) = self.schemas.definition(name).filter(|_| at.path.0.len() < DEPTH)
        else {
            return Node::from_value(Value::Map(object));
        };
        let object = self.filled(at, name, &definition, object);
        let members = object.iter().map(|(field, value)| {
            let node = match definition.fields.get(field) {
                Some(entry) => {
                    self.field(&at.key(field), (name, field), entry, value.clone(), &object)
                }
                None => Node::from_value(value.clone()),
            };
            (field.clone(), node)
        });
        Node::Map(members.collect())
    }

    /// Steps 1 to 3 of the table's page: drop, look at the conditions, fill in.
    fn filled(&self, at: &Place, name: &str, definition: &Definition, mut object: Map) -> Map {
        object.retain(|field, value| {
            let absent = definition
                .fields
                .get(field)
                .is_some_and(|entry| entry.zero.as_deref() == Some("absent"));
            *value != Value::Null && !(absent && is_zero(value))
        });
        let here = |fill: &&Fill| {
            let path = fill.path.as_deref().unwrap_or_default();
            path.rsplit_once('.').map_or("", |(parent, _)| parent) == at.general && !path.is_empty()
        };
        let own = definition.defaults.iter().filter_map(|fill| Some((fill.field.clone()?, fill)));
        let of_kind = self.fills.iter().filter(here).filter_map(|fill| {
            let path = fill.path.as_deref()?;
            Some((path.rsplit_once('.').map_or(path, |(_, field)| field).to_owned(), fill))
        });
        let mut filled = object.clone();
        for (field, fill) in own.chain(of_kind) {
            if !filled.contains_key(&field)
                && fill.when.as_ref().is_none_or(|when| when.holds(&object))
            {
                filled.insert(field, fill.value.clone());
            }
        }
        computed::apply(name, &mut filled);
        filled
    }

    fn field(
        &self,
        at: &Place,
        (definition, name): (&str, &str),
        field: &Field,
        value: Value,
        object: &Map,
    ) -> Node {
        match value {
            Value::Map(map) => match (&field.object, field.map) {
                (Some(inner), _) => self.object(at, inner, map),
                (None, true) => self.map(at, field, map),
                (None, false) => Node::from_value(Value::Map(map)),
            },
            Value::List(items) => self.list(at, field, items),
            Value::String(text) => match references::of(definition, name, &text, object) {
                Some(reference) => Node::Leaf(reference),
                None => Node::Leaf(scalar(field.scalar.as_deref(), Value::String(text))),
            },
            other => Node::Leaf(scalar(field.scalar.as_deref(), other)),
        }
    }

    fn map(&self, at: &Place, field: &Field, map: Map) -> Node {
        let member = |(name, value): (String, Value)| {
            let node = match (&field.values, value) {
                (Some(inner), Value::Map(map)) => self.object(&at.value(&name), inner, map),
                (_, value) => Node::from_value(scalar(field.value_type.as_deref(), value)),
            };
            (name, node)
        };
        Node::Map(map.into_iter().filter(|(_, value)| *value != Value::Null).map(member).collect())
    }

    fn list(&self, at: &Place, field: &Field, items: Vec<Value>) -> Node {
        let by_schema = match (field.list.as_deref(), &field.keys) {
            (Some("map"), Some(keys)) => ListSemantics::Keyed(keys.clone()),
            (Some("set"), _) => ListSemantics::Set,
            _ => ListSemantics::Ordered,
        };
        let semantics = rows::list(self.kind, &at.path).map_or(by_schema, ListSemantics::from);
        let item = |(place, value): (usize, Value)| {
            self.item(&at.element(Step::Index(place)), field, value)
        };
        match semantics {
            ListSemantics::Keyed(keys) => self.keyed(at, field, items, &keys),
            ListSemantics::Ordered => Node::Leaf(Value::List(
                items.into_iter().enumerate().map(|one| item(one).to_value()).collect(),
            )),
            ListSemantics::Set | ListSemantics::Multiset => {
                let mut items: Vec<Value> =
                    items.into_iter().enumerate().map(|one| item(one).to_value()).collect();
                items.sort();
                let repeats = semantics == ListSemantics::Multiset;
                if !repeats {
                    items.dedup();
                }
                Node::Set { items, repeats }
            }
        }
    }

    fn item(&self, at: &Place, field: &Field, value: Value) -> Node {
        match (&field.items, value) {
            (Some(inner), Value::Map(map)) => self.object(at, inner, map),
            (_, value) => Node::from_value(scalar(field.item_type.as_deref(), value)),
        }
    }

    /// A list as a map of its keys; as it is where an element lacks all of them or two bear the same.
    fn keyed(&self, at: &Place, field: &Field, items: Vec<Value>, keys: &[String]) -> Node {
        let mut elements: BTreeMap<ElementKey, Element> = BTreeMap::new();
        let mut ordered = Vec::with_capacity(items.len());
        let mut apart = true;
        for (index, value) in items.into_iter().enumerate() {
            // The key decides the path, and only a first look at the element gives the key.
            let key = self.key_of(field, &value, keys);
            let step = key.clone().map_or(Step::Index(index), Step::Element);
            let node = self.item(&at.element(step), field, value);
            ordered.push(node.to_value());
            apart &= match key {
                Some(key) => elements.insert(key, Element { index, node }).is_none(),
                None => false,
            };
        }
        if apart { Node::Keyed(elements) } else { Node::Leaf(Value::List(ordered)) }
    }

    fn key_of(&self, field: &Field, value: &Value, keys: &[String]) -> Option<ElementKey> {
        let object = value.as_map()?;
        let definition = field.items.as_deref().and_then(|name| self.schemas.definition(name));
        let default = |key: &String| {
            let fills = definition.as_ref()?.defaults.iter();
            let holds = |fill: &&Fill| fill.when.as_ref().is_none_or(|when| when.holds(object));
            fills.filter(|fill| fill.field.as_ref() == Some(key)).find(holds)?.value.scalar_text()
        };
        let said =
            |key: &String| object.get(key).and_then(Value::scalar_text).or_else(|| default(key));
        // By a row of ours an element without a key is one of its own: the Ingress rule for every host.
        let by_schema = field.keys.as_deref() == Some(keys);
        if by_schema && keys.iter().all(|key| said(key).is_none()) {
            return None;
        }
        Some(keys.iter().map(|key| (key.clone(), said(key).unwrap_or_default())).collect())
    }
}

fn is_zero(value: &Value) -> bool {
    value.is_empty() || matches!(value, Value::Bool(false) | Value::Integer(0))
}

/// A scalar in canonical form, by its type.
fn scalar(of: Option<&str>, value: Value) -> Value {
    let Some(of) = of else { return value };
    let text = match &value {
        Value::String(text) => text.clone(),
        Value::Integer(_) | Value::Decimal(_) if of == "quantity" => {
            value.scalar_text().unwrap_or_default()
        }
        _ => return value,
    };
    let canonical = match of {
        "quantity" => quantity(&text),
        "duration" => duration(&text),
        // Both forms of a time are written with `Z` or with an offset; the API always answers with `Z`.
        "date-time" | "micro-time" => Some(text.replace("+00:00", "Z")),
        _ => None,
    };
    canonical.map_or(value, Value::String)
}

/// Every list of a body that has no schema is ordered; one that a row reads otherwise is not.
pub(super) fn without_schema(kind: &str, value: Value) -> Node {
    fn walk(kind: &str, at: &Path, value: Value) -> Node {
        match value {
            Value::Map(map) => {
                let kept = map.into_iter().filter(|(_, value)| *value != Value::Null);
                Node::Map(
                    kept.map(|(name, value)| (name.clone(), walk(kind, &at.key(&name), value)))
                        .collect(),
                )
            }
            Value::List(mut items) if rows::list(kind, at) == Some(List::Set) => {
                items.sort();
                items.dedup();
                Node::Set { items, repeats: false }
            }
            other => Node::Leaf(other),
        }
    }
    walk(kind, &Path::root(), value)
}
