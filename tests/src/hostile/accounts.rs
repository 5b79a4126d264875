//! What AWS says, and what is made of it: answers of every operation, resources, refusals.

use drift_aws::door::Facts;
use drift_aws::{Aws, assemble, fuzzing, kinds};
use drift_core::{FingerprintKey, Gate, Map, Registry, Scope, Semantics as _, Value};

/// `SERVICE:OPERATION`, headers a line each, an empty line, the body. Any other first line stands for some operation, too.
struct Said<'b> {
    operation: (&'b str, &'b str),
    headers: Vec<(String, String)>,
    body: &'b [u8],
}

fn said(bytes: &[u8]) -> Said<'_> {
    let (first, mut rest) = line(bytes);
    let known = || {
        Facts::built_in().services.iter().flat_map(|(service, facts)| {
            facts.operations.keys().map(move |operation| (service.as_str(), operation.as_str()))
        })
    };
    let text = std::str::from_utf8(first).unwrap_or_default();
    let named = text.split_once(':').filter(|name| known().any(|operation| operation == *name));
    let place = first.iter().map(|byte| usize::from(*byte)).sum::<usize>() % known().count();
    let operation = named.or_else(|| known().nth(place)).expect("there is one");
    let mut headers = Vec::new();
    loop {
        let (next, after) = line(rest);
        rest = after;
        let Some((name, value)) =
            std::str::from_utf8(next).ok().and_then(|line| line.split_once(": "))
        else {
            return Said { operation, headers, body: rest };
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
}

fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// An answer: what is read of it is written to be read as the same, nothing is no list, and whatever stands in the place of a resource
/// becomes one or is said to be none.
pub fn aws_answer(bytes: &[u8]) {
    let Said { operation, headers, body } = said(bytes);
    let Some(Ok(answer)) = fuzzing::answer(operation, headers, body) else { return };
    // As a snapshot is read, in which a name that begins with `$` is written with another.
    let again: Value = serde_json::from_str(&answer.to_json()).expect("what is written is JSON");
    assert_eq!(again, answer, "{operation:?}");
    let lists = kinds::ALL
        .iter()
        .filter(|table| (table.list.call.service, table.list.call.operation) == operation);
    for table in lists {
        let Some(bodies) = fuzzing::bodies(table, &answer) else { continue };
        assert!(bodies.is_empty() || !body.trim_ascii().is_empty(), "{operation:?}");
        resources(table, bodies);
    }
}

fn resources(table: &'static drift_aws::table::Table, bodies: Vec<Value>) {
    let registry = Registry::new(vec![std::sync::Arc::new(Aws)]);
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").expect("long"), &registry);
    let (count, scope) = (bodies.len(), Scope::account("111122223333", "eu-west-1"));
    let found = assemble(table, &scope, bodies);
    assert!(found.resources.len() + found.lost.len() <= count, "{}", table.kind);
    let facts = gate.admit_fact(found.facts);
    for raw in found.resources {
        assert!(!raw.name.is_empty() && raw.native_id.is_some(), "{}", table.kind);
        let resource = gate.admit(raw);
        let normal = || Aws.normalise(&resource, &facts).0;
        assert_eq!(normal().tree, normal().tree, "{}", table.kind);
        // What no row knows stays.
        let is_empty = resource.body().as_map().is_none_or(Map::is_empty);
        assert!(is_empty || normal().tree.to_value() != Value::Map(Map::new()), "{}", table.kind);
    }
}

/// A refusal: its code and its message are one bounded line each.
pub fn aws_refusal(bytes: &[u8]) {
    let Said { headers, body, .. } = said(bytes);
    for text in fuzzing::refusal(headers, body) {
        assert!(text.chars().count() <= 300 && !text.contains(char::is_control), "{text:?}");
    }
}
