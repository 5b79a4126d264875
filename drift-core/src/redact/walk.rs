//! The way through a body: which name each value stands under, and what takes the place of what is secret.
//!
//! Knows the shapes in which APIs pair a name with a value; asks `find` what is secret, and the rows what a table knows.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::commands;
use super::document;
use super::encoded::{self, Decoded};
use super::exempt::is_secret;
use super::find::{DEEPEST, Found, MOST_PARTS, REPEATED, in_prose, in_setting};
use super::key::FingerprintKey;
use super::names::{Likely, judge};
use super::rows::{Rows, kind};
use super::search::{Search, TooOften};
use super::spans::{Span, Spans};
use crate::path::{Path, Step};
use crate::registry::Encoding;
use crate::value::{Map, Part, Secret, Value};

/// Members that hold the value whose name stands beside them (`env`, tags, parameters).
const VALUES: &[&str] = &[
    "value",
    "Value",
    "values",
    "Values",
    "default",
    "Default",
    "content",
    "Content",
    "text",
    "literal",
    "plaintext",
    "plainText",
    "stringValue",
    "StringValue",
    "ParameterValue",
    "SecretString",
    "SecretBinary",
    "currentValue",
    "raw",
    "val",
    "data",
];

/// Members that hold the name.
const NAMES: &[&str] = &[
    "name",
    "Name",
    "key",
    "Key",
    "ParameterKey",
    "ParameterName",
    "OptionName",
    "header",
    "field",
    "id",
];

/// How headers begin that say nothing secret.
const PUBLIC_HEADERS: &[&str] =
    &["accept", "content-", "host", "origin", "sec-", "user-agent", "x-forwarded-"];

/// The members of a key in JSON (RFC 7518) that are not public.
const PARTS_OF_KEYS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A value that was taken out, as it stood there.
pub(super) struct Taken {
    pub(super) text: String,
    pub(super) rule: &'static str,
    /// Whether it stood there like this, and not encoded.
    written: bool,
}

/// One way through one body.
pub(super) struct Walk<'g> {
    pub(super) key: &'g FingerprintKey,
    rows: Rows<'g>,
    /// How many documents and encodings lie around this body.
    pub(super) depth: usize,
    /// What was taken out.
    pub(super) taken: Vec<Taken>,
}

impl<'g> Walk<'g> {
    pub(super) fn new(key: &'g FingerprintKey, rows: Rows<'g>, depth: usize) -> Self {
        Self { key, rows, depth, taken: Vec::new() }
    }

    /// Redacts a value that stands at a path under a name.
    pub(super) fn value(&mut self, at: &Path, name: &str, value: &mut Value) {
        if let Some(encoding) = self.rows.encoding(at) {
            return self.whole(encoding, "row", value);
        }
        match value {
            Value::Map(map) => self.map(at, name, map),
            Value::List(list) => self.list(at, name, list),
            Value::String(text) => {
                let redacted = match self.rows.is_encoded_text(at).then(|| encoded::text(text)) {
                    Some(Some(decoded)) => self.decoded(name, text, decoded),
                    _ => self.text_at(at, name, text),
                };
                if let Some(redacted) = redacted {
                    *value = redacted;
                }
            }
            Value::Integer(_) | Value::Decimal(_) if is_numeric_secret(name) => {
                self.whole(Encoding::Text, "name", value);
            }
            _ => {}
        }
    }

    /// Redacts the copy of the object that it keeps in an annotation: by its own kind's rows, and by this one's.
    pub(super) fn copy(&mut self, object: &mut Value) {
        let at = Path::of_keys(&["metadata", "annotations", ""]);
        let mut rows = self.rows.within(&object.as_map().map(kind).unwrap_or_default());
        rows.set_copy(self.rows.copy(&at).unwrap_or_default());
        let mut walk = Walk::new(self.key, rows, self.depth);
        walk.value(&Path::root(), "", object);
        self.taken.append(&mut walk.taken);
    }

    /// A text in base64 without what is secret in it: then it is no longer encoded. `None` where nothing is.
    fn decoded(&mut self, name: &str, text: &str, decoded: Decoded) -> Option<Value> {
        let Decoded::Text(inner) = decoded else {
            return Some(Value::from(self.secret(text, "encoded")));
        };
        let before = self.taken.len();
        self.depth += 1;
        let redacted = self.text(name, &inner);
        self.depth -= 1;
        self.taken.iter_mut().skip(before).for_each(|taken| taken.written = false);
        redacted
    }

