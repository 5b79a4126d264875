//! The finished tree of one pair's differences: computed before anything is judged or printed.
//!
//! Holds only what is not plainly equal. Knows no severity and no rule.

use std::collections::BTreeMap;

use crate::path::{Path, Step};
use crate::value::{Reason, Value};

/// What was found at an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The values differ.
    Different,
    /// They differ only by what each side calls the same thing.
    Corresponding,
    /// They differ inside the bounds of what governs them.
    Governed,
    /// They differ, and the attribute's role says that it does not matter.
    NotCompared,
    /// It cannot be said.
    Unknown(Reason),
}

/// One attribute that is not plainly equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The first side's value; `None` where it has none.
    pub before: Option<Value>,
    /// The second side's value; `None` where it has none.
    pub after: Option<Value>,
    /// What was found.
    pub outcome: Outcome,
    /// What else to know.
    pub note: Option<String>,
}

/// The differences below one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// Of what it holds, by step; empty when everything is equal.
    Branch(BTreeMap<Step, Tree>),
    /// Of itself.
    Leaf(Leaf),
}

impl Tree {
    /// No difference.
    #[must_use]
    pub fn equal() -> Self {
        Self::Branch(BTreeMap::new())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        matches!(self, Self::Branch(members) if members.is_empty())
    }

    /// Calls `visit` with every leaf and its path, in the order of the paths.
    pub fn leaves<'t>(&'t self, at: &Path, visit: &mut dyn FnMut(&Path, &'t Leaf)) {
        match self {
            Self::Leaf(leaf) => visit(at, leaf),
            Self::Branch(members) => {
                members.iter().for_each(|(step, tree)| tree.leaves(&at.join(step.clone()), visit));
            }
        }
    }
}
