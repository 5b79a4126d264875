//! Quantities and durations in canonical form, exactly: `1000m` is `1`, `1Gi` is `1024Mi`, `90s` is `1m30s`.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource` (suffixes) and Go's `time.ParseDuration`. No floating point.

/// The quantity as its shortest exact decimal text; `None` for what is no quantity.
pub(super) fn quantity(text: &str) -> Option<String> {
    let (number, suffix) = split(text);
    let (negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mantissa: u128 = format!("{whole}{fraction}").parse().ok()?;
    let decimals = i32::try_from(fraction.len()).ok()?;
    let (mantissa, exponent) = match scale(suffix)? {
        Scale::Binary(power) => (mantissa.checked_mul(1u128.checked_shl(power)?)?, -decimals),
        Scale::Decimal(power) => (mantissa, power - decimals),
    };
    // What is written out has to be readable again: no quantity of the real world comes near.
    let zeros = u32::try_from(exponent).unwrap_or(0);
    let mantissa = mantissa.checked_mul(10_u128.checked_pow(zeros)?)?;
    let places = usize::try_from(-exponent).unwrap_or(0);
    Some(plain(negative, mantissa, places))
}

fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

enum Scale {
    Binary(u32),
    Decimal(i32),
}

fn scale(suffix: &str) -> Option<Scale> {
    Some(match suffix {
        "" => Scale::Decimal(0),
        "n" => Scale::Decimal(-9),
        "u" => Scale::Decimal(-6),
        "m" => Scale::Decimal(-3),
        "k" => Scale::Decimal(3),
        "M" => Scale::Decimal(6),
        "G" => Scale::Decimal(9),
        "T" => Scale::Decimal(12),
        "P" => Scale::Decimal(15),
        "E" => Scale::Decimal(18),
        "Ki" => Scale::Binary(10),
        "Mi" => Scale::Binary(20),
        "Gi" => Scale::Binary(30),
        "Ti" => Scale::Binary(40),
        "Pi" => Scale::Binary(50),
        "Ei" => Scale::Binary(60),
        exponent => {
            let power: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            (-100..=100).contains(&power).then_some(Scale::Decimal(power))?
        }
    })
}

/// `mantissa / 10^places` as plain digits.
fn plain(negative: bool, mantissa: u128, places: usize) -> String {
    let padded = format!("{mantissa:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at_checked(padded.len() - places).unwrap_or((&padded, ""));
    let fraction = fraction.trim_end_matches('0');
    let text = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
    let text = text.trim_start_matches('0');
    let text =
        if text.is_empty() || text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    if negative && text != "0" { format!("-{text}") } else { text }
}

/// A Go duration as nanoseconds in canonical text (`1m30s` and `90s` are `90s`); `None` for what is none.
pub(super) fn duration(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some("0s".to_owned());
    }
    let (mut nanoseconds, mut parts) = (0u128, 0);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(end)?;
        let (unit, tail) = tail.split_at_checked(
            tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len()),
        )?;
        nanoseconds = nanoseconds.checked_add(part(number, unit)?)?;
        parts += 1;
        rest = tail;
    }
    let sign = if text.starts_with('-') && nanoseconds > 0 { "-" } else { "" };
    (parts > 0).then(|| format!("{sign}{}s", plain(false, nanoseconds, 9)))
}

fn part(number: &str, unit: &str) -> Option<u128> {
    let unit: u128 = match unit {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut nanoseconds = whole.checked_mul(unit)?;
    if !fraction.is_empty() {
        let digits: u128 = fraction.get(..fraction.len().min(18))?.parse().ok()?;
        let power = 10u128.checked_pow(u32::try_from(fraction.len().min(18)).ok()?)?;
        nanoseconds = nanoseconds.checked_add(digits.checked_mul(unit)? / power)?;
    }
    Some(nanoseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_that_are_equal_look_equal() {
        let table = [
            ("1000m", "1"),
            ("1", "1"),
            ("0.5", "0.5"),
            ("500m", "0.5"),
            ("1Gi", "1073741824"),
            ("1024Mi", "1073741824"),
            ("1.5Gi", "1610612736"),
            ("1e3", "1000"),
            ("1E3", "1000"),
            ("1E", "1000000000000000000"),
            ("2k", "2000"),
            ("0", "0"),
            ("-0", "0"),
            ("-1500m", "-1.5"),
            ("100n", "0.0000001"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007", "7"),
            ("1e-3", "0.001"),
        ];
        for (text, expected) in table {
            assert_eq!(quantity(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "m", "1x", "1 Gi", "1e", "--1", "1e999", "½", "5e55"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn durations_that_are_equal_look_equal() {
        let table = [
            ("90s", "90s"),
            ("1m30s", "90s"),
            ("1.5m", "90s"),
            ("1h", "3600s"),
            ("300ms", "0.3s"),
            ("0", "0s"),
            ("0s", "0s"),
            ("-1m", "-60s"),
        ];
        for (text, expected) in table {
            assert_eq!(duration(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "1", "s", "1x", "1d", "1m x"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
