//! Finding ids: made of rule, subject on each side and path, so that gates, waivers and history can hang on them.
//!
//! Never of an index, a generated id, a value, a severity or a version of the tool.

use sha2::{Digest, Sha256};

use crate::both::Both;
use crate::graph::Graph;
use crate::path::Path;
use crate::scope::Scope;

/// Crockford's base 32: no letter that can be taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How many characters an id has: 50 bits, one collision in a thousand reports of a million findings.
const LENGTH: usize = 10;

/// The id of a finding.
pub(super) fn id(rule: &str, kind: &str, subjects: &Both<String>, path: &Path) -> String {
    let mut digest = Sha256::new();
    for part in [rule, kind, &subjects.before, &subjects.after, &path.to_string()] {
        // The length first, so that no two lists of parts run together.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let bytes = digest.finalize();
    let mut bits = bytes.iter().take(8).fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
    let mut id = String::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        let place = usize::try_from(bits & 31).unwrap_or_default();
        id.push(ALPHABET.get(place).copied().map_or('0', char::from));
        bits >>= 5;
    }
    id
}

/// A resource as a subject: its environment, where it lives and what it is called, without generated parts.
pub(super) fn subject(graph: &Graph<'_>, node: usize) -> String {
    let Some((vertex, resource)) = graph.nodes.get(node).zip(graph.resource(node)) else {
        return String::new();
    };
    let name = vertex.item.normal.stem.as_deref().unwrap_or(&resource.name);
    in_scope(graph, &vertex.item.scope, name)
}

/// A place as a subject: where a resource would be.
pub(super) fn in_scope(graph: &Graph<'_>, scope: &Scope, name: &str) -> String {
    format!("{}\u{1f}{scope}\u{1f}{name}", graph.snapshot.header.environment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_rule_subjects_and_path_only() {
        let ab = Both { before: "a".to_owned(), after: "b".to_owned() };
        let path: Path = "spec.replicas".parse().unwrap();
        let one = id("PAR-002", "apps/Deployment", &ab, &path);
        assert_eq!(one.len(), LENGTH);
        assert_eq!(one, id("PAR-002", "apps/Deployment", &ab, &path));
        for other in [
            id("PAR-001", "apps/Deployment", &ab, &path),
            id("PAR-002", "apps/StatefulSet", &ab, &path),
            id(
                "PAR-002",
                "apps/Deployment",
                &Both { before: "ab".to_owned(), after: String::new() },
                &path,
            ),
            id("PAR-002", "apps/Deployment", &ab, &Path::root()),
        ] {
            assert_ne!(one, other);
        }
    }
}
