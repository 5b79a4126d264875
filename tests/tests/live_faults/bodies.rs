//! Bodies that are not what was asked for: broken off, of another type, not to be understood, or without an end.

use drift_tests::proxy::{Answer, Fault, Rule};

use crate::scenario::{EVERYTHING, MAPS, Scenario, asked};

#[test]
fn a_connection_that_breaks_is_made_again() {
    for fault in [Fault::Reset, Fault::CutOff(100), Fault::CutOff(0)] {
        let (proxy, _) = Scenario::new(EVERYTHING, vec![Rule::on(MAPS, fault).first(2)]).play();
        assert_eq!(asked(&proxy, MAPS), 3);
    }
}

#[test]
fn a_body_that_always_breaks_off_is_no_list() {
    let (proxy, _) =
        Scenario::new("a-body-that-breaks-off", vec![Rule::on(MAPS, Fault::CutOff(100))]).play();
    assert_eq!(asked(&proxy, MAPS), 5);
}

#[test]
fn what_is_not_a_list_of_what_was_asked_for_is_not_an_empty_one() {
    let html = Answer::new(200, "<html>log in here</html>").header("content-type", "text/html");
    let other = Answer::new(200, r#"{"items":[],"total":0}"#);
    let status = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"not today"}"#;
    let rules = vec![
        Rule::on(MAPS, Fault::Say(html)),
        Rule::on("*/namespaces/faults-prod/services*", Fault::Say(other)),
        Rule::on("*/namespaces/faults-prod/deployments*", Fault::Say(Answer::new(200, status))),
    ];
    Scenario::new("what-is-no-list", rules).play();
}

#[test]
fn an_object_that_cannot_be_understood_is_named_and_costs_the_certainty_of_its_list() {
    let twice = |text: &str| text.replacen(r#""mode":"blue""#, r#""mode":"blue","mode":"red""#, 1);
    Scenario::new("an-object-that-cannot-be-understood", vec![Rule::on(MAPS, Fault::text(twice))])
        .play();
}

#[test]
fn an_answer_without_an_end_is_left() {
    let (proxy, _) =
        Scenario::new("an-answer-without-an-end", vec![Rule::on(MAPS, Fault::Endless)]).play();
    let requests = asked(&proxy, MAPS);
    assert_eq!(requests, 2, "a page, and a smaller one");
    // What is on its way when the program leaves was written too.
    let most = requests * (64 + 16) * 1024 * 1024;
    assert!(proxy.taken_of_the_endless() < most, "{}", proxy.taken_of_the_endless());
}
