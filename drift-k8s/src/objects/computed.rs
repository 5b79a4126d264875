//! What defaulting works out from other fields: the table's `computed` rules, by definition.
//!
//! Source: the Go functions that the table names in each rule's reason. Rules that only concern stored Pods, Nodes and
//! devices are not here: those are never declared, or are not compared.

use drift_core::{Map, Value};

use super::image;

/// Applies the rules of a definition to an object that was filled in.
pub(super) fn apply(definition: &str, object: &mut Map) {
    match definition.rsplit('.').next().unwrap_or_default() {
        "Container" | "EphemeralContainer" => container(object),
        "ServicePort" => target_port(object),
        "ServiceSpec" => service(object),
        "NetworkPolicySpec" => policy_types(object),
        "PodSpec" => service_account(object),
        "CustomResourceDefinitionNames" => names(object),
        "LimitRangeItem" => limit_range(object),
        _ => {}
    }
}

/// `SetDefaults_Container`: Always for the tag latest or none, else IfNotPresent.
fn container(object: &mut Map) {
    let written = object.get("image").and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(reference) = written.map(image::canonical) else { return };
    let policy = if image::is_latest(&reference) { "Always" } else { "IfNotPresent" };
    object.entry("imagePullPolicy".to_owned()).or_insert_with(|| Value::from(policy));
    object.insert("image".to_owned(), Value::String(reference));
}

/// `SetDefaults_Service`: an absent, zero or empty targetPort is the port.
fn target_port(object: &mut Map) {
    let absent =
        object.get("targetPort").is_none_or(|port| port.is_empty() || port.as_i64() == Some(0));
    if let Some(port) = object.get("port").filter(|_| absent).cloned() {
        object.insert("targetPort".to_owned(), port);
    }
}

/// Session affinity's timeout, and of the cluster's addresses only what people decide: headless or not.
fn service(object: &mut Map) {
    let affinity = object.get("sessionAffinity").and_then(Value::as_str).unwrap_or("None");
    if affinity == "None" {
        object.remove("sessionAffinityConfig");
    }
    let headless = object.get("clusterIP").and_then(Value::as_str) == Some("None");
    if headless {
        object.insert("headless".to_owned(), Value::Bool(true));
    }
}

/// `SetDefaults_NetworkPolicy`: Ingress, and Egress where there is an egress rule.
fn policy_types(object: &mut Map) {
    let egress =
        object.get("egress").and_then(Value::as_list).is_some_and(|rules| !rules.is_empty());
    let types =
        if egress { vec!["Ingress".into(), "Egress".into()] } else { vec!["Ingress".into()] };
    if object.get("policyTypes").is_none_or(Value::is_empty) {
        object.insert("policyTypes".to_owned(), Value::List(types));
    }
}

/// The old name of the field is a copy of the new one, or the other way round.
fn service_account(object: &mut Map) {
    if let Some(old) = object.remove("serviceAccount") {
        object.entry("serviceAccountName".to_owned()).or_insert(old);
    }
}

/// `SetDefaults_CustomResourceDefinitionSpec`.
fn names(object: &mut Map) {
    let Some(kind) = object.get("kind").and_then(Value::as_str).map(str::to_owned) else { return };
    object.entry("singular".to_owned()).or_insert_with(|| Value::String(kind.to_lowercase()));
    object.entry("listKind".to_owned()).or_insert_with(|| Value::String(format!("{kind}List")));
}

/// `SetDefaults_LimitRangeItem`: default is completed from max, defaultRequest from default and then from min.
fn limit_range(object: &mut Map) {
    if object.get("type").and_then(Value::as_str) != Some("Container") {
        return;
    }
    for (into, from) in
        [("default", "max"), ("defaultRequest", "default"), ("defaultRequest", "min")]
    {
        let Some(from) = object.get(from).and_then(Value::as_map).cloned() else { continue };
        let Value::Map(into) =
            object.entry(into.to_owned()).or_insert_with(|| Value::Map(Map::new()))
        else {
            continue;
        };
        for (name, value) in from {
            into.entry(name).or_insert(value);
        }
    }
}
