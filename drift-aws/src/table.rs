//! The shape of a table: everything that is known of one AWS kind, as data in one file.
//!
//! Reading, normalising, classifying, the documentation of a kind and the permission that reading it needs are all
//! derived from its table. Knows no kind and makes no call.

use drift_core::{Consequence, List, Role, Value};

/// One AWS kind.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The CloudFormation type.
    pub kind: &'static str,
    /// The call that lists every resource of the kind in a region.
    pub list: Call,
    /// The wire property with the id that the system gave.
    pub identity: &'static str,
    /// The wire property with the name that people gave.
    pub name: &'static str,
    /// What a missing or extra resource would mean.
    pub consequence: Consequence,
    /// Why AWS made a resource by itself, if it did; asked with its body.
    pub made_by_system: fn(&Value) -> Option<&'static str>,
    /// Its properties.
    pub rows: &'static [Row],
}

/// A call that reads, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The service's prefix in IAM actions.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// The wire property of the answer that holds the resources.
    pub items: &'static str,
}

impl Call {
    /// The IAM action that allows it.
    ///
    /// ```
    /// use drift_aws::table::Call;
    /// let call = Call { service: "ec2", operation: "DescribeSecurityGroups", items: "securityGroupInfo" };
    /// assert_eq!(call.permission(), "ec2:DescribeSecurityGroups");
    /// ```
    #[must_use]
    pub fn permission(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

/// One property of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its name in the answer of the API.
    pub wire: &'static str,
    /// Its name in CloudFormation, which is its name in normal form; the wire's where CloudFormation has none.
    pub cloudformation: &'static str,
    /// Its name in Terraform; empty where Terraform has none.
    pub terraform: &'static str,
    /// What it is for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// How the elements are compared, where it is a list.
    pub list: Option<List>,
    /// How the wire's value becomes the normal one.
    pub reader: Reader,
    /// What is known of the members of its elements, under their names in normal form.
    pub members: &'static [Member],
    /// Why it is not compared, where its role says so.
    pub reason: &'static str,
}

/// One member of the elements of a list.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name in normal form.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// What a difference would mean.
    pub consequence: Consequence,
    /// Why it is not compared, where its role says so.
    pub reason: &'static str,
}

/// How the wire's value becomes the normal one.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// As it is.
    Plain,
    /// A text that leads to a resource of this kind.
    Leads(&'static str),
    /// A list of tags: `key` and `value`, of which those of AWS begin with `aws:`.
    Tags,
    /// By a function of the whole body: where one property depends on another.
    Body(fn(&Value) -> Value),
}
