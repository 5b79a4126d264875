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
    let ranks = [case.graphs.before.snapshot.header.rank, case.graphs.after.snapshot.header.rank];
    // Ranks that nobody gave say nothing about which environment matters most.
    match case.policy.highest_rank {
        Some(highest) if ranks.iter().any(Option::is_some) && !ranks.contains(&Some(highest)) => {
            base.lower()
        }
        _ => base,
    }
}
