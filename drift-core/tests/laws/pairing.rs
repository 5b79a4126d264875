//! What is paired with what: namespaces, tokens, duplicates, clusters.

use drift_core::{Report, Value};

use crate::toy::{APP, CONFIG, NAMESPACE, ROLE};
use crate::world::{PROD, STAGING, Thing, map, report, show, snapshot, snapshots, thing};

fn configs(namespace: &str, names: &[&str]) -> Vec<Thing> {
    let body = || map([("data", map([("a", Value::from(1))]))]);
    let own = thing(NAMESPACE, "", namespace, map([]));
    names.iter().map(|name| thing(CONFIG, namespace, name, body())).chain([own]).collect()
}

fn compared(before: &[Vec<Thing>], after: &[Vec<Thing>]) -> Report {
    let side = |worlds: &[Vec<Thing>], environment, clusters| {
        snapshot(&worlds.concat(), &show(environment, clusters))
    };
    report(&side(before, STAGING, &["c1"]), &side(after, PROD, &["d1"]))
}

fn told(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| {
        let (kind, subject, path, change) =
            (&finding.kind, &finding.subject, &finding.path, finding.change);
        format!("{kind} {subject} {path} {change:?} {}", finding.notes.join("; "))
            .trim_end()
            .to_owned()
    });
    let unknowns = report.unknowns.iter().map(|unknown| {
        let (kind, side, reason, count) =
            (&unknown.kind, &unknown.side, &unknown.reason, unknown.count);
        format!("? {kind} {side} {reason} {count}")
    });
    findings.chain(unknowns).collect()
}

fn alignments(report: &Report) -> Vec<String> {
    let name =
        |scope: &drift_core::Scope| scope.namespace.clone().unwrap_or_else(|| "*".to_owned());
    let pair = |aligned: &drift_core::Alignment| {
        let (before, after) = (&aligned.scopes[STAGING], &aligned.scopes[PROD]);
        format!("{}~{} {}", name(before), name(after), aligned.because)
    };
    report.alignments.iter().map(pair).collect()
}

#[test]
fn namespaces_align_by_name_by_token_and_by_contents() {
    let shop = ["orders", "mail", "search"];
    let report = compared(
        &[configs("same", &["x"]), configs("team-staging", &["y"]), configs("store", &shop)],
        &[configs("same", &["x"]), configs("team-prod", &["y"]), configs("shop-live", &shop)],
    );
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(
        alignments(&report),
        [
            "*~* the only one on each side",
            "same~same the same name",
            "team-staging~team-prod the same name but for the environment's token",
            "store~shop-live much the same contents",
        ]
    );
    assert_eq!(report.inferred, ["namespaces `store` and `shop-live` have much the same contents"]);
}

#[test]
fn a_namespace_that_is_missing_as_a_whole_is_one_finding() {
    let report = compared(
        &[configs("same", &["x"]), configs("gone", &["a", "b"])],
        &[configs("same", &["x"])],
    );
    assert_eq!(told(&report), ["/Namespace gone  Missing with everything in it: 2 toy/Config"]);
}

#[test]
fn a_namespace_that_is_there_and_empty_is_not_missing() {
    let report = compared(&[configs("same", &["x"])], &[configs("same", &[])]);
    assert_eq!(told(&report), ["toy/Config x  Missing"]);
}

#[test]
fn a_namespace_is_not_missing_where_namespaces_were_not_read() {
    let before = snapshot(&configs("gone", &["a", "b"]), &show(STAGING, &["c1"]));
    let mut after = snapshot(&configs("same", &[]), &show(PROD, &["d1"]));
    after.coverage.0.retain(|cell, _| cell.kind != NAMESPACE);
    let told = told(&report(&before, &after));
    assert_eq!(
        told,
        [
            "toy/Config a  Missing",
            "toy/Config b  Missing",
            "/Namespace same  Extra",
            "? /Namespace prod not looked for 1",
        ]
    );
}

