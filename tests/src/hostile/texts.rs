//! Single texts: paths, globs, quantities, durations, images.

use std::time::Duration;

use drift_core::{Path, Pattern, glob};
use drift_k8s::fuzzing::{canonical_image, duration, quantity, retry_after, same_image};

use super::{text, two};

/// Paths and patterns print as they are read, and a path selects itself.
pub fn paths(bytes: &[u8]) {
    let (pattern, path) = two(bytes);
    let path = path.parse::<Path>().ok();
    if let Some(path) = &path {
        let shown = path.to_string();
        assert_eq!(shown.parse::<Path>().as_ref(), Ok(path), "{shown}");
    }
    let Ok(pattern) = pattern.parse::<Pattern>() else { return };
    let shown = pattern.to_string();
    assert_eq!(shown.parse::<Pattern>().as_ref(), Ok(&pattern), "{shown}");
    if let Some(path) = &path
        && pattern.matches(path)
    {
        assert!(pattern.covers(path), "{pattern} matches {path} and does not cover it");
    }
}

/// Globs match what the plain definition says that they match.
pub fn globs(bytes: &[u8]) {
    let (pattern, text) = two(bytes);
    assert_eq!(glob(&pattern, &text), glob_by_definition(&pattern, &text));
}

fn glob_by_definition(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Which lengths of the text the pattern so far matches.
    let mut lengths = vec![false; text.len() + 1];
    lengths[0] = true;
    for wanted in pattern.chars() {
        let before = lengths.clone();
        for at in 0..lengths.len() {
            lengths[at] = match wanted {
                '*' => before[..=at].contains(&true),
                _ => at > 0 && before[at - 1] && (wanted == '?' || wanted == text[at - 1]),
            };
        }
    }
    lengths[text.len()]
}

/// A canonical quantity is its own canonical form.
pub fn quantities(bytes: &[u8]) {
    let Some(canonical) = quantity(&text(bytes)) else { return };
    assert_eq!(quantity(&canonical).as_ref(), Some(&canonical));
    assert!(canonical.len() <= bytes.len() + 128, "{canonical}");
}

/// A canonical duration is its own canonical form; one of `drift.yaml` is a number of seconds.
pub fn durations(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(canonical) = duration(&text) {
        assert_eq!(duration(&canonical).as_ref(), Some(&canonical));
    }
    if let Some(seconds) = drift_core::config::seconds(&text) {
        let spelt = drift_core::config::seconds(&format!("{seconds}s"));
        assert_eq!(spelt, Some(seconds));
    }
}

/// A reference that is spelt out stays as it is, runs what it runs itself, and compares both ways alike.
pub fn images(bytes: &[u8]) {
    let (one, other) = two(bytes);
    let (one, other) = (canonical_image(&one), canonical_image(&other));
    assert_eq!(canonical_image(&one), one);
    assert_eq!(same_image(&one, &other), same_image(&other, &one));
    assert_ne!(same_image(&one, &one), Some(false));
}

/// Seconds are what they say; of two times only the later one is waited for.
pub fn retries(bytes: &[u8]) {
    let (asked, date) = two(bytes);
    let wait = |asked: &str, date: &str| retry_after(asked.as_bytes(), date.as_bytes());
    let seconds = |text: &str| text.trim().bytes().all(|digit| digit.is_ascii_digit());
    let said = wait(&asked, &date).unwrap_or_default();
    if seconds(&asked) {
        let wanted = asked.trim().parse::<u32>().map(u64::from).map(Duration::from_secs);
        assert!(
            wanted.is_err() || wait(&asked, &date).is_none_or(|said| Ok(said) == wanted),
            "{asked:?}"
        );
    } else if !seconds(&date) {
        let swapped = wait(&date, &asked).unwrap_or_default();
        assert!(said.min(swapped).is_zero(), "{asked:?} {date:?}");
    }
}
