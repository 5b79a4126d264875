//! Facts: how each operation of each service is asked and answered, as botocore publishes it.
//!
//! A generated file in botocore's own vocabulary, read once. Knows no request, no answer and no endpoint: it only says what
//! stands there, and what a reference to a shape overrides of the shape it leads to.

mod typed;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

pub(super) use typed::Typed;

/// The generated file.
const GENERATED: &str = include_str!("../../facts/services.json");

/// Everything that is known of services.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Where it comes from (`botocore 1.43.1`).
    #[serde(default)]
    pub source: String,
    /// The partitions, in the order in which their patterns are tried.
    #[serde(default)]
    pub partitions: Vec<Partition>,
    /// The services, under botocore's names (`sqs`, `elbv2`).
    #[serde(default)]
    pub services: BTreeMap<String, Service>,
}

/// A partition: regions under one domain with accounts of their own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partition {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub id: String,
    /// What the names of its regions look like.
    #[serde(default)]
    pub regex: String,
    /// The end of its host names.
    pub dns_suffix: String,
    /// The end of its host names that have addresses of both IP versions.
    #[serde(default)]
    pub dual_stack_dns_suffix: String,
    /// The region that global services sign with.
    #[serde(default)]
    pub implicit_global_region: String,
    /// The regions that are known by name.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Names that stand for the whole partition (`aws-global`).
    #[serde(default)]
    pub pseudo_regions: Vec<String>,
}

/// One service.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// What holds for all of its operations.
    pub metadata: Metadata,
    /// Where its endpoints are not where the rule says: by partition, and under `*` for all others.
    #[serde(default)]
    pub endpoints: BTreeMap<String, Endpoints>,
    /// Its operations that read.
    #[serde(default)]
    pub operations: BTreeMap<String, Operation>,
    /// The shapes of what goes in and comes out.
    #[serde(default)]
    pub shapes: BTreeMap<String, Shape>,
}

/// The exceptions to the rule in a partition, by variant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Endpoints {
    /// Those of a region, which go first.
    pub regions: BTreeMap<String, BTreeMap<Variant, Exception>>,
    /// Those of the partition.
    #[serde(flatten)]
    pub all: BTreeMap<Variant, Exception>,
}

/// Which of the endpoints of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Variant {
    /// The usual one.
    Plain,
    /// Cryptography validated under FIPS 140.
    Fips,
    /// Addresses of both IP versions.
    Dualstack,
    /// Both.
    FipsDualstack,
}

/// An endpoint that is not where the rule says.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Exception {
    /// The host, with `{region}` and the like in it.
    pub host: String,
    /// The region that it signs with; the region of the call where it is empty.
    pub signing_region: String,
    /// Why there is none.
    pub error: Option<String>,
}

/// What holds for all operations of a service.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    /// What the service calls itself (`Elastic Load Balancing v2`).
    pub service_id: String,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// `1.0` or `1.1`, of the JSON protocol.
    pub json_version: String,
    /// What stands before the operation in `X-Amz-Target`.
    pub target_prefix: String,
    /// The first label of its host names.
    pub endpoint_prefix: String,
    /// What it signs as; the endpoint prefix where it is empty.
    pub signing_name: String,
    /// The version of its API.
    pub api_version: String,
    /// The namespace of its XML.
    pub xml_namespace: Namespace,
    /// It once spoke the query protocol, and error codes still sound like it.
    #[serde(deserialize_with = "present")]
    pub aws_query_compatible: bool,
    /// What its IAM actions begin with; the signing name where it is empty.
    pub iam_prefix: String,
}

/// Anything but `null` and `false` is true: botocore writes an empty map.
fn present<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(reader)?;
    Ok(!matches!(value, serde_json::Value::Null | serde_json::Value::Bool(false)))
}

/// The five protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// One address, the operation in a header, JSON.
    Json,
    /// An address per operation, JSON.
    RestJson,
    /// A form; XML.
    #[default]
    Query,
    /// A form with other names; XML.
    Ec2,
    /// An address per operation, XML.
    RestXml,
}

