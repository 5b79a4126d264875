//! The model and the pure stages of Drift.
//!
//! ```text
//! live APIs ── collect ──► Snapshot ┐
//! IaC files ── declare ──► Snapshot ┼─ normalise ─► link ─► pair ─► diff ─► judge ─► Report
//! stored file ─ decode ──► Snapshot ┘
//! ```
//!
//! Each stage is one public function in the module of its name; data goes left to right, nothing goes back. Everything
//! from `normalise` to `judge` is pure: no I/O, clock, environment or panics; these stages return their value and a list of
//! [`Problem`]s. Deliberately knows no AWS, no Kubernetes and no terminal.

mod both;
pub mod codec;
mod collect;
mod compare;
pub mod config;
mod coverage;
pub mod declare;
pub mod diff;
mod glob;
pub mod graph;
mod json;
pub mod judge;
mod kind;
mod normal;
pub mod normalise;
pub mod pair;
mod path;
mod problem;
mod progress;
mod provider;
mod redact;
mod registry;
mod report;
mod resource;
mod scope;
mod snapshot;
pub mod suggest;
mod value;
pub mod yaml;

pub use both::{Both, Which};
pub use collect::{Bounds, Ending, collect};
pub use compare::compare;
pub use coverage::{Cell, Claim, Coverage, Skip, Status};
pub use glob::glob;
pub use json::{JsonError, Wire};
pub use kind::{Class, Consequence, Equality, List, ListSemantics, Particular, Role};
pub use normal::{Element, ElementKey, Node};
pub use path::{Path, PathError, Pattern, PatternStep, Step};
pub use problem::{Problem, ProblemCode};
pub use progress::{Progress, Silent};
pub use provider::{BoxFuture, Provider, ProviderError, Sink};
pub use redact::{FingerprintKey, Gate, KeyError, Redaction, redactions, scrub};
pub use registry::{
    Binds, Called, Encoding, Governs, Normal, Registry, RowDoc, SecretRow, Semantics, Writer,
};
pub use report::{
    Address, Alignment, ChangeKind, Comparison, Counts, Evidence, Finding, Gap, Lead, Report,
    ReportValue, SCHEMA, Severity, Side, Suppressed, Unknown, Verdict,
};
pub use resource::{Location, Membership, Origin, Raw, Resource};
pub use scope::Scope;
pub use snapshot::{Builder, FORMAT, Header, SideKind, Snapshot, TOOL};
pub use value::{Decimal, Map, Part, Reason, Reference, Secret, Value};
