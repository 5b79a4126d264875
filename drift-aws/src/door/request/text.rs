//! Texts inside requests: scalars, percent-encoding and templates.
//!
//! Knows no protocol; how a time is written where nothing says it is the caller's to say.

use drift_core::Value;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::InputError;
use crate::door::facts::{Kind, Typed};

/// A scalar as text. `times` is how a time is written where its shape does not say.
pub(super) fn scalar(
    place: &str,
    value: &Value,
    typed: Typed<'_>,
    times: &str,
) -> Result<String, InputError> {
    let wrong = || InputError::Type(place.to_owned());
    let text = value.scalar_text().ok_or_else(wrong)?;
    match (typed.kind(), value) {
        (Kind::Structure | Kind::List | Kind::Map, _) => Err(wrong()),
        (Kind::Integer | Kind::Long, Value::Integer(_)) => Ok(text),
        (Kind::Integer | Kind::Long, _) => Err(wrong()),
        (Kind::Boolean, Value::Bool(_)) => Ok(text),
        (Kind::Boolean, _) => Err(wrong()),
        (Kind::Timestamp, _) => {
            time(&text, typed.timestamp_format().unwrap_or(times)).ok_or_else(wrong)
        }
        // A blob is given as it travels: base64.
        _ => Ok(text),
    }
}

/// A time, given as RFC 3339, in one of botocore's three forms.
pub(super) fn time(text: &str, format: &str) -> Option<String> {
    let time: Timestamp = text.parse().ok()?;
    Some(match format {
        "unixTimestamp" => time.as_second().to_string(),
        "rfc822" => {
            let zoned = time.to_zoned(jiff::tz::TimeZone::UTC);
            DateTimePrinter::new().timestamp_to_rfc9110_string(&zoned.timestamp()).ok()?
        }
        _ => {
            // Whole microseconds or none, as botocore writes them.
            let micros = time.subsec_microsecond() + time.subsec_millisecond() * 1000;
            let form = if micros == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S.%6fZ" };
            time.strftime(form).to_string()
        }
    })
}

/// Percent-encodes all but the letters that a URI never gives a meaning to, and those of `also`.
pub(super) fn encode(text: &str, also: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(letter) || also.contains(letter) {
            encoded.push(letter);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The fixed texts of a template, each with the label that follows it; the last one with none.
pub(super) fn template(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((fixed, after)) = rest.split_once('{') {
        let Some((label, after)) = after.split_once('}') else { break };
        parts.push((fixed, Some(label)));
        rest = after;
    }
    parts.push((rest, None));
    parts
}
