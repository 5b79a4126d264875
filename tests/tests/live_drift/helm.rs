//! A chart that helm installed: its release is compared, the Secret that helm keeps it in is not.

use drift_tests::{Drift, cluster, lines};

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }}-web }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [ { name: web, image: \"registry.example.com/shop/web:1.0\" } ]
";

fn chart(drift: &Drift, version: &str) {
    drift.write(
        "chart/Chart.yaml",
        &format!("apiVersion: v2\nname: shop\nversion: {version}\nappVersion: \"1.0\"\n"),
    );
    drift.write("chart/values.yaml", "replicas: 1\npassword: nothing\n");
    drift.write("chart/templates/deployment.yaml", DEPLOYMENT);
}

#[test]
fn releases_of_another_chart_version_and_other_values_are_told_as_releases() {
    let drift = Drift::new(
        "version: 1
environments:
  staging: { rank: 20, sources: [ { kubernetes: { context: staging, namespaces: [\"helm-staging\"] } } ] }
  prod: { rank: 30, sources: [ { kubernetes: { context: prod, namespaces: [\"helm-prod\"] } } ] }
secrets: { read: [ \"/Secret\" ] }
",
    );
    for (environment, version, replicas) in
        [("staging", "0.2.0", "replicas=1"), ("prod", "0.1.0", "replicas=2")]
    {
        chart(&drift, version);
        let namespace = format!("helm-{environment}");
        let path = drift.folder().join("chart");
        let cluster = cluster(environment);
        cluster.namespace(&namespace);
        let common = ["-n", &namespace, "--set", replicas, "--set", "password=kept-from-everybody"];
        let mut install = vec!["install", "shop", path.to_str().unwrap()];
        install.extend(common);
        cluster.helm(&install);
        if environment == "prod" {
            let mut upgrade = vec!["upgrade", "shop", path.to_str().unwrap()];
            upgrade.extend(common);
            cluster.helm(&upgrade); // a second Secret for the same release
        }
        cluster.settle(&namespace);
    }
    let (report, run) = drift.report(&["diff", "staging", "prod"]);
    assert!(!run.stdout.contains("kept-from-everybody"));
    assert_eq!(
        lines(&report),
        [
            "medium PAR-002 changed helm.sh/Release shop chart.version: \"0.2.0\" -> \"0.1.0\"",
            "medium PAR-002 changed helm.sh/Release shop values: a secret -> a secret",
            "low PAR-002 changed apps/Deployment shop-web spec.replicas: 1 -> 2 by helm by helm",
        ]
    );
}
