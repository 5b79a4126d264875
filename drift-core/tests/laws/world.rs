//! Worlds: what an application is, whichever environment shows it. A name or text may hold `{env}`; showing a world puts
//! the environment's token there, gives ids, and lists things in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use drift_core::judge::Policy;
use drift_core::{
    Builder, Cell, Coverage, FORMAT, FingerprintKey, Gate, Header, Map, Origin, Raw, Registry,
    Report, Scope, SideKind, Silent, Sink, Snapshot, Status, Value, compare,
};
use proptest::prelude::*;

use crate::toy::{APP, CHILD, CONFIG, EVENT, NAMESPACE, NAMESPACED, ROLE, SCALER, SECRET, Toy};

pub(crate) const STAGING: &str = "staging";
pub(crate) const PROD: &str = "prod";

/// One resource, in no environment yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing {
    pub(crate) kind: &'static str,
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    pub(crate) body: Value,
    /// Which of several of one name it is.
    pub(crate) copy: usize,
}

/// How a world is shown.
#[derive(Debug, Clone)]
pub(crate) struct Show {
    pub(crate) environment: &'static str,
    pub(crate) clusters: Vec<&'static str>,
    /// Turns the order of everything that has none.
    pub(crate) turn: usize,
    /// Begins every native id; empty: there are none.
    pub(crate) ids: &'static str,
    pub(crate) key: &'static [u8],
    pub(crate) kind: SideKind,
    pub(crate) rank: Option<i64>,
}

pub(crate) fn show(environment: &'static str, clusters: &[&'static str]) -> Show {
    Show {
        environment,
        clusters: clusters.to_vec(),
        turn: 0,
        ids: environment,
        key: b"sixteen bytes or more",
        kind: SideKind::Observed,
        rank: None,
    }
}

pub(crate) fn registry() -> Registry {
    Registry::new(vec![Arc::new(Toy)])
}

pub(crate) fn report(before: &Snapshot, after: &Snapshot) -> Report {
    compare(before, after, &registry(), &Policy::default(), &mut Silent)
}

/// Shows the same world in each cluster.
pub(crate) fn snapshot(world: &[Thing], show: &Show) -> Snapshot {
    let worlds: Vec<_> = show.clusters.iter().map(|_| world.to_vec()).collect();
    snapshots(&worlds, show)
}

/// Shows a world in each cluster.
pub(crate) fn snapshots(worlds: &[Vec<Thing>], show: &Show) -> Snapshot {
    let registry = registry();
    let gate = Gate::new(FingerprintKey::new(show.key).unwrap(), &registry);
    let mut builder = Builder::new(header(show, gate.key_id()), &gate);
    for (cluster, world) in show.clusters.iter().zip(worlds) {
        let mut world: Vec<_> = world.iter().collect();
        turn(&mut world, show.turn);
        world.into_iter().for_each(|thing| builder.resource(raw(thing, cluster, show)));
        builder.name_scope(cluster, &format!("{cluster}-cluster"));
    }
    let mut snapshot = builder.finish();
    snapshot.coverage = complete(show.clusters.iter().map(|uid| instance(uid, show)));
    snapshot
}

pub(crate) fn header(show: &Show, key: &str) -> Header {
    Header {
        format: FORMAT,
        environment: show.environment.to_owned(),
        kind: show.kind,
        rank: show.rank,
        captured_at: "2026-11-24T00:00:00Z".to_owned(),
        tool: "drift/test".to_owned(),
        key: key.to_owned(),
        tokens: vec![show.environment.to_owned()],
        names: BTreeMap::new(),
        elsewhere: 0,
        asked: Vec::new(),
    }
}

/// Where a world is shown; a declaration names no cluster.
fn instance(cluster: &str, show: &Show) -> Scope {
    match show.kind {
        SideKind::Observed => Scope::cluster(cluster),
        SideKind::Declared => Scope::default(),
    }
}

/// Every kind read everywhere.
fn complete(instances: impl Iterator<Item = Scope>) -> Coverage {
    let mut coverage = Coverage::default();
    for cluster in instances {
        for kind in NAMESPACED {
            let cell = Cell { scope: cluster.in_namespace("*"), kind: kind.to_owned() };
            coverage.0.insert(cell, Status::Complete);
        }
        for kind in [ROLE, NAMESPACE] {
            let cell = Cell { scope: cluster.clone(), kind: kind.to_owned() };
            coverage.0.insert(cell, Status::Complete);
        }
    }
    coverage
}

fn raw(thing: &Thing, cluster: &str, show: &Show) -> Raw {
    let cluster_scope = instance(cluster, show);
    let scope = match &thing.namespace {
        Some(namespace) => cluster_scope.in_namespace(&said(namespace, show.environment)),
        None => cluster_scope,
    };
    Raw {
        kind: thing.kind.to_owned(),
        version: None,
        scope,
        name: said(&thing.name, show.environment),
        native_id: (!show.ids.is_empty())
            .then(|| format!("{}-{cluster}-{}#{}", show.ids, thing.key(), thing.copy)),
        origin: Origin::Live,
        body: shown(&thing.body, "", cluster, show),
    }
}

/// The text in an environment.
pub(crate) fn said(text: &str, environment: &str) -> String {
    text.replace("{env}", environment)
}

