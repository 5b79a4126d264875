//! Objects for the tests of this module, through the same gate as everything else.

use drift_core::{FingerprintKey, Gate, Location, Origin, Raw, Registry, Resource, Scope, Value};

/// An object as a cluster gives it, in the namespace `shop`.
pub(super) fn live(kind: &str, version: &str, body: &str) -> Resource {
    admit(kind, version, body, Scope::cluster("c0ffee").in_namespace("shop"), Origin::Live)
}

/// An object as a file says it, without a namespace.
pub(super) fn declared(kind: &str, version: &str, body: &str) -> Resource {
    let location = Location { file: "shop.yaml".to_owned(), line: 1 };
    let origin = Origin::Declared { location, lines: Default::default() };
    admit(kind, version, body, Scope::default(), origin)
}

/// Named by its metadata, or `subject`.
fn admit(kind: &str, version: &str, body: &str, scope: Scope, origin: Origin) -> Resource {
    let registry = Registry::new(vec![std::sync::Arc::new(super::Kubernetes)]);
    let gate = Gate::new(FingerprintKey::new(b"a key of the tests, no secret").unwrap(), &registry);
    let body = Value::from_json(body.as_bytes()).unwrap();
    let name = body.at(&["metadata", "name"]).and_then(Value::as_str).unwrap_or("subject");
    gate.admit(Raw {
        kind: kind.to_owned(),
        version: Some(version.to_owned()),
        scope,
        name: name.to_owned(),
        native_id: None,
        origin,
        body,
    })
}
