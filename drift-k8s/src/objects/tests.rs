//! Whole objects in normal form: what servers fill in, what versions say otherwise, what clusters make by themselves.

use std::sync::Arc;

use drift_core::{
    FingerprintKey, Gate, Location, Node, Normal, Origin, Path, Raw, Registry, Resource, Scope,
    Semantics, Value,
};

use super::Kubernetes;

fn resource(body: &str) -> Resource {
    let registry = Registry::new(vec![Arc::new(Kubernetes)]);
    let gate =
        Gate::new(FingerprintKey::new(b"a key of the tests, not a secret").unwrap(), &registry);
    let body = Value::from_json(body.as_bytes()).unwrap();
    let text = |way: &[&str]| body.at(way).and_then(Value::as_str).map(str::to_owned);
    let api_version = text(&["apiVersion"]).unwrap();
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
    let location = Location { file: "x.yaml".to_owned(), line: 1 };
    gate.admit(Raw {
        kind: format!("{group}/{}", text(&["kind"]).unwrap()),
        version: Some(version.to_owned()),
        scope: Scope { namespace: text(&["metadata", "namespace"]), ..Scope::default() },
        name: text(&["metadata", "name"]).unwrap(),
        native_id: None,
        origin: Origin::Declared { location, lines: Default::default() },
        body,
    })
}

fn normal(body: &str) -> Normal {
    let (normal, problems) = Kubernetes.normalise(&resource(body), &Value::Null);
    assert_eq!(problems, []);
    normal
}

fn text(tree: &Node, path: &str) -> String {
    let path: Path = path.parse().unwrap();
    tree.at(&path).map_or_else(|| "-".to_owned(), |node| node.to_value().to_json())
}

const DEPLOYMENT: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "shop"},
    "spec": {"selector": {"matchLabels": {"app": "api"}}, "template": {"metadata": {"labels": {"app": "api"}},
    "spec": {"containers": [{"name": "api", "image": "shop/api:1", "ports": [{"containerPort": 80}],
        "resources": {"limits": {"cpu": "1000m"}}, "livenessProbe": {"httpGet": {"port": 80}},
        "env": [{"name": "DB", "valueFrom": {"secretKeyRef": {"name": "db", "key": "url"}}}]}]}}}}"#;

#[test]
fn a_deployment_is_filled_in_as_the_server_does() {
    let tree = normal(DEPLOYMENT).tree;
    let container = "spec.template.spec.containers[name=api]";
    let table = [
        ("spec.replicas", "1"),
        ("spec.strategy.type", "\"RollingUpdate\""),
        ("spec.strategy.rollingUpdate.maxSurge", "\"25%\""),
        ("spec.progressDeadlineSeconds", "600"),
        ("spec.template.spec.restartPolicy", "\"Always\""),
        ("spec.template.spec.dnsPolicy", "\"ClusterFirst\""),
        (&format!("{container}.image"), "\"docker.io/shop/api:1\""),
        (&format!("{container}.imagePullPolicy"), "\"IfNotPresent\""),
        (&format!("{container}.ports[containerPort=80,protocol=TCP].protocol"), "\"TCP\""),
        (&format!("{container}.resources.limits.cpu"), "\"1\""),
        (&format!("{container}.livenessProbe.periodSeconds"), "10"),
        (&format!("{container}.livenessProbe.httpGet.scheme"), "\"HTTP\""),
        (&format!("{container}.readinessProbe"), "-"),
        (
            &format!("{container}.env[name=DB].valueFrom.secretKeyRef.name"),
            r#"{"$ref":{"kind":"/Secret","name":"db"}}"#,
        ),
    ];
    for (path, expected) in table {
        assert_eq!(text(&tree, path), expected, "{path}");
    }
}

