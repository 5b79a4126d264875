//! Secrets that are known by their own shape, wherever they stand: one table of patterns.
//!
//! Sources: the documented formats of the services' tokens, RFC 3986 (user information), RFC 7468 (PEM), RFC 7519 (JWT),
//! RFC 7617 and 6750 (HTTP authentication), crypt(5). Knows no names of values; see `assignments` for those.

use std::sync::LazyLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

use super::entropy::looks_random;
use super::exempt::is_placeholder;
use super::spans::Spans;

/// Compiles a pattern that is part of the program.
#[expect(clippy::expect_used, reason = "the pattern is a constant, and a test compiles each")]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is part of the program")
}

/// A rule: its name, and a pattern whose first group is the secret (the whole match where it has none).
struct Rule(&'static str, &'static str);

const RULES: &[Rule] = &[
    Rule(
        "pem",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)",
    ),
    Rule(
        "jwt",
        r"\beyJ[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]*(?:\.[A-Za-z0-9_\-]*){0,2}",
    ),
    // The password may hold anything but blanks; the last `@` before the host ends it.
    Rule("url", r#"[A-Za-z][A-Za-z0-9+.\-]*://([^\s/?#"'<>@]*:[^\s"'<>]*)@[A-Za-z0-9\[$%({]"#),
    Rule("url", r#"https?://([A-Za-z0-9_\-]{16,})@"#),
    Rule("url", r#"(?i)\bjdbc:oracle:thin:([^\s"'<>@/]+/[^\s"'<>@]+)@"#),
    Rule("http-auth", r#"(?i)\b(?:basic|bearer)[\s:]+([A-Za-z0-9+/._~\-]{12,}={0,2})"#),
    Rule("aws-access-key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    Rule(
        "aws-presigned",
        r"(?i)X-Amz-(?:Signature|Security-Token|Credential)=([A-Za-z0-9%/+=\-_]{16,})",
    ),
    Rule("github", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})"),
    Rule(
        "gitlab",
        r"\b(?:gl(?:pat|ptt|dt|rt|rtr|cbt|agent|ft|soat|imt|oas|ffct)-[A-Za-z0-9_\-.]{16,}|GR1348941[A-Za-z0-9_\-]{20,})",
    ),
    Rule("slack", r"\bx(?:ox[abeoprs]|app|wfp)-[A-Za-z0-9\-]{10,}"),
    Rule(
        "webhook",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9_/]{16,})",
    ),
    Rule(
        "webhook",
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/([0-9]{6,}/[A-Za-z0-9_\-]{16,})",
    ),
    Rule(
        "webhook",
        r"https://[A-Za-z0-9.\-]*(?:webhook\.office\.com/webhookb2|logic\.azure\.com[:0-9]*/workflows)/([A-Za-z0-9_@\-/?&=%.]{16,})",
    ),
    Rule(
        "webhook",
        r"https://(?:events\.pagerduty\.com/integration|api\.opsgenie\.com/v1/json/\w+\?apiKey=|chat\.googleapis\.com/v1/spaces/\w+/messages\?)/?([A-Za-z0-9_\-=&%]{16,})",
    ),
    Rule("webhook", r"https://api\.telegram\.org/bot([0-9]{8,10}:[A-Za-z0-9_\-]{30,})"),
    Rule("stripe", r"\b(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,})"),
    Rule("twilio", r"\bSK[0-9a-f]{32}\b"),
    Rule("sendgrid", r"\bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}"),
    Rule("mailgun", r"\bkey-[0-9a-f]{32}\b"),
    Rule("mailchimp", r"\b[0-9a-f]{32}-us[0-9]{1,2}\b"),
    Rule("npm", r"\bnpm_[A-Za-z0-9]{30,}"),
    Rule("pypi", r"\bpypi-[A-Za-z0-9_\-]{16,}"),
    Rule("docker-hub", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_\-]{20,}"),
    Rule("rubygems", r"\brubygems_[0-9a-f]{40,}"),
    Rule("google", r"\bAIza[0-9A-Za-z_\-]{35}"),
    Rule(
        "google",
        r"\b(?:ya29\.[0-9A-Za-z_\-]{20,}|GOCSPX-[0-9A-Za-z_\-]{20,}|1//0[0-9A-Za-z_\-]{30,})",
    ),
    Rule("azure-sas", r"(?i)[?&;]sig=([A-Za-z0-9%/+=]{20,})"),
    Rule("azure-key", r"\b[A-Za-z0-9+/]{86}=="),
    Rule("azure-secret", r"\b[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.\-]{31,34}"),
    Rule("vault", r"\b(?:hv[sbr]\.[A-Za-z0-9_\-]{20,}|[sbr]\.[A-Za-z0-9]{24}\b)"),
    Rule("terraform-cloud", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-=]{20,}"),
    Rule("openai", r"\bsk-(?:[A-Za-z0-9]{2,12}-)*[A-Za-z0-9_\-]{20,}"),
    Rule(
        "new-relic",
        r"\b(?:NR(?:AK|II|IQ|RA|JS)-[A-Za-z0-9_\-]{16,}|[0-9a-f]{36}NRAL|eu01xx[0-9a-f]{30,}NRAL)",
    ),
    Rule("digitalocean", r"\bdo[opr]_v1_[a-f0-9]{40,}"),
    Rule("hugging-face", r"\b(?:hf|api_org)_[A-Za-z]{30,}"),
    Rule("grafana", r"\bgl(?:sa|c)_[A-Za-z0-9+/=_]{20,}"),
    Rule("sentry", r"\bsntr(?:ys|yu)_[A-Za-z0-9+/=_]{20,}"),
    Rule("linear", r"\blin_(?:api|oauth)_[A-Za-z0-9]{20,}"),
    Rule("shopify", r"\bshp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,}"),
    Rule("postman", r"\bPMAK-[A-Za-z0-9\-]{30,}"),
    Rule("databricks", r"\bdapi[0-9a-f]{32}"),
    Rule("planetscale", r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_\-.]{20,}"),
    Rule("doppler", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_\-.]{20,}"),
    Rule("atlassian", r"\bATATT3[A-Za-z0-9_\-=]{20,}"),
    Rule("cloudflare", r"\bv1\.0-[0-9a-f]{20,}-[0-9a-f]{100,}"),
    Rule("age", r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    Rule("square", r"\b(?:sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{20,}|EAAA[A-Za-z0-9_\-]{50,})"),
    Rule("telegram", r"\b[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}\b"),
    Rule(
        "hash",
        r"\$(?:2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|apr1\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{20,}|[156]\$(?:rounds=[0-9]+\$)?[./A-Za-z0-9]+\$[./A-Za-z0-9]{20,}|y\$[./A-Za-z0-9$]{30,}|argon2(?:id|i|d)\$[A-Za-z0-9$=,+/]{30,}|pbkdf2[A-Za-z0-9\-]*\$[A-Za-z0-9$=,+/.]{20,})",
    ),
    Rule("hash", r"\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{20,}={0,2}"),
    Rule("hash", r"\bSCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=$:]{40,}"),
    Rule(
        "sql",
        r#"(?i)\b(?:identified\s+(?:with\s+\w+\s+)?by|(?:with\s+)?(?:encrypted\s+)?password)\s+'([^'\n]+)'"#,
    ),
    Rule("sql", r#"(?i)\bidentified\s+(?:with\s+\w+\s+)?by\s+"([^"\n]+)""#),
    Rule("netrc", r"(?i)\blogin\s+\S+\s+password\s+(\S+)"),
    // No port has one or two digits, and times have: `sun:03:00-sun:04:30`.
    Rule("pgpass", r"(?m)^[^:\s#]+:(?:[1-9][0-9]{2,4}|\*):[^:\s]+:[^:\s]+:(\S+)$"),
    Rule("dsn", r#"([A-Za-z0-9_.$\-]+:[^\s"'<>]+)@(?:tcp[46]?|unix|udp|cloudsql)\("#),
    Rule(
        "dsn",
        r"^\s*[A-Za-z0-9_.$\-]+:([^\s/@:]{8,})@[A-Za-z0-9][A-Za-z0-9.\-]*(?:[:/?][^\s@]*)?\s*$",
    ),
    Rule(
        "pair",
        r#"(?i)\b(?:login|userpwd|creds|credentials|basic-?auth)["']?(?:[ \t]*[=:][ \t]*|[ \t]+)["']?([A-Za-z0-9_.$\\+\-]{1,64}:[^\s"',;@]{8,})"#,
    ),
    Rule("discord", r"\b[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,}"),
    Rule("dynatrace", r"\bdt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    Rule("sonar", r"\bsq[aup]_[0-9a-f]{40}\b"),
    Rule("putty", r"(?m)^Private-Lines: [0-9]+\r?\n((?:[A-Za-z0-9+/]{4,}={0,2}\r?\n?)+)"),
    Rule("psk", r#"(?m):[ \t]*(?:PSK|XAUTH|EAP|NTLM)[ \t]+["']?([^\s"']{4,})"#),
    Rule("vault", r"(?im)^(?:unseal|recovery) key [0-9]+:[ \t]*(\S{20,})"),
    Rule("chpasswd", r#"\bchpasswd\b[^\n|]*<<-?[ \t]*["']?\w+["']?\n((?:[ \t]*[^\s:]+:\S+\n)+)"#),
    Rule("redis", r#"(?mi)^\s*(?:requirepass|masterauth)\s+["']?([^\s"']+)"#),
    Rule("chap", r#"(?mi)^\s*(?:user|auth)\s+\S+\s+(?:on|off)\s+.*?>(\S+)"#),
];

/// Which rules may find something in a short text.
static SET: LazyLock<RegexSet> = LazyLock::new(|| {
    let patterns = RULES.iter().map(|rule| of_ascii(rule.1));
    #[expect(clippy::expect_used, reason = "the patterns are constants, and a test compiles each")]
    RegexSetBuilder::new(patterns)
        .dfa_size_limit(SET_CACHE)
        .build()
        .expect("the patterns are part of the program")
});

/// Room for the states of all patterns at once: with less of it each sign costs a thousand times as much.
const SET_CACHE: usize = 16 << 20;

/// From this length on each rule looks by itself for the signs that it needs, which is quicker than all of them at once.
const LONG: usize = 4096;

static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| RULES.iter().map(|rule| compile(&of_ascii(rule.1))).collect());

/// The borders of words, of ASCII only: those of all letters cannot be found by a table.
fn of_ascii(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}

/// Adds what is secret in the text by its shape.
pub(super) fn find(text: &str, spans: &mut Spans) {
    // The shortest of them all is `-p x` after a program's name.
    if text.len() < 8 {
        return;
    }
    let likely = (text.len() < LONG).then(|| SET.matches(text));
    for (place, (rule, pattern)) in RULES.iter().zip(EACH.iter()).enumerate() {
        if likely.as_ref().is_some_and(|likely| !likely.matched(place)) {
            continue;
        }
        for captures in pattern.captures_iter(text) {
            let Some(found) = captures.get(1).or_else(|| captures.get(0)) else { continue };
            if !is_harmless(rule.0, text, found) {
                spans.add(found.start(), found.end(), rule.0);
            }
        }
    }
}

/// Whether what looks like a secret is none: it says where the secret is (`${USER}:${PASSWORD}`), or what stands around it
/// says what else it is.
fn is_harmless(rule: &str, text: &str, found: regex::Match<'_>) -> bool {
    let value = found.as_str();
    let around = || {
        let before = text.get(..found.start()).unwrap_or_default();
        (before, text.get(found.end()..).unwrap_or_default())
    };
    let password = value.split_once(':').map(|(_, password)| password);
    match rule {
        "url" if password.is_none() => is_public_key(value, around().1),
        "url" => password.is_some_and(|password| !password.is_empty() && is_placeholder(password)),
        "azure-key" => around().0.ends_with("sha512-"),
        // `name:tag@sha256:…` is an image.
        "dsn" if password.is_none() => !looks_random(value) || around().1.starts_with("@sha256:"),
        "dsn" => password.is_some_and(is_placeholder),
        "pair" => !password.is_some_and(looks_random),
        "pgpass" => is_placeholder(value) || is_address(around().0, value),
        "sql" | "http-auth" | "netrc" | "psk" | "redis" => is_placeholder(value),
        _ => false,
    }
}

/// Whether the line that a value ends is an IPv6 address or block.
fn is_address(before: &str, value: &str) -> bool {
    let line = format!("{}{value}", before.rsplit('\n').next().unwrap_or_default());
    let (address, prefix) = line.split_once('/').unwrap_or((&line, "0"));
    address.parse::<std::net::Ipv6Addr>().is_ok() && prefix.parse::<u8>().is_ok()
}

/// The DSN of Sentry is made to be published: `https://KEY@host/PROJECT`.
fn is_public_key(user: &str, after: &str) -> bool {
    let path =
        after.strip_prefix('@').and_then(|after| after.split_once('/')).map(|(_, path)| path);
    let project = path.and_then(|path| path.split(['"', '\'', ' ', '\n', '?', ',']).next());
    user.len() == 32
        && user.bytes().all(|byte| byte.is_ascii_hexdigit())
        && project.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut spans = Spans::default();
        find(text, &mut spans);
        spans
            .merged()
            .iter()
            .map(|span| text.get(span.start..span.end).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn secrets_are_known_by_their_shape() {
        let table: &[(&str, &[&str])] = &[
            ("postgres://shop:hunter2@db.example.com/shop", &["shop:hunter2"]),
            ("postgres://shop:p@ss/w@rd@db.example.com/shop", &["shop:p@ss/w@rd"]),
            ("redis://:hunter2@cache:6379/0", &[":hunter2"]),
            ("postgres://${USER}:${PASSWORD}@db/shop", &[]),
            ("ssh://git@github.com/x/y.git", &[]),
            ("https://example.com/a:b@c", &[]),
            ("Authorization: Bearer abcdefghijklmnop", &["abcdefghijklmnop"]),
            ("id AKIAIOSFODNN7EXAMPLE here", &["AKIAIOSFODNN7EXAMPLE"]),
            ("shop:hunter2@tcp(db:3306)/shop", &["shop:hunter2"]),
            ("shop:${PW}@tcp(db:3306)/shop", &[]),
            ("loader:4WrR89NcXf8Blobe@xy12345.eu-central-1/x", &["4WrR89NcXf8Blobe"]),
            ("mailto:someone@example.com", &[]),
            (
                "api:v1.2.3@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                &[],
            ),
            ("cache_peer p 0 login=proxy:Zx8Qp2Lm9Rt4Vb7N", &["proxy:Zx8Qp2Lm9Rt4Vb7N"]),
            ("login: someone@example.com", &[]),
            ("203.0.113.7 198.51.100.9 : PSK \"s3cret\"", &["s3cret"]),
            ("chpasswd <<EOF\nroot:s3cret\nEOF\n", &["root:s3cret\n"]),
            ("Unseal Key 1: kp08uYMhQHXOD/DwsW0EMSE\n", &["kp08uYMhQHXOD/DwsW0EMSE"]),
            ("https://0123456789abcdef0123456789abcdef@sentry.example.com/12", &[]),
            (
                "https://0123456789abcdef0123456789abcdef@git.example.com/a",
                &["0123456789abcdef0123456789abcdef"],
            ),
            ("sun:03:00-sun:04:30", &[]),
            ("db:5432:shop:me:s3cret", &["s3cret"]),
            ("ALTER USER shop IDENTIFIED BY 's3cret';", &["s3cret"]),
            ("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", &[]),
            (
                "https://hooks.slack.com/services/T0000/B0000/abcdef123456",
                &["T0000/B0000/abcdef123456"],
            ),
        ];
        for (text, wanted) in table {
            assert_eq!(found(text), *wanted, "{text}");
        }
    }

    #[test]
    fn a_private_key_is_secret_from_its_first_to_its_last_line() {
        let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----";
        assert_eq!(found(&format!("before\n{key}\nafter")), [key]);
        assert_eq!(found("-----BEGIN PRIVATE KEY-----\\nMHcC").len(), 1);
        assert!(found("-----BEGIN CERTIFICATE-----\nMHcC\n-----END CERTIFICATE-----").is_empty());
    }

    #[test]
    fn every_rule_has_a_pattern_that_compiles() {
        assert_eq!(EACH.len(), RULES.len());
        assert_eq!(SET.len(), RULES.len());
    }
}
