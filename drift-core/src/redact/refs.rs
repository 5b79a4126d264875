//! What a secret points at: hosts, ARNs and account ids stay comparable; user information never does.
//!
//! Knows the shapes of URLs, connection strings and ARNs, and nothing of what is secret in them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::values::compile;

/// How many are kept of one value.
const MOST: usize = 8;

/// The host of a URL, after any user information; several of one URL (`mongodb://u:p@a,b`) stand in one match.
static URL: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"[A-Za-z][A-Za-z0-9+.\-]*://(?:[^\s"'<>]*@)?([A-Za-z0-9\[][A-Za-z0-9.\-:\[\],_]*)"#)
});

/// The host of a connection string: `Server=db;`, `host=db port=5432`.
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?i)\b(?:server|host|hostname|data source|addr|address|endpoint|hostaddr)\s*=\s*(?:tcp:)?([A-Za-z0-9][A-Za-z0-9.\-:]*)"#,
    )
});

static ARN: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"\barn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:[0-9]*:[A-Za-z0-9_/.:\-*]+")
});

/// Host names, ARNs and account ids in a secret text, in order and each once.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for url in URL.captures_iter(text).filter_map(|captures| captures.get(1)) {
        found.extend(url.as_str().split(',').map(tidy).filter(|host| is_host(host)));
    }
    let hosts = HOST.captures_iter(text).filter_map(|captures| captures.get(1));
    found.extend(hosts.map(|host| tidy(host.as_str())).filter(|host| is_host(host)));
    for arn in ARN.find_iter(text) {
        found.insert(arn.as_str().to_owned());
        let account = arn.as_str().split(':').nth(4).filter(|account| account.len() == 12);
        found.extend(account.map(str::to_owned));
    }
    found.into_iter().take(MOST).collect()
}

fn tidy(host: &str) -> String {
    host.trim_end_matches([':', '.', ',', '-']).to_ascii_lowercase()
}

/// A name with a dot, an address, or a name with a port: a bare word might as well be part of the secret.
fn is_host(host: &str) -> bool {
    let named =
        host.contains('.') || host.contains(':') || host == "localhost" || host.contains('-');
    named && host.len() <= 253 && !host.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_secret_points_at_is_kept_and_who_uses_it_is_not() {
        let table: &[(&str, &[&str])] = &[
            ("postgres://shop:p4ss@db.prod.example.com:5432/shop", &["db.prod.example.com:5432"]),
            (
                "mongodb+srv://u:p@a.example.com,b.example.com/x",
                &["a.example.com", "b.example.com"],
            ),
            ("postgres://shop:p@ss/w@rd@db.example.com/x", &["db.example.com"]),
            ("Server=tcp:sql.example.com,1433;User Id=sa;Password=x", &["sql.example.com"]),
            ("host=10.0.0.5 user=me password=x", &["10.0.0.5"]),
            (
                "arn:aws:iam::123456789012:role/shop",
                &["123456789012", "arn:aws:iam::123456789012:role/shop"],
            ),
            ("hunter2", &[]),
            ("correct-horse-battery", &[]),
            ("redis://:secret@cache:6379", &["cache:6379"]),
        ];
        for (text, wanted) in table {
            assert_eq!(of(text), *wanted, "{text}");
        }
    }
}
