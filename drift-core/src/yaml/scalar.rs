//! What a scalar means: by its tag, its quotes and the dialect.
//!
//! The dialect of Kubernetes is that of `goyaml.v2` in sigs.k8s.io/yaml 1.4, as kubectl 1.32 answers: `resolve.go` there is
//! the source of what stands here, and `kubectl patch --local` of the rows in the tests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Dialect;
use super::fault::YamlFault;
use super::tree::{Content, Scalar, Style};
use crate::value::Decimal;

/// A plain scalar as the dialect reads it.
enum Plain {
    Null,
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text,
}

/// The value of a scalar; `tag` is its name under `tag:yaml.org,2002:`, `Some("")` any tag of another's.
pub(super) fn value(
    dialect: Dialect,
    tag: Option<&str>,
    style: Style,
    text: String,
) -> Result<Content, YamlFault> {
    match read(dialect, tag, style, &text)? {
        Plain::Null => Ok(Content::Null),
        Plain::Bool(truth) => Ok(Content::Bool(truth)),
        Plain::Integer(number) => Ok(Content::Integer(number)),
        // A number above 63 bits is a double to kubectl and to the server alike.
        Plain::Unsigned(number) => double(number as f64),
        Plain::Float(number) => double(number),
        Plain::Text if tag == Some("binary") => {
            let text = decode(&text).ok_or_else(|| YamlFault::Tag("!!binary".to_owned()))?;
            Ok(Content::Text(Scalar { text, style }))
        }
        Plain::Text => Ok(Content::Text(Scalar { text, style })),
    }
}

/// The text of a scalar that is a key.
pub(super) fn key(
    dialect: Dialect,
    tag: Option<&str>,
    style: Style,
    text: String,
) -> Result<String, YamlFault> {
    if dialect == Dialect::Core {
        return Ok(text);
    }
    match read(dialect, tag, style, &text)? {
        Plain::Null => Err(YamlFault::Key("nothing")),
        Plain::Bool(truth) => Ok(truth.to_string()),
        Plain::Integer(number) => Ok(number.to_string()),
        Plain::Unsigned(_) => Err(YamlFault::Key("a number of more than 63 bits")),
        Plain::Float(number) => Ok(shortest_single(number)),
        Plain::Text if tag == Some("binary") => {
            decode(&text).ok_or_else(|| YamlFault::Tag("!!binary".to_owned()))
        }
        Plain::Text => Ok(text),
    }
}

fn read(dialect: Dialect, tag: Option<&str>, style: Style, text: &str) -> Result<Plain, YamlFault> {
    let Some(tag) = tag else {
        return Ok(if style == Style::Plain { plain(dialect, text) } else { Plain::Text });
    };
    if !matches!(tag, "bool" | "int" | "float" | "null" | "timestamp") {
        return Ok(Plain::Text);
    }
    match (tag, plain(dialect, text)) {
        ("bool", truth @ Plain::Bool(_)) => Ok(truth),
        ("int", number @ (Plain::Integer(_) | Plain::Unsigned(_))) => Ok(number),
        ("float", number @ (Plain::Integer(_) | Plain::Float(_))) => Ok(number),
        ("null", null @ Plain::Null) => Ok(null),
        ("timestamp", time @ Plain::Text) => Ok(time),
        _ => Err(YamlFault::Tag(format!("!!{tag}"))),
    }
}

fn plain(dialect: Dialect, text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Bool(true),
        "false" | "False" | "FALSE" => return Plain::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Plain::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Plain::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Plain::Float(f64::NAN),
        _ => {}
    }
    match dialect {
        Dialect::Kubernetes => plain_kubernetes(text),
        Dialect::Core => plain_core(text),
    }
}

fn plain_kubernetes(text: &str) -> Plain {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Plain::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Plain::Bool(false),
        _ => {}
    }
    if text.starts_with('.') {
        return if separates_digits(text) { float(&text.replace('_', "")) } else { Plain::Text };
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-')) {
        return Plain::Text;
    }
    let text = text.replace('_', "");
    let (negative, digits) = sign(&text);
    let (radix, digits) = match (digits.get(..2), digits.get(2..)) {
        (Some("0x" | "0X"), Some(rest)) => (16, rest),
        (Some("0o" | "0O"), Some(rest)) => (8, rest),
        (Some("0b" | "0B"), Some(rest)) => (2, rest),
        (Some(two), _) if two.starts_with('0') => (8, digits),
        _ => (10, digits),
    };
    integer(&text, negative, digits, radix)
}

/// Whether each `_` has a digit on both sides, which Go asks of a float that begins with its point.
fn separates_digits(text: &str) -> bool {
    let digit = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
    text.match_indices('_').all(|(at, _)| {
        let around = text.get(..at).zip(text.get(at + 1..));
        around.is_some_and(|(left, right)| {
            digit(left.chars().next_back()) && digit(right.chars().next())
        })
    })
}

fn plain_core(text: &str) -> Plain {
    if let Some(digits) = text.strip_prefix("0o") {
        return integer(text, false, digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return integer(text, false, digits, 16);
    }
    let (negative, digits) = sign(text);
    integer(text, negative, digits, 10)
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// An integer, where the digits are some; otherwise what the whole text is as a float.
fn integer(text: &str, negative: bool, digits: &str, radix: u32) -> Plain {
    // Rust's reader would take a second sign.
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return float(text);
    }
    let magnitude = i128::from_str_radix(digits, radix).ok();
    let number = magnitude.map(|number| if negative { -number } else { number });
    if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
        return Plain::Integer(number);
    }
    match number.and_then(|number| u64::try_from(number).ok()) {
        Some(number) if !text.starts_with('+') => Plain::Unsigned(number),
        _ => float(text),
    }
}

fn float(text: &str) -> Plain {
    // What is too large for a double is a text.
    let number = is_float(text).then(|| text.parse::<f64>().ok()).flatten();
    number.filter(|number| number.is_finite()).map_or(Plain::Text, Plain::Float)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some_digits = |text: &str| !text.is_empty() && all_digits(text);
    let (_, text) = sign(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(sign(exponent).1)),
        None => (text, None),
    };
    let mantissa = match mantissa.split_once('.') {
        Some(("", decimals)) => some_digits(decimals),
        Some((whole, decimals)) => some_digits(whole) && all_digits(decimals),
        None => some_digits(mantissa),
    };
    mantissa && exponent.is_none_or(some_digits)
}

/// A double as it is after its way through JSON: a whole number where its decimal text is one of 64 bits.
fn double(number: f64) -> Result<Content, YamlFault> {
    let decimal = Decimal::from_f64(number).ok_or(YamlFault::Infinite)?;
    let whole = decimal.as_str().parse::<i64>().ok();
    // `-0` has no sign as an integer.
    Ok(whole.map_or(Content::Decimal(decimal), Content::Integer))
}

/// What kubectl writes for a key that is a float: Go's `FormatFloat(number, 'g', -1, 32)`.
fn shortest_single(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let single = number as f32;
    if single.is_infinite() {
        return if single > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{single:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return single.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// Bytes that are not UTF-8 become the replacement character, as they do on kubectl's way to JSON.
fn decode(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|char| !matches!(char, '\r' | '\n')).collect();
    STANDARD.decode(text).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
