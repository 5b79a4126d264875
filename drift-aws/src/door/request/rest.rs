//! The two REST protocols: members in the path, the query, the headers, and in a body of JSON or XML.
//!
//! Knows no host.

use drift_core::{Map, Value};

use super::{Asked, InputError, json, members, text, xml};
use crate::door::facts::{Kind, Operation, Protocol, Service, Typed};

/// An address per operation.
pub(super) fn rest(
    service: &Service,
    operation: &Operation,
    input: &Map,
    typed: Typed<'_>,
) -> Result<Asked, InputError> {
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let mut inside = Vec::new();
    for (name, value, member) in members(input, typed) {
        let wire = member.location_name().unwrap_or(name);
        match member.location() {
            Some("uri") => {}
            Some("querystring") => pairs(wire, name, value, member, &mut query)?,
            Some("header") => {
                headers.push((wire.to_ascii_lowercase(), header(name, value, member)?));
            }
            Some("headers") => prefixed(wire, name, value, &mut headers)?,
            _ => inside.push((name, value, member)),
        }
    }
    let target = target(&operation.http.request_uri, input, typed, &query)?;
    let (kind, body) = body(service, operation, typed, inside)?;
    if let Some(kind) = kind
        && !headers.iter().any(|(name, _)| name == "content-type")
    {
        headers.push(("content-type".to_owned(), kind.to_owned()));
    }
    Ok(Asked { target, headers, body, ..Asked::default() })
}

type Body = (Option<&'static str>, Vec<u8>);

fn body(
    service: &Service,
    operation: &Operation,
    typed: Typed<'_>,
    inside: Vec<(&str, &Value, Typed<'_>)>,
) -> Result<Body, InputError> {
    let is_json = service.metadata.protocol == Protocol::RestJson;
    if let Some(payload) = typed.payload() {
        let found = inside.into_iter().find(|(name, _, _)| *name == payload);
        let Some((name, value, member)) = found else { return Ok((None, Vec::new())) };
        return match member.kind() {
            Kind::Blob | Kind::String => {
                let text = text::scalar(name, value, member, "iso8601")?;
                Ok((None, text.into_bytes()))
            }
            _ if is_json => Ok((JSON, json::bytes(&json::one(name, value, member)?))),
            _ => Ok((XML, xml::document(name, value, member)?)),
        };
    }
    let has_body = typed.members().any(|(_, member)| member.location().is_none());
    match (is_json, has_body, inside.is_empty()) {
        // An object, though there is nothing in it.
        (true, true, _) => Ok((JSON, json::bytes(&json::object(inside)?))),
        (false, _, false) => {
            let root = service.typed(operation.input.as_ref());
            Ok((XML, xml::members(operation.input.as_ref(), root, inside)?))
        }
        _ => Ok((None, Vec::new())),
    }
}

const JSON: Option<&str> = Some("application/json");
const XML: Option<&str> = Some("application/xml");

/// The path with its labels filled in, and the query.
fn target(
    template: &str,
    input: &Map,
    typed: Typed<'_>,
    query: &[(String, String)],
) -> Result<String, InputError> {
    let mut target = String::new();
    for (fixed, label) in text::template(template) {
        target.push_str(fixed);
        let Some(label) = label else { continue };
        let (label, also) = match label.strip_suffix('+') {
            Some(label) => (label, "/"),
            None => (label, ""),
        };
        let value = labelled(label, input, typed)?;
        target.push_str(&text::encode(bare(&value), also));
    }
    let pair = |(name, value): &(String, String)| {
        format!("{}={}", text::encode(name, ""), text::encode(value, ""))
    };
    let query: Vec<String> = query.iter().map(pair).collect();
    if !query.is_empty() {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&query.join("&"));
    }
    Ok(target)
}

/// Route 53 gives ids with a path before them, and does not take them so.
fn bare(value: &str) -> &str {
    const PATHS: &[&str] = &["/hostedzone/", "/delegationset/", "/change/"];
    PATHS.iter().find_map(|path| value.strip_prefix(path)).unwrap_or(value)
}

/// The value of a label: of the member that is called so on the wire.
fn labelled(label: &str, input: &Map, typed: Typed<'_>) -> Result<String, InputError> {
    let is_label = |(name, member): &(&str, Typed<'_>)| {
        member.location() == Some("uri") && member.location_name().unwrap_or(name) == label
    };
    let missing = || InputError::Missing(label.to_owned());
    let (name, member) = typed.members().find(is_label).ok_or_else(missing)?;
    let value = input.get(name).ok_or_else(missing)?;
    let text = text::scalar(name, value, member, "iso8601")?;
    // Without it the address is another operation's.
    if text.is_empty() { Err(missing()) } else { Ok(text) }
}

fn pairs(
    wire: &str,
    name: &str,
    value: &Value,
    member: Typed<'_>,
    query: &mut Vec<(String, String)>,
) -> Result<(), InputError> {
    match (member.kind(), value) {
        (Kind::List, Value::List(list)) => {
            for value in list {
                let text = text::scalar(name, value, member.element(), "iso8601")?;
                query.push((wire.to_owned(), text));
            }
        }
        (Kind::Map, Value::Map(map)) => {
            for (key, value) in map {
                pairs(key, name, value, member.value(), query)?;
            }
        }
        _ => query.push((wire.to_owned(), text::scalar(name, value, member, "iso8601")?)),
    }
    Ok(())
}

fn header(name: &str, value: &Value, member: Typed<'_>) -> Result<String, InputError> {
    let text = match (member.kind(), value) {
        (Kind::List, Value::List(list)) => {
            let texts =
                list.iter().map(|value| text::scalar(name, value, member.element(), "rfc822"));
            texts.collect::<Result<Vec<_>, _>>()?.join(",")
        }
        _ => text::scalar(name, value, member, "rfc822")?,
    };
    // What is no header would be refused later without a name.
    if text.chars().any(char::is_control) {
        Err(InputError::Type(name.to_owned()))
    } else {
        Ok(text)
    }
}

fn prefixed(
    prefix: &str,
    name: &str,
    value: &Value,
    headers: &mut Vec<(String, String)>,
) -> Result<(), InputError> {
    let wrong = || InputError::Type(name.to_owned());
    for (key, value) in value.as_map().ok_or_else(wrong)? {
        let text = value.scalar_text().ok_or_else(wrong)?;
        headers.push((format!("{prefix}{key}").to_ascii_lowercase(), text));
    }
    Ok(())
}
