//! Durations as people type them: `90s`, `15m`, `24h`, `7d`, `2w`.
//!
//! A day is 24 hours. Knows no clock.

use jiff::SignedDuration;

/// Reads a duration.
///
/// # Errors
/// A sentence fragment that says what one looks like.
pub(crate) fn parse(text: &str) -> Result<SignedDuration, String> {
    let bad =
        || format!("`{text}` is no duration; write a number and s, m, h, d or w: 90s, 24h, 7d");
    let seconds = drift_core::config::seconds(text).ok_or_else(bad)?;
    i64::try_from(seconds).map(SignedDuration::from_secs).map_err(|_| bad())
}

/// A duration for people, in its two largest units: `3 h 12 min`.
pub(crate) fn spoken(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (length, name) in units {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        let table = [
            ("0s", Some(0)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("24h", Some(86_400)),
            ("7d", Some(604_800)),
            ("2w", Some(1_209_600)),
            ("", None),
            ("h", None),
            ("-3h", None),
            ("1.5h", None),
            ("3 h", None),
            ("3é", None),
            ("99999999999999999w", None),
        ];
        for (text, seconds) in table {
            assert_eq!(parse(text).ok().map(|found| found.as_secs()), seconds, "{text}");
        }
    }

    #[test]
    fn ages_are_told_in_their_two_largest_units() {
        let table =
            [(0, "0 s"), (59, "59 s"), (3_720, "1 h 2 min"), (90_061, "1 d 1 h"), (-5, "0 s")];
        for (seconds, wanted) in table {
            assert_eq!(spoken(SignedDuration::from_secs(seconds)), wanted);
        }
    }
}
