//! Names and values inside a text: `password=x`, `"token": "x"`, `--api-key x`, `<password>x</password>`, YAML blocks.
//!
//! Reads texts that are no document as well as those that are: properties, dotenv, INI, TOML, shell, DSNs, command lines.
//! Knows how a name and its value are written; what a name means is `names`' to say.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::exempt::is_secret;
use super::names::{Likely, judge};
use super::scan::{Named, named};
use super::spans::Spans;
use super::values::compile;

/// A flag whose value is the next word.
static FLAG: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"(?:^|[\s"'])--?([A-Za-z][A-Za-z0-9_.\-]+)[ \t]+["']?([^\s"'\-][^\s"']*)"#)
});

static ELEMENT: LazyLock<Regex> =
    LazyLock::new(|| compile(r"<([A-Za-z_][A-Za-z0-9_.:\-]*)(?:\s[^<>]*)?>([^<>]+)</"));

/// `<add key="ApiKey" value="x"/>`, `name="password" value="x"`.
static ATTRIBUTES: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"\b(?:name|key)\s*[=:]\s*["']([^"'<>]{1,128})["'],?\s+value\s*[=:]\s*["']([^"'<>]*)["']"#,
    )
});

/// `proxy_set_header X-Api-Key "x"`, `SetEnv DB_PASSWORD x`, `ENV TOKEN x`.
static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?im)^\s*(?:proxy_set_header|add_header|requestheader\s+set|setenv|passenv|env|set|setx?|arg)\s+\$?([A-Za-z_][A-Za-z0-9_\-]+)\s+["']?([^"';\n]+)"#,
    )
});

/// `define('AUTH_KEY', 'x')`, `os.Setenv("TOKEN", "x")`: a name and its value are the arguments of a call.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"[A-Za-z_]\s?\([ \t]*["']([A-Za-z_][A-Za-z0-9_.\-]+)["'][ \t]*,[ \t]*["']([^"'\n]+)["']"#,
    )
});

/// `{name: db.password, value: x}`, `ParameterKey=Password,ParameterValue=x`: the name is a value itself.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?i)(?:name|key)["']?[ \t]*[=:][ \t]*["']?([A-Za-z_][A-Za-z0-9_.\-]+)["']?[ \t]*,[ \t]*["']?[a-z]{0,16}value["']?[ \t]*[=:][ \t]*["']?([^\s"',;}\]]+)"#,
    )
});

/// `HTTP_Passwd x`, `user admin insecure-password x`: blanks divide the name and the value, and nothing else is on the line.
static BLANKS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?m)^[ \t]*(?:user[ \t]+\S{1,64}[ \t]+)?([A-Za-z_][A-Za-z0-9_.\-]+)[ \t]+["']?([^\s"'=:][^\s"']*)["']?;?[ \t]*\r?$"#,
    )
});

/// `<entry key="password">x</entry>`.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"<[A-Za-z][A-Za-z0-9:\-]*\s[^<>]*\b(?:name|key|id)\s*=\s*["']([^"'<>]+)["'][^<>]*>([^<>]+)</"#,
    )
});

/// `<name>db.password</name><value>x</value>`.
static SIBLINGS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"<(?:name|key)>\s*([^<>\s]+)\s*</(?:name|key)>\s*<(?:value|val|string)>([^<>]+)</")
});

/// `<password><![CDATA[x]]>`.
static CDATA: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"<([A-Za-z_][A-Za-z0-9_.:\-]*)(?:\s[^<>]*)?>\s*<!\[CDATA\[([^\]]+)\]\]>")
});

/// `variable "password" { default = "x" }`.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#""([A-Za-z_][A-Za-z0-9_\-]*)"\s*\{[^{}]*?\b(?:default|value)\s*=\s*"([^"\n]+)""#)
});

/// `value="x" name="password"`: the value comes first.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"\bvalue\s*=\s*["']([^"'<>]*)["']\s+(?:name|key)\s*=\s*["']([^"'<>]+)["']"#)
});

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Settings: what stands under a name is its value.
    Settings,
    /// What a program or a person says: `invalid token: not found` gives no secret away.
    Prose,
}

