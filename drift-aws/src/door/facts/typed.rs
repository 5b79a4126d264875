//! Typed: a shape as a reference to it sees it, which may override some of what the shape says.
//!
//! Knows no value; who reads or writes one goes along with it.

use super::{Kind, Member, Namespace, Service, Shape, Shaped, Traits};

impl Service {
    /// The type that an operation takes or gives.
    pub(in crate::door) fn typed<'a>(&'a self, shaped: Option<&'a Shaped>) -> Typed<'a> {
        match shaped {
            None => Typed { service: self, name: "", shape: None, over: None },
            Some(Shaped::Name(name)) => {
                Typed { service: self, name, shape: self.shapes.get(name), over: None }
            }
            Some(Shaped::Reference(member)) => self.of(member),
        }
    }

    fn of<'a>(&'a self, member: &'a Member) -> Typed<'a> {
        let shape = self.shapes.get(&member.shape);
        Typed { service: self, name: &member.shape, shape, over: Some(&member.traits) }
    }
}

/// A shape as a reference to it sees it.
#[derive(Debug, Clone, Copy)]
pub(in crate::door) struct Typed<'a> {
    service: &'a Service,
    name: &'a str,
    shape: Option<&'a Shape>,
    over: Option<&'a Traits>,
}

impl<'a> Typed<'a> {
    pub(in crate::door) fn kind(self) -> Kind {
        self.shape.map_or_else(|| Kind::named(self.name), |shape| shape.kind)
    }

    /// The members of a structure.
    pub(in crate::door) fn members(self) -> impl Iterator<Item = (&'a str, Typed<'a>)> {
        let members = self.shape.into_iter().flat_map(|shape| &shape.members);
        members.map(move |(name, member)| (name.as_str(), self.service.of(member)))
    }

    pub(in crate::door) fn member(self, name: &str) -> Option<Typed<'a>> {
        Some(self.service.of(self.shape?.members.get(name)?))
    }

    pub(in crate::door) fn required(self) -> &'a [String] {
        self.shape.map(|shape| shape.required.as_slice()).unwrap_or_default()
    }

    /// The member that is the body.
    pub(in crate::door) fn payload(self) -> Option<&'a str> {
        self.shape?.payload.as_deref()
    }

    /// The elements of a list.
    pub(in crate::door) fn element(self) -> Typed<'a> {
        self.inner(self.shape.and_then(|shape| shape.member.as_ref()))
    }

    pub(in crate::door) fn key(self) -> Typed<'a> {
        self.inner(self.shape.and_then(|shape| shape.key.as_ref()))
    }

    pub(in crate::door) fn value(self) -> Typed<'a> {
        self.inner(self.shape.and_then(|shape| shape.value.as_ref()))
    }

    fn inner(self, member: Option<&'a Member>) -> Typed<'a> {
        let nothing = Typed { name: "", shape: None, over: None, ..self };
        member.map_or(nothing, |member| self.service.of(member))
    }

    pub(in crate::door) fn location_name(self) -> Option<&'a str> {
        self.said(|traits| traits.location_name.as_deref())
    }

    pub(in crate::door) fn query_name(self) -> Option<&'a str> {
        self.said(|traits| traits.query_name.as_deref())
    }

    pub(in crate::door) fn location(self) -> Option<&'a str> {
        self.said(|traits| traits.location.as_deref())
    }

    pub(in crate::door) fn timestamp_format(self) -> Option<&'a str> {
        self.said(|traits| traits.timestamp_format.as_deref())
    }

    pub(in crate::door) fn namespace(self) -> Option<&'a Namespace> {
        self.said(|traits| traits.xml_namespace.uri().map(|_| &traits.xml_namespace))
    }

    pub(in crate::door) fn is(self, trait_of: impl Fn(&'a Traits) -> Option<bool>) -> bool {
        self.said(trait_of).unwrap_or_default()
    }

    fn said<T>(self, of: impl Fn(&'a Traits) -> Option<T>) -> Option<T> {
        let own = || of(&self.shape?.traits);
        self.over.and_then(&of).or_else(own)
    }
}