/// An XML namespace: its URI, alone or with a prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Namespace {
    /// The URI.
    Uri(String),
    /// The URI and how it is abbreviated.
    Prefixed {
        /// The URI.
        #[serde(default)]
        uri: String,
        /// Its abbreviation; empty where it has none.
        #[serde(default)]
        prefix: String,
    },
    /// None.
    #[default]
    None,
}

impl Namespace {
    /// The URI; `None` where there is none.
    pub(super) fn uri(&self) -> Option<&str> {
        let uri = match self {
            Self::Uri(uri) | Self::Prefixed { uri, .. } => uri.as_str(),
            Self::None => "",
        };
        (!uri.is_empty()).then_some(uri)
    }

    /// The abbreviation; `None` where there is none.
    pub(super) fn prefix(&self) -> Option<&str> {
        match self {
            Self::Prefixed { prefix, .. } if !prefix.is_empty() => Some(prefix),
            _ => None,
        }
    }
}

/// One operation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    /// Method and address.
    pub http: Http,
    /// The shape of what goes in.
    pub input: Option<Shaped>,
    /// The shape of what comes out.
    pub output: Option<Shaped>,
    /// The XML element that wraps what comes out.
    pub result_wrapper: Option<String>,
    /// Where its host has a prefix of its own.
    pub endpoint: Option<Host>,
    /// How it is paged.
    pub paging: Option<Paging>,
}

/// Method and address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Http {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with `{Members}` in it, perhaps with a query.
    pub request_uri: String,
}

impl Default for Http {
    fn default() -> Self {
        Self { method: "POST".to_owned(), request_uri: "/".to_owned() }
    }
}

/// The prefix of a host.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Host {
    /// The prefix with `{Members}` in it.
    pub host_prefix: String,
}

/// How an operation is paged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Paging {
    /// The members of the input that take the tokens.
    #[serde(rename = "in")]
    pub input: Vec<String>,
    /// Where the tokens stand in the output, one for each of the input.
    #[serde(rename = "out")]
    pub output: Vec<String>,
    /// The member of the input that says how many.
    pub limit: Option<String>,
    /// Where the output says that there is more.
    pub more: Option<String>,
    /// Where the items stand in the output, the main ones first.
    pub result: Vec<String>,
    /// Not published but read off the shapes.
    #[serde(deserialize_with = "present")]
    pub inferred: bool,
}

/// The name of a shape, or a reference that overrides some of it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Shaped {
    /// The name alone.
    Name(String),
    /// A reference.
    Reference(Box<Member>),
}

/// What botocore lets both a shape and a reference to it say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Traits {
    /// The name on the wire.
    pub location_name: Option<String>,
    /// The name on the wire in an EC2 request.
    pub query_name: Option<String>,
    /// Where it stands: `uri`, `querystring`, `header`, `headers`, `statusCode`; in the body where it is empty.
    pub location: Option<String>,
    /// A list without an element around it.
    pub flattened: Option<bool>,
    /// How a timestamp is written.
    pub timestamp_format: Option<String>,
    /// An attribute, not an element.
    pub xml_attribute: Option<bool>,
    /// The namespace of the element.
    pub xml_namespace: Namespace,
    /// Part of the host.
    pub host_label: Option<bool>,
    /// A body that is not read whole.
    pub streaming: Option<bool>,
    /// JSON of any form.
    pub document: Option<bool>,
    /// JSON inside a text.
    pub jsonvalue: Option<bool>,
    /// Made up where it is missing.
    pub idempotency_token: Option<bool>,
}

/// A reference to a shape.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Member {
    /// The name of the shape.
    pub shape: String,
    /// What it overrides.
    #[serde(flatten)]
    pub traits: Traits,
}

/// A shape.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Shape {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The members that must be given.
    pub required: Vec<String>,
    /// The members of a structure.
    pub members: BTreeMap<String, Member>,
    /// The elements of a list.
    pub member: Option<Member>,
    /// The keys of a map.
    pub key: Option<Member>,
    /// The values of a map.
    pub value: Option<Member>,
    /// The member that is the body.
    pub payload: Option<String>,
    /// What a reference may override.
    #[serde(flatten)]
    pub traits: Traits,
}

