//! Exactly the rights that `drift permissions` prints: with them everything that is configured is read, and with any one
//! less it is not.

use std::path::Path;

use drift_core::{Snapshot, Status, codec};
use drift_tests::{Cluster, Drift, cluster};
use serde_json::{Value, json};

/// A kubeconfig of somebody who has a token of the cluster, as `FOLDER/NAME`.
fn kubeconfig(drift: &Drift, name: &str, server: &Cluster, token: &str) {
    let path = "jsonpath={.clusters[0].cluster.certificate-authority-data}";
    let authority = server.kubectl(&["config", "view", "--raw", "--minify", "-o", path]);
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: reader\n\
         clusters: [{{name: one, cluster: {{server: '{}', certificate-authority-data: {authority}}}}}]\n\
         contexts: [{{name: reader, context: {{cluster: one, user: one}}}}]\n\
         users: [{{name: one, user: {{token: {token}}}}}]\n",
        server.server
    );
    drift.write(name, &text);
}

fn account(server: &Cluster, namespace: &str, name: &str) -> String {
    let text = format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}}}\n");
    server.apply_text(namespace, &text);
    server.kubectl(&["create", "token", name, "-n", namespace]).trim().to_owned()
}

/// Waits until the API server knows that an account may list these.
fn until_allowed(server: &Cluster, account: &str, attributes: &Value) {
    let review = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": { "user": account, "resourceAttributes": attributes },
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("review.json");
    std::fs::write(&file, review.to_string()).unwrap();
    let command = format!("create -f {} -o jsonpath={{.status.allowed}}", file.display());
    server.until_output(&command, |allowed| allowed == "true");
}

