//! The one row that Kubernetes' tables bring to the gate: what a Secret holds. Knows nothing else of any kind.

use drift_core::{
    Class, Consequence, Encoding, Node, Normal, Path, Problem, Resource, RowDoc, SecretRow,
    Semantics, Value,
};

/// Kinds with the rows of a Kubernetes Secret.
pub(crate) struct Rows;

impl Semantics for Rows {
    fn provider(&self) -> &'static str {
        "rows"
    }
    fn knows(&self, kind: &str) -> bool {
        kind == "/Secret"
    }
    fn kinds(&self) -> Vec<String> {
        vec!["/Secret".to_owned()]
    }
    fn rows(&self, _: &str) -> Vec<RowDoc> {
        Vec::new()
    }
    fn consequence(&self, _: &str) -> Consequence {
        Consequence::Behaviour
    }
    fn ignored(&self, _: &str) -> Option<&'static str> {
        None
    }
    fn class(&self, _: &str, _: &Path) -> Class {
        Class::UNCLASSIFIED
    }
    fn secrets(&self, _: &str) -> Vec<SecretRow> {
        let row = |path: &str, encoding| SecretRow { path: path.parse().unwrap(), encoding };
        vec![row("data", Encoding::Base64), row("stringData", Encoding::Text)]
    }
    fn normalise(&self, resource: &Resource, _: &Value) -> (Normal, Vec<Problem>) {
        (Normal::of(Node::from_value(resource.body().clone())), Vec::new())
    }
}
