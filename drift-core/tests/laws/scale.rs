//! Sides as large as real ones: what is quadratic does not end. No time is asserted; a run that hangs is seen.

use drift_core::Value;

use crate::toy::{APP, CONFIG, NAMESPACE};
use crate::world::{PROD, STAGING, Thing, map, report, show, snapshot, thing};

const MANY: usize = 25_000;

fn world(count: usize, name: impl Fn(usize) -> String) -> Vec<Thing> {
    let one = |place: usize| {
        let data =
            (0..20).map(|key| (format!("key{key}"), Value::from(format!("value {place} {key}"))));
        let (kind, namespace) = (
            if place.is_multiple_of(5) { APP } else { CONFIG },
            format!("team{}-{{env}}", place % 200),
        );
        let body =
            map([("data", Value::Map(data.collect())), ("host", Value::from("db.{env}.internal"))]);
        thing(kind, &namespace, &name(place), body)
    };
    let namespaces =
        (0..200).map(|place| thing(NAMESPACE, "", &format!("team{place}-{{env}}"), map([])));
    (0..count).map(one).chain(namespaces).collect()
}

#[test]
fn many_resources_are_compared_and_the_one_that_differs_is_found() {
    let names = |place: usize| format!("thing-{place}-{{env}}");
    let before = world(MANY, names);
    let mut after = before.clone();
    after[7].body.as_map_mut().unwrap().insert("host".into(), Value::from("elsewhere"));
    let report = report(
        &snapshot(&before, &show(STAGING, &["c1"])),
        &snapshot(&after, &show(PROD, &["d1"])),
    );
    assert_eq!((report.findings.len(), report.counts.pairs), (1, before.len()));
}

#[test]
fn many_resources_without_a_counterpart_are_each_told() {
    let before = world(MANY / 5, |place| format!("old{place}x"));
    let after = world(MANY / 5, |place| format!("new{place}y"));
    let report = report(
        &snapshot(&before, &show(STAGING, &["c1"])),
        &snapshot(&after, &show(PROD, &["d1"])),
    );
    assert_eq!(report.findings.len(), 2 * (MANY / 5));
}

#[test]
fn long_lists_are_compared_whatever_is_in_them() {
    let list = |name: &str, texts: &dyn Fn(usize) -> Value| {
        let list = Value::List((0..20_000).map(texts).collect());
        [thing(APP, "", "web", map([(name, list)]))]
    };
    let found = |name: &str, before: &dyn Fn(usize) -> Value, after: &dyn Fn(usize) -> Value| {
        let before = snapshot(&list(name, before), &show(STAGING, &["c1"]));
        let after = snapshot(&list(name, after), &show(PROD, &["d1"]));
        report(&before, &after).findings.len()
    };
    let named = |prefix: &'static str| {
        move |place: usize| map([("name", Value::from(format!("{prefix}{place}")))])
    };
    let text = |prefix: &'static str| move |place: usize| Value::from(format!("{prefix}{place}"));
    assert_eq!(found("env", &named("a"), &named("a")), 0);
    assert_eq!(found("env", &named("{env}-"), &named("{env}-")), 0);
    assert_eq!(found("env", &named("a"), &named("b")), 40_000);
    assert_eq!(found("tags", &text("{env}-"), &text("{env}-")), 0);
    assert_eq!(found("tags", &text("a"), &text("b")), 1);
    assert_eq!(found("peers", &text("a"), &text("b")), 1);
}
