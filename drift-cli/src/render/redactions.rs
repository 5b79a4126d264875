//! What was redacted in a snapshot, for people: by kind, attribute and rule, with counts; for programs: every place.
//!
//! Never a value. Knows no rule: they name themselves.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Header, Redaction};
use serde::Serialize;

use super::escape::visible;
use super::words::{count, kind};
use super::wrap::hang;

/// Attributes of one kind that are shown; beyond, a line says how many more there are.
const SHOWN: usize = 20;

/// What was redacted of one environment.
#[derive(Serialize)]
pub(crate) struct Redacted<'s> {
    pub(crate) environment: &'s str,
    pub(crate) captured_at: &'s str,
    /// The file of the snapshot.
    pub(crate) stored: String,
    /// Every place, in the order of the snapshot.
    pub(crate) redactions: Vec<Redaction>,
}

impl<'s> Redacted<'s> {
    pub(crate) fn of(header: &'s Header, stored: String, found: Vec<Redaction>) -> Self {
        let called = |scope: String| {
            let mut names = header.names.iter();
            let named = names.find_map(|(id, name)| Some((scope.strip_prefix(id.as_str())?, name)));
            named.map(|(rest, name)| format!("{name}{rest}")).unwrap_or(scope)
        };
        let redactions = found.into_iter();
        let redactions = redactions.map(|one| Redaction { scope: called(one.scope), ..one });
        Self {
            environment: &header.environment,
            captured_at: &header.captured_at,
            stored,
            redactions: redactions.collect(),
        }
    }

    /// As text.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![hang("", &self.head())];
        let mut kinds: BTreeMap<&str, Vec<&Redaction>> = BTreeMap::new();
        for one in &self.redactions {
            kinds.entry(&one.kind).or_default().push(one);
        }
        for (name, found) in kinds {
            let resources: BTreeSet<_> = found.iter().map(|one| (&one.scope, &one.name)).collect();
            let of = count(resources.len(), "resource");
            lines.push(String::new());
            lines.push(hang("", &format!("{}: {} in {of}", kind(name), found.len())));
            lines.extend(attributes(&found));
        }
        if !self.redactions.is_empty() {
            lines.push(String::new());
            lines.push(hang("", LEGEND));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn head(&self) -> String {
        let parts = self.redactions.iter().filter(|one| one.part).count();
        let values = count(self.redactions.len() - parts, "value");
        let (name, at) = (visible(self.environment), visible(self.captured_at));
        match parts {
            0 => format!("{name}, {at}: {values} redacted"),
            1 => format!("{name}, {at}: {values} and 1 part of a value redacted"),
            parts => format!("{name}, {at}: {values} and {parts} parts of values redacted"),
        }
    }
}

const LEGEND: &str = "Rules: row, a table knows the attribute to hold secrets; name, what the value stands \
    under; otherwise what the value looks like. Of a part, the rest of the value is kept. \
    --format json lists every place.";

/// A line for each attribute and rule, the most frequent first.
fn attributes(found: &[&Redaction]) -> Vec<String> {
    let mut groups: BTreeMap<(String, &str, bool), Vec<&Redaction>> = BTreeMap::new();
    for one in found {
        groups.entry((general(&one.path), &one.rule, one.part)).or_default().push(one);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, ones)| std::cmp::Reverse(ones.len()));
    let more = groups.len().saturating_sub(SHOWN);
    let line = |((path, rule, part), ones): ((String, &str, bool), Vec<&Redaction>)| {
        let part = if part { ", a part" } else { "" };
        let first = ones.first().map(|one| format!("{} in {}", one.name, one.scope));
        let first = first.unwrap_or_default();
        let such = if ones.len() > 1 { "the first: " } else { "" };
        hang("  ", &visible(&format!("{path}: {} ({rule}{part}); {such}{first}", ones.len())))
    };
    let mut lines: Vec<String> = groups.into_iter().take(SHOWN).map(line).collect();
    lines.extend((more > 0).then(|| format!("  and {}", count(more, "more attribute"))));
    lines
}

/// The path without which element of a list it is about.
fn general(path: &str) -> String {
    let mut general = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        general.push_str(before);
        general.push('[');
        let place = after.split_once(']').filter(|(place, _)| {
            !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit())
        });
        rest = match place {
            Some((_, after)) => {
                general.push_str("*]");
                after
            }
            None => after,
        };
    }
    general + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::wrap::{COLUMNS, width};

    fn redaction(name: &str, path: &str, rule: &str, part: bool) -> Redaction {
        Redaction {
            kind: "/Pod".into(),
            scope: "5f0c/shop".into(),
            name: name.into(),
            path: path.into(),
            rule: rule.into(),
            part,
        }
    }

    fn redacted(redactions: Vec<Redaction>) -> String {
        let header: Header = serde_json::from_value(serde_json::json!({
            "format": 1, "environment": "prod", "kind": "observed", "tool": "drift/0", "key": "0",
            "captured_at": "2026-11-24T00:00:00Z", "names": { "5f0c": "eks-prod" }
        }))
        .unwrap();
        Redacted::of(&header, "prod.drift.zst".to_owned(), redactions).text()
    }

    #[test]
    fn what_is_alike_is_one_line_with_its_count_and_first_place() {
        let text = redacted(vec![
            redaction("api", "spec.containers[0].env[3].value", "name", false),
            redaction("web", "spec.containers[1].env[0].value", "name", false),
            redaction("web", "data[\"a[0].b\"]", "url", true),
        ]);
        let wanted = "prod, 2026-11-24T00:00:00Z: 2 values and 1 part of a value redacted\n\nPod: 3 in 2 resources\n  \
                      spec.containers[*].env[*].value: 2 (name); the first: api in eks-prod/shop\n  \
                      data[\"a[*].b\"]: 1 (url, a part); web in eks-prod/shop\n\nRules: row,";
        assert!(text.starts_with(wanted), "{text}");
        assert_eq!(redacted(vec![]), "prod, 2026-11-24T00:00:00Z: 0 values redacted\n");
    }

    #[test]
    fn ten_thousand_places_stay_readable() {
        let places = (0..10_000).map(|number| {
            redaction(&format!("pod-{number}"), &format!("data.key-{}", number % 500), "row", false)
        });
        let text = redacted(places.collect());
        assert!(text.lines().count() < 40, "{text}");
        assert!(text.contains("and 480 more attributes"), "{text}");
        assert!(text.lines().all(|line| width(line) <= COLUMNS), "{text}");
    }
}
