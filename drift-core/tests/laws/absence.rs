//! Drift: what a declaration lacks or has too much, inside and outside of what it speaks for; where it is declared.

use std::collections::BTreeMap;

use drift_core::declare::{ManifestFile, Options, manifests};
use drift_core::judge::Policy;
use drift_core::{
    Builder, Cell, Claim, FingerprintKey, Gate, Membership, Origin, Report, Scope, Severity,
    SideKind, Silent, Snapshot, Status, Value, compare,
};

use crate::toy::{APP, CONFIG, NAMESPACE, ROLE};
use crate::world::{
    PROD, STAGING, Show, Thing, map, registry, report, show, snapshot, thing, thing_of_cluster,
};

/// What a declaration of these things is; its claims are of the kinds and namespaces in it.
fn declared(world: &[Thing], is_complete: bool) -> Snapshot {
    let mut side = snapshot(world, &Show { kind: SideKind::Declared, ..show(PROD, &["c1"]) });
    for thing in world {
        let scope = Scope { namespace: thing.namespace.clone(), ..Scope::default() };
        side.claims.push(Claim { scope, kind: thing.kind.to_owned(), complete: is_complete });
    }
    side
}

fn live(world: &[Thing]) -> Snapshot {
    snapshot(world, &show(PROD, &["c1"]))
}

fn told(report: &Report) -> Vec<String> {
    let finding = |finding: &drift_core::Finding| {
        format!("{} {} {:?}", finding.rule, finding.subject, finding.change)
    };
    let unknowns = report.unknowns.iter().map(|unknown| format!("? {}", unknown.reason));
    report.findings.iter().map(finding).chain(unknowns).collect()
}

fn config(namespace: &str, name: &str) -> Thing {
    thing(CONFIG, namespace, name, map([]))
}

#[test]
fn unmanaged_is_asserted_inside_claims_only_and_the_rest_is_counted() {
    let files = [config("shop", "a"), config("shop", "gone")];
    let seen = [
        config("shop", "a"),
        config("shop", "by-hand"),
        config("kube", "x"),
        thing(APP, "shop", "y", map([])),
        thing(CONFIG, "shop", "root-ca", map([("meta", map([("system", Value::from(true))]))])),
    ];
    let report = report(&declared(&files, true), &live(&seen));
    assert_eq!(told(&report), ["IAC-001 by-hand Extra", "IAC-002 gone Missing"]);
    assert_eq!(report.sides[1].outside_claims, 2);
    assert_eq!(report.counts.made_by_system, 1);
    let partial = self::report(&declared(&files, false), &live(&seen));
    assert_eq!(
        told(&partial),
        ["IAC-002 gone Missing", "? not every file of the declaration could be read"]
    );
}

#[test]
fn an_object_that_could_not_be_read_costs_its_own_kind_only() {
    let mut files = declared(&[config("shop", "a"), thing(APP, "shop", "x", map([]))], true);
    let all = Cell { scope: Scope::default(), kind: "*".to_owned() };
    files.coverage.0.insert(all.clone(), Status::Complete);
    files.claims.iter_mut().for_each(|claim| claim.complete = claim.kind == APP);
    let seen = live(&[config("shop", "b"), thing(APP, "shop", "y", map([]))]);
    let lone = ["IAC-001 y Extra", "IAC-002 x Missing", "IAC-002 a Missing"].map(str::to_owned);
    let said = |why: &str| [&lone[..], &[format!("? {why}")]].concat();
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    let found = sorted(told(&report(&files, &seen)));
    assert_eq!(found, sorted(said("not every declared object of its kind could be read")));
    files.coverage.0.insert(all, Status::Partial { fault: "unreadable".to_owned() });
    let found = told(&report(&files, &seen));
    assert!(found.contains(&"? not every file of the declaration could be read".to_owned()));
    assert!(!found.iter().any(|line| line.starts_with("IAC-001")), "{found:?}");
}

#[test]
fn an_explicit_claim_speaks_for_a_namespace_without_objects() {
    let mut files = declared(&[config("shop", "a")], true);
    let seen = live(&[config("shop", "a"), thing(APP, "shop", "y", map([]))]);
    let scope = Scope { namespace: Some("shop".to_owned()), ..Scope::default() };
    assert_eq!(told(&report(&files, &seen)), [""; 0]);
    files.claims.push(Claim { scope, kind: "toy/*".to_owned(), complete: true });
    assert_eq!(told(&report(&files, &seen)), ["IAC-001 y Extra"]);
}

#[test]
fn what_is_there_and_assigned_to_no_environment_is_not_called_missing() {
    let world = [config("shop", "a"), config("shop", "b"), thing_of_cluster(NAMESPACE, "shop")];
    let staging = snapshot(&world, &show(STAGING, &["c2"]));
    let unknown = "? there, and assigned to no environment";
    for left_out in [&["b"][..], &["shop"], &["a", "b", "shop"]] {
        let mut prod = live(&world);
        prod.assign(|resource| {
            let is_left_out = left_out.contains(&resource.name.as_str());
            Some(if is_left_out { Membership::Unassigned } else { Membership::In })
        });
        for report in [report(&staging, &prod), report(&declared(&world, true), &prod)] {
            assert!(report.findings.is_empty(), "{left_out:?}: {:?}", told(&report));
            assert!(told(&report).iter().all(|line| line == unknown), "{:?}", told(&report));
            assert!(!report.unknowns.is_empty(), "{left_out:?}");
        }
    }
}

