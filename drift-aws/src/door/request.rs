//! Request: from an operation and its input to method, address, headers and body, in the service's protocol.
//!
//! The input is a map in the API's member names, as its documentation calls them. A member that the API does not have is an
//! error: it would be left out without a word. Knows no host, no region and no signature.

mod json;
mod query;
mod rest;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use drift_core::{Map, Value};

use super::facts::{Operation, Protocol, Service, Typed};

/// A request before it has a host and a signature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) method: String,
    /// Path and query, encoded.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// What stands before the host (`123456789012.`).
    pub(super) host_prefix: Option<String>,
}

/// Why an input cannot be asked with. Names members, never their values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum InputError {
    #[error("the input is not a map")]
    NoMap,
    #[error("`{0}` is missing")]
    Missing(String),
    #[error("there is no `{0}`")]
    Unknown(String),
    #[error("`{0}` is not of the type that the API takes")]
    Type(String),
}

/// Puts an input into the form that the service takes.
pub(super) fn request(
    service: &Service,
    name: &str,
    operation: &Operation,
    input: &Value,
) -> Result<Asked, InputError> {
    static NOTHING: Map = Map::new();
    let typed = service.typed(operation.input.as_ref());
    let input = match input {
        Value::Null => &NOTHING,
        Value::Map(map) => map,
        _ => return Err(InputError::NoMap),
    };
    check(input, typed)?;
    let mut asked = match service.metadata.protocol {
        Protocol::Query => query::query(service, name, input, typed)?,
        Protocol::Ec2 => query::ec2(service, name, input, typed)?,
        Protocol::Json => json::json(service, name, input, typed)?,
        Protocol::RestJson | Protocol::RestXml => rest::rest(service, operation, input, typed)?,
    };
    asked.method.clone_from(&operation.http.method);
    asked.host_prefix = host_prefix(operation, input)?;
    Ok(asked)
}

/// Whether a structure has what it must and nothing else.
fn check(input: &Map, typed: Typed<'_>) -> Result<(), InputError> {
    let is_given = |name: &String| input.get(name).is_some_and(|value| *value != Value::Null);
    let missing = typed.required().iter().find(|name| !is_given(name));
    if let Some(name) = missing {
        return Err(InputError::Missing(name.clone()));
    }
    match input.keys().find(|name| typed.member(name).is_none()) {
        Some(name) => Err(InputError::Unknown(name.clone())),
        None => Ok(()),
    }
}

/// The members of a structure that are given, each with its type; those that are null are not given.
fn given<'a>(
    place: &str,
    value: &'a Value,
    typed: Typed<'a>,
) -> Result<Vec<(&'a str, &'a Value, Typed<'a>)>, InputError> {
    let map = value.as_map().ok_or_else(|| InputError::Type(place.to_owned()))?;
    check(map, typed)?;
    Ok(members(map, typed))
}

fn members<'a>(map: &'a Map, typed: Typed<'a>) -> Vec<(&'a str, &'a Value, Typed<'a>)> {
    let given = map.iter().filter(|(_, value)| **value != Value::Null);
    given.filter_map(|(name, value)| Some((name.as_str(), value, typed.member(name)?))).collect()
}

fn host_prefix(operation: &Operation, input: &Map) -> Result<Option<String>, InputError> {
    let Some(host) = &operation.endpoint else { return Ok(None) };
    if host.host_prefix.is_empty() {
        return Ok(None);
    }
    let mut prefix = String::new();
    for (fixed, label) in text::template(&host.host_prefix) {
        prefix.push_str(fixed);
        let Some(label) = label else { continue };
        let value = input.get(label).and_then(Value::scalar_text).unwrap_or_default();
        // A label that is none would lead to another host.
        let is_label = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if value.is_empty() || value.len() > 63 || !value.chars().all(is_label) {
            return Err(InputError::Type(label.to_owned()));
        }
        prefix.push_str(&value);
    }
    Ok(Some(prefix))
}
