//! What holds for every two sides.

use std::collections::BTreeSet;

use drift_core::graph::{Graph, link};
use drift_core::normalise::normalise;
use drift_core::pair::pair;
use drift_core::{
    ChangeKind, Comparison, Finding, Membership, Path, Progress, Report, Scope, Silent, Snapshot,
    Status, Value, Which,
};
use proptest::prelude::*;

use crate::mutations::mutated;
use crate::toy::{APP, CHILD, CONFIG, EVENT};
use crate::world::{
    PROD, STAGING, Thing, map, registry, report, said, show, snapshot, snapshots, thing, worlds,
};

/// A world with things that stand twice or are generated, and a snapshot of it in some clusters with things of every membership.
fn crowded(world: &[Thing], clusters: usize, dice: u64) -> Snapshot {
    let mut world = world.to_vec();
    let again: Vec<Thing> = world.iter().skip(4).step_by(3).map(|thing| thing.again(1)).collect();
    world.extend(again);
    for thing in world.iter_mut().filter(|thing| thing.kind == CONFIG).step_by(2) {
        let stem = map([("stem", Value::from("settings-{env}"))]);
        thing.body.as_map_mut().unwrap().entry("meta".to_owned()).or_insert(stem);
    }
    let clusters = ["c1", "c2", "c3"].get(..clusters).unwrap();
    let mut snapshot = snapshot(&world, &show(STAGING, clusters));
    let mut place = 0;
    snapshot.assign(|_| {
        place += 1;
        Some(match (dice >> (place % 60)) & 7 {
            0 => Membership::Shared,
            1 => Membership::Unassigned,
            _ => Membership::In,
        })
    });
    snapshot
}

/// A finding as the other direction of the comparison would tell it; element keys in no environment's words.
fn swapped(finding: &Finding) -> String {
    let change = match finding.change {
        ChangeKind::Missing => ChangeKind::Extra,
        ChangeKind::Extra => ChangeKind::Missing,
        ChangeKind::Changed => ChangeKind::Changed,
    };
    told(finding, change)
}

fn told(finding: &Finding, change: ChangeKind) -> String {
    let path = finding.path.to_string().replace(STAGING, "{env}").replace(PROD, "{env}");
    let (kind, severity, values) = (&finding.kind, finding.severity, &finding.values);
    format!("{kind} {path} {change:?} {severity} {:?} {values:?}", finding.addresses)
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

fn unknowns(report: &Report) -> Vec<String> {
    let text = |unknown: &drift_core::Unknown| {
        let mut sides: Vec<&str> = unknown.side.split(", ").collect();
        sides.sort_unstable();
        format!("{} {} {sides:?} {} {}", unknown.kind, unknown.path, unknown.reason, unknown.count)
    };
    sorted(report.unknowns.iter().map(text).collect())
}

fn graph(snapshot: &Snapshot) -> Graph<'_> {
    let (side, _) = normalise(snapshot, &registry(), &mut Silent);
    link(side, &registry(), &mut Silent).0
}

/// Every subject, with what became of it.
fn accounted(which: Which, graph: &Graph<'_>, other: &Graph<'_>) -> Result<(), TestCaseError> {
    let (before, after) = if which == Which::Before { (graph, other) } else { (other, graph) };
    let (pairing, _) = pair(before, after, Comparison::Parity, &mut Silent);
    let mut found: BTreeSet<usize> = pairing
        .pairs
        .iter()
        .map(|pair| if which == Which::Before { pair.before } else { pair.after })
        .collect();
    let lone = if which == Which::Before { &pairing.before_only } else { &pairing.after_only };
    found.extend(lone.iter().map(|lone| lone.node));
    let ambiguous = pairing.ambiguous.iter().filter(|ambiguous| ambiguous.which == which);
    found.extend(ambiguous.map(|ambiguous| ambiguous.node));
    for (node, vertex, resource) in graph.subjects() {
        let instance = (which, vertex.item.scope.instance());
        let away =
            pairing.unaligned.contains(&instance) || resource.membership == Membership::Shared;
        prop_assert!(away || found.contains(&node), "{} {}", resource.kind, resource.name);
    }
    let ignored: usize = graph.ignored.values().sum();
    prop_assert_eq!(graph.nodes.len() + ignored, graph.snapshot.resources().len());
    Ok(())
}

