//! Linking: who folds into whom, and what stands twice.

use drift_core::graph::link;
use drift_core::normalise::normalise;
use drift_core::{Map, Path, ProblemCode, Silent, Snapshot, Value};

use crate::toy::{APP, CHILD, CONFIG, MACHINE};
use crate::world::{PROD, STAGING, Thing, map, registry, report, show, snapshot, snapshots, thing};

fn child(name: &str, owner: &str, digest: &str) -> Thing {
    let meta = map([("owner", Value::from(owner))]);
    thing(CHILD, "shop", name, map([("meta", meta), ("digest", Value::from(digest))]))
}

#[test]
fn children_fold_into_the_topmost_owner_that_was_seen() {
    let world = [
        thing(APP, "shop", "web", map([])),
        child("a", "toy/App/shop/web", "1"),
        child("b", "toy/Child/shop/a", "2"),
        child("orphan", "toy/App/shop/gone", "3"),
        child("self", "toy/Child/shop/self", "4"),
        child("x", "toy/Child/shop/y", "5"),
        child("y", "toy/Child/shop/x", "6"),
    ];
    let side = snapshot(&world, &show(STAGING, &["c1", "c2"]));
    let (graph, problems) =
        link(normalise(&side, &registry(), &mut Silent).0, &registry(), &mut Silent);
    assert_eq!(problems, []);
    let name = |node: usize| {
        graph.resource(node).map(|resource| {
            format!("{}/{}", resource.scope.cluster.clone().unwrap(), resource.name)
        })
    };
    let folded: Vec<_> = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(node, _)| name(*node).unwrap().starts_with("c2"))
        .map(|(node, vertex)| {
            format!("{} {:?}", name(node).unwrap(), vertex.folded_into.and_then(name))
        })
        .collect();
    assert_eq!(
        folded,
        [
            "c2/web None",
            "c2/a Some(\"c2/web\")",
            "c2/b Some(\"c2/web\")",
            "c2/orphan Some(\"c2/orphan\")",
            "c2/self Some(\"c2/self\")",
            "c2/x Some(\"c2/x\")",
            "c2/y Some(\"c2/y\")",
        ]
    );
    let web = graph.nodes.iter().find(|vertex| vertex.folded_into.is_none()).unwrap();
    let running = web.item.normal.tree.at(&Path::of_keys(&["running"])).unwrap().to_value();
    assert_eq!(running, Value::List(vec![Value::from("1"), Value::from("2")]));
}

#[test]
fn two_objects_of_one_name_that_no_id_tells_apart_are_a_problem() {
    let named = thing(CONFIG, "shop", "x", map([]));
    let unnamed =
        thing(CONFIG, "", "x", map([("meta", map([("namespace", Value::from("shop"))]))]));
    let problems = |ids: &'static str| {
        let mut show = show(STAGING, &["c1"]);
        show.ids = ids;
        let side = snapshot(&[named.clone(), unnamed.clone()], &show);
        let (_, problems) =
            link(normalise(&side, &registry(), &mut Silent).0, &registry(), &mut Silent);
        problems.into_iter().map(|problem| (problem.code, problem.place)).collect::<Vec<_>>()
    };
    assert_eq!(problems("ids"), []);
    assert_eq!(problems(""), [(ProblemCode::Duplicate, "toy/Config c1/shop x".to_owned())]);
}

/// `CLUSTER/NAME attribute > CLUSTER/NAME`
fn edges(side: &Snapshot) -> Vec<String> {
    let (graph, _) = link(normalise(side, &registry(), &mut Silent).0, &registry(), &mut Silent);
    let name = |node: usize| {
        let resource = graph.resource(node).unwrap();
        format!("{}/{}", resource.scope.cluster.clone().unwrap(), resource.name)
    };
    let said = graph
        .edges
        .iter()
        .map(|edge| format!("{} {} > {}", name(edge.from), edge.by, name(edge.to)));
    said.collect()
}

