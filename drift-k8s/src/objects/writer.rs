//! Who wrote an attribute, from an object's managed fields.
//!
//! Source: "Server-Side Apply" of the Kubernetes documentation (`fieldsV1`: `f:` fields, `k:` keyed elements, `v:` values).
//! A manager that owns only what surrounds an attribute did not write it: then nobody is named.

use drift_core::{Path, Resource, Step, Value, Writer};

/// Of the managers that own the attribute or something in it, one that owns it itself, and of several the latest.
pub(super) fn of(resource: &Resource, path: &Path) -> Option<Writer> {
    let entries = resource.body().at(&["metadata", "managedFields"])?.as_list()?;
    let text =
        |entry: &Value, field: &str| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    // `kubectl scale` writes by the subresource `scale`; what is written by `status` is no configuration.
    let configured =
        entries.iter().filter(|entry| text(entry, "subresource").as_deref() != Some("status"));
    let found = configured.filter_map(|entry| {
        let owned = share(entry.get("fieldsV1")?, &path.0)?;
        Some(((owned, text(entry, "time")), entry))
    });
    let (_, entry) = found.max_by(|one, other| one.0.cmp(&other.0))?;
    Some(Writer { name: text(entry, "manager")?, at: text(entry, "time") })
}

/// What of an attribute a manager owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    /// Something in it.
    Within,
    /// The attribute itself, or a whole that it is part of and that has one owner.
    Itself,
}

fn share(fields: &Value, steps: &[Step]) -> Option<Share> {
    let map = fields.as_map()?;
    if map.is_empty() {
        return Some(Share::Itself);
    }
    let Some((step, rest)) = steps.split_first() else {
        return Some(if map.contains_key(".") { Share::Itself } else { Share::Within });
    };
    let inner = match step {
        Step::Key(name) => map.get(&format!("f:{name}"))?,
        Step::Element(keys) => map.iter().find(|(field, _)| is_element(field, keys))?.1,
        Step::Index(_) => return None,
    };
    share(inner, rest)
}

fn is_element(field: &str, keys: &[(String, String)]) -> bool {
    let Some(json) = field.strip_prefix("k:") else { return false };
    let Ok(Value::Map(said)) = Value::from_json(json.as_bytes()) else { return false };
    said.len() == keys.len()
        && keys.iter().all(|(name, value)| {
            said.get(name).and_then(Value::scalar_text).as_ref() == Some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::super::examples::live;
    use super::*;

    /// As a server keeps them: applied from a file, scaled, and an image set by hand.
    const OBJECT: &str = r#"{"metadata": {"managedFields": [
        {"manager": "kubectl-client-side-apply", "operation": "Update", "time": "2026-01-01T00:00:00Z", "fieldsV1": {
            "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
            "f:spec": {"f:selector": {}, "f:template": {"f:spec": {"f:containers": {
                "k:{\"name\":\"app\"}": {".": {}, "f:name": {}, "f:ports": {
                    "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": {".": {}, "f:containerPort": {}}}}}}}}}},
        {"manager": "kubectl", "subresource": "scale", "time": "2026-01-02T00:00:00Z", "fieldsV1": {
            "f:spec": {"f:replicas": {}}}},
        {"manager": "kubectl-set", "time": "2026-01-03T00:00:00Z", "fieldsV1": {
            "f:spec": {"f:template": {"f:spec": {"f:containers": {
                "k:{\"name\":\"app\"}": {"f:image": {}}}}}}}},
        {"manager": "kube-controller-manager", "subresource": "status", "time": "2026-01-04T00:00:00Z", "fieldsV1": {
            "f:metadata": {"f:annotations": {"f:deployment.kubernetes.io/revision": {}}}, "f:status": {"f:replicas": {}}}}
    ]}}"#;

    #[test]
    fn only_who_owns_an_attribute_is_named() {
        let object = live("apps/Deployment", "v1", OBJECT);
        let container = "spec.template.spec.containers[name=app]";
        let table = [
            ("", Some("kubectl-set")),
            ("spec.replicas", Some("kubectl")),
            ("spec.selector.matchLabels.app", Some("kubectl-client-side-apply")),
            ("metadata.labels.app", Some("kubectl-client-side-apply")),
            ("metadata.labels.team", None),
            ("spec.paused", None),
            (container, Some("kubectl-client-side-apply")),
            (&format!("{container}.image"), Some("kubectl-set")),
            (&format!("{container}.command"), None),
            (
                &format!("{container}.ports[containerPort=80,protocol=TCP]"),
                Some("kubectl-client-side-apply"),
            ),
            ("spec.template.spec.containers[name=web].image", None),
        ];
        for (path, expected) in table {
            let found = of(&object, &path.parse().unwrap()).map(|writer| writer.name);
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
