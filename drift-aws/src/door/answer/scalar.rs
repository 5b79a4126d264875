//! Scalars: the text of a number, a truth or a time, as its shape says.
//!
//! A text that is not what the shape says is kept as the text that it is. Knows nothing of JSON and XML.

use drift_core::{Decimal, Value};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::door::facts::{Kind, Typed};

/// A text from an XML element or a header.
pub(in crate::door) fn read(text: &str, typed: Typed<'_>) -> Value {
    let trimmed = text.trim();
    let value = match typed.kind() {
        Kind::Integer | Kind::Long => integer(trimmed),
        Kind::Float | Kind::Double => number(trimmed),
        Kind::Boolean => truth(trimmed),
        Kind::Timestamp => time(trimmed).map(Value::String),
        Kind::Blob => Some(Value::from(trimmed)),
        _ => None,
    };
    value.unwrap_or_else(|| Value::from(text))
}

fn integer(text: &str) -> Option<Value> {
    text.parse().ok().map(Value::Integer)
}

fn number(text: &str) -> Option<Value> {
    // Through JSON, so that a number is the same value whichever protocol it came by.
    let first = text.bytes().next()?;
    (first.is_ascii_digit() || first == b'-').then_some(())?;
    Value::from_json(text.as_bytes()).ok()
}

fn truth(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// A time as RFC 3339. One that is already is left as it is written.
pub(in crate::door) fn time(text: &str) -> Option<String> {
    if text.contains('T') && text.parse::<Timestamp>().is_ok() {
        return Some(text.to_owned());
    }
    seconds(text).or_else(|| {
        let time = DateTimeParser::new().parse_timestamp(text).ok()?;
        Some(time.to_string())
    })
}

/// Seconds since 1970, perhaps with a fraction, as RFC 3339.
fn seconds(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    let mut nanos: i32 = 0;
    for place in 0..9 {
        let digit = match fraction.as_bytes().get(place) {
            Some(digit) if digit.is_ascii_digit() => i32::from(digit - b'0'),
            Some(_) => return None,
            None => 0,
        };
        nanos = nanos * 10 + digit;
    }
    // Before 1970 the fraction counts the other way.
    let nanos = if text.starts_with('-') { -nanos } else { nanos };
    let since = SignedDuration::new(whole, nanos);
    Timestamp::from_duration(since).ok().map(|time| time.to_string())
}

/// A time that came as a number.
pub(in crate::door) fn time_of(number: &Value) -> Option<String> {
    match number {
        Value::Integer(whole) => seconds(&whole.to_string()),
        Value::Decimal(number) => decimal_seconds(number),
        Value::String(text) => time(text),
        _ => None,
    }
}

fn decimal_seconds(number: &Decimal) -> Option<String> {
    seconds(number.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_form_are_rfc_3339() {
        let table = [
            ("2026-11-26T22:00:00Z", Some("2026-11-26T22:00:00Z")),
            ("2026-11-26T22:00:00.000Z", Some("2026-11-26T22:00:00.000Z")),
            ("2026-11-26T22:00:00+00:00", Some("2026-11-26T22:00:00+00:00")),
            ("1700000000", Some("2023-11-14T22:13:20Z")),
            ("1700000000.5", Some("2023-11-14T22:13:20.5Z")),
            ("1700000000.123456789123", Some("2023-11-14T22:13:20.123456789Z")),
            ("-0.5", Some("1969-12-31T23:59:59.5Z")),
            ("-1.5", Some("1969-12-31T23:59:58.5Z")),
            ("Tue, 14 Nov 2023 22:13:20 GMT", Some("2023-11-14T22:13:20Z")),
            ("99999999999999999999", None),
            ("9223372036854775807", None),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(time(text).as_deref(), expected, "{text}");
        }
    }
}
