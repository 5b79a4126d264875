//! The rows of a table: what is known of each property, and short ways to say it.
//!
//! Knows no kind and no call.

use drift_core::{Consequence, List, Role, Value};

/// One property of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its name in the answer of the API.
    pub wire: &'static str,
    /// Its name in CloudFormation, which is its name in normal form; the wire's where CloudFormation has none. Dots lead into maps.
    pub cloudformation: &'static str,
    /// Its name in Terraform, where that is not CloudFormation's in snake case.
    pub terraform: &'static str,
    /// What it is for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// How the elements are compared, where it is a list.
    pub list: Option<List>,
    /// How the wire's value becomes the normal one.
    pub reader: Reader,
    /// What is known of its members, or of those of its elements, under their names in normal form; empty: all are as it is.
    pub members: &'static [Member],
    /// Whether members that are not listed are as it is; else they are unclassified.
    pub others: bool,
    /// Why it is not compared, where its role says so.
    pub reason: &'static str,
}

/// One member of a property, or of the elements of a list.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name in normal form; dots lead into maps.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// How its elements are compared, where it is a list.
    pub list: Option<List>,
    /// Why it is not compared, where its role says so.
    pub reason: &'static str,
}

/// How the wire's value becomes the normal one.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// As it is.
    Plain,
    /// A text that leads to a resource of this kind, or a list of such texts.
    Leads(&'static str),
    /// A list of maps, each of which leads to a resource of this kind by this wire property; what else they say follows from it.
    LeadsBy(&'static str, &'static str),
    /// Tags, in whatever form the service gives them, of which those of AWS begin with `aws:`.
    Tags,
    /// A text in Base64.
    Base64,
    /// JSON in a text, percent-encoded or not.
    Json,
    /// An IAM policy, in a text or as it is: one statement for each that it has, actions and resources as sets.
    Policy,
    /// A list of IAM policies, each a `PolicyDocument` that is called by its `PolicyName`.
    Policies,
    /// A number or truth in a text.
    Scalar,
    /// A list in which each element is named by what stands at a wire property and is what stands at another
    /// (`Key` and `Value`): a map.
    Pairs(&'static str, &'static str),
    /// As it is, and then by a function of the whole body and of what it is: where a part of it follows from something else.
    Then(fn(&Value, Value) -> Value),
    /// By a function of the whole body: where one property depends on another.
    Body(fn(&Value) -> Value),
}

const fn row(
    wire: &'static str,
    cloudformation: &'static str,
    role: Role,
    consequence: Consequence,
    reason: &'static str,
) -> Row {
    let (list, reader) = (None, Reader::Plain);
    Row {
        wire,
        cloudformation,
        terraform: "",
        role,
        consequence,
        list,
        reader,
        members: &[],
        others: false,
        reason,
    }
}

/// Set by people; a difference means that others may do or reach something.
#[must_use]
pub const fn security(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Configuration, Consequence::Security, "")
}

/// Set by people; a difference means that it does something else.
#[must_use]
pub const fn behaviour(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Configuration, Consequence::Behaviour, "")
}

/// How much of it.
#[must_use]
pub const fn capacity(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Scale, Consequence::Capacity, "")
}

/// Set by people, for people.
#[must_use]
pub const fn cosmetic(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Configuration, Consequence::Cosmetic, "")
}

/// The name that people gave.
#[must_use]
pub const fn name(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Name, Consequence::Cosmetic, "")
}

/// A version of what runs.
#[must_use]
pub const fn version(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Version, Consequence::Behaviour, "")
}

/// A secret value.
#[must_use]
pub const fn secret(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Secret, Consequence::Behaviour, "")
}

/// A policy: who may do what.
#[must_use]
pub const fn policy(wire: &'static str, cloudformation: &'static str) -> Row {
    row(wire, cloudformation, Role::Document, Consequence::Security, "").read(Reader::Policy)
}

/// Leads to a resource of a kind, or to several.
#[must_use]
pub const fn leads(wire: &'static str, cloudformation: &'static str, kind: &'static str) -> Row {
    row(wire, cloudformation, Role::Reference, Consequence::Behaviour, "").read(Reader::Leads(kind))
}

/// Given by AWS, names this very resource.
#[must_use]
pub const fn identity(
    wire: &'static str,
    cloudformation: &'static str,
    reason: &'static str,
) -> Row {
    row(wire, cloudformation, Role::Identity, Consequence::Cosmetic, reason)
}

/// Follows from other properties.
#[must_use]
pub const fn computed(
    wire: &'static str,
    cloudformation: &'static str,
    reason: &'static str,
) -> Row {
    row(wire, cloudformation, Role::Computed, Consequence::Behaviour, reason)
}

/// Changes by itself.
#[must_use]
pub const fn volatile(
    wire: &'static str,
    cloudformation: &'static str,
    reason: &'static str,
) -> Row {
    row(wire, cloudformation, Role::Volatile, Consequence::Behaviour, reason)
}

/// The tags.
#[must_use]
pub const fn tags(wire: &'static str) -> Row {
    row(wire, "Tags", Role::Configuration, Consequence::Cosmetic, "")
        .read(Reader::Tags)
        .keyed(&["Key"])
}

impl Row {
    /// Under another name in Terraform.
    #[must_use]
    pub const fn terraform(self, terraform: &'static str) -> Self {
        Self { terraform, ..self }
    }

    /// Read in another way.
    #[must_use]
    pub const fn read(self, reader: Reader) -> Self {
        Self { reader, ..self }
    }

    /// Another consequence.
    #[must_use]
    pub const fn means(self, consequence: Consequence) -> Self {
        Self { consequence, ..self }
    }

    /// A list without order and repetition.
    #[must_use]
    pub const fn set(self) -> Self {
        Self { list: Some(List::Set), ..self }
    }

    /// A list without order, each element named by these members.
    #[must_use]
    pub const fn keyed(self, keys: &'static [&'static str]) -> Self {
        Self { list: Some(List::Keyed(keys)), ..self }
    }

    /// With what is known of its members.
    #[must_use]
    pub const fn members(self, members: &'static [Member]) -> Self {
        Self { members, ..self }
    }

    /// Of which some members are otherwise.
    #[must_use]
    pub const fn but(self, members: &'static [Member]) -> Self {
        Self { members, others: true, ..self }
    }
}

/// A member that is compared.
#[must_use]
pub const fn member(name: &'static str, role: Role, consequence: Consequence) -> Member {
    Member { name, role, consequence, list: None, reason: "" }
}

impl Member {
    /// A list without order and repetition.
    #[must_use]
    pub const fn set(self) -> Self {
        Self { list: Some(List::Set), ..self }
    }

    /// A list without order, each element named by these members.
    #[must_use]
    pub const fn keyed(self, keys: &'static [&'static str]) -> Self {
        Self { list: Some(List::Keyed(keys)), ..self }
    }
}

/// A member that is not compared.
#[must_use]
pub const fn uncompared(name: &'static str, role: Role, reason: &'static str) -> Member {
    Member { name, role, consequence: Consequence::Cosmetic, list: None, reason }
}