/// Adds the values of secret names.
pub(super) fn find(text: &str, reading: Reading, spans: &mut Spans) {
    // A long run of base64 or hex assigns nothing, and costs the most.
    if text.len() < 5 || !text.contains(|c: char| c.is_whitespace() || "=:<(,".contains(c)) {
        return;
    }
    let mut word = Word::default();
    for named in named(text) {
        find_named(text, &named, reading, &mut word, spans);
    }
    let patterns =
        [&FLAG, &ELEMENT, &ATTRIBUTES, &DIRECTIVE, &CALL, &PAIR, &ENTRY, &SIBLINGS, &CDATA, &BLOCK];
    for captures in patterns.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        find_pair(captures.get(1), captures.get(2), reading, spans);
    }
    for captures in BEFORE.captures_iter(text) {
        find_pair(captures.get(2), captures.get(1), reading, spans);
    }
    if reading == Reading::Settings {
        find_behind_blanks(text, spans);
    }
}

fn find_named(text: &str, named: &Named<'_>, reading: Reading, word: &mut Word, spans: &mut Spans) {
    let Named { name, start, separator, end } = *named;
    let likely = judge(name);
    if likely == Likely::No || is_no_name(text, start, end, separator) {
        return;
    }
    if end < word.end && word.end - word.start > LONGEST_WORD {
        if likely == Likely::Yes && !word.secret {
            *word = Word { start: end, end: word.end, secret: true };
            spans.add(end, word.end, "name");
        }
        return;
    }
    let equals = !separator.contains(':') || separator.contains(":=");
    for (start, end) in (Place { text, name: start, equals }).value(end) {
        let value = text.get(start..end).unwrap_or_default();
        let secret = is_secret(name, value)
            && (reading == Reading::Settings || says_a_value(separator, value));
        if secret {
            spans.add(start, end, "name");
        }
        if end > word.end && !value.contains(char::is_whitespace) {
            *word = Word { start, end, secret };
        }
    }
}

/// The value of a name that was looked at last, if it is one word. In a long one with names in it each of them would have
/// the rest of it as its value: it is looked at once.
#[derive(Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    secret: bool,
}

/// The longest word in which each name is looked at by itself.
const LONGEST_WORD: usize = 1024;

fn find_pair(
    name: Option<Match<'_>>,
    value: Option<Match<'_>>,
    reading: Reading,
    spans: &mut Spans,
) {
    let (Some(name), Some(value)) = (name, value) else { return };
    if is_secret(name.as_str(), value.as_str())
        && (reading == Reading::Settings || !value.as_str().contains(' '))
    {
        spans.add(value.start(), value.end(), "name");
    }
}

/// A line of two words might be a sentence (`password required`), so the value must not be a plain word.
fn find_behind_blanks(text: &str, spans: &mut Spans) {
    for captures in BLANKS.captures_iter(text) {
        let (Some(name), Some(value)) = (captures.get(1), captures.get(2)) else { continue };
        let plain = value.as_str().chars().all(|c| c.is_ascii_lowercase() || "-_.,?!".contains(c));
        if !plain && judge(name.as_str()) == Likely::Yes && is_secret(name.as_str(), value.as_str())
        {
            spans.add(value.start(), value.end(), "name");
        }
    }
}

/// Whether what looks like a name is none: a part of an ARN (`…:secret:x`), the user of a URL, the expansion of a variable
/// that has no default (`${PASSWORD:?missing}`), a public key.
fn is_no_name(text: &str, start: usize, end: usize, separator: &str) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    before.ends_with("://")
        || (before.ends_with(':') && separator == ":" && !after.starts_with(['"', '\'']))
        || (before.ends_with("${") && separator == ":" && after.starts_with(['?', '+']))
        || before.ends_with("public ")
}

