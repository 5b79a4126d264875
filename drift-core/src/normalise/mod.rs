//! Normalise: every body rewritten to an equal value in one form, so that what is equal looks equal.
//!
//! Each provider knows how for its own kinds; this stage only asks them, resource by resource. It never hides a
//! difference: that is judging. Knows nothing of the other side.

use std::collections::BTreeMap;

use crate::normal::Node;
use crate::problem::{Problem, ProblemCode};
use crate::progress::Progress;
use crate::registry::{Normal, Registry};
use crate::resource::Resource;
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::value::Value;

/// One resource in normal form.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its place in the snapshot.
    pub resource: usize,
    /// Where it lives, its namespace resolved.
    pub scope: Scope,
    /// Its normal form and what linking needs.
    pub normal: Normal,
    /// Whether it is only on the way from one resource to another, of a kind that is never compared.
    pub passed: bool,
}

/// One side in normal form.
#[derive(Debug, Clone)]
pub struct Normalised<'s> {
    /// The side.
    pub snapshot: &'s Snapshot,
    /// Its resources, in snapshot order; of kinds that are never compared only what is on the way between others.
    pub items: Vec<Item>,
    /// How many resources of kinds that are never compared there are.
    pub ignored: BTreeMap<String, usize>,
    /// Whether `progress` asked to stop before the end: what is not here may be there.
    pub stopped: bool,
}

/// Rewrites every resource of a side to its normal form.
///
/// Resources of kinds that nobody knows keep their body as it is, every list ordered. A stop asked for by `progress`
/// leaves the rest out and says so.
#[must_use]
pub fn normalise<'s>(
    snapshot: &'s Snapshot,
    registry: &Registry,
    progress: &mut dyn Progress,
) -> (Normalised<'s>, Vec<Problem>) {
    let mut side =
        Normalised { snapshot, items: Vec::new(), ignored: BTreeMap::new(), stopped: false };
    let mut problems = Vec::new();
    let total = snapshot.resources().len();
    for (place, resource) in snapshot.resources().iter().enumerate() {
        if place % 256 == 0 && !progress.step("normalise", place, total) {
            side.stopped = true;
            problems.push(stopped(place, total));
            break;
        }
        let provider = registry.of(&resource.kind);
        let passed = provider.is_some_and(|provider| provider.ignored(&resource.kind).is_some());
        if passed {
            *side.ignored.entry(resource.kind.clone()).or_default() += 1;
            if !provider.is_some_and(|provider| provider.passes(&resource.kind)) {
                continue;
            }
        }
        let (normal, found) = normal_of(resource, snapshot, registry);
        problems.extend(found);
        let scope = match &normal.namespace {
            Some(namespace) => Scope { namespace: namespace.clone(), ..resource.scope.clone() },
            None => resource.scope.clone(),
        };
        side.items.push(Item { resource: place, scope, normal, passed });
    }
    (side, problems)
}

fn normal_of(
    resource: &Resource,
    snapshot: &Snapshot,
    registry: &Registry,
) -> (Normal, Vec<Problem>) {
    let Some(provider) = registry.of(&resource.kind) else {
        return (Normal::of(Node::from_value(resource.body().clone())), Vec::new());
    };
    let facts = snapshot.facts.get(provider.provider()).unwrap_or(&Value::Null);
    provider.normalise(resource, facts)
}

fn stopped(done: usize, total: usize) -> Problem {
    Problem {
        code: ProblemCode::Stopped,
        place: "normalise".to_owned(),
        what: format!("stopped after {done} of {total} resources"),
    }
}
