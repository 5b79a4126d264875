//! Texts that are nothing but a list of users and their passwords: the files that proxies and databases read users from.
//!
//! Knows the shape of such lists, and of headers in one text; single lines in other texts are `values`' and `assignments`'.

use std::sync::LazyLock;

use regex::Regex;

use super::entropy::looks_random;
use super::exempt::is_placeholder;
use super::spans::Spans;
use super::values::compile;

/// `"user" "password"` of PgBouncer.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| compile(r#"^\s*"[^"\n]*"[ \t]+"([^"\n]+)"\s*$"#));

/// Adds the passwords of a text in which every line is a user and a password.
pub(super) fn find(text: &str, spans: &mut Spans) {
    if !text.trim_start().starts_with(['"', ';', '#']) {
        return;
    }
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with([';', '#']) {
            let Some(secret) = QUOTED.captures(line).and_then(|captures| captures.get(1)) else {
                return;
            };
            found.push((at + secret.start(), at + secret.end(), secret.as_str()));
        }
        at += line.len();
    }
    for (start, end, _) in found.into_iter().filter(|(_, _, secret)| !is_placeholder(secret)) {
        spans.add(start, end, "list");
    }
}

/// Adds the keys in headers of one text: `x-honeycomb-team=YYSj…,x-honeycomb-dataset=shop`.
pub(super) fn headers(text: &str, spans: &mut Spans) {
    let mut at = 0;
    for header in text.split_inclusive([',', ';', '\n']) {
        if let Some((name, value)) = header.split_once(['=', ':']) {
            let trimmed = value.trim_end_matches([',', ';', '\n', ' ']);
            let start = at + name.len() + 1 + (trimmed.len() - trimmed.trim_start().len());
            let value = trimmed.trim_start();
            if looks_random(value) && !is_uuid(value) {
                spans.add(start, start + value.len(), "header");
            }
        }
        at += header.len();
    }
}

/// Ids of tenants and requests look drawn too, and are written like this.
pub(super) fn is_uuid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(find: impl Fn(&str, &mut Spans), text: &str) -> Vec<&str> {
        let mut spans = Spans::default();
        find(text, &mut spans);
        spans.merged().iter().map(|span| text.get(span.start..span.end).unwrap()).collect()
    }

    #[test]
    fn a_list_of_users_loses_its_passwords() {
        assert_eq!(found(find, "; users\n\"app\" \"s3cret\"\n\n\"me\" \"pw\"\n"), ["s3cret", "pw"]);
        assert!(found(find, "\"app\" \"s3cret\"\nelse\n").is_empty());
        assert!(found(find, "\"app\" \"${PW}\"\n").is_empty());
    }

    #[test]
    fn headers_lose_what_looks_like_a_key() {
        let text = "x-team= YYSj1Dka0H9Ax9Y559yCTm, x-set=shop-2,x-id=3f1c2b7e-9d44-4e0a-8f6c-1b2a3c4d5e6f";
        assert_eq!(found(headers, text), ["YYSj1Dka0H9Ax9Y559yCTm"]);
    }
}
