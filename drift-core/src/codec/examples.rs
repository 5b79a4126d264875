//! Snapshots for the tests of the codec: one that is written out, and any.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::coverage::{Cell, Claim, Coverage, Skip, Status};
use crate::problem::{Problem, ProblemCode};
use crate::resource::{Location, Membership, Origin, Resource};
use crate::scope::Scope;
use crate::snapshot::{FORMAT, Header, SideKind, Snapshot};
use crate::value::{Decimal, Map, Part, Reason, Reference, Secret, Value};

pub(super) fn header() -> Header {
    Header {
        format: FORMAT,
        environment: "staging".into(),
        kind: SideKind::Observed,
        rank: Some(20),
        captured_at: "2026-11-24T00:00:00Z".into(),
        tool: "drift/0.1.0".into(),
        key: "0a1b2c3d".into(),
        tokens: vec!["staging".into(), "stg".into()],
        names: BTreeMap::from([("5f0c".into(), "shop-staging".into())]),
        elsewhere: 3,
        asked: Vec::new(),
    }
}

pub(super) fn empty() -> Snapshot {
    Snapshot {
        header: header(),
        coverage: Coverage::default(),
        claims: Vec::new(),
        facts: BTreeMap::new(),
        problems: Vec::new(),
        resources: Vec::new(),
    }
}

pub(super) fn config_map(name: &str, body: Value) -> Resource {
    Resource {
        kind: "/ConfigMap".into(),
        version: Some("v1".into()),
        scope: Scope::cluster("5f0c").in_namespace("shop"),
        name: name.into(),
        native_id: Some(format!("uid-of-{name}")),
        origin: Origin::Live,
        membership: Membership::In,
        body,
    }
}

/// One of everything.
pub(super) fn small() -> Snapshot {
    let scope = Scope::cluster("5f0c").in_namespace("*");
    let secret = Secret {
        key: "0a1b2c3d".into(),
        fingerprint: "00ff".into(),
        refs: vec!["db.shop.test".into()],
        rule: "row".into(),
        ..Secret::default()
    };
    let data = Map::from([
        ("password".into(), Value::from(secret)),
        ("policy".into(), Value::Unknown(Reason::Denied("403".into()))),
        ("$ref".into(), Value::from("no reference of ours")),
    ]);
    Snapshot {
        coverage: Coverage(BTreeMap::from([(
            Cell { scope: scope.clone(), kind: "/ConfigMap".into() },
            Status::Complete,
        )])),
        claims: vec![Claim { scope, kind: "/ConfigMap".into(), complete: true }],
        facts: BTreeMap::from([("kubernetes".into(), Value::from("1.35"))]),
        problems: vec![Problem {
            code: ProblemCode::Undecodable,
            place: "shop/b".into(),
            what: "no object".into(),
        }],
        resources: vec![config_map("a", Value::Map(data)), config_map("ß", Value::Null)],
        ..empty()
    }
}

prop_compose! {
    pub(super) fn any_snapshot()(
        environment in ".{0,12}",
        rank in option::of(any::<i64>()),
        names in btree_map(".{0,8}", ".{0,8}", 0..3),
        coverage in btree_map(any_cell(), any_status(), 0..4),
        claims in vec(any_claim(), 0..3),
        facts in btree_map(".{0,8}", any_value(), 0..3),
        problems in vec(any_problem(), 0..3),
        resources in vec(any_resource(), 0..8),
    ) -> Snapshot {
        let header = Header { environment, rank, names, ..header() };
        let keyed = resources.into_iter().map(|one| (owned_key(&one), one));
        let resources = keyed.collect::<BTreeMap<_, _>>().into_values().collect();
        Snapshot { header, coverage: Coverage(coverage), claims, facts, problems, resources }
    }
}

fn owned_key(one: &Resource) -> (String, Scope, String, Option<String>) {
    (one.kind.clone(), one.scope.clone(), one.name.clone(), one.native_id.clone())
}

prop_compose! {
    fn any_scope()(
        account in option::of("[0-9]{12}"),
        cluster in option::of("[0-9a-f]{4}"),
        namespace in option::of(".{0,6}"),
    ) -> Scope {
        Scope { account, region: None, cluster, namespace }
    }
}

prop_compose! {
    fn any_cell()(scope in any_scope(), kind in ".{0,6}") -> Cell {
        Cell { scope, kind }
    }
}

prop_compose! {
    fn any_claim()(scope in any_scope(), kind in ".{0,6}", complete: bool) -> Claim {
        Claim { scope, kind, complete }
    }
}

prop_compose! {
    fn any_problem()(place in ".{0,8}", what in ".{0,8}") -> Problem {
        Problem { code: ProblemCode::Duplicate, place, what }
    }
}

fn any_status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Complete),
        Just(Status::Skipped { why: Skip::Deadline }),
        ".{0,8}".prop_map(|fault| Status::Partial { fault }),
    ]
}

fn any_origin() -> impl Strategy<Value = Origin> {
    let declared = (".{1,8}", any::<u32>(), btree_map(".{0,6}", any::<u32>(), 0..3));
    prop_oneof![
        Just(Origin::Live),
        Just(Origin::Earlier),
        declared.prop_map(|(file, line, lines)| {
            Origin::Declared { location: Location { file, line }, lines }
        }),
    ]
}

prop_compose! {
    fn any_resource()(
        kind in "[ab/]{1,2}",
        version in option::of("v[0-9]"),
        scope in any_scope(),
        name in ".{0,6}",
        native_id in option::of(".{0,6}"),
        origin in any_origin(),
        membership in prop_oneof![Just(Membership::In), Just(Membership::Shared)],
        body in any_value(),
    ) -> Resource {
        Resource { kind, version, scope, name, native_id, origin, membership, body }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    any_leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            btree_map("\\$?\\$?(secret|ref|.{0,4})", inner, 0..4).prop_map(Value::Map),
        ]
    })
}

fn any_leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Integer),
        any_decimal().prop_map(Value::Decimal),
        ".{0,10}".prop_map(Value::String),
        (".{0,4}", option::of(".{0,4}"), ".{0,4}").prop_map(|(kind, namespace, name)| {
            Value::Reference(Reference { kind, namespace, name })
        }),
        any_secret().prop_map(Value::from),
        vec(prop_oneof![".{0,6}".prop_map(Part::Plain), any_secret().prop_map(Part::Secret)], 0..4)
            .prop_map(Value::Masked),
        Just(Value::Unknown(Reason::NotAsked)),
        ".{0,6}".prop_map(|code| Value::Unknown(Reason::Denied(code))),
    ]
}

/// Numbers that are no 64-bit integers, as readers make them.
fn any_decimal() -> impl Strategy<Value = Decimal> {
    let parts = proptest::num::f64::NORMAL.prop_filter_map("whole", |double| {
        (double.fract() != 0.0 || double.abs() > 1e20).then(|| Decimal::from_f64(double)).flatten()
    });
    prop_oneof![parts, (i64::MAX as u64 + 1..).prop_map(Decimal::from_u64)]
}

fn any_secret() -> impl Strategy<Value = Secret> {
    let key = || "[0-9a-f]{8}";
    let bits = || any::<u128>().prop_map(|bits| format!("{bits:032x}"));
    (
        key(),
        bits(),
        btree_map(key(), bits(), 0..2),
        vec(".{0,6}", 0..2),
        any::<bool>(),
        "[a-z]{0,4}",
    )
        .prop_map(|(key, fingerprint, also, refs, short, rule)| Secret {
            key,
            fingerprint,
            also,
            refs,
            short,
            rule,
        })
}
