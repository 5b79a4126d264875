//! The walk down two normal forms, shape by shape.
//!
//! A member that only one side has is one difference, however much it holds; what does not matter in it is taken out
//! first. Knows no rule and no severity.

use std::collections::BTreeMap;

use crate::diff::assign::{self, Assigned};
use crate::diff::compare::{Likeness, Nodes, Sides};
use crate::diff::tree::{Leaf, Outcome, Tree};
use crate::graph::{Governed, Graph};
use crate::kind::Class;
use crate::normal::{Element, ElementKey, Node};
use crate::pair::Words;
use crate::path::{Path, Step};
use crate::registry::Registry;
use crate::snapshot::SideKind;
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
            // What could not be read has no shape to compare with.
            (Node::Leaf(Value::Unknown(reason)), _) | (_, Node::Leaf(Value::Unknown(reason))) => {
                let values = (Some(before.to_value()), Some(after.to_value()));
                leaf(values, self.unknown(at, reason))
            }
            (Node::Map(before), Node::Map(after)) => self.maps(at, before, after),
            // The resource itself is there on both sides, however little it says.
            _ if at.is_root() => self.leaves(at, &before.to_value(), &after.to_value()),
            _ if says_nothing(before) => self.alone(at, after, false),
            _ if says_nothing(after) => self.alone(at, before, true),
            (Node::Keyed(before), Node::Keyed(after)) => self.keyed(at, before, after),
            (Node::Set { items: before, .. }, Node::Set { items: after, .. }) => {
                self.sets(at, before, after)
            }
            (Node::Leaf(before), Node::Leaf(after)) => self.leaves(at, before, after),
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
        let Assigned { before: gone, after: come, pairs } = self.assigned(before, after);
        let mut members = BTreeMap::new();
        for ((key, one), (_, other)) in pairs {
            let step = Step::Element(key.clone());
            let tree = self.nodes(&at.join(step.clone()), &one.node, &other.node);
            keep(&mut members, step, tree);
        }
        let gone = gone.into_iter().map(|element| (element, true));
        for ((key, element), is_before) in gone.chain(come.into_iter().map(|come| (come, false))) {
            let step = Step::Element(key.clone());
            // Its name alone says something, also where nothing stands below it.
            let tree = self.one_sided(&at.join(step.clone()), &element.node, is_before);
            keep(&mut members, step, tree);
        }
        Tree::Branch(members)
    }

    /// Which element of the second list is which of the first: by the same key, else by a key that says the same in the
    /// other side's words.
    fn assigned<'k>(
        &self,
        before: &'k BTreeMap<ElementKey, Element>,
        after: &'k BTreeMap<ElementKey, Element>,
    ) -> Assigned<Named<'k>, Named<'k>> {
        let mut found = Assigned {
            before: before.iter().collect(),
            after: after.iter().collect(),
            pairs: Vec::new(),
        };
        let same = |(key, _): &Named<'k>| Some(*key);
        assign::by_key(&mut found, same, same);
        let words = self.sides.words;
        assign::by_key(&mut found, |one| said(&words.before, one), |one| said(&words.after, one));
        assign::one_by_one(&mut found, |one, other| self.keys_correspond(one, other));
        found
    }

    fn keys_correspond(&self, before: &Named<'_>, after: &Named<'_>) -> bool {
        let part = |((name, one), (other_name, other)): (&(String, String), &(String, String))| {
            if name != other_name {
                return false;
            }
            // A key attribute that leads to another resource corresponds by where it leads.
            let leads = |element: &Element| element.node.get(name).map(Node::to_value);
            match (leads(before.1), leads(after.1)) {
                (Some(one), Some(other)) => {
                    self.sides.likeness(self.nodes, &one, &other) <= Likeness::Corresponding
                }
                _ => self.sides.texts(one, other) <= Likeness::Corresponding,
            }
        };
        before.0.len() == after.0.len() && before.0.iter().zip(after.0.iter()).all(part)
    }

    fn sets(&mut self, at: &Path, before: &[Value], after: &[Value]) -> Tree {
        self.attributes += 1;
        let (gone, come, worst) = self.sides.sets(self.nodes, before, after);
        let outcome = match worst {
            _ if !gone.is_empty() || !come.is_empty() => self.different(at, None),
            Likeness::Equal | Likeness::Different => return Tree::equal(),
            Likeness::Corresponding => Outcome::Corresponding,
            Likeness::Unknown(reason) => self.unknown(at, &reason),
        };
        let values = (Some(Value::List(before.to_vec())), Some(Value::List(after.to_vec())));
        leaf(values, outcome)
    }

    fn leaves(&mut self, at: &Path, before: &Value, after: &Value) -> Tree {
        self.attributes += 1;
        let outcome = match self.sides.likeness(self.nodes, before, after) {
            Likeness::Equal => return Tree::equal(),
            Likeness::Corresponding => Outcome::Corresponding,
            Likeness::Unknown(reason) => self.unknown(at, &reason),
            Likeness::Different => self.different(at, Some((before, after))),
        };
        let note = self.outside(at, Some(before), Some(after));
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
        let values =
            values.filter(|(before, after)| !self.sides.lead_apart(self.nodes, before, after));
        match class.equality.zip(values).map(|(equal, (before, after))| equal(before, after)) {
            Some(Some(true)) => Outcome::Corresponding,
            Some(None) => Outcome::Unknown(Reason::Undecodable(
                "what is written does not let one say".to_owned(),
            )),
            Some(Some(false)) | None => Outcome::Different,
        }
    }

    /// What cannot be said matters only where a difference would.
    fn unknown(&self, at: &Path, reason: &Reason) -> Outcome {
        if self.class(at).role.is_compared() {
            Outcome::Unknown(reason.clone())
        } else {
            Outcome::NotCompared
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
    fn outside(&self, at: &Path, before: Option<&Value>, after: Option<&Value>) -> Option<String> {
        let observed = |graph: &Graph<'_>| graph.snapshot.header.kind == SideKind::Observed;
        let (one, other) = (observed(self.sides.before), observed(self.sides.after));
        // Beside what is live, a declaration leaves it to the autoscaler how many there are.
        let sides =
            [(self.governed.0, before, one || !other), (self.governed.1, after, other || !one)];
        sides.into_iter().find_map(|(governed, value, counts)| {
            let value = value.filter(|_| counts);
            let governed = governed.iter().find(|governed| governed.path == *at)?;
            let value = value?.as_i64()?;
            let Governed { min, max, by, .. } = governed;
            (value < *min || value > *max)
                .then(|| format!("{value} is outside {min}..{max} of {by}"))
        })
    }

    /// What only one side has.
    fn alone(&mut self, at: &Path, node: &Node, is_before: bool) -> Tree {
        match node {
            _ if says_nothing(node) => Tree::equal(),
            Node::Keyed(elements) => {
                let none = BTreeMap::new();
                let (before, after) = if is_before { (elements, &none) } else { (&none, elements) };
                self.keyed(at, before, after)
            }
            _ => self.one_sided(at, node, is_before),
        }
    }

    /// One difference, of all that only one side has here.
    fn one_sided(&mut self, at: &Path, node: &Node, is_before: bool) -> Tree {
        self.attributes += 1;
        let Some(kept) = self.compared(at, node) else {
            return leaf(on_side(node.to_value(), is_before), Outcome::NotCompared);
        };
        let value = kept.to_value();
        let (one, other) = if is_before { (Some(&value), None) } else { (None, Some(&value)) };
        let note = self.outside(at, one, other);
        let outcome = match &kept {
            Node::Leaf(Value::Unknown(reason)) => Outcome::Unknown(reason.clone()),
            _ if note.is_none() && self.is_governed(at) => Outcome::Governed,
            _ => self.unless_unread(at, &value, is_before),
        };
        let (before, after) = on_side(value, is_before);
        Tree::Leaf(Leaf { before, after, outcome, note })
    }

    /// An element that only one side has is a difference, unless what it leads to was not read.
    fn unless_unread(&self, at: &Path, value: &Value, is_before: bool) -> Outcome {
        let is_element = matches!(at.0.last(), Some(Step::Element(_)));
        let unread = is_element.then(|| self.sides.called_by_unread(self.nodes, value, is_before));
        unread.flatten().map_or(Outcome::Different, Outcome::Unknown)
    }

    /// The node without what is not compared in it; `None` if nothing is left.
    fn compared(&self, at: &Path, node: &Node) -> Option<Node> {
        if !self.class(at).role.is_compared() {
            return None;
        }
        match node {
            Node::Map(members) if !members.is_empty() => {
                let kept: BTreeMap<String, Node> = members
                    .iter()
                    .filter_map(|(name, node)| {
                        Some((name.clone(), self.compared(&at.key(name), node)?))
                    })
                    .collect();
                (!kept.is_empty()).then_some(Node::Map(kept))
            }
            Node::Keyed(elements) if !elements.is_empty() => {
                let kept: BTreeMap<ElementKey, Element> = elements
                    .iter()
                    .filter_map(|(key, Element { index, node })| {
                        let node = self.compared(&at.join(Step::Element(key.clone())), node)?;
                        Some((key.clone(), Element { index: *index, node }))
                    })
                    .collect();
                (!kept.is_empty()).then_some(Node::Keyed(kept))
            }
            _ => Some(node.clone()),
        }
    }
}

/// An element of a keyed list with its key.
type Named<'k> = (&'k ElementKey, &'k Element);

/// A key in its side's words; `None` if there are none in it.
fn said<'k>(words: &Words, (key, _): &Named<'k>) -> Option<Vec<(&'k str, String)>> {
    let substituted: Vec<_> =
        key.iter().map(|(name, value)| (name, value, words.substitute(value))).collect();
    substituted.iter().any(|(_, _, said)| said.is_some()).then(|| {
        let part = |(name, value, said): (&'k String, &String, Option<String>)| {
            (name.as_str(), said.unwrap_or_else(|| value.clone()))
        };
        substituted.into_iter().map(part).collect()
    })
}

/// An empty group says nothing more than no group.
fn says_nothing(node: &Node) -> bool {
    match node {
        Node::Keyed(elements) => elements.is_empty(),
        Node::Map(members) => members.is_empty(),
        Node::Set { items, .. } => items.is_empty(),
        Node::Leaf(value) => *value == Value::Null,
    }
}

fn on_side(value: Value, is_before: bool) -> (Option<Value>, Option<Value>) {
    if is_before { (Some(value), None) } else { (None, Some(value)) }
}

fn leaf((before, after): (Option<Value>, Option<Value>), outcome: Outcome) -> Tree {
    Tree::Leaf(Leaf { before, after, outcome, note: None })
}

fn keep(members: &mut BTreeMap<Step, Tree>, step: Step, tree: Tree) {
    if !tree.is_equal() {
        members.insert(step, tree);
    }
}
