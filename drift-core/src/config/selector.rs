//! What a selector selects. Knows no configuration file and no graph: the caller says what is known of a resource.

use std::collections::BTreeMap;

use super::Selector;
use crate::glob::glob;
use crate::path::Path;
use crate::scope::Scope;

/// What a selector can ask of a resource.
#[derive(Debug, Clone, Copy)]
pub struct SelectorSubject<'s> {
    /// The name of the environment that the resource was read for.
    pub environment: &'s str,
    /// The words that `{env}` stands for: the environment's [`tokens`](super::tokens).
    pub tokens: &'s [String],
    /// Its kind.
    pub kind: &'s str,
    /// Its name.
    pub name: &'s str,
    /// Where it lives; a resource with a namespace here is a namespaced one.
    pub scope: &'s Scope,
    /// What people call its cluster (the context), where it has one.
    pub cluster_name: Option<&'s str>,
    /// Its AWS tags or Kubernetes labels.
    pub tags: &'s BTreeMap<String, String>,
}

impl Selector {
    /// Whether the resource is selected, whatever the selector says of attributes.
    ///
    /// `{env}` stands for any of the subject's tokens, the same one throughout a glob; any other `{name}` for any text.
    ///
    /// ```
    /// use drift_core::Scope;
    /// use drift_core::config::{Selector, SelectorSubject};
    ///
    /// let selector = Selector { names: vec!["*-{env}".into()], ..Selector::default() };
    /// let (tokens, scope) = (["dev".to_owned()], Scope::cluster("5f0c").in_namespace("shop"));
    /// let subject = SelectorSubject {
    ///     environment: "dev",
    ///     tokens: &tokens,
    ///     kind: "apps/Deployment",
    ///     name: "api-dev",
    ///     scope: &scope,
    ///     cluster_name: None,
    ///     tags: &Default::default(),
    /// };
    /// assert!(selector.matches(&subject));
    /// assert!(!selector.matches(&SelectorSubject { name: "api-prod", ..subject }));
    /// ```
    #[must_use]
    pub fn matches(&self, subject: &SelectorSubject<'_>) -> bool {
        let Self {
            environments,
            kinds,
            names,
            accounts,
            regions,
            clusters,
            namespaces,
            tags,
            paths: _,
            location: _,
        } = self;
        let Scope { account, region, cluster, namespace } = subject.scope;
        let any = |globs: &[String], values: &[Option<&str>]| {
            globs.is_empty()
                || values.iter().flatten().any(|text| one_of(globs, text, subject.tokens))
        };
        any(environments, &[Some(subject.environment)])
            && any(kinds, &[Some(subject.kind)])
            && any(names, &[Some(subject.name)])
            && any(accounts, &[account.as_deref()])
            && any(regions, &[region.as_deref()])
            && any(clusters, &[cluster.as_deref(), subject.cluster_name])
            && any(namespaces, &[namespace.as_deref()])
            && tags.iter().all(|(name, values)| {
                let value = subject.tags.get(name);
                value.is_some_and(|value| one_of(values, value, subject.tokens))
            })
    }

    /// Whether an attribute is selected, whatever the selector says of the resource.
    ///
    /// ```
    /// use drift_core::config::Selector;
    /// let selector = Selector { paths: vec!["spec.*".parse().unwrap()], ..Selector::default() };
    /// assert!(selector.matches_path(&"spec.replicas".parse().unwrap()));
    /// assert!(Selector::default().matches_path(&"anything".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn matches_path(&self, path: &Path) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|pattern| pattern.matches(path))
    }
}

fn one_of(globs: &[String], text: &str, tokens: &[String]) -> bool {
    globs.iter().any(|pattern| matches(pattern, text, tokens))
}

/// A glob that may have captures.
fn matches(pattern: &str, text: &str, tokens: &[String]) -> bool {
    if !pattern.contains('{') {
        return glob(pattern, text);
    }
    if !pattern.contains("{env}") {
        return glob(&without_captures(pattern), text);
    }
    tokens.iter().any(|token| glob(&without_captures(&pattern.replace("{env}", token)), text))
}

/// The glob with `*` for each `{name}`.
fn without_captures(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        glob.push_str(before);
        glob.push('*');
        rest = after;
    }
    glob + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_stand_for_tokens_and_for_any_text() {
        let tokens = ["dev".to_owned(), "development".to_owned()];
        let table = [
            ("shop", "shop", true),
            ("*-{env}", "api-dev", true),
            ("*-{env}", "api-development", true),
            ("*-{env}", "api-prod", false),
            ("{env}-*-{env}", "dev-api-dev", true),
            ("{env}-*-{env}", "dev-api-development", false),
            ("pr-{id}", "pr-1", true),
            ("pr-{id}", "qa-1", false),
            ("{app}-{env}-{id}", "api-dev-1", true),
            ("{app}-{env}-{id}", "api-prod-1", false),
            ("a{b", "a{b", true),
            ("a{b", "axb", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text, &tokens), expected, "{pattern} ~ {text}");
        }
        assert!(!matches("*{env}*", "anything", &[]), "no token stands for nothing");
    }

    fn globs(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn keys_are_anded_and_lists_ored() {
        let base = Selector::default;
        let tags = |value: &[&str]| BTreeMap::from([("tier".to_owned(), globs(value))]);
        let table = [
            (base(), true),
            (Selector { environments: globs(&["dev", "prod"]), ..base() }, true),
            (Selector { environments: globs(&["stag*"]), ..base() }, false),
            (Selector { kinds: globs(&["apps/*"]), ..base() }, true),
            (Selector { kinds: globs(&["APPS/*"]), ..base() }, false),
            (Selector { kinds: globs(&["apps/*"]), names: globs(&["web"]), ..base() }, false),
            (Selector { clusters: globs(&["5f0c"]), ..base() }, true),
            (Selector { clusters: globs(&["nonprod"]), ..base() }, true),
            (Selector { clusters: globs(&["prod"]), ..base() }, false),
            (Selector { namespaces: globs(&["shop-{env}"]), ..base() }, true),
            (Selector { regions: globs(&["*"]), ..base() }, false),
            (Selector { accounts: globs(&["*"]), ..base() }, false),
            (Selector { tags: tags(&["back*", "front"]), ..base() }, true),
            (Selector { tags: tags(&["front"]), ..base() }, false),
            (
                Selector { tags: BTreeMap::from([("no".to_owned(), globs(&["*"]))]), ..base() },
                false,
            ),
        ];
        let (tokens, scope) = (globs(&["dev"]), Scope::cluster("5f0c").in_namespace("shop-dev"));
        let subject = SelectorSubject {
            environment: "dev",
            tokens: &tokens,
            kind: "apps/Deployment",
            name: "api",
            scope: &scope,
            cluster_name: Some("nonprod"),
            tags: &BTreeMap::from([("tier".to_owned(), "backend".to_owned())]),
        };
        for (selector, expected) in table {
            assert_eq!(selector.matches(&subject), expected, "{selector:?}");
        }
    }
}