#[test]
fn what_is_never_compared_may_be_on_the_way_from_one_to_another() {
    let web = |machine: &str| thing(APP, "shop", "web", map([("config", Value::from(machine))]));
    let disk = |size: i64| thing(CONFIG, "shop", "disk", map([("size", Value::from(size))]));
    let node = |disk: &str| thing(MACHINE, "shop", "node", map([("config", Value::from(disk))]));
    let before = snapshot(&[web("disk"), disk(1), node("disk")], &show(STAGING, &["c1"]));
    assert_eq!(edges(&before), ["c1/web config > c1/disk", "c1/node config > c1/disk"]);
    // It is counted as not compared, and is neither a difference nor missing.
    let after = snapshot(&[web("disk"), disk(2)], &show(PROD, &["c1"]));
    let report = report(&before, &after);
    let found: Vec<_> =
        report.findings.iter().map(|found| (found.kind.as_str(), &*found.subject)).collect();
    assert_eq!(found, [(CONFIG, "disk")]);
    let way = &report.findings[0].ways[STAGING];
    let from: Vec<_> = way.iter().flatten().map(|step| step.kind.as_str()).collect();
    assert_eq!(from, [APP, MACHINE]);
}

#[test]
fn another_text_that_leads_to_a_resource_leads_to_it_unless_two_bear_it() {
    let web = || thing(APP, "shop", "web", map([("config", Value::from("other/at.example.com"))]));
    let at = |name: &str| {
        let also = map([("also", Value::from("at.example.com"))]);
        thing(CONFIG, "data", name, map([("meta", also)]))
    };
    let side = |world: &[Thing]| edges(&snapshot(world, &show(STAGING, &["c1"])));
    assert_eq!(side(&[web(), at("db")]), ["c1/web config > c1/db"]);
    assert_eq!(side(&[web(), at("db"), at("twin")]), [""; 0]);
}

#[test]
fn what_another_resource_is_bound_to_is_found_in_the_scope_that_others_know_by_its_address() {
    let web = thing(APP, "shop", "web", map([]));
    let cluster = |name: &str, at: &str| {
        thing(CONFIG, "account", name, map([("meta", map([("also", Value::from(at))]))]))
    };
    let grant = |name: &str, cluster: &str| {
        let meta = map([("binds", Value::from("shop/web")), ("in", Value::from(cluster))]);
        thing(CONFIG, "account", name, map([("meta", meta)]))
    };
    // Another account has a cluster of the same name, too, and what it binds there is bound elsewhere.
    let other = vec![cluster("one", "https://other"), grant("theirs", "one")];
    let outside = vec![
        cluster("one", "https://one"),
        cluster("far", "https://far"),
        grant("grant", "one"),
        grant("elsewhere", "far"),
    ];
    // And one that has no cluster of the name is no way to it.
    let without = vec![grant("nowhere", "one")];
    let worlds = [vec![web.clone()], vec![web], outside, other, without];
    let mut side = snapshots(&worlds, &show(STAGING, &["c1", "c2", "c3", "c4", "c5"]));
    assert_eq!(edges(&side), [""; 0]);
    let known = [("https://one", "c2"), ("https://two", "c1")];
    let at: Map = known.map(|(at, uid)| (at.to_owned(), Value::from(uid))).into();
    side.facts.insert("toy".to_owned(), Value::Map(Map::from([("at".to_owned(), Value::Map(at))])));
    assert_eq!(edges(&side), ["c2/web  > c3/grant"]);
}

#[test]
fn who_is_bound_gets_what_is_given_and_not_all_that_is_named() {
    let side = |environment, size: i64| {
        let at = map([("also", Value::from("https://one"))]);
        let one = map([("meta", at), ("size", Value::from(size))]);
        let role = map([("size", Value::from(size))]);
        let meta = map([("binds", Value::from("shop/web")), ("in", Value::from("one"))]);
        let peers = Value::List(vec![Value::from("one")]);
        let grant = map([("meta", meta), ("config", Value::from("role")), ("peers", peers)]);
        let inside = vec![thing(APP, "shop", "web", map([]))];
        let outside = vec![
            thing(CONFIG, "account", "one", one),
            thing(CONFIG, "account", "role", role),
            thing(CONFIG, "account", "grant", grant),
        ];
        let mut side = snapshots(&[inside, outside], &show(environment, &["c1", "c2"]));
        let at = map([("at", map([("https://one", Value::from("c1"))]))]);
        side.facts.insert("toy".to_owned(), at);
        side
    };
    let report = report(&side(STAGING, 1), &side(PROD, 2));
    let from = |subject: &str| {
        let found = report.findings.iter().find(|found| found.subject == subject).unwrap();
        let ways = found.ways.get(STAGING).into_iter().flatten();
        ways.map(|way| way.iter().map(|step| &*step.name).collect::<Vec<_>>().join(" > ")).collect()
    };
    let (role, one): (Vec<String>, Vec<String>) = (from("role"), from("one"));
    assert_eq!(role, ["web > grant"]);
    assert_eq!(one, ["grant"]);
}
