//! Lead: ids, ARNs and URLs to the resources that they lead to, by the facts of a snapshot.
//!
//! What was not read is led to by the form of its id; what has no such form stays as it is. Knows no kind.

use drift_core::{Reference, Value};

use super::ids;
use crate::kinds;

/// What is the id, ARN or URL of a resource that was read leads to it, wherever it stands.
pub(super) fn lead(value: Value, facts: &Value) -> Value {
    match value {
        Value::String(text) => led(&text, facts).unwrap_or(Value::String(text)),
        Value::Reference(reference) => {
            let leads = facts.at(&["leads", &reference.name]).and_then(target);
            Value::Reference(leads.unwrap_or(reference))
        }
        Value::List(items) => {
            items.into_iter().map(|item| lead(item, facts)).collect::<Vec<_>>().into()
        }
        Value::Map(members) => {
            let members = members.into_iter().map(|(name, value)| (name, lead(value, facts)));
            Value::Map(members.collect())
        }
        other => other,
    }
}

fn led(text: &str, facts: &Value) -> Option<Value> {
    if let Some(target) = facts.at(&["leads", text]).and_then(target) {
        return Some(Value::Reference(target));
    }
    if !text.starts_with("arn:") && !is_generated(text) {
        return None;
    }
    let known = |kind: &str| facts.at(&["names", kind, text]).is_some();
    let read = kinds::ALL.iter().map(|table| table.kind).find(|kind| known(kind));
    let kind = read.or_else(|| ids::kind(text))?;
    Some(Value::Reference(Reference {
        kind: kind.to_owned(),
        namespace: None,
        name: text.to_owned(),
    }))
}

/// `vpc-0a1b2c3d`, `key/6a0ddd3a-…`: an id that AWS gave, alone or at the end of an ARN.
pub(crate) fn is_generated(text: &str) -> bool {
    let id = text.rsplit(['/', ':']).next().unwrap_or(text);
    is_uuid(id)
        || id.rsplit_once('-').is_some_and(|(prefix, id)| {
            id.len() >= 8
                && id.bytes().all(is_digit)
                && prefix.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-')
                && prefix.len() <= 16
                && !prefix.is_empty()
        })
}

fn is_uuid(id: &str) -> bool {
    let parts = id.split('-').map(|part| (part.len(), part.bytes().all(is_digit)));
    parts.eq([8, 4, 4, 4, 12].map(|length| (length, true)))
}

/// Of a hexadecimal number as AWS writes them.
fn is_digit(digit: u8) -> bool {
    digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit)
}

fn target(lead: &Value) -> Option<Reference> {
    let [kind, name] = lead.as_list()? else { return None };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Reference { kind: text(kind)?, namespace: None, name: text(name)? })
}
