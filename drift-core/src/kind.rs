//! Kinds as data: what an attribute is for, what a difference in it would mean, how a list is to be read.
//!
//! A kind is one table in one file of its provider crate; this module is only the shape of such tables. Two closed
//! enums, [`Role`] and [`Consequence`], say everything that the stages need to know; there is no third list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::Value;

/// What an attribute is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Given by the system, names this very instance (an ARN, a UID): never compared between environments.
    Identity,
    /// Given by people, names the thing.
    Name,
    /// Leads to another resource.
    Reference,
    /// Set by people to be as it is.
    Configuration,
    /// A document inside an attribute (a policy, a script).
    Document,
    /// A secret value: redacted at ingest.
    Secret,
    /// A version of something that runs.
    Version,
    /// How much of it: counts, sizes, ratios.
    Scale,
    /// Derived by the system from other attributes.
    Computed,
    /// Changes by itself.
    Volatile,
}

impl Role {
    /// Whether a difference in such an attribute can be a finding.
    ///
    /// ```
    /// use drift_core::Role;
    /// assert!(Role::Configuration.is_compared() && !Role::Volatile.is_compared());
    /// ```
    #[must_use]
    pub fn is_compared(self) -> bool {
        !matches!(self, Self::Identity | Self::Computed | Self::Volatile)
    }
}

/// What a difference in an attribute would mean; sets the base severity.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// Who may do or reach what: high.
    Security,
    /// What it does: medium.
    Behaviour,
    /// How much it can carry: low.
    Capacity,
    /// How it looks to people: info.
    Cosmetic,
}

/// How the elements of a list are to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListSemantics {
    /// In their order, as one value.
    Ordered,
    /// Without order and without repetition.
    Set,
    /// Without order.
    Multiset,
    /// Without order, each element named by these attributes; an element that lacks all of them makes the list ordered.
    Keyed(Vec<String>),
}

/// The shape of a keyed list in a table that is known when the program is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// In their order, as one value.
    Ordered,
    /// Without order and without repetition.
    Set,
    /// Without order.
    Multiset,
    /// Without order, each element named by these attributes.
    Keyed(&'static [&'static str]),
}

impl From<List> for ListSemantics {
    fn from(list: List) -> Self {
        match list {
            List::Ordered => Self::Ordered,
            List::Set => Self::Set,
            List::Multiset => Self::Multiset,
            List::Keyed(keys) => Self::Keyed(keys.iter().map(|key| (*key).to_owned()).collect()),
        }
    }
}

/// What is known of one attribute: the answer that a provider gives for a path.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// What it is for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// Whether a table says so; an attribute that no table knows is configuration × behaviour, and flagged.
    pub classified: bool,
    /// Why it is not compared, where its role says so; a sentence fragment for `drift kinds`.
    pub reason: &'static str,
    /// Two texts that say the same although they differ, or do not let one say; `None` compares them as they are.
    pub equality: Option<Equality>,
    /// A more particular rule that a difference may break than "differs": given both values, its code.
    pub rule: Option<Particular>,
}

/// Names the more particular rule that two values break (`VER-003`), if they do.
pub type Particular = fn(&Value, &Value) -> Option<&'static str>;

/// Compares two values of one attribute: `Some` says whether they are equal, `None` that it cannot be said.
pub type Equality = fn(&Value, &Value) -> Option<bool>;

impl Class {
    /// The class of an attribute that no table knows.
    pub const UNCLASSIFIED: Self =
        Self::of(Role::Configuration, Consequence::Behaviour).unclassified();

    /// A classified attribute that is compared as it is.
    #[must_use]
    pub const fn of(role: Role, consequence: Consequence) -> Self {
        Self { role, consequence, classified: true, reason: "", equality: None, rule: None }
    }

    const fn unclassified(mut self) -> Self {
        self.classified = false;
        self
    }
}
