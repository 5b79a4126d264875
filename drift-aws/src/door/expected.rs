//! What botocore says goes over the wire: a request and an answer with every member, for each operation.
//!
//! Only reads the files that `facts/generate` makes. Knows nothing of what is tested with them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// A request and what was asked for.
#[derive(Deserialize)]
pub(crate) struct Request {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) input: Json,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// An answer and what botocore reads in it.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    pub(crate) output: Json,
}

pub(crate) fn requests() -> Vec<Request> {
    serde_json::from_str(include_str!("../../facts/requests-expected.json")).unwrap()
}

pub(crate) fn answers() -> Vec<Answer> {
    serde_json::from_str(include_str!("../../facts/answers-expected.json")).unwrap()
}
