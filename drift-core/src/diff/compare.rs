//! Two values: equal, equal in each side's own words, different, or not to be said.
//!
//! Knows the vocabulary and which resources are paired; knows no schema: list semantics are in the normal form.

use std::collections::BTreeMap;

use crate::coverage::{Skip, Status};
use crate::diff::assign::{self, Assigned};
use crate::diff::paired::Paired;
use crate::graph::{Graph, references_in};
use crate::pair::Vocabulary;
use crate::path::Path;
use crate::scope::Scope;
use crate::value::{Map, Part, Reason, Reference, Secret, Value};

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
    pub(super) paired: &'g Paired,
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
            (Value::Secret(before), Value::Secret(after)) => self.secrets(before, after),
            (Value::Masked(before), Value::Masked(after)) => self.masked(before, after),
            (Value::Reference(before), Value::Reference(after)) => {
                self.references(nodes, before, after)
            }
            (Value::Reference(before), Value::String(after)) => {
                self.unled(self.after, nodes.after, (&before.kind, after))
            }
            (Value::String(before), Value::Reference(after)) => {
                self.unled(self.before, nodes.before, (&after.kind, before))
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

    /// Under different keys only what they point at can differ for certain.
    fn secrets(&self, before: &Secret, after: &Secret) -> Likeness {
        match before.same(after) {
            Some(true) => Likeness::Equal,
            Some(false) => Likeness::Different,
            None if before.refs.len() != after.refs.len() => Likeness::Different,
            None => {
                let each =
                    before.refs.iter().zip(&after.refs).map(|(one, other)| self.texts(one, other));
                match each.max() {
                    Some(Likeness::Different) => Likeness::Different,
                    _ => Likeness::Unknown(Reason::DifferentKeys),
                }
            }
        }
    }

    fn masked(&self, before: &[Part], after: &[Part]) -> Likeness {
        if before.len() != after.len() {
            return Likeness::Different;
        }
        let each = before.iter().zip(after).map(|parts| match parts {
            (Part::Plain(before), Part::Plain(after)) => self.texts(before, after),
            (Part::Secret(before), Part::Secret(after)) => self.secrets(before, after),
            _ => Likeness::Different,
        });
        each.max().unwrap_or(Likeness::Equal)
    }

    /// A text that leads to nothing, where the other one leads to a resource of a kind: unless such were not read there, it is
    /// another one.
    fn unled(&self, graph: &Graph<'_>, from: usize, (kind, text): (&str, &str)) -> Likeness {
        let to = Reference { kind: kind.to_owned(), namespace: None, name: text.to_owned() };
        unread(graph, from, &to, None).map_or(Likeness::Different, Likeness::Unknown)
    }

    fn references(&self, nodes: Nodes, before: &Reference, after: &Reference) -> Likeness {
        if before.kind != after.kind {
            return Likeness::Different;
        }
        let targets = self.targets(nodes, before, after);
        if let (Some(one), Some(other)) = targets {
            if self.paired.contains(one, other) {
                let same = before.name == after.name;
                return if same { Likeness::Equal } else { Likeness::Corresponding };
            }
            // Whatever they are called: they lead to two things, and one of these is known to be another.
            if self.paired.is_another(self.before, self.after, (one, other)) {
                return Likeness::Different;
            }
        }
        // A target that is missing on a side is a finding of its own; here only what is written counts.
        match self.texts(&before.name, &after.name).max(self.namespaces(nodes, before, after)) {
            Likeness::Different => {
                let unread = unread(self.before, nodes.before, before, targets.0)
                    .or_else(|| unread(self.after, nodes.after, after, targets.1));
                unread.map_or(Likeness::Different, Likeness::Unknown)
            }
            same => same,
        }
    }

    /// Whether two references lead to the same namespace, as far as either names one.
    fn namespaces(&self, nodes: Nodes, before: &Reference, after: &Reference) -> Likeness {
        if before.namespace.is_none() && after.namespace.is_none() {
            return Likeness::Equal;
        }
        let own = |graph: &Graph<'_>, node: usize| {
            graph.nodes.get(node).and_then(|vertex| vertex.item.scope.namespace.clone())
        };
        let one = before.namespace.clone().or_else(|| own(self.before, nodes.before));
        let other = after.namespace.clone().or_else(|| own(self.after, nodes.after));
        match (one, other) {
            (Some(one), Some(other)) => self.texts(&one, &other),
            (None, None) => Likeness::Equal,
            _ => Likeness::Different,
        }
    }

    fn lists(&self, nodes: Nodes, before: &[Value], after: &[Value]) -> Likeness {
        if before.len() != after.len() {
            return Likeness::Different;
        }
        let each = before.iter().zip(after).map(|(one, other)| self.likeness(nodes, one, other));
        each.max().unwrap_or(Likeness::Equal)
    }

    /// Whether two values lead to two things of which one is known to be another: no rule of equality can say more.
    pub(super) fn lead_apart(&self, nodes: Nodes, before: &Value, after: &Value) -> bool {
        let (Value::Reference(before), Value::Reference(after)) = (before, after) else {
            return false;
        };
        let (one, other) = self.targets(nodes, before, after);
        let both = one.zip(other);
        both.is_some_and(|both| self.paired.is_another(self.before, self.after, both))
    }

    /// Why it is not known whether an element that only one side has corresponds to one of the other: what it is called by leads to
    /// what was not read, on either side.
    pub(super) fn called_by_unread(
        &self,
        nodes: Nodes,
        element: &Value,
        is_before: bool,
    ) -> Option<Reason> {
        let (before, after) = ((self.before, nodes.before), (self.after, nodes.after));
        let ((own, from), (other, to)) = if is_before { (before, after) } else { (after, before) };
        let mut why = None;
        references_in(element, &Path::root(), &mut |_, reference| {
            let here = || unread(own, from, reference, own.resolve(from, reference));
            why = why.take().or_else(here).or_else(|| unread(other, to, reference, None));
        });
        why
    }

    /// Where two references lead.
    fn targets(
        &self,
        nodes: Nodes,
        before: &Reference,
        after: &Reference,
    ) -> (Option<usize>, Option<usize>) {
        (self.before.resolve(nodes.before, before), self.after.resolve(nodes.after, after))
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
        let (ours, theirs) = without_equal(before, after);
        let (ours_said, theirs_said) = (&self.words.before, &self.words.after);
        let mut found = Assigned { before: ours, after: theirs, pairs: Vec::new() };
        assign::by_key(
            &mut found,
            |value| ours_said.substitute(value.as_str()?),
            |value| theirs_said.substitute(value.as_str()?),
        );
        // What cannot be said is set against what nothing else is left for.
        assign::one_by_one(&mut found, |one, other| {
            self.likeness(nodes, one, other) <= Likeness::Corresponding
        });
        assign::one_by_one(&mut found, |one, other| {
            self.likeness(nodes, one, other) != Likeness::Different
        });
        let worst = found.pairs.iter().map(|(one, other)| self.likeness(nodes, one, other)).max();
        (found.before, found.after, worst.unwrap_or(Likeness::Equal))
    }
}

