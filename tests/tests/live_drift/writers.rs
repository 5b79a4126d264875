//! How an object came to the cluster: applied by the client or by the server, created, or replaced. It is no difference.

use drift_tests::{Drift, cluster, lines};

const SHOP: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.0
          env: [ { name: LEVEL, value: info } ]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [ { port: 80 } ] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: { matchLabels: { app: web } }, ingress: [ { ports: [ { port: 80 } ] } ] }
";

#[test]
fn what_was_applied_by_client_or_server_or_created_is_the_same() {
    let (staging, prod) = (cluster("staging"), cluster("prod"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.yaml");
    std::fs::write(&file, SHOP).unwrap();
    let file = file.to_str().unwrap();
    for (name, words) in [("server", vec!["apply", "--server-side"]), ("created", vec!["create"])] {
        let [one, other] =
            ["staging", "prod"].map(|environment| format!("writers-{name}-{environment}"));
        staging.namespace(&one);
        staging.apply_text(&one, SHOP);
        prod.namespace(&other);
        prod.kubectl(&[words.as_slice(), &["-n", &other, "-f", file]].concat());
        prod.settle(&other);
        let drift = Drift::new(&format!(
            "version: 1
environments:
  staging: {{ sources: [ {{ kubernetes: {{ context: staging, namespaces: [{one}] }} }} ] }}
  prod: {{ sources: [ {{ kubernetes: {{ context: prod, namespaces: [{other}] }} }} ] }}
"
        ));
        let (report, run) = drift.report(&["diff", "staging", "prod"]);
        assert_eq!(lines(&report), Vec::<String>::new(), "{name}");
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}
