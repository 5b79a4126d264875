//! Properties that no table knows, invented by the proxy: kept, compared, and past the gate like everything else.

use std::collections::BTreeMap;

use drift_core::Report;
use drift_tests::proxy::{Fault, Proxy, Rule};
use drift_tests::{Drift, Run};
use serde_json::{Value, json};

use crate::scenario::applied;

const CANARY: &str = "c4n4ry-0f-a-l8er-version";

/// Deployments of one side with properties of a later version of Kubernetes.
fn invent(context: &str, namespace: &str, mode: &'static str, host: &'static str) -> Proxy {
    let invent = move |list: &mut Value| {
        for object in list["items"].as_array_mut().expect("a list") {
            object["futureMode"] = json!(mode);
            let spec = &mut object["spec"];
            spec["futureMode"] = json!({ "pace": mode, "depth": [1, 2] });
            spec["futureUrl"] = json!(format!("postgres://u:{CANARY}@{host}/x"));
            spec["futurePassword"] = json!(CANARY);
        }
    };
    let target = format!("*/namespaces/{namespace}/deployments*");
    Proxy::before(context, vec![Rule::on(&target, Fault::json(invent))])
}

fn captured(staging: (&'static str, &'static str), prod: (&'static str, &'static str)) -> Drift {
    applied();
    let staging = invent("staging", "faults-staging", staging.0, staging.1);
    let prod = invent("prod", "faults-prod", prod.0, prod.1);
    let source = |proxy: &Proxy, namespace: &str| {
        let file = proxy.kubeconfig();
        format!(
            "sources: [ {{ kubernetes: {{ kubeconfig: {}, context: faulted, namespaces: [{namespace}] }} }} ]",
            file.display()
        )
    };
    let drift = Drift::new(&format!(
        "version: 1\nenvironments:\n  staging: {{ {} }}\n  prod: {{ {} }}\n",
        source(&staging, "faults-staging"),
        source(&prod, "faults-prod"),
    ));
    for environment in ["staging", "prod"] {
        let file = format!("{environment}.drift.zst");
        let run = drift.run(&["snapshot", environment, "--kind", "apps/Deployment", "-o", &file]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(!run.stdout.contains(CANARY) && !run.stderr.contains(CANARY));
    }
    drift
}

fn compared(drift: &Drift) -> (Report, Run) {
    drift.report(&["diff", "staging.drift.zst", "prod.drift.zst"])
}

#[test]
fn a_property_that_no_table_knows_is_compared_and_marked() {
    let drift = captured(("eager", "db.example.com"), ("lazy", "db.example.org"));
    let (report, run) = compared(&drift);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let of_web = report.findings.iter().filter(|finding| finding.subject == "web");
    let found: BTreeMap<String, bool> =
        of_web.map(|finding| (finding.path.to_string(), finding.classified)).collect();
    // A row of the table says of everything in the spec of a workload that it is its configuration.
    let wanted = [("futureMode", false), ("spec.futureMode.pace", true), ("spec.futureUrl", true)];
    assert_eq!(found, wanted.map(|(path, known)| (path.to_owned(), known)).into());
    let shown = serde_json::to_string(&report.findings).unwrap();
    for text in ["db.example.com", "db.example.org", "eager", "lazy"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(!run.stdout.contains(CANARY) && !run.stderr.contains(CANARY), "{shown}");
}

#[test]
fn what_is_secret_in_it_is_stored_as_a_fingerprint() {
    let drift = captured(("eager", "db.example.com"), ("eager", "db.example.com"));
    for environment in ["staging", "prod"] {
        let file = drift.folder().join(format!("{environment}.drift.zst"));
        let snapshot = drift_core::codec::decode(&std::fs::read(file).unwrap()).unwrap();
        let web = snapshot.resources().iter().find(|resource| resource.name == "web").unwrap();
        let text = web.body().to_json();
        for kept in ["futureMode", "futurePassword", "db.example.com"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        assert!(!text.contains(CANARY), "{text}");
    }
    let (report, _) = compared(&drift);
    let found: Vec<&str> = report.findings.iter().map(|found| found.subject.as_str()).collect();
    assert_eq!(found, ["gone"], "one key, one fingerprint");
}
