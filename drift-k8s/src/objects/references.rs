//! Which fields name other objects, by the definition that they stand in.
//!
//! Source: the Kubernetes API reference. Kinds that a sibling field names (`kind`, `apiVersion`) are read from there.

use drift_core::{Map, Reference, Value};

/// Definition, field, kind of the target.
const FIXED: &[(&str, &str, &str)] = &[
    ("io.k8s.api.core.v1.ConfigMapKeySelector", "name", "/ConfigMap"),
    ("io.k8s.api.core.v1.ConfigMapEnvSource", "name", "/ConfigMap"),
    ("io.k8s.api.core.v1.ConfigMapVolumeSource", "name", "/ConfigMap"),
    ("io.k8s.api.core.v1.ConfigMapProjection", "name", "/ConfigMap"),
    ("io.k8s.api.core.v1.SecretKeySelector", "name", "/Secret"),
    ("io.k8s.api.core.v1.SecretEnvSource", "name", "/Secret"),
    ("io.k8s.api.core.v1.SecretProjection", "name", "/Secret"),
    ("io.k8s.api.core.v1.SecretVolumeSource", "secretName", "/Secret"),
    ("io.k8s.api.core.v1.LocalObjectReference", "name", "/Secret"),
    ("io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource", "claimName", "/PersistentVolumeClaim"),
    ("io.k8s.api.core.v1.PodSpec", "serviceAccountName", "/ServiceAccount"),
    ("io.k8s.api.core.v1.PodSpec", "nodeName", "/Node"),
    ("io.k8s.api.core.v1.PodSpec", "priorityClassName", "scheduling.k8s.io/PriorityClass"),
    ("io.k8s.api.core.v1.PodSpec", "runtimeClassName", "node.k8s.io/RuntimeClass"),
    (
        "io.k8s.api.core.v1.PersistentVolumeClaimSpec",
        "storageClassName",
        "storage.k8s.io/StorageClass",
    ),
    ("io.k8s.api.apps.v1.StatefulSetSpec", "serviceName", "/Service"),
    ("io.k8s.api.networking.v1.IngressServiceBackend", "name", "/Service"),
    ("io.k8s.api.networking.v1.IngressTLS", "secretName", "/Secret"),
    ("io.k8s.api.networking.v1.IngressSpec", "ingressClassName", "networking.k8s.io/IngressClass"),
    ("io.k8s.api.admissionregistration.v1.ServiceReference", "name", "/Service"),
    ("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference", "name", "/Service"),
];

/// The reference that a field's text is; `None` where it is only a text.
pub(super) fn of(definition: &str, field: &str, text: &str, object: &Map) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let fixed = FIXED
        .iter()
        .find(|(of, name, _)| *of == definition && *name == field)
        .map(|(.., kind)| (*kind).to_owned());
    let kind = fixed
        .or_else(|| (field == "name").then(|| named_by_sibling(definition, object)).flatten())?;
    let namespace = object.get("namespace").and_then(Value::as_str).map(str::to_owned);
    Some(Value::Reference(Reference { kind, namespace, name: text.to_owned() }))
}

fn named_by_sibling(definition: &str, object: &Map) -> Option<String> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let kind = text("kind")?;
    match definition.rsplit('.').next()? {
        "RoleRef" => Some(format!("rbac.authorization.k8s.io/{kind}")),
        // Users and groups are names of another world.
        "Subject" => (kind == "ServiceAccount").then(|| "/ServiceAccount".to_owned()),
        "CrossVersionObjectReference" => {
            Some(group_kind(text("apiVersion").unwrap_or_default(), kind))
        }
        _ => None,
    }
}

/// `apps/v1` and `Deployment` are `apps/Deployment`; the core group is empty.
pub(super) fn group_kind(api_version: &str, kind: &str) -> String {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    format!("{group}/{kind}")
}
