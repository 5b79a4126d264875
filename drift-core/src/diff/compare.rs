//! Two values: equal, equal in each side's own words, different, or not to be said.
//!
//! Knows the vocabulary and which resources are paired; knows no schema: list semantics are in the normal form.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::pair::Vocabulary;
use crate::value::{Map, Reason, Reference, Secret, Value};

/// What two values are to each other; ordered so that the worst of several is the greatest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Equal,
    Corresponding,
    Unknown(Reason),
    Different,
}

/// What comparing values needs to know of the two sides.
pub(super) struct Sides<'g, 's> {
    pub(super) before: &'g Graph<'s>,
    pub(super) after: &'g Graph<'s>,
    pub(super) paired: &'g BTreeSet<(usize, usize)>,
    pub(super) words: &'g Vocabulary,
}

/// The two resources whose values are compared.
#[derive(Clone, Copy)]
pub(super) struct Nodes {
    pub(super) before: usize,
    pub(super) after: usize,
}

impl Sides<'_, '_> {
    pub(super) fn likeness(&self, nodes: Nodes, before: &Value, after: &Value) -> Likeness {
        match (before, after) {
            (Value::Unknown(reason), _) | (_, Value::Unknown(reason)) => {
                Likeness::Unknown(reason.clone())
            }
            (Value::Secret(before), Value::Secret(after)) => secrets(before, after),
            (Value::Reference(before), Value::Reference(after)) => {
                self.references(nodes, before, after)
            }
            (Value::String(before), Value::String(after)) => self.texts(before, after),
            (Value::List(before), Value::List(after)) => self.lists(nodes, before, after),
            (Value::Map(before), Value::Map(after)) => self.maps(nodes, before, after),
            _ if before == after => Likeness::Equal,
            _ => Likeness::Different,
        }
    }

    pub(super) fn texts(&self, before: &str, after: &str) -> Likeness {
        if before == after {
            Likeness::Equal
        } else if self.words.correspond(before, after) {
            Likeness::Corresponding
        } else {
            Likeness::Different
        }
    }

    fn references(&self, nodes: Nodes, before: &Reference, after: &Reference) -> Likeness {
        if before.kind != after.kind {
            return Likeness::Different;
        }
        let targets =
            (self.before.resolve(nodes.before, before), self.after.resolve(nodes.after, after));
        if let (Some(one), Some(other)) = targets
            && self.paired.contains(&(one, other))
        {
            return if before.name == after.name {
                Likeness::Equal
            } else {
                Likeness::Corresponding
            };
        }
        // A target that is missing on a side is a finding of its own; here only what is written counts.
        self.texts(&before.name, &after.name)
    }

    fn lists(&self, nodes: Nodes, before: &[Value], after: &[Value]) -> Likeness {
        if before.len() != after.len() {
            return Likeness::Different;
        }
        let each = before.iter().zip(after).map(|(one, other)| self.likeness(nodes, one, other));
        each.max().unwrap_or(Likeness::Equal)
    }

    fn maps(&self, nodes: Nodes, before: &Map, after: &Map) -> Likeness {
        if before.len() != after.len() {
            return Likeness::Different;
        }
        let each = before.iter().map(|(name, one)| {
            after.get(name).map_or(Likeness::Different, |other| self.likeness(nodes, one, other))
        });
        each.max().unwrap_or(Likeness::Equal)
    }

    /// Two lists without order: what is left of each after taking out what is alike.
    pub(super) fn sets<'v>(
        &self,
        nodes: Nodes,
        before: &'v [Value],
        after: &'v [Value],
    ) -> (Vec<&'v Value>, Vec<&'v Value>, Likeness) {
        let mut rest: Vec<&Value> = after.iter().collect();
        let mut alone = Vec::new();
        let mut worst = Likeness::Equal;
        for exact in [true, false] {
            let ours: Vec<&Value> =
                if exact { before.iter().collect() } else { std::mem::take(&mut alone) };
            for one in ours {
                let alike = |other: &&Value| {
                    let likeness =
                        if exact { exactly(one, other) } else { self.likeness(nodes, one, other) };
                    (likeness != Likeness::Different).then_some(likeness)
                };
                let found =
                    rest.iter().enumerate().find_map(|(place, other)| Some((place, alike(other)?)));
                match found {
                    Some((place, likeness)) => {
                        rest.remove(place);
                        worst = worst.max(likeness);
                    }
                    None => alone.push(one),
                }
            }
        }
        (alone, rest, worst)
    }
}

fn exactly(before: &Value, after: &Value) -> Likeness {
    if before == after { Likeness::Equal } else { Likeness::Different }
}

fn secrets(before: &Secret, after: &Secret) -> Likeness {
    if before.key != after.key {
        Likeness::Unknown(Reason::DifferentKeys)
    } else if before.fingerprint == after.fingerprint {
        Likeness::Equal
    } else {
        Likeness::Different
    }
}
