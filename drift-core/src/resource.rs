//! Resources: one thing of the world as a provider or a declaration gave it, redacted.
//!
//! `Raw` is what a provider hands over; only the gate ([`crate::redact::Gate`]) turns it into a [`Resource`], whose body
//! cannot be set in any other way. Knows nothing of normal forms.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;
use crate::value::Value;

/// A place in a file.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Location {
    /// The file, as the user named it; `-` is a stream.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Where a resource comes from. The three are never merged into one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum Origin {
    /// An API said so.
    Live,
    /// An API said so at an earlier time, which is the snapshot's.
    Earlier,
    /// A file says so.
    Declared {
        /// Where the object begins.
        location: Location,
        /// The line of each attribute that has one, by its path in the body with list places.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        lines: BTreeMap<String, u32>,
    },
}

/// Whether a resource belongs to its snapshot's environment.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Membership {
    /// It does.
    #[default]
    In,
    /// It belongs to several environments or to none in particular, by the configuration: never missing on a side.
    Shared,
    /// Nothing says whose it is, or two environments claim it: counted, not compared.
    Unassigned,
}

/// A resource as a provider or a parser gives it, with its secrets still in it. It is not `Debug` and goes nowhere but
/// through the gate.
pub struct Raw {
    /// The kind.
    pub kind: String,
    /// The API version within the kind, where there are several (`v1`, `v2beta1`).
    pub version: Option<String>,
    /// Where it lives.
    pub scope: Scope,
    /// The name that people gave it; for an AWS resource without one, its id.
    pub name: String,
    /// The id that the system gave it (UID, ARN, `sg-…`).
    pub native_id: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The whole body as the API or the file says it.
    pub body: Value,
}

/// A resource in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// The kind.
    pub kind: String,
    /// The API version within the kind, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where it lives.
    pub scope: Scope,
    /// The name that people gave it.
    pub name: String,
    /// The id that the system gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_id: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it belongs to the environment.
    #[serde(default)]
    pub membership: Membership,
    // Invariant: made by the gate or read from a snapshot, so never with a secret in it.
    pub(crate) body: Value,
}

impl Resource {
    /// The whole body in the API's own names, redacted.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// What sorts a snapshot: kind, scope, name, native id.
    #[must_use]
    pub fn key(&self) -> (&str, &Scope, &str, Option<&str>) {
        (&self.kind, &self.scope, &self.name, self.native_id.as_deref())
    }

    /// Where it is, for problems: its file and line, or its kind, scope and name.
    pub(crate) fn place(&self) -> String {
        match &self.origin {
            Origin::Declared { location, .. } => location.to_string(),
            _ => format!("{} {} {}", self.kind, self.scope, self.name),
        }
    }
}
