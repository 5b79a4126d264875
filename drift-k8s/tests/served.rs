//! What was declared, and what a real server (Kubernetes 1.34) made of it: no difference.
//!
//! `fixtures/served.json` holds pairs of both: objects that leave out as much as they can, and objects that write what they
//! can in another form than the server does. Statuses and managed fields are taken out. Knows no cluster.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

use std::sync::Arc;

use drift_core::judge::Policy;
use drift_core::{
    Builder, FORMAT, FingerprintKey, Gate, Header, Location, Map, Origin, Raw, Registry, Report,
    Scope, SideKind, Silent, Sink, Snapshot, Value, compare,
};

#[test]
fn what_the_server_made_of_a_declaration_is_what_was_declared() {
    let report = compared(&pairs());
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|found| format!("{} {} {}", found.kind, found.subject, found.path))
        .collect();
    assert_eq!(findings, Vec::<String>::new());
    // Endpoints and EndpointSlices are never compared, and the API server's own objects are none of these.
    assert_eq!(report.counts.pairs, pairs().len() - 3);
    let unknown: Vec<String> = report
        .unknowns
        .iter()
        .map(|unknown| format!("{} {}", unknown.kind, unknown.path))
        .collect();
    assert_eq!(
        unknown,
        [
            "/PersistentVolumeClaim spec.storageClassName",
            "autoscaling/HorizontalPodAutoscaler spec.behavior",
        ]
    );
}

#[test]
fn what_the_server_keeps_otherwise_than_declared_is_found() {
    let mut pairs = pairs();
    let (_, deployment) = pairs.iter_mut().find(|(_, served)| name(served) == Some("d1")).unwrap();
    let spec = deployment.at_mut(&["spec"]).and_then(Value::as_map_mut).unwrap();
    spec.insert("minReadySeconds".to_owned(), Value::from(7));
    let report = compared(&pairs);
    let found: Vec<String> = report.findings.iter().map(|found| found.path.to_string()).collect();
    assert_eq!(found, ["spec.minReadySeconds"]);
}

fn compared(pairs: &[(Value, Value)]) -> Report {
    let (declared, served): (Vec<&Value>, Vec<&Value>) =
        pairs.iter().map(|(declared, served)| (declared, served)).unzip();
    let location = Location { file: "shop.yaml".to_owned(), line: 1 };
    let origin = Origin::Declared { location, lines: Default::default() };
    let before = snapshot("declared", &declared, &origin);
    let after = snapshot("served", &served, &Origin::Live);
    compare(&before, &after, &registry(), &Policy::default(), &mut Silent)
}

fn pairs() -> Vec<(Value, Value)> {
    let path = format!("{}/tests/fixtures/served.json", env!("CARGO_MANIFEST_DIR"));
    let pairs = Value::from_json(&std::fs::read(path).unwrap()).unwrap();
    let side = |pair: &Value, name: &str| pair.get(name).cloned().unwrap();
    let pairs = pairs.as_list().unwrap().iter();
    pairs.map(|pair| (side(pair, "declared"), side(pair, "served"))).collect()
}

fn registry() -> Registry {
    Registry::new(vec![Arc::new(drift_k8s::Kubernetes)])
}

fn snapshot(environment: &str, objects: &[&Value], origin: &Origin) -> Snapshot {
    let registry = registry();
    let key = FingerprintKey::new(b"a key of the tests, no secret").unwrap();
    let gate = Gate::new(key, &registry);
    let header = Header {
        format: FORMAT,
        environment: environment.to_owned(),
        kind: SideKind::Observed,
        rank: None,
        captured_at: "2026-01-01T00:00:00Z".to_owned(),
        tool: "drift/test".to_owned(),
        key: gate.key_id().to_owned(),
        tokens: Vec::new(),
        names: Default::default(),
        elsewhere: 0,
        asked: Vec::new(),
    };
    let mut builder = Builder::new(header, &gate);
    let mut facts = drift_k8s::facts::Facts::default();
    for object in objects {
        facts.merge(drift_k8s::facts::from_crd(object));
        builder.resource(raw(object, origin));
    }
    let clusters = Map::from([("c0ffee".to_owned(), facts.to_value())]);
    builder
        .fact("kubernetes", Value::Map(Map::from([("clusters".to_owned(), Value::Map(clusters))])));
    builder.finish()
}

fn raw(object: &Value, origin: &Origin) -> Raw {
    let text = |way: &[&str]| object.at(way).and_then(Value::as_str);
    let api_version = text(&["apiVersion"]).unwrap();
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    Raw {
        kind: format!("{group}/{}", text(&["kind"]).unwrap()),
        version: Some(version.to_owned()),
        scope: Scope {
            namespace: text(&["metadata", "namespace"]).map(str::to_owned),
            ..Scope::cluster("c0ffee")
        },
        name: name(object).unwrap().to_owned(),
        native_id: text(&["metadata", "uid"]).map(str::to_owned),
        origin: origin.clone(),
        body: object.clone(),
    }
}

fn name(object: &Value) -> Option<&str> {
    object.at(&["metadata", "name"]).and_then(Value::as_str)
}
