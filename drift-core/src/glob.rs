//! Globs as the configuration writes them: `*` is any text, `?` one character, case counts.
//!
//! Knows nothing of what is matched; there is no escaping and no character class.

/// Whether the whole text matches the pattern.
///
/// ```
/// assert!(drift_core::glob("shop-*", "shop-staging"));
/// assert!(!drift_core::glob("shop", "shop-staging"));
/// ```
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    let (mut pattern_at, mut text_at) = (pattern.chars(), text.chars());
    // Where to go on from when the last star has to take one character more.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let text_here = text_at.clone();
        match (pattern_at.next(), text_at.next()) {
            (Some('*'), _) => {
                retry = Some((pattern_at.clone(), text_here.clone()));
                text_at = text_here;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {}
            (None, None) => return true,
            _ => {
                let Some((star, mut taken)) = retry.take() else { return false };
                if taken.next().is_none() {
                    return false;
                }
                pattern_at = star.clone();
                text_at = taken.clone();
                retry = Some((star, taken));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_and_question_marks() {
        let table = [
            ("", "", true),
            ("*", "", true),
            ("*", "anything", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("pr-?", "pr-1", true),
            ("pr-?", "pr-12", false),
            ("*é*", "café", true),
            ("**x", "aax", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(glob(pattern, text), expected, "{pattern} ~ {text}");
        }
    }
}