fn snapshot(folder: &Path, name: &str) -> Snapshot {
    codec::decode(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn denied(snapshot: &Snapshot) -> Vec<String> {
    let denied = |status: &Status| matches!(status, Status::Denied { .. });
    let cells = snapshot.coverage.0.iter().filter(|(_, status)| denied(status));
    cells.map(|(cell, _)| format!("{} {}", cell.kind, cell.scope)).collect()
}

fn environments(name: &str, source: &str) -> Drift {
    Drift::new(&format!(
        "version: 1
environments:
  {name}: {{ sources: [ {{ kubernetes: {{ context: small-b{source} }} }} ] }}
  reader: {{ sources: [ {{ kubernetes: {{ context: reader, kubeconfig: reader{source} }} }} ] }}
"
    ))
}

#[test]
fn with_exactly_the_printed_rights_everything_is_read_and_nothing_denied() {
    let server = cluster("small-b");
    server.namespace("permissions-all");
    let token = account(server, "permissions-all", "reader");
    let drift = environments("all", "");
    let subject = "serviceaccount:permissions-all/reader";
    let run = drift.run(&["permissions", "all", "--name", "permissions-all", "--bind-to", subject]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    server.apply_text("permissions-all", &run.stdout);
    let user = "system:serviceaccount:permissions-all:reader";
    until_allowed(server, user, &json!({ "verb": "list", "resource": "secrets" }));

    kubeconfig(&drift, "reader", server, &token);
    let run = drift.run(&["snapshot", "reader", "--strict", "-o", "reader.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let read = snapshot(drift.folder(), "reader.drift.zst");
    assert_eq!(denied(&read), Vec::<String>::new());
    let run = drift.run(&["snapshot", "all", "-o", "all.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(read.coverage, snapshot(drift.folder(), "all.drift.zst").coverage);
}

/// The roles without one rule, and bound to an account of their own.
fn without(list: &Value, rule: (usize, usize), name: &str) -> Vec<Value> {
    let mut items = list["items"].as_array().unwrap().clone();
    for (place, item) in items.iter_mut().enumerate() {
        item["metadata"]["name"] = json!(name);
        if place == rule.0 {
            item["rules"].as_array_mut().unwrap().remove(rule.1);
        }
        if item["kind"].as_str().unwrap().ends_with("Binding") {
            item["roleRef"]["name"] = json!(name);
            item["subjects"][0]["name"] = json!(name);
        }
    }
    items
}

#[test]
fn with_any_printed_rule_less_something_is_denied() {
    let server = cluster("small-b");
    let namespace = "permissions-least";
    server.namespace(namespace);
    let drift = environments("least", ", namespaces: [permissions-least]");
    let subject = "serviceaccount:permissions-least/any";
    let run = drift.run(&["permissions", "least", "--format", "json", "--bind-to", subject]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let list: Value = serde_json::from_str(&run.stdout).unwrap();
    let kinds: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]);

    let rules: Vec<(usize, usize)> = [0, 2]
        .into_iter()
        .flat_map(|item| {
            let count = list["items"][item]["rules"].as_array().unwrap().len();
            (0..count).map(move |rule| (item, rule))
        })
        .collect();
    assert!(rules.len() > 20, "{rules:?}");
    let name = |place: usize| format!("permissions-least-{place}");
    let items: Vec<Value> = rules
        .iter()
        .enumerate()
        .flat_map(|(place, rule)| without(&list, *rule, &name(place)))
        .collect();
    let all = json!({ "apiVersion": "v1", "kind": "List", "items": items });
    server.apply_text(namespace, &all.to_string());
    // Who was applied last is known last.
    let last = format!("system:serviceaccount:{namespace}:{}", name(rules.len() - 1));
    until_allowed(server, &last, &json!({ "verb": "list", "resource": "nodes" }));
    let pods = json!({ "verb": "list", "resource": "pods", "namespace": namespace });
    until_allowed(server, &last, &pods);

    for (place, (item, rule)) in rules.iter().enumerate() {
        let token = account(server, namespace, &name(place));
        kubeconfig(&drift, "reader", server, &token);
        let run = drift.run(&["snapshot", "reader", "--strict", "-o", "reader.drift.zst"]);
        let rule = &list["items"][item]["rules"][rule];
        assert_eq!(run.code, 3, "without {rule}: {}", run.stderr);
        let read = snapshot(drift.folder(), "reader.drift.zst");
        if rule["resourceNames"].is_array() {
            assert!(read.problems[0].to_string().contains("kube-system"), "{:?}", read.problems);
            assert_eq!(denied(&read), Vec::<String>::new());
        } else {
            let resources = rule["resources"].as_array().unwrap().len();
            assert!(denied(&read).len() >= resources, "without {rule}: {:?}", denied(&read));
        }
    }
}

#[test]
fn a_plan_lists_nothing_and_names_every_list_that_a_capture_makes() {
    let drift = environments("all", "");
    let run = drift.run(&["snapshot", "all", "--plan", "--format", "json", "-vv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let asked = requests(&run.stderr);
    let allowed = |path: &String| matches!(path.as_str(), "/version" | "/api" | "/apis");
    assert!(asked.iter().all(allowed), "{asked:?}");
    let plan: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut planned: Vec<String> = plan[0]["lists"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| list["path"].as_str().unwrap().to_owned())
        .collect();
    let schemas = plan[0]["schemas"].as_array().unwrap().iter();
    planned.extend(schemas.map(|path| path.as_str().unwrap().to_owned()));
    planned
        .extend(["/version", "/api", "/apis", "/api/v1/namespaces/kube-system"].map(str::to_owned));
    planned.sort();

    let run = drift.run(&["snapshot", "all", "-o", "all.drift.zst", "-vv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut made = requests(&run.stderr);
    made.sort();
    made.dedup();
    assert_eq!(made, planned);
}

/// The paths that were asked, as `-vv` tells them.
fn requests(stderr: &str) -> Vec<String> {
    let path = |line: &str| {
        let (_, rest) = line.split_once(": GET ")?;
        Some(rest.split_once(':')?.0.to_owned())
    };
    stderr.lines().filter_map(path).collect()
}
