//! The gate: bodies and messages that hold anything at all. What is taken for secret is measured elsewhere; here is what
//! holds whatever is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_core::{Builder, Origin, Raw, Sink, Snapshot, Value, codec, redactions};

/// Shorter ones may stand in a body by chance, as a part of a name.
const SECRET: usize = 12;

const PASSWORD: &str = "hunter2hunter2";

/// A body of a Secret, a line with what it keeps before it: what it keeps is not in the snapshot, which survives its file.
pub fn gate(bytes: &[u8]) {
    let Some((kept, body)) = bytes.split_first_chunk::<SECRET>() else { return };
    let Ok(body @ Value::Map(_)) = Value::from_json(body) else { return };
    let stored = STANDARD.encode(kept);
    let fair = !body.to_json().contains(&stored);
    let snapshot = admitted(with_secret(body, &stored));
    let text = serde_json::to_string(snapshot.resources()).expect("resources are JSON");
    assert!(!fair || !text.contains(&stored), "{stored} in {text}");
    assert!(redactions(&snapshot).iter().all(|one| !one.path.contains(&stored) || !fair));
    assert_eq!(codec::decode(&codec::encode(&snapshot)).as_ref(), Ok(&snapshot));
}

/// The body with a secret in a place of its own.
fn with_secret(mut body: Value, stored: &str) -> Value {
    let data = Value::Map([("password".to_owned(), Value::from(stored))].into());
    if let Some(members) = body.as_map_mut() {
        members.insert("data".to_owned(), data);
    }
    body
}

fn admitted(body: Value) -> Snapshot {
    let registry = super::objects::registry();
    let gate = super::snapshots::gate(&registry);
    let mut builder = Builder::new(super::snapshots::header(), &gate);
    builder.resource(Raw {
        kind: "/Secret".into(),
        version: Some("v1".into()),
        scope: Default::default(),
        name: "shop".into(),
        native_id: None,
        origin: Origin::Live,
        body,
    });
    builder.finish()
}

/// A message: the password of a URL is not in what is left of it, whatever stands around.
pub fn scrub(bytes: &[u8]) {
    let (before, after) = super::two(bytes);
    let left = drift_core::scrub(&before);
    assert!(left.len() <= before.len() * 16, "{left}");
    if !before.contains(PASSWORD) && !after.contains(PASSWORD) {
        let text = format!("{before}\npostgres://shop:{PASSWORD}@db.example.com/shop\n{after}");
        let left = drift_core::scrub(&text);
        assert!(!left.contains(PASSWORD), "{left:?} of {text:?}");
    }
}
