//! Snapshots: what one side looked like at one moment, with what was not seen and what is needed to judge it later.
//!
//! [`Builder`] is the only way to make one, and everything that enters it passes the gate. Knows nothing of files
//! (see [`crate::codec`]) and of where its resources come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::coverage::{Cell, Claim, Coverage, Status};
use crate::problem::{Problem, ProblemCode};
use crate::provider::Sink;
use crate::redact::{Gate, scrub};
use crate::resource::{Membership, Raw, Resource};
use crate::value::{Reason, Value};

/// The format that this program writes. A newer one is refused, an older one read.
pub const FORMAT: u32 = 1;

/// How deep lists and maps nest in what a snapshot holds. JSON is read to 127 levels; a line of the file and the tag of
/// a secret take some of them.
const DEPTH: usize = 100;

/// The program as snapshots, reports and requests name it: `drift/<version>`.
pub const TOOL: &str = concat!("drift/", env!("CARGO_PKG_VERSION"));

/// Whether a side was observed or declared.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SideKind {
    /// Read from APIs.
    Observed,
    /// Read from files.
    Declared,
}

/// What a snapshot says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format's version.
    pub format: u32,
    /// The environment's name; for a folder or stream without one, how the user named it.
    pub environment: String,
    /// Observed or declared.
    pub kind: SideKind,
    /// The environment's place in the chain of promotion; the highest of the two sides keeps its severities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<i64>,
    /// When reading began, RFC 3339 in UTC, whole seconds.
    pub captured_at: String,
    /// `drift/<version>` of the program that wrote it.
    pub tool: String,
    /// The id of the fingerprint key.
    pub key: String,
    /// The tokens that stand for the environment in names: its name, aliases and `pair.tokens`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<String>,
    /// What people call each scope: cluster UID to context name, account id to alias; of a declared side `declaration` to the
    /// path that it was read from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// How many listed resources belong to other environments and are therefore not here.
    #[serde(default)]
    pub elsewhere: usize,
    /// What was asked for, as the program that took it says it: sources, and kinds that were left out. Empty where it is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
}

impl Header {
    /// The header of an environment that is observed now; `captured_at` is RFC 3339 in UTC.
    ///
    /// Its name is the one token that stands for it. The rest can be set: `Header { rank: Some(2), ..Header::observed(…) }`.
    ///
    /// ```
    /// use drift_core::{FingerprintKey, Gate, Header, Registry};
    /// let registry = Registry::default();
    /// let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    /// let header = Header::observed("staging", "2026-11-24T00:00:00Z", &gate);
    /// assert_eq!(header.tokens, ["staging"]);
    /// ```
    #[must_use]
    pub fn observed(environment: &str, captured_at: &str, gate: &Gate<'_>) -> Self {
        Self {
            format: FORMAT,
            environment: environment.to_owned(),
            kind: SideKind::Observed,
            rank: None,
            captured_at: captured_at.to_owned(),
            tool: concat!("drift-core/", env!("CARGO_PKG_VERSION")).to_owned(),
            key: gate.key_id().to_owned(),
            tokens: vec![environment.to_owned()],
            names: BTreeMap::new(),
            elsewhere: 0,
            asked: Vec::new(),
        }
    }
}

/// One side at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// What it says of itself.
    pub header: Header,
    /// What was read, and how completely.
    pub coverage: Coverage,
    /// What a declared side speaks for.
    pub claims: Vec<Claim>,
    /// What each provider needs to normalise later (API versions, list keys, defaults), by its name.
    pub facts: BTreeMap<String, Value>,
    /// What went wrong while it was made.
    pub problems: Vec<Problem>,
    // Invariant: sorted by `Resource::key`, and each passed the gate.
    pub(crate) resources: Vec<Resource>,
}

impl Snapshot {
    /// The resources, sorted by kind, scope, name and native id.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Says again to which environment each resource belongs; what `assign` gives `None` for is left out and counted
    /// as being elsewhere.
    pub fn assign(&mut self, mut assign: impl FnMut(&Resource) -> Option<Membership>) {
        let before = self.resources.len();
        self.resources.retain_mut(|resource| {
            let membership = assign(resource);
            resource.membership = membership.unwrap_or_default();
            membership.is_some()
        });
        self.header.elsewhere += before - self.resources.len();
    }
}

