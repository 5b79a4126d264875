//! The normal form: a resource's attributes with what the schema says of its lists built into their shape.
//!
//! After normalising nobody asks for list semantics again: a keyed list is a map of its keys, a set is sorted, and only
//! an ordered list stays a list. Knows nothing of how a provider gets there.

use std::collections::BTreeMap;

use crate::path::{Path, Step};
use crate::value::Value;

/// The attributes that name an element of a keyed list, with their values, in the schema's order.
pub type ElementKey = Vec<(String, String)>;

/// One attribute or group of attributes in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A value that is compared as one: a scalar, or an ordered list.
    Leaf(Value),
    /// Named members.
    Map(BTreeMap<String, Node>),
    /// A list whose elements are named by key attributes.
    Keyed(BTreeMap<ElementKey, Element>),
    /// A list without order, sorted; `repeats` says whether repetition counts (a multiset).
    Set {
        /// The elements, sorted, and without repetition unless it counts.
        items: Vec<Value>,
        /// Whether repetition counts.
        repeats: bool,
    },
}

/// An element of a keyed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its place in the list as it was read, from 0: leads back to the line of a file.
    pub index: usize,
    /// What it holds.
    pub node: Node,
}

impl Node {
    /// A map without members.
    #[must_use]
    pub fn empty() -> Self {
        Self::Map(BTreeMap::new())
    }

    /// The member of a map.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Self::Map(members) => members.get(name),
            _ => None,
        }
    }

    /// What stands at a path.
    ///
    /// ```
    /// use drift_core::{Node, Path, Value};
    /// let node = Node::Map([("replicas".to_owned(), Node::Leaf(Value::from(3)))].into());
    /// assert_eq!(node.at(&Path::of_keys(&["replicas"])), Some(&Node::Leaf(Value::from(3))));
    /// ```
    #[must_use]
    pub fn at(&self, path: &Path) -> Option<&Node> {
        path.0.iter().try_fold(self, |node, step| match (node, step) {
            (Self::Map(members), Step::Key(name)) => members.get(name),
            (Self::Keyed(elements), Step::Element(key)) => {
                elements.get(key).map(|element| &element.node)
            }
            _ => None,
        })
    }

    /// What stands at a path, to be changed in place.
    pub fn at_mut(&mut self, path: &Path) -> Option<&mut Node> {
        path.0.iter().try_fold(self, |node, step| match (node, step) {
            (Self::Map(members), Step::Key(name)) => members.get_mut(name),
            (Self::Keyed(elements), Step::Element(key)) => {
                elements.get_mut(key).map(|element| &mut element.node)
            }
            _ => None,
        })
    }

    /// The text of a leaf.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Leaf(value) => value.as_str(),
            _ => None,
        }
    }

    /// The path in the body as it was read, with the places of list elements instead of their keys, as far as the
    /// node goes.
    #[must_use]
    pub fn body_path(&self, path: &Path) -> Path {
        let mut node = Some(self);
        let mut steps = Vec::with_capacity(path.0.len());
        for step in &path.0 {
            match (node, step) {
                (Some(Self::Keyed(elements)), Step::Element(key)) => {
                    let Some(element) = elements.get(key) else { break };
                    steps.push(Step::Index(element.index));
                    node = Some(&element.node);
                }
                (Some(Self::Map(members)), Step::Key(name)) => {
                    steps.push(step.clone());
                    node = members.get(name);
                }
                _ => break,
            }
        }
        Path(steps)
    }

    /// Calls `visit` with every leaf (and every set, as a list) below this node and its path.
    pub fn leaves(&self, at: &Path, visit: &mut dyn FnMut(&Path, &Value)) {
        match self {
            Self::Leaf(value) => visit(at, value),
            Self::Set { items, .. } => visit(at, &Value::List(items.clone())),
            Self::Map(members) => {
                members.iter().for_each(|(name, node)| node.leaves(&at.key(name), visit));
            }
            Self::Keyed(elements) => {
                for (key, element) in elements {
                    element.node.leaves(&at.join(Step::Element(key.clone())), visit);
                }
            }
        }
    }

    /// The node as a plain value, for people: keyed lists and sets are lists again.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Leaf(value) => value.clone(),
            Self::Set { items, .. } => Value::List(items.clone()),
            Self::Map(members) => Value::Map(
                members.iter().map(|(name, node)| (name.clone(), node.to_value())).collect(),
            ),
            Self::Keyed(elements) => {
                Value::List(elements.values().map(|element| element.node.to_value()).collect())
            }
        }
    }

    /// A value with every list ordered: where no schema says otherwise.
    #[must_use]
    pub fn from_value(value: Value) -> Self {
        match value {
            Value::Map(map) => Self::Map(
                map.into_iter().map(|(name, value)| (name, Self::from_value(value))).collect(),
            ),
            other => Self::Leaf(other),
        }
    }
}
