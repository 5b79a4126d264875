//! Mutations of a renamed copy: each is found, once, and nothing else is.

use std::collections::BTreeSet;

use drift_core::{ChangeKind, Finding, Map, Reason, Value};
use proptest::prelude::*;

use crate::toy::{APP, CHILD, CONFIG, EVENT, NAMESPACE, ROLE, SCALER, SECRET};
use crate::world::{PROD, STAGING, Thing, map, report, said, show, snapshot, thing, worlds};

/// A finding as the mutations foresee it: kind, name before, name after, path and change.
pub(crate) type Foreseen = (String, String, String, String, String);

pub(crate) fn foreseen(finding: &Finding) -> Foreseen {
    let name = |side: &str| {
        finding.addresses.get(side).map(|address| address.name.clone()).unwrap_or_default()
    };
    let change = format!("{:?}", finding.change);
    (finding.kind.clone(), name(STAGING), name(PROD), finding.path.to_string(), change)
}

fn foresee(thing: &Thing, path: &str, change: ChangeKind) -> Foreseen {
    let on = |side: &str, lacking: ChangeKind| {
        if path.is_empty() && change == lacking { String::new() } else { said(&thing.name, side) }
    };
    (
        thing.kind.to_owned(),
        on(STAGING, ChangeKind::Extra),
        on(PROD, ChangeKind::Missing),
        path.to_owned(),
        format!("{change:?}"),
    )
}

/// Whether something of this namespace and name scales it.
fn is_scaled(world: &[Thing], thing: &Thing) -> bool {
    let scales = |other: &Thing| {
        other.kind == SCALER && other.namespace == thing.namespace && other.name == thing.name
    };
    world.iter().any(scales)
}

fn members(thing: &mut Thing) -> &mut Map {
    thing.body.as_map_mut().unwrap()
}

/// Changes one thing of a world; `None` where the mutation does not fit it.
pub(crate) fn mutate(world: &mut Vec<Thing>, place: usize, how: u8) -> Option<Foreseen> {
    let thing = world[place].clone();
    match (thing.kind, how % 8) {
        (EVENT | CHILD | NAMESPACE, _) => None,
        _ if thing.body.at(&["meta", "system"]).is_some() => None,
        (_, 0) => {
            world.remove(place);
            Some(foresee(&thing, "", ChangeKind::Missing))
        }
        (_, 1) => {
            let mut fresh = thing.clone();
            fresh.name = format!("fresh{place}");
            world.push(fresh.clone());
            Some(foresee(&fresh, "", ChangeKind::Extra))
        }
        (APP, how) => mutate_app(world, place, how),
        (SECRET, _) => {
            members(&mut world[place])
                .insert("data".into(), map([("password", Value::from("new password"))]));
            Some(foresee(&thing, "data.password", ChangeKind::Changed))
        }
        (ROLE | CONFIG, _) => {
            members(&mut world[place])
                .insert("more".into(), map([("$weird\u{7}.key", Value::from(1))]));
            Some(foresee(&thing, "more", ChangeKind::Extra))
        }
        _ => None,
    }
}

fn mutate_app(world: &mut [Thing], place: usize, how: u8) -> Option<Foreseen> {
    let thing = world[place].clone();
    let changed = |path: &str| Some(foresee(&thing, path, ChangeKind::Changed));
    let scaled = is_scaled(world, &thing);
    let app = members(&mut world[place]);
    match how {
        2 if !scaled => {
            app.insert("replicas".into(), Value::from(9));
            changed("replicas")
        }
        3 if !matches!(app["image"], Value::Unknown(_)) => {
            app.insert("image".into(), Value::from("v3.0.1"));
            changed("image")
        }
        4 => {
            app["ports"].clone().as_list()?.first()?;
            let port = app.get_mut("ports")?.as_list_mut()?.first_mut()?.as_map_mut()?;
            let name = said(port["name"].as_str()?, STAGING);
            port.insert("port".into(), Value::from(1));
            changed(&format!("ports[name={name}].port"))
        }
        5 => {
            let mount = app.get_mut("mounts")?.as_list_mut()?.pop()?;
            let name = said(mount.get("config")?.as_str()?, STAGING);
            Some(foresee(&thing, &format!("mounts[config={name}]"), ChangeKind::Missing))
        }
        6 => {
            app.get_mut("tags")?.as_list_mut()?.push(Value::from("one more"));
            changed("tags").map(|mut foreseen| {
                if thing.body.at(&["tags"]).is_some_and(Value::is_empty) {
                    foreseen.4 = format!("{:?}", ChangeKind::Extra);
                }
                foreseen
            })
        }
        7 => {
            app.insert("host".into(), Value::from("api.{env}.example.com"));
            changed("host")
        }
        _ => None,
    }
}

