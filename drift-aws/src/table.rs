//! The shape of a table: everything that is known of one AWS kind, as data in one file.
//!
//! Reading, completing, normalising, classifying, the documentation of a kind and the permissions that reading it needs are all
//! derived from its table. Knows no kind and makes no call.

mod row;

use drift_core::{Binds, Consequence, Governs, Value, glob};

pub use row::{
    Member, Reader, Row, behaviour, capacity, computed, cosmetic, identity, leads, member, name,
    policy, secret, security, tags, uncompared, version, volatile,
};

/// One AWS kind.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The CloudFormation type, or a name of the same shape where CloudFormation has none.
    pub kind: &'static str,
    /// Whether it lives in a region or in the account as a whole.
    pub reach: Reach,
    /// The call that lists every resource of the kind, with the resources that it is made for.
    pub list: Listing,
    /// The calls that complete a resource, in their order.
    pub details: &'static [Detail],
    /// The wire property with the id that the system gave, or that is unique in its reach; several, joined by `+`, where only
    /// together they are; `=text` is that text, for what an account has once.
    pub identity: &'static str,
    /// Other wire properties that lead to it from elsewhere: its ARN, its URL. One with `{}` around properties is made of
    /// them; `{property>x}` is what stands after the last `x` in it, `{property<x}` what stands before.
    pub also: &'static [&'static str],
    /// A wire property and the texts there that say that it is no longer: services list some things for a while after their end.
    pub gone: (&'static str, &'static [&'static str]),
    /// Where its name stands.
    pub name: Name,
    /// Whether the name is made of what the resource is and does, since people cannot give one: a listener has its port's.
    pub described: bool,
    /// What a missing or extra resource would mean.
    pub consequence: Consequence,
    /// Why AWS made a resource by itself, if it did; asked with its body.
    pub made_by_system: fn(&Value) -> Option<&'static str>,
    /// What it changes of others, or of itself, between bounds; asked with its body.
    pub governs: fn(&Value) -> Vec<Governs>,
    /// Whom it serves although they do not say so; asked with its body.
    pub binds: fn(&Value) -> Vec<Binds>,
    /// Its properties.
    pub rows: &'static [Row],
}

/// A table to be completed: regional, without details, made by people.
pub const UNSET: Table = Table {
    kind: "",
    reach: Reach::Region,
    list: Listing { call: CALL, of: &[], keeps: &[], texts: "", absent: &[] },
    details: &[],
    identity: "",
    also: &[],
    gone: ("", &[]),
    name: Name::Property(""),
    described: false,
    consequence: Consequence::Behaviour,
    made_by_system: |_| None,
    governs: |_| Vec::new(),
    binds: |_| Vec::new(),
    rows: &[],
};

const CALL: Call = Call { service: "", operation: "", items: "", input: &[], permission: "" };

/// Where resources of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In each region.
    Region,
    /// In the account.
    Account,
}

/// The name that people gave.
#[derive(Debug, Clone, Copy)]
pub enum Name {
    /// A wire property; dots lead into maps. Several are joined by `+`.
    Property(&'static str),
    /// The tag `Name`.
    Tag,
    /// Made of the body: where a name is a part of an ARN or URL, or stands in several properties.
    Made(fn(&Value) -> Option<String>),
}

/// How all resources of a kind are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// The call; with `of`, made once for each of what that finds.
    pub call: Call,
    /// The calls that find what the call is made for, the outermost first (clusters of which the services are listed).
    pub of: &'static [Call],
    /// Wire properties of what the call is made for that each resource keeps, under these names.
    pub keeps: &'static [(&'static str, &'static str)],
    /// The wire property that an element is where it is only a text; empty: the identity.
    pub texts: &'static str,
    /// Error codes that say that there is none; `CODE:TEXT` only where the message has the text in it.
    pub absent: &'static [&'static str],
}

/// A call that reads, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The service, as botocore calls it.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// What of the answer is taken: a wire property, dots lead into maps, `[]` into the elements of a list and
    /// `[0]` into its first; empty: all of it.
    /// `list|part` takes only a part of each element, where elements find their resources.
    pub items: &'static str,
    /// The members of the input, in the API's names.
    pub input: &'static [(&'static str, Given)],
    /// The IAM action that allows it, where it is not the operation's own name.
    pub permission: &'static str,
}

