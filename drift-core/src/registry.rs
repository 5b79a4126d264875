//! The registry: what the kinds are. Provider crates fill it, the pure stages ask it.
//!
//! Registered by hand, one call a provider: a kind that silently vanished would be a false all-clear. Knows no kind
//! itself.

use std::sync::Arc;

use crate::kind::{Class, Consequence, Role};
use crate::normal::Node;
use crate::path::{Path, Pattern};
use crate::problem::Problem;
use crate::resource::Resource;
use crate::scope::Scope;
use crate::value::{Reason, Reference, Value};

/// How the text of a secret attribute holds its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The text is the value.
    Text,
    /// The text is base64 of the value: fingerprints are of the decoded bytes.
    Base64,
}

/// An attribute that a table knows to be secret.
#[derive(Debug, Clone)]
pub struct SecretRow {
    /// Where it stands in the body.
    pub path: Pattern,
    /// How it is written there.
    pub encoding: Encoding,
}

/// What governs an attribute of another resource at run time: an autoscaler and its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governs {
    /// Whose attribute.
    pub target: Reference,
    /// Which attribute, in normal form.
    pub path: Path,
    /// The least value that is its doing.
    pub min: i64,
    /// The greatest value that is its doing.
    pub max: i64,
}

/// Whom a resource serves although nothing there says so: the service account that an EKS pod identity association gives its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binds {
    /// Whom.
    pub subject: Reference,
    /// What the subject lives in, where that is another scope: the cluster, as the account knows it.
    pub within: Option<Reference>,
    /// The attributes that say what the subject gets: a way goes on by these and by no other.
    pub gives: Vec<Path>,
}

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Called {
    /// People gave it: whatever has it is meant.
    ByPeople,
    /// It is made of what the resource is (the port of a listener): whatever is otherwise has another one.
    ByWhatItIs,
    /// There is none, and an id that the system made up stands for it.
    ByItsId,
}

/// A resource in normal form, and what linking needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normal {
    /// The attributes.
    pub tree: Node,
    /// The namespace, where the body leaves it to a default; `None` keeps the scope as it is.
    pub namespace: Option<Option<String>>,
    /// The name without a generated suffix (the hash that Kustomize appends), where it has one.
    pub stem: Option<String>,
    /// What its name says of it.
    pub called: Called,
    /// The native id of the resource that generated it: it folds into that one.
    pub owner: Option<String>,
    /// What it governs.
    pub governs: Vec<Governs>,
    /// Whom it serves: a way leads from there to here.
    pub binds: Vec<Binds>,
    /// Texts beside its name and native id that lead to it from elsewhere: its ARN, its address.
    pub also: Vec<String>,
    /// Why not all that leads to it, or not what it is called, is known: what seems to lead elsewhere may lead to it.
    pub unsure: Option<Reason>,
    /// Why the system made it by itself; such a resource is never missing, extra or unmanaged.
    pub made_by_system: Option<&'static str>,
    /// What it belongs to, for people: the first of the component labels that it bears.
    pub component: Option<String>,
    /// Which tool brought it there (`helm shop/shop`, `argocd shop`, `flux shop`).
    pub provenance: Option<String>,
    /// Names and tags that selectors may match: labels or tags.
    pub tags: std::collections::BTreeMap<String, String>,
}

impl Normal {
    /// A normal form of which only the tree is known.
    #[must_use]
    pub fn of(tree: Node) -> Self {
        Self {
            tree,
            namespace: None,
            stem: None,
            called: Called::ByPeople,
            owner: None,
            governs: Vec::new(),
            binds: Vec::new(),
            also: Vec::new(),
            unsure: None,
            made_by_system: None,
            component: None,
            provenance: None,
            tags: std::collections::BTreeMap::new(),
        }
    }
}

/// Who wrote an attribute, as far as the system says.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
pub struct Writer {
    /// The program or principal (`kubectl-edit`).
    pub name: String,
    /// When, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// One line of what is known of a kind, for `drift kinds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDoc {
    /// Which attributes.
    pub path: String,
    /// What they are for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// How the list is compared, where it is one (`keyed by name`).
    pub list: Option<String>,
    /// Why it is not compared, where it is not.
    pub reason: &'static str,
}

