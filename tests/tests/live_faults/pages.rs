//! Pages: tokens that expire or go round, and rights or credentials that end between two of them.

use std::sync::Mutex;

use drift_tests::proxy::{Answer, Fault, Rule};
use serde_json::{Value, json};

use crate::scenario::{EVERYTHING, LATER_MAPS, MAPS, Scenario, asked};

/// Five pages of one object.
fn five() -> Rule {
    Rule::on(MAPS, Fault::Paged(1))
}

#[test]
fn an_expired_token_begins_the_list_anew() {
    let rules = vec![five(), Rule::on(LATER_MAPS, Fault::status(410)).only(3)];
    let (proxy, _) = Scenario::new(EVERYTHING, rules).play();
    assert_eq!(asked(&proxy, MAPS), 4 + 5);
}

#[test]
fn tokens_that_always_expire_end_in_a_list_without_pages() {
    let rules = vec![five(), Rule::on(LATER_MAPS, Fault::status(410))];
    let (proxy, _) = Scenario::new(EVERYTHING, rules).play();
    assert_eq!(asked(&proxy, MAPS), 2 + 2 + 1);
}

#[test]
fn what_is_denied_on_page_three_of_five_is_not_missing() {
    let rules = vec![five(), Rule::on(LATER_MAPS, Fault::status(403)).from(2)];
    Scenario::new("denied-on-page-three-of-five", rules).play();
}

#[test]
fn a_credential_that_expires_in_mid_run_costs_what_was_not_read() {
    let said = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Unauthorized","code":401}"#;
    let expired = || Fault::Say(Answer::new(401, said));
    let rules = vec![
        five(),
        Rule::on(LATER_MAPS, expired()).from(3),
        Rule::on("*/namespaces/faults-prod/services*", expired()),
        Rule::on("*/namespaces/faults-prod/deployments*", expired()),
    ];
    let (proxy, _) = Scenario::new("a-credential-that-expires-in-mid-run", rules).play();
    assert_eq!(asked(&proxy, "*/services*"), 1, "nothing is asked twice with it");
}

#[test]
fn a_token_that_comes_again_ends_the_list() {
    let first = Mutex::new(None);
    let round = move |page: &mut Value| {
        let next = &mut page["metadata"]["continue"];
        *next = json!(first.lock().unwrap().get_or_insert_with(|| next.clone()).clone());
    };
    let (proxy, _) =
        Scenario::new("a-token-that-comes-again", vec![five(), Rule::on(MAPS, Fault::json(round))])
            .play();
    assert_eq!(asked(&proxy, MAPS), 2);
}
