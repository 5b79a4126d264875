//! A scenario: two namespaces of two clusters that differ in known ways, of which one is read through a proxy with rules.
//!
//! What has to be said stands in `tests/faults/NAME.txt`: the exit code of a strict run, what was not read completely, and
//! everything that the report says. Knows no fault.

use std::path::Path;
use std::sync::Once;

use drift_core::{Report, Skip, Status};
use drift_tests::proxy::{Proxy, Rule};
use drift_tests::{Drift, cluster, golden, lines, name_clusters};

/// What both have; five ConfigMaps are in prod, with the one that every namespace gets.
const BOTH: &str = "apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data: { place: same }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b }
data: { mode: of-$ENVIRONMENT-alone }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
data: { mode: $MODE }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [ { port: 80 } ], selector: { app: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [ { name: web, image: \"registry.example.com/shop/web:1\" } ] }
---
";

/// What staging alone has.
const GONE: &str = "apiVersion: v1
kind: ConfigMap
metadata: { name: gone }
data: { place: same }
---
apiVersion: v1
kind: Service
metadata: { name: gone }
spec: { ports: [ { port: 80 } ] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gone }
spec:
  replicas: 0
  selector: { matchLabels: { app: gone } }
  template:
    metadata: { labels: { app: gone } }
    spec: { containers: [ { name: web, image: \"registry.example.com/shop/web:1\" } ] }
";

/// What prod alone has.
const NEW: &str = "apiVersion: v1
kind: ConfigMap
metadata: { name: new }
data: { place: same }
";

/// What is told where a fault costs nothing.
pub(crate) const EVERYTHING: &str = "everything-is-told";

/// The list that most faults befall.
pub(crate) const MAPS: &str = "/api/v1/namespaces/faults-prod/configmaps*";
/// Its pages but the first.
pub(crate) const LATER_MAPS: &str = "/api/v1/namespaces/faults-prod/configmaps?*continue=*";

/// Rules, and what else a run is told.
pub(crate) struct Scenario {
    name: &'static str,
    rules: Vec<Rule>,
    limits: &'static str,
    kinds: &'static [&'static str],
}

impl Scenario {
    /// A scenario of this name and these rules.
    pub(crate) fn new(name: &'static str, rules: Vec<Rule>) -> Self {
        let kinds = &["/ConfigMap", "/Service", "apps/Deployment"];
        Self { name, rules, limits: "{}", kinds }
    }

    /// With these `limits`.
    pub(crate) fn limits(self, limits: &'static str) -> Self {
        Self { limits, ..self }
    }

    /// Compares the two and compares what is said with what is expected; gives the proxy, to be asked for more.
    pub(crate) fn play(self) -> (Proxy, Report) {
        let (proxy, drift) = self.set_up();
        let (report, run) = drift.report(&self.arguments());
        let mut said = vec![format!("exit {}", run.code)];
        said.extend(coverage(&report));
        said.extend(lines(&report));
        self.expect(&said, &proxy);
        (proxy, report)
    }

    /// The same where nothing of prod can be read: there is no report, and what is expected is the error.
    pub(crate) fn refuse(self) {
        let (proxy, drift) = self.set_up();
        let run = drift.run(&self.arguments());
        assert_eq!(run.stdout, "", "nothing is reported");
        let said = std::iter::once(format!("exit {}", run.code));
        self.expect(&said.chain(run.stderr.lines().map(str::to_owned)).collect::<Vec<_>>(), &proxy);
    }

    fn set_up(&self) -> (Proxy, Drift) {
        applied();
        let proxy = Proxy::before("prod", self.rules.clone());
        let drift = Drift::new(&config(&proxy, self.limits));
        (proxy, drift)
    }

    fn arguments(&self) -> Vec<&'static str> {
        let mut arguments = vec!["diff", "staging", "prod", "--strict", "--fail-on", "never"];
        arguments.extend(self.kinds.iter().flat_map(|kind| ["--kind", kind]));
        arguments
    }

    fn expect(&self, said: &[String], proxy: &Proxy) {
        let said: Vec<String> = said.iter().map(|line| steady(line, proxy)).collect();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
        let file = file.join(format!("{}.txt", self.name));
        golden(&file, &said).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

/// The environments, each in its cluster; prod behind the proxy.
pub(crate) fn config(proxy: &Proxy, limits: &str) -> String {
    format!(
        "version: 1
environments:
  staging: {{ rank: 20, sources: [ {{ kubernetes: {{ context: staging, namespaces: [faults-staging] }} }} ] }}
  prod:
    rank: 30
    sources: [ {{ kubernetes: {{ kubeconfig: {}, context: faulted, namespaces: [faults-prod] }} }} ]
limits: {limits}
",
        proxy.kubeconfig().display()
    )
}

/// Applies both namespaces, once.
pub(crate) fn applied() {
    static APPLIED: Once = Once::new();
    APPLIED.call_once(|| {
        for (environment, mode, own) in [("staging", "red", GONE), ("prod", "blue", NEW)] {
            let text = BOTH.replace("$ENVIRONMENT", environment).replace("$MODE", mode) + own;
            let namespace = format!("faults-{environment}");
            let cluster = cluster(environment);
            cluster.namespace(&namespace);
            cluster.apply_text(&namespace, &text);
            let map = format!("get configmap kube-root-ca.crt -n {namespace} -o name");
            cluster.until_output(&map, |name| !name.is_empty());
        }
    });
}

/// What was not read completely, but for what nobody asked for.
fn coverage(report: &Report) -> Vec<String> {
    let gaps = report.sides.iter().flat_map(|side| side.gaps.iter().map(move |gap| (side, gap)));
    gaps.filter(|(_, gap)| gap.status != Status::Skipped { why: Skip::Filter })
        .map(|(side, gap)| {
            format!("not read {}: {} {}: {}", side.name, gap.cell.kind, gap.cell.scope, gap.status)
        })
        .collect()
}

/// How many requests were like a glob.
pub(crate) fn asked(proxy: &Proxy, target: &str) -> usize {
    proxy.asked().iter().filter(|asked| drift_core::glob(target, asked)).count()
}

/// A line without what is new in every run.
fn steady(line: &str, proxy: &Proxy) -> String {
    let line = name_clusters(line).replace(&proxy.address().to_string(), "PROXY");
    match line.split_once("server-") {
        Some((before, after)) if after.len() >= 32 => {
            format!("{before}SERVER{}", after.get(32..).unwrap_or_default())
        }
        _ => line,
    }
}