    /// A text in an annotation of an object that has rows is read as a copy of it.
    fn text_at(&mut self, at: &Path, name: &str, text: &str) -> Option<Value> {
        let Some(rows) = self.rows.copy(at) else { return self.text(name, text) };
        let before = self.rows.set_copy(rows);
        let redacted = self.text(name, text);
        self.rows.set_copy(before);
        redacted
    }

    fn map(&mut self, at: &Path, name: &str, map: &mut Map) {
        self.keys(map);
        let mark = self.rows.mark();
        self.rows.enter(at, map);
        let label = label(map);
        // The elements of `staticPasswords: [{email: x, hash: y}]` have names of their own.
        let in_map = matches!(at.0.last(), Some(Step::Key(_)));
        let is_key = map.contains_key("kty");
        let program = program(map);
        for (key, value) in map.iter_mut() {
            if is_key && PARTS_OF_KEYS.contains(&key.as_str()) {
                self.whole(Encoding::Text, "jwk", value);
            } else if name == "chpasswd" && key == "list" {
                self.users(value);
            } else if key == "args"
                && let (Some(program), Value::List(list)) = (&program, &mut *value)
            {
                self.commanded(Some(program), list);
            }
            let under = match VALUES.contains(&key.as_str()) {
                true => label.as_deref().unwrap_or(name),
                false if in_map && is_one_of_passwords(name, key, value) => name,
                false => key,
            };
            self.value(&at.key(key), under, value);
        }
        self.rows.leave(mark);
    }

    /// A key can be a secret too: a URL with a password that something is filed under.
    fn keys(&mut self, map: &mut Map) {
        let suspects: Vec<String> =
            map.keys().filter(|key| key.len() >= 16 && is_secret_key(key)).cloned().collect();
        for key in suspects {
            let Some(value) = map.remove(&key) else { continue };
            let hidden = self.hidden(&key);
            self.taken.push(Taken { text: key, rule: "key", written: true });
            map.insert(hidden, value);
        }
    }

    /// `user:password`, a line each or an element each, as cloud-init has them.
    fn users(&mut self, value: &mut Value) {
        match value {
            Value::List(list) => list.iter_mut().for_each(|user| self.users(user)),
            Value::String(text) => {
                let mut spans = Spans::default();
                let mut at = 0;
                for line in text.split_inclusive('\n') {
                    let end = at + line.trim_end().len();
                    let secret = line.split_once(':').map(|(user, _)| at + user.len() + 1);
                    // `R` and `RANDOM` have one drawn.
                    if let Some(start) = secret
                        .filter(|start| !matches!(text.get(*start..end), Some("R" | "RANDOM")))
                    {
                        spans.add(start, end, "list");
                    }
                    at += line.len();
                }
                let spans = spans.merged();
                if !spans.is_empty() {
                    *value = Value::Masked(self.parts(&text.clone(), &spans));
                }
            }
            _ => {}
        }
    }

    /// Arguments that a program takes for passwords in a way of its own.
    fn commanded(&mut self, program: Option<&str>, list: &mut [Value]) {
        let texts: Vec<&str> =
            list.iter().map(|value| value.as_str().unwrap_or_default()).collect();
        for (place, from) in commands::of_arguments(program, &texts) {
            let Some(value) = list.get_mut(place) else { continue };
            let Some(text) = value.as_str().map(str::to_owned) else { continue };
            let spans = [Span { start: from, end: text.len(), rule: "command" }];
            *value = match from {
                0 => Value::from(self.secret(&text, "command")),
                _ => Value::Masked(self.parts(&text, &spans)),
            };
        }
    }

    /// What takes the place of a key.
    fn hidden(&self, key: &str) -> String {
        let secret = self.key.secret(key.as_bytes());
        let start: String = secret.fingerprint.chars().take(8).collect();
        format!("‹secret {start}›")
    }

