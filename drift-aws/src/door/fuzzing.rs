//! What reads a service's bytes, as the fuzz targets call it: no request is made.
//!
//! Knows nothing of what holds for the results; `tests/src/hostile` does.

use drift_core::Value;

use super::answer::{self, Wire};
use super::facts::Facts;

/// The value of an answer, or what is wrong with it; `None` for an operation that Drift does not know.
#[must_use]
pub fn answer(
    (service, operation): (&str, &str),
    headers: Vec<(String, String)>,
    body: &[u8],
) -> Option<Result<Value, String>> {
    let (service, operation) = Facts::built_in().operation(service, operation)?;
    let wire = Wire { status: 200, headers, body: body.to_vec() };
    Some(answer::answer(service, operation, &wire))
}

/// The code and the message of an answer that is an error.
#[must_use]
pub fn refusal(headers: Vec<(String, String)>, body: &[u8]) -> [String; 2] {
    let refused = answer::refused(&Wire { status: 400, headers, body: body.to_vec() });
    [refused.code, refused.message]
}
