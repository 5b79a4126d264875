//! What is no secret although its name says so: placeholders, references to where the secret is, switches, paths.
//!
//! Knows values by their shape only.

use std::sync::LazyLock;

use regex::Regex;

use super::entropy::{looks_drawn, looks_random};
use super::names::{Likely, judge, may_name_an_object, names_a_pair, names_an_existing_object};
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

/// The longest that says where a secret is; what is encrypted may be longer.
const REFERENCE_LENGTH: usize = 1024;

/// A whole value that can only say where the secret is: `${X}`, `$(X)`, `{{ x }}`, `$X`, `<x>`, `vault:x#y`, `ref+x://`.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?is)^(?:",
        r"\$\{[^}]*\}|\$\([^)]*\)|\$(?-i:[A-Z_][A-Z0-9_]*)|\{\{.*\}\}|\$\{\{.*\}\}|<[a-z][a-z _./:\-]*>|%(?-i:[A-Z_][A-Z0-9_]*)%|\[%.*%\]",
        r"|@microsoft\.keyvault\(.*\)|(?:ref\+)?(?:vault|awssm|awsssm|awssecrets|gcpsecrets|azurekeyvault|ssm|op|sm|secret|secretsmanager|file|sops|keyring|bws|doppler|infisical|kubernetes|k8s)[:+]/{0,3}[^\s/#]*[/#][^\s]*",
        r"|(?:ref\+)?(?:env|file|keyring|k8s|kubernetes|vault)[:+]/{0,3}(?-i:[A-Z_][A-Z0-9_]*)",
        r"|\{\{?resolve:[^}]*\}\}?|arn:aws[a-z\-]*:(?:secretsmanager|ssm|kms):\S*|projects/[^\s/]+/secrets/\S*|enc\[[^\]]*,[^\]]*\]|\$ANSIBLE_VAULT;.*",
        r"|\$__[a-z]+\{[^}]*\}|\$[A-Za-z_]\w*(?:[.:][A-Za-z_][\w\-]*)+|![A-Za-z\-]*(?:ref|vault|secret|env|file|sub|getatt|importvalue)\s\S.*",
        r"|\*{3,}|x{4,}|\.{3,}|-+|!?!?(?:process\.env|os\.environ|secrets|vars?|local)\.[A-Za-z_][\w.\[\]]*",
        r"|env\.(?-i:[A-Z_][A-Z0-9_]*)|(?:data|module)(?:\.[A-Za-z_][\w\[\]]*){2,}",
        r")$"
    ))
});

/// What may say so where the name only perhaps speaks of a secret, and may be a password where it does.
static MAYBE: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?is)^(?:",
        r"\$[a-z_][a-z0-9_]*|<[^<>]*>|%[a-z_][a-z0-9_]*%|enc\[[^\]]*\]",
        r"|(?:vault|awssm|awsssm|awssecrets|gcpsecrets|azurekeyvault|ssm|op|sm|secret|secretsmanager|file|env|sops|keyring|bws|doppler|infisical|kubernetes|k8s)[:+/]{1,3}[^\s]*",
        r"|(?:env|data|module)\.[a-z_][\w.\[\]]*",
        r"|(?:(?:await|new)\s+)?[a-z_]\w*(?:(?:\.|::|->)[a-z_]\w*)*(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])(?:(?:\.|::|->)\w+(?:\([^()]*\))?)*;?",
        r"|[a-z0-9\-]*(?:secret|vault|ref|keyvault)[a-z0-9\-]*[:+/]{1,3}[\w./#\-]+",
        r")$"
    ))
});

/// `secretref:db-password`, `k8s-secret:cache/password`: a scheme that speaks of a place for secrets, and the name of one.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^[a-z0-9\-]*(?:secret|vault|ref|keyvault)[a-z0-9\-]*:/{0,2}\w*[./#\-][\w./#\-]*$|^[a-z][a-z0-9+.\-]{2,}://[^\s@?#]*$",
    )
});

/// An expression of a programming language that reads a value: `os.environ['X']`, `config.get("x")`, `random_password.db.result`.
static EXPRESSION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"^(?:(?:await|new)\s+)?[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)*(?:\((?:[^()]|\([^()]*\))*["'](?:[^()]|\([^()]*\))*\)|\(\)|\[["'][^\]]*\])(?:(?:\.|::|->)\w+(?:\([^()]*\))?)*;?$|^[a-z]+(?:_[a-z]+)+(?:\.[a-z]+(?:_[a-z]+)*){2,};?$"#,
    )
});

/// A connection string of Go's drivers, in which `values` finds the password.
static GO_DSN: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^[\w.$\-]+:\S+@(?:tcp[46]?|unix|udp|cloudsql)\("));

/// A user and a password, where the name says that they are.
static PAIR: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^[A-Za-z0-9._@+\-]{1,64}:[^\s/@{$<][^\s@]{4,}$"));

/// What Sealed Secrets makes of a secret: long, and begins with the version of the key's length.
static SEALED: LazyLock<Regex> = LazyLock::new(|| compile(r"^Ag[A-Za-z0-9+/]{126,}={0,2}$"));

/// Where programs are given files with secrets; elsewhere a path has two steps or more.
const PLACES: &[&str] = &[
    "/var", "/etc", "/run", "/mnt", "/opt", "/secrets", "/vault", "/home", "/root", "/tmp", "/usr",
    "/srv", "/app", "/data", "/config", "/dev", "/proc", "/certs", "/keys",
];

/// An absolute or relative path.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:file://)?(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?:[A-Za-z0-9._@\-]+[/\\]?)+$")
});

