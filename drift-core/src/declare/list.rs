//! Lists of objects: `v1/List` as `kubectl get` prints it, and the typed lists of the API (`ConfigMapList`).

use super::identity::{self, Types};
use crate::yaml::{Content, Spanned};

/// The objects of a document, each with the type that it inherits from its list.
pub(super) fn unroll(root: Spanned) -> Vec<(Spanned, Option<Types>)> {
    let mut objects = Vec::new();
    // Depth is within the budget of the document, so this ends.
    let mut open = vec![(root, None)];
    while let Some((root, inherited)) = open.pop() {
        match item_types(&root) {
            None => objects.push((root, inherited)),
            Some(types) => {
                let items = items(root).into_iter().rev();
                open.extend(items.map(|item| (item, types.clone())));
            }
        }
    }
    objects
}

/// For a list of objects, the type that its items inherit.
fn item_types(root: &Spanned) -> Option<Option<Types>> {
    let types = identity::types(root).ok().flatten()?;
    let name = types.name.strip_suffix("List")?.to_owned();
    let items = root.get("items")?;
    // A custom resource may be named like a list; an object has a name, a list has none.
    let named = root.get("metadata").and_then(|metadata| metadata.get("name")).is_some();
    if named || !matches!(items.content, Content::List(_) | Content::Null) {
        return None;
    }
    Some((!name.is_empty()).then_some(Types { name, ..types }))
}

fn items(root: Spanned) -> Vec<Spanned> {
    let Content::Map(mut members) = root.content else { return Vec::new() };
    match members.remove("items").map(|member| member.value.content) {
        Some(Content::List(items)) => items,
        _ => Vec::new(),
    }
}