/// Stops at the `left`th step.
struct Stop(usize);

impl Progress for Stop {
    fn step(&mut self, _: &'static str, _: usize, _: usize) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

proptest! {
    #[test]
    fn a_side_against_itself_has_no_findings(
        world in worlds(), clusters in 1usize..4, dice in any::<u64>(),
    ) {
        let side = crowded(&world, clusters, dice);
        let report = report(&side, &side);
        prop_assert_eq!(report.findings, []);
        prop_assert_eq!(report.suppressed, []);
    }

    #[test]
    fn the_order_of_input_changes_no_byte(
        world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..6), turn in 1usize..50,
    ) {
        let (other, _) = mutated(&world, &draws);
        let bytes = |turn: usize| {
            let (mut staging, mut prod) = (show(STAGING, &["c1"]), show(PROD, &["c2", "c3"]));
            (staging.turn, prod.turn) = (turn, turn * 3);
            let report = report(&snapshot(&world, &staging), &snapshot(&other, &prod));
            serde_json::to_string(&report).unwrap()
        };
        prop_assert_eq!(bytes(0), bytes(turn));
    }

    #[test]
    fn the_other_direction_tells_the_same(
        world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..9), clusters in 1usize..4, dice in any::<u64>(),
    ) {
        let (other, _) = mutated(&world, &draws);
        let before = crowded(&world, clusters, dice);
        let after = snapshot(&other, &show(PROD, &["d1"]));
        let (there, back) = (report(&before, &after), report(&after, &before));
        let there_told = there.findings.iter().map(|found| told(found, found.change)).collect();
        prop_assert_eq!(sorted(there_told), sorted(back.findings.iter().map(swapped).collect()));
        prop_assert_eq!(unknowns(&there), unknowns(&back));
        prop_assert_eq!(there.counts, back.counts);
    }

    #[test]
    fn nothing_vanishes_on_either_side(world in worlds(), other in worlds(), clusters in 1usize..4, dice in any::<u64>()) {
        let (before, after) = (crowded(&world, clusters, dice), snapshot(&other, &show(PROD, &["d1", "d2"])));
        let (one, two) = (graph(&before), graph(&after));
        accounted(Which::Before, &one, &two)?;
        accounted(Which::After, &two, &one)?;
    }

    #[test]
    fn ids_are_unique_whatever_the_two_sides(world in worlds(), other in worlds(), clusters in 1usize..4, dice in any::<u64>()) {
        let report = report(&crowded(&world, clusters, dice), &snapshot(&other, &show(PROD, &["d1", "d2"])));
        let ids: BTreeSet<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
        prop_assert_eq!(ids.len(), report.findings.len());
    }

    #[test]
    fn what_was_not_read_completely_is_never_missing(
        world in worlds(), other in worlds(), statuses in proptest::collection::vec(0u8..4, 8),
    ) {
        let before = snapshot(&world, &show(STAGING, &["c1"]));
        let mut after = snapshot(&other, &show(PROD, &["d1"]));
        let cells: Vec<_> = after.coverage.0.keys().cloned().collect();
        for (cell, status) in cells.iter().zip(statuses) {
            match status {
                0 => _ = after.coverage.0.remove(cell),
                1 => _ = after.coverage.0.insert(cell.clone(), Status::Denied { fault: "403".into() }),
                2 => _ = after.coverage.0.insert(cell.clone(), Status::Partial { fault: "cut".into() }),
                _ => {}
            }
        }
        let cluster = Scope::cluster("d1");
        let is_read = |kind: &str| {
            let at = |scope: &Scope| after.coverage.of(scope, kind).is_some_and(Status::is_complete);
            at(&cluster) || at(&cluster.in_namespace("*"))
        };
        let report = report(&before, &after);
        for finding in report.findings.iter().filter(|found| found.path.is_root() && found.change == ChangeKind::Missing) {
            prop_assert!(is_read(&finding.kind), "{} {}", finding.kind, finding.subject);
        }
        let asserted = ["denied: 403", "partial: cut", "not looked for"];
        for unknown in report.unknowns.iter().filter(|unknown| unknown.path.is_root() && unknown.side == PROD) {
            let by_reading = asserted.contains(&unknown.reason.as_str());
            prop_assert_eq!(by_reading, !is_read(&unknown.kind), "{:?}", unknown);
        }
    }

