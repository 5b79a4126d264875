//! Every attribute of the ten kinds that people run, mutated one by one: found, or not compared for a reason.
//!
//! The objects are made from Kubernetes' own schemas (`drift-k8s/src/tables/builtin.json`): every field filled, two
//! elements in every list. The share of attributes that no table classifies is published in `docs/kinds-coverage.md`;
//! `UPDATE=1` writes it. The security group's turn is in `security_group.rs`.

use std::fmt::Write as _;
use std::sync::Arc;

use drift_core::judge::Policy;
use drift_core::normalise::normalise;
use drift_core::{
    Builder, FORMAT, FingerprintKey, Gate, Header, Origin, Path, Raw, Registry, Report, Scope,
    SideKind, Silent, Sink, Snapshot, Step, Value, compare,
};
use serde_json::{Value as Json, json};

const KINDS: [(&str, &str); 9] = [
    ("apps/v1/Deployment", "apps/Deployment"),
    ("apps/v1/StatefulSet", "apps/StatefulSet"),
    ("batch/v1/CronJob", "batch/CronJob"),
    ("v1/Service", "/Service"),
    ("networking.k8s.io/v1/Ingress", "networking.k8s.io/Ingress"),
    ("v1/ConfigMap", "/ConfigMap"),
    ("networking.k8s.io/v1/NetworkPolicy", "networking.k8s.io/NetworkPolicy"),
    ("rbac.authorization.k8s.io/v1/Role", "rbac.authorization.k8s.io/Role"),
    ("autoscaling/v2/HorizontalPodAutoscaler", "autoscaling/HorizontalPodAutoscaler"),
];

/// At most this share of a kind's attributes may be covered only by "unclassified", in percent.
const UNCLASSIFIED_PERCENT: usize = 10;

/// Fields deeper than this repeat what is above them.
const DEPTH: usize = 14;

#[test]
fn every_attribute_is_found_or_not_compared_for_a_reason() {
    let table = table();
    let mut lost = Vec::new();
    let mut page = head();
    // A thread a kind: the large ones take most of a minute each.
    let kinds: Vec<_> = std::thread::scope(|scope| {
        let table = &table;
        let threads: Vec<_> = KINDS
            .iter()
            .map(|(schema, kind)| scope.spawn(move || mutate_kind(table, schema, kind)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread that only compares"))
            .collect()
    });
    for ((_, kind), tally) in KINDS.iter().zip(kinds) {
        assert!(
            tally.unclassified <= UNCLASSIFIED_PERCENT,
            "{kind}: {} % of the attributes are unclassified",
            tally.unclassified
        );
        let Tally { all, found, not_compared, unclassified, lost: of_kind } = tally;
        let _ =
            writeln!(page, "| `{kind}` | {all} | {found} | {not_compared} | {unclassified} % |");
        lost.extend(of_kind);
    }
    assert!(
        lost.is_empty(),
        "mutated, and neither found nor not compared for a reason:\n{}",
        lost.join("\n")
    );
    published("docs/kinds-coverage.md", &page);
}

/// What became of the mutations of a kind.
struct Tally {
    all: usize,
    found: usize,
    not_compared: usize,
    unclassified: usize,
    lost: Vec<String>,
}

fn mutate_kind(table: &Json, schema: &str, kind: &str) -> Tally {
    let object = object(table, schema);
    let base = snapshot(kind, "one", &object);
    let mut tally = Tally { all: 0, found: 0, not_compared: 0, unclassified: 0, lost: Vec::new() };
    for way in leaves(&object) {
        let mut mutated = object.clone();
        mutate(&mut mutated, &way);
        tally.all += 1;
        match outcome(&compare_with(&base, &snapshot(kind, "two", &mutated))) {
            Some(true) => tally.found += 1,
            Some(false) => tally.not_compared += 1,
            // A copy of another field that the object has as well: nothing is left of it in the normal form.
            None if is_computed(kind, &way) => tally.not_compared += 1,
            None => tally.lost.push(format!("{kind} {way}")),
        }
    }
    let (known, all) = classified(kind, &base);
    tally.unclassified = (all - known) * 100 / all.max(1);
    tally
}

fn head() -> String {
    "# How much of each kind is classified\n\n\
     Made by `tests/tests/attributes.rs`: an object with every field that its schema has, mutated one leaf at a time.\n\
     *Found* makes a finding; *not compared* is volatile, computed or an identity, with its reason in `drift kinds KIND`;\n\
     *unclassified* is compared as configuration × behaviour because no table says more.\n\n\
     | kind | attributes | found | not compared | unclassified |\n|---|--:|--:|--:|--:|\n"
        .to_owned()
}

fn published(path: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, text).expect("the page can be written");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        text,
        "{}: run with UPDATE=1",
        path.display()
    );
}

