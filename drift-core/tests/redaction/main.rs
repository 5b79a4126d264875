//! Measures the gate on the labelled sets: what is secret and is left, what is harmless and is taken.
//!
//! `measured.txt` names every entry that the rules get wrong, so that a change that makes one worse is seen; `UPDATE=1`
//! writes it again. How the sets were made says labelled.md. Knows the gate only from outside.

// A test ends where something is not as it must be, and keeps what it measures in a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod rows;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use drift_core::yaml::{Budget, Dialect, Spanned, load};
use drift_core::{FingerprintKey, Gate, Map, Origin, Part, Raw, Registry, Scope, Value, scrub};
use rows::Rows;

/// One entry of the set.
struct Entry {
    id: String,
    at: String,
    name: String,
    text: Value,
    secret: Vec<String>,
    keep: Vec<String>,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Right,
    /// A secret is left.
    Missed,
    /// Something harmless is taken from a text that has a secret.
    TooMuch,
    /// Something is taken from a text that has none.
    FalseHit,
}

/// The sets: what the rules were made on, and what was written before they were changed again.
const SETS: [(&str, &str); 2] =
    [("labelled", include_str!("labelled.yaml")), ("fresh", include_str!("fresh.yaml"))];

fn entries(set: &str) -> Vec<Entry> {
    let text = set.replace('¦', "");
    let document =
        load(text.as_bytes(), Dialect::Core, &Budget::default()).next().unwrap().unwrap();
    document.as_list().unwrap().iter().map(entry).collect()
}

fn entry(node: &Spanned) -> Entry {
    let text = |name: &str| node.get(name).and_then(Spanned::as_str).unwrap_or_default().to_owned();
    let texts = |name: &str| -> Vec<String> {
        let list = node.get(name).and_then(Spanned::as_list).unwrap_or_default();
        list.iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
    };
    Entry {
        id: text("id"),
        at: text("at"),
        name: text("name"),
        text: node.get("text").expect("a text").clone().into_value(),
        secret: texts("secret"),
        keep: texts("keep"),
    }
}

/// The body of an object that has the text where the entry says it stands.
fn body(entry: &Entry) -> Value {
    let (name, text) = (entry.name.clone(), entry.text.clone());
    let map = |name: &str, value: Value| Value::Map(Map::from([(name.to_owned(), value)]));
    let pair = |key: &str, value: &str| {
        let members =
            [(key.to_owned(), Value::from(name.clone())), (value.to_owned(), text.clone())];
        Value::List(vec![Value::Map(Map::from(members))])
    };
    match entry.at.as_str() {
        "env" => map("env", pair("name", "value")),
        "tag" => map("Tags", pair("Key", "Value")),
        "configmap" => map("data", map(&name, text)),
        "annotation" => map("metadata", map("annotations", map(&name, text))),
        "label" => map("metadata", map("labels", map(&name, text))),
        "args" => map("args", text),
        "command" => map("command", text),
        "user-data" => map("UserData", text),
        "output" => map("outputs", map(&name, map("value", text))),
        "property" => name.rsplit('.').fold(text, |inner, step| match step.strip_suffix("[]") {
            Some(step) => map(step, Value::List(vec![inner])),
            None => map(step, inner),
        }),
        other => panic!("{}: where is {other}?", entry.id),
    }
}

fn redacted(body: Value) -> Value {
    let registry = Registry::new(vec![Arc::new(Rows)]);
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let raw = Raw {
        kind: "example.com/Thing".into(),
        version: None,
        scope: Scope::default(),
        name: "x".into(),
        native_id: None,
        origin: Origin::Live,
        body,
    };
    gate.admit(raw).body().clone()
}

