//! The query protocol and EC2's variant of it: a form with dotted names.
//!
//! The two differ in what members are called and in how lists are counted. Knows nothing of addresses: there is only one.

use drift_core::{Map, Value};

use super::{Asked, InputError, given, members, text};
use crate::door::facts::{Kind, Service, Typed};

/// The query protocol.
pub(super) fn query(
    service: &Service,
    name: &str,
    input: &Map,
    typed: Typed<'_>,
) -> Result<Asked, InputError> {
    form(service, name, input, typed, Dialect::Query)
}

/// EC2's.
pub(super) fn ec2(
    service: &Service,
    name: &str,
    input: &Map,
    typed: Typed<'_>,
) -> Result<Asked, InputError> {
    form(service, name, input, typed, Dialect::Ec2)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Query,
    Ec2,
}

fn form(
    service: &Service,
    name: &str,
    input: &Map,
    typed: Typed<'_>,
    dialect: Dialect,
) -> Result<Asked, InputError> {
    let mut form = Form { dialect, pairs: Vec::new() };
    form.push("Action", name.to_owned());
    form.push("Version", service.metadata.api_version.clone());
    for (name, value, member) in members(input, typed) {
        let place = dialect.name(name, member);
        form.add(&place, value, member)?;
    }
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    Ok(Asked {
        target: "/".to_owned(),
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body: form.body(),
        ..Asked::default()
    })
}

impl Dialect {
    fn name(self, name: &str, member: Typed<'_>) -> String {
        match (self, member.query_name(), member.location_name()) {
            (Self::Ec2, Some(said), _) | (Self::Query, _, Some(said)) => said.to_owned(),
            (Self::Ec2, None, Some(said)) => capitalised(said),
            (_, _, None) => name.to_owned(),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

struct Form {
    dialect: Dialect,
    pairs: Vec<(String, String)>,
}

impl Form {
    fn push(&mut self, name: &str, value: String) {
        self.pairs.push((name.to_owned(), value));
    }

    fn add(&mut self, place: &str, value: &Value, typed: Typed<'_>) -> Result<(), InputError> {
        match typed.kind() {
            Kind::Structure => {
                for (name, value, member) in given(place, value, typed)? {
                    self.add(
                        &format!("{place}.{}", self.dialect.name(name, member)),
                        value,
                        member,
                    )?;
                }
            }
            Kind::List => self.list(place, value, typed)?,
            Kind::Map => self.map(place, value, typed)?,
            _ => {
                let text = text::scalar(place, value, typed, "iso8601")?;
                self.push(place, text);
            }
        }
        Ok(())
    }

    fn list(&mut self, place: &str, value: &Value, typed: Typed<'_>) -> Result<(), InputError> {
        let list = value.as_list().ok_or_else(|| InputError::Type(place.to_owned()))?;
        if list.is_empty() {
            // Empty is not the same as not given; EC2 knows no empty lists.
            if self.dialect == Dialect::Query {
                self.push(place, String::new());
            }
            return Ok(());
        }
        let element = typed.element();
        let said = element.location_name();
        let place = match (self.dialect, typed.is(|traits| traits.flattened), said) {
            (Dialect::Ec2, ..) | (Dialect::Query, true, None) => place.to_owned(),
            (Dialect::Query, true, Some(name)) => match place.rsplit_once('.') {
                Some((before, _)) => format!("{before}.{name}"),
                None => name.to_owned(),
            },
            (Dialect::Query, false, said) => format!("{place}.{}", said.unwrap_or("member")),
        };
        for (number, value) in (1..).zip(list) {
            self.add(&format!("{place}.{number}"), value, element)?;
        }
        Ok(())
    }

    fn map(&mut self, place: &str, value: &Value, typed: Typed<'_>) -> Result<(), InputError> {
        let map = value.as_map().ok_or_else(|| InputError::Type(place.to_owned()))?;
        let flattened = typed.is(|traits| traits.flattened);
        let place = if flattened { place.to_owned() } else { format!("{place}.entry") };
        let key_name = typed.key().location_name().unwrap_or("key");
        let value_name = typed.value().location_name().unwrap_or("value");
        for (number, (key, value)) in (1..).zip(map) {
            self.push(&format!("{place}.{number}.{key_name}"), key.clone());
            self.add(&format!("{place}.{number}.{value_name}"), value, typed.value())?;
        }
        Ok(())
    }

    fn body(self) -> Vec<u8> {
        let pair = |(name, value): &(String, String)| {
            format!("{}={}", text::encode(name, ""), text::encode(value, ""))
        };
        self.pairs.iter().map(pair).collect::<Vec<_>>().join("&").into_bytes()
    }
}
