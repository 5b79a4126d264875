//! Discovery: a group that does not answer costs its kinds, and nothing of what is in them is missing.

use drift_tests::proxy::{Fault, Rule};
use serde_json::{Value, json};

use crate::scenario::{EVERYTHING, Scenario};

const OLD: &str = "application/json";

#[test]
fn a_group_whose_server_is_down_costs_itself() {
    let stale = |answer: &mut Value| {
        let groups = answer["items"].as_array_mut().expect("aggregated discovery");
        let apps = groups.iter_mut().find(|group| group["metadata"]["name"] == "apps");
        for version in apps.expect("apps")["versions"].as_array_mut().expect("versions") {
            version["freshness"] = json!("Stale");
            version["resources"] = json!([]);
        }
    };
    let rules = vec![Rule::on("/apis", Fault::json(stale))];
    Scenario::new("a-group-that-is-stale", rules).play();
}

#[test]
fn a_server_of_old_is_asked_group_by_group() {
    Scenario::new(EVERYTHING, vec![Rule::on("/api*", Fault::Form(OLD))]).play();
}

#[test]
fn a_group_that_a_server_of_old_cannot_reach_costs_itself() {
    let rules =
        vec![Rule::on("/api*", Fault::Form(OLD)), Rule::on("/apis/apps/v1", Fault::status(503))];
    Scenario::new("a-group-that-cannot-be-reached", rules).play();
}

#[test]
fn where_no_group_is_known_the_core_still_is() {
    let rules = vec![Rule::on("/apis", Fault::status(500))];
    Scenario::new("no-group-but-the-core", rules).play();
}

#[test]
fn a_server_that_serves_nothing_known_is_not_read() {
    let rules = ["/api", "/apis"].map(|root| Rule::on(root, Fault::status(500))).to_vec();
    Scenario::new("nothing-is-known-of-what-is-served", rules).refuse();
}
