//! The clusters that `tests/scripts/clusters` started, and kubectl on them.
//!
//! Knows nothing of Drift.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything in a cluster may take to settle.
const PATIENCE: Duration = Duration::from_secs(90);

/// One running cluster.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// What the script calls it, and its context with all rights.
    pub name: String,
    /// The file with the contexts of all clusters.
    pub kubeconfig: PathBuf,
    /// The address of its API.
    pub server: String,
    /// What identifies it: the UID of its namespace kube-system.
    pub uid: String,
}

/// The running clusters, asked once for their ids.
///
/// # Panics
/// When there are none: `tests/scripts/test` starts them.
pub fn clusters() -> &'static [Cluster] {
    static CLUSTERS: OnceLock<Vec<Cluster>> = OnceLock::new();
    CLUSTERS.get_or_init(|| {
        let file = std::env::var_os("DRIFT_TEST_CLUSTERS")
            .expect("DRIFT_TEST_CLUSTERS is not set: run tests/scripts/test, or set it to DIR/clusters.json");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let clusters: Vec<Value> = serde_json::from_str(&text).expect("clusters.json is a list");
        let clusters: Vec<Cluster> = clusters.iter().map(Cluster::read).collect();
        define(&clusters);
        clusters
    })
}

/// Custom resource definitions belong to no namespace: a test that made one would be seen by the others. So each cluster
/// has all of them (`definition.yaml` of the scenarios) before the first test asks for one.
fn define(clusters: &[Cluster]) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenarios = entries(&here.join("scenarios"))
        .into_iter()
        .map(|folder| folder.join("staging/definition.yaml"));
    let files: Vec<PathBuf> = scenarios.filter(|file| file.exists()).collect();
    for cluster in clusters {
        for file in &files {
            cluster.apply("default", file);
            // The schema of a definition is published a moment after its objects are served.
            let group = ["get", "-f", file.to_str().expect("paths of tests are UTF-8")];
            let group = cluster.kubectl(&[&group[..], &["-o", "jsonpath={.spec.group}"]].concat());
            let schema = format!("/openapi/v3/apis/{group}/v1");
            cluster.until("published schema", &["get", "--raw", &schema]);
        }
    }
}

/// What is in a folder, in the order of the names.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let read =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all: Vec<PathBuf> = read.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// The running cluster of this name.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn cluster(name: &str) -> &'static Cluster {
    let found = clusters().iter().find(|cluster| cluster.name == name);
    found.unwrap_or_else(|| panic!("no cluster {name} was started"))
}

/// A program that `tests/scripts/tools` built.
///
/// # Panics
/// When there is no home directory to look in.
#[must_use]
pub fn tool(name: &str) -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let tools = variable("DRIFT_TEST_TOOLS").unwrap_or_else(|| {
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        cache.expect("HOME is set").join("drift-tests")
    });
    tools.join("bin").join(name)
}

impl Cluster {
    fn read(entry: &Value) -> Self {
        let text = |key: &str| entry[key].as_str().expect(key).to_owned();
        let (name, kubeconfig, server) = (text("name"), text("kubeconfig").into(), text("server"));
        let mut cluster = Self { name, kubeconfig, server, uid: String::new() };
        cluster.uid =
            cluster.kubectl(&["get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}"]);
        cluster
    }

    /// Runs kubectl with all rights and gives its standard output.
    ///
    /// # Panics
    /// When kubectl fails.
    pub fn kubectl(&self, arguments: &[&str]) -> String {
        let output = self.try_kubectl(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "kubectl {} on {}: {error}",
            arguments.join(" "),
            self.name
        );
        String::from_utf8(output.stdout).expect("kubectl writes UTF-8")
    }

    fn try_kubectl(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(tool("kubectl"));
        command
            .arg("--kubeconfig")
            .arg(&self.kubeconfig)
            .args(["--context", &self.name])
            .args(arguments);
        command.output().expect("kubectl runs: tests/scripts/tools builds it")
    }

    /// Runs helm on this cluster and gives its standard output.
    ///
    /// # Panics
    /// When helm fails.
    pub fn helm(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(tool("helm"));
        command
            .arg("--kubeconfig")
            .arg(&self.kubeconfig)
            .args(["--kube-context", &self.name])
            .args(arguments);
        let output = command.output().expect("helm runs: tests/scripts/tools builds it");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "helm {} on {}: {error}", arguments.join(" "), self.name);
        String::from_utf8(output.stdout).expect("helm writes UTF-8")
    }

    /// Makes a namespace and waits until Pods can be made in it.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn namespace(&self, name: &str) {
        if !self.try_kubectl(&["get", "namespace", name]).status.success() {
            self.kubectl(&["create", "namespace", name]);
        }
        self.until("default ServiceAccount", &["get", "serviceaccount", "default", "-n", name]);
    }

    /// Applies the text of a manifest to a namespace.
    ///
    /// # Panics
    /// When it cannot be applied, or does not come to rest.
    pub fn apply_text(&self, namespace: &str, text: &str) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.yaml"), text).unwrap();
        self.apply(namespace, folder.path());
    }

    /// Applies a file or folder as a user does, `kubectl apply -n NAMESPACE -f PATH`, and waits until its workloads run.
    ///
    /// What depends on a definition in the same folder needs a second try, as it does for users.
    ///
    /// # Panics
    /// When it cannot be applied, or does not come to rest.
    pub fn apply(&self, namespace: &str, path: &Path) {
        let path = path.to_str().expect("paths of tests are UTF-8");
        self.until("apply", &["apply", "-n", namespace, "-R", "-f", path]);
        self.settle(namespace);
    }

    /// Waits until the workloads of a namespace run, where there is a scheduler.
    ///
    /// # Panics
    /// When they do not.
    pub fn settle(&self, namespace: &str) {
        // Nothing provisions volumes here, so a StatefulSet with claims never comes to rest.
        let kinds = "deployments.apps,daemonsets.apps";
        let names = self.kubectl(&["get", kinds, "-n", namespace, "-o", "name"]);
        for name in names.lines() {
            let observed =
                format!("get {name} -n {namespace} -o jsonpath={{.status.observedGeneration}}");
            self.until_output(&observed, |text| !text.is_empty());
            if !self.name.starts_with("small") {
                let patience = format!("--timeout={}s", PATIENCE.as_secs());
                self.kubectl(&["rollout", "status", name, "-n", namespace, &patience]);
            }
        }
    }

    /// Repeats a kubectl command until it succeeds.
    fn until(&self, what: &str, arguments: &[&str]) {
        let end = Instant::now() + PATIENCE;
        loop {
            let output = self.try_kubectl(arguments);
            if output.status.success() {
                return;
            }
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(Instant::now() < end, "{}: no {what} after {PATIENCE:?}: {error}", self.name);
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// Repeats a kubectl command, its words separated by blanks, until its output is as wanted.
    ///
    /// # Panics
    /// When it never is.
    pub fn until_output(&self, command: &str, wanted: impl Fn(&str) -> bool) {
        let arguments: Vec<&str> = command.split_ascii_whitespace().collect();
        let end = Instant::now() + PATIENCE;
        loop {
            let output = self.kubectl(&arguments);
            if wanted(&output) {
                return;
            }
            assert!(
                Instant::now() < end,
                "kubectl {command} on {}: after {PATIENCE:?} still {output:?}",
                self.name
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}
