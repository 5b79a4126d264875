//! What `drift doctor` says beforehand is what a capture then meets: with all rights, with some, and where nothing answers.

use std::collections::BTreeSet;

use drift_core::{Status, codec};
use drift_tests::{Drift, cluster};
use serde_json::Value;

use crate::viewer::grant;

fn environments() -> Drift {
    for name in ["staging", "prod"] {
        cluster(name).namespace("doctor");
    }
    Drift::new(
        "version: 1
environments:
  all: { sources: [ { kubernetes: { context: staging, namespaces: [doctor] } } ] }
  some: { sources: [ { kubernetes: { context: prod-viewer, namespaces: [doctor] } } ] }
  none: { sources: [ { kubernetes: { context: none, kubeconfig: none } } ] }
",
    )
}

fn found(drift: &Drift, name: &str) -> (i32, Value) {
    let run = drift.run(&["doctor", name, "--format", "json"]);
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    (run.code, found["clusters"][0].clone())
}

#[test]
fn with_all_rights_everything_can_be_read_and_the_certificate_says_as_whom() {
    let drift = environments();
    let (code, found) = found(&drift, "all");
    assert_eq!(code, 0, "{found:#}");
    assert_eq!(found["identity"]["credential"], "client certificate");
    assert_eq!(found["identity"]["groups"], serde_json::json!(["system:masters"]));
    assert!(found["identity"]["user"].is_string(), "{found:#}");
    assert_eq!(found["secrets"], "metadata");
    assert!(found["lists"].as_u64().unwrap() > 20, "{found:#}");
    let run = drift.run(&["doctor", "all"]);
    assert!(run.stdout.contains("Everything that is configured can be read."), "{}", run.stdout);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn what_is_said_to_be_unseen_is_what_a_capture_is_denied() {
    let drift = environments();
    grant(cluster("prod"), "doctor", "configmaps");
    let (code, found) = found(&drift, "some");
    assert_eq!(code, 3, "{found:#}");
    assert_eq!(
        found["identity"]["user"], "viewer",
        "a refusal names the bearer of an opaque token"
    );
    let texts = |value: &Value| {
        let all = value.as_array().unwrap().iter();
        all.map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let unseen = found["unseen"].as_array().unwrap().iter();
    let said: BTreeSet<String> = unseen.flat_map(|one| texts(&one["kinds"])).collect();
    let run = drift.run(&["snapshot", "some", "-o", "some.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let bytes = std::fs::read(drift.folder().join("some.drift.zst")).unwrap();
    let snapshot = codec::decode(&bytes).unwrap();
    let cells = snapshot.coverage.0.iter();
    let denied = cells.filter(|(_, status)| matches!(status, Status::Denied { .. }));
    let denied: BTreeSet<String> = denied.map(|(cell, _)| cell.kind.clone()).collect();
    assert!(denied.contains("/Secret"), "{denied:?}");
    assert!(!denied.contains("/ConfigMap"), "{denied:?}");
    assert_eq!(said, denied);
}

#[test]
fn one_that_does_not_answer_is_told_beside_those_that_do() {
    let drift = environments();
    drift.write(
        "none",
        "apiVersion: v1\nkind: Config\nclusters: [{name: none, cluster: {server: 'https://127.0.0.1:1'}}]\n\
         contexts: [{name: none, context: {cluster: none, user: me}}]\n\
         users: [{name: me, user: {token: kept-from-everybody}}]\n",
    );
    let run = drift.run(&["doctor"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    let line = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["none: context none", "Connection refused", "all: context staging", "by token"] {
        assert!(line.contains(said), "{said}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("kept-from-everybody"), "{}", run.stdout);
}
