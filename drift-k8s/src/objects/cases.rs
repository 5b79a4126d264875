//! Whole objects in the cases where a server, a controller or a version decides more than the schema says.

use drift_core::{Governs, Node, Normal, Path, Reason, Reference, Semantics, Step, Value};

use super::Kubernetes;
use super::examples::{declared, live};

fn normal(resource: &drift_core::Resource, facts: &Value) -> Normal {
    let (normal, problems) = Kubernetes.normalise(resource, facts);
    assert!(problems.is_empty(), "{problems:?}");
    normal
}

fn tree(kind: &str, version: &str, body: &str) -> Node {
    normal(&live(kind, version, body), &Value::Null).tree
}

/// What stands at a path, as JSON; nothing where there is nothing.
fn at(tree: &Node, path: &str) -> String {
    let path: Path = path.parse().unwrap();
    tree.at(&path).map(|node| node.to_value().to_json()).unwrap_or_default()
}

#[test]
fn the_policy_of_pulling_follows_from_tag_and_digest() {
    let table = [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:latest@sha256:aa", "Always"),
        ("nginx:1", "IfNotPresent"),
        ("nginx@sha256:aa", "IfNotPresent"),
    ];
    for (image, expected) in table {
        let body =
            format!(r#"{{"spec": {{"containers": [{{"name": "c", "image": "{image}"}}]}}}}"#);
        let tree = tree("/Pod", "v1", &body);
        assert_eq!(
            at(&tree, "spec.containers[name=c].imagePullPolicy"),
            format!("{expected:?}"),
            "{image}"
        );
    }
}

#[test]
fn a_kind_without_a_schema_lives_where_its_cluster_lists_it() {
    let facts = Value::from_json(
        br#"{"clusters": {"c0ffee": {"kinds": {"example.com/Shop": {"version": "v1", "resource": "shops"}}}}}"#,
    )
    .unwrap();
    let shop = live("example.com/Shop", "v1", "{}");
    assert_eq!(normal(&shop, &facts).namespace, Some(None));
    assert_eq!(normal(&shop, &Value::Null).namespace, None);
}

#[test]
fn autoscalers_govern_replicas_inside_their_bounds() {
    let table = [
        ("autoscaling/HorizontalPodAutoscaler", r#""maxReplicas": 5"#, Some((1, 5))),
        (
            "autoscaling/HorizontalPodAutoscaler",
            r#""minReplicas": 2, "maxReplicas": 5"#,
            Some((2, 5)),
        ),
        ("keda.sh/ScaledObject", r#""minReplicaCount": 3"#, Some((3, 100))),
        ("keda.sh/ScaledObject", r#""minReplicaCount": 3, "idleReplicaCount": 0"#, Some((0, 100))),
        ("apps/Deployment", r#""maxReplicas": 5"#, None),
    ];
    for (kind, bounds, expected) in table {
        let body = format!(r#"{{"spec": {{"scaleTargetRef": {{"name": "web"}}, {bounds}}}}}"#);
        let target = Reference {
            kind: "apps/Deployment".to_owned(),
            namespace: None,
            name: "web".to_owned(),
        };
        let path = Path::of_keys(&["spec", "replicas"]);
        let expected = expected.map(|(min, max)| Governs { target, path, min, max });
        let found = normal(&live(kind, "v1", &body), &Value::Null).governs;
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{kind} {bounds}");
    }
}

#[test]
fn a_pod_of_its_own_is_what_was_declared_after_admission() {
    let said = r#"{"spec": {"containers": [{"name": "c", "image": "a:1", "resources": {"limits": {"cpu": 1}}}],
        "tolerations": [{"key": "a", "operator": "Exists"}]}}"#;
    let made = r#"{"spec": {"serviceAccountName": "default", "serviceAccount": "default",
        "containers": [{"name": "c", "image": "a:1", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}}}],
        "tolerations": [{"key": "a", "operator": "Exists"},
            {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300},
            {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}]}}"#;
    assert_eq!(tree("/Pod", "v1", said), tree("/Pod", "v1", made));
    let patient = r#"{"spec": {"tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists",
        "effect": "NoExecute", "tolerationSeconds": 60}]}}"#;
    assert!(at(&tree("/Pod", "v1", patient), "spec.tolerations").contains("60"));
    let path: Path =
        "spec.volumes[name=kube-api-access-x7k2p].projected.defaultMode".parse().unwrap();
    assert!(!Kubernetes.class("/Pod", &path).role.is_compared());
}

