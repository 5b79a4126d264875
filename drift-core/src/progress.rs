//! Progress: what the stages tell while they work, and how they are told to stop.
//!
//! Knows no terminal: the command line draws it, a library may ignore it.

/// What a stage calls now and then while it works.
pub trait Progress {
    /// Says how far a stage is: `done` of `total` resources. Returning `false` asks it to stop early; it then returns what
    /// it has, with a problem that says so.
    fn step(&mut self, stage: &'static str, done: usize, total: usize) -> bool;
}

/// Ignores progress and never stops.
///
/// ```
/// use drift_core::{Progress, Silent};
/// assert!(Silent.step("diff", 1, 2));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&mut self, _: &'static str, _: usize, _: usize) -> bool {
        true
    }
}
