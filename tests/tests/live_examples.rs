//! The example of the README on real clusters: its seeded differences, each once, and nothing else.
//!
//! A program of its own, because the example has objects that belong to no namespace, which other tests at the same time
//! would see in one cluster before the other has them.

use std::path::{Path, PathBuf};
use std::process::Command;

use drift_tests::{Drift, cluster, golden, lines, tool};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").canonicalize().unwrap()
}

fn apply(environment: &str) {
    let overlay = examples().join("manifests/overlays").join(environment);
    let output = Command::new(tool("kustomize")).arg("build").arg(overlay).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (cluster, namespace) = (cluster(environment), format!("shop-{environment}"));
    cluster.namespace(&namespace);
    cluster.apply_text(&namespace, &String::from_utf8(output.stdout).unwrap());
    cluster.kubectl(&[
        "wait",
        "-n",
        &namespace,
        "--for=condition=complete",
        "--timeout=90s",
        "job",
        "--all",
    ]);
    // The autoscaler has no metrics: it only sees to the least number, in its next round.
    let replicas = format!("get deployment checkout -n {namespace} -o jsonpath={{.spec.replicas}}");
    cluster.until_output(&replicas, |replicas| replicas == "2");
    cluster.settle(&namespace);
}

#[test]
fn the_example_has_its_fifteen_differences_each_once_and_is_as_it_was_declared() {
    let apply = |environment| move || apply(environment);
    std::thread::scope(|scope| {
        scope.spawn(apply("staging"));
        scope.spawn(apply("prod"));
    });
    let config = examples().join("drift.yaml");
    let drift = Drift::new("version: 1\n");
    let with_config =
        |words: &[&str]| drift.report(&[words, &["--config", config.to_str().unwrap()]].concat());

    let (report, run) = with_config(&["diff", "staging", "prod"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    golden(&here.join("live_examples.txt"), &lines(&report))
        .unwrap_or_else(|difference| panic!("{difference}"));
    assert_eq!(report.findings.len(), 15);

    for environment in ["staging", "prod"] {
        let (report, run) = with_config(&["check", environment]);
        // The example declares a definition, so those of the other tests are unmanaged ones.
        let found = lines(&report)
            .into_iter()
            .filter(|line| !line.contains("CustomResourceDefinition routes.crd-"));
        // What is left to the cluster (a storage class) or not read (a Secret) is unknown, and no finding.
        let found: Vec<String> = found.filter(|line| !line.starts_with("unknown ")).collect();
        assert!(found.is_empty(), "{environment}: {found:#?}\n{}", run.stderr);
    }
}