/// What a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Structure,
    List,
    Map,
    String,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
    Character,
    /// Nothing is known.
    #[default]
    #[serde(other)]
    Unknown,
}

impl Kind {
    /// A shape that says nothing but its type is not in the file: it is called like the type.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "string" => Self::String,
            "integer" => Self::Integer,
            "long" => Self::Long,
            "float" => Self::Float,
            "double" => Self::Double,
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp,
            "blob" => Self::Blob,
            _ => Self::Unknown,
        }
    }
}

impl Facts {
    /// The facts that Drift was built with.
    ///
    /// ```
    /// let facts = drift_aws::door::Facts::built_in();
    /// assert!(facts.services.contains_key("sts"));
    /// ```
    #[must_use]
    pub fn built_in() -> &'static Self {
        static FACTS: OnceLock<Facts> = OnceLock::new();
        // The file is checked in and a test reads it: it cannot fail here, and without it every call is `Unsupported`.
        FACTS.get_or_init(|| serde_json::from_str(GENERATED).unwrap_or_default())
    }

    /// A service and one of its operations.
    #[must_use]
    pub fn operation(&self, service: &str, operation: &str) -> Option<(&Service, &Operation)> {
        let service = self.services.get(service)?;
        Some((service, service.operations.get(operation)?))
    }
}

impl Service {
    /// What it signs as.
    #[must_use]
    pub fn signing_name(&self) -> &str {
        let Metadata { signing_name, endpoint_prefix, .. } = &self.metadata;
        if signing_name.is_empty() { endpoint_prefix } else { signing_name }
    }

    /// What its IAM actions begin with.
    #[must_use]
    pub fn iam_prefix(&self) -> &str {
        let prefix = self.metadata.iam_prefix.as_str();
        if prefix.is_empty() { self.signing_name() } else { prefix }
    }

    /// The IAM action that allows an operation, where it is called like the operation.
    #[must_use]
    pub fn permission(&self, operation: &str) -> String {
        format!("{}:{operation}", self.iam_prefix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_file_can_be_read() {
        let facts: Facts = serde_json::from_str(GENERATED).unwrap();
        for (service, operation) in [
            ("sts", "GetCallerIdentity"),
            ("sqs", "ListQueues"),
            ("iam", "ListRoles"),
            ("s3", "ListBuckets"),
            ("lambda", "ListFunctions"),
            ("ec2", "DescribeVpcs"),
        ] {
            assert!(facts.operation(service, operation).is_some(), "{service}:{operation}");
        }
    }

    /// Called "get", and yet they change something or hand out credentials.
    const NOT_HARMLESS: &[&str] = &[
        "GetAuthorizationToken",
        "GetChangeToken",
        "GetFederationToken",
        "GetPasswordData",
        "GetSessionToken",
    ];

    #[test]
    fn every_operation_only_reads() {
        for (name, service) in &Facts::built_in().services {
            for operation in service.operations.keys() {
                let verbs = ["Describe", "Get", "List"];
                let reads = verbs.iter().any(|verb| operation.starts_with(verb));
                let is_known = (name.as_str(), operation.as_str()) == ("sts", "AssumeRole");
                let is_harmless = !NOT_HARMLESS.contains(&operation.as_str());
                assert!(reads && is_harmless || is_known, "{name}:{operation}");
            }
        }
    }

    #[test]
    fn every_shape_that_is_named_is_there() {
        for (name, service) in &Facts::built_in().services {
            for (shape_name, shape) in &service.shapes {
                let ends = [&shape.member, &shape.key, &shape.value];
                for member in ends.into_iter().flatten().chain(shape.members.values()) {
                    let there = service.shapes.contains_key(&member.shape)
                        || Kind::named(&member.shape) != Kind::Unknown;
                    assert!(there, "{name}: {} in {shape_name}", member.shape);
                }
            }
        }
    }
}
