//! The JSON protocol, and values as JSON for whoever sends some.
//!
//! Knows nothing of addresses: this protocol has only one.

use drift_core::{Map, Value};
use serde_json::{Number, Value as Json};

use super::{Asked, InputError, given, members, text};
use crate::door::facts::{Kind, Service, Typed};

/// One address, the operation in a header.
pub(super) fn json(
    service: &Service,
    name: &str,
    input: &Map,
    typed: Typed<'_>,
) -> Result<Asked, InputError> {
    let metadata = &service.metadata;
    let version = match metadata.json_version.as_str() {
        "" => "1.0",
        version => version,
    };
    let mut headers = vec![
        ("x-amz-target".to_owned(), format!("{}.{name}", metadata.target_prefix)),
        ("content-type".to_owned(), format!("application/x-amz-json-{version}")),
    ];
    if metadata.aws_query_compatible {
        headers.push(("x-amzn-query-mode".to_owned(), "true".to_owned()));
    }
    let body = bytes(&object(members(input, typed))?);
    Ok(Asked { target: "/".to_owned(), headers, body, ..Asked::default() })
}

/// The bytes of some JSON.
pub(super) fn bytes(json: &Json) -> Vec<u8> {
    json.to_string().into_bytes()
}

/// Members as an object.
pub(super) fn object(members: Vec<(&str, &Value, Typed<'_>)>) -> Result<Json, InputError> {
    let mut object = serde_json::Map::new();
    for (name, value, member) in members {
        let wire = member.location_name().unwrap_or(name);
        object.insert(wire.to_owned(), one(name, value, member)?);
    }
    Ok(Json::Object(object))
}

/// A value as its shape says.
pub(super) fn one(name: &str, value: &Value, typed: Typed<'_>) -> Result<Json, InputError> {
    let wrong = || InputError::Type(name.to_owned());
    match (typed.kind(), value) {
        _ if typed.is(|traits| traits.document) => plain(value).ok_or_else(wrong),
        (Kind::Structure, _) => object(given(name, value, typed)?),
        (Kind::List, Value::List(list)) => {
            list.iter().map(|value| one(name, value, typed.element())).collect()
        }
        (Kind::Map, Value::Map(map)) => {
            let entry =
                |(key, value): (&String, _)| Ok((key.clone(), one(key, value, typed.value())?));
            map.iter().map(entry).collect()
        }
        (Kind::List | Kind::Map, _) => Err(wrong()),
        (Kind::Timestamp, _) => time(name, value, typed),
        (Kind::Unknown, _) => plain(value).ok_or_else(wrong),
        (Kind::Float | Kind::Double, _) => plain(value).ok_or_else(wrong),
        (Kind::Boolean, Value::Bool(truth)) => Ok(Json::Bool(*truth)),
        (Kind::Integer | Kind::Long, Value::Integer(number)) => Ok(Json::from(*number)),
        _ => Ok(Json::String(text::scalar(name, value, typed, "")?)),
    }
}

fn time(name: &str, value: &Value, typed: Typed<'_>) -> Result<Json, InputError> {
    let format = typed.timestamp_format().unwrap_or("unixTimestamp");
    let text = text::scalar(name, value, typed, format)?;
    Ok(match (format, text.parse::<i64>()) {
        ("unixTimestamp", Ok(number)) => Json::from(number),
        _ => Json::String(text),
    })
}

/// A value of which no shape is known; `None` for what is not JSON.
fn plain(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) => Json::Number(Number::from_f64(number.as_str().parse().ok()?)?),
        Value::String(text) => Json::String(text.clone()),
        Value::List(list) => list.iter().map(plain).collect::<Option<Json>>()?,
        Value::Map(map) => {
            let entry = |(name, value): (&String, _)| Some((name.clone(), plain(value)?));
            map.iter().map(entry).collect::<Option<Json>>()?
        }
        _ => return None,
    })
}
