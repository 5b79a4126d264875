//! Deadlines: a server that says nothing, or says it too slowly, costs what it did not say in time.

use drift_tests::proxy::{Fault, Rule};

use crate::scenario::{EVERYTHING, MAPS, Scenario, asked};

#[test]
fn a_list_that_stalls_costs_itself_at_the_deadline_of_a_call() {
    let (proxy, _) = Scenario::new("a-list-that-stalls", vec![Rule::on(MAPS, Fault::Stall)])
        .limits("{ call: 5s }")
        .play();
    assert_eq!(asked(&proxy, MAPS), 2);
}

#[test]
fn a_list_that_trickles_has_the_same_deadline() {
    let (proxy, _) = Scenario::new("a-list-that-trickles", vec![Rule::on(MAPS, Fault::Trickle)])
        .limits("{ call: 5s }")
        .play();
    assert_eq!(asked(&proxy, MAPS), 2);
}

#[test]
fn a_list_that_stalls_once_is_read() {
    for fault in [Fault::Stall, Fault::Trickle] {
        Scenario::new(EVERYTHING, vec![Rule::on(MAPS, fault).only(1)])
            .limits("{ call: 5s }")
            .play();
    }
}

#[test]
fn what_the_deadline_of_the_run_leaves_is_skipped() {
    // One list after the other, and ConfigMaps come first.
    Scenario::new("the-deadline-of-the-run", vec![Rule::on(MAPS, Fault::Stall)])
        .limits("{ call: 10m, run: 20s, kubernetes: { lists_in_flight: 1 } }")
        .play();
}

#[test]
fn a_server_that_never_says_what_it_serves_ends_with_the_run() {
    Scenario::new("discovery-stalls", vec![Rule::on("/apis", Fault::Stall)])
        .limits("{ call: 10m, run: 15s }")
        .refuse();
}

#[test]
fn slow_discovery_is_waited_for() {
    let late = Fault::Late(std::time::Duration::from_secs(2));
    Scenario::new(EVERYTHING, vec![Rule::on("/api*", late).first(3)]).play();
}
