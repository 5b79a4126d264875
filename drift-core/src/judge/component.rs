//! Components: the logical thing that a resource belongs to, by which reports are grouped.
//!
//! Read from where the configuration says (`tags.service`, `declared_address`, `name`), else from what the provider found,
//! else from the name.

use crate::graph::Graph;
use crate::judge::Case;
use crate::pair::Words;
use crate::resource::Origin;

/// Where a component may be read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Component {
    /// A tag or label.
    Tag(String),
    /// The file that declares it.
    DeclaredAddress,
    /// The name, without what only says which environment it is.
    Name,
}

/// Reads `pair.component`; entries of another form were refused by the configuration's parser.
pub(super) fn parse(entries: &[String]) -> Vec<Component> {
    let component = |entry: &String| match entry.as_str() {
        "name" => Some(Component::Name),
        "declared_address" => Some(Component::DeclaredAddress),
        tag => tag
            .strip_prefix("tags.")
            .or_else(|| tag.strip_prefix("tags[\"").and_then(|tag| tag.strip_suffix("\"]")))
            .map(|tag| Component::Tag(tag.to_owned())),
    };
    entries.iter().filter_map(component).collect()
}

/// What a resource belongs to.
pub(super) fn of(case: &Case<'_, '_>, graph: &Graph<'_>, node: usize, words: &Words) -> String {
    let Some((vertex, resource)) = graph.nodes.get(node).zip(graph.resource(node)) else {
        return String::new();
    };
    let normal = &vertex.item.normal;
    let by_name = || words.stem(normal.stem.as_deref().unwrap_or(&resource.name));
    let read = |component: &Component| match component {
        Component::Tag(name) => normal.tags.get(name).cloned(),
        Component::DeclaredAddress => match &resource.origin {
            Origin::Declared { location, .. } => Some(location.file.clone()),
            _ => None,
        },
        Component::Name => Some(by_name()),
    };
    let configured = case.components.iter().find_map(read);
    let found =
        configured.or_else(|| normal.component.clone()).map(|component| words.stem(&component));
    found.unwrap_or_else(by_name)
}
