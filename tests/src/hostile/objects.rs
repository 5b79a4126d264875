//! What a cluster says, and what is made of it: pages, discovery, schemas, releases, kubeconfigs, comparisons.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_aws::Aws;
use drift_core::judge::Policy;
use drift_core::{Registry, Silent, Value, compare as compare_sides};
use drift_k8s::facts::{ServedKind, from_crd, from_openapi};
use drift_k8s::{Kubernetes, fuzzing};

/// The providers that a comparison knows.
pub(super) fn registry() -> Registry {
    Registry::new(vec![Arc::new(Kubernetes), Arc::new(Aws)])
}

/// A page of a list: what is taken from it are objects with names.
pub fn page(bytes: &[u8]) {
    for body in fuzzing::page(bytes).into_iter().flatten().flatten() {
        assert!(body.at(&["metadata", "name"]).and_then(Value::as_str).is_some());
        assert_eq!(body.get("kind"), Some(&Value::from("Example")));
    }
}

/// An answer of discovery: every kind has its group before its name.
pub fn discovery(bytes: &[u8]) {
    assert!(fuzzing::discovery(bytes).iter().all(|kind| kind.contains('/')));
}

/// A schema, as OpenAPI and as a definition: what it becomes is not much larger than it was, and names only what there is.
pub fn openapi(bytes: &[u8]) {
    let Ok(document) = Value::from_json(bytes) else { return };
    let served = ServedKind { kind: "Shop".into(), resource: "shops".into(), namespaced: true };
    for facts in [from_openapi(&document, "example.com/v1", &[served]), from_crd(&document)] {
        let text = facts.to_value().to_json();
        // Names are ways from the root: a schema of so many levels writes each of them once per level.
        let most = 4096 + bytes.len() * 200;
        assert!(text.len() <= most, "{} bytes from {}", text.len(), bytes.len());
        for schema in facts.schemas.values() {
            let name = schema.get("definition").and_then(Value::as_str).expect("a name");
            assert!(facts.definitions.contains_key(name), "{name}");
        }
    }
}

/// What Helm stored, first as the bytes of a record and then as the JSON inside of one.
pub fn release(bytes: &[u8]) {
    for data in [super::text(bytes).into_owned(), STANDARD.encode(bytes)] {
        let bodies = fuzzing::release(record(data));
        assert_eq!(
            bodies.len(),
            1,
            "a record that cannot be read is a release of which little is known"
        );
        assert!(
            bodies.iter().all(|body| body.at(&["metadata", "name"]) == Some(&Value::from("web")))
        );
    }
}

fn record(data: String) -> Value {
    let mut body = Value::from_json(br#"{"kind":"ConfigMap","data":{}}"#).expect("JSON");
    let members = body.at_mut(&["data"]).and_then(Value::as_map_mut).expect("a map");
    members.insert("release".to_owned(), Value::from(data));
    body
}

/// An answer that is an error: one short line, whatever it is made of.
pub fn refusal(bytes: &[u8]) {
    let Some((status, body)) = bytes.split_first() else { return };
    let said = fuzzing::refusal(400 + u16::from(*status % 200), body);
    assert!(!said.is_empty() && said.chars().count() < 1024, "{said}");
    assert!(!said.contains(char::is_control), "{said:?}");
}

/// A kubeconfig: no user information of a server is shown.
pub fn kubeconfig(bytes: &[u8]) {
    for context in fuzzing::kubeconfig(&super::text(bytes)).into_iter().flatten() {
        let authority = context.server.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        assert!(!authority.contains('@'), "{}", context.server);
    }
}

/// Manifests compared with themselves: no difference.
pub fn compare(bytes: &[u8]) {
    let side = super::documents::declared(bytes);
    let report = compare_sides(&side, &side, &registry(), &Policy::default(), &mut Silent);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}