/// The world with as many of these mutations as fit, each on a thing of its own.
pub(crate) fn mutated(world: &[Thing], draws: &[(usize, u8)]) -> (Vec<Thing>, Vec<Foreseen>) {
    let (mut other, mut expected, mut touched) = (world.to_vec(), Vec::new(), BTreeSet::new());
    for (draw, how) in draws {
        let thing = &world[draw % world.len()];
        let Some(place) = other.iter().position(|other| other == thing) else { continue };
        if touched.insert(thing.key()) {
            expected.extend(mutate(&mut other, place, *how));
        }
    }
    expected.sort();
    (other, expected)
}

proptest! {
    #[test]
    fn a_renamed_copy_differs_in_its_mutations_each_once(
        world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..8), turn in 0usize..9,
    ) {
        let (other, expected) = mutated(&world, &draws);
        let mut prod = show(PROD, &["c2"]);
        prod.turn = turn;
        let report = report(&snapshot(&world, &show(STAGING, &["c1"])), &snapshot(&other, &prod));
        let mut found: Vec<_> = report.findings.iter().map(foreseen).collect();
        found.sort();
        prop_assert_eq!(found, expected);
        let unsaid = Reason::NotAsked.to_string();
        prop_assert!(report.unknowns.iter().all(|unknown| unknown.reason == unsaid), "{:?}", report.unknowns);
    }

    #[test]
    fn ids_hang_on_subjects_and_not_on_what_moves(
        world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..8), turn in 1usize..9,
    ) {
        let (other, _) = mutated(&world, &draws);
        let ids = |turn: usize, ids: &'static str, port: i64| {
            let (mut staging, mut prod) = (show(STAGING, &["c1"]), show(PROD, &["c2"]));
            (staging.turn, prod.turn, staging.ids, prod.ids) = (turn + 1, turn, ids, ids);
            let report =
                report(&snapshot(&world, &staging), &snapshot(&with_ports(&other, port), &prod));
            report.findings.into_iter().map(|finding| finding.id).collect::<Vec<_>>()
        };
        let found = ids(0, "a", 1);
        prop_assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
        prop_assert_eq!(found, ids(turn, "b", 2));
    }
}

/// The mutated ports of a world, mutated otherwise.
fn with_ports(world: &[Thing], number: i64) -> Vec<Thing> {
    let mut world = world.to_vec();
    for app in world.iter_mut().filter(|thing| thing.kind == APP) {
        let ports = members(app).get_mut("ports").and_then(Value::as_list_mut);
        for port in ports.into_iter().flatten().filter_map(Value::as_map_mut) {
            if port["port"] == Value::from(1) {
                port.insert("port".into(), Value::from(number));
            }
        }
    }
    world
}

#[test]
fn every_kind_of_mutation_fits_some_thing() {
    let app = thing(
        APP,
        "shop",
        "web",
        map([
            ("replicas", Value::from(1)),
            ("image", Value::from("v1")),
            ("ports", Value::List(vec![map([("name", Value::from("http"))])])),
            ("mounts", Value::List(vec![map([("config", Value::from("x"))])])),
            ("tags", Value::List(vec![])),
        ]),
    );
    for how in 0..8 {
        assert!(mutate(&mut vec![app.clone()], 0, how).is_some(), "{how}");
    }
}