#[test]
fn an_autoscaler_of_v1_is_one_of_v2_but_for_what_v1_cannot_say() {
    let spec = r#""scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}, "maxReplicas": 5"#;
    let metadata = r#""metadata": {"name": "api", "namespace": "shop"}"#;
    let v1 = normal(&format!(
        r#"{{"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", {metadata},
            "spec": {{{spec}, "targetCPUUtilizationPercentage": 70}}}}"#
    ));
    let v2 = normal(&format!(
        r#"{{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", {metadata}, "spec": {{{spec}, "metrics":
            [{{"type": "Resource", "resource": {{"name": "cpu", "target": {{"type": "Utilization", "averageUtilization": 70}}}}}}]}}}}"#
    ));
    for path in ["spec.metrics", "spec.minReplicas", "spec.maxReplicas", "spec.scaleTargetRef"] {
        assert_eq!(text(&v1.tree, path), text(&v2.tree, path), "{path}");
    }
    assert_eq!(text(&v1.tree, "spec.behavior"), r#"{"$unknown":{"not-in-version":"v1"}}"#);
    assert_eq!((v1.governs[0].min, v1.governs[0].max), (1, 5));
}

#[test]
fn string_data_is_data_and_neither_shows_its_text() {
    let secret = |field: &str, value: &str| {
        normal(&format!(
            r#"{{"apiVersion": "v1", "kind": "Secret", "metadata": {{"name": "db", "namespace": "shop"}}, "{field}": {{"url": "{value}"}}}}"#
        ))
        .tree
    };
    // The base64 of the text that stands in stringData.
    let (data, string_data) =
        (secret("data", "Y2FuYXJ5LXNlY3JldA=="), secret("stringData", "canary-secret"));
    assert_eq!(text(&data, "data.url"), text(&string_data, "data.url"));
    assert!(text(&data, "data.url").starts_with(r#"{"$secret":"#));
}

#[test]
fn namespaces_come_from_the_kind_and_the_default() {
    let config_map = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}"#;
    assert_eq!(normal(config_map).namespace, Some(Some("default".to_owned())));
    let role = r#"{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "x", "namespace": "shop"}}"#;
    assert_eq!(normal(role).namespace, Some(None));
    assert_eq!(normal(DEPLOYMENT).namespace, None);
}

#[test]
fn only_the_hash_of_kustomize_is_taken_off_and_only_where_it_is_put_on() {
    let stem = |kind: &str, name: &str| {
        normal(&format!(r#"{{"apiVersion": "v1", "kind": "{kind}", "metadata": {{"name": "{name}", "namespace": "shop"}}}}"#)).stem
    };
    assert_eq!(stem("ConfigMap", "settings-8k6462fcd5").as_deref(), Some("settings"));
    assert_eq!(stem("ConfigMap", "settings-production"), None);
    assert_eq!(stem("Service", "settings-8k6462fcd5"), None);
}

#[test]
fn what_a_cluster_makes_by_itself_is_known_and_what_people_make_is_not() {
    let made = |api_version: &str, kind: &str, name: &str| {
        let body = format!(
            r#"{{"apiVersion": "{api_version}", "kind": "{kind}", "metadata": {{"name": "{name}", "namespace": "shop"}}}}"#
        );
        normal(&body).made_by_system.is_some()
    };
    let table = [
        ("v1", "ConfigMap", "kube-root-ca.crt", true),
        ("v1", "ConfigMap", "settings", false),
        ("v1", "ServiceAccount", "default", true),
        ("v1", "ServiceAccount", "api", false),
        ("v1", "Namespace", "kube-system", true),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "system:node", true),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "admin-of-shop", false),
        ("scheduling.k8s.io/v1", "PriorityClass", "system-node-critical", true),
    ];
    for (api_version, kind, name, expected) in table {
        assert_eq!(made(api_version, kind, name), expected, "{kind} {name}");
    }
}

#[test]
fn a_custom_resource_is_read_by_the_schema_in_the_facts() {
    let facts = Value::from_json(
        br#"{"clusters": {"declared": {
            "schemas": {"example.com/v1/Shop": {"definition": "example.com/v1/Shop", "namespaced": true}},
            "definitions": {
                "example.com/v1/Shop": {"fields": {"spec": {"ref": "example.com/v1/Shop.spec"}}},
                "example.com/v1/Shop.spec": {
                    "fields": {"open": {"type": "boolean"}, "doors": {"list": "map", "keys": ["name"], "items": "example.com/v1/Shop.spec.doors"}},
                    "defaults": [{"field": "open", "value": true}]},
                "example.com/v1/Shop.spec.doors": {"fields": {"name": {}, "width": {"type": "quantity"}}}
            }}}}"#,
    )
    .unwrap();
    let shop = |doors: &str| {
        let body = format!(
            r#"{{"apiVersion": "example.com/v1", "kind": "Shop", "metadata": {{"name": "x", "namespace": "shop"}}, "spec": {{"doors": [{doors}]}}}}"#
        );
        Kubernetes.normalise(&resource(&body), &facts).0.tree
    };
    let (one, other) =
        (r#"{"name": "front", "width": "1"}"#, r#"{"name": "back", "width": "2000m"}"#);
    let tree = shop(&format!("{one}, {other}"));
    assert_eq!(text(&tree, "spec.open"), "true");
    assert_eq!(text(&tree, "spec.doors[name=back].width"), "\"2\"");
    assert_eq!(tree.to_value(), shop(&format!("{other}, {one}")).to_value());
}

