//! Two environments in one cluster, told apart by namespace, by label, or by name.

use drift_tests::{Drift, cluster, subjects};

/// Not the environments' own names: a value that differs as they do is no difference.
const MODES: [(&str, &str); 2] = [("staging", "red"), ("prod", "blue")];

fn map(name: &str, label: &str, mode: &str) -> String {
    format!(
        "apiVersion: v1
kind: ConfigMap
metadata: {{ name: {name}, labels: {{ env: {label} }} }}
data: {{ mode: {mode}, place: same }}
---
"
    )
}

fn diff(sources: [&str; 2], members: [&str; 2]) -> Vec<String> {
    let drift = Drift::new(&format!(
        "version: 1
environments:
  staging:
    sources: [ {{ kubernetes: {{ context: staging, namespaces: [{}] }} }} ]
    {}
  prod:
    sources: [ {{ kubernetes: {{ context: staging, namespaces: [{}] }} }} ]
    {}
",
        sources[0], members[0], sources[1], members[1]
    ));
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    subjects(&report)
}

#[test]
fn by_namespace() {
    let cluster = cluster("staging");
    for (environment, mode) in MODES {
        let namespace = format!("members-{environment}");
        cluster.namespace(&namespace);
        cluster.apply_text(&namespace, &map("web", "none", mode));
        cluster.apply_text(&namespace, &map("same", "none", "same"));
    }
    let source = "members-staging, members-prod";
    let member = |environment: &str| {
        format!("members: [ {{ match: {{ scope: {{ namespace: members-{environment} }} }} }} ]")
    };
    let by_member = diff([source, source], [&member("staging"), &member("prod")]);
    assert_eq!(by_member, ["/ConfigMap web data.mode"]);
    let by_source = diff(["members-staging", "members-prod"], ["", ""]);
    assert_eq!(by_source, by_member);
}

#[test]
fn by_label() {
    let cluster = cluster("staging");
    cluster.namespace("members-label");
    let maps = MODES.map(|(environment, mode)| {
        map(&format!("web-{environment}"), environment, mode)
            + &map(&format!("same-{environment}"), environment, "same")
    });
    cluster.apply_text("members-label", &maps.concat());
    let member = "members: [ { match: { tags: { env: \"{env}\" } } } ]";
    assert_eq!(diff(["members-label"; 2], [member; 2]), ["/ConfigMap web data.mode"]);
}

#[test]
fn by_name() {
    let cluster = cluster("staging");
    cluster.namespace("members-name");
    let maps = MODES.map(|(environment, mode)| {
        map(&format!("{environment}-web"), "none", mode)
            + &map(&format!("{environment}-same"), "none", "same")
    });
    cluster.apply_text("members-name", &maps.concat());
    let member = "members: [ { match: { name: \"{env}-*\" } } ]";
    assert_eq!(diff(["members-name"; 2], [member; 2]), ["/ConfigMap web data.mode"]);
}
