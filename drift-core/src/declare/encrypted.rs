//! Values that are encrypted in the file, whose plain text is not ours to know: they are not compared.
//!
//! Knows the two forms that GitOps repositories use, SOPS and SealedSecret; decrypts nothing.

use crate::value::{Map, Reason, Value};

/// Where SOPS keeps its keys and its MAC; whoever decrypts the file takes it away.
const SOPS: &str = "sops";

/// What a text that SOPS encrypted begins with.
const CIPHERTEXT: &str = "ENC[AES256_GCM,";

/// Whether a text is encrypted.
pub(super) fn is_ciphertext(text: &str) -> bool {
    text.starts_with(CIPHERTEXT)
}

/// Makes encrypted values unknown.
pub(super) fn hide(kind: &str, body: &mut Value) {
    let Some(members) = body.as_map_mut() else { return };
    if members.get(SOPS).is_some_and(|sops| sops.as_map().is_some()) {
        members.remove(SOPS);
        if kind == "/Secret" {
            hide_all(members, "data");
            hide_all(members, "stringData");
        }
    }
    // Also where the `sops` of a whole list stands outside its items.
    members.values_mut().for_each(hide_ciphertext);
    if kind == "bitnami.com/SealedSecret"
        && let Some(spec) = members.get_mut("spec").and_then(Value::as_map_mut)
    {
        hide_all(spec, "encryptedData");
    }
}

fn hide_all(map: &mut Map, name: &str) {
    match map.get_mut(name) {
        Some(Value::Map(data)) => data.values_mut().for_each(|value| *value = unknown()),
        Some(value) => *value = unknown(),
        None => {}
    }
}

fn hide_ciphertext(value: &mut Value) {
    match value {
        Value::String(text) if is_ciphertext(text) => *value = unknown(),
        Value::List(list) => list.iter_mut().for_each(hide_ciphertext),
        Value::Map(map) => map.values_mut().for_each(hide_ciphertext),
        _ => {}
    }
}

fn unknown() -> Value {
    Value::Unknown(Reason::Encrypted)
}
