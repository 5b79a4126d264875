//! Binding: what leads to a resource although only that resource says so, and lives in another scope.
//!
//! An account knows a cluster by its address, and so does whoever reads the cluster: that is where the two meet. What is bound in a
//! cluster that is known by another address leads nowhere.

use std::collections::BTreeMap;

use super::{Edge, Index, Vertex, find};
use crate::path::Path;
use crate::registry::{Binds, Registry};
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::value::Value;

pub(super) fn edges(
    snapshot: &Snapshot,
    nodes: &[Vertex],
    index: &Index,
    registry: &Registry,
) -> Vec<Edge> {
    let places = Places { snapshot, nodes, index, scopes: scopes(snapshot, registry) };
    let bound = nodes.iter().enumerate().flat_map(|(to, vertex)| {
        let from = |binds: &Binds| places.subject(&vertex.item.scope, binds);
        let found: Vec<usize> = vertex.item.normal.binds.iter().filter_map(from).collect();
        found.into_iter().map(move |from| Edge { from, by: Path::root(), to })
    });
    bound.collect()
}

/// The scopes of a side by the addresses under which others know them.
fn scopes(snapshot: &Snapshot, registry: &Registry) -> BTreeMap<String, Scope> {
    let of = |provider: &dyn crate::registry::Semantics| {
        provider.addresses(snapshot.facts.get(provider.provider()).unwrap_or(&Value::Null))
    };
    registry.providers().flat_map(of).collect()
}

struct Places<'g> {
    snapshot: &'g Snapshot,
    nodes: &'g [Vertex],
    index: &'g Index,
    scopes: BTreeMap<String, Scope>,
}

impl Places<'_> {
    /// The node that is bound, seen from a scope.
    fn subject(&self, from: &Scope, binds: &Binds) -> Option<usize> {
        let scope = match &binds.within {
            None => from,
            // Another account may have one of the same name.
            Some(within) => self.inside(self.index.near(from, &within.kind, &within.name)?)?,
        };
        find(self.index, scope, &binds.subject)
    }

    /// The scope that a resource is the outside of: a cluster's, by one of the texts that lead to it.
    fn inside(&self, node: usize) -> Option<&Scope> {
        let item = &self.nodes.get(node)?.item;
        let id = self.snapshot.resources().get(item.resource)?.native_id.as_ref();
        id.into_iter().chain(&item.normal.also).find_map(|text| self.scopes.get(text))
    }
}
