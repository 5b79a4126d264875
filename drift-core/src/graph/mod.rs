//! Link: resources as nodes, what leads from one to another as edges; generated children folded into their owners.
//!
//! Works within one side. References are resolved by kind, namespace and name or native id inside one cluster or
//! account. Knows nothing of the other side.

mod bind;
mod fold;

use std::collections::BTreeMap;

use crate::normal::Node;
use crate::normalise::{Item, Normalised};
use crate::path::Path;
use crate::problem::{Problem, ProblemCode};
use crate::progress::Progress;
use crate::registry::Registry;
use crate::resource::{Membership, Resource};
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::value::{Reason, Reference, Value};

/// A typed relation: an attribute of one resource leads to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The node it starts from.
    pub from: usize,
    /// The attribute that says so; empty where only the other end says it.
    pub by: Path,
    /// The node it leads to.
    pub to: usize,
}

/// What keeps an attribute between bounds at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governed {
    /// Which attribute.
    pub path: Path,
    /// The least value.
    pub min: i64,
    /// The greatest value.
    pub max: i64,
    /// Who does: kind and name.
    pub by: String,
}

/// One resource in the graph.
#[derive(Debug, Clone)]
pub struct Vertex {
    /// Its normal form.
    pub item: Item,
    /// The node that it folded into; it is then no subject of its own. A child whose owner was not seen folds into itself.
    pub folded_into: Option<usize>,
    /// What autoscalers do to it.
    pub governed: Vec<Governed>,
}

/// One side, linked.
#[derive(Debug, Clone)]
pub struct Graph<'s> {
    /// The side.
    pub snapshot: &'s Snapshot,
    /// The nodes, in snapshot order.
    pub nodes: Vec<Vertex>,
    /// The edges, sorted.
    pub edges: Vec<Edge>,
    /// How many resources of kinds that are never compared there are.
    pub ignored: BTreeMap<String, usize>,
    /// Whether a stop was asked for before every resource was normalised: what is not here may be there.
    pub stopped: bool,
    /// By kind, why not all that leads to some resource of it is known.
    unsure: BTreeMap<String, Reason>,
    index: Index,
}

/// Where a name or a native id leads.
#[derive(Debug, Clone, Default)]
struct Index {
    here: BTreeMap<(Scope, String, String), usize>,
    // A native id that one resource alone bears leads to it from anywhere: from another region, account or cluster.
    anywhere: BTreeMap<(String, String), Option<usize>>,
}

impl Index {
    /// What a name leads to that means something only where it is written.
    fn near(&self, from: &Scope, kind: &str, name: &str) -> Option<usize> {
        let scopes = from.outward().into_iter();
        let mut here = scopes.map(|scope| (scope, kind.to_owned(), name.to_owned()));
        here.find_map(|key| self.here.get(&key).copied())
    }

    /// What a name or native id of a kind leads to, seen from a scope: its namespace, its instance, what its account has beside
    /// its regions, anywhere.
    fn find(&self, from: &Scope, kind: &str, name: &str) -> Option<usize> {
        self.near(from, kind, name)
            .or_else(|| *self.anywhere.get(&(kind.to_owned(), name.to_owned()))?)
    }
}

impl Graph<'_> {
    /// The resource of a node.
    #[must_use]
    pub fn resource(&self, node: usize) -> Option<&Resource> {
        self.snapshot.resources().get(self.nodes.get(node)?.item.resource)
    }

    /// The nodes that are subjects of their own: in the environment, and not folded into another.
    pub fn subjects(&self) -> impl Iterator<Item = (usize, &Vertex, &Resource)> {
        self.nodes.iter().enumerate().filter_map(|(place, vertex)| {
            let resource = self.snapshot.resources().get(vertex.item.resource)?;
            let subject = vertex.folded_into.is_none()
                && !vertex.item.passed
                && resource.membership != Membership::Unassigned;
            subject.then_some((place, vertex, resource))
        })
    }

    /// The node of a kind with this name or native id in a scope.
    #[must_use]
    pub fn find(&self, scope: &Scope, kind: &str, name: &str) -> Option<usize> {
        self.index.here.get(&(scope.clone(), kind.to_owned(), name.to_owned())).copied()
    }

    /// Why a reference to a resource of this kind may lead to one that was read although it seems not to.
    pub(crate) fn unsure(&self, kind: &str) -> Option<&Reason> {
        self.unsure.get(kind)
    }

    /// The node that a reference of the node `from` leads to.
    #[must_use]
    pub fn resolve(&self, from: usize, reference: &Reference) -> Option<usize> {
        let scope = &self.nodes.get(from)?.item.scope;
        find(&self.index, scope, reference)
    }
}

