//! Secret values: nothing that Drift writes has one in it, also where it may read them.

use std::path::{Path, PathBuf};

use drift_tests::{Drift, cluster};

const VALUES: [&str; 2] = ["kept-from-everybody-staging", "kept-from-everybody-prod"];

/// The same in base64, as it would stand in `data`.
const ENCODED: [&str; 2] =
    ["a2VwdC1mcm9tLWV2ZXJ5Ym9keS1zdGFnaW5n", "a2VwdC1mcm9tLWV2ZXJ5Ym9keS1wcm9k"];

fn two(name: &str, secrets: &str) -> Drift {
    for (environment, value) in ["staging", "prod"].into_iter().zip(VALUES) {
        let namespace = format!("{name}-{environment}");
        cluster(environment).namespace(&namespace);
        let text = format!(
            "apiVersion: v1
kind: Secret
metadata: {{ name: web }}
stringData: {{ password: {value}, user: shop-of-both }}
"
        );
        // Its annotation holds the whole text.
        cluster(environment).apply_text(&namespace, &text);
    }
    Drift::new(&format!(
        "version: 1
environments:
  staging: {{ sources: [ {{ kubernetes: {{ context: staging, namespaces: [\"{name}-staging\"] }} }} ] }}
  prod: {{ sources: [ {{ kubernetes: {{ context: prod, namespaces: [\"{name}-prod\"] }} }} ] }}
{secrets}"
    ))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Everything that was written below the folder, snapshots as text.
fn written(drift: &Drift) -> String {
    let mut all = String::new();
    for file in files(&drift.folder().join("state")) {
        let bytes = std::fs::read(&file).unwrap();
        let compressed = file.extension().is_some_and(|end| end == "zst");
        let bytes = if compressed { zstd::decode_all(bytes.as_slice()).unwrap() } else { bytes };
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

fn nothing_has_a_value_in_it(drift: &Drift) {
    let mut all = String::new();
    for format in ["text", "json", "markdown"] {
        let run = drift.run(&["diff", "staging", "prod", "--verbose", "--format", format]);
        all.push_str(&run.stdout);
        all.push_str(&run.stderr);
    }
    let snapshots = written(drift);
    assert!(snapshots.contains(r#""name":"web""#), "the Secret itself is in the snapshots");
    all.push_str(&snapshots);
    for value in VALUES.into_iter().chain(ENCODED) {
        assert!(!all.contains(value), "{value} was written");
    }
}

#[test]
fn without_leave_to_read_them_secrets_are_neither_equal_nor_different() {
    let drift = two("secrets-unread", "");
    nothing_has_a_value_in_it(&drift);
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let unknown = report
        .unknowns
        .iter()
        .find(|unknown| unknown.kind == "/Secret" && unknown.subject.contains("web"));
    assert!(unknown.is_some(), "{:#?}", report.unknowns);
}

#[test]
fn with_leave_to_read_them_equal_ones_are_equal_and_no_value_is_written() {
    let drift = two("secrets-read", "secrets: { read: [ /Secret ] }\n");
    nothing_has_a_value_in_it(&drift);
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    let paths: Vec<String> =
        report.findings.iter().map(|finding| finding.path.to_string()).collect();
    assert_eq!(paths, ["data.password"], "{:#?}", report.findings);
}

#[test]
fn what_was_redacted_is_listed_by_attribute_and_rule_without_its_value() {
    let drift = two("secrets-explained", "secrets: { read: [\"/Secret\"] }\n");
    let run = drift.run(&["snapshot", "staging", "--explain-redaction"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("data.password: 1 (row)"), "{}", run.stdout);
    assert!(run.stderr.contains(".drift.zst"), "stored as usual: {}", run.stderr);
    let json =
        drift.run(&["snapshot", "staging", "--explain-redaction", "--format", "json"]).stdout;
    let found: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let stored = found[0]["stored"].as_str().expect("a path");
    assert!(Path::new(stored).exists(), "{stored}");
    let redactions = found[0]["redactions"].as_array().expect("a list").iter();
    let paths: Vec<&str> = redactions.map(|one| one["path"].as_str().expect("a path")).collect();
    assert!(paths.contains(&"data.password") && paths.contains(&"data.user"), "{paths:?}");
    for text in [&run.stdout, &json] {
        assert!(!text.contains(VALUES[0]) && !text.contains(ENCODED[0]), "{text}");
    }
}