#[test]
fn a_config_map_that_nothing_uses_any_more_folds_into_the_one_in_use() {
    let registry = Registry::new(vec![Arc::new(Kubernetes)]);
    let gate =
        Gate::new(FingerprintKey::new(b"a key of the tests, not a secret").unwrap(), &registry);
    let side = |environment: &str, hashes: &[&str]| {
        let header = drift_core::Header {
            format: drift_core::FORMAT,
            environment: environment.to_owned(),
            kind: drift_core::SideKind::Observed,
            rank: None,
            captured_at: "2026-01-01T00:00:00Z".to_owned(),
            tool: "drift/test".to_owned(),
            key: gate.key_id().to_owned(),
            tokens: Vec::new(),
            names: Default::default(),
            elsewhere: 0,
            asked: Vec::new(),
        };
        let mut builder = drift_core::Builder::new(header, &gate);
        let mut add = |kind: &str, name: &str, rest: &str| {
            let body =
                format!(r#"{{"metadata": {{"name": "{name}", "namespace": "shop"}}, {rest}}}"#);
            drift_core::Sink::resource(
                &mut builder,
                Raw {
                    kind: kind.to_owned(),
                    version: Some("v1".to_owned()),
                    scope: Scope::cluster("c0ffee").in_namespace("shop"),
                    name: name.to_owned(),
                    native_id: None,
                    origin: Origin::Live,
                    body: Value::from_json(body.as_bytes()).unwrap(),
                },
            );
        };
        for hash in hashes {
            add("/ConfigMap", &format!("settings-{hash}"), r#""data": {"a": "1"}"#);
        }
        // The last one is the one in use.
        let used = hashes.last().unwrap();
        let from = format!(
            r#"{{"name": "api", "image": "api:1", "envFrom": [{{"configMapRef": {{"name": "settings-{used}"}}}}]}}"#
        );
        add(
            "apps/Deployment",
            "api",
            &format!(r#""spec": {{"template": {{"spec": {{"containers": [{from}]}}}}}}"#),
        );
        builder.finish()
    };
    let (before, after) =
        (side("staging", &["8k6462fcd5", "9b4hkc5c9b"]), side("prod", &["fhtthg6cg9"]));
    let policy = drift_core::judge::Policy::default();
    let report = drift_core::compare(&before, &after, &registry, &policy, &mut drift_core::Silent);
    assert_eq!((report.findings.len(), report.unknowns.len()), (0, 0), "{report:?}");
    assert_eq!(report.sides[0].folded, 1);
}

#[test]
fn a_job_without_labels_gets_those_of_its_template() {
    let job = |metadata: &str| {
        let body = format!(
            r#"{{"apiVersion": "batch/v1", "kind": "Job", "metadata": {{"name": "migrate"{metadata}}},
                "spec": {{"template": {{"metadata": {{"labels": {{"app": "shop"}}}}, "spec": {{"containers": []}}}}}}}}"#
        );
        text(&normal(&body).tree, "metadata.labels.app")
    };
    assert_eq!(job(""), "\"shop\"");
    assert_eq!(job(r#", "labels": {"app": "own"}"#), "\"own\"");
    assert_eq!(job(r#", "labels": {"tier": "own"}"#), "-");
}
