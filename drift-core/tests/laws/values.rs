//! When two values are the same: references, keys, sets, versions, secrets, what is governed, and what weighs how much.

use drift_core::{Reason, Report, Severity, Value};

use crate::toy::{APP, CONFIG, NAMESPACE, SCALER, SECRET};
use crate::world::{PROD, STAGING, Thing, map, report, show, snapshot, texts, thing};

fn app(name: &str, value: Value) -> Thing {
    thing(APP, "shop", "web", map([(name, value)]))
}

fn compared(before: &[Thing], after: &[Thing]) -> Report {
    report(&snapshot(before, &show(STAGING, &["c1"])), &snapshot(after, &show(PROD, &["d1"])))
}

/// Findings as `path change severity`, unknowns as `? path reason`.
fn told(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| {
        let notes = finding.notes.join("; ");
        format!("{} {:?} {}", finding.path, finding.change, notes).trim_end().to_owned()
    });
    let unknowns =
        report.unknowns.iter().map(|unknown| format!("? {} {}", unknown.path, unknown.reason));
    findings.chain(unknowns).collect()
}

fn differs(name: &str, before: Value, after: Value) -> Vec<String> {
    told(&compared(&[app(name, before)], &[app(name, after)]))
}

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

#[test]
fn two_values_of_one_attribute() {
    let table: &[(&str, &str, &str, &[&str])] = &[
        // Versions, by the table's own equality.
        ("image", r#""v1.2.0""#, r#""v1.2""#, &[]),
        ("image", r#""v1.2""#, r#""v1.3""#, &["image Changed"]),
        (
            "image",
            r#""v1.2""#,
            r#""latest""#,
            &["? image undecodable (what is written does not let one say)"],
        ),
        // Keyed lists: no order, keys in either side's words.
        (
            "env",
            r#"[{"name":"A","v":1},{"name":"B","v":2}]"#,
            r#"[{"name":"B","v":2},{"name":"A","v":1}]"#,
            &[],
        ),
        (
            "env",
            r#"[{"name":"staging-x","v":1}]"#,
            r#"[{"name":"prod-x","v":2}]"#,
            &["env[name=staging-x].v Changed"],
        ),
        (
            "env",
            r#"[{"name":"a.staging","v":1},{"name":"a","v":2}]"#,
            r#"[{"name":"a.prod","v":1}]"#,
            &["env[name=a] Missing"],
        ),
        ("env", r#"[{"name":"A"}]"#, r#"[{"name":"A"},{"name":"A"}]"#, &["env Changed"]),
        ("env", r#"[{"name":"A"},{"name":"A"}]"#, r#"[{"name":"A"},{"name":"A"}]"#, &[]),
        ("env", r#"[]"#, "null", &[]),
        (
            "env",
            r#"[]"#,
            r#"[{"name":"A"},{"name":"B"}]"#,
            &["env[name=A] Extra", "env[name=B] Extra"],
        ),
        // Sets: no order, equal elements first.
        ("tags", r#"["a","b"]"#, r#"["b","a"]"#, &[]),
        ("tags", r#"["x-staging","x"]"#, r#"["x","x-prod"]"#, &[]),
        ("tags", r#"["a"]"#, r#"["a","b"]"#, &["tags Changed"]),
        // Ordered lists are one value.
        ("args", r#"["a","b"]"#, r#"["b","a"]"#, &["args Changed"]),
        ("args", r#"["--env=staging"]"#, r#"["--env=prod"]"#, &[]),
        // Nothing is nothing, however it is written.
        ("data", "{}", "null", &[]),
        ("data", "{}", r#"{"a":1}"#, &["data.a Extra"]),
        ("data", "null", r#"{"a":1}"#, &["data Extra"]),
        // What changes by itself is not compared, known or not.
        ("status", "1", "2", &[]),
        ("status", r#"{"a":1}"#, "null", &[]),
        ("extra", r#""staging""#, r#""prod""#, &[]),
        ("extra", r#""backstaging""#, r#""backprod""#, &["extra Changed"]),
        ("extra", r#""1""#, "1", &["extra Changed"]),
    ];
    for (name, before, after, expected) in table {
        assert_eq!(differs(name, json(before), json(after)), *expected, "{name}: {before} {after}");
    }
}

#[test]
fn an_unknown_is_neither_equal_nor_different_and_silent_where_nothing_is_compared() {
    let unknown = || Value::Unknown(drift_core::Reason::NotAsked);
    let reason = "not asked for (secrets.read)";
    assert_eq!(differs("host", unknown(), Value::from(1)), [format!("? host {reason}")]);
    assert_eq!(differs("host", unknown(), unknown()), [format!("? host {reason}")]);
    assert_eq!(
        differs("ports", unknown(), json(r#"[{"name":"a"}]"#)),
        [format!("? ports {reason}")]
    );
    assert_eq!(differs("host", unknown(), Value::Null), [format!("? host {reason}")]);
    assert_eq!(differs("status", unknown(), Value::from(1)), [""; 0]);
    let tags = |value: Value| Value::List(vec![value, Value::from("a-staging")]);
    let after = Value::List(vec![Value::from("a-prod"), Value::from("b")]);
    assert_eq!(differs("tags", tags(unknown()), after), [format!("? tags {reason}")]);
}

#[test]
fn a_reference_is_where_it_leads() {
    let config = |name: &str| thing(CONFIG, "shop", name, map([]));
    let with = |target: &str, configs: &[&str]| {
        let mut world: Vec<_> = configs.iter().map(|name| config(name)).collect();
        world.push(app("config", Value::from(target)));
        world
    };
    type Side<'t> = (&'t str, &'t [&'t str]);
    let table: &[(Side<'_>, Side<'_>, &[&str])] = &[
        (("a-staging", &["a-staging"]), ("a-prod", &["a-prod"]), &[]),
        (("a_staging", &["a_staging"]), ("prod-a", &["prod-a"]), &[]),
        (("a", &["a", "b"]), ("b", &["a", "b"]), &["config Changed"]),
        (("gone", &[]), ("gone", &[]), &[]),
        (("gone-staging", &[]), ("gone-prod", &[]), &[]),
        (("gone", &[]), ("other", &[]), &["config Changed"]),
        // The target is missing on a side: that is said once, of the target.
        (("a", &["a"]), ("a", &[]), &[" Missing"]),
        // Names that say the same lead to what is another thing on the other side.
        (
            ("a-staging", &["a-staging", "staging-a"]),
            ("prod-a", &["a-prod", "prod-a"]),
            &["config Changed"],
        ),
    ];
    for ((target, configs), (other, others), expected) in table {
        let report = compared(&with(target, configs), &with(other, others));
        assert_eq!(told(&report), *expected, "{target} {other}");
    }
}

#[test]
fn a_reference_into_another_namespace_is_another_reference() {
    assert_eq!(differs("config", Value::from("one/x"), Value::from("two/x")), ["config Changed"]);
    assert_eq!(differs("config", Value::from("one/x"), Value::from("one/x")), [""; 0]);
    assert_eq!(differs("config", Value::from("db-staging/x"), Value::from("db-prod/x")), [""; 0]);
    assert_eq!(differs("config", Value::from("x"), Value::from("one/x")), ["config Changed"]);
}

#[test]
fn keys_and_sets_that_hold_references_align_by_where_they_lead() {
    let world = |name: &str, namespace: &str, port: i64| {
        let mount = map([("config", Value::from(name)), ("port", Value::from(port))]);
        vec![
            thing(NAMESPACE, "", namespace, map([])),
            thing(
                CONFIG,
                namespace,
                name,
                map([("meta", map([("stem", Value::from("settings"))]))]),
            ),
            thing(CONFIG, namespace, "mail", map([])),
            thing(
                APP,
                namespace,
                "web",
                map([("mounts", Value::List(vec![mount])), ("peers", texts(&[name, "mail"]))]),
            ),
        ]
    };
    let before = world("settings-a1", "store", 1);
    assert_eq!(told(&compared(&before, &world("settings-b2", "shop", 1))), [""; 0]);
    let found = told(&compared(&before, &world("settings-b2", "shop", 2)));
    assert_eq!(found, ["mounts[config=settings-a1].port Changed"]);
}

#[test]
fn secrets_are_compared_by_fingerprint_and_keys_are_told_once() {
    let secrets = |password: &str| {
        ["one", "two"].map(|name| {
            thing(
                SECRET,
                "shop",
                name,
                map([("data", map([("a", Value::from(password)), ("b", Value::from("same"))]))]),
            )
        })
    };
    assert_eq!(told(&compared(&secrets("x"), &secrets("x"))), [""; 0]);
    assert_eq!(told(&compared(&secrets("x"), &secrets("y"))), ["data.a Changed", "data.a Changed"]);
    let without = ["one", "two"].map(|name| {
        thing(SECRET, "shop", name, map([("data", map([("b", Value::from("same"))]))]))
    });
    assert_eq!(told(&compared(&secrets("x"), &without)), ["data.a Missing", "data.a Missing"]);
    let mut other_key = show(PROD, &["d1"]);
    other_key.key = b"sixteen other bytes";
    let report = report(
        &snapshot(&secrets("x"), &show(STAGING, &["c1"])),
        &snapshot(&secrets("y"), &other_key),
    );
    assert_eq!(told(&report), [format!("?  {}", Reason::DifferentKeys)]);
    assert_eq!(report.unknowns[0].count, 4);
}

#[test]
fn what_is_governed_is_silent_inside_its_bounds_and_named_outside() {
    let scaler = || {
        thing(
            SCALER,
            "shop",
            "web",
            map([("target", Value::from("web")), ("min", Value::from(2)), ("max", Value::from(5))]),
        )
    };
    let world = |replicas: Option<i64>, scaled: bool| {
        let replicas = replicas.map_or(Value::Null, Value::from);
        let mut world = vec![app("replicas", replicas)];
        if scaled {
            world.push(scaler());
        }
        world
    };
    let outside = |value: i64| format!("{value} is outside 2..5 of toy/Scaler web");
    let no_scaler = || " Extra".to_owned();
    let table = [
        ((Some(2), true), (Some(5), true), vec![]),
        ((Some(2), true), (Some(6), true), vec![format!("replicas Changed {}", outside(6))]),
        ((Some(1), true), (Some(3), true), vec![format!("replicas Changed {}", outside(1))]),
        // A declaration that leaves it to the autoscaler, or has none.
        ((Some(9), false), (Some(3), true), vec![no_scaler()]),
        ((None, true), (Some(3), true), vec![]),
        ((None, true), (Some(7), true), vec![format!("replicas Extra {}", outside(7))]),
        ((Some(1), false), (Some(2), false), vec!["replicas Changed".to_owned()]),
    ];
    for (before, after, mut expected) in table {
        let mut found = told(&compared(&world(before.0, before.1), &world(after.0, after.1)));
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{before:?} {after:?}");
    }
}

#[test]
fn what_only_one_side_has_weighs_as_much_as_the_worst_in_it() {
    let severity = |before: Value, after: Value| {
        let report = compared(&[app("guard", before)], &[app("guard", after)]);
        (report.findings[0].severity, report.findings[0].classified)
    };
    let guard = || map([("root", Value::from(true)), ("note", Value::from("x"))]);
    assert_eq!(severity(Value::Null, guard()), (Severity::High, false));
    assert_eq!(severity(map([("root", Value::from(true))]), Value::Null), (Severity::High, true));
    assert_eq!(severity(map([("note", Value::from("x"))]), Value::Null), (Severity::Medium, false));
}