/// In prose `token: expired` is a sentence; `token=x`, `token: "x"` and `token: 9f8…` are values.
fn says_a_value(separator: &str, value: &str) -> bool {
    separator.contains(['=', '"', '\''])
        || !value.chars().all(|c| c.is_ascii_lowercase() || c == ' ' || c == ',')
}

/// Where a name stands, to tell where its value ends.
struct Place<'t> {
    text: &'t str,
    name: usize,
    equals: bool,
}

impl Place<'_> {
    /// The parts of the value that begins at `start`: one, or the lines of a block.
    fn value(&self, start: usize) -> Vec<(usize, usize)> {
        let rest = self.text.get(start..).unwrap_or_default();
        for quote in ["\"\"\"", "'''", "\\\"", "\\'", "\"", "'", "`"] {
            if let Some(inner) = rest.strip_prefix(quote) {
                let begin = start + quote.len();
                let length = quoted(inner, quote);
                let command =
                    quote == "`" && inner.get(..length).is_some_and(|it| it.contains(' '));
                return if command { Vec::new() } else { vec![(begin, begin + length)] };
            }
        }
        if !self.equals && rest.starts_with("{\"") {
            // What is in it has names of its own.
            return Vec::new();
        }
        if let Some(length) = enclosed(rest) {
            return vec![(start, start + length)];
        }
        let begins = self.begins_its_line();
        // Only what begins its line has all of it: many names on one line do not read it to its end each.
        let line = if begins { line(rest) } else { rest.get(..one_word(rest)).unwrap_or(rest) };
        if !self.equals && is_block(rest) {
            return self.block(start + first_line(rest));
        }
        if begins && line.ends_with('\\') {
            return self.continued(start);
        }
        let end = if begins { self.whole(line) } else { line.len() };
        let value = line.get(..end).unwrap_or_default();
        let value = value.trim_end().trim_end_matches(['"', '\'']);
        vec![(start, start + value.len())]
    }

    /// Whether only indentation, a dash or `export` stands before the name.
    fn begins_its_line(&self) -> bool {
        let before = before(self.text, self.name, INDENTATION);
        if before.len() >= INDENTATION && !before.contains('\n') {
            return false;
        }
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let before = before.get(begin..).unwrap_or_default().trim_start();
        before.chars().all(|c| "-\"' \t{[".contains(c))
            || ["export", "set", "declare -x", "env"].contains(&before.trim_end())
    }

    /// The value of a setting that has its line for itself; several on one line are divided by their own names.
    fn whole(&self, line: &str) -> usize {
        let line = line.find(" #").and_then(|end| line.get(..end)).unwrap_or(line);
        let flow = self.text.trim_start().starts_with(['{', '[']);
        let next = NEXT.find(line).map_or(line.len(), |found| found.start());
        let line = line.get(..next).unwrap_or(line);
        let command = self.equals
            && line.contains(' ')
            && (self.text.starts_with("#!") || COMMAND.is_match(line));
        if command || flow { one_word(line) } else { line.len() }
    }

    /// The lines from a place on, as long as each says at its end that there is one more.
    fn continued(&self, start: usize) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let mut at = start;
        for line in self.text.get(start..).unwrap_or_default().split_inclusive('\n') {
            let said = line.trim_end();
            let value = said.strip_suffix('\\').unwrap_or(said).trim_end();
            parts.push((at + indentation(value), at + value.len()));
            at += line.len();
            if !said.ends_with('\\') {
                break;
            }
        }
        parts
    }

    /// The lines below that are indented deeper than the line of the name.
    fn block(&self, mut at: usize) -> Vec<(usize, usize)> {
        let before = self.text.get(..self.name).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let indent = indentation(self.text.get(begin..).unwrap_or_default());
        let mut parts = Vec::new();
        while let Some(rest) = self.text.get(at..).and_then(|rest| rest.strip_prefix('\n')) {
            let line = line(rest);
            if !line.trim().is_empty() {
                if indentation(line) <= indent {
                    break;
                }
                parts.push((at + 1 + indentation(line), at + 1 + line.trim_end().len()));
            }
            at += 1 + line.len();
        }
        parts
    }
}

