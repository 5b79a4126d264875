//! What the rules mean, for `drift explain`.
//!
//! The rules themselves are core's; these are the words for people.

/// A rule for people.
pub(crate) struct RuleDoc {
    /// Its id, as findings bear it.
    pub(crate) id: &'static str,
    /// What it says, in a line.
    pub(crate) title: &'static str,
    /// What it means and what to do about it.
    pub(crate) text: &'static str,
}

/// Every rule that a report can name, in the order of the ids.
pub(crate) const RULES: [RuleDoc; 8] = [
    RuleDoc {
        id: "DRF-001",
        title: "a resource came or went between two moments of one environment",
        text: "The environment had it at one moment and not at the other; both times it could be read completely. If it is \
               meant to come and go, expect it; else ask who made or deleted it.",
    },
    RuleDoc {
        id: "DRF-002",
        title: "an attribute changed between two moments of one environment",
        text: "Both moments have the resource, with different values. Who wrote the value is told where the system \
               knows it.",
    },
    RuleDoc {
        id: "IAC-001",
        title: "live, but nothing declares it (unmanaged)",
        text: "The declaration speaks for this kind in this namespace, all of its files could be read, and none of them \
               declares the resource. Declare it, delete it, or expect it.",
    },
    RuleDoc {
        id: "IAC-002",
        title: "declared, but missing",
        text: "A file declares it, the live side could be read completely there, and it is not in it. It was never applied, \
               was refused, or was deleted.",
    },
    RuleDoc {
        id: "IAC-003",
        title: "live differs from its declaration",
        text: "The live value is not the declared one, and it is none that the system fills in by itself. Somebody changed \
               it behind the declaration, or the declaration was not applied since.",
    },
    RuleDoc {
        id: "PAR-001",
        title: "only one of two environments has it",
        text: "The other environment could be read completely where it would be, and nothing there corresponds to it, \
               neither by name nor by a name that differs only in the environment's own words.",
    },
    RuleDoc {
        id: "PAR-002",
        title: "an attribute differs between two environments",
        text: "Both have the resource, with different values. Values that differ only as the environments' own names do, \
               and references to corresponding resources, count as equal.",
    },
    RuleDoc {
        id: "VER-003",
        title: "the same version label, different content",
        text: "Both sides say that they run the same version (an image tag), but what runs has another digest. The tag was \
               moved after one of them pulled it; pin the digest, or publish under a new tag.",
    },
];

/// The rule of an id, in any case.
pub(crate) fn find(id: &str) -> Option<&'static RuleDoc> {
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}
