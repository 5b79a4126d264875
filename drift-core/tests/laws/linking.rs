//! Linking: who folds into whom, and what stands twice.

use drift_core::graph::link;
use drift_core::normalise::normalise;
use drift_core::{Path, ProblemCode, Silent, Value};

use crate::toy::{APP, CHILD, CONFIG};
use crate::world::{STAGING, Thing, map, registry, show, snapshot, thing};

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
