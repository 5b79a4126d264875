//! Sides: the same input gives the same bytes, however it was read, and nothing differs from itself.

use std::path::PathBuf;

use drift_tests::{Drift, cluster};

const SHOP: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: $REPLICAS
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [ { name: web, image: \"registry.example.com/shop/web:moving-2\" } ]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { mode: $MODE, settings: \"a: 1\\nb: $REPLICAS\\n\" }
---
apiVersion: v1
kind: Secret
metadata: { name: web }
stringData: { password: a-password-of-$MODE }
";

/// Two environments that differ, and a folder `k8s` of one of them.
fn two(name: &str, limits: &str) -> Drift {
    let drift = Drift::new(&format!(
        "version: 1
environments:
  staging: {{ rank: 20, sources: [ {{ kubernetes: {{ context: staging, namespaces: [\"{name}-staging\"] }} }} ] }}
  prod: {{ rank: 30, sources: [ {{ kubernetes: {{ context: prod, namespaces: [\"{name}-prod\"] }} }} ] }}
{limits}"
    ));
    for (environment, replicas) in [("staging", "1"), ("prod", "3")] {
        let text = SHOP.replace("$REPLICAS", replicas).replace("$MODE", environment);
        let namespace = format!("{name}-{environment}");
        let cluster = cluster(environment);
        cluster.namespace(&namespace);
        cluster.apply_text(&namespace, &text);
        drift.write("k8s/shop.yaml", &text);
    }
    drift
}

fn stored(drift: &Drift, environment: &str) -> PathBuf {
    let folder = drift.folder().join("state/drift").join(environment);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    // The second of a second is `….2.drift.zst`, and is longer than the first.
    files.sort_by_key(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let second = name.split_once('Z').map(|(second, _)| second.to_owned());
        (second, name.len(), name)
    });
    files.pop().expect("a live run is stored")
}

#[test]
fn stored_snapshots_tell_byte_for_byte_what_the_live_run_told() {
    let drift = two("sides-stored", "");
    for format in ["text", "json", "markdown"] {
        let live = drift.run(&["diff", "staging", "prod", "--format", format]);
        assert_eq!(live.code, 1, "{}", live.stderr);
        let files = [stored(&drift, "staging"), stored(&drift, "prod")];
        let [before, after] = [files[0].to_str().unwrap(), files[1].to_str().unwrap()];
        let again = drift.run(&["diff", before, after, "--format", format]);
        assert_eq!(again.stdout, live.stdout, "from files, {format}");
        let fresh = drift.run(&["diff", "staging", "prod", "--max-age", "1h", "--format", format]);
        assert_eq!(fresh.stdout, live.stdout, "from the store, {format}");
    }
}

#[test]
fn nothing_differs_from_itself() {
    let drift = two("sides-itself", "");
    let run = drift.run(&["snapshot", "prod", "-o", "prod.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let sides =
        ["prod", "staging", "prod.drift.zst", "env:prod@-0s", "k8s:k8s", "k8s:k8s/shop.yaml"];
    for side in sides {
        let (report, run) = drift.report(&["diff", side, side]);
        assert!(report.findings.is_empty(), "{side}: {:#?}", report.findings);
        assert_eq!(run.code, 0, "{side}: {}", run.stderr);
    }
}

#[test]
fn how_many_lists_are_in_flight_changes_no_byte() {
    let of = |drift: &Drift| {
        let (mut report, _) = drift.report(&["diff", "staging", "prod"]);
        for side in &mut report.sides {
            side.captured_at.clear();
        }
        serde_json::to_string_pretty(&report).unwrap()
    };
    let limit =
        |lists: usize| format!("limits: {{ kubernetes: {{ lists_in_flight: {lists} }} }}\n");
    let drift = two("sides-in-flight", &limit(1));
    let one = of(&drift);
    let config = std::fs::read_to_string(drift.folder().join("drift.yaml")).unwrap();
    drift.write("drift.yaml", &config.replace(&limit(1), &limit(8)));
    assert_eq!(of(&drift), one);
}
