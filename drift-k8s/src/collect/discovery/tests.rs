//! Discovery against servers that answer in each of the ways there are, and leave out what they should not.

use super::*;
use crate::collect::testing::{Answer, serve};

fn resource(resource: &str, kind: &str, scope: &str, verbs: &str) -> String {
    format!(
        r#"{{"resource":"{resource}","responseKind":{{"kind":"{kind}"}},"scope":"{scope}","verbs":["{verbs}"]}}"#
    )
}

fn group(name: &str, versions: &[(&str, &str, Vec<String>)]) -> String {
    let versions: Vec<String> = versions
        .iter()
        .map(|(version, freshness, resources)| {
            let resources = resources.join(",");
            format!(
                r#"{{"version":"{version}","freshness":"{freshness}","resources":[{resources}]}}"#
            )
        })
        .collect();
    format!(r#"{{"metadata":{{"name":"{name}"}},"versions":[{}]}}"#, versions.join(","))
}

#[tokio::test]
async fn aggregated_discovery_gives_each_listable_kind_once_in_the_preferred_version() {
    let hpa = |verbs| resource("horizontalpodautoscalers", "HPA", "Namespaced", verbs);
    let ingress = || resource("ingresses", "Ingress", "Namespaced", "list");
    let core = group(
        "",
        &[("v1", "Current", vec![resource("bindings", "Binding", "Namespaced", "create")])],
    );
    let others = [
        group(
            "autoscaling",
            &[
                ("v3", "Current", vec![hpa("get")]),
                ("v2", "Current", vec![hpa("list")]),
                ("v1", "Current", vec![hpa("list")]),
            ],
        ),
        group(
            "extensions",
            &[("v1beta1", "Current", vec![ingress(), resource("olds", "Old", "Cluster", "list")])],
        ),
        group("networking.k8s.io", &[("v1", "Current", vec![ingress()])]),
        group("metrics.k8s.io", &[("v1beta1", "Stale", vec![])]),
    ];
    let others = others.join(",");
    let (api, requests) = serve(move |asked| {
        assert!(asked.headers.contains("as=apigroupdiscoverylist"));
        let items = if asked.target == "/api" { &core } else { &others };
        Answer::new(200, format!(r#"{{"kind":"APIGroupDiscoveryList","items":[{items}]}}"#))
    })
    .await;
    let found = discover(&api).await.unwrap();
    let kinds: Vec<(&str, &str)> =
        found.kinds.iter().map(|(name, served)| (name.as_str(), served.version.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("autoscaling/HPA", "v2"),
            ("extensions/Old", "v1beta1"),
            ("networking.k8s.io/Ingress", "v1")
        ]
    );
    assert_eq!(found.versions.len(), 5);
    assert_eq!(found.silent.keys().collect::<Vec<_>>(), ["metrics.k8s.io"]);
    assert!(!found.kinds["extensions/Old"].namespaced);
    assert_eq!(requests.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_discovery_leaves_out_is_not_taken_for_what_is_not_there() {
    let unnamed = r#"{"resource":"things","scope":"Cluster","verbs":["list"]}"#.to_owned();
    let inner = r#"{"resource":"scales","scope":"Cluster","verbs":[]}"#.to_owned();
    let items = [
        group("none.example.com", &[]),
        group("empty.example.com", &[("v1", "Current", vec![])]),
        group("external.metrics.k8s.io", &[("v1", "Current", vec![])]),
        group("unnamed.example.com", &[("v1", "Current", vec![unnamed])]),
        group("inner.example.com", &[("v1", "Current", vec![inner])]),
        group(
            "kept.example.com",
            &[(
                "v1",
                "Current",
                vec![
                    resource("crontabs", "CronTab", "Namespaced", "get"),
                    resource("reviews", "CronReview", "Cluster", "create"),
                    resource("values", "MetricValueList", "Cluster", "get"),
                ],
            )],
        ),
    ];
    let items = items.join(",");
    let (api, _) = serve(move |asked| {
        let items = if asked.target == "/api" { "" } else { &items };
        Answer::new(200, format!(r#"{{"kind":"APIGroupDiscoveryList","items":[{items}]}}"#))
    })
    .await;
    let found = discover(&api).await.unwrap();
    let silent: Vec<_> = found.silent.keys().map(String::as_str).collect();
    assert_eq!(silent, ["", "empty.example.com", "none.example.com", "unnamed.example.com"]);
    let unlisted: Vec<_> = found.unlisted.keys().map(String::as_str).collect();
    assert_eq!(unlisted, ["kept.example.com/CronTab"]);
}

#[tokio::test]
async fn an_old_server_is_asked_group_by_group_and_a_silent_one_costs_only_itself() {
    let (api, _) = serve(|asked| match asked.target.as_str() {
        "/api" => Answer::new(200, r#"{"kind":"APIVersions","versions":["v1"]}"#),
        "/api/v1" => Answer::new(
            200,
            r#"{"kind":"APIResourceList","resources":[
            {"name":"pods","kind":"Pod","namespaced":true,"verbs":["list"]},
            {"name":"pods/log","kind":"Pod","namespaced":true,"verbs":["list"]}]}"#,
        ),
        "/apis" => Answer::new(
            200,
            r#"{"kind":"APIGroupList","groups":[
            {"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},
            {"name":"odd.example.com","versions":[{"version":"v1"}]},
            {"name":"down.example.com","versions":[{"version":"v1"}]}]}"#,
        ),
        "/apis/apps/v1" | "/apis/apps/v1beta1" => Answer::new(
            200,
            r#"{"resources":[{"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["list"]}]}"#,
        ),
        "/apis/odd.example.com/v1" => Answer::new(200, r#"{"kind":"Status","code":500}"#),
        _ => Answer::new(503, "down"),
    })
    .await;
    let found = discover(&api).await.unwrap();
    assert_eq!(found.kinds.keys().collect::<Vec<_>>(), ["/Pod", "apps/Deployment"]);
    assert_eq!(found.kinds["apps/Deployment"].version, "v1");
    assert_eq!(found.silent.len(), 2, "{:?}", found.silent);
    assert!(found.silent["odd.example.com"].to_string().contains("`resources`"));
    assert_eq!(found.silent["down.example.com"].to_string(), "partial: 503 Service Unavailable");
    assert_eq!(found.kinds["/Pod"].path(Some("shop")), "/api/v1/namespaces/shop/pods");
    assert_eq!(found.kinds["apps/Deployment"].path(None), "/apis/apps/v1/deployments");
}

#[tokio::test]
async fn a_root_that_does_not_answer_costs_its_groups_and_both_cost_all() {
    let core = r#"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
        {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]}]}]}]}"#;
    let of = |down: &'static [&'static str], code| async move {
        let (api, _) = serve(move |asked| {
            let down = down.contains(&asked.target.as_str());
            if down { Answer::new(code, "<html>") } else { Answer::new(200, core) }
        })
        .await;
        discover(&api).await
    };
    for (down, group) in [(&["/apis"], EVERY_GROUP), (&["/api"], "")] {
        for code in [200, 403, 500] {
            let found = of(down, code).await.unwrap();
            assert_eq!(found.silent.keys().collect::<Vec<_>>(), [group], "{code}");
            assert_eq!(found.kinds.len(), 1);
        }
        assert!(matches!(of(down, 401).await, Err(Fault::Unauthorized(_))));
    }
    assert!(of(&["/api", "/apis"], 500).await.is_err());
}

#[tokio::test]
async fn two_resources_of_one_kind_are_not_taken_for_one_in_silence() {
    let items = group(
        "odd.example.com",
        &[(
            "v1",
            "Current",
            vec![
                resource("shops", "Shop", "Namespaced", "list"),
                resource("stores", "Shop", "Namespaced", "list"),
            ],
        )],
    );
    let (api, _) = serve(move |_| {
        Answer::new(200, format!(r#"{{"kind":"APIGroupDiscoveryList","items":[{items}]}}"#))
    })
    .await;
    let found = discover(&api).await.unwrap();
    assert_eq!(found.kinds["odd.example.com/Shop"].resource, "shops");
    assert!(found.ambiguous.iter().all(|served| served.resource == "stores"));
    assert!(!found.ambiguous.is_empty());
}
