//! Documents: YAML, JSON, `drift.yaml`, manifests and reports.

use drift_core::declare::{ManifestFile, Options, manifests as declare};
use drift_core::yaml::{Budget, Content, Dialect, Spanned, load};
use drift_core::{Builder, Report, Snapshot, Value, codec, config as configuration};

use super::snapshots::{gate, header};

/// Small enough for a fuzzer to reach its ends.
const BUDGET: Budget = Budget { bytes: 1 << 20, depth: 32, expansion: 1 << 16 };

/// A stream of documents: all places are in the stream, no tree is deeper than its budget, and what a tree says is said
/// again by its JSON.
pub fn yaml(bytes: &[u8]) {
    for dialect in [Dialect::Kubernetes, Dialect::Core] {
        // A document may begin on the line after the last one, which is empty.
        let lines = super::text(bytes).split(['\n', '\r']).count() + 1;
        for document in load(bytes, dialect, &BUDGET) {
            match document {
                Ok(root) => whole(root, dialect, lines),
                Err(error) => {
                    assert!(error.line >= 1 && error.column >= 1, "{error}");
                    assert!(error.line as usize <= lines, "{error} of {lines} lines");
                }
            }
        }
    }
}

fn whole(root: Spanned, dialect: Dialect, lines: usize) {
    assert!(!root.is_null(), "a document that says nothing");
    places(&root, lines, 0);
    let json = plain_json(&root.clone().into_value());
    let Some(Ok(again)) = load(json.as_bytes(), dialect, &BUDGET).next() else {
        panic!("its JSON is not read: {json}")
    };
    assert_eq!(again.into_value(), root.into_value(), "{json}");
}

fn places(node: &Spanned, lines: usize, depth: usize) {
    assert!(depth <= BUDGET.depth, "deeper than its budget");
    assert!(node.line >= 1 && node.column >= 1 && node.line as usize <= lines);
    match &node.content {
        Content::List(list) => list.iter().for_each(|node| places(node, lines, depth + 1)),
        Content::Map(map) => {
            for member in map.values() {
                assert!(member.line >= 1 && member.column >= 1 && member.line as usize <= lines);
                places(&member.value, lines, depth + 1);
            }
        }
        _ => {}
    }
}

/// JSON as an API writes it, without Drift's own tags.
fn plain_json(value: &Value) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Value::String(string) => text(string),
        Value::Decimal(number) => number.as_str().to_owned(),
        Value::List(list) => {
            format!("[{}]", list.iter().map(plain_json).collect::<Vec<_>>().join(","))
        }
        Value::Map(map) => {
            let members =
                map.iter().map(|(name, value)| format!("{}:{}", text(name), plain_json(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_json(),
    }
}

/// JSON: what is read is written to be read as the same.
pub fn json(bytes: &[u8]) {
    for value in [Value::from_json(bytes).ok(), serde_json::from_slice::<Value>(bytes).ok()] {
        let Some(value) = value else { continue };
        let text = value.to_json();
        let again: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(again, value, "{text}");
    }
}

/// An object in JSON means the same when it is read as YAML.
pub fn json_as_yaml(bytes: &[u8]) {
    let Ok(value @ Value::Map(_)) = Value::from_json(bytes) else { return };
    // A whole double above 2^53 and an integer above 2^63 are numbers that kubectl reads otherwise than the server.
    if numbers_differ(&value) {
        return;
    }
    let budget = Budget { depth: 200, ..BUDGET };
    let mut documents = load(bytes, Dialect::Kubernetes, &budget);
    let first = documents.next();
    match first {
        Some(Ok(root)) => assert_eq!(root.into_value(), value),
        Some(Err(error)) => panic!("{error}"),
        None => panic!("no document"),
    }
    assert!(documents.next().is_none(), "one value and two documents");
}

fn numbers_differ(value: &Value) -> bool {
    match value {
        Value::Decimal(number) => {
            number.as_str().parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
        }
        Value::Integer(number) => number.unsigned_abs() > 1 << 53,
        Value::List(list) => list.iter().any(numbers_differ),
        Value::Map(map) => map.values().any(numbers_differ),
        _ => false,
    }
}

/// `drift.yaml`: what is wrong with it has its place, in the order of the lines.
pub fn config(bytes: &[u8]) {
    let lookup = |name: &str| (name != "NONE").then(|| format!("${{{name}}}: [\n"));
    match configuration::parse_with(bytes, "drift.yaml", &lookup) {
        Ok(config) => drop(config),
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            assert!(errors.iter().all(|error| error.location.line >= 1 && error.column >= 1));
            assert!(errors.is_sorted_by_key(|error| (error.location.line, error.column)));
        }
    }
}

/// A declaration: its snapshot survives its file, and only where nothing is wrong does it speak for anything.
pub fn manifests(bytes: &[u8]) {
    let snapshot = declared(bytes);
    let wrong = snapshot.coverage.0.values().any(|status| !status.is_complete());
    assert!(!wrong || !snapshot.problems.is_empty(), "incomplete, and no problem says why");
    let file = codec::encode(&snapshot);
    assert_eq!(codec::decode(&file).as_ref(), Ok(&snapshot));
}

/// The snapshot of one file of manifests.
pub(super) fn declared(bytes: &[u8]) -> Snapshot {
    let registry = super::objects::registry();
    let gate = gate(&registry);
    let file = ManifestFile { name: "a.yaml".to_owned(), bytes: Ok(bytes.to_vec()) };
    let options = Options { namespace: Some("shop".to_owned()), budget: BUDGET };
    let mut builder = Builder::new(header(), &gate);
    declare(&[file], &options, &mut builder);
    builder.finish()
}

/// A report as `explain` reads it: what is read is written to be read as the same.
pub fn report(bytes: &[u8]) {
    let Ok(report) = serde_json::from_slice::<Report>(bytes) else { return };
    let text = serde_json::to_string(&report).expect("a report can be written");
    let again: Report = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(again, report);
}
