//! Identity: a cluster whose own id may not be read is known by its address.

use drift_tests::proxy::{Answer, Fault, Rule};

use crate::scenario::Scenario;

#[test]
fn a_cluster_whose_id_may_not_be_read_is_known_by_its_address() {
    let said = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"namespaces \"kube-system\" is forbidden"}"#;
    let rules = vec![Rule::on("*/namespaces/kube-system", Fault::Say(Answer::new(403, said)))];
    Scenario::new("a-cluster-without-its-id", rules).play();
}

#[test]
fn what_answers_in_place_of_the_id_is_no_id() {
    let page = Answer::new(200, r#"{"kind":"Namespace","metadata":{"uid":""}}"#);
    let rules = vec![Rule::on("*/namespaces/kube-system", Fault::Say(page))];
    Scenario::new("a-cluster-of-an-empty-id", rules).play();
}
