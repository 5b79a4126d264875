//! The configuration, `drift.yaml`: its types. [`parse`](fn@crate::config::parse) reads it from bytes, [`Selector::matches`]
//! and [`assign`] say what it is about.
//!
//! Every part that a user can be wrong about carries its [`Location`]. Knows no disk, no environment variable and no
//! command line: what `${VAR}` stands for is asked of whoever reads the file.

mod aws;
mod error;
mod membership;
mod parse;
mod selector;

use std::collections::BTreeMap;

pub use aws::{AwsSource, Credentials, Hop, Organization};
pub use error::ConfigError;
pub use membership::{assign, contested, tokens};
pub use parse::{is_region, parse, parse_with, seconds};
pub use selector::SelectorSubject;

use crate::pair::Cidr;
use crate::path::Pattern;
use crate::report::Severity;
use crate::resource::Location;

/// The parts of `drift.yaml` that work today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// What belongs together, by name.
    pub environments: BTreeMap<String, Environment>,
    /// Who enters accounts and lists organizations, by the name that `via` says.
    pub credentials: BTreeMap<String, Credentials>,
    /// What belongs to no single environment.
    pub shared: Vec<Selector>,
    /// What was inferred about pairing, pinned.
    pub pair: Pair,
    /// Intended differences, in the order of the file.
    pub expect: Vec<Expectation>,
    /// How secrets are compared.
    pub secrets: Secrets,
    /// Kinds that are not read (globs), `kinds.skip`.
    pub skip_kinds: Vec<String>,
    /// How hard observed systems may be asked.
    pub limits: Limits,
    /// From which severity on `diff` and `check` exit with 1 (`gates.diff.fail_on`); `Some(None)` is `never`.
    pub fail_on: Option<Option<Severity>>,
}

/// One environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its place in the chain of promotion; the highest of two keeps its severities.
    pub rank: Option<i64>,
    /// The environments that are promoted into it.
    pub upstream: Vec<String>,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Where it is read from.
    pub sources: Vec<Source>,
    /// What of the sources belongs to it, in order; the first match wins. Empty: all of it.
    pub members: Vec<Member>,
    /// Where the environment stands in the file.
    pub location: Option<Location>,
}

impl Environment {
    /// Its live accounts.
    pub fn aws(&self) -> impl Iterator<Item = &AwsSource> {
        self.sources.iter().filter_map(|source| match source {
            Source::Aws(source) => Some(source),
            Source::Kubernetes(_) | Source::Manifests(_) => None,
        })
    }

    /// Its live clusters.
    pub fn kubernetes(&self) -> impl Iterator<Item = &KubernetesSource> {
        self.sources.iter().filter_map(|source| match source {
            Source::Kubernetes(source) => Some(source),
            Source::Aws(_) | Source::Manifests(_) => None,
        })
    }

    /// Its declared manifests.
    pub fn manifests(&self) -> impl Iterator<Item = &ManifestsSource> {
        self.sources.iter().filter_map(|source| match source {
            Source::Manifests(source) => Some(source),
            Source::Aws(_) | Source::Kubernetes(_) => None,
        })
    }
}

/// Where an environment is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Live accounts.
    Aws(AwsSource),
    /// Live clusters.
    Kubernetes(KubernetesSource),
    /// Declared manifests.
    Manifests(ManifestsSource),
}

/// Live clusters, by the contexts of a kubeconfig.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KubernetesSource {
    /// Names or globs of contexts; several clusters are instances of the environment. Empty: the current context, or
    /// the cluster that the program runs in.
    pub contexts: Vec<String>,
    /// Another kubeconfig than the usual one.
    pub kubeconfig: Option<String>,
    /// Globs of namespaces; empty: every namespace.
    pub namespaces: Vec<String>,
    /// Where it stands in the file.
    pub location: Option<Location>,
}

/// Files that declare Kubernetes objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestsSource {
    /// A file or folder, relative to the configuration's folder.
    pub path: String,
    /// Whether the path is rendered first.
    pub render: Render,
    /// The namespace of objects that name none.
    pub namespace: Option<String>,
    /// Where it stands in the file.
    pub location: Option<Location>,
}

/// How declared files become objects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Render {
    /// They are objects.
    #[default]
    None,
    /// The user's own `kubectl kustomize` or `kustomize build` renders them.
    Kustomize,
}

/// One rule of membership.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// What belongs to the environment. `{env}` stands for any of its tokens.
    pub selector: Selector,
}

/// A selector: keys are ANDed, each list is ORed, values are globs. An empty key matches anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// Names of environments.
    pub environments: Vec<String>,
    /// Kinds.
    pub kinds: Vec<String>,
    /// Names of resources.
    pub names: Vec<String>,
    /// Account ids.
    pub accounts: Vec<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// Clusters, by UID or by what people call them.
    pub clusters: Vec<String>,
    /// Namespaces.
    pub namespaces: Vec<String>,
    /// AWS tags or Kubernetes labels: each name with its values.
    pub tags: BTreeMap<String, Vec<String>>,
    /// Attributes.
    pub paths: Vec<Pattern>,
    /// Where it stands in the file.
    pub location: Option<Location>,
}

/// What was inferred about pairing, pinned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// Where a resource's component is read from, in order; empty: the built-in order.
    pub component: Vec<String>,
    /// More tokens that stand for an environment in names.
    pub tokens: BTreeMap<String, Vec<String>>,
    /// Address ranges that stand for each other, each by environment.
    pub cidrs: Vec<BTreeMap<String, Cidr>>,
}

/// An intended difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Its id, unique in the file.
    pub id: String,
    /// What it is about.
    pub selector: Selector,
    /// What it allows.
    pub allow: Allow,
    /// Why.
    pub reason: String,
    /// Where it stands in the file.
    pub location: Location,
}

/// What an expectation allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// Any difference: `any: true`.
    Any,
    /// No difference at all, whatever other entries allow: `equal: true`. The first entry that matches decides.
    Equal,
}

/// How secrets are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Where the fingerprint key comes from; `None`: a key of this machine.
    pub key: Option<KeySource>,
    /// While the key is being replaced: where the one before comes from. Fingerprints are then made with both.
    pub previous_key: Option<KeySource>,
    /// Kinds (globs) whose values are fetched; elsewhere metadata only.
    pub read: Vec<String>,
}

/// Where the fingerprint key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// An environment variable.
    Env(String),
    /// A file, relative to the configuration's folder.
    File(String),
    /// The standard output of a command.
    Command(Vec<String>),
}

/// How hard observed systems may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Lists in flight at once per cluster.
    pub lists_in_flight: usize,
    /// How much of what AWS allows is used at most, in thousandths.
    pub aws_share_permille: u16,
    /// Seconds for one call.
    pub call_seconds: u64,
    /// Seconds for one run.
    pub run_seconds: u64,
    /// Seconds that a stored snapshot stays good enough for; 0 collects live.
    pub max_age_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lists_in_flight: 4,
            aws_share_permille: 500,
            call_seconds: 30,
            run_seconds: 30 * 60,
            max_age_seconds: 0,
        }
    }
}