    #[test]
    fn a_stop_makes_nothing_missing(world in worlds(), steps in 1usize..6) {
        let before = snapshot(&world, &show(STAGING, &["c1"]));
        let after = snapshot(&world, &show(PROD, &["d1"]));
        let policy = drift_core::judge::Policy::default();
        let report = drift_core::compare(&before, &after, &registry(), &policy, &mut Stop(steps));
        prop_assert_eq!(report.findings, []);
        prop_assert!(!report.problems.is_empty());
    }

    #[test]
    fn three_clusters_against_one_are_each_compared(world in worlds(), draw in any::<usize>(), turned in any::<bool>()) {
        let place = 4 + draw % (world.len() - 4);
        let mut lacking = world.clone();
        let gone = lacking.remove(place);
        let three = snapshots(&[world.clone(), lacking, world.clone()], &show(PROD, &["d1", "d2", "d3"]));
        let one = snapshot(&world, &show(STAGING, &["c1"]));
        let report = if turned { report(&three, &one) } else { report(&one, &three) };
        let told: Vec<_> = report.findings.iter().map(|finding| (finding.kind.as_str(), finding.notes.clone())).collect();
        // A child that is gone shows in its owner.
        prop_assume!(gone.kind != CHILD);
        let is_seen = gone.kind != EVENT && gone.body.at(&["meta", "system"]).is_none();
        if !is_seen {
            prop_assert_eq!(told, []);
        } else {
            let place = gone.namespace.map(|name| format!("/{}", said(&name, PROD))).unwrap_or_default();
            prop_assert_eq!(told, [(gone.kind, vec![format!("not in d2-cluster{place}")])]);
        }
    }
}

/// Any value at all, with names that nobody would give.
fn anything() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just(String::new()),
        Just("$".to_owned()),
        Just("$secret".to_owned()),
        Just("meta".to_owned()),
        Just("ports".to_owned()),
        Just("env".to_owned()),
        Just("config".to_owned()),
        Just("tags".to_owned()),
        Just("name".to_owned()),
        Just("{env}".to_owned()),
        Just("a]b[\"".to_owned()),
        Just("\u{1f}\u{0}".to_owned()),
        Just("owner".to_owned()),
        Just("stem".to_owned()),
        Just("staging".to_owned()),
        Just("peers".to_owned()),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from("staging")),
        Just(Value::Unknown(drift_core::Reason::Encrypted)),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            proptest::collection::btree_map(name.clone(), inner, 0..6).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn any_tree_is_compared_without_panic_and_read_back(
        bodies in proptest::collection::vec((anything(), anything()), 1..8), kind in 0usize..2,
    ) {
        let kind = [APP, CONFIG][kind];
        let world = |of: fn(&(Value, Value)) -> &Value| -> Vec<Thing> {
            let body = |(place, pair)| thing(kind, "shop", &format!("x{place}"), of(pair).clone());
            bodies.iter().enumerate().map(body).collect()
        };
        let before = snapshot(&world(|pair| &pair.0), &show(STAGING, &["c1"]));
        let after = snapshot(&world(|pair| &pair.1), &show(PROD, &["d1"]));
        let found = report(&before, &after);
        let text = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), found);
        prop_assert_eq!(report(&before, &before).findings, []);
    }

    #[test]
    fn a_path_of_any_names_is_read_back(names in proptest::collection::vec(any::<String>(), 0..5), value in any::<String>()) {
        let mut path = Path(names.iter().map(|name| drift_core::Step::Key(name.clone())).collect());
        path.0.push(drift_core::Step::Element(vec![("name".to_owned(), value)]));
        prop_assert_eq!(path.to_string().parse::<Path>(), Ok(path));
    }
}
