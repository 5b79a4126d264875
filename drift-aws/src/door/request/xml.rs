//! XML bodies of requests: few calls that read have one.
//!
//! Knows nothing of addresses.

use drift_core::Value;

use super::{InputError, given, text};
use crate::door::facts::{Kind, Shaped, Typed};

/// The body of a member that is the payload.
pub(super) fn document(name: &str, value: &Value, typed: Typed<'_>) -> Result<Vec<u8>, InputError> {
    let mut out = String::new();
    element(&mut out, typed.location_name().unwrap_or(name), value, typed)?;
    Ok(out.into_bytes())
}

/// The body of an input whose members are inside of one element.
pub(super) fn members(
    input: Option<&Shaped>,
    typed: Typed<'_>,
    members: Vec<(&str, &Value, Typed<'_>)>,
) -> Result<Vec<u8>, InputError> {
    let shape = match input {
        Some(Shaped::Name(name)) => name.as_str(),
        Some(Shaped::Reference(member)) => member.shape.as_str(),
        None => "",
    };
    let name = typed.location_name().unwrap_or(shape);
    let mut out = String::new();
    open(&mut out, name, typed, "");
    children(&mut out, members)?;
    close(&mut out, name);
    Ok(out.into_bytes())
}

fn element(
    out: &mut String,
    name: &str,
    value: &Value,
    typed: Typed<'_>,
) -> Result<(), InputError> {
    match typed.kind() {
        Kind::Structure => {
            let (attributes, inside): (Vec<_>, Vec<_>) = given(name, value, typed)?
                .into_iter()
                .partition(|(_, _, member)| member.is(|traits| traits.xml_attribute));
            let mut said = String::new();
            for (name, value, member) in attributes {
                let text = escaped(&text::scalar(name, value, member, "iso8601")?);
                said.push_str(&format!(" {}=\"{text}\"", member.location_name().unwrap_or(name)));
            }
            open(out, name, typed, &said);
            children(out, inside)?;
            close(out, name);
        }
        Kind::List => list(out, name, value, typed)?,
        Kind::Map => map(out, name, value, typed)?,
        _ => {
            open(out, name, typed, "");
            out.push_str(&escaped(&text::scalar(name, value, typed, "iso8601")?));
            close(out, name);
        }
    }
    Ok(())
}

fn children(out: &mut String, members: Vec<(&str, &Value, Typed<'_>)>) -> Result<(), InputError> {
    for (name, value, member) in members {
        element(out, member.location_name().unwrap_or(name), value, member)?;
    }
    Ok(())
}

fn list(out: &mut String, name: &str, value: &Value, typed: Typed<'_>) -> Result<(), InputError> {
    let list = value.as_list().ok_or_else(|| InputError::Type(name.to_owned()))?;
    let inner = typed.element();
    if typed.is(|traits| traits.flattened) {
        let name = inner.location_name().unwrap_or(name);
        return list.iter().try_for_each(|value| element(out, name, value, inner));
    }
    open(out, name, typed, "");
    let inner_name = inner.location_name().unwrap_or("member");
    list.iter().try_for_each(|value| element(out, inner_name, value, inner))?;
    close(out, name);
    Ok(())
}

fn map(out: &mut String, name: &str, value: &Value, typed: Typed<'_>) -> Result<(), InputError> {
    let map = value.as_map().ok_or_else(|| InputError::Type(name.to_owned()))?;
    let flattened = typed.is(|traits| traits.flattened);
    let entry = if flattened { name } else { "entry" };
    let key_name = typed.key().location_name().unwrap_or("key");
    let value_name = typed.value().location_name().unwrap_or("value");
    if !flattened {
        open(out, name, typed, "");
    }
    for (key, value) in map {
        out.push_str(&format!("<{entry}><{key_name}>{}</{key_name}>", escaped(key)));
        element(out, value_name, value, typed.value())?;
        close(out, entry);
    }
    if !flattened {
        close(out, name);
    }
    Ok(())
}

fn open(out: &mut String, name: &str, typed: Typed<'_>, attributes: &str) {
    out.push('<');
    out.push_str(name);
    if let Some(namespace) = typed.namespace()
        && let Some(uri) = namespace.uri()
    {
        let prefix = namespace.prefix().map(|prefix| format!(":{prefix}")).unwrap_or_default();
        out.push_str(&format!(" xmlns{prefix}=\"{}\"", escaped(uri)));
    }
    out.push_str(attributes);
    out.push('>');
}

fn close(out: &mut String, name: &str) {
    out.push_str(&format!("</{name}>"));
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
