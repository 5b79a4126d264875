//! The report: what was compared, what differs, what could not be said. The last value of the data path.
//!
//! A change is pairwise; a report is not: it has `sides`, and values keyed by side. Its JSON Schema is published
//! (`docs/report.schema.json`) and versioned by [`SCHEMA`]. It carries captured-at times, never ages. Knows nothing of
//! how it is rendered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::coverage::{Cell, Status};
use crate::path::Path;
use crate::problem::Problem;
use crate::registry::Writer;
use crate::resource::Location;
use crate::scope::Scope;
use crate::snapshot::SideKind;
use crate::value::Value;

/// The version of the report's schema.
pub const SCHEMA: u32 = 1;

/// How much a finding matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Capacity.
    Low,
    /// Behaviour.
    Medium,
    /// Security.
    High,
    /// A leak, or what a rule says.
    Critical,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// One step down; info stays.
    ///
    /// ```
    /// use drift_core::Severity;
    /// assert_eq!(Severity::High.lower(), Severity::Medium);
    /// ```
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// What was decided about a difference.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is to be looked at.
    Fail,
    /// It is by design: an expectation covers it.
    Expected,
    /// It is a known debt.
    Waived,
    /// It cannot be said.
    Unknown,
    /// A rule was checked and holds.
    Pass,
    /// A rule does not apply.
    #[serde(rename = "n/a")]
    NotApplicable,
}

/// What question the report answers.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Environment against environment.
    Parity,
    /// Live against declared, or against an earlier moment of itself.
    Drift,
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this schema.
    pub schema: u32,
    /// `drift/<version>`.
    pub tool: String,
    /// What question it answers.
    pub comparison: Comparison,
    /// The sides, before first.
    pub sides: Vec<Side>,
    /// Which scope was compared with which.
    pub alignments: Vec<Alignment>,
    /// By side, the words that stand for its environment, accounts, regions and scopes, and what they stand for on both sides: what
    /// differs in nothing else is no difference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// What is to be looked at: by component, most severe first.
    pub findings: Vec<Finding>,
    /// Differences that an expectation covers, with its id and reason.
    pub suppressed: Vec<Suppressed>,
    /// What could not be compared or asserted, and why.
    pub unknowns: Vec<Unknown>,
    /// What was taken for granted: learned tokens and aligned scopes, for the user to confirm or pin.
    pub inferred: Vec<String>,
    /// What went wrong in a part.
    pub problems: Vec<Problem>,
    /// How much of what there was.
    pub counts: Counts,
}

/// One side of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// What the report calls it; the key of every map by side.
    pub name: String,
    /// The environment it shows.
    pub environment: String,
    /// Observed or declared.
    pub kind: SideKind,
    /// When reading began, RFC 3339 UTC.
    pub captured_at: String,
    /// What people call the clusters and accounts in it: the context's name by the cluster's UID. Of a declared side
    /// `declaration` is the path that it was read from.
    pub scopes: BTreeMap<String, String>,
    /// How many resources it holds.
    pub resources: usize,
    /// Resources that are shared between environments: never missing on a side.
    pub shared: usize,
    /// Resources that nothing assigns to an environment, or two environments claim.
    pub unassigned: usize,
    /// Listed resources that belong to other environments.
    pub elsewhere: usize,
    /// Generated children that were folded into their owners.
    pub folded: usize,
    /// Resources outside every claim, in a drift report: counted, not judged.
    pub outside_claims: usize,
    /// The same by kind.
    #[serde(default)]
    pub outside: BTreeMap<String, usize>,
    /// How many readings were asked for: kinds in scopes, without those that the configuration or a filter leaves out.
    #[serde(default)]
    pub readings: usize,
    /// The readings that are not complete.
    pub gaps: Vec<Gap>,
}

/// A reading that is not complete.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// What and where.
    #[serde(flatten)]
    pub cell: Cell,
    /// How far it got.
    #[serde(flatten)]
    pub status: Status,
}

/// Two scopes that were compared with each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Alignment {
    /// The scope on each side.
    pub scopes: BTreeMap<String, Scope>,
    /// Why: `same name`, `environment token`, `only one on each side`, …
    pub because: String,
}

