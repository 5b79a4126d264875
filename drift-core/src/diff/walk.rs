//! The walk down two normal forms, shape by shape.
//!
//! A member that only one side has is one difference, however much it holds; what does not matter in it is taken out
//! first. Knows no rule and no severity.

use std::collections::BTreeMap;

use crate::diff::compare::{Likeness, Nodes, Sides};
use crate::diff::tree::{Leaf, Outcome, Tree};
use crate::graph::Governed;
use crate::kind::Class;
use crate::normal::{Element, ElementKey, Node};
use crate::path::{Path, Step};
use crate::registry::Registry;
use crate::value::{Reason, Value};

/// What comparing one pair needs.
pub(super) struct Walk<'w, 'g, 's> {
    pub(super) sides: &'w Sides<'g, 's>,
    pub(super) registry: &'w Registry,
    pub(super) kind: &'w str,
    pub(super) nodes: Nodes,
    pub(super) governed: (&'w [Governed], &'w [Governed]),
    /// How many attributes were looked at.
    pub(super) attributes: usize,
}

impl Walk<'_, '_, '_> {
    pub(super) fn nodes(&mut self, at: &Path, before: &Node, after: &Node) -> Tree {
        match (before, after) {
            (Node::Map(before), Node::Map(after)) => self.maps(at, before, after),
            (Node::Keyed(before), Node::Keyed(after)) => self.keyed(at, before, after),
            (Node::Set { items: before, .. }, Node::Set { items: after, .. }) => {
                self.sets(at, before, after)
            }
            (Node::Leaf(before), Node::Leaf(after)) => self.leaves(at, before, after),
            // What could not be read has no shape to compare with.
            (Node::Leaf(Value::Unknown(reason)), _) | (_, Node::Leaf(Value::Unknown(reason))) => {
                let values = (Some(before.to_value()), Some(after.to_value()));
                leaf(values, Outcome::Unknown(reason.clone()))
            }
            _ => {
                let (before, after) = (before.to_value(), after.to_value());
                self.leaves(at, &before, &after)
            }
        }
    }

    fn maps(
        &mut self,
        at: &Path,
        before: &BTreeMap<String, Node>,
        after: &BTreeMap<String, Node>,
    ) -> Tree {
        let mut members = BTreeMap::new();
        for (name, one) in before {
            let path = at.key(name);
            let tree = match after.get(name) {
                Some(other) => self.nodes(&path, one, other),
                None => self.alone(&path, one, true),
            };
            keep(&mut members, Step::Key(name.clone()), tree);
        }
        for (name, other) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            let tree = self.alone(&at.key(name), other, false);
            keep(&mut members, Step::Key(name.clone()), tree);
        }
        Tree::Branch(members)
    }

    fn keyed(
        &mut self,
        at: &Path,
        before: &BTreeMap<ElementKey, Element>,
        after: &BTreeMap<ElementKey, Element>,
    ) -> Tree {
        let counterparts = self.counterparts(before, after);
        let mut members = BTreeMap::new();
        for (key, one) in before {
            let step = Step::Element(key.clone());
            let path = at.join(step.clone());
            let tree = match counterparts.get(key).and_then(|key| after.get(*key)) {
                Some(other) => self.nodes(&path, &one.node, &other.node),
                None => self.alone(&path, &one.node, true),
            };
            keep(&mut members, step, tree);
        }
        for (key, other) in after {
            if !counterparts.values().any(|taken| *taken == key) {
                let step = Step::Element(key.clone());
                let tree = self.alone(&at.join(step.clone()), &other.node, false);
                keep(&mut members, step, tree);
            }
        }
        Tree::Branch(members)
    }

    /// Which element of the second list is which of the first: by the same key, else by a key that says the same in the
    /// other side's words.
    fn counterparts<'k>(
        &self,
        before: &'k BTreeMap<ElementKey, Element>,
        after: &'k BTreeMap<ElementKey, Element>,
    ) -> BTreeMap<&'k ElementKey, &'k ElementKey> {
        let mut found: BTreeMap<&ElementKey, &ElementKey> =
            before.keys().filter_map(|key| Some((key, after.get_key_value(key)?.0))).collect();
        let mut rest: Vec<&ElementKey> =
            after.keys().filter(|key| !before.contains_key(*key)).collect();
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            let same = |other: &&ElementKey| {
                self.keys_correspond((key, before.get(key)), (other, after.get(*other)))
            };
            if let Some(place) = rest.iter().position(same) {
                found.insert(key, rest.remove(place));
            }
        }
        found
    }

    fn keys_correspond(
        &self,
        before: (&ElementKey, Option<&Element>),
        after: (&ElementKey, Option<&Element>),
    ) -> bool {
        let part = |((name, one), (other_name, other)): (&(String, String), &(String, String))| {
            if name != other_name {
                return false;
            }
            // A key attribute that leads to another resource corresponds by where it leads.
            let leads = |side: Option<&Element>| {
                side.and_then(|element| element.node.get(name)).map(Node::to_value)
            };
            match (leads(before.1), leads(after.1)) {
                (Some(one), Some(other)) => {
                    self.sides.likeness(self.nodes, &one, &other) <= Likeness::Corresponding
                }
                _ => self.sides.texts(one, other) <= Likeness::Corresponding,
            }
        };
        before.0.len() == after.0.len() && before.0.iter().zip(after.0).all(part)
    }

    fn sets(&mut self, at: &Path, before: &[Value], after: &[Value]) -> Tree {
        self.attributes += 1;
        let (gone, come, worst) = self.sides.sets(self.nodes, before, after);
        let outcome = match worst {
            _ if !gone.is_empty() || !come.is_empty() => self.different(at, None),
            Likeness::Equal | Likeness::Different => return Tree::equal(),
            Likeness::Corresponding => Outcome::Corresponding,
            Likeness::Unknown(reason) => Outcome::Unknown(reason),
        };
        let values = (Some(Value::List(before.to_vec())), Some(Value::List(after.to_vec())));
        leaf(values, outcome)
    }

    fn leaves(&mut self, at: &Path, before: &Value, after: &Value) -> Tree {
        self.attributes += 1;
        let outcome = match self.sides.likeness(self.nodes, before, after) {
            Likeness::Equal => return Tree::equal(),
            Likeness::Corresponding => Outcome::Corresponding,
            Likeness::Unknown(reason) => Outcome::Unknown(reason),
            Likeness::Different => self.different(at, Some((before, after))),
        };
        let note = self.outside(at, before, after);
        let outcome = if outcome == Outcome::Different && note.is_none() && self.is_governed(at) {
            Outcome::Governed
        } else {
            outcome
        };
        Tree::Leaf(Leaf { before: Some(before.clone()), after: Some(after.clone()), outcome, note })
    }

    /// What a difference is, by the attribute's class.
    fn different(&self, at: &Path, values: Option<(&Value, &Value)>) -> Outcome {
        let class = self.class(at);
        if !class.role.is_compared() {
            return Outcome::NotCompared;
        }
        match class.equality.zip(values).map(|(equal, (before, after))| equal(before, after)) {
            Some(Some(true)) => Outcome::Corresponding,
            Some(None) => Outcome::Unknown(Reason::Undecodable(
                "what is written does not let one say".to_owned(),
            )),
            Some(Some(false)) | None => Outcome::Different,
        }
    }

    fn class(&self, at: &Path) -> Class {
        self.registry.class(self.kind, at)
    }

    fn is_governed(&self, at: &Path) -> bool {
        [self.governed.0, self.governed.1]
            .into_iter()
            .flatten()
            .any(|governed| governed.path == *at)
    }

    /// Says so when a governed value is outside its bounds.
    fn outside(&self, at: &Path, before: &Value, after: &Value) -> Option<String> {
        let sides = [(self.governed.0, before), (self.governed.1, after)];
        sides.into_iter().find_map(|(governed, value)| {
            let governed = governed.iter().find(|governed| governed.path == *at)?;
            let value = value.as_i64()?;
            let Governed { min, max, by, .. } = governed;
            (value < *min || value > *max)
                .then(|| format!("{value} is outside {min}..{max} of {by}"))
        })
    }

    /// What only one side has.
    fn alone(&mut self, at: &Path, node: &Node, is_before: bool) -> Tree {
        // An empty group of named elements says nothing more than no group.
        match node {
            Node::Keyed(elements) => {
                let none = BTreeMap::new();
                let (before, after) = if is_before { (elements, &none) } else { (&none, elements) };
                return self.keyed(at, before, after);
            }
            Node::Map(members) if members.is_empty() => return Tree::equal(),
            Node::Set { items, .. } if items.is_empty() => return Tree::equal(),
            Node::Leaf(Value::Null) => return Tree::equal(),
            _ => {}
        }
        self.attributes += 1;
        let Some(kept) = self.compared(at, node) else {
            return one_sided(node.to_value(), is_before, Outcome::NotCompared);
        };
        let outcome = match &kept {
            Node::Leaf(Value::Unknown(reason)) => Outcome::Unknown(reason.clone()),
            _ if self.is_governed(at) => Outcome::Governed,
            _ => Outcome::Different,
        };
        one_sided(kept.to_value(), is_before, outcome)
    }

    /// The node without what is not compared in it; `None` if nothing is left.
    fn compared(&self, at: &Path, node: &Node) -> Option<Node> {
        if !self.class(at).role.is_compared() {
            return None;
        }
        let Node::Map(members) = node else { return Some(node.clone()) };
        let kept: BTreeMap<String, Node> = members
            .iter()
            .filter_map(|(name, node)| Some((name.clone(), self.compared(&at.key(name), node)?)))
            .collect();
        (!kept.is_empty()).then_some(Node::Map(kept))
    }
}

fn one_sided(value: Value, is_before: bool, outcome: Outcome) -> Tree {
    leaf(if is_before { (Some(value), None) } else { (None, Some(value)) }, outcome)
}

fn leaf((before, after): (Option<Value>, Option<Value>), outcome: Outcome) -> Tree {
    Tree::Leaf(Leaf { before, after, outcome, note: None })
}

fn keep(members: &mut BTreeMap<Step, Tree>, step: Step, tree: Tree) {
    if !tree.is_equal() {
        members.insert(step, tree);
    }
}
