//! The library's examples do what `docs/library.md` says of them, and the page shows them as they are.

use std::path::Path;

use drift_core::Report;

#[allow(dead_code, unreachable_pub)]
#[path = "../../drift-k8s/examples/own_provider.rs"]
mod own_provider;
#[allow(dead_code, unreachable_pub)]
#[path = "../../drift-k8s/examples/own_report.rs"]
mod own_report;

use own_provider::Flags;

fn of_root(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

async fn flags(before: &'static str, after: &'static str) -> Report {
    let before = Flags { environment: "staging", answer: before };
    let after = Flags { environment: "prod", answer: after };
    own_provider::report(&before, &after).await.unwrap()
}

#[tokio::test]
async fn a_provider_of_ones_own_is_read_and_compared() {
    let report = flags(r#"{"a": {"on": true}, "b": {}}"#, r#"{"a": {"on": false}}"#).await;
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{} {} {:?}", finding.subject, finding.path, finding.change))
        .collect();
    assert_eq!(found, ["a on Changed", "b  Missing"]);
}

#[tokio::test]
async fn what_its_service_does_not_say_is_unknown_and_not_missing() {
    let report = flags(r#"{"a": {"on": true}}"#, "<html>").await;
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(report.unknowns.len(), 1, "{:?}", report.unknowns);
}

#[test]
fn a_report_of_ones_own_has_every_finding_of_the_example() {
    let side = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(name);
        std::fs::read(path).unwrap()
    };
    let report = own_report::report(&side("staging.drift.zst"), &side("prod.drift.zst")).unwrap();
    let table = own_report::table(&report);
    assert_eq!(table.lines().count(), 1 + report.findings.len() + report.unknowns.len());
    assert!(report.findings.len() >= 15, "{table}");
    assert!(own_report::report(b"", &side("prod.drift.zst")).is_err());
}

#[test]
fn the_page_shows_every_example_as_it_is() {
    let page = of_root("docs/library.md");
    for name in ["two_contexts", "own_provider", "own_report"] {
        let code = of_root(&format!("drift-k8s/examples/{name}.rs"));
        // The page says above it what the first lines say.
        let (_, body) = code.split_once("\nuse ").unwrap();
        assert!(page.contains(&format!("```rust\nuse {body}```")), "{name} is not on the page");
    }
    assert!(of_root("drift-k8s/examples/own_provider.rs").lines().count() < 80);
}