#[test]
fn aggregated_rules_are_those_of_other_roles() {
    let rules = r#"{"rules": [{"verbs": ["get"]}]}"#;
    let kind = "rbac.authorization.k8s.io/ClusterRole";
    assert!(!at(&tree(kind, "v1", rules), "rules").is_empty());
    let aggregated =
        r#"{"aggregationRule": {"clusterRoleSelectors": [{}]}, "rules": [{"verbs": ["get"]}]}"#;
    assert_eq!(at(&tree(kind, "v1", aggregated), "rules"), "");
}

#[test]
fn a_claim_without_a_class_says_so_only_where_it_is_declared() {
    let path: Path = "spec.storageClassName".parse().unwrap();
    let claim = |resource| normal(&resource, &Value::Null).tree.at(&path).map(Node::to_value);
    let body = r#"{"spec": {"volumeMode": "Block"}}"#;
    let kind = "/PersistentVolumeClaim";
    assert_eq!(claim(declared(kind, "v1", body)), Some(Value::Unknown(Reason::Generated)));
    assert_eq!(claim(live(kind, "v1", body)), None);
}

#[test]
fn the_rule_for_every_host_is_an_element_of_its_own() {
    let tree = tree(
        "networking.k8s.io/Ingress",
        "v1",
        r#"{"spec": {"rules": [{"host": "a.example"}, {"http": {"paths": [{"pathType": "Prefix", "path": "/"}]}}]}}"#,
    );
    let rule = |host: &str| {
        let step = Step::Element(vec![("host".to_owned(), host.to_owned())]);
        tree.at(&Path::of_keys(&["spec", "rules"]).join(step)).is_some()
    };
    assert!(rule("a.example") && rule("") && !rule("b.example"));
}

#[test]
fn running_pods_tell_their_owner_the_digests() {
    let owner = r#"{"spec": {"template": {"spec": {"containers": [
        {"name": "a", "image": "r.io/a:1"}, {"name": "b", "image": "r.io/b:1"}]}}}}"#;
    let pod = |digest: &str| {
        let body = format!(
            r#"{{"spec": {{"containers": [{{"name": "a", "image": "r.io/a:1"}}, {{"name": "b", "image": "r.io/b:2"}}]}},
                "status": {{"phase": "Running", "containerStatuses": [
                    {{"name": "a", "imageID": "r.io/a@sha256:{digest}"}}, {{"name": "b", "imageID": "r.io/b@sha256:cc"}}]}}}}"#
        );
        tree("/Pod", "v1", &body)
    };
    let mut deployment = tree("apps/Deployment", "v1", owner);
    Kubernetes.fold(&mut deployment, &[&pod("bb"), &pod("aa"), &pod("bb")]);
    let image =
        |name: &str| at(&deployment, &format!("spec.template.spec.containers[name={name}].image"));
    assert_eq!(image("a"), r#""r.io/a:1 running sha256:aa sha256:bb""#);
    assert_eq!(image("b"), r#""r.io/b:1""#, "what runs is another image than what is written");
}

#[test]
fn a_nodes_own_pod_is_nobodys() {
    let mirror = r#"{"metadata": {"annotations": {"kubernetes.io/config.mirror": "x"}}}"#;
    assert!(normal(&live("/Pod", "v1", mirror), &Value::Null).made_by_system.is_some());
    assert!(normal(&live("/Pod", "v1", "{}"), &Value::Null).made_by_system.is_none());
}

#[test]
fn metadata_tells_owner_component_and_tool() {
    let metadata = r#"{"metadata": {
        "ownerReferences": [{"uid": "a"}, {"uid": "b", "controller": true}],
        "labels": {"app": "web", "app.kubernetes.io/name": "shop"},
        "annotations": {"meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "prod"}}}"#;
    let normal = normal(&live("/ConfigMap", "v1", metadata), &Value::Null);
    assert_eq!(normal.owner.as_deref(), Some("b"));
    assert_eq!(normal.component.as_deref(), Some("shop"));
    assert_eq!(normal.provenance.as_deref(), Some("helm prod/shop"));
    assert_eq!(normal.tags.get("app").map(String::as_str), Some("web"));
}
