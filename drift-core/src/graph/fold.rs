//! Folding: generated children (a ReplicaSet, its Pods) become part of the resource that generates them.
//!
//! Follows owners by native id to the topmost one that was seen. What the children show of it is the provider's to say.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Edge, Vertex};
use crate::normal::Node;
use crate::registry::Registry;
use crate::scope::Scope;
use crate::snapshot::Snapshot;

/// A chain of owners longer than this is a cycle.
const LONGEST_CHAIN: usize = 16;

pub(super) fn fold(snapshot: &Snapshot, nodes: &mut [Vertex], registry: &Registry) {
    let by_id = by_native_id(snapshot, nodes);
    let tops: Vec<Option<usize>> = (0..nodes.len()).map(|node| top(nodes, &by_id, node)).collect();
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (child, (vertex, top)) in nodes.iter_mut().zip(&tops).enumerate() {
        vertex.folded_into = *top;
        if let Some(owner) = top.filter(|owner| *owner != child) {
            children.entry(owner).or_default().push(child);
        }
    }
    for (owner, children) in children {
        tell(snapshot, nodes, registry, owner, &children);
    }
}

/// By instance too: a cluster that was restored from another one's backup has its ids.
type ById<'s> = BTreeMap<(&'s str, Scope), usize>;

fn by_native_id<'s>(snapshot: &'s Snapshot, nodes: &[Vertex]) -> ById<'s> {
    let id = |vertex: &Vertex| {
        let id = snapshot.resources().get(vertex.item.resource)?.native_id.as_deref()?;
        Some((id, vertex.item.scope.instance()))
    };
    nodes.iter().enumerate().filter_map(|(place, vertex)| Some((id(vertex)?, place))).collect()
}

/// The topmost owner that was seen; the node itself when its owner was not seen; `None` for what nobody owns.
fn top(nodes: &[Vertex], by_id: &ById<'_>, node: usize) -> Option<usize> {
    let owner_of = |node: usize| nodes.get(node)?.item.normal.owner.as_deref();
    owner_of(node)?;
    let instance = nodes.get(node)?.item.scope.instance();
    let mut top = node;
    for _ in 0..LONGEST_CHAIN {
        match owner_of(top).and_then(|owner| by_id.get(&(owner, instance.clone()))) {
            Some(owner) if *owner != top => top = *owner,
            _ => break,
        }
    }
    Some(top)
}

fn tell(
    snapshot: &Snapshot,
    nodes: &mut [Vertex],
    registry: &Registry,
    owner: usize,
    children: &[usize],
) {
    let Some(vertex) = nodes.get_mut(owner) else { return };
    let Some(resource) = snapshot.resources().get(vertex.item.resource) else { return };
    let Some(provider) = registry.of(&resource.kind) else { return };
    // Taken out while the children are looked at: no copy of a tree, no two borrows of the nodes.
    let mut tree = std::mem::replace(&mut vertex.item.normal.tree, Node::empty());
    let trees: Vec<&Node> =
        children.iter().filter_map(|child| Some(&nodes.get(*child)?.item.normal.tree)).collect();
    provider.fold(&mut tree, &trees);
    if let Some(vertex) = nodes.get_mut(owner) {
        vertex.item.normal.tree = tree;
    }
}

/// Folds earlier generations of a generated object (ConfigMaps that Kustomize named by another hash) into the one in use:
/// nothing that runs leads to them any more.
pub(super) fn supersede(snapshot: &Snapshot, nodes: &mut [Vertex], edges: &[Edge]) {
    let of_use = |edge: &&Edge| nodes.get(edge.from).is_some_and(|from| from.folded_into.is_none());
    let used: BTreeSet<usize> = edges.iter().filter(of_use).map(|edge| edge.to).collect();
    let mut generations: BTreeMap<(&Scope, &str, &str), Vec<usize>> = BTreeMap::new();
    for (node, vertex) in nodes.iter().enumerate() {
        let Some(resource) = snapshot.resources().get(vertex.item.resource) else { continue };
        if let Some(stem) = &vertex.item.normal.stem {
            generations.entry((&vertex.item.scope, &resource.kind, stem)).or_default().push(node);
        }
    }
    let mut superseded = Vec::new();
    for generations in generations.into_values() {
        let (current, earlier): (Vec<usize>, Vec<usize>) =
            generations.into_iter().partition(|node| used.contains(node));
        if let [current] = current.as_slice() {
            superseded.extend(earlier.into_iter().map(|node| (node, *current)));
        }
    }
    for (node, current) in superseded {
        if let Some(vertex) = nodes.get_mut(node) {
            vertex.folded_into = Some(current);
        }
    }
}
