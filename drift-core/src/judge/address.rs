//! Addresses: where a resource is on one side, where it is declared, who wrote it.

use crate::graph::Graph;
use crate::judge::Case;
use crate::normal::Node;
use crate::path::Path;
use crate::report::Address;
use crate::resource::{Location, Origin};

/// Where the attribute at `path` of a node is.
pub(super) fn of(
    case: &Case<'_, '_>,
    graph: &Graph<'_>,
    node: usize,
    path: &Path,
) -> Option<Address> {
    let (vertex, resource) = graph.nodes.get(node).zip(graph.resource(node))?;
    let writer = match resource.origin {
        Origin::Declared { .. } => None,
        _ => case.registry.of(&resource.kind).and_then(|provider| provider.writer(resource, path)),
    };
    Some(Address {
        scope: vertex.item.scope.clone(),
        name: resource.name.clone(),
        native_id: resource.native_id.clone(),
        location: location(&resource.origin, &vertex.item.normal.tree, path),
        writer,
        provenance: vertex.item.normal.provenance.clone(),
    })
}

/// The line of the attribute, else of the nearest thing around it that has one.
fn location(origin: &Origin, tree: &Node, path: &Path) -> Option<Location> {
    let Origin::Declared { location, lines } = origin else { return None };
    let mut at = tree.body_path(path);
    loop {
        if let Some(line) = lines.get(&at.to_string()) {
            return Some(Location { file: location.file.clone(), line: *line });
        }
        let Some(parent) = at.parent().filter(|parent| !parent.is_root()) else {
            return Some(location.clone());
        };
        at = parent;
    }
}
