//! What is no secret although its name says so: placeholders, references to where the secret is, switches, paths.
//!
//! Knows values by their shape only.

use std::sync::LazyLock;

use regex::Regex;

use super::entropy::looks_random;
use super::names::{Likely, judge, may_name_an_object};
use super::values::compile;

/// Words that people write where no secret is.
const WORDS: &[&str] = &[
    "",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "enabled",
    "disabled",
    "enable",
    "disable",
    "none",
    "null",
    "nil",
    "undefined",
    "optional",
    "required",
    "redacted",
    "[redacted]",
    "<redacted>",
    "(redacted)",
    "hidden",
    "masked",
    "***",
    "n/a",
    "string",
    "default",
    "auto",
    "basic",
    "bearer",
    "oauth",
    "oauth2",
    "oidc",
    "ldap",
    "saml",
    "kerberos",
    "anonymous",
    "plain",
    "md5",
    "scram-sha-256",
    "scram-sha-512",
    "trust",
    "peer",
];

/// A whole value that says where the secret is: `${X}`, `$(X)`, `{{ x }}`, `<x>`, `%X%`, `vault:x#y`, `ref+x://`.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?is)^(?:",
        r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_][A-Za-z0-9_]*|\{\{.*\}\}|\$\{\{.*\}\}|<[^<>]*>|%[A-Za-z_][A-Za-z0-9_]*%|\[%.*%\]",
        r"|@microsoft\.keyvault\(.*\)|(?:ref\+)?(?:vault|awssm|awsssm|awssecrets|gcpsecrets|azurekeyvault|ssm|op|sm|secret|secretsmanager|file|env|sops|keyring|bws|doppler|infisical|kubernetes|k8s)[:+/]{1,3}[^\s]*",
        r"|\{\{?resolve:[^}]*\}\}?|arn:aws[a-z\-]*:(?:secretsmanager|ssm|kms):\S*|projects/[^\s/]+/secrets/\S*|enc\[[^\]]*\]|\$ANSIBLE_VAULT;.*",
        r"|\*{3,}|x{4,}|\.{3,}|-+|!?!?(?:env|process\.env|os\.environ|secrets|vars?|data|module|local)\.[A-Za-z_][\w.\[\]]*",
        r")$"
    ))
});

/// An absolute or relative path.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:file://)?(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?:[A-Za-z0-9._@\-]+[/\\]?)+$")
});

/// The name of a Kubernetes object.
static OBJECT: LazyLock<Regex> = LazyLock::new(|| compile(r"^[a-z0-9](?:[-a-z0-9./]*[a-z0-9])?$"));

/// Whether a value says where a secret is, or that there is none.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    WORDS.contains(&value.to_ascii_lowercase().as_str())
        || REFERENCE.is_match(value)
        || (PATH.is_match(value)
            && value.len() < 200
            && !value.split(['/', '\\']).any(looks_random))
}

/// Whether the value under this name is secret.
pub(super) fn is_secret(name: &str, value: &str) -> bool {
    match judge(name) {
        Likely::No => false,
        _ if is_placeholder(value) => false,
        Likely::Yes => !(may_name_an_object(name) && names_an_object(value)),
        Likely::Perhaps => is_key(name, value),
    }
}

/// `shop-db-credentials`, `vault/token`, but no run of letters that a machine drew.
fn names_an_object(value: &str) -> bool {
    OBJECT.is_match(value) && value.contains(['-', '/']) && !looks_random(value)
}

fn is_key(name: &str, value: &str) -> bool {
    let bare = value.trim();
    let bare = bare
        .split_once(' ')
        .filter(|(scheme, _)| is_scheme(scheme))
        .map_or(bare, |(_, rest)| rest.trim());
    let bare = bare.strip_prefix("base64:").unwrap_or(bare);
    if looks_random(bare) {
        return true;
    }
    // Short keys that somebody typed (`minio123`) only where the name speaks of a key.
    let typed = bare.len() >= 8
        && bare.len() <= 64
        && bare.chars().all(|c| c.is_ascii_alphanumeric())
        && bare.bytes().any(|c| c.is_ascii_digit())
        && bare.bytes().any(|c| c.is_ascii_alphabetic());
    let of_a_key = name.to_ascii_lowercase().contains("key") && name.len() > 4;
    typed && of_a_key
}

fn is_scheme(word: &str) -> bool {
    ["basic", "bearer", "token", "apikey", "digest"].contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_secret_is_said_to_be_is_no_secret() {
        let table = [
            "${DB_PASSWORD}",
            "$(DB_PASSWORD)",
            "$DB_PASSWORD",
            "{{ .Values.password }}",
            "<your-token>",
            "%PASSWORD%",
            "vault:secret/data/shop#password",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
            "/run/secrets/db-password",
            "true",
            "",
            "********",
            "ref+awsssm://shop/db",
            "op://vault/item/field",
            "projects/1/secrets/db/versions/latest",
        ];
        for value in table {
            assert!(is_placeholder(value), "{value}");
            assert!(!is_secret("DB_PASSWORD", value), "{value}");
        }
        for value in ["hunter2", "changeme", "/9j4kZ2xQ7bW1mT8vR5c", "p@ss word", "$ecret1!"] {
            assert!(is_secret("DB_PASSWORD", value), "{value}");
        }
    }

    #[test]
    fn names_that_may_be_secret_need_a_value_that_looks_it() {
        let table = [
            (true, "api_key", "Zx8Qp2Lm9Rt4Vb7N"),
            (true, "secretKey", "minio123"),
            (true, "Authorization", "Basic c2hvcDpodW50ZXIyMTIz"),
            (false, "auth", "enabled"),
            (false, "secretKey", "db-password"),
            (false, "session", "sticky-sessions"),
            (false, "existingSecret", "shop-db-credentials"),
            (false, "credentials", "shop-aws"),
            (true, "clientSecret", "hunter2"),
            (true, "SECRET", "my-words-here"),
        ];
        for (wanted, name, value) in table {
            assert_eq!(is_secret(name, value), wanted, "{name}={value}");
        }
    }
}
