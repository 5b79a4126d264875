//! Both sides of one thing, always `before` and `after`. Knows nothing of what stands on them.

/// Which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The first.
    Before,
    /// The second.
    After,
}

impl Which {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
        }
    }
}

/// A value for each side.
///
/// ```
/// use drift_core::{Both, Which};
/// let names = Both { before: "staging", after: "prod" };
/// assert_eq!(*names.of(Which::After), "prod");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Both<T> {
    /// The first side's.
    pub before: T,
    /// The second side's.
    pub after: T,
}

impl<T> Both<T> {
    /// One side's.
    pub fn of(&self, which: Which) -> &T {
        match which {
            Which::Before => &self.before,
            Which::After => &self.after,
        }
    }

    /// One side's, to be changed in place.
    pub fn of_mut(&mut self, which: Which) -> &mut T {
        match which {
            Which::Before => &mut self.before,
            Which::After => &mut self.after,
        }
    }

    /// The same question asked of each side.
    pub fn map<U>(self, mut with: impl FnMut(T) -> U) -> Both<U> {
        Both { before: with(self.before), after: with(self.after) }
    }

    /// The first side's, then the second's.
    pub fn into_pair(self) -> [T; 2] {
        [self.before, self.after]
    }
}