fn table() -> Json {
    serde_json::from_str(include_str!("../../drift-k8s/src/tables/builtin.json"))
        .expect("the table is JSON")
}

/// An object of a kind with every field that its schema has.
fn object(table: &Json, schema: &str) -> Json {
    let kind = &table["kinds"][schema];
    let mut object =
        definition(table, kind["definition"].as_str().expect("a kind has a definition"), 0);
    let (api_version, kind) = schema.rsplit_once('/').expect("a key is apiVersion/kind");
    object["apiVersion"] = json!(api_version);
    object["kind"] = json!(kind);
    object["metadata"] = json!({
        "name": "subject", "namespace": "shop", "labels": { "team": "text-a" }, "annotations": { "note": "text-a" },
        "finalizers": ["example.com/one", "example.com/two"],
    });
    if let Some(object) = object.as_object_mut() {
        object.remove("status");
    }
    object
}

fn definition(table: &Json, name: &str, depth: usize) -> Json {
    let Some(fields) = table["definitions"][name]["fields"].as_object() else { return json!({}) };
    if depth > DEPTH {
        return json!({});
    }
    fields
        .iter()
        .map(|(name, field)| (name.clone(), sample(table, field, depth)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn sample(table: &Json, field: &Json, depth: usize) -> Json {
    if let Some(name) = field["ref"].as_str() {
        return definition(table, name, depth + 1);
    }
    if field.get("list").is_some() {
        let item = |word| match field["items"].as_str() {
            Some(name) => tell_apart(definition(table, name, depth + 1), field, word),
            None => scalar(field["itemType"].as_str(), word),
        };
        return json!([item("a"), item("b")]);
    }
    if field["map"].as_bool() == Some(true) {
        let value = match field["values"].as_str() {
            Some(name) => definition(table, name, depth + 1),
            None => scalar(field["valueType"].as_str(), "a"),
        };
        return json!({ "key": value });
    }
    scalar(field["type"].as_str(), "a")
}

/// The elements of a keyed list differ in their keys.
fn tell_apart(mut item: Json, field: &Json, word: &str) -> Json {
    for key in field["keys"].as_array().into_iter().flatten().filter_map(Json::as_str) {
        item[key] = match &item[key] {
            Json::Number(_) => json!(if word == "a" { 8001 } else { 8002 }),
            _ => json!(format!("text-{word}")),
        };
    }
    item
}

fn scalar(of: Option<&str>, word: &str) -> Json {
    let first = word == "a";
    match of {
        Some("integer" | "number" | "int-or-string") => json!(if first { 3 } else { 4 }),
        Some("boolean") => json!(first),
        Some("quantity") => json!(if first { "300m" } else { "400m" }),
        Some("date-time") => {
            json!(if first { "2026-01-01T00:00:00Z" } else { "2026-01-02T00:00:00Z" })
        }
        Some("micro-time") => {
            json!(if first { "2026-01-01T00:00:00.000000Z" } else { "2026-01-02T00:00:00.000000Z" })
        }
        Some("duration") => json!(if first { "30s" } else { "45s" }),
        Some("byte") => json!(if first { "YWFhYWFhYWFhYWE=" } else { "YmJiYmJiYmJiYmI=" }),
        Some("list") => json!([format!("text-{word}")]),
        _ => json!(format!("text-{word}")),
    }
}

/// The JSON pointers of every scalar below `metadata`'s free parts, `spec`, `data` and the rest.
fn leaves(object: &Json) -> Vec<String> {
    fn walk(value: &Json, at: &str, into: &mut Vec<String>) {
        match value {
            Json::Object(members) => {
                members.iter().for_each(|(name, value)| {
                    walk(
                        value,
                        &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                        into,
                    );
                });
            }
            Json::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(place, value)| walk(value, &format!("{at}/{place}"), into)),
            _ => into.push(at.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(object, "", &mut found);
    // What names the object is what pairs it; its version is a fact of the wire.
    found.retain(|way| {
        !["/apiVersion", "/kind", "/metadata/name", "/metadata/namespace"].contains(&way.as_str())
    });
    // The second element of a list has the same attributes as the first.
    found.retain(|way| !way.split('/').any(|step| step == "1"));
    found
}

fn mutate(object: &mut Json, way: &str) {
    let Some(value) = object.pointer_mut(way) else { return };
    *value = match &*value {
        Json::Bool(truth) => json!(!truth),
        Json::Number(number) => json!(number.as_i64().unwrap_or_default() + 10),
        Json::String(text) => json!(changed(text)),
        other => other.clone(),
    };
}

/// Another value of the same form.
fn changed(text: &str) -> String {
    match text {
        "300m" | "400m" => "700m".to_owned(),
        "30s" | "45s" => "70s".to_owned(),
        "YWFhYWFhYWFhYWE=" | "YmJiYmJiYmJiYmI=" => "Y2NjY2NjY2NjY2M=".to_owned(),
        time if time.starts_with("2026-") => time.replacen("2026", "2025", 1),
        text => format!("{text}-changed"),
    }
}

fn registry() -> Registry {
    Registry::new(vec![Arc::new(drift_k8s::Kubernetes)])
}

fn snapshot(kind: &str, environment: &str, object: &Json) -> Snapshot {
    let registry = registry();
    let gate = Gate::new(
        FingerprintKey::new(b"a key of the tests, not a secret").expect("long enough"),
        &registry,
    );
    let header = Header {
        format: FORMAT,
        environment: environment.to_owned(),
        kind: SideKind::Observed,
        rank: None,
        captured_at: "2026-01-01T00:00:00Z".to_owned(),
        tool: "drift/test".to_owned(),
        key: gate.key_id().to_owned(),
        tokens: Vec::new(),
        names: Default::default(),
        elsewhere: 0,
        asked: Vec::new(),
    };
    let mut builder = Builder::new(header, &gate);
    builder.resource(Raw {
        kind: kind.to_owned(),
        version: object["apiVersion"]
            .as_str()
            .and_then(|text| text.rsplit('/').next())
            .map(str::to_owned),
        scope: Scope::cluster("c0ffee").in_namespace("shop"),
        name: "subject".to_owned(),
        native_id: None,
        origin: Origin::Live,
        body: Value::from_json(object.to_string().as_bytes()).expect("an object is JSON"),
    });
    builder.finish()
}

fn compare_with(before: &Snapshot, after: &Snapshot) -> Report {
    compare(before, after, &registry(), &Policy::default(), &mut Silent)
}

/// Found, not compared by its class, or neither.
fn outcome(report: &Report) -> Option<bool> {
    if !report.findings.is_empty() {
        return Some(true);
    }
    (!report.counts.not_compared.is_empty() || report.counts.corresponding > 0).then_some(false)
}

/// Whether the tables say of an attribute, by its JSON pointer, why it is not compared.
fn is_computed(kind: &str, way: &str) -> bool {
    let step = |step: &str| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Index);
    let class = registry().class(kind, &Path(way.split('/').skip(1).map(step).collect()));
    !class.role.is_compared() && !class.reason.is_empty()
}

/// How many leaves of the normal form a table knows, of how many.
fn classified(kind: &str, snapshot: &Snapshot) -> (usize, usize) {
    let registry = registry();
    let (side, _) = normalise(snapshot, &registry, &mut Silent);
    let (mut known, mut all) = (0, 0);
    for item in &side.items {
        item.normal.tree.leaves(&Path::root(), &mut |path, _| {
            all += 1;
            known += usize::from(registry.class(kind, path).classified);
        });
    }
    (known, all)
}
