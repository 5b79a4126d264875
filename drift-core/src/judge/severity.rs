//! Base severities: from the consequence of the attribute or kind, and the rank of the environments.

use crate::judge::Case;
use crate::kind::Consequence;
use crate::report::Severity;

/// How much a difference of this consequence matters between these two sides.
pub(super) fn severity(case: &Case<'_, '_>, consequence: Consequence) -> Severity {
    let base = match consequence {
        Consequence::Security => Severity::High,
        Consequence::Behaviour => Severity::Medium,
        Consequence::Capacity => Severity::Low,
        Consequence::Cosmetic => Severity::Info,
    };
    if below(case).is_some() { base.lower() } else { base }
}

/// The highest rank, where neither side has it.
fn below(case: &Case<'_, '_>) -> Option<i64> {
    let ranks = [case.graphs.before.snapshot.header.rank, case.graphs.after.snapshot.header.rank];
    // Ranks that nobody gave say nothing about which environment matters most.
    case.policy
        .highest_rank
        .filter(|highest| ranks.iter().any(Option::is_some) && !ranks.contains(&Some(*highest)))
}

/// That severities are lower than the same differences elsewhere, and why.
pub(super) fn taken_for_granted(case: &Case<'_, '_>) -> Option<String> {
    below(case).map(|highest| {
        format!("severities are a step lower: another environment of the configuration has the highest rank, {highest}")
    })
}