fn shown(value: &Value, name: &str, cluster: &str, show: &Show) -> Value {
    let inside = |name: &str, value: &Value| shown(value, name, cluster, show);
    match value {
        Value::String(key) if name == "owner" => {
            Value::from(format!("{}-{cluster}-{key}#0", show.ids))
        }
        Value::String(text) => Value::from(said(text, show.environment)),
        Value::List(list) => {
            let mut list: Vec<Value> = list.iter().map(|value| inside("", value)).collect();
            if matches!(name, "ports" | "env" | "mounts" | "tags" | "peers") {
                turn(&mut list, show.turn);
            }
            Value::List(list)
        }
        Value::Map(map) => Value::Map(
            map.iter().map(|(name, value)| (name.clone(), inside(name, value))).collect(),
        ),
        other => other.clone(),
    }
}

/// Another order of the same things.
fn turn<T>(list: &mut [T], by: usize) {
    if !list.is_empty() {
        list.rotate_left(by % list.len());
    }
    if by % 2 == 1 {
        list.reverse();
    }
}

pub(crate) fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map>())
}

pub(crate) fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| Value::from(*text)).collect())
}

pub(crate) fn thing(kind: &'static str, namespace: &str, name: &str, body: Value) -> Thing {
    let namespace = (!namespace.is_empty()).then(|| namespace.to_owned());
    Thing { kind, namespace, name: name.to_owned(), body, copy: 0 }
}

impl Thing {
    /// What names it in every environment.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.kind, self.namespace.as_deref().unwrap_or_default(), self.name)
    }

    /// Another one of the same name.
    pub(crate) fn again(&self, copy: usize) -> Self {
        Self { copy, ..self.clone() }
    }
}

pub(crate) const NAMESPACES: [&str; 4] = ["shop-{env}", "shop", "monitoring", "{env}-tools"];
const NAMES: [&str; 10] = [
    "web",
    "web-{env}",
    "api-{env}",
    "{env}-db",
    "db",
    "orders",
    "orders-{env}-cache",
    "mail",
    "cron",
    "search",
];

/// Worlds of 5 to 60 resources in several namespaces, and those namespaces.
pub(crate) fn worlds() -> impl Strategy<Value = Vec<Thing>> {
    let kinds = [APP, CONFIG, SECRET, SCALER, ROLE, EVENT, CHILD];
    let thing = (0..kinds.len(), 0..NAMESPACES.len(), 0..NAMES.len(), any::<[u8; 6]>());
    proptest::collection::vec(thing, 5..60).prop_map(move |drawn| {
        let mut seen = BTreeSet::new();
        let mut world: Vec<Thing> = NAMESPACES.map(|name| thing_of_cluster(NAMESPACE, name)).into();
        for (kind, namespace, name, dice) in drawn {
            let (kind, namespace, name) = (kinds[kind], NAMESPACES[namespace], NAMES[name]);
            let namespace = if kind == ROLE { "" } else { namespace };
            if seen.insert((kind, namespace, name)) {
                let body = body(kind, name, dice, &world);
                world.push(self::thing(kind, namespace, name, body));
            }
        }
        world
    })
}

pub(crate) fn thing_of_cluster(kind: &'static str, name: &str) -> Thing {
    thing(kind, "", name, map([]))
}

fn body(kind: &str, name: &str, dice: [u8; 6], world: &[Thing]) -> Value {
    let [a, b, c, d, ..] = dice;
    let number = |dice: u8| Value::from(i64::from(dice % 10));
    match kind {
        APP => app(dice),
        SECRET => map([("data", map([("password", Value::from(format!("secret-{a}")))]))]),
        SCALER => {
            map([("target", Value::from(name)), ("min", number(a)), ("max", Value::from(20))])
        }
        CHILD => {
            let owner = world.get(usize::from(a) % (world.len() + 2));
            let owner = owner.map_or_else(|| "unseen".to_owned(), Thing::key);
            map([("meta", map([("owner", Value::from(owner))])), ("digest", number(b))])
        }
        CONFIG if c % 5 == 0 => map([("meta", map([("system", Value::from(true))]))]),
        _ => map([
            ("data", map([("a", number(a)), ("host", Value::from("db.{env}.internal"))])),
            ("status", number(d)),
        ]),
    }
}

fn app([a, b, c, d, e, f]: [u8; 6]) -> Value {
    let picked = |bits: u8| (0..4).filter(move |bit| bits & (1 << bit) != 0);
    let element = |bit: u8| {
        let name = ["http", "admin", "{env}-grpc", "x.y"][usize::from(bit)];
        map([("name", Value::from(name)), ("port", Value::from(8000 + i64::from(bit)))])
    };
    let mount = |bit: u8| map([("config", Value::from(NAMES[usize::from(bit)]))]);
    let mut map = Map::from([
        ("replicas".to_owned(), Value::from(i64::from(a % 4) + 1)),
        ("image".to_owned(), Value::from(format!("v1.{}", b % 3))),
        ("args".to_owned(), texts(&["--log", "--env={env}"])),
        ("ports".to_owned(), Value::List(picked(b).map(element).collect())),
        ("mounts".to_owned(), Value::List(picked(c).map(mount).collect())),
        (
            "tags".to_owned(),
            Value::List(picked(d).map(|bit| Value::from(format!("t{bit}-{{env}}"))).collect()),
        ),
        ("host".to_owned(), Value::from("web.{env}.example.com")),
        ("status".to_owned(), Value::from(i64::from(f))),
    ]);
    match e % 4 {
        0 => map.insert("config".to_owned(), Value::from(NAMES[usize::from(e) % NAMES.len()])),
        1 => map.insert("image".to_owned(), Value::Unknown(drift_core::Reason::NotAsked)),
        2 => map.insert("guard".to_owned(), self::map([("root", Value::from(false))])),
        _ => None,
    };
    Value::Map(map)
}
