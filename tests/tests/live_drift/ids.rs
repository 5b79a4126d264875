//! Ids of findings: what gates, waivers and history hang on.

use std::collections::BTreeMap;

use drift_core::Report;
use drift_tests::{Drift, cluster};

fn shop(image: &str, env: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{ name: web }}
spec:
  selector: {{ matchLabels: {{ app: web }} }}
  template:
    metadata: {{ labels: {{ app: web }} }}
    spec:
      containers:
        - name: web
          image: {image}
          env:
{env}
"
    )
}

const ENV: &str = "            - { name: LEVEL, value: LEVEL-VALUE }
            - { name: REGION, value: here }";
const REORDERED: &str = "            - { name: REGION, value: here }
            - { name: LEVEL, value: LEVEL-VALUE }";

fn ids(report: &Report) -> BTreeMap<String, String> {
    report.findings.iter().map(|finding| (finding.path.to_string(), finding.id.clone())).collect()
}

#[test]
fn ids_stay_when_runs_repeat_values_move_and_lists_reorder_and_differ_between_subjects() {
    let drift = Drift::new(
        "version: 1
environments:
  staging: { rank: 20, sources: [ { kubernetes: { context: staging, namespaces: [\"ids-staging\"] } } ] }
  prod: { rank: 30, sources: [ { kubernetes: { context: prod, namespaces: [\"ids-prod\"] } } ] }
",
    );
    let (staging, prod) = (cluster("staging"), cluster("prod"));
    staging.namespace("ids-staging");
    prod.namespace("ids-prod");
    let diff = || drift.report(&["diff", "staging", "prod"]).0;

    staging.apply_text(
        "ids-staging",
        &shop("registry.example.com/web:1.0", &ENV.replace("LEVEL-VALUE", "debug")),
    );
    prod.apply_text(
        "ids-prod",
        &shop("registry.example.com/web:1.1", &ENV.replace("LEVEL-VALUE", "info")),
    );
    let first = ids(&diff());
    assert_eq!(
        first.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "spec.template.spec.containers[name=web].env[name=LEVEL].value",
            "spec.template.spec.containers[name=web].image",
        ]
    );
    let different: std::collections::BTreeSet<_> = first.values().collect();
    assert_eq!(different.len(), first.len(), "each has its own");
    assert_eq!(ids(&diff()), first, "a second run");

    prod.apply_text(
        "ids-prod",
        &shop("registry.example.com/web:1.2", &REORDERED.replace("LEVEL-VALUE", "warn")),
    );
    assert_eq!(ids(&diff()), first, "other values, another order");
}