/// Every text that can be read in a value, and what its secrets point at.
fn readable(value: &Value, texts: &mut Vec<String>, refs: &mut Vec<String>) {
    match value {
        Value::Map(map) => map.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            readable(value, texts, refs);
        }),
        Value::List(list) => list.iter().for_each(|value| readable(value, texts, refs)),
        Value::Secret(secret) => refs.extend(secret.refs.iter().cloned()),
        Value::Masked(parts) => parts.iter().for_each(|part| match part {
            Part::Plain(text) => texts.push(text.clone()),
            Part::Secret(secret) => refs.extend(secret.refs.iter().cloned()),
        }),
        scalar => texts.extend(scalar.scalar_text()),
    }
}

/// What the gate makes of a body without secrets: the copy of the object in its annotation becomes the object.
fn as_read(mut body: Value) -> Value {
    let annotation = "kubectl.kubernetes.io/last-applied-configuration";
    let annotations = body.at_mut(&["metadata", "annotations"]).and_then(Value::as_map_mut);
    if let Some(applied) = annotations.and_then(|map| map.get_mut(annotation)) {
        *applied = Value::from_json(applied.as_str().unwrap().as_bytes()).unwrap();
    }
    body
}

fn fate(entry: &Entry) -> Fate {
    let (mut texts, mut refs) = (Vec::new(), Vec::new());
    let unchanged = if entry.at == "error" {
        let said = entry.text.as_str().expect("an error is a text");
        texts.push(scrub(said).into_owned());
        texts == [said]
    } else {
        let body = body(entry);
        let after = redacted(body.clone());
        readable(&after, &mut texts, &mut refs);
        after == as_read(body)
    };
    let left = |part: &String| texts.iter().any(|text| text.contains(part));
    let pointed = |part: &String| refs.iter().any(|of| of.contains(part));
    if entry.secret.is_empty() {
        return if unchanged { Fate::Right } else { Fate::FalseHit };
    }
    match entry.secret.iter().any(|secret| left(secret) || pointed(secret)) {
        true => Fate::Missed,
        false if entry.keep.iter().all(|part| left(part) || pointed(part)) => Fate::Right,
        false => Fate::TooMuch,
    }
}

/// The figures of one set, and every entry of it that the rules get wrong.
fn measure(title: &str, entries: &[Entry]) -> String {
    let mut fates: BTreeMap<Fate, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        fates.entry(fate(entry)).or_default().push(&entry.id);
    }
    let secret = entries.iter().filter(|entry| !entry.secret.is_empty()).count();
    let of = |fate: Fate| fates.get(&fate).map_or(&[][..], Vec::as_slice);
    let mut said = format!(
        "{title}: {secret} texts with secrets: {} missed, {} with more taken than secret\n\
         {title}: {} texts without: {} false hits\n",
        of(Fate::Missed).len(),
        of(Fate::TooMuch).len(),
        entries.len() - secret,
        of(Fate::FalseHit).len(),
    );
    for (fault, fate) in
        [("missed", Fate::Missed), ("too much", Fate::TooMuch), ("false hit", Fate::FalseHit)]
    {
        let mut ids = of(fate).to_vec();
        ids.sort_unstable();
        ids.iter().for_each(|id| writeln!(said, "{fault}: {id}").unwrap());
    }
    said
}

#[test]
fn the_rules_get_no_more_wrong_than_they_did() {
    let said: Vec<String> = SETS.iter().map(|(title, set)| measure(title, &entries(set))).collect();
    let said = said.join("\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/redaction/measured.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &said).unwrap();
    }
    let wanted = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(said, wanted, "UPDATE=1 rewrites it");
}

#[test]
fn every_entry_has_a_name_of_its_own_and_holds_its_secret() {
    let entries: Vec<Entry> = SETS.iter().flat_map(|(_, set)| entries(set)).collect();
    let mut ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), entries.len());
    assert!(entries.len() > 800, "{}", entries.len());
    for entry in &entries {
        let mut texts = Vec::new();
        match &entry.text {
            Value::List(list) => list.iter().for_each(|text| texts.extend(text.scalar_text())),
            text => texts.extend(text.scalar_text()),
        }
        let holds = |part: &String| texts.iter().any(|text| text.contains(part.as_str()));
        assert!(entry.secret.is_empty() || entry.secret.iter().any(holds), "{}", entry.id);
    }
}
