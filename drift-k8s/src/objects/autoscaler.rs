//! Autoscalers: what they govern, and the old form of their specification as the new one.
//!
//! Sources: the HorizontalPodAutoscaler reference (v1 and v2) and KEDA's ScaledObject specification.

use drift_core::{Governs, Map, Path, Reason, Reference, Value};

use super::references::group_kind;

/// What an autoscaler's body says that it governs.
pub(super) fn governs(kind: &str, body: &Value) -> Vec<Governs> {
    let bounds = match kind {
        "autoscaling/HorizontalPodAutoscaler" => ("minReplicas", 1, "maxReplicas", None),
        "keda.sh/ScaledObject" => ("minReplicaCount", 0, "maxReplicaCount", Some(100)),
        _ => return Vec::new(),
    };
    let (min, least, max, most) = bounds;
    let number = |field: &str| body.at(&["spec", field]).and_then(Value::as_i64);
    let text = |field: &str| body.at(&["spec", "scaleTargetRef", field]).and_then(Value::as_str);
    let (Some(name), Some(max)) = (text("name"), number(max).or(most)) else { return Vec::new() };
    let kind =
        group_kind(text("apiVersion").unwrap_or("apps/v1"), text("kind").unwrap_or("Deployment"));
    let target = Reference { kind, namespace: None, name: name.to_owned() };
    let min = number(min).unwrap_or(least);
    // KEDA goes below its minimum while there is nothing to do.
    let min = number("idleReplicaCount").map_or(min, |idle| idle.min(min));
    vec![Governs { target, path: Path::of_keys(&["spec", "replicas"]), min, max }]
}

/// A v1 body in the form of v2; what v1 cannot say is unknown.
pub(super) fn v1_as_v2(body: &mut Value) {
    let Some(spec) = body.at_mut(&["spec"]).and_then(Value::as_map_mut) else { return };
    if let Some(percent) = spec.remove("targetCPUUtilizationPercentage") {
        let target = Map::from([
            ("type".to_owned(), "Utilization".into()),
            ("averageUtilization".to_owned(), percent),
        ]);
        let resource = Map::from([
            ("name".to_owned(), "cpu".into()),
            ("target".to_owned(), Value::Map(target)),
        ]);
        let metric = Map::from([
            ("type".to_owned(), "Resource".into()),
            ("resource".to_owned(), Value::Map(resource)),
        ]);
        spec.insert("metrics".to_owned(), Value::List(vec![Value::Map(metric)]));
    }
    spec.insert("behavior".to_owned(), Value::Unknown(Reason::NotInVersion("v1".to_owned())));
}
