//! What streams mean, where their parts stand and what is wrong with them.

mod laws;
mod merge;
mod scalars;
mod streams;

use super::*;
use crate::value::Value;

/// All documents of a stream, or what is wrong with them.
fn all(stream: &[u8], dialect: Dialect) -> Vec<Result<Value, String>> {
    load(stream, dialect, &Budget::default())
        .map(|document| document.map(Spanned::into_value).map_err(|error| error.to_string()))
        .collect()
}

/// The only document of a stream.
fn one(stream: &str, dialect: Dialect) -> Result<Value, String> {
    let mut documents = all(stream.as_bytes(), dialect);
    assert_eq!(documents.len(), 1, "{stream}");
    documents.remove(0)
}
