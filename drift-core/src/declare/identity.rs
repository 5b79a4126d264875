//! Which object a document declares, or why it declares none. Looks at nothing but the type and the metadata.

use super::encrypted::is_ciphertext;
use crate::value::Value;
use crate::yaml::{Content, Spanned};

/// The type of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Types {
    /// The group; empty for the core group.
    pub(super) group: String,
    /// The version within the group.
    pub(super) version: String,
    /// The kind without its group.
    pub(super) name: String,
}

impl Types {
    /// The kind as all of Drift names it: group and kind.
    pub(super) fn kind(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }

    /// Says the type in the body, where it may only have it from its list.
    pub(super) fn say(&self, body: &mut Value) {
        let Some(members) = body.as_map_mut() else { return };
        let separator = if self.group.is_empty() { "" } else { "/" };
        let version = format!("{}{separator}{}", self.group, self.version);
        members.insert("apiVersion".to_owned(), Value::from(version));
        members.insert("kind".to_owned(), Value::from(self.name.as_str()));
    }
}

/// Which object it is.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) types: Types,
    pub(super) namespace: Option<String>,
    pub(super) name: String,
}

/// A document that declares no object that can be compared.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) line: u32,
    pub(super) why: Refusal,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("no Kubernetes object: neither apiVersion nor kind")]
    Foreign,
    #[error("no Kubernetes object: {0} instead of a map")]
    NoMap(&'static str),
    #[error("no Kubernetes object: nothing as an item of a list")]
    NoItem,
    #[error("no Kubernetes object: no {0}")]
    Half(&'static str),
    #[error("{0} is {1}, not {2}")]
    Wrong(&'static str, &'static str, &'static str),
    #[error("a kustomization, which has to be rendered (`render: kustomize`)")]
    Kustomization,
    #[error("{0} without metadata.name")]
    Nameless(String),
    #[error("{kind} with metadata.generateName cannot be compared: the server makes its name")]
    Generated { kind: String, namespace: Option<String> },
}

/// What a refused document keeps the declaration from speaking for.
pub(super) enum Cost {
    /// It is no part of what is declared.
    Nothing,
    /// It declares objects of this kind that nobody can name.
    Kind { namespace: Option<String>, kind: String },
    /// It may declare anything.
    Everything,
}

impl Refusal {
    pub(super) fn cost(&self) -> Cost {
        match self {
            // Values of a chart, a list of patches.
            Self::Foreign | Self::NoMap("a list") | Self::NoItem => Cost::Nothing,
            Self::Generated { kind, namespace } => {
                Cost::Kind { namespace: namespace.clone(), kind: kind.clone() }
            }
            // A text may be an object whose indentation went wrong.
            Self::NoMap(_)
            | Self::Half(_)
            | Self::Wrong(..)
            | Self::Kustomization
            | Self::Nameless(_) => Cost::Everything,
        }
    }
}

/// Reads who it is; `inherited` is the type that a typed list gives to items that do not say theirs.
pub(super) fn of(root: &Spanned, inherited: Option<&Types>) -> Result<Identity, Refused> {
    let types = match (types(root)?, inherited) {
        (Some(types), _) => types,
        (None, Some(types)) => types.clone(),
        (None, None) => return Err(at(root, Refusal::Foreign)),
    };
    if types.group == "kustomize.config.k8s.io" {
        return Err(at(root, Refusal::Kustomization));
    }
    let nameless = || at(root, Refusal::Nameless(types.kind()));
    let metadata =
        root.get("metadata").filter(|metadata| !metadata.is_null()).ok_or_else(nameless)?;
    if metadata.as_map().is_none() {
        return Err(at(metadata, Refusal::Wrong("metadata", metadata.what(), "a map")));
    }
    let namespace = text(metadata, "namespace", "metadata.namespace")?;
    match text(metadata, "name", "metadata.name")? {
        Some(name) => Ok(Identity { types, namespace, name }),
        None if text(metadata, "generateName", "metadata.generateName")?.is_some() => {
            Err(at(root, Refusal::Generated { kind: types.kind(), namespace }))
        }
        None => Err(nameless()),
    }
}

/// The type that a document says; `None` when it says nothing of the kind.
pub(super) fn types(root: &Spanned) -> Result<Option<Types>, Refused> {
    match &root.content {
        Content::Map(_) => {}
        Content::Null => return Err(at(root, Refusal::NoItem)),
        _ => return Err(at(root, Refusal::NoMap(root.what()))),
    }
    let version = text(root, "apiVersion", "apiVersion")?;
    let name = text(root, "kind", "kind")?;
    let (version, name) = match (version, name) {
        (Some(version), Some(name)) => (version, name),
        (None, None) => return Ok(None),
        (None, _) => return Err(at(root, Refusal::Half("apiVersion"))),
        (_, None) => return Err(at(root, Refusal::Half("kind"))),
    };
    let (group, version) = version.split_once('/').unwrap_or(("", &version));
    let dns = |text: &str| {
        text.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-'))
    };
    // Kinds become the globs of claims: what is not the name of a kind does not get that far.
    if !dns(group) || !dns(version) || version.is_empty() {
        return Err(at(root, Refusal::Wrong("apiVersion", "a text", "a group and a version")));
    }
    if !name.chars().all(|char| char.is_ascii_alphanumeric()) {
        return Err(at(root, Refusal::Wrong("kind", "a text", "the name of a kind")));
    }
    Ok(Some(Types { group: group.to_owned(), version: version.to_owned(), name }))
}

/// A member that has to be a text where it says anything.
fn text(map: &Spanned, name: &str, path: &'static str) -> Result<Option<String>, Refused> {
    let Some(value) = map.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let Some(text) = value.as_str() else {
        return Err(at(value, Refusal::Wrong(path, value.what(), "a text")));
    };
    if is_ciphertext(text) {
        return Err(at(value, Refusal::Wrong(path, "encrypted", "a text")));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

fn at(place: &Spanned, why: Refusal) -> Refused {
    Refused { line: place.line, why }
}