/// The name of a Kubernetes object.
static OBJECT: LazyLock<Regex> = LazyLock::new(|| compile(r"^[a-z0-9](?:[-a-z0-9./]*[a-z0-9])?$"));

/// Whether a value says where a secret is, or that there is none.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    if value.len() > REFERENCE_LENGTH {
        let long = (value.starts_with("ENC[") && value.ends_with(']'))
            || value.starts_with("$ANSIBLE_VAULT;");
        return long || SEALED.is_match(value);
    }
    WORDS.contains(&value.to_ascii_lowercase().as_str())
        || REFERENCE.is_match(value)
        || EXPRESSION.is_match(value)
        || SEALED.is_match(value)
        || (value.len() <= 3 && !value.chars().any(char::is_alphanumeric))
        || (PLACE.is_match(value) && !value.split([':', '/', '#', '=']).any(looks_random))
        || is_path(value)
}

fn is_path(value: &str) -> bool {
    let steps = |path: &str| path.split(['/', '\\']).filter(|step| !step.is_empty()).count();
    PATH.is_match(value)
        && value.len() < 200
        && !value.split(['/', '\\']).any(looks_random)
        && (!value.starts_with('/')
            || steps(value) > 1
            || PLACES.contains(&value.trim_end_matches('/')))
}

/// Whether a value says where a secret is, if its name does not say for sure that it is one.
fn may_be_placeholder(value: &str) -> bool {
    is_placeholder(value)
        || (value.len() <= REFERENCE_LENGTH && MAYBE.is_match(value.trim()))
        || (PATH.is_match(value.trim())
            && value.len() < 200
            && !value.split(['/', '\\']).any(looks_random))
}

/// Whether the value under this name is secret.
pub(super) fn is_secret(name: &str, value: &str) -> bool {
    match judge(name) {
        Likely::No => false,
        Likely::Perhaps if may_be_placeholder(value) => false,
        Likely::Yes if is_placeholder(value) => false,
        _ if names_an_existing_object(name) => looks_random(value),
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
    if looks_random(bare)
        || (looks_drawn(bare) && !GO_DSN.is_match(bare))
        || are_random(bare)
        || is_pair(bare)
        || (names_a_pair(name) && PAIR.is_match(bare))
    {
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

/// Several keys: `njBT…==,NMzP…==`.
fn are_random(value: &str) -> bool {
    value.contains(',') && value.split(',').all(|key| looks_random(key.trim()))
}

/// `user:password`, where the password looks like one.
fn is_pair(value: &str) -> bool {
    value.split_once(':').is_some_and(|(user, password)| {
        !user.is_empty()
            && user.len() <= 64
            && user.chars().all(|c| c.is_ascii_alphanumeric() || "._-+$@".contains(c))
            // `sha256:…` is a digest, and `https://…` a URL.
            && !user.starts_with("sha")
            && !password.starts_with("//")
            // What `values` finds the password in, and leaves the host.
            && !password.contains('@')
            && looks_random(password)
    })
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
            "$__file{/etc/secrets/db}",
            "$oidc.keycloak.clientSecret",
            "!vault-ref shop/db",
            "k8s-secret:cache/redis-password",
            "gcp:///shop/token",
            "os.environ['SECRET_KEY']",
            "await config.get(\"jwt.secret\")",
            "random_password.db.result",
            "secretref:db-password",
            "env:DB_PASSWORD",
            "data.aws_ssm.db.value",
            "/vault/secrets/db",
        ];
        for value in table {
            assert!(is_placeholder(value), "{value}");
            assert!(!is_secret("DB_PASSWORD", value), "{value}");
        }
        for value in [
            "hunter2",
            "changeme",
            "/9j4kZ2xQ7bW1mT8vR5c",
            "p@ss word",
            "$ecret1!",
            "a.b",
            "hunter(2)!",
            "https://u:p4ss@x",
            "correct.horse.battery",
            "$ecretPass",
            "hunter(2)",
            "hunter[2]",
            "Hunter.Two(abc)",
            "/hunter2",
            "data.hunter2",
            "env.hunter2",
            "sm/Zx8Qp2Lm9Rt4Vb7N",
            "op:S3cr3tPw99",
            "vault:hunter2",
            "file:hunter2",
            "secret+hunter2",
            "a://hunter2",
            "<hunter2>",
            "%hunter2%",
            "ENC[hunter2]",
        ] {
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
            (true, "SECRET_KEY", "ayrs!qma5wi0a4kahxn3j#6o9r04q4in84^64qx9*c&xc)xjke"),
            (true, "APP_KEYS", "njBTV0IUD/529qwW4lRiog==,NMzPGfr4GFo038rn2DDKuQ=="),
            (false, "ALLOWED_KEYS", "name,createdAt,updatedBy"),
            (true, "APP_CREDENTIALS", "app:k4ChfsqDYn84TUbY"),
            (false, "DB_PASSWORD_SECRET", "shop-db-password"),
            (true, "DB_PASSWORD_SECRET", "Zx8Qp2Lm9Rt4Vb7N"),
            (false, "EXISTING_SECRET", "postgresql"),
            (false, "adminPasswordKey", "admin-password"),
            (false, "SENTRY_DSN", "https://0123456789abcdef0123456789abcdef@o1.example.com/4504"),
            (false, "token-ca-cert-hash", "sha256:655990175ff50a5d3d9f91238de87e84331f017d"),
            (true, "SECRET", "my-words-here"),
        ];
        for (wanted, name, value) in table {
            assert_eq!(is_secret(name, value), wanted, "{name}={value}");
        }
    }
}