/// Assembles a snapshot from what providers and parsers find.
pub struct Builder<'g> {
    gate: &'g Gate<'g>,
    snapshot: Snapshot,
}

impl<'g> Builder<'g> {
    /// Begins a snapshot.
    #[must_use]
    pub fn new(header: Header, gate: &'g Gate<'g>) -> Self {
        let snapshot = Snapshot {
            header,
            coverage: Coverage::default(),
            claims: Vec::new(),
            facts: BTreeMap::new(),
            problems: Vec::new(),
            resources: Vec::new(),
        };
        Self { gate, snapshot }
    }

    /// Adds what a declaration speaks for.
    pub fn claim(&mut self, claim: Claim) {
        self.snapshot.claims.push(claim);
    }

    /// Names a scope for people: the UID of a cluster, the id of an account.
    pub fn name_scope(&mut self, id: &str, name: &str) {
        self.snapshot.header.names.insert(id.to_owned(), name.to_owned());
    }

    /// Ends it: resources sorted, repetitions dropped, claims merged.
    #[must_use]
    pub fn finish(self) -> Snapshot {
        let mut snapshot = self.snapshot;
        snapshot.resources.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| a.body.cmp(&b.body)));
        let mut problems = Vec::new();
        snapshot.resources.dedup_by(|later, earlier| {
            let same = later.key() == earlier.key();
            if same && later.body != earlier.body {
                problems.push(Problem {
                    code: ProblemCode::Duplicate,
                    place: later.place(),
                    what: format!(
                        "declared or listed twice, with different bodies; the first is kept ({})",
                        earlier.place()
                    ),
                });
            }
            same
        });
        snapshot.problems.append(&mut problems);
        snapshot.problems.sort();
        snapshot.problems.dedup();
        snapshot.claims.sort();
        // One file that failed makes the whole claim incomplete: `false` sorts first and is kept.
        snapshot
            .claims
            .dedup_by(|later, earlier| later.scope == earlier.scope && later.kind == earlier.kind);
        snapshot
    }
}

impl Sink for Builder<'_> {
    fn resource(&mut self, raw: Raw) {
        let mut resource = self.gate.admit(raw);
        cut(&mut resource.body, DEPTH);
        self.snapshot.resources.push(resource);
    }

    fn cell(&mut self, cell: Cell, status: Status) {
        self.snapshot.coverage.0.insert(cell, status.map_fault(scrubbed));
    }

    fn fact(&mut self, provider: &str, fact: Value) {
        let mut redacted = self.gate.admit_fact(fact);
        cut(&mut redacted, DEPTH);
        merge(self.snapshot.facts.entry(provider.to_owned()).or_insert(Value::Null), redacted);
    }

    fn problem(&mut self, problem: Problem) {
        let Problem { code, place, what } = problem;
        let (place, what) = (scrubbed(&place), scrubbed(&what));
        self.snapshot.problems.push(Problem { code, place, what });
    }

    fn name_scope(&mut self, id: &str, name: &str) {
        Builder::name_scope(self, id, name);
    }
}

/// What an API or a program says of a failure may repeat what it was given.
fn scrubbed(said: &str) -> String {
    scrub(said).into_owned()
}

/// Makes what nests too deep unknown, and nothing else: a snapshot with it could be written and not read again.
fn cut(value: &mut Value, levels: usize) {
    match value {
        Value::List(_) | Value::Map(_) if levels == 0 => {
            *value =
                Value::Unknown(Reason::Undecodable(format!("nested deeper than {DEPTH} levels")));
        }
        Value::List(list) => list.iter_mut().for_each(|item| cut(item, levels - 1)),
        Value::Map(map) => map.values_mut().for_each(|item| cut(item, levels - 1)),
        _ => {}
    }
}

/// Merges facts of several scopes: maps by their members, anything else by the later one.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Map(into), Value::Map(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
