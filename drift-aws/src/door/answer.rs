//! Answer: from status, headers and body of an HTTP response to the value of what came out, or to what was refused.
//!
//! The value bears the wire's names. A body that is the value of one member stands under that member, and members that come as
//! headers stand beside it under the names of the headers. Knows no connection, and judges no code: `error` does.

pub(super) mod json;
mod refused;
pub(super) mod scalar;
#[cfg(test)]
mod tests;
pub(super) mod xml;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_core::{Map, Value};

use super::facts::{Kind, Operation, Protocol, Service, Typed};

pub(super) use refused::{Refused, bounded, refused};

/// What came over the wire, whole.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wire {
    /// The HTTP status.
    pub status: u16,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

// A body is somebody's data: it is not in a message by accident.
impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wire({}, {} bytes)", self.status, self.body.len())
    }
}

impl Wire {
    /// The first header of a name, which is given in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The value of a response that is no error; in words what is wrong with it.
pub(super) fn answer(
    service: &Service,
    operation: &Operation,
    wire: &Wire,
) -> Result<Value, String> {
    let typed = service.typed(operation.output.as_ref());
    whole(typed, wire)?;
    let mut map = match typed.payload().and_then(|name| Some((name, typed.member(name)?))) {
        Some((name, member)) => payload(name, member, service, wire)?,
        None => body(service, operation, typed, wire)?,
    };
    headers(typed, wire, &mut map);
    Ok(Value::Map(map))
}

/// Refuses what is no answer of a service, before it is taken for one that says that there is nothing.
fn whole(typed: Typed<'_>, wire: &Wire) -> Result<(), String> {
    let is_blank = wire.body.iter().all(u8::is_ascii_whitespace);
    let in_body = typed.members().any(|(_, member)| member.location().is_none());
    let is_blob = typed.payload().and_then(|name| typed.member(name));
    let is_blob = is_blob.is_some_and(|member| member.kind() == Kind::Blob);
    if is_blank && in_body && !is_blob {
        return Err("it is empty".to_owned());
    }
    Ok(())
}

/// Whether a proxy or a captive portal answered, where the body alone does not tell.
fn is_web_page(wire: &Wire) -> bool {
    let kind = wire.header("content-type").unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("text/html")
}

fn payload(name: &str, member: Typed<'_>, service: &Service, wire: &Wire) -> Result<Map, String> {
    let under = member.location_name().unwrap_or(name).to_owned();
    let value = match member.kind() {
        Kind::Blob => Value::String(STANDARD.encode(&wire.body)),
        Kind::String if is_web_page(wire) => return Err("it is a web page".to_owned()),
        Kind::String => Value::String(text(&wire.body)?),
        _ if is_xml(service) => xml::read(&xml::parse(&wire.body)?, member),
        _ => json::read(json::parse(&wire.body)?, member),
    };
    Ok(Map::from([(under, value)]))
}

fn text(body: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8".to_owned())?;
    Ok(text.to_owned())
}

fn is_xml(service: &Service) -> bool {
    matches!(service.metadata.protocol, Protocol::Query | Protocol::Ec2 | Protocol::RestXml)
}

fn body(
    service: &Service,
    operation: &Operation,
    typed: Typed<'_>,
    wire: &Wire,
) -> Result<Map, String> {
    if !is_xml(service) {
        return match json::read(json::parse(&wire.body)?, typed) {
            Value::Map(map) if is_of(&map, typed) => Ok(map),
            Value::Map(_) => Err("none of its members is one of the operation's".to_owned()),
            _ => Err("the JSON is not an object".to_owned()),
        };
    }
    if wire.body.is_empty() {
        return Ok(Map::new());
    }
    let root = xml::parse(&wire.body)?;
    if let Some(alone) = alone(&root, typed) {
        return Ok(alone);
    }
    match operation.result_wrapper.as_deref() {
        Some(name) => {
            let result = root.child(name);
            Ok(xml::structure(result.ok_or_else(|| format!("it has no `{name}`"))?, typed))
        }
        None if is_refusal(&root) => Err(format!("it is `{}`", bounded(&root.name))),
        None => Ok(xml::structure(&root, typed)),
    }
}

/// Whether an object is one of the operation's: empty, as services leave empty lists out, or with a member that the shape has.
fn is_of(map: &Map, typed: Typed<'_>) -> bool {
    let mut members = typed.members();
    map.is_empty()
        || typed.members().next().is_none()
        || members.any(|(name, member)| map.contains_key(member.location_name().unwrap_or(name)))
}

/// Whether a root says what went wrong, though the status says that nothing did.
fn is_refusal(root: &xml::Element) -> bool {
    ["error", "errorresponse", "html"].contains(&root.name.to_ascii_lowercase().as_str())
}

/// A root that is itself the only member (`GetBucketLocation`).
fn alone(root: &xml::Element, typed: Typed<'_>) -> Option<Map> {
    let mut members = typed.members();
    let (name, member) = members.find(|(name, member)| xml::name_of(name, *member) == root.name)?;
    let is_scalar = !matches!(member.kind(), Kind::Structure | Kind::List | Kind::Map);
    (is_scalar && root.children.is_empty())
        .then(|| Map::from([(xml::name_of(name, member).to_owned(), xml::read(root, member))]))
}

fn headers(typed: Typed<'_>, wire: &Wire, map: &mut Map) {
    for (name, member) in typed.members() {
        let wire_name = member.location_name().unwrap_or(name);
        let value = match member.location() {
            Some("statusCode") => Some(Value::Integer(i64::from(wire.status))),
            Some("header") => {
                let text = wire.header(&wire_name.to_ascii_lowercase());
                text.map(|text| scalar::read(text, member))
            }
            Some("headers") => prefixed(wire, &wire_name.to_ascii_lowercase()),
            _ => None,
        };
        map.extend(value.map(|value| (wire_name.to_owned(), value)));
    }
}

fn prefixed(wire: &Wire, prefix: &str) -> Option<Value> {
    let entry = |(name, value): &(String, String)| {
        let rest = name.strip_prefix(prefix)?;
        Some((rest.to_owned(), Value::String(value.clone())))
    };
    let map: Map = wire.headers.iter().filter_map(entry).collect();
    (!map.is_empty()).then_some(Value::Map(map))
}