/// Where a resource is, on one side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// Where it lives.
    pub scope: Scope,
    /// Its name there.
    pub name: String,
    /// The id that the system gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_id: Option<String>,
    /// Where it is declared, for a declared side: the line of the attribute if it has one, else of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Who wrote the attribute, for an observed side, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer: Option<Writer>,
    /// Which tool brought the resource there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<String>,
}

/// What happened to the subject, read from the first side to the second.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Both have it, with different values.
    Changed,
    /// Only the first side has it.
    Missing,
    /// Only the second side has it.
    Extra,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable over runs: made of rule, subject and path, never of values, severity or places in lists.
    pub id: String,
    /// The rule that it breaks (`PAR-002`).
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was decided.
    pub verdict: Verdict,
    /// The logical thing it belongs to.
    pub component: String,
    /// The kind of its resource.
    pub kind: String,
    /// The name that both sides share, without environment tokens where they differ.
    pub subject: String,
    /// Where the resource is on each side that has it.
    pub addresses: BTreeMap<String, Address>,
    /// The attribute; empty for the resource itself.
    pub path: Path,
    /// What happened.
    pub change: ChangeKind,
    /// The value on each side that has one. A document is a string of several lines.
    pub values: BTreeMap<String, ReportValue>,
    /// Whether a table knows the attribute.
    pub classified: bool,
    /// What else to know: `outside 2..5 of HorizontalPodAutoscaler checkout`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why these resources were paired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairing: Option<Evidence>,
    /// By side: how the resource is reached from resources that nothing leads to, a few of the shortest ways, each from its
    /// beginning. What depends on the resource is on them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ways: BTreeMap<String, Vec<Vec<Lead>>>,
}

/// One step of a way: a resource, and its attribute that leads to the next one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// The kind of the resource.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The attribute that leads on; empty where only the next resource says that it does.
    pub by: Path,
}

/// A value in a report: as JSON, with the tagged forms of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportValue(pub Value);

impl JsonSchema for ReportValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Any JSON; {\"$secret\": {key, fingerprint, refs}}, {\"$unknown\": reason}, {\"$ref\": {kind, namespace, name}} and {\"$decimal\": text} are the values that JSON lacks"
        })
    }
}

/// Why two resources are held to be the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What was seen: `same kind, namespace and name`.
    pub because: String,
    /// How sure that is, in percent.
    pub confidence: u8,
}

/// A difference that an expectation covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suppressed {
    /// The finding that it would be, its verdict `expected`.
    pub finding: Finding,
    /// The expectation's id.
    pub expectation: String,
    /// Its reason.
    pub reason: String,
    /// Its line in the configuration.
    pub location: Location,
}

/// Something that could not be compared or asserted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Unknown {
    /// The kind.
    pub kind: String,
    /// The resource, or the scope where it would be.
    pub subject: String,
    /// The attribute; empty for the resource itself.
    pub path: Path,
    /// The side that could not be read.
    pub side: String,
    /// Why.
    pub reason: String,
    /// How many like it this line stands for.
    pub count: usize,
    /// Whether the configuration or a filter chose not to look: nothing is incomplete by that.
    #[serde(default)]
    pub by_choice: bool,
}

/// How much of what there was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Pairs of resources that were compared.
    pub pairs: usize,
    /// Attributes that were compared.
    pub attributes: usize,
    /// Attributes that differ only by the environments' own names, or lead to paired resources.
    pub corresponding: usize,
    /// Values that an autoscaler governs and keeps inside its bounds.
    pub governed: usize,
    /// Attributes that were not compared because they change by themselves or are derived, by kind and path.
    pub not_compared: BTreeMap<String, usize>,
    /// Resources that the system made by itself.
    pub made_by_system: usize,
    /// Resources of kinds that are never compared (events, leases), by kind.
    pub ignored_kinds: BTreeMap<String, usize>,
    /// Pairs, and resources of one side, that belong to other components than were asked for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub other_components: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Report {
    /// The worst severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// The JSON Schema of reports, as published.
    #[must_use]
    pub fn json_schema() -> serde_json::Value {
        schemars::schema_for!(Report).to_value()
    }
}