fn find(index: &Index, from: &Scope, reference: &Reference) -> Option<usize> {
    let namespace = reference.namespace.clone().or_else(|| from.namespace.clone());
    index.find(&Scope { namespace, ..from.clone() }, &reference.kind, &reference.name)
}

/// Links a side.
#[must_use]
pub fn link<'s>(
    side: Normalised<'s>,
    registry: &Registry,
    progress: &mut dyn Progress,
) -> (Graph<'s>, Vec<Problem>) {
    let Normalised { snapshot, items, ignored, stopped } = side;
    let total = items.len();
    progress.step("link", 0, total);
    let (index, problems) = index(snapshot, &items);
    let mut nodes: Vec<Vertex> = items
        .into_iter()
        .map(|item| Vertex { item, folded_into: None, governed: Vec::new() })
        .collect();
    fold::fold(snapshot, &mut nodes, registry);
    govern(snapshot, &mut nodes, &index);
    let unsure = unsure(snapshot, &nodes);
    let mut edges = edges(&nodes, &index);
    edges.extend(bind::edges(snapshot, &nodes, &index, registry));
    edges.sort();
    fold::supersede(snapshot, &mut nodes, &edges);
    progress.step("link", total, total);
    (Graph { snapshot, nodes, edges, ignored, stopped, unsure, index }, problems)
}

fn index(snapshot: &Snapshot, items: &[Item]) -> (Index, Vec<Problem>) {
    let (mut index, mut problems) = (Index::default(), Vec::new());
    for (place, item) in items.iter().enumerate() {
        let Some(resource) = snapshot.resources().get(item.resource) else { continue };
        let key = |name: &str| (item.scope.clone(), resource.kind.clone(), name.to_owned());
        let first = *index.here.entry(key(&resource.name)).or_insert(place);
        let first = items.get(first).and_then(|item| snapshot.resources().get(item.resource));
        problems.extend(first.and_then(|first| repeated(resource, first)));
        if let Some(id) = &resource.native_id {
            index.here.entry(key(id)).or_insert(place);
        }
        for id in resource.native_id.iter().chain(&item.normal.also) {
            let everywhere = index.anywhere.entry((resource.kind.clone(), id.clone()));
            everywhere
                .and_modify(|first| *first = first.filter(|first| *first == place))
                .or_insert(Some(place));
        }
    }
    (index, problems)
}

/// Two of one name that no id tells apart: one of them names no namespace, the other the one that it then has.
fn repeated(later: &Resource, first: &Resource) -> Option<Problem> {
    let repeated = !std::ptr::eq(later, first)
        && later.kind == first.kind
        && later.name == first.name
        && later.native_id.is_none()
        && first.native_id.is_none();
    repeated.then(|| Problem {
        code: ProblemCode::Duplicate,
        place: later.place(),
        what: format!("declared twice in one namespace, first at {}", first.place()),
    })
}

fn govern(snapshot: &Snapshot, nodes: &mut [Vertex], index: &Index) {
    let mut found = Vec::new();
    for vertex in nodes.iter() {
        let Some(resource) = snapshot.resources().get(vertex.item.resource) else { continue };
        for governs in &vertex.item.normal.governs {
            if let Some(target) = find(index, &vertex.item.scope, &governs.target) {
                let by = format!("{} {}", resource.kind, resource.name);
                found.push((
                    target,
                    Governed { path: governs.path.clone(), min: governs.min, max: governs.max, by },
                ));
            }
        }
    }
    for (target, governed) in found {
        if let Some(vertex) = nodes.get_mut(target) {
            vertex.governed.push(governed);
        }
    }
}

fn unsure(snapshot: &Snapshot, nodes: &[Vertex]) -> BTreeMap<String, Reason> {
    let of = |vertex: &Vertex| {
        let resource = snapshot.resources().get(vertex.item.resource)?;
        Some((resource.kind.clone(), vertex.item.normal.unsure.clone()?))
    };
    nodes.iter().filter_map(of).collect()
}

fn edges(nodes: &[Vertex], index: &Index) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (from, vertex) in nodes.iter().enumerate() {
        references(&vertex.item.normal.tree, &mut |by, reference| {
            if let Some(to) = find(index, &vertex.item.scope, reference) {
                edges.push(Edge { from, by: by.clone(), to });
            }
        });
    }
    edges
}

fn references(tree: &Node, visit: &mut dyn FnMut(&Path, &Reference)) {
    tree.leaves(&Path::root(), &mut |path, value| references_in(value, path, visit));
}

/// Every reference in a value.
pub(crate) fn references_in(value: &Value, path: &Path, visit: &mut dyn FnMut(&Path, &Reference)) {
    match value {
        Value::Reference(reference) => visit(path, reference),
        Value::List(list) => list.iter().for_each(|value| references_in(value, path, visit)),
        Value::Map(map) => map.values().for_each(|value| references_in(value, path, visit)),
        _ => {}
    }
}
