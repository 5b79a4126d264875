//! A toy provider: a few kinds with every shape that the stages know. What a real provider says of its kinds is its own to
//! test; here lists are keyed, sets or ordered by their names, and `meta` holds what linking asks for.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{
    Binds, Class, Consequence, Element, Encoding, Governs, Node, Normal, Path, Problem, Reference,
    Resource, Role, RowDoc, Scope, SecretRow, Semantics, Step, Value, Writer,
};

pub(crate) const APP: &str = "toy/App";
pub(crate) const CONFIG: &str = "toy/Config";
pub(crate) const SECRET: &str = "toy/Secret";
pub(crate) const SCALER: &str = "toy/Scaler";
pub(crate) const CHILD: &str = "toy/Child";
pub(crate) const ROLE: &str = "toy/Role";
pub(crate) const EVENT: &str = "toy/Event";
/// Is not compared either, and may stand between two that are.
pub(crate) const MACHINE: &str = "toy/Machine";
pub(crate) const NAMESPACE: &str = "/Namespace";

/// Kinds that live in namespaces.
pub(crate) const NAMESPACED: [&str; 6] = [APP, CONFIG, SECRET, SCALER, CHILD, EVENT];

pub(crate) struct Toy;

impl Semantics for Toy {
    fn provider(&self) -> &'static str {
        "toy"
    }

    fn knows(&self, kind: &str) -> bool {
        kind.starts_with("toy/")
    }

    fn kinds(&self) -> Vec<String> {
        Vec::new()
    }

    fn rows(&self, _: &str) -> Vec<RowDoc> {
        Vec::new()
    }

    fn consequence(&self, kind: &str) -> Consequence {
        if kind == ROLE { Consequence::Security } else { Consequence::Behaviour }
    }

    fn ignored(&self, kind: &str) -> Option<&'static str> {
        matches!(kind, EVENT | MACHINE).then_some("happens")
    }

    fn passes(&self, kind: &str) -> bool {
        kind == MACHINE
    }

    /// `{"at": {ADDRESS: CLUSTER}}`
    fn addresses(&self, facts: &Value) -> BTreeMap<String, Scope> {
        let all = facts.get("at").and_then(Value::as_map).into_iter().flatten();
        all.filter_map(|(at, uid)| Some((at.clone(), Scope::cluster(uid.as_str()?)))).collect()
    }

    fn class(&self, _: &str, path: &Path) -> Class {
        let keys: Vec<&str> = path
            .0
            .iter()
            .filter_map(|step| match step {
                Step::Key(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        match keys.as_slice() {
            ["replicas"] => Class::of(Role::Scale, Consequence::Capacity),
            ["status", ..] => Class::of(Role::Volatile, Consequence::Cosmetic),
            ["guard", "root"] => Class::of(Role::Configuration, Consequence::Security),
            ["image"] => Class {
                equality: Some(same_version),
                rule: Some(older),
                ..Class::of(Role::Version, Consequence::Behaviour)
            },
            ["args" | "tags" | "ports" | "env" | "mounts" | "config" | "data" | "host", ..] => {
                Class::of(Role::Configuration, Consequence::Behaviour)
            }
            _ => Class::UNCLASSIFIED,
        }
    }

    fn secrets(&self, kind: &str) -> Vec<SecretRow> {
        let row = |path: &str| SecretRow { path: path.parse().unwrap(), encoding: Encoding::Text };
        if kind == SECRET { vec![row("data.*")] } else { Vec::new() }
    }

    fn normalise(&self, resource: &Resource, _: &Value) -> (Normal, Vec<Problem>) {
        let mut body = resource.body().clone();
        let meta = body.as_map_mut().and_then(|map| map.remove("meta")).unwrap_or(Value::Null);
        let text = |name: &str| meta.get(name).and_then(Value::as_str).map(str::to_owned);
        let governs = (resource.kind == SCALER).then(|| governs(&body)).flatten();
        let normal = Normal {
            namespace: text("namespace").map(Some),
            stem: text("stem"),
            owner: text("owner"),
            governs: governs.into_iter().collect(),
            binds: binds(&meta).into_iter().collect(),
            also: text("also").into_iter().collect(),
            unsure: text("unsure").map(drift_core::Reason::Denied),
            made_by_system: meta.get("system").map(|_| "the toy makes it"),
            component: text("component"),
            ..Normal::of(node("", body))
        };
        (normal, Vec::new())
    }

    fn fold(&self, owner: &mut Node, children: &[&Node]) {
        let shown: BTreeSet<Value> =
            children.iter().filter_map(|child| Some(child.get("digest")?.to_value())).collect();
        if let Node::Map(members) = owner {
            let set = Node::Set { items: shown.into_iter().collect(), repeats: false };
            members.insert("running".to_owned(), set);
        }
    }

    fn writer(&self, _: &Resource, path: &Path) -> Option<Writer> {
        path.last_key().map(|key| Writer { name: format!("writer of {key}"), at: None })
    }
}

/// `{"binds": NAMESPACE/NAME, "in": CONFIG}`
fn binds(meta: &Value) -> Option<Binds> {
    let (namespace, name) = meta.get("binds")?.as_str()?.split_once('/')?;
    let to = |kind: &str, namespace: Option<&str>, name: &str| Reference {
        kind: kind.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    };
    let within = meta.get("in").and_then(Value::as_str).map(|name| to(CONFIG, None, name));
    let gives = vec![Path::of_keys(&["config"])];
    Some(Binds { subject: to(APP, Some(namespace), name), within, gives })
}

fn governs(body: &Value) -> Option<Governs> {
    Some(Governs {
        target: Reference {
            kind: APP.to_owned(),
            namespace: None,
            name: body.get("target")?.as_str()?.to_owned(),
        },
        path: Path::of_keys(&["replicas"]),
        min: body.get("min")?.as_i64()?,
        max: body.get("max")?.as_i64()?,
    })
}

/// `1.2.0` and `1.2` are one version; whether `latest` is, nobody can say.
fn same_version(before: &Value, after: &Value) -> Option<bool> {
    let (before, after) = (before.as_str()?, after.as_str()?);
    if before.ends_with("latest") || after.ends_with("latest") {
        return None;
    }
    Some(before.trim_end_matches(".0") == after.trim_end_matches(".0"))
}

fn older(before: &Value, after: &Value) -> Option<&'static str> {
    (before.as_str()?.starts_with("v1") && after.as_str()?.starts_with("v2")).then_some("VER-001")
}

fn node(name: &str, value: Value) -> Node {
    match (name, value) {
        ("ports" | "env" | "mounts", Value::List(list)) => keyed(list),
        ("tags", Value::List(list)) => {
            let items: BTreeSet<Value> = list.into_iter().collect();
            Node::Set { items: items.into_iter().collect(), repeats: false }
        }
        // An address that nobody knows leads nowhere.
        ("config", Value::String(name)) if !name.contains("://") => Node::Leaf(reference(&name)),
        ("peers", Value::List(list)) => {
            let lead = |value: Value| value.as_str().map(reference).unwrap_or(value);
            let mut items: Vec<Value> = list.into_iter().map(lead).collect();
            items.sort();
            Node::Set { items, repeats: true }
        }
        (_, Value::Map(map)) => Node::Map(
            map.into_iter()
                .map(|(name, value)| {
                    let node = node(&name, value);
                    (name, node)
                })
                .collect(),
        ),
        (_, value) => Node::Leaf(value),
    }
}

/// `name`, or `namespace/name`.
fn reference(text: &str) -> Value {
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (Some(namespace.to_owned()), name),
        None => (None, text),
    };
    Value::Reference(Reference { kind: CONFIG.to_owned(), namespace, name: name.to_owned() })
}

/// By `name` or, for mounts, by the `config` that they lead to; ordered where a key is lacking or stands twice.
fn keyed(list: Vec<Value>) -> Node {
    let key = |value: &Value| {
        let of = |name: &str| Some(vec![(name.to_owned(), value.get(name)?.scalar_text()?)]);
        of("name").or_else(|| of("config"))
    };
    let keys: Option<BTreeSet<_>> = list.iter().map(key).collect();
    if keys.is_none_or(|keys| keys.len() < list.len()) {
        return Node::Leaf(Value::List(list));
    }
    let element = |(index, value): (usize, Value)| {
        let key = key(&value)?;
        Some((key, Element { index, node: node("", value) }))
    };
    Node::Keyed(list.into_iter().enumerate().filter_map(element).collect::<BTreeMap<_, _>>())
}