/// What begins the next setting on the same line: `;User=`, `&x=`, `, user:`.
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"[;&][ \t]*[A-Za-z_][A-Za-z0-9_. \-]*=|,[ \t]*["']?[A-Za-z_][A-Za-z0-9_.\-]*["']?[ \t]*[=:]|;[ \t]*$"#,
    )
});

/// What follows `NAME=value` on a line that is a command.
static COMMAND: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\s(?:--?[A-Za-z]|&&|\||[A-Za-z_]+=|[a-z][a-z0-9_\-]*\s+-)"));

/// The most that stands on a line before a name that begins it.
const INDENTATION: usize = 1024;

/// The end of what stands before a place, no more than so many bytes of it.
fn before(text: &str, end: usize, most: usize) -> &str {
    let from = (end.saturating_sub(most)..=end).find(|from| text.is_char_boundary(*from));
    from.and_then(|from| text.get(from..end)).unwrap_or_default()
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

fn line(text: &str) -> &str {
    let line = text.get(..first_line(text)).unwrap_or(text);
    let literal = memchr::memmem::find(line.as_bytes(), b"\\n").unwrap_or(line.len());
    line.get(..literal).unwrap_or(line).trim_end_matches('\r')
}

/// Signs that open what says where the value is, and that close it.
const ENCLOSED: &[(&str, char, char)] =
    &[("$(", '(', ')'), ("${", '{', '}'), ("{{", '{', '}'), ("$__", '{', '}'), ("ENC[", '[', ']')];

/// A call or an element: `os.getenv('X')`, `os.environ["X"]`.
static READS: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"^[A-Za-z_][A-Za-z0-9_]*(?:(?:\.|::)[A-Za-z_][A-Za-z0-9_]*)+[(\[]"#)
});

/// The longest that is taken for one reference.
const REFERENCE: usize = 512;

/// How long a value is that says where the value is; it may hold blanks. Nothing when more of the value follows.
fn enclosed(rest: &str) -> Option<usize> {
    let most = (0..=rest.len().min(REFERENCE * 4)).rfind(|end| rest.is_char_boundary(*end))?;
    let line = line(rest.get(..most)?);
    let (open, close) = ENCLOSED
        .iter()
        .find(|(begin, ..)| line.starts_with(begin))
        .map(|(_, open, close)| (*open, *close))
        .or_else(|| {
            let end = READS.find(line)?.end();
            let round = line.get(..end)?.ends_with('(');
            Some(if round { ('(', ')') } else { ('[', ']') })
        })?;
    let mut depth = 0_usize;
    for (at, letter) in line.char_indices().take(REFERENCE) {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let end = at + close.len_utf8();
                let ends = line.get(end..)?.chars().next();
                return ends
                    .is_none_or(|c| c.is_whitespace() || ",;&\"'`)}]".contains(c))
                    .then_some(end);
            }
        }
    }
    None
}

