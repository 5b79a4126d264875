//! Collecting: a cluster's objects through discovery and lists, as a [`drift_core::Provider`].
//!
//! ```text
//! kubeconfig ─► connect ─► discovery ─► plan ─► list ─► page ─► take ─► sink
//!                              └─► schemas ─► facts ─────────────────────┘
//! ```
//!
//! Only GET requests are sent, all of them by one function (`api`). Deliberately knows nothing of what a kind means or how it
//! is compared; the run's deadline and how many lists are in flight are the caller's.

mod api;
mod calls;
mod cluster;
mod connect;
mod discovery;
mod fault;
pub(crate) mod fuzzing;
mod helm;
mod identity;
mod kubeconfig;
mod list;
mod namespaces;
mod page;
mod permissions;
mod plan;
mod probe;
mod reach;
mod retry;
mod schemas;
mod take;
#[cfg(test)]
mod testing;

use std::path::PathBuf;
use std::time::Duration;

pub use calls::{Call, Observer};
pub use cluster::Cluster;
pub use connect::{ConnectError, connect};
pub use helm::RELEASE;
pub use identity::{Identity, identity, refused_user};
pub use kubeconfig::{ContextError, ContextInfo, contexts};
pub use list::PAGE;
pub use permissions::{Permissions, Rule, Verb, Why};
pub use probe::{Probe, Probed};
pub use reach::{List, Place, Reach};

/// What to read, and where. The default is everything that the current context's cluster lists, Secrets as metadata only.
///
/// ```
/// use drift_k8s::Options;
/// let options = Options { namespaces: vec!["shop*".into()], ..Options::default() };
/// assert!(options.read_secrets.is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// The kubeconfig; without it `KUBECONFIG`, else `~/.kube/config`, else the pod that this runs in.
    pub kubeconfig: Option<PathBuf>,
    /// The context; without it the current one.
    pub context: Option<String>,
    /// Namespaces to read, as globs; none reads all.
    pub namespaces: Vec<String>,
    /// Kinds (globs, such as `/Secret`) of which secret values are read; other Secrets are read as metadata.
    pub read_secrets: Vec<String>,
    /// Kinds (globs) that are not read.
    pub skip_kinds: Vec<String>,
    /// The only kinds (globs) that are read; none reads all.
    pub kinds: Vec<String>,
    /// Whether kinds outside namespaces are left out.
    pub only_namespaced: bool,
    /// The deadline of one call.
    pub call: Duration,
    /// Is told of every call.
    pub observer: Observer,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kubeconfig: None,
            context: None,
            namespaces: Vec::new(),
            read_secrets: Vec::new(),
            skip_kinds: Vec::new(),
            kinds: Vec::new(),
            only_namespaced: false,
            call: Duration::from_secs(30),
            observer: Observer::default(),
        }
    }
}

impl Options {
    /// Whether objects of a kind are wanted.
    fn wants(&self, kind: &str) -> bool {
        !matches_any(&self.skip_kinds, kind)
            && (self.kinds.is_empty() || matches_any(&self.kinds, kind))
    }

    /// Whether some kind of a group may be wanted.
    fn wants_some_of(&self, group: &str) -> bool {
        let of = |pattern: &String| {
            let whose = pattern.rsplit_once('/').map_or(pattern.as_str(), |(group, _)| group);
            group == "*" || drift_core::glob(whose, group)
        };
        !matches_any(&self.skip_kinds, &format!("{group}/*"))
            && (self.kinds.is_empty() || self.kinds.iter().any(of))
    }

    /// Whether a namespace is wanted.
    fn wants_namespace(&self, name: &str) -> bool {
        self.namespaces.is_empty() || matches_any(&self.namespaces, name)
    }
}

fn matches_any(globs: &[String], text: &str) -> bool {
    globs.iter().any(|pattern| drift_core::glob(pattern, text))
}