#[test]
fn each_cluster_that_lacks_a_namespace_is_told() {
    let world = [configs("same", &["x"]), configs("gone", &["a"])].concat();
    let one = snapshot(&world, &show(STAGING, &["c1"]));
    let lacking = configs("same", &["x"]);
    let three = snapshots(&[lacking.clone(), world, lacking], &show(PROD, &["d1", "d2", "d3"]));
    let found: Vec<_> =
        report(&one, &three).findings.into_iter().map(|found| found.notes).collect();
    let with = "with everything in it: 1 toy/Config".to_owned();
    let mut expected = [
        vec![with.clone(), "not in d1-cluster".to_owned()],
        vec![with, "not in d3-cluster".to_owned()],
    ];
    let mut found: Vec<_> = found;
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn rival_namespaces_are_unknown_on_both_sides_and_others_still_align() {
    let (shop, other) = (["orders", "mail"], ["search", "users"]);
    let report = compared(
        &[configs("pr-1", &shop), configs("pr-2", &shop), configs("x", &other)],
        &[configs("store", &shop), configs("y", &other)],
    );
    let why = "several namespaces have as much of its namespace's contents";
    let namespaces = ["pr-1", "pr-2", "store"].len();
    let told = told(&report);
    assert_eq!(told.iter().filter(|line| line.starts_with("/Namespace")).count(), namespaces);
    let unknown: Vec<_> = told.iter().filter(|line| line.starts_with('?')).cloned().collect();
    assert_eq!(
        unknown,
        [format!("? toy/Config prod {why} 4"), format!("? toy/Config staging {why} 2")]
    );
    assert!(alignments(&report).contains(&"x~y much the same contents".to_owned()));
}

#[test]
fn five_names_teach_a_token_and_four_do_not() {
    let names = |token: &str, count: usize| {
        let parts = ["orders", "mail", "search", "users", "carts"].iter().take(count);
        let names: Vec<String> = parts.map(|part| format!("{part}-{token}")).collect();
        configs("same", &names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let report = compared(&[names("stg1", 5)], &[names("live", 5)]);
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(report.inferred, ["`stg1` and `live` in names stand for the environments"]);
    assert_eq!(compared(&[names("stg1", 4)], &[names("live", 4)]).findings.len(), 8);
    assert_eq!(
        compared(&[names("v1", 5)], &[names("v2", 5)]).findings.len(),
        10,
        "versions differ"
    );
}

#[test]
fn duplicates_are_told_apart_by_id_and_else_unknown_on_both_sides() {
    let config =
        |copy: usize| thing(CONFIG, "", "x", map([("a", Value::from(copy as i64))])).again(copy);
    let two = [config(0), config(1)];
    let before = snapshot(&two, &show(STAGING, &["c1"]));
    assert_eq!(told(&report(&before, &before)), [""; 0]);
    let after = snapshot(&two, &show(PROD, &["d1"]));
    assert_eq!(
        told(&report(&before, &after)),
        [
            "? toy/Config prod its counterpart is one of 2 2",
            "? toy/Config staging its counterpart is one of 2 2"
        ]
    );
    let one = snapshot(&[config(0)], &show(PROD, &["d1"]));
    assert_eq!(
        told(&report(&before, &one)),
        [
            "? toy/Config prod it is one of 2 that could be the counterpart of one 2",
            "? toy/Config staging its counterpart is one of 2 1",
        ]
    );
}

#[test]
fn several_that_share_a_subject_are_one_finding_that_names_them() {
    let generation = |hash: &str| {
        let body = map([("meta", map([("stem", Value::from("settings"))]))]);
        thing(CONFIG, "same", &format!("settings-{hash}"), body)
    };
    let old = vec![generation("a1"), generation("b2"), generation("c3")];
    let report = compared(&[configs("same", &[]), old], &[configs("same", &[])]);
    let note = report.findings[0].notes.join("");
    assert_eq!(report.findings.len(), 1);
    assert!(
        note.starts_with("and 2 like it: settings-b2 (") && note.contains("settings-c3 ("),
        "{note}"
    );
}

#[test]
fn clusters_align_by_name_and_what_is_left_is_said_with_its_count() {
    let world = [thing(ROLE, "", "admin", map([]))];
    let side = |environment, names: [(&'static str, &str); 2]| {
        let mut side = snapshot(&world, &show(environment, &names.map(|(uid, _)| uid)));
        side.header.names = names.map(|(uid, name)| (uid.to_owned(), name.to_owned())).into();
        side
    };
    let staging = side(STAGING, [("c1", "staging-eu"), ("c2", "staging-us")]);
    let prod = side(PROD, [("d1", "prod-asia"), ("d2", "prod-eu")]);
    let report = report(&staging, &prod);
    assert_eq!(
        told(&report),
        [
            "? * prod staging-us has no counterpart on this side 1",
            "? * staging prod-asia has no counterpart on this side 1",
        ]
    );
    assert_eq!(report.counts.pairs, 1);
}

#[test]
fn a_place_with_several_names_means_one_thing_in_texts() {
    // One namespace of staging is another one's name in each cluster of prod.
    let names = ["orders", "mail", "search"];
    let world = |namespace: &str, host: &str| {
        let mut world = configs(namespace, &names);
        world.push(thing(APP, namespace, "web", map([("host", Value::from(host))])));
        world
    };
    let many = [world("shop-eu", "db.shop-eu.svc"), world("shop-us", "db.shop-us.svc")];
    let many =
        |environment, clusters: [&'static str; 2]| snapshots(&many, &show(environment, &clusters));
    let one = |environment, cluster: &'static str| {
        snapshot(&world("store", "db.store.svc"), &show(environment, &[cluster]))
    };
    assert_eq!(told(&report(&one(STAGING, "c1"), &many(PROD, ["d1", "d2"]))), [""; 0]);
    assert_eq!(told(&report(&many(STAGING, ["c1", "c2"]), &one(PROD, "d1"))), [""; 0]);
}
