//! Answers that are errors: what passes is waited for, as long as the server asks; what stays costs its list alone.

use drift_tests::proxy::{Answer, Fault, Rule};

use crate::scenario::{EVERYTHING, MAPS, Scenario, asked};

fn come_again(code: u16, when: &str) -> Fault {
    Fault::Say(Answer::new(code, "").header("retry-after", when))
}

#[test]
fn without_a_fault_everything_is_told() {
    Scenario::new(EVERYTHING, vec![]).play();
}

#[test]
fn a_server_that_says_when_to_come_again_is_obeyed() {
    // The server's clock is far ahead of ours: by ours, this would be a wait of decades.
    let skewed = Answer::new(503, "")
        .header("date", "Fri, 01 Jan 2100 00:00:00 GMT")
        .header("retry-after", "Fri, 01 Jan 2100 00:00:01 GMT");
    let rules = vec![
        Rule::on(MAPS, come_again(429, "1")).only(1),
        Rule::on(MAPS, come_again(503, "1")).only(2),
        Rule::on(MAPS, Fault::Say(skewed)).only(3),
    ];
    let (proxy, _) = Scenario::new(EVERYTHING, rules).play();
    assert_eq!(asked(&proxy, MAPS), 4);
}

#[test]
fn what_passes_costs_nothing() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
        let rules = vec![Rule::on(MAPS, Fault::status(code)).only(1)];
        let (proxy, _) = Scenario::new(EVERYTHING, rules).play();
        assert_eq!(asked(&proxy, MAPS), 2, "{code}");
    }
}

#[test]
fn a_server_that_is_always_busy_costs_the_list() {
    let rules = vec![Rule::on(MAPS, come_again(429, "0"))];
    let (proxy, _) = Scenario::new("always-busy", rules).play();
    assert_eq!(asked(&proxy, MAPS), 5);
}

#[test]
fn a_server_that_asks_for_more_time_than_there_is_is_not_asked_again() {
    let rules = vec![Rule::on(MAPS, come_again(429, "86400"))];
    let (proxy, _) = Scenario::new("busy-until-tomorrow", rules).play();
    assert_eq!(asked(&proxy, MAPS), 1);
}

#[test]
fn an_error_that_stays_costs_the_list() {
    let said = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"etcd is away","code":500}"#;
    Scenario::new("an-error-that-stays", vec![Rule::on(MAPS, Fault::Say(Answer::new(500, said)))])
        .play();
}

#[test]
fn the_page_of_a_gateway_is_an_error_and_is_not_repeated() {
    let page =
        Answer::new(502, "<html>a page of a gateway</html>").header("content-type", "text/html");
    let (_, report) =
        Scenario::new("a-page-of-a-gateway", vec![Rule::on(MAPS, Fault::Say(page))]).play();
    assert!(!serde_json::to_string(&report).unwrap().contains("a page of a gateway"));
}

#[test]
fn what_may_not_be_listed_is_not_missing() {
    let rules = vec![Rule::on("*/namespaces/faults-prod/*", Fault::status(403))];
    Scenario::new("nothing-may-be-listed", rules).play();
}