/// What a provider knows of its kinds. Pure: no I/O, no clock, no panics.
pub trait Semantics: Send + Sync {
    /// The provider's name: its facts are under it.
    fn provider(&self) -> &'static str;

    /// Whether a kind is this provider's.
    fn knows(&self, kind: &str) -> bool;

    /// The kinds that a table of this provider names, in their order.
    fn kinds(&self) -> Vec<String>;

    /// What is known of the attributes of a kind.
    fn rows(&self, kind: &str) -> Vec<RowDoc>;

    /// What a missing or extra resource of the kind would mean.
    fn consequence(&self, kind: &str) -> Consequence;

    /// Why resources of the kind are not compared at all (events, leases), if so.
    fn ignored(&self, kind: &str) -> Option<&'static str>;

    /// Whether resources of a kind that is not compared are still on the way from one to another: a node, from a Pod to its machine.
    fn passes(&self, kind: &str) -> bool {
        let _ = kind;
        false
    }

    /// By which addresses others know the scopes of a snapshot with these facts: a cluster by the URL of its API server.
    fn addresses(&self, facts: &Value) -> std::collections::BTreeMap<String, Scope> {
        let _ = facts;
        std::collections::BTreeMap::new()
    }

    /// What is known of an attribute in normal form. Total: what no table knows is [`Class::UNCLASSIFIED`].
    fn class(&self, kind: &str, path: &Path) -> Class;

    /// Which attributes of the body are secret.
    fn secrets(&self, kind: &str) -> Vec<SecretRow>;

    /// The attributes of the kind that are a text in base64 which is compared as the text: where something in it is secret, the
    /// text without that takes its place.
    fn encoded_texts(&self, _kind: &str) -> Vec<Pattern> {
        Vec::new()
    }

    /// Names and tags that selectors may match, as [`Normal::tags`] has them, without normalising.
    fn tags(&self, resource: &Resource) -> std::collections::BTreeMap<String, String> {
        let _ = resource;
        std::collections::BTreeMap::new()
    }

    /// Why it is not known which tags a resource has, if it is not.
    fn unread_tags(&self, resource: &Resource) -> Option<Reason> {
        let _ = resource;
        None
    }

    /// Rewrites a body to its normal form, with the facts of its snapshot.
    fn normalise(&self, resource: &Resource, facts: &Value) -> (Normal, Vec<Problem>);

    /// Tells the top owner what its generated children show (running image digests). `children` are in snapshot order.
    fn fold(&self, owner: &mut Node, children: &[&Node]) {
        let _ = (owner, children);
    }

    /// Who wrote an attribute of a live body.
    fn writer(&self, resource: &Resource, path: &Path) -> Option<Writer> {
        let _ = (resource, path);
        None
    }
}

/// The semantics of every provider in use.
#[derive(Clone, Default)]
pub struct Registry {
    providers: Vec<Arc<dyn Semantics>>,
}

impl Registry {
    /// A registry of these providers; the first that knows a kind speaks for it.
    #[must_use]
    pub fn new(providers: Vec<Arc<dyn Semantics>>) -> Self {
        Self { providers }
    }

    /// Who speaks for a kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> Option<&dyn Semantics> {
        self.providers.iter().find(|provider| provider.knows(kind)).map(AsRef::as_ref)
    }

    /// Every provider, in the order of registration.
    pub fn providers(&self) -> impl Iterator<Item = &dyn Semantics> {
        self.providers.iter().map(AsRef::as_ref)
    }

    /// What is known of an attribute.
    #[must_use]
    pub fn class(&self, kind: &str, path: &Path) -> Class {
        self.of(kind).map_or(Class::UNCLASSIFIED, |provider| provider.class(kind, path))
    }

    /// What a missing or extra resource of the kind would mean.
    #[must_use]
    pub fn consequence(&self, kind: &str) -> Consequence {
        self.of(kind).map_or(Consequence::Behaviour, |provider| provider.consequence(kind))
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.providers.iter().map(|provider| provider.provider())).finish()
    }
}
