//! Sight: what may be said of a resource that a live side lacks, by what was looked for there.

use drift_core::{Cell, Membership, Scope, Skip, Snapshot, Status, Value};

use crate::toy::{CONFIG, NAMESPACE};
use crate::world::{PROD, STAGING, Thing, map, report, show, snapshot, thing, thing_of_cluster};

/// A cell: in a namespace, or of the cluster; the kind; how completely it was read.
type Read<'a> = (Option<&'a str>, &'a str, Status);

fn config(name: &str) -> Thing {
    thing(CONFIG, "shop", name, map([("x", Value::from(1))]))
}

fn side(world: &[Thing], environment: &'static str) -> Snapshot {
    snapshot(world, &show(environment, &["c1"]))
}

/// What is said of what only the first side has, when the other one read just these cells.
fn said(only: &Thing, cells: &[Read<'_>]) -> String {
    let both = [config("kept"), thing_of_cluster(NAMESPACE, "shop")];
    let before = side(&[&both[..], std::slice::from_ref(only)].concat(), STAGING);
    let mut after = side(&both, PROD);
    let cluster = Scope::cluster("c1");
    after.coverage.0.clear();
    for (namespace, kind, status) in cells {
        let scope = namespace.map_or(cluster.clone(), |name| cluster.in_namespace(name));
        after.coverage.0.insert(Cell { scope, kind: (*kind).to_owned() }, status.clone());
    }
    let report = report(&before, &after);
    let of_it = |subject: &str| subject == only.name;
    let missing = report.findings.iter().any(|finding| of_it(&finding.subject));
    let unknown = report.unknowns.iter().map(|unknown| unknown.reason.to_string());
    let unknown: Vec<String> = unknown.collect();
    if missing { "missing".to_owned() } else { unknown.join(", ") }
}

fn denied() -> Status {
    Status::Denied { fault: "403".to_owned() }
}

#[test]
fn missing_is_what_was_looked_for_and_not_found() {
    let complete = || Status::Complete;
    let every = || (None, "*", complete());
    let filtered = Status::Skipped { why: Skip::Filter };
    let table: [(&str, Vec<Read<'_>>, &str); 10] = [
        ("everywhere", vec![(Some("*"), CONFIG, complete())], "missing"),
        ("in its namespace", vec![(Some("shop"), CONFIG, complete())], "missing"),
        ("denied", vec![(Some("*"), CONFIG, denied())], "denied: 403"),
        ("nowhere", vec![], "not looked for"),
        ("no such kind there", vec![every()], "missing"),
        ("its group does not answer", vec![every(), (None, "toy/*", denied())], "denied: 403"),
        ("no group answers", vec![every(), (None, "*/*", denied())], "denied: 403"),
        ("another group does not answer", vec![every(), (None, "other/*", denied())], "missing"),
        ("elsewhere only", vec![every(), (Some("other"), CONFIG, complete())], "not looked for"),
        ("left out", vec![(Some("*"), CONFIG, filtered)], "skipped (filter)"),
    ];
    for (name, cells, wanted) in table {
        assert_eq!(said(&config("gone"), &cells), wanted, "{name}");
    }
}

#[test]
fn of_namespaces_only_those_that_were_selected_are_missing() {
    let namespace = |name| thing_of_cluster(NAMESPACE, name);
    let selected = |status: Status| vec![(Some("shop*"), NAMESPACE, status)];
    assert_eq!(said(&namespace("shop-old"), &selected(Status::Complete)), "missing");
    assert_eq!(said(&namespace("shop-old"), &selected(denied())), "denied: 403");
    assert_eq!(said(&namespace("mail"), &selected(Status::Complete)), "not looked for");
    // Kinds of the core group do not come with the others.
    let no_group = [(None, "*", Status::Complete), (None, "*/*", denied())];
    assert_eq!(said(&namespace("mail"), &no_group), "missing");
}

#[test]
fn a_counterpart_that_is_assigned_to_no_environment_is_not_missing_and_one_elsewhere_is_no_counterpart()
 {
    let said_beside = |unassigned: Thing| {
        let before = side(&[config("kept"), config("jobs-{env}")], STAGING);
        let mut after = side(&[config("kept"), unassigned.clone()], PROD);
        let name = unassigned.name.replace("{env}", PROD);
        after.assign(|resource| {
            let is_it = resource.name == name;
            Some(if is_it { Membership::Unassigned } else { Membership::In })
        });
        let report = report(&before, &after);
        (report.findings.len(), report.unknowns.len())
    };
    assert_eq!(said_beside(config("jobs-{env}")), (0, 1));
    assert_eq!(said_beside(thing(CONFIG, "mail", "jobs-{env}", map([]))), (1, 0));
}
