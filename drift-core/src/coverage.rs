//! Coverage: what was read, and how completely; claims: what a declaration speaks for.
//!
//! Absence is asserted only where reading was complete, so this is part of every snapshot. Knows nothing of the
//! calls that fill a cell.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;

/// One reading: a kind in a scope.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Cell {
    /// Where; a namespace of `*` is every namespace of the cluster.
    pub scope: Scope,
    /// What.
    pub kind: String,
}

/// How completely a cell was read.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum Status {
    /// All of it.
    Complete,
    /// Some of it: what broke, after some was read.
    Partial {
        /// The fault, in one line.
        fault: String,
    },
    /// Reading was refused.
    Denied {
        /// What the API said, in one line.
        fault: String,
    },
    /// The API asked to slow down until the deadline.
    Throttled {
        /// What the API said, in one line.
        fault: String,
    },
    /// The kind cannot be listed there.
    Unsupported {
        /// Why, in one line.
        fault: String,
    },
    /// It was not tried.
    Skipped {
        /// Why not.
        why: Skip,
    },
}

/// Why a cell was not tried.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// The configuration or a command-line filter leaves it out.
    Filter,
    /// The deadline of the run came first.
    Deadline,
    /// A signal came first.
    Interrupted,
}

impl Skip {
    /// What is said of what it cut off, as the rest of a sentence.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Filter => "left out by a filter",
            Self::Deadline => "the deadline of the run came first",
            Self::Interrupted => "interrupted by a signal",
        }
    }
}

impl Status {
    /// Whether absence can be asserted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete)
    }

    /// The same status, with what the API said of it rewritten.
    #[must_use]
    pub fn map_fault(self, rewrite: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Partial { fault } => Self::Partial { fault: rewrite(&fault) },
            Self::Denied { fault } => Self::Denied { fault: rewrite(&fault) },
            Self::Throttled { fault } => Self::Throttled { fault: rewrite(&fault) },
            Self::Unsupported { fault } => Self::Unsupported { fault: rewrite(&fault) },
            Self::Complete | Self::Skipped { .. } => self,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
            Self::Partial { fault } => write!(f, "partial: {fault}"),
            Self::Denied { fault } => write!(f, "denied: {fault}"),
            Self::Throttled { fault } => write!(f, "throttled: {fault}"),
            Self::Unsupported { fault } => write!(f, "unsupported: {fault}"),
            Self::Skipped { why: Skip::Filter } => f.write_str("skipped (filter)"),
            Self::Skipped { why: Skip::Deadline } => f.write_str("skipped (deadline)"),
            Self::Skipped { why: Skip::Interrupted } => f.write_str("skipped (interrupted)"),
        }
    }
}

/// The cells of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(pub BTreeMap<Cell, Status>);

impl Coverage {
    /// How completely a kind was read in a scope; `None` when nobody looked.
    ///
    /// A reading of every namespace (`*`) covers each one of them.
    ///
    /// ```
    /// use drift_core::{Cell, Coverage, Scope, Status};
    /// let cluster = Scope::cluster("5f0c");
    /// let mut coverage = Coverage::default();
    /// coverage.0.insert(Cell { scope: cluster.in_namespace("*"), kind: "/Pod".into() }, Status::Complete);
    /// assert_eq!(coverage.of(&cluster.in_namespace("shop"), "/Pod"), Some(&Status::Complete));
    /// assert_eq!(coverage.of(&cluster.in_namespace("shop"), "/Service"), None);
    /// ```
    #[must_use]
    pub fn of(&self, scope: &Scope, kind: &str) -> Option<&Status> {
        let cell = |scope: Scope| Cell { scope, kind: kind.to_owned() };
        self.0.get(&cell(scope.clone())).or_else(|| {
            scope.namespace.as_ref()?;
            self.0.get(&cell(scope.in_namespace("*")))
        })
    }

    /// The cells that are not complete, in their order.
    pub fn gaps(&self) -> impl Iterator<Item = (&Cell, &Status)> {
        self.0.iter().filter(|(_, status)| !status.is_complete())
    }
}

/// What a declaration speaks for: unmanaged is asserted only inside a claim whose every file loaded.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Claim {
    /// Where; parts that the declaration does not name match any.
    pub scope: Scope,
    /// What; a glob.
    pub kind: String,
    /// Whether every file of the declaration loaded.
    pub complete: bool,
}
