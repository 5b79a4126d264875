//! Narrowing to components: less is said, and nothing else than before.

use std::collections::BTreeSet;

use drift_core::judge::{Policy, thin};
use drift_core::{ChangeKind, Report, Silent, Snapshot, compare};
use proptest::prelude::*;

use crate::mutations::mutated;
use crate::toy::{APP, CONFIG};
use crate::world::{PROD, STAGING, map, registry, report, show, snapshot, thing, worlds};

fn narrowed(before: &Snapshot, after: &Snapshot, component: &str) -> Report {
    let policy = Policy { only: vec![component.to_owned()], ..Policy::default() };
    compare(before, after, &registry(), &policy, &mut Silent)
}

fn ids(report: &Report) -> BTreeSet<String> {
    report.findings.iter().map(|finding| finding.id.clone()).collect()
}

/// A snapshot that holds one component only.
fn thinned(snapshot: &Snapshot, component: &str) -> Snapshot {
    let policy = Policy { only: vec![component.to_owned()], ..Policy::default() };
    let mut part = snapshot.clone();
    assert!(thin(&mut part, &registry(), &policy).len() < 2);
    part
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_component_of_a_comparison_is_a_part_of_it(world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..9)) {
        let (changed, _) = mutated(&world, &draws);
        let before = snapshot(&world, &show(STAGING, &["c1"]));
        let after = snapshot(&changed, &show(PROD, &["d1"]));
        let whole = report(&before, &after);
        let components: BTreeSet<&String> =
            whole.findings.iter().map(|finding| &finding.component).collect();
        let mut found = BTreeSet::new();
        for component in &components {
            let part = narrowed(&before, &after, component);
            let (part, all) = (ids(&part), ids(&whole));
            prop_assert!(part.is_subset(&all), "{component}: {part:?} of {all:?}");
            found.extend(part);
        }
        let all = whole.findings.iter().filter(|finding| finding.kind != "/Namespace");
        for finding in all {
            prop_assert!(found.contains(&finding.id), "{} {}", finding.component, finding.subject);
        }
    }

    #[test]
    fn what_a_thinned_snapshot_lacks_is_never_missing(world in worlds(), draws in proptest::collection::vec(any::<(usize, u8)>(), 0..9)) {
        let (changed, _) = mutated(&world, &draws);
        let before = snapshot(&world, &show(STAGING, &["c1"]));
        let after = snapshot(&changed, &show(PROD, &["d1"]));
        let whole = report(&before, &after);
        let missing = |report: &Report| -> BTreeSet<String> {
            let found = report.findings.iter().filter(|finding| finding.path.is_root());
            let missing = found.filter(|finding| finding.change == ChangeKind::Missing);
            missing.map(|finding| finding.subject.clone()).collect()
        };
        for component in whole.findings.iter().map(|finding| &finding.component).collect::<BTreeSet<_>>() {
            let part = report(&before, &thinned(&after, component));
            let (part, all) = (missing(&part), missing(&whole));
            prop_assert!(part.is_subset(&all), "{component}: {part:?} of {all:?}");
        }
    }
}

#[test]
fn a_resource_that_moved_to_another_component_is_one_pair_under_both() {
    let config = |component: &str, port: i64| {
        let meta = map([("component", component.into())]);
        thing(CONFIG, "shop", "a", map([("meta", meta), ("port", drift_core::Value::from(port))]))
    };
    let app = || thing(APP, "shop", "web", map([]));
    let before = snapshot(&[config("one", 1), app()], &show(STAGING, &["c1"]));
    let after = snapshot(&[config("two", 2), app()], &show(PROD, &["d1"]));
    for component in ["a", "one", "two"] {
        let report = narrowed(&before, &after, component);
        assert!(report.findings.iter().all(|found| !found.path.is_root()), "{component}");
    }
}
