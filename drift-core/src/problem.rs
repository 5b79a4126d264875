//! Problems: what went wrong in a part without costing the whole.
//!
//! Failure is data: stages return their value and a list of these. Knows nothing of exit codes.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that went wrong, with its place and cause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// What kind of trouble it is.
    pub code: ProblemCode,
    /// Where: `file:line`, or kind, scope and name.
    pub place: String,
    /// What is wrong there, as a sentence fragment. Never holds a value that could be secret.
    pub what: String,
}

/// The kinds of trouble.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProblemCode {
    /// An object could not be understood.
    Undecodable,
    /// Two objects of one side bear the same identity.
    Duplicate,
    /// Two environments claim one resource.
    Contested,
    /// A configured rule matched nothing.
    UnusedRule,
    /// A filter of the command line matches nothing.
    Unmatched,
    /// A source could not be read.
    Unreadable,
    /// Fingerprints of the two sides were made with different keys.
    DifferentKeys,
    /// A declared API version is not the one that was read.
    Version,
    /// The progress sink asked to stop.
    Stopped,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