/// What a member of an input is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// A wire property of the resource; `.` is the whole of it, where it is a text.
    Of(&'static str),
    /// A wire property of what the list call is made for.
    Parent(&'static str),
    /// The text after the last slash of a wire property of the resource.
    Last(&'static str),
    /// The same of a wire property of what the list call is made for; the resources keep the whole of it.
    ParentLast(&'static str),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// One of these texts, in a list call: it is made once for each.
    Each(&'static [&'static str]),
    /// A truth.
    Truth(bool),
    /// A number.
    Number(i64),
    /// Anything else, as JSON.
    Json(&'static str),
}

/// A call that completes resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// The call.
    pub call: Call,
    /// Which calls are made, and how an answer finds its resource.
    pub how: How,
    /// The wire property that what is taken becomes; empty: its members join the resource's own.
    pub into: &'static str,
    /// A wire property and the texts there of resources that have it; no texts: all have it.
    pub only: (&'static str, &'static [&'static str]),
    /// Error codes that say that there is none: the property is then null.
    pub absent: &'static [&'static str],
    /// Whether it reads a secret value: the call is made only where `secrets.read` names the kind.
    pub secret: bool,
}

/// Which calls complete resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// One for each resource.
    Each,
    /// One for each resource whose two properties differ.
    Differ(&'static str, &'static str),
    /// One for so many resources: their `id` is an element of the list `ids` of the input, and `key` leads back.
    Batch {
        /// The most that one call takes.
        size: usize,
        /// The member of the input; behind a dot, the filter of EC2's that takes them there (`Filters.image-id`).
        ids: &'static str,
        /// The wire property of a resource that goes into it.
        id: &'static str,
        /// The wire property of an element of the answer that is equal to it.
        key: &'static str,
    },
    /// One for all: elements of the answer whose `key` is a resource's `id` join it.
    All {
        /// The wire property of a resource.
        id: &'static str,
        /// The wire property of an element of the answer that is equal to it.
        key: &'static str,
    },
}

impl Call {
    /// The IAM action that allows it; `service` is the prefix of the service's actions.
    ///
    /// ```
    /// use drift_aws::table::{Call, call};
    /// assert_eq!(call("ec2", "DescribeVpcs", "vpcSet").action("ec2"), "ec2:DescribeVpcs");
    /// let buckets = Call { permission: "s3:ListAllMyBuckets", ..call("s3", "ListBuckets", "Buckets") };
    /// assert_eq!(buckets.action("s3"), "s3:ListAllMyBuckets");
    /// ```
    #[must_use]
    pub fn action(&self, service: &str) -> String {
        match self.permission {
            "" => format!("{service}:{}", self.operation),
            permission => permission.to_owned(),
        }
    }
}

impl Table {
    /// Whether one of these globs names the kind.
    #[must_use]
    pub fn is_named(&self, globs: &[String]) -> bool {
        globs.iter().any(|pattern| glob(pattern, self.kind))
    }

    /// The wire property that an element of its list is, where it is only a text.
    #[must_use]
    pub const fn texts(&self) -> &'static str {
        if self.list.texts.is_empty() { self.identity } else { self.list.texts }
    }

    /// Every call that reading the kind makes, in the order in which they are made.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        let list = self.list.of.iter().chain(std::iter::once(&self.list.call));
        list.chain(self.details.iter().map(|detail| &detail.call))
    }
}

/// A call without input.
#[must_use]
pub const fn call(service: &'static str, operation: &'static str, items: &'static str) -> Call {
    Call { service, operation, items, input: &[], permission: "" }
}

impl Call {
    /// With input.
    #[must_use]
    pub const fn given(self, input: &'static [(&'static str, Given)]) -> Self {
        Self { input, ..self }
    }

    /// Allowed by this action.
    #[must_use]
    pub const fn allowed_by(self, permission: &'static str) -> Self {
        Self { permission, ..self }
    }

    /// A list of all resources.
    #[must_use]
    pub const fn lists(self) -> Listing {
        Listing { call: self, of: &[], keeps: &[], texts: "", absent: &[] }
    }

    /// A list of the resources of each of what these calls find.
    #[must_use]
    pub const fn lists_of(self, of: &'static [Call]) -> Listing {
        Listing { call: self, of, keeps: &[], texts: "", absent: &[] }
    }

    /// A detail of each resource.
    #[must_use]
    pub const fn into(self, into: &'static str) -> Detail {
        Detail { call: self, how: How::Each, into, only: ("", &[]), absent: &[], secret: false }
    }

    /// A detail that is found otherwise.
    #[must_use]
    pub const fn by(self, how: How, into: &'static str) -> Detail {
        Detail { call: self, how, into, only: ("", &[]), absent: &[], secret: false }
    }
}

impl Listing {
    /// With properties of what the call is made for.
    #[must_use]
    pub const fn keeping(self, keeps: &'static [(&'static str, &'static str)]) -> Self {
        Self { keeps, ..self }
    }

    /// Of texts that are this wire property.
    #[must_use]
    pub const fn naming(self, texts: &'static str) -> Self {
        Self { texts, ..self }
    }

    /// With error codes that say that there is none.
    #[must_use]
    pub const fn absent(self, absent: &'static [&'static str]) -> Self {
        Self { absent, ..self }
    }
}

impl Detail {
    /// Only of resources of which a property is one of these texts.
    #[must_use]
    pub const fn only(self, way: &'static str, texts: &'static [&'static str]) -> Self {
        Self { only: (way, texts), ..self }
    }

    /// With error codes that say that there is none.
    #[must_use]
    pub const fn absent(self, absent: &'static [&'static str]) -> Self {
        Self { absent, ..self }
    }

    /// That reads a secret value.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}
