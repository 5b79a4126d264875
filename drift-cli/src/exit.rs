//! Exit codes: what a script may rely on. Documented in `drift --help`; never renumbered.
//!
//! Knows no command and prints nothing.

/// Everything was read and nothing at or above `--fail-on` was found.
pub(crate) const OK: u8 = 0;
/// There are findings at or above `--fail-on`.
pub(crate) const FINDINGS: u8 = 1;
/// Something went wrong: bad arguments, a bad configuration, or nothing could be read.
pub(crate) const ERROR: u8 = 2;
/// Not everything could be read or compared, and `--strict` was given.
pub(crate) const INCOMPLETE: u8 = 3;
/// Interrupted from the terminal (SIGINT).
pub(crate) const INTERRUPTED: u8 = 130;
/// Asked to end (SIGTERM).
pub(crate) const TERMINATED: u8 = 143;

/// What a finished comparison came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// A side could not be read at all.
    pub(crate) failed: bool,
    /// Something was found that is severe enough.
    pub(crate) found: bool,
    /// Something could not be read or compared, and that matters here.
    pub(crate) incomplete: bool,
}

impl Outcome {
    /// The highest code that applies, in the order 2, 1, 3, 0.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self { failed: true, .. } => ERROR,
            Self { found: true, .. } => FINDINGS,
            Self { incomplete: true, .. } => INCOMPLETE,
            _ => OK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_code_in_the_order_two_one_three_zero_wins() {
        let outcome = |failed, found, incomplete| Outcome { failed, found, incomplete }.code();
        let table = [
            (outcome(true, true, true), ERROR),
            (outcome(true, false, false), ERROR),
            (outcome(false, true, true), FINDINGS),
            (outcome(false, true, false), FINDINGS),
            (outcome(false, false, true), INCOMPLETE),
            (outcome(false, false, false), OK),
        ];
        for (place, (found, wanted)) in table.into_iter().enumerate() {
            assert_eq!(found, wanted, "row {place}");
        }
    }
}
