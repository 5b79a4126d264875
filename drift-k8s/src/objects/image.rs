//! Image references: what repository, tag and digest they name, and when two of them run the same thing.
//!
//! Source: the grammar of `distribution/reference`. Resolves nothing over a network: a digest is known only where the
//! reference has it or running Pods show it.

use std::collections::BTreeSet;

use drift_core::Value;

/// What separates the digests that Pods run from the reference as it is written.
const RUNNING: &str = " running ";

/// A reference with what runs under it.
#[derive(Debug, PartialEq, Eq)]
struct Image<'t> {
    repository: &'t str,
    tag: Option<&'t str>,
    /// Every digest that is known to run, or that the reference itself names.
    digests: BTreeSet<&'t str>,
}

/// The reference with its registry and repository spelt out: `nginx` is `docker.io/library/nginx:latest`.
pub(super) fn canonical(reference: &str) -> String {
    let (name, digest) = match reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (reference, None),
    };
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    };
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    let is_registry = first.contains(['.', ':']) || first == "localhost";
    let path = match (is_registry, first) {
        (true, "index.docker.io") => format!("docker.io/{rest}"),
        (true, _) => path.to_owned(),
        (false, "") => format!("docker.io/library/{rest}"),
        (false, _) => format!("docker.io/{path}"),
    };
    match (tag, digest) {
        (Some(tag), Some(digest)) => format!("{path}:{tag}@{digest}"),
        (None, Some(digest)) => format!("{path}@{digest}"),
        (Some(tag), None) => format!("{path}:{tag}"),
        (None, None) => format!("{path}:latest"),
    }
}

/// The reference with the digests that run under it.
pub(super) fn with_running(reference: &str, digests: &BTreeSet<String>) -> String {
    if digests.is_empty() {
        return reference.to_owned();
    }
    let digests: Vec<&str> = digests.iter().map(String::as_str).collect();
    format!("{reference}{RUNNING}{}", digests.join(" "))
}

/// The digest at the end of a container's `imageID` (`docker.io/library/nginx@sha256:…`, `docker-pullable://…`). An id
/// without a repository is a digest of the image's configuration on that node, which no registry knows: it is none.
pub(super) fn digest_of_id(id: &str) -> Option<&str> {
    let (_, digest) = id.rsplit_once('@')?;
    digest.starts_with("sha256:").then_some(digest)
}

/// Whether a canonical reference has the tag `latest`.
pub(super) fn is_latest(reference: &str) -> bool {
    reference.split('@').next().is_some_and(|name| name.ends_with(":latest"))
}

fn read(text: &str) -> Image<'_> {
    let (reference, running) = text.split_once(RUNNING).unwrap_or((text, ""));
    let (name, digest) =
        reference.split_once('@').map_or((reference, None), |(name, digest)| (name, Some(digest)));
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (name, None),
    };
    let digests = digest.into_iter().chain(running.split_whitespace()).collect();
    Image { repository, tag, digests }
}

/// Whether two references run the same thing; `None` where that cannot be said.
pub(super) fn same(before: &Value, after: &Value) -> Option<bool> {
    let (Some(before), Some(after)) = (before.as_str(), after.as_str()) else {
        return Some(before == after);
    };
    let (before, after) = (read(before), read(after));
    if before.repository != after.repository {
        return Some(false);
    }
    let digests_known = !before.digests.is_empty() && !after.digests.is_empty();
    match (before.tag, after.tag) {
        (Some(one), Some(other)) if one != other => Some(false),
        (Some(_), Some(_)) => Some(!digests_known || before.digests == after.digests),
        // Tag against digest form: only the digest can tell.
        _ if digests_known => Some(before.digests == after.digests),
        _ => None,
    }
}

/// Names the rule "same version label, different content" where that is the difference.
pub(super) fn rule(before: &Value, after: &Value) -> Option<&'static str> {
    let (before, after) = (read(before.as_str()?), read(after.as_str()?));
    let same_label =
        before.repository == after.repository && before.tag.is_some() && before.tag == after.tag;
    same_label.then_some("VER-003")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_spelt_out() {
        let table = [
            ("nginx", "docker.io/library/nginx:latest"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("shop/api:1", "docker.io/shop/api:1"),
            ("index.docker.io/library/nginx:1", "docker.io/library/nginx:1"),
            ("localhost:5000/a", "localhost:5000/a:latest"),
            ("ghcr.io/x/y@sha256:aa", "ghcr.io/x/y@sha256:aa"),
            ("ghcr.io/x/y:1@sha256:aa", "ghcr.io/x/y:1@sha256:aa"),
        ];
        for (text, expected) in table {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn only_digests_of_a_registry_are_taken_from_ids() {
        let table = [
            ("docker.io/library/nginx@sha256:aa", Some("sha256:aa")),
            ("docker-pullable://r/a@sha256:aa", Some("sha256:aa")),
            ("sha256:aa", None),
            ("docker://sha256:aa", None),
            ("", None),
        ];
        for (id, expected) in table {
            assert_eq!(digest_of_id(id), expected, "{id}");
        }
    }

    #[test]
    fn tags_and_digests_say_whether_the_same_thing_runs() {
        let table = [
            ("r/a:1", "r/a:1", Some(true)),
            ("r/a:1", "r/a:2", Some(false)),
            ("r/a:1", "r/b:1", Some(false)),
            ("r/a:1 running sha256:aa", "r/a:1 running sha256:bb", Some(false)),
            ("r/a:1 running sha256:aa", "r/a:1", Some(true)),
            ("r/a:1 running sha256:aa", "r/a@sha256:aa", Some(true)),
            ("r/a:1 running sha256:aa", "r/a@sha256:bb", Some(false)),
            ("r/a:1", "r/a@sha256:aa", None),
            ("r/a:1 running sha256:aa", "r/a:2 running sha256:aa", Some(false)),
        ];
        for (before, after, expected) in table {
            assert_eq!(same(&before.into(), &after.into()), expected, "{before} ~ {after}");
        }
        assert_eq!(
            rule(&"r/a:1 running sha256:aa".into(), &"r/a:1 running sha256:bb".into()),
            Some("VER-003")
        );
        assert_eq!(rule(&"r/a:1".into(), &"r/a:2".into()), None);
    }
}