    fn list(&mut self, at: &Path, name: &str, list: &mut [Value]) {
        self.commanded(None, list);
        let arguments = arguments(list);
        for (place, value) in list.iter_mut().enumerate() {
            if arguments.contains(&place) {
                self.whole(Encoding::Text, "name", value);
            } else {
                self.value(&at.join(Step::Index(place)), name, value);
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) -> Option<Value> {
        let found = in_setting(name, text, self.depth, &|text, depth, spans| {
            self.document(text, depth, spans)
        });
        match found {
            Found::Nothing => None,
            Found::Whole(rule) => Some(Value::from(self.secret(text, rule))),
            Found::Parts(spans) => Some(Value::Masked(self.parts(text, &spans))),
        }
    }

    fn parts(&mut self, text: &str, spans: &[Span]) -> Vec<Part> {
        let mut parts = Vec::with_capacity(spans.len() * 2 + 1);
        let mut at = 0;
        let plain = |from: usize, to: usize| {
            let text = text.get(from..to).unwrap_or_default();
            (!text.is_empty()).then(|| Part::Plain(text.to_owned()))
        };
        for span in spans {
            parts.extend(plain(at, span.start));
            let secret = text.get(span.start..span.end).unwrap_or_default();
            parts.push(Part::Secret(self.secret(secret, span.rule)));
            at = span.end;
        }
        parts.extend(plain(at, text.len()));
        parts
    }

    fn secret(&mut self, text: &str, rule: &'static str) -> Secret {
        self.taken.push(Taken { text: text.to_owned(), rule, written: true });
        Secret { rule: rule.to_owned(), ..self.key.secret(text.as_bytes()) }
    }

    /// Adds what is secret in a document; `false` when something is and it cannot be said where.
    fn document(&self, text: &str, depth: usize, spans: &mut Spans) -> bool {
        if self.rows.in_copy() {
            encoded::blobs(text, spans);
        }
        let Some(read) = document::read(text, self.rows.in_copy()) else { return false };
        if !read.complete && self.rows.speaks(text) {
            return false;
        }
        if !read.documents.is_empty() && depth >= DEEPEST {
            return false;
        }
        let mut secrets = document::Secrets::new();
        for mut value in read.documents {
            let rows = self.rows.within(&value.as_map().map(kind).unwrap_or_default());
            let mut inner = Walk::new(self.key, rows, depth + 1);
            inner.value(&Path::root(), "", &mut value);
            let written = inner.taken.into_iter().filter(|taken| taken.written);
            secrets.extend(written.map(|taken| (taken.text, taken.rule)));
        }
        document::hide(text, &secrets, spans)
    }

    /// Everything below is secret.
    fn whole(&mut self, encoding: Encoding, rule: &'static str, value: &mut Value) {
        match value {
            Value::String(text) => {
                let mut secret = self.secret(text, rule);
                // What is not base64 is fingerprinted as it is: it is no less secret.
                if encoding == Encoding::Base64
                    && let Ok(bytes) =
                        STANDARD.decode(text.split_ascii_whitespace().collect::<String>())
                {
                    secret = Secret { rule: rule.to_owned(), ..self.key.secret(&bytes) };
                    if let Ok(text) = String::from_utf8(bytes) {
                        self.taken.push(Taken { text, rule, written: false });
                    }
                }
                *value = Value::from(secret);
            }
            Value::Map(map) => map.values_mut().for_each(|value| self.whole(encoding, rule, value)),
            Value::List(list) => {
                list.iter_mut().for_each(|value| self.whole(encoding, rule, value));
            }
            Value::Integer(_) | Value::Decimal(_) | Value::Bool(_) => {
                let text = value.scalar_text().unwrap_or_default();
                *value = Value::from(self.secret(&text, rule));
            }
            Value::Null
            | Value::Reference(_)
            | Value::Secret(_)
            | Value::Masked(_)
            | Value::Unknown(_) => {}
        }
    }

    /// Takes what was taken out of one attribute out of the others as well: a message that repeats it, a copy of the whole
    /// object in an annotation.
    pub(super) fn repeated(&mut self, body: &mut Value) {
        let taken = std::mem::take(&mut self.taken).into_iter();
        let known = taken.map(|taken| taken.text.trim().to_owned());
        let known = Search::of(known.filter(|text| text.len() >= REPEATED));
        if !known.is_empty() {
            self.again(&known, body);
        }
    }

    fn again(&mut self, known: &Search, value: &mut Value) {
        match value {
            Value::Map(map) => {
                // The elements of sets are keys in `managedFields`.
                let holds = |key: &str| !spans_of(known, key).is_empty();
                let suspects: Vec<String> = map.keys().filter(|key| holds(key)).cloned().collect();
                for key in suspects {
                    let Some(value) = map.remove(&key) else { continue };
                    map.insert(self.hidden(&key), value);
                }
                map.values_mut().for_each(|value| self.again(known, value));
            }
            Value::List(list) => list.iter_mut().for_each(|value| self.again(known, value)),
            Value::Masked(parts) => {
                let parts = std::mem::take(parts);
                let parts = parts.into_iter().flat_map(|part| match part {
                    Part::Plain(text) => match spans_of(known, &text) {
                        spans if spans.is_empty() => vec![Part::Plain(text)],
                        spans => self.parts(&text, &spans),
                    },
                    secret => vec![secret],
                });
                *value = Value::Masked(parts.collect());
            }
            Value::String(text) => {
                let spans = spans_of(known, text);
                match spans.as_slice() {
                    [] => {}
                    [only] if only.start == 0 && only.end == text.len() => {
                        *value = Value::from(self.secret(&text.clone(), only.rule));
                    }
                    _ => *value = Value::Masked(self.parts(&text.clone(), &spans)),
                }
            }
            _ => {}
        }
    }
}

/// Where secrets that are known stand in a text.
fn spans_of(known: &Search, text: &str) -> Vec<Span> {
    let mut spans = Spans::default();
    match known.find(text, false) {
        Ok(found) => found.iter().for_each(|found| spans.add(found.start, found.end, "repeated")),
        Err(TooOften) => spans.add(0, text.len(), "repeated"),
    }
    let spans = spans.merged();
    match spans.len() > MOST_PARTS {
        true => vec![Span { start: 0, end: text.len(), rule: "many" }],
        false => spans,
    }
}

/// The name that stands beside a value.
fn label(map: &Map) -> Option<String> {
    // A load balancer's condition on a header of one's own is how its callers prove who they are, whatever it is called.
    if let Some(header) = map.get("HttpHeaderName").and_then(Value::as_str) {
        let is_public = PUBLIC_HEADERS.iter().any(|start| header.to_lowercase().starts_with(start));
        return Some(if is_public { header.to_owned() } else { "secret".to_owned() });
    }
    NAMES.iter().find_map(|name| map.get(*name)?.as_str()).map(str::to_owned)
}

/// The program that a container runs, where its arguments stand in a list of their own.
fn program(map: &Map) -> Option<String> {
    match map.get("command")? {
        Value::List(list) => list.first()?.as_str().map(str::to_owned),
        command => command.as_str().map(str::to_owned),
    }
}

fn is_secret_key(key: &str) -> bool {
    !in_prose(key).is_empty()
}

/// Whether a map under the name of a password holds one for each of its keys: `password: {dev: x}`, `passwords: {alice: x}`, but
/// not `password: {secretName: x}`.
fn is_one_of_passwords(name: &str, key: &str, value: &Value) -> bool {
    if !name.to_ascii_lowercase().contains("pass")
        || matches!(value, Value::Map(_) | Value::Bool(_))
    {
        return false;
    }
    match judge(&format!("{name}.{key}")) {
        Likely::Yes => judge(name) == Likely::Yes,
        Likely::Perhaps => {
            name.to_ascii_lowercase().ends_with("passwords") && judge(key) == Likely::No
        }
        Likely::No => false,
    }
}

/// A number under a name that can only be a password: `pin: 1234`.
fn is_numeric_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    judge(name) == Likely::Yes
        && ["pass", "pwd", "pin", "secret"].iter().any(|word| lower.contains(word))
}

/// The places of arguments that are the value of a secret flag before them: `["--password", "x"]`.
fn arguments(list: &[Value]) -> BTreeSet<usize> {
    let pairs = list.windows(2).enumerate().filter_map(|(place, pair)| {
        let [flag, value] = pair else { return None };
        let (flag, value) = (flag.as_str()?, value.as_str()?);
        let is_flag = flag.starts_with('-') && !flag.contains(['=', ' ', '$']);
        (is_flag && !value.starts_with("--") && is_secret(flag.trim_start_matches('-'), value))
            .then_some(place + 1)
    });
    pairs.collect()
}
