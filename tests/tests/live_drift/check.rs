//! `drift check`: what is live against the folder that was applied.

use drift_core::Report;
use drift_tests::{Drift, Run, cluster, lines};

const SHOP: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web }
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.0
          ports: [ { containerPort: 8080 } ]
          resources: { requests: { cpu: "0.1", memory: 64Mi } }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  replicas: 2
  selector:
    matchLabels: { app: worker }
  template:
    metadata:
      labels: { app: worker }
    spec:
      containers:
        - name: worker
          image: registry.example.com/shop/worker:1.0
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports: [ { port: 80, targetPort: 8080 } ]
"#;

const SETTINGS: &str = "apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: limits
data:
  orders: '100'
---
apiVersion: v1
kind: Secret
metadata:
  name: web
stringData:
  password: not-to-be-seen-anywhere
";

/// A folder that was applied to the cluster, and what checks it.
fn applied(namespace: &str) -> Drift {
    let drift = Drift::new(&format!(
        "version: 1
environments:
  prod:
    sources:
      - kubernetes: {{ context: prod }}
      - manifests: {{ path: k8s, namespace: {namespace} }}
"
    ));
    drift.write("k8s/shop.yaml", SHOP);
    drift.write("k8s/settings.yaml", SETTINGS);
    let prod = cluster("prod");
    prod.namespace(namespace);
    prod.apply(namespace, &drift.folder().join("k8s"));
    drift
}

/// What is found; that the Secret's values were not asked for is told besides.
fn found(report: &Report) -> Vec<String> {
    lines(report).into_iter().filter(|line| !line.starts_with("unknown /Secret web ")).collect()
}

fn told(run: &Run) -> &str {
    if run.stdout.is_empty() { &run.stderr } else { &run.stdout }
}

#[test]
fn nothing_is_told_of_a_folder_that_was_just_applied() {
    let drift = applied("check-applied");
    let (report, run) = drift.report(&["check", "prod"]);
    assert_eq!(found(&report), Vec::<String>::new());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let live = report.sides.iter().find(|side| side.outside_claims > 0);
    let live = live.expect("kube-system and other namespaces are counted outside of the claims");
    assert!(live.resources > live.outside_claims, "{live:?}");
    let text = drift.run(&["check", "prod"]);
    assert!(text.stdout.contains("outside"), "the count is shown:\n{}", told(&text));
}

#[test]
fn each_change_by_hand_is_found_with_its_line_and_writer() {
    let namespace = "check-by-hand";
    let drift = applied(namespace);
    let prod = cluster("prod");
    let patch = r#"{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"DEBUG","value":"1"}]}]}}}}"#;
    prod.kubectl(&[
        "patch",
        "deployment",
        "web",
        "-n",
        namespace,
        "--field-manager=kubectl-edit",
        "-p",
        patch,
    ]);
    prod.kubectl(&["delete", "configmap", "limits", "-n", namespace]);
    prod.kubectl(&["create", "configmap", "by-hand", "-n", namespace, "--from-literal=who=knows"]);
    prod.kubectl(&["scale", "deployment", "worker", "-n", namespace, "--replicas=4"]);
    prod.settle(namespace);

    let (report, run) = drift.report(&["check", "prod"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(
        found(&report),
        [
            "medium IAC-001 extra /ConfigMap by-hand by kubectl-create",
            "medium IAC-002 missing /ConfigMap limits at k8s/settings.yaml:8",
            "medium IAC-003 extra apps/Deployment web spec.template.spec.containers[name=web].env[name=DEBUG]: \
             nothing -> {\"name\":\"DEBUG\",\"value\":\"1\"} at k8s/shop.yaml:15 by kubectl-edit",
            "low IAC-003 changed apps/Deployment worker spec.replicas: 2 -> 4 at k8s/shop.yaml:25 by kubectl",
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_costs_its_part_and_nothing_is_called_unmanaged() {
    let namespace = "check-broken-file";
    let drift = applied(namespace);
    drift.write("k8s/broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: [\n");
    cluster("prod").kubectl(&[
        "create",
        "configmap",
        "by-hand",
        "-n",
        namespace,
        "--from-literal=who=knows",
    ]);
    let (report, run) = drift.report(&["check", "prod"]);
    assert!(report.findings.is_empty(), "{:?}", lines(&report));
    assert!(
        report.problems.iter().any(|problem| problem.place.contains("k8s/broken.yaml:")),
        "{:?}",
        report.problems
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(drift.run(&["check", "prod", "--strict"]).code, 3);
}
