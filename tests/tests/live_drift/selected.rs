//! Namespaces that the configuration selects: what lies outside was not asked for, and is never missing; what lies inside and is
//! gone is missing, whatever else is filtered.

use drift_tests::{Drift, cluster, subjects};

const WEB: &str = "apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [ { port: 80 } ] }
";

/// Two environments with these namespaces each.
fn selecting(staging: &str, prod: &str) -> Drift {
    Drift::new(&format!(
        "version: 1
environments:
  staging: {{ sources: [ {{ kubernetes: {{ context: staging, namespaces: [{staging}] }} }} ] }}
  prod: {{ sources: [ {{ kubernetes: {{ context: prod, namespaces: [{prod}] }} }} ] }}
"
    ))
}

/// `NAME-common` and a namespace of its own in each; only staging's has the Service.
fn laid_out(name: &str) {
    for environment in ["staging", "prod"] {
        cluster(environment).namespace(&format!("{name}-common"));
        cluster(environment).namespace(&format!("{name}-{environment}"));
    }
    cluster("staging").apply_text(&format!("{name}-staging"), WEB);
}

#[test]
fn a_namespace_that_one_side_does_not_select_is_not_missing_there() {
    laid_out("outside");
    for (staging, prod) in [
        ("\"outside-*\"", "outside-prod"),
        ("\"outside-*\"", "\"outside-p*\""),
        ("outside-staging, outside-common", "outside-prod"),
    ] {
        for more in [&[][..], &["--kind", "/Namespace"]] {
            let drift = selecting(staging, prod);
            for sides in [["staging", "prod"], ["prod", "staging"]] {
                let (report, _) = drift.report(&[&["diff", sides[0], sides[1]], more].concat());
                let wanted: &[&str] = if more.is_empty() { &["/Service web"] } else { &[] };
                assert_eq!(subjects(&report), wanted, "{staging} {prod} {more:?}");
                let mut unknowns = report.unknowns.iter();
                let common = unknowns.find(|unknown| unknown.subject == "outside-common");
                assert!(common.is_some_and(|unknown| unknown.by_choice), "{:?}", report.unknowns);
            }
        }
    }
}

#[test]
fn what_is_gone_from_a_selected_namespace_is_missing_with_any_filter() {
    laid_out("gone");
    let drift = selecting("\"gone-s*\"", "\"gone-p*\"");
    for more in [&[][..], &["--kind", "/Service"]] {
        let (report, run) = drift.report(&[&["diff", "staging", "prod"], more].concat());
        assert_eq!((subjects(&report), run.code), (vec!["/Service web".to_owned()], 1), "{more:?}");
    }
}

#[test]
fn a_declared_namespace_outside_the_selection_is_not_missing() {
    laid_out("declared");
    let drift = selecting("declared-staging", "declared-prod");
    drift.write(
        "k8s/namespaces.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: { name: declared-common }\n---\n\
         apiVersion: v1\nkind: Namespace\nmetadata: { name: declared-prod }\n",
    );
    let (report, _) = drift.report(&["check", "prod", "--against", "k8s:k8s"]);
    assert_eq!(subjects(&report), Vec::<String>::new(), "{:?}", report.unknowns);
}

#[test]
fn a_reference_to_what_a_filter_leaves_out_is_unknown_and_no_difference() {
    for (environment, hash) in [("staging", "a1"), ("prod", "b2")] {
        let cluster = cluster(environment);
        cluster.namespace("filtered-reference");
        let objects = format!(
            "apiVersion: v1
kind: ConfigMap
metadata: {{ name: settings-{hash}, labels: {{ app: web }} }}
data: {{ mode: same }}
---
apiVersion: v1
kind: Pod
metadata: {{ name: web }}
spec:
  containers: [ {{ name: web, image: web, envFrom: [ {{ configMapRef: {{ name: settings-{hash} }} }} ] }} ]
"
        );
        cluster.apply_text("filtered-reference", &objects);
    }
    let drift = selecting("filtered-reference", "filtered-reference");
    let (report, _) = drift.report(&["diff", "staging", "prod", "--kind", "/Pod"]);
    assert_eq!(subjects(&report), Vec::<String>::new());
    let why: Vec<&str> = report.unknowns.iter().map(|unknown| unknown.reason.as_str()).collect();
    assert!(why.contains(&"leads to what was not asked for (filter)"), "{why:?}");
}
