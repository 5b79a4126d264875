//! The CronJob of `docs/recipes` on a real API server: its objects are taken, its Pod is allowed where Pods are restricted, and its
//! ServiceAccount sees what its ClusterRole gives it and no more.
//!
//! No kubelet runs here, so the program runs beside the cluster with what a Pod would have: the account's token and the
//! cluster's authority.

use std::path::{Path, PathBuf};
use std::process::Command;

use drift_core::Report;
use drift_tests::{Cluster, Place, Run, cluster, tool};
use serde_json::Value;

const NAMESPACE: &str = "recipe-cronjob";
/// What stands before the names of the recipe, so that nothing in the cluster is called as somebody else's may be.
const PREFIX: &str = "recipe-cronjob-";

fn recipe() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/recipes/cronjob").canonicalize().unwrap()
}

/// The recipe as a user would fit it into a cluster of their own: other names, another namespace.
fn rendered(folder: &Path) -> PathBuf {
    let base = folder.join("cronjob");
    std::fs::create_dir(&base).unwrap();
    for entry in std::fs::read_dir(recipe()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, base.join(path.file_name().unwrap())).unwrap();
    }
    let overlay = format!("namespace: {NAMESPACE}\nnamePrefix: {PREFIX}\nresources: [cronjob]\n");
    std::fs::write(folder.join("kustomization.yaml"), overlay).unwrap();
    let output = Command::new(tool("kustomize")).arg("build").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = folder.join("all.yaml");
    std::fs::write(&path, output.stdout).unwrap();
    path
}

/// Applies the recipe; gives its CronJob as the server keeps it.
fn applied(cluster: &Cluster) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = rendered(folder.path());
    let path = path.to_str().unwrap();
    cluster.namespace(NAMESPACE);
    let restricted = "pod-security.kubernetes.io/enforce=restricted";
    cluster.kubectl(&["label", "--overwrite", "namespace", NAMESPACE, restricted]);
    cluster.kubectl(&["apply", "--server-side", "--dry-run=server", "-f", path]);
    cluster.kubectl(&["apply", "--server-side", "-f", path]);
    let name = format!("{PREFIX}drift");
    serde_json::from_str(
        &cluster.kubectl(&["get", "cronjob", &name, "-n", NAMESPACE, "-o", "json"]),
    )
    .unwrap()
}

/// A place with what a Pod of the recipe has: token and authority in files, and the key.
fn as_in_the_pod(cluster: &Cluster) -> Place {
    let place = Place::default().with("DRIFT_KEY", "a key of thirty-two bytes or more");
    let write = |name: &str, text: &str| std::fs::write(place.folder().join(name), text).unwrap();
    let account = format!("{PREFIX}drift");
    let token = cluster.kubectl(&["create", "token", &account, "-n", NAMESPACE]);
    write("token", token.trim_end());
    let authority = [
        "config",
        "view",
        "--raw",
        "--minify",
        "-o",
        "jsonpath={.clusters[0].cluster.certificate-authority-data}",
    ];
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: in-cluster\n\
         clusters: [{{name: here, cluster: {{server: '{}', certificate-authority-data: {}}}}}]\n\
         contexts: [{{name: in-cluster, context: {{cluster: here, user: pod}}}}]\n\
         users: [{{name: pod, user: {{tokenFile: {}}}}}]\n",
        cluster.server,
        cluster.kubectl(&authority),
        place.folder().join("token").display(),
    );
    write("kubeconfig", &kubeconfig);
    place
}

/// Runs a container's arguments with the recipe's own drift.yaml.
fn run(place: &Place, container: &Value, more: &[&str]) -> Run {
    let config = recipe().join("drift.yaml");
    let words = container["args"].as_array().unwrap().iter().map(|word| word.as_str().unwrap());
    let words = words.map(|word| word.replace("/etc/drift/drift.yaml", config.to_str().unwrap()));
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
    place.piped(&words)
}

#[test]
fn the_cron_job_is_taken_its_pod_is_allowed_and_its_account_reads_all_but_secrets() {
    let cluster = cluster("small-b");
    let job = applied(cluster);
    let template = &job["spec"]["jobTemplate"]["spec"]["template"];
    let pod = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": { "name": "drift", "namespace": NAMESPACE },
        "spec": template["spec"],
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pod.json");
    std::fs::write(&path, pod.to_string()).unwrap();
    // Refused if the namespace's restrictions did not allow it.
    cluster.kubectl(&["create", "--dry-run=server", "-f", path.to_str().unwrap()]);

    let place = as_in_the_pod(cluster);
    let spec = &template["spec"];
    let snapshot = run(&place, &spec["initContainers"][0], &[]);
    assert_eq!(snapshot.code, 0, "{}", snapshot.stderr);
    let entries = snapshot.stderr.lines();
    entries.for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap()));

    // The first night there is nothing to compare with.
    let first = run(&place, &spec["containers"][0], &[]);
    assert_eq!(first.code, 2, "{}", first.stderr);
    assert!(first.stderr.contains("no snapshot of `here` is stored"), "{}", first.stderr);

    let stored = PathBuf::from(snapshot.stdout.trim_end());
    std::fs::copy(&stored, stored.with_file_name("2026-01-01T00-00-00Z.drift.zst")).unwrap();
    let second = run(&place, &spec["containers"][0], &["--format", "json"]);
    assert_eq!(second.code, 0, "{}{}", second.stdout, second.stderr);
    let report: Report = serde_json::from_str(&second.stdout).unwrap();
    assert!(report.counts.pairs > 50, "{}", report.counts.pairs);
    let built_in =
        |kind: &&str| !kind.contains('.') || kind.split('/').next().unwrap().ends_with(".k8s.io");
    let denied =
        report.sides[1].gaps.iter().filter(|gap| gap.status.to_string().starts_with("denied"));
    let mut denied: Vec<&str> = denied.map(|gap| gap.cell.kind.as_str()).filter(built_in).collect();
    denied.dedup();
    assert_eq!(denied, ["/Secret"]);
}
