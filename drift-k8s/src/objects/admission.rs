//! What registries, admission and controllers make of an object from the object alone: the `strategy` and the kind-wide
//! `computed` rules of the table that can be worked out, so that a declaration and what the server made of it are alike.
//!
//! What needs the cluster's own settings (a default StorageClass) is not known here: it is said to be unknown.

use drift_core::{Map, Origin, Reason, Resource, Value};

/// Rewrites a body to what the server makes of it.
pub(super) fn apply(resource: &Resource, object: &mut Map) {
    match resource.kind.as_str() {
        "/Pod" => pod(object),
        "/ReplicationController" => replication_controller(object),
        "/PersistentVolumeClaim" => claim(resource, object),
        "rbac.authorization.k8s.io/ClusterRole" => aggregated(object),
        _ => {}
    }
}

fn pod(object: &mut Map) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_map_mut) else { return };
    if !spec.contains_key("serviceAccountName") && !spec.contains_key("serviceAccount") {
        spec.insert("serviceAccountName".to_owned(), "default".into());
    }
    let host_network = spec.get("hostNetwork").and_then(Value::as_bool) == Some(true);
    for field in ["containers", "initContainers"] {
        let containers = spec.get_mut(field).and_then(Value::as_list_mut);
        for container in containers.into_iter().flatten().filter_map(Value::as_map_mut) {
            requests_from_limits(container);
            if host_network {
                host_ports(container);
            }
        }
    }
    without_default_tolerations(spec);
}

/// `SetDefaults_Pod`: a resource that has a limit and no request requests its limit.
fn requests_from_limits(container: &mut Map) {
    let Some(resources) = container.get_mut("resources").and_then(Value::as_map_mut) else {
        return;
    };
    let Some(limits) = resources.get("limits").and_then(Value::as_map).cloned() else { return };
    let requests = resources.entry("requests".to_owned()).or_insert(Value::Null);
    if *requests == Value::Null {
        *requests = Value::Map(Map::new());
    }
    for (name, limit) in limits {
        if let Some(requests) = requests.as_map_mut() {
            requests.entry(name).or_insert(limit);
        }
    }
}

/// `SetDefaults_Pod`: on the host's network a port is the host's.
fn host_ports(container: &mut Map) {
    let ports = container.get_mut("ports").and_then(Value::as_list_mut);
    for port in ports.into_iter().flatten().filter_map(Value::as_map_mut) {
        if let Some(number) = port.get("containerPort").cloned() {
            port.entry("hostPort".to_owned()).or_insert(number);
        }
    }
}

/// `DefaultTolerationSeconds`: every Pod gets these two, unless it says something else about the same taints.
fn without_default_tolerations(spec: &mut Map) {
    let Some(tolerations) = spec.get_mut("tolerations").and_then(Value::as_list_mut) else {
        return;
    };
    tolerations.retain(|toleration| {
        let text = |field: &str| toleration.get(field).and_then(Value::as_str);
        let taint = matches!(
            text("key"),
            Some("node.kubernetes.io/not-ready" | "node.kubernetes.io/unreachable")
        );
        let seconds = toleration.get("tolerationSeconds").and_then(Value::as_i64);
        !(taint
            && text("operator") == Some("Exists")
            && text("effect") == Some("NoExecute")
            && seconds == Some(300))
    });
}

/// `SetDefaults_ReplicationController`: without a selector it selects its own Pods.
fn replication_controller(object: &mut Map) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_map_mut) else { return };
    let template = spec.get("template").and_then(|spec| spec.at(&["metadata", "labels"])).cloned();
    if let Some(labels) = template
        && spec.get("selector").is_none_or(Value::is_empty)
    {
        spec.insert("selector".to_owned(), labels);
    }
}

fn claim(resource: &Resource, object: &mut Map) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_map_mut) else { return };
    // `NormalizeDataSources`: the old field and the new one are copies of each other.
    let namespaced =
        spec.get("dataSourceRef").is_some_and(|source| source.get("namespace").is_some());
    let old = spec.get("dataSource").cloned();
    let new = spec.get("dataSourceRef").filter(|_| !namespaced).cloned();
    if let Some(source) = old.or(new) {
        spec.entry("dataSource".to_owned()).or_insert_with(|| source.clone());
        spec.entry("dataSourceRef".to_owned()).or_insert(source);
    }
    // `DefaultStorageClass` asks the cluster.
    if matches!(resource.origin, Origin::Declared { .. }) {
        spec.entry("storageClassName".to_owned()).or_insert(Value::Unknown(Reason::Generated));
    }
}

/// The aggregation controller overwrites the rules with those of the roles that are selected, and these are compared
/// themselves.
fn aggregated(object: &mut Map) {
    if object.get("aggregationRule").is_some_and(|rule| !rule.is_empty()) {
        object.remove("rules");
    }
}