/// Why it is not known whether a reference leads to a resource: those of its kind were not read where it would be, or what leads to
/// them was not.
fn unread(graph: &Graph<'_>, from: usize, to: &Reference, found: Option<usize>) -> Option<Reason> {
    let told = |reason: &Reason| Reason::LeadsToUnread(reason.to_string());
    if let Some(found) = found {
        return graph.nodes.get(found)?.item.normal.unsure.as_ref().map(told);
    }
    let scope = &graph.nodes.get(from)?.item.scope;
    let namespace = to.namespace.clone().or_else(|| scope.namespace.clone());
    let coverage = &graph.snapshot.coverage;
    let scopes = Scope { namespace, ..scope.clone() }.outward();
    let mut near = scopes.iter().filter_map(|scope| coverage.of(scope, &to.kind)).take(1);
    // An id of an account leads anywhere: into another region, out of none, into another account.
    let anywhere =
        coverage.0.iter().filter(|(cell, _)| cell.kind == to.kind && cell.scope.account.is_some());
    near.find_map(not_complete)
        .or_else(|| anywhere.map(|(_, status)| status).find_map(not_complete))
        .or_else(|| graph.unsure(&to.kind).map(told))
}

fn not_complete(status: &Status) -> Option<Reason> {
    match status {
        Status::Complete => None,
        Status::Skipped { why: Skip::Filter } => Some(Reason::LeadsToUnasked),
        status => Some(Reason::LeadsToUnread(status.to_string())),
    }
}

/// What is left of two lists without what is the same in both, as often as it is.
fn without_equal<'v>(before: &'v [Value], after: &'v [Value]) -> (Vec<&'v Value>, Vec<&'v Value>) {
    let mut counts: BTreeMap<&Value, usize> = BTreeMap::new();
    after.iter().for_each(|value| *counts.entry(value).or_default() += 1);
    let mut take = |value: &&'v Value| match counts.get_mut(value) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let ours = before.iter().filter(&mut take).collect();
    let theirs = counts.into_iter().flat_map(|(value, count)| std::iter::repeat_n(value, count));
    (ours, theirs.collect())
}
