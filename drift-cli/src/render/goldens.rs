//! Golden tests of the renderers: constructed reports against `goldens/*.txt`; `UPDATE=1 cargo test` rewrites them.

use std::path::Path;

use drift_core::Report;

use super::wrap::{COLUMNS, width};
use super::{Format, render};

fn report(name: &str) -> Report {
    let text = match name {
        "parity" => include_str!("goldens/parity.json"),
        "drift" => include_str!("goldens/drift.json"),
        "nothing" => include_str!("goldens/nothing.json"),
        _ => include_str!("goldens/hostile.json"),
    };
    serde_json::from_str(text).unwrap()
}

fn plain(report: &Report, format: Format) -> String {
    anstream::adapter::strip_str(&render(report, format)).to_string()
}

fn check(file: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/goldens").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, wanted, "{file}; UPDATE=1 rewrites it");
}

#[test]
fn reports_are_written_as_their_goldens_say() {
    for name in ["parity", "drift", "nothing", "hostile"] {
        let report = report(name);
        check(&format!("{name}.txt"), &plain(&report, Format::Text));
        check(&format!("{name}.md"), &plain(&report, Format::Markdown));
    }
}

#[test]
fn text_keeps_to_its_columns() {
    for name in ["parity", "drift", "nothing", "hostile"] {
        let text = plain(&report(name), Format::Text);
        for line in text.lines() {
            assert!(width(line) <= COLUMNS, "{name}: {line}");
        }
    }
}

#[test]
fn json_reads_back_as_the_report_it_was() {
    let report = report("parity");
    let back: Report = serde_json::from_str(&render(&report, Format::Json)).unwrap();
    assert_eq!(back, report);
}

#[test]
fn nothing_hostile_reaches_a_terminal() {
    for format in [Format::Text, Format::Markdown] {
        let text = plain(&report("hostile"), format);
        let unseen =
            |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
        assert_eq!(text.chars().find(unseen), None);
    }
}