fn is_block(rest: &str) -> bool {
    if !rest.starts_with(['|', '>']) {
        return false;
    }
    let line = rest.get(..first_line(rest)).unwrap_or(rest).trim();
    line.len() <= 3 && line.chars().skip(1).all(|c| "+-".contains(c) || c.is_ascii_digit())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn one_word(line: &str) -> usize {
    line.find(|c: char| c.is_whitespace() || ",;&\"'`)}]<>|\\".contains(c)).unwrap_or(line.len())
}

/// How long a quoted text is, its closing quote not counted.
fn quoted(text: &str, quote: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        if !escaped && text.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return at;
        }
        escaped =
            letter == '\\' && !escaped && !quote.starts_with('\'') && !quote.starts_with('\\');
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, reading: Reading) -> Vec<String> {
        let mut spans = Spans::default();
        find(text, reading, &mut spans);
        spans
            .merged()
            .iter()
            .map(|span| text.get(span.start..span.end).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn values_of_secret_names_are_found_in_every_way_of_writing_them() {
        let table: &[(&str, &[&str])] = &[
            ("user=shop\npassword=p4ss word\nurl=x", &["p4ss word"]),
            ("db.password = s3cret # old", &["s3cret"]),
            ("export TOKEN='a b'\n", &["a b"]),
            ("  password: s3cret\n  user: shop", &["s3cret"]),
            (r#"{"password":"s3\"cret","user":"shop"}"#, &[r#"s3\"cret"#]),
            (r#"{\"password\":\"s3cret\",\"user\":1}"#, &["s3cret"]),
            ("{password: s3cret, user: shop}", &["s3cret"]),
            ("Server=db;Password=s3cret;Database=x", &["s3cret"]),
            ("Password=s3cret;Server=db", &["s3cret"]),
            ("jdbc:mysql://db/x?user=a&password=s3cret&ssl=true", &["s3cret"]),
            ("PGPASSWORD=s3cret psql -h db", &["s3cret"]),
            ("app --password s3cret --host db", &["s3cret"]),
            ("--api-key=Zx8Qp2Lm9Rt4Vb7N", &["Zx8Qp2Lm9Rt4Vb7N"]),
            ("<password>s3cret</password><user>shop</user>", &["s3cret"]),
            (r#"<add key="ApiToken" value="s3cret" />"#, &["s3cret"]),
            ("password: |\n  line one\n  line two\nuser: shop", &["line one", "line two"]),
            ("proxy_set_header X-Auth-Token \"s3cret\";", &["s3cret"]),
            ("org...PlainLoginModule required username=\"u\" password=\"s3cret\";", &["s3cret"]),
            ("password_file=/run/secrets/x\ntoken_ttl: 3600", &[]),
            ("password: ${DB_PASSWORD}", &[]),
            ("define( 'DB_PASSWORD', 's3cret' );\ndefine('DB_HOST', 'db');", &["s3cret"]),
            ("os.Setenv(\"API_TOKEN\", \"s3cret\")", &["s3cret"]),
            ("- {name: db.password, value: s3cret}", &["s3cret"]),
            ("ParameterKey=DBPassword,ParameterValue=s3cret", &["s3cret"]),
            ("HTTP_User elastic\nHTTP_Passwd s3cret\n", &["s3cret"]),
            ("user admin insecure-password s3cret", &["s3cret"]),
            ("password required\ntoken expired\n", &[]),
            ("host=pg password=${PGPASSWORD} dbname=x", &[]),
            ("export PASSWORD=$(cat /run/secrets/db) && run", &[]),
            ("${DB_PASSWORD:?missing} ${TOKEN:-s3cret}", &["-s3cret"]),
            ("password: ENC[AES256_GCM,data:abc,iv:x=,type:str]", &[]),
            ("{'PASSWORD': os.getenv('DB_PASSWORD'), 'HOST': 'pg'}", &[]),
            ("password=$(x)hunter2", &["$(x)hunter2"]),
            ("arn:aws:secretsmanager:eu-west-1:1:secret:shop/db", &[]),
            ("https://x-token:s3cret@github.com/a", &[]),
            ("[security]\nadmin_password = $__file{/etc/pw}\n", &[]),
            ("if token == \"\" { return }", &[]),
            ("\"Password\":{\"RequiredLength\":12}", &[]),
            ("TOKEN=`cat /token` run", &[]),
            ("kind: Secret\nsecretName: shop", &[]),
        ];
        for (text, wanted) in table {
            assert_eq!(found(text, Reading::Settings), *wanted, "{text}");
        }
    }

    #[test]
    fn a_sentence_about_a_token_is_not_taken_for_one() {
        assert!(found("invalid bearer token: not found", Reading::Prose).is_empty());
        assert_eq!(found("invalid token: abc123XYZ", Reading::Prose), ["abc123XYZ"]);
        assert_eq!(found("cannot use password=hunter", Reading::Prose), ["hunter"]);
    }
}