#[test]
fn two_moments_of_one_environment_differ_in_what_came_and_went() {
    let one = [config("shop", "a"), config("shop", "web-prod")];
    let other = [config("shop", "b"), config("shop", "web")];
    let mut later = live(&other);
    later.header.captured_at = "2026-11-25T00:00:00Z".to_owned();
    let report = report(&live(&one), &later);
    let expected =
        ["DRF-001 a Missing", "DRF-001 b Extra", "DRF-001 web Extra", "DRF-001 web-prod Missing"];
    assert_eq!(told(&report), expected, "tokens mean nothing within one environment");
    assert_eq!(report.sides[0].name, "prod@2026-11-24T00:00:00Z");
}

#[test]
fn severities_are_lower_where_the_highest_rank_is_not_looked_at() {
    let severity = |ranks: [Option<i64>; 2], highest: Option<i64>| {
        let side = |environment, cluster, rank, world: &[Thing]| {
            snapshot(world, &Show { rank, ..show(environment, &[cluster]) })
        };
        let before = side(STAGING, "c1", ranks[0], &[thing(ROLE, "", "admin", map([]))]);
        let after = side(PROD, "d1", ranks[1], &[]);
        let policy = Policy { highest_rank: highest, ..Policy::default() };
        let report = compare(&before, &after, &registry(), &policy, &mut Silent);
        let severity = report.findings[0].severity;
        let told =
            report.inferred.iter().any(|said| said.starts_with("severities are a step lower"));
        assert_eq!(told, severity == Severity::Medium, "{:?}", report.inferred);
        severity
    };
    assert_eq!(severity([Some(1), Some(2)], Some(3)), Severity::Medium);
    assert_eq!(severity([Some(1), Some(3)], Some(3)), Severity::High);
    assert_eq!(severity([Some(3), Some(1)], Some(3)), Severity::High);
    assert_eq!(severity([None, None], Some(3)), Severity::High);
    assert_eq!(severity([None, None], None), Severity::High);
}

#[test]
fn ids_change_with_kind_name_path_and_rule() {
    let id = |thing_before: Thing, thing_after: Thing, drift: bool| {
        let environment = if drift { PROD } else { STAGING };
        let before = snapshot(&[thing_before], &show(environment, &["c1"]));
        let report = report(&before, &snapshot(&[thing_after], &show(PROD, &["d1"])));
        assert_eq!(report.findings.len(), 1);
        report.findings[0].id.clone()
    };
    let of = |kind, name, attribute, number: i64| {
        thing(kind, "", name, map([(attribute, Value::from(number))]))
    };
    let pair = |kind, name, attribute| (of(kind, name, attribute, 1), of(kind, name, attribute, 2));
    let ids: Vec<String> = [
        (pair(CONFIG, "x", "a"), false),
        (pair(APP, "x", "a"), false),
        (pair(CONFIG, "y", "a"), false),
        (pair(CONFIG, "x", "b"), false),
        (pair(CONFIG, "x", "a"), true),
    ]
    .map(|((before, after), drift)| id(before, after, drift))
    .into();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "{ids:?}");
    assert_eq!(ids[0], id(of(CONFIG, "x", "a", 7), of(CONFIG, "x", "a", 9), false));
}

#[test]
fn a_finding_names_the_line_of_its_attribute_or_of_what_is_around_it() {
    let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\nspec:\n  ports:\n  - name: a\n    port: 1\n  - name: b\n    port: 2\n";
    let registry = registry();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut builder = Builder::new(live(&[]).header, &gate);
    let file = ManifestFile { name: "a.yaml".into(), bytes: Ok(text.into()) };
    manifests(&[file], &Options::default(), &mut builder);
    let Origin::Declared { location, lines } = builder.finish().resources()[0].origin.clone()
    else {
        panic!("a declaration declares")
    };
    // The same lines for a toy, whose ports are keyed.
    let lines: BTreeMap<String, u32> = lines
        .into_iter()
        .filter_map(|(path, line)| Some((path.strip_prefix("spec.")?.to_owned(), line)))
        .collect();
    let origin = Origin::Declared { location, lines };
    let ports = |second: i64, third: bool| {
        let port =
            |name: &str, port: i64| map([("name", Value::from(name)), ("port", Value::from(port))]);
        let mut list = vec![port("a", 1), port("b", second)];
        if third {
            list.push(port("c", 3));
        }
        [thing(
            APP,
            "shop",
            "web",
            map([("ports", Value::List(list)), ("host", Value::from(second))]),
        )]
    };
    let files = declared_at(&ports(2, false), &origin);
    let report = report(&files, &live(&ports(9, true)));
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let side = |name: &str| finding.addresses[name].clone();
            let written = side("live").writer.map(|writer| writer.name).unwrap();
            (finding.path.to_string(), side("declared").location.unwrap().to_string(), written)
        })
        .collect();
    let line = |path: &str, line: u32, key: &str| {
        (path.to_owned(), format!("a.yaml:{line}"), format!("writer of {key}"))
    };
    assert_eq!(
        found,
        [
            line("host", 1, "host"),
            line("ports[name=b].port", 10, "port"),
            line("ports[name=c]", 6, "ports"),
        ]
    );
    assert_eq!(report.findings[0].addresses["declared"].writer, None);
}

/// A declaration whose things all stand at one place.
fn declared_at(world: &[Thing], origin: &Origin) -> Snapshot {
    let registry = registry();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let like = declared(world, true);
    let mut builder = Builder::new(like.header.clone(), &gate);
    for resource in like.resources() {
        drift_core::Sink::resource(
            &mut builder,
            drift_core::Raw {
                kind: resource.kind.clone(),
                version: None,
                scope: resource.scope.clone(),
                name: resource.name.clone(),
                native_id: None,
                origin: origin.clone(),
                body: resource.body().clone(),
            },
        );
    }
    let mut side = builder.finish();
    side.coverage = like.coverage;
    side.claims = like.claims;
    side
}
