//! What a file may come to in memory: held to its length, so that a small file cannot fill a large machine.
//!
//! Both sides of the codec know it: what would be refused for it is written longer. Knows no lines.

/// What any file may come to in memory, in bytes (approximate), and how often its own length more. Real snapshots pack to a
/// twentieth and come to eight times their text.
const COST: u64 = 256 << 20;
const COST_PER_BYTE: u64 = 512;

/// About what a value costs beside its text, in bytes.
const VALUE: u64 = 128;

/// What lines come to, before they become values: each of those follows a comma or a bracket.
pub(super) fn of(plain: &[u8]) -> u64 {
    let values = plain.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() as u64;
    plain.len() as u64 + VALUE * values
}

/// What a file of so many bytes may come to.
pub(super) fn most(length: usize) -> u64 {
    COST.saturating_add(COST_PER_BYTE.saturating_mul(length as u64))
}

/// How long a file has to be that comes to so much.
pub(super) fn length(cost: u64) -> usize {
    usize::try_from(cost.saturating_sub(COST).div_ceil(COST_PER_BYTE)).unwrap_or(usize::MAX)
}
