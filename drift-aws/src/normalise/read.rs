//! Read: what a wire value is in normal form, by its row's reader.
//!
//! A value of another form than the reader reads stays as it is. Knows no kind and no other resource.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_core::{Map, Reference, Value};
use percent_encoding::percent_decode_str;

use super::tags::{pairs, tag, tag_of};
use crate::policy;
use crate::shape;
use crate::table::{Reader, Row, Table};

pub(super) fn read(table: &Table, row: &Row, body: &Value, value: &Value) -> Value {
    if let Value::Unknown(_) = value {
        return value.clone();
    }
    match (row.reader, value) {
        (Reader::Body(read), _) => read(body),
        (Reader::Leads(kind), value) => leads(kind, value),
        (Reader::LeadsBy(kind, member), Value::List(items)) => {
            items.iter().map(|item| led_by(kind, member, item)).collect::<Vec<_>>().into()
        }
        (Reader::Tags, Value::List(items)) => items.iter().map(tag).collect::<Vec<_>>().into(),
        (Reader::Tags, Value::Map(_)) => pairs(value)
            .map(|(key, value)| Value::Map(tag_of(key, value)))
            .collect::<Vec<_>>()
            .into(),
        (Reader::Base64, Value::String(text)) => {
            base64(text).map_or_else(|| value.clone(), Value::String)
        }
        (Reader::Json, Value::String(text)) => json(text).unwrap_or_else(|| value.clone()),
        (Reader::Policy, value) => read_policy(value),
        (Reader::Policies, Value::List(items)) => {
            items.iter().map(named_policy).collect::<Vec<_>>().into()
        }
        (Reader::Scalar, Value::String(text)) => scalar(text),
        (Reader::Pairs(name, held), Value::List(items)) => named(items, name, held),
        (Reader::Then(change), value) => change(body, plain(table, row, value)),
        (Reader::Plain, value) => plain(table, row, value),
        _ => value.clone(),
    }
}

fn plain(table: &Table, row: &Row, value: &Value) -> Value {
    match value {
        Value::Map(_) | Value::List(_) => shape::named(value.clone(), shape::at(table, row.wire)),
        _ => value.clone(),
    }
}

fn read_policy(value: &Value) -> Value {
    let text = value.as_str();
    let document = text.map_or_else(|| Some(value.clone()), json);
    document.map_or_else(|| value.clone(), policy::plain)
}

fn named_policy(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(document) = item.at_mut(&[policy::DOCUMENT]) {
        *document = read_policy(document);
    }
    item
}

/// Where an element leads by one of its members; what has no such member stays as it is.
fn led_by(kind: &str, member: &str, item: &Value) -> Value {
    item.get(member).map_or_else(|| item.clone(), |value| leads(kind, value))
}

fn leads(kind: &str, value: &Value) -> Value {
    match value {
        Value::String(name) => Value::Reference(Reference {
            kind: kind.to_owned(),
            namespace: None,
            name: name.clone(),
        }),
        Value::List(items) => items.iter().map(|item| leads(kind, item)).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

/// A document, as IAM writes it in URLs or as it is.
fn json(text: &str) -> Option<Value> {
    // Snapshots that were taken before documents were decoded at once have them so.
    let text = match text.starts_with("%7B") || text.starts_with("%5B") {
        true => percent_decode_str(text).decode_utf8().ok()?,
        false => text.into(),
    };
    Value::from_json(text.as_bytes()).ok().filter(|value| value.as_str().is_none())
}

/// Decoded, where it is text.
fn base64(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// A number or truth that a service writes as a text; any other text as it is.
fn scalar(text: &str) -> Value {
    match text {
        "true" | "false" => Value::Bool(text == "true"),
        // A number that is written otherwise than numbers are is none: `007` is a name.
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Value::Integer(number),
            _ => text.into(),
        },
    }
}

/// Elements by name; as they are where a name comes twice or is not there.
fn named(items: &[Value], name: &str, held: &str) -> Value {
    let mut members = Map::new();
    for item in items {
        let value = item.get(held).cloned().unwrap_or(Value::Null);
        let value = value.as_str().map_or_else(|| value.clone(), scalar);
        match item.get(name).and_then(Value::scalar_text) {
            Some(name) if !members.contains_key(&name) => drop(members.insert(name, value)),
            _ => return Value::List(items.to_vec()),
        }
    }
    Value::Map(members)
}
