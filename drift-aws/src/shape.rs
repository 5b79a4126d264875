//! Shape: what the facts say of a body: which members each part has, on the wire and in the API's own names.
//!
//! Pure; the facts are built in. Knows no kind and reads no value but to rename it.

use drift_core::{Map, Value};

use crate::door::{Facts, Kind, Member, Service, Shape, Shaped, Traits};
use crate::table::{Call, How, Table};

/// The type of a part of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type<'f> {
    service: &'f Service,
    name: &'f str,
    over: Option<&'f Traits>,
    /// A list of such parts that a way with `[]` makes.
    each: bool,
}

/// The type at a way of a resource of a kind, as its list and its details make it.
pub(crate) fn at(table: &Table, way: &str) -> Option<Type<'static>> {
    let (first, rest) = way.split_once('.').unwrap_or((way, ""));
    let into = table.details.iter().find(|detail| detail.into == first);
    let named = into.and_then(|detail| part(&detail.call, detail.how)?.along(rest));
    named.or_else(|| joined(table).find_map(|body| body.along(way)))
}

/// What is joined to one body: the elements of the list, and of the details whose members become the resource's own.
pub(crate) fn joined(table: &Table) -> impl Iterator<Item = Type<'static>> {
    let details = table.details.iter().filter(|detail| detail.into.is_empty());
    let details = details.filter_map(|detail| part(&detail.call, detail.how));
    items(&table.list.call).into_iter().chain(details)
}

/// The type of each of the items that a call gives.
pub(crate) fn items(call: &Call) -> Option<Type<'static>> {
    let way = call.items.split_once('|').map_or(call.items, |(list, _)| list);
    let found = output(call)?.along(way)?;
    let item = if found.kind() == Kind::List { found.element()? } else { found };
    Some(Type { each: false, ..item })
}

/// The type of what a detail takes for one resource.
pub(crate) fn part(call: &Call, how: How) -> Option<Type<'static>> {
    match how {
        How::Each | How::Differ(..) => output(call)?.along(call.items),
        How::Batch { .. } | How::All { .. } => {
            items(call)?.along(call.items.split_once('|').map_or("", |(_, part)| part))
        }
    }
}

fn output(call: &Call) -> Option<Type<'static>> {
    let (service, operation) = Facts::built_in().operation(call.service, call.operation)?;
    Some(match operation.output.as_ref()? {
        Shaped::Name(name) => Type { service, name, over: None, each: false },
        Shaped::Reference(member) => Type::of(service, member),
    })
}

impl<'f> Type<'f> {
    fn of(service: &'f Service, member: &'f Member) -> Self {
        Self { service, name: &member.shape, over: Some(&member.traits), each: false }
    }

    fn shape(self) -> Option<&'f Shape> {
        self.service.shapes.get(self.name)
    }

    pub(crate) fn kind(self) -> Kind {
        self.shape().map_or(Kind::Unknown, |shape| shape.kind)
    }

    /// The type at a way of wire names; of all elements where a name ends with `[]`, of the first where it ends with `[0]`.
    pub(crate) fn along(self, way: &str) -> Option<Self> {
        way.split('.').filter(|step| !step.is_empty()).try_fold(self, |here, step| {
            let (name, place) = step.split_once('[').unwrap_or((step, ""));
            let next = match here.kind() {
                Kind::Map => Self::of(here.service, here.shape()?.value.as_ref()?),
                _ => here.members().into_iter().find(|(wire, ..)| *wire == name)?.2,
            };
            let next = if place.is_empty() { next } else { next.element()? };
            Some(Self { each: here.each || place == "]", ..next })
        })
    }

    fn element(self) -> Option<Self> {
        Some(Self::of(self.service, self.shape()?.member.as_ref()?))
    }

    /// The members of a structure: on the wire, in the API's own name, and their types.
    pub(crate) fn members(self) -> Vec<(&'f str, &'f str, Self)> {
        let members = self.shape().into_iter().flat_map(|shape| &shape.members);
        let member = |(name, member): (&'f String, &'f Member)| {
            let inner = Self::of(self.service, member);
            (inner.wire(name), name.as_str(), inner)
        };
        members.map(member).collect()
    }

    /// What a member is called on the wire: a flattened list like its elements.
    fn wire(self, name: &'f str) -> &'f str {
        let flattened = self.kind() == Kind::List && self.said(|traits| traits.flattened).is_some();
        let element = self.element().filter(|_| flattened);
        let own = |of: Self| of.said(|traits| traits.location_name.as_deref());
        element.and_then(own).or_else(|| own(self)).unwrap_or(name)
    }

    fn said<T>(self, of: impl Fn(&'f Traits) -> Option<T>) -> Option<T> {
        self.over.and_then(&of).or_else(|| of(&self.shape()?.traits))
    }
}

/// A value with the members of structures under the API's own names, with a capital: those of CloudFormation. The keys of maps
/// are people's, and what no shape knows keeps its name.
pub(crate) fn named(value: Value, typed: Option<Type<'_>>) -> Value {
    let Some(typed) = typed else { return value };
    match value {
        Value::List(items) if typed.each => {
            let each = Some(Type { each: false, ..typed });
            items.into_iter().map(|item| named(item, each)).collect::<Vec<_>>().into()
        }
        Value::List(items) => {
            items.into_iter().map(|item| named(item, typed.element())).collect::<Vec<_>>().into()
        }
        Value::Map(members) if typed.kind() == Kind::Map => {
            let inner = typed.shape().and_then(|shape| shape.value.as_ref());
            let inner = inner.map(|member| Type::of(typed.service, member));
            Value::Map(members.into_iter().map(|(key, value)| (key, named(value, inner))).collect())
        }
        Value::Map(members) => Value::Map(structure(members, typed)),
        other => other,
    }
}

fn structure(mut members: Map, typed: Type<'_>) -> Map {
    let mut made = Map::new();
    for (wire, name, inner) in typed.members() {
        if let Some(value) = members.remove(wire) {
            made.insert(capital(name), named(value, Some(inner)));
        }
    }
    made.extend(members);
    made
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::call;

    fn wires(call: &Call) -> Vec<&'static str> {
        items(call).unwrap().members().into_iter().map(|(wire, ..)| wire).collect()
    }

    #[test]
    fn items_have_the_members_of_the_wire() {
        let instances = wires(&call("ec2", "DescribeInstances", "reservationSet[].instancesSet"));
        assert!(instances.contains(&"blockDeviceMapping") && instances.contains(&"tagSet"));
        assert!(wires(&call("iam", "ListRoles", "Roles")).contains(&"RoleName"));
        let rules = call("s3", "GetBucketCors", "CORSRule");
        assert!(wires(&rules).contains(&"AllowedOrigin"));
    }

    #[test]
    fn members_are_renamed_and_keys_of_maps_are_not() {
        let typed = items(&call("ec2", "DescribeVpcs", "vpcSet"));
        let body =
            Value::from_json(br#"{"cidrBlockAssociationSet": [{"cidrBlock": "c", "x": 1}]}"#);
        let wanted = r#"{"CidrBlockAssociationSet":[{"CidrBlock":"c","x":1}]}"#;
        assert_eq!(named(body.unwrap(), typed).to_json(), wanted);
        let tags = items(&call("lambda", "ListTags", ""));
        let body = Value::from_json(br#"{"Tags": {"a": "b"}}"#);
        assert_eq!(named(body.unwrap(), tags).to_json(), r#"{"Tags":{"a":"b"}}"#);
    }
}
