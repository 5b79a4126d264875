//! The kinds, one file each, in the order of their names. Listed by hand: a kind that silently vanished would be a false
//! all-clear.

mod ec2_security_group;

use crate::table::Table;

/// Every table, in the order of the kinds.
pub const ALL: &[&Table] = &[&ec2_security_group::TABLE];

/// The table of a kind.
#[must_use]
pub fn of(kind: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|table| table.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_in_order_and_named_once() {
        assert!(ALL.is_sorted_by(|a, b| a.kind < b.kind));
    }

    #[test]
    fn every_call_only_reads() {
        for call in ALL.iter().flat_map(|table| table.calls()) {
            let reads =
                ["Describe", "Get", "List"].iter().any(|verb| call.operation.starts_with(verb));
            assert!(reads, "{call:?}");
        }
    }

    #[test]
    fn every_property_has_one_row_and_what_is_not_compared_says_why() {
        for table in ALL {
            for (place, row) in table.rows.iter().enumerate() {
                let others = table.rows.get(place + 1..).unwrap_or_default();
                let twice = |other: &crate::table::Row| {
                    other.wire == row.wire || other.cloudformation == row.cloudformation
                };
                assert!(!others.iter().any(twice), "{} {}", table.kind, row.wire);
                let members = row.members.iter().map(|member| (member.role, member.reason));
                for (role, reason) in members.chain([(row.role, row.reason)]) {
                    assert_eq!(
                        role.is_compared(),
                        reason.is_empty(),
                        "{} {}",
                        table.kind,
                        row.wire
                    );
                }
            }
        }
    }
}
