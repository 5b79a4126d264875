//! The README's first command, from the recorded snapshots: its fifteen differences, each once, and nothing else.

use std::sync::Arc;

use drift_core::judge::Policy;
use drift_core::{Registry, Silent, Snapshot, codec, compare};

fn recorded(environment: &str) -> Snapshot {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(root.join(format!("../docs/examples/{environment}.drift.zst")));
    codec::decode(&bytes.unwrap()).unwrap()
}

#[test]
fn the_recorded_example_has_its_fifteen_differences_each_once() {
    let (staging, prod) = (recorded("staging"), recorded("prod"));
    let registry = Registry::new(vec![Arc::new(drift_aws::Aws), Arc::new(drift_k8s::Kubernetes)]);
    let policy = Policy { highest_rank: prod.header.rank, ..Policy::default() };
    let report = compare(&staging, &prod, &registry, &policy, &mut Silent);
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let subject = finding.subject.split("-8k6462").next().unwrap_or_default();
            format!("{} {} {subject} {}", finding.severity, finding.rule, finding.path)
        })
        .map(|line| line.trim_end().to_owned())
        .collect();
    found.sort();
    let expected = [
        "high PAR-001 payments-isolation",
        "high PAR-002 orders-reader rules",
        "high PAR-002 thumbnails spec.template.spec.containers[name=resizer].securityContext.privileged",
        "high PAR-002 web spec.tls",
        "low PAR-002 catalog spec.replicas",
        "low PAR-002 checkout spec.maxReplicas",
        "low PAR-002 checkout spec.template.spec.containers[name=checkout].resources.limits.memory",
        "medium PAR-001 load-generator",
        "medium PAR-002 cache data[\"cache.conf\"]",
        "medium PAR-002 checkout spec.template.spec.containers[name=checkout].env[name=FRAUD_CHECK]",
        "medium PAR-002 checkout-settings data.PAYMENT_TIMEOUT",
        "medium PAR-002 orders spec.consumers[name=billing].maxInFlight",
        "medium PAR-002 search spec.template.spec.containers[name=search].readinessProbe",
        "medium PAR-002 web spec.template.spec.containers[name=web].image",
        "medium VER-003 recommendations spec.template.spec.containers[name=recommendations].image",
    ];
    assert_eq!(found, expected);
    for side in [&staging, &prod] {
        let itself = compare(side, side, &registry, &policy, &mut Silent);
        assert_eq!(itself.findings, []);
    }
}
