//! A user who may not see everything: what could not be read is never called missing.

use drift_tests::{Cluster, Drift, cluster, lines};

const SHOP: &str = "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { mode: shop }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [ { port: 80 } ] }
";

/// Lets the viewer list and get these resources in a namespace, and nothing else.
pub(crate) fn grant(cluster: &Cluster, namespace: &str, resources: &str) {
    let verbs = "--verb=get,list";
    cluster.kubectl(&[
        "create",
        "role",
        "see",
        "-n",
        namespace,
        verbs,
        &format!("--resource={resources}"),
    ]);
    cluster.kubectl(&[
        "create",
        "rolebinding",
        "see",
        "-n",
        namespace,
        "--role=see",
        "--user=viewer",
    ]);
}

fn seen_by_a_viewer(name: &str, resources: &str) -> Drift {
    for environment in ["staging", "prod"] {
        let namespace = format!("{name}-{environment}");
        cluster(environment).namespace(&namespace);
        if environment == "staging" {
            cluster(environment).apply_text(&namespace, SHOP);
        }
    }
    grant(cluster("prod"), &format!("{name}-prod"), resources);
    Drift::new(&format!(
        "version: 1
environments:
  staging: {{ sources: [ {{ kubernetes: {{ context: staging, namespaces: [\"{name}-staging\"] }} }} ] }}
  prod: {{ sources: [ {{ kubernetes: {{ context: prod-viewer, namespaces: [\"{name}-prod\"] }} }} ] }}
"
    ))
}

#[test]
fn what_may_not_be_read_is_unknown_and_what_may_is_missing() {
    let drift = seen_by_a_viewer("viewer-some", "configmaps");
    let (report, run) = drift.report(&["diff", "staging", "prod"]);
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert_eq!(found, ["/ConfigMap"], "{:#?}", lines(&report));
    assert_eq!(run.code, 1, "{}", run.stderr);
    let unknown: Vec<&str> = report.unknowns.iter().map(|unknown| unknown.kind.as_str()).collect();
    assert!(unknown.contains(&"/Service"), "{:#?}", report.unknowns);
    let prod = &report.sides[1];
    assert!(prod.gaps.iter().any(|gap| gap.cell.kind == "/Service"), "{:#?}", prod.gaps);
}

#[test]
fn strict_runs_say_that_they_are_incomplete() {
    let drift = seen_by_a_viewer("viewer-strict", "configmaps");
    let run = drift.run(&["diff", "staging", "prod", "--fail-on", "never"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let run = drift.run(&["diff", "staging", "prod", "--fail-on", "never", "--strict"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    let run = drift.run(&["snapshot", "prod", "--strict"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
}

#[test]
fn where_nothing_could_be_read_nothing_agrees() {
    let drift = seen_by_a_viewer("viewer-none", "secrets");
    let run = drift.run(&["diff", "staging", "prod"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("Nothing was compared"), "{}", run.stdout);
}

#[test]
fn a_snapshot_of_nothing_is_an_error_and_does_not_stand_for_the_environment() {
    let drift = seen_by_a_viewer("viewer-nothing", "events");
    let run = drift.run(&["snapshot", "prod"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    let said = ["nothing of `prod` could be read", "because: denied: ", "drift permissions prod"];
    assert!(said.iter().all(|said| run.stderr.contains(said)), "{}", run.stderr);
    assert!(!drift.folder().join("state/drift/prod").exists(), "nothing is stored");
    // What was asked for as a file says itself that it has seen nothing.
    let run = drift.run(&["snapshot", "prod", "-o", "prod.drift.zst"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, "prod.drift.zst\n"), "{}", run.stderr);
}

#[test]
fn why_nothing_is_known_is_what_the_server_said_and_not_the_filter() {
    let drift = seen_by_a_viewer("viewer-why", "secrets");
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    assert!(report.findings.is_empty(), "{:#?}", lines(&report));
    for kind in ["/ConfigMap", "/Service"] {
        let mut of_kind = report.unknowns.iter().filter(|unknown| unknown.kind == kind).peekable();
        assert!(of_kind.peek().is_some(), "{:#?}", report.unknowns);
        for unknown in of_kind {
            assert!(unknown.reason.starts_with("denied: "), "{unknown:#?}");
        }
    }
}

#[test]
fn globs_that_cannot_be_looked_up_make_everything_unknown() {
    let drift = seen_by_a_viewer("viewer-globs", "configmaps,services");
    let config = std::fs::read_to_string(drift.folder().join("drift.yaml")).unwrap();
    drift.write("drift.yaml", &config.replace("viewer-globs-prod", "viewer-globs-p*"));
    let (report, run) = drift.report(&["diff", "staging", "prod", "--strict"]);
    assert!(report.findings.is_empty(), "{:#?}", lines(&report));
    assert!(matches!(run.code, 2 | 3), "{}", run.stderr);
}

#[test]
fn what_is_declared_and_may_not_be_read_is_not_called_missing() {
    let drift = seen_by_a_viewer("viewer-check", "configmaps");
    drift.write("k8s/shop.yaml", SHOP);
    let arguments = ["check", "prod", "--against", "k8s:k8s", "--strict", "--fail-on", "never"];
    let (report, run) = drift.report(&arguments);
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert_eq!(
        found,
        ["/ConfigMap"],
        "the viewer sees that it is not there: {:#?}",
        lines(&report)
    );
    assert_eq!(run.code, 3, "{}", run.stderr);
}
