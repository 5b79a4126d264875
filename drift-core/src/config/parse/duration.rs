//! Durations as `drift.yaml` writes them: `30s`, `15m`, `24h`, `30d`, `2w`. A day is 24 hours.

/// The seconds of a duration; `None` when it is none. Also for those who read one elsewhere than in the configuration.
///
/// ```
/// use drift_core::config::seconds;
/// assert_eq!((seconds("15m"), seconds("15")), (Some(900), None));
/// ```
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?;
    // Rust's own reader would take a sign.
    let count: u64 =
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    count.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        let table = [
            ("0s", Some(0)),
            ("30s", Some(30)),
            ("30m", Some(1800)),
            ("24h", Some(86_400)),
            ("30d", Some(2_592_000)),
            ("2w", Some(1_209_600)),
            ("", None),
            ("s", None),
            ("30", None),
            ("+1s", None),
            ("1.5h", None),
            ("30 s", None),
            ("1é", None),
            ("99999999999999999999s", None),
            ("9999999999999999999w", None),
        ];
        for (text, expected) in table {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
