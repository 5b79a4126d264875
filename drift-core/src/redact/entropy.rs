//! Whether a text looks as if a machine had drawn it: the test for what stands under a name that only may be secret.
//!
//! Knows nothing of names and formats.

/// Bits per character, from the frequencies of the text's own bytes.
pub(super) fn bits(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|count| **count > 0).map(|count| -share(count) * share(count).log2()).sum()
}

/// Whether it is one run of letters, digits and the signs of base64, long and mixed enough to be a key.
pub(super) fn looks_random(text: &str) -> bool {
    let text = text.trim();
    let signs = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~!@#$%^&*".contains(c);
    if text.len() < 12 || text.len() > 4096 || !text.chars().all(signs) {
        return false;
    }
    if is_hex(text) {
        return text.len() >= 20 && bits(text) > 2.5;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let upper = text.chars().filter(char::is_ascii_uppercase).count();
    let lower = text.chars().filter(char::is_ascii_lowercase).count();
    let mixed = (digits > 0 && lower + upper > 0) || (upper > 1 && lower > 1 && !is_words(text));
    mixed && bits(text) >= 3.0 && !is_words(text)
}

/// Whether it is a long run of many kinds of signs, as frameworks draw their keys: `ayrs!qma5wi0a4kahxn3j#6o9r04…`.
pub(super) fn looks_drawn(text: &str) -> bool {
    let text = text.trim();
    if text.len() < 24 || text.len() > 512 || text.contains("://") || text.starts_with(['{', '[']) {
        return false;
    }
    if !text.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return false;
    }
    let blanks = text.matches(' ').count();
    let mut signs: Vec<char> = text.chars().filter(char::is_ascii_punctuation).collect();
    let rare = signs.len() + text.chars().filter(char::is_ascii_digit).count();
    signs.sort_unstable();
    signs.dedup();
    signs.len() >= 5 && rare * 4 >= text.len() && blanks * 24 <= text.len() && bits(text) >= 4.2
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Words and small numbers between separators, such as `shop-api-v2`, `eu-west-1`, `node.kubernetes.io` and `sortKey`.
fn is_words(text: &str) -> bool {
    let parts = text.split(['-', '_', '.', '/', ':', '=', '@']);
    parts.filter(|part| !part.is_empty()).all(is_word)
}

fn is_word(part: &str) -> bool {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let letters = part.chars().filter(char::is_ascii_alphabetic).count();
    if letters + digits != part.chars().count() {
        return false;
    }
    // `v2`, `sha256`, `port8080`, `2026`: one change between letters and digits; more than one is no word.
    let kinds: Vec<bool> = part.chars().map(|c| c.is_ascii_digit()).collect();
    let changes = kinds.windows(2).filter(|pair| pair.first() != pair.last()).count();
    changes <= 1 && digits <= 6 && letters <= 24 && is_camel(part)
}

/// Words run together (`ClusterFirstWithHostNet`, `URLPath`): capitals begin a word of two letters or more.
fn is_camel(part: &str) -> bool {
    let letters: Vec<char> = part.chars().filter(char::is_ascii_alphabetic).collect();
    let begins =
        |pair: &[char]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
    let mut ends: Vec<usize> = letters
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| begins(pair))
        .map(|(at, _)| at + 1)
        .collect();
    ends.push(letters.len());
    let mut from = 0;
    ends.into_iter().all(|end| {
        let word = letters.get(from..end).unwrap_or_default();
        from = end;
        let capitals = word.iter().take_while(|c| c.is_ascii_uppercase()).count();
        let rest = word.len() - capitals;
        capitals <= 5 && (rest == 0 || rest >= 2 || capitals == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_frameworks_hold_many_signs() {
        assert!(looks_drawn("django-insecure-e_3@-hsca@i51n10g6vjy)s)*lg(=pmd1_14z*6n5h5f!9*t&4"));
        assert!(looks_drawn("p6=3HKq(oMTWq-SD%!hL%_ImikfhYO_8#-b70bkAof7HYGQah2)BRxaLwL(9v=Zy"));
        let named = [
            "a sentence, with (some) signs; and 2 numbers: it's no key!",
            "https://example.com/a?b=c&d=%20#1234567890-1234567890",
            "config.get('jwt.secret') ?? process.env.SECRET",
            "name,createdAt,updatedBy,deletedAt",
        ];
        for text in named {
            assert!(!looks_drawn(text), "{text}");
        }
    }

    #[test]
    fn what_a_machine_drew_is_told_from_what_a_person_named() {
        let random = [
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "9f86d081884c7d659a2feaa0c55ad015",
            "Zx8Qp2Lm9Rt4Vb7N",
            "3f1c2b7e-9d44-4e0a-8f6c-1b2a3c4d5e6f",
            "base64:q3Kf0PzWm7tXv1Yc5Rb9Ud2Gh6Jn4Ls8",
        ];
        for text in random.iter().filter(|text| !text.starts_with("base64")) {
            assert!(looks_random(text), "{text}");
        }
        let named = [
            "shop-api-v2",
            "eu-west-1",
            "node.kubernetes.io/instance-type",
            "created_at",
            "enabled",
            "sortKey",
            "kube-system",
            "registry.example.com/shop",
            "app.kubernetes.io/name",
            "short1",
            "ClusterFirstWithHostNet",
            "my-database-credentials",
            "application.properties",
        ];
        for text in named {
            assert!(!looks_random(text), "{text}");
        }
    }
}
