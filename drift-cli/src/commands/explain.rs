//! `drift explain`: one finding of a report with everything that is known of it, and how to accept it.
//!
//! Reads a report as JSON; compares nothing again.

use std::path::Path;

use drift_core::suggest::nearest;
use drift_core::{Finding, Lead, Report, SCHEMA};

use crate::args::ExplainArgs;
use crate::error::Error;
use crate::render::escape::visible;
use crate::render::finding_as_text;
use crate::render::words::scope;
use crate::render::wrap::{COLUMNS, hang, wrap};
use crate::rules::{self, RuleDoc};
use crate::store::Store;
use crate::terminal::Terminal;
use crate::{exit, files};

pub(crate) fn run(args: &ExplainArgs, store: &Store, terminal: Terminal) -> Result<u8, Error> {
    let text = match rules::find(&args.id) {
        Some(rule) => explain_rule(rule),
        None => {
            let report = read(args.report.as_deref(), store)?;
            let finding = find(&report, &args.id)?;
            explain(&report, finding)
        }
    };
    terminal.page(&text)?;
    Ok(exit::OK)
}

fn read(path: Option<&Path>, store: &Store) -> Result<Report, Error> {
    let last = store.report_path();
    let path = path.unwrap_or(&last);
    let shown = path.display();
    if *path == last && !path.exists() {
        return Err(Error::user("there is no last report yet")
            .hint("run `drift diff` or `drift check` first, or name one with --report"));
    }
    let bytes =
        files::read(path).map_err(|why| Error::user(format!("cannot read {shown}: {why}")))?;
    let report: Report = serde_json::from_slice(&bytes).map_err(|error| {
        Error::user(format!("{shown} is no report"))
            .because(&error)
            .hint("reports are written by --format json")
    })?;
    if report.schema > SCHEMA {
        return Err(Error::user(format!(
            "{shown} has schema {}; this program reads up to {SCHEMA}",
            report.schema
        ))
        .hint("a newer drift reads it"));
    }
    Ok(report)
}

/// Every finding, also those that are expected.
fn all(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().chain(report.suppressed.iter().map(|suppressed| &suppressed.finding))
}

/// The finding of an id, or of the start of one.
fn find<'r>(report: &'r Report, id: &str) -> Result<&'r Finding, Error> {
    let mut found: Vec<&Finding> =
        all(report).filter(|finding| finding.id.starts_with(id)).collect();
    if let Some(exact) = found.iter().position(|finding| finding.id == id) {
        found = vec![found.swap_remove(exact)];
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let error = Error::user(format!("the report has no finding `{id}`"));
            let known = all(report).map(|finding| finding.id.as_str());
            let rules = rules::RULES.iter().map(|rule| rule.id);
            Err(match nearest(id, known.chain(rules)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("an id is what stands after the severity of a finding; ids of other reports need --report FILE"),
            })
        }
        several => {
            let ids: Vec<&str> =
                several.iter().take(8).map(|finding| finding.id.as_str()).collect();
            Err(Error::user(format!("`{id}` is the start of {} ids", several.len()))
                .hint(format!("write more of it: {}", ids.join(", "))))
        }
    }
}

fn explain(report: &Report, finding: &Finding) -> String {
    let mut text = finding_as_text(report, finding, true);
    let mut section = |title: &str, body: &str| {
        text.push_str(&format!("\n{title}\n"));
        body.lines().for_each(|line| text.push_str(&format!("{line}\n")));
    };
    if let Some(pairing) = &finding.pairing {
        let body = format!("{} ({} % sure)", pairing.because, pairing.confidence);
        section("Why these were paired", &hang("  ", &visible(&body)));
    }
    section("Where", &addresses(report, finding));
    let ways = ways(report, finding);
    if !ways.is_empty() {
        section("What leads there", &ways);
    }
    match rules::find(&finding.rule) {
        Some(rule) => section(&format!("Rule {}: {}", rule.id, rule.title), &hang("  ", rule.text)),
        None => section(&format!("Rule {}", visible(&finding.rule)), ""),
    }
    let suppressed =
        report.suppressed.iter().find(|suppressed| suppressed.finding.id == finding.id);
    match suppressed {
        Some(by) => section(
            "Expected",
            &hang(
                "  ",
                &visible(&format!("by `{}` at {}: {}", by.expectation, by.location, by.reason)),
            ),
        ),
        None => section("To accept it, add to drift.yaml", &entry(finding)),
    }
    text
}

fn addresses(report: &Report, finding: &Finding) -> String {
    let told = report.sides.iter().filter_map(|side| {
        let address = finding.addresses.get(&side.name)?;
        let id = address.native_id.as_ref().map(|id| format!(", id {id}"));
        let line = format!(
            "{}: {} in {}{}",
            side.name,
            address.name,
            scope(side, &address.scope),
            id.unwrap_or_default()
        );
        Some(hang("  ", &visible(&line)))
    });
    told.collect::<Vec<_>>().join("\n")
}

/// The resources on the ways there, side by side: what depends on it.
fn ways(report: &Report, finding: &Finding) -> String {
    let told = report.sides.iter().flat_map(|side| {
        let ways = finding.ways.get(&side.name).into_iter().flatten();
        ways.map(|way| {
            let steps: Vec<String> = way.iter().map(step).collect();
            let line = format!("{}: {} > {}", side.name, steps.join(" > "), finding.kind);
            hang("  ", &visible(&line))
        })
    });
    told.collect::<Vec<_>>().join("\n")
}

/// A resource on a way and its attribute that leads on; none does where only the next one says so.
fn step(step: &Lead) -> String {
    let by = Some(&step.by).filter(|by| !by.0.is_empty());
    let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
    format!("{} {}{by}", step.kind, step.name)
}

/// An entry of `expect` that covers this finding and nothing else.
fn entry(finding: &Finding) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let list = |texts: Vec<&str>| {
        let mut texts: Vec<String> = texts.into_iter().map(quoted).collect();
        texts.sort();
        texts.dedup();
        match texts.as_slice() {
            [one] => one.clone(),
            _ => format!("[{}]", texts.join(", ")),
        }
    };
    let names: Vec<&str> =
        finding.addresses.values().map(|address| address.name.as_str()).collect();
    let names = if names.is_empty() { vec![finding.subject.as_str()] } else { names };
    let namespaces: Vec<&str> = finding
        .addresses
        .values()
        .filter_map(|address| address.scope.namespace.as_deref())
        .collect();
    let mut lines = vec![
        "  expect:".to_owned(),
        format!("    - id: {}", quoted(&id_of(finding))),
        "      match:".to_owned(),
        format!("        kind: {}", quoted(&finding.kind)),
        format!("        name: {}", list(names)),
    ];
    if !namespaces.is_empty() {
        lines.push(format!("        scope: {{ namespace: {} }}", list(namespaces)));
    }
    // The empty path is the resource itself: attributes that come to differ later are not covered.
    lines.push(format!("        path: {}", quoted(&finding.path.to_string())));
    lines.push("      allow: { any: true }".to_owned());
    lines.push("      reason: \"say why it is meant to be so\"".to_owned());
    lines.iter().map(|line| visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}

/// A name for an entry: the subject and the attribute, and the start of the id so that it is the only one.
fn id_of(finding: &Finding) -> String {
    let last = finding.path.last_key().unwrap_or("itself");
    let start: String = finding.id.chars().take(4).collect();
    let words = format!("{}-{last}-{start}", finding.subject).to_lowercase();
    let plain: String =
        words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn explain_rule(rule: &RuleDoc) -> String {
    let mut text = format!("{}: {}\n", rule.id, rule.title);
    for line in wrap(rule.text, COLUMNS - 2) {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use drift_core::config::parse;

    use super::*;

    fn report() -> Report {
        serde_json::from_str(include_str!("../render/goldens/parity.json")).unwrap()
    }

    #[test]
    fn an_id_or_its_unique_start_finds_it() {
        let report = report();
        assert_eq!(find(&report, "7h2k").unwrap().id, "7h2k9m4qx1");
        assert_eq!(find(&report, "s1").unwrap().id, "s1", "expected ones too");
        assert!(find(&report, "").unwrap_err().what.contains("the start of 10 ids"));
        let hint = find(&report, "7h2k9m4qx2").unwrap_err().hints.join("");
        assert_eq!(hint, "did you mean `7h2k9m4qx1`?");
    }

    #[test]
    fn the_entry_to_paste_parses_and_covers_its_finding() {
        for finding in &report().findings {
            let text =
                format!("version: 1\n{}\n", entry(finding).replace("\n  ", "\n").trim_start());
            let config = parse(text.as_bytes(), "drift.yaml")
                .unwrap_or_else(|errors| panic!("{text}\n{errors:?}"));
            let selector = &config.expect[0].selector;
            assert_eq!(selector.kinds, std::slice::from_ref(&finding.kind));
            assert_eq!(selector.paths.len(), 1, "never the whole resource: {text}");
            assert!(selector.paths.iter().all(|pattern| pattern.matches(&finding.path)), "{text}");
        }
    }

    #[test]
    fn a_finding_is_explained_whole() {
        let report = report();
        let text = explain(&report, find(&report, "7h2k").unwrap());
        for part in
            ["100 % sure", "Rule PAR-002: an attribute differs", "expect:", "in kind-staging/shop"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn every_rule_has_its_words() {
        for rule in &rules::RULES {
            let text = explain_rule(rule);
            assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
            assert!(rules::find(&rule.id.to_lowercase()).is_some());
        }
    }
}
