//! Tables of who gets what, for each way of having several environments in one cluster.

use std::collections::BTreeMap;

use super::*;
use crate::config::parse;
use crate::scope::Scope;

/// Reads a configuration of these environments.
fn config(rest: &str) -> Config {
    parse(format!("version: 1\n{rest}").as_bytes(), "drift.yaml")
        .unwrap_or_else(|errors| panic!("{}", errors[0]))
}

/// A resource of the cluster `nonprod`: `kind namespace/name label=value`, with `-` for no namespace.
fn with_subject<T>(
    config: &Config,
    environment: &str,
    resource: &str,
    then: impl FnOnce(&SelectorSubject<'_>) -> T,
) -> T {
    let mut words = resource.split(' ');
    let (kind, way) = (words.next().unwrap(), words.next().unwrap());
    let (namespace, name) = way.split_once('/').unwrap();
    let cluster = Scope::cluster("5f0c");
    let scope = if namespace == "-" { cluster } else { cluster.in_namespace(namespace) };
    let tags: BTreeMap<String, String> = words
        .map(|word| word.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    then(&SelectorSubject {
        environment,
        tokens: &tokens(config, environment),
        kind,
        name,
        scope: &scope,
        cluster_name: Some("nonprod"),
        tags: &tags,
    })
}

const IN: &str = "in";
const SHARED: &str = "shared";
const UNASSIGNED: &str = "unassigned";
const CONTESTED: &str = "contested";
const ELSEWHERE: &str = "elsewhere";

fn said(config: &Config, environment: &str, resource: &str) -> &'static str {
    with_subject(config, environment, resource, |subject| {
        let problem = contested(config, environment, subject);
        match (assign(config, environment, subject), problem) {
            (Some(Membership::Unassigned), Some(_)) => CONTESTED,
            (Some(Membership::Unassigned), None) => UNASSIGNED,
            (Some(Membership::In), None) => IN,
            (Some(Membership::Shared), None) => SHARED,
            (None, None) => ELSEWHERE,
            (_, Some(problem)) => panic!("{resource}: {problem}"),
        }
    })
}

/// Each row: a resource, what it is when read for `dev`, and when read for `qa`.
fn check(config: &Config, table: &[(&str, &str, &str)]) {
    for (resource, dev, qa) in table {
        assert_eq!(said(config, "dev", resource), *dev, "{resource} read for dev");
        assert_eq!(said(config, "qa", resource), *qa, "{resource} read for qa");
    }
}

#[test]
fn alone_in_its_clusters_an_environment_has_everything() {
    let config = config(
        "environments:
  dev: { sources: [ { kubernetes: { context: nonprod } } ] }
  qa: { sources: [ { kubernetes: { context: qa-cluster } } ] }",
    );
    for resource in
        ["/Pod shop/a", "/Namespace -/shop", "/Namespace -/kube-system", "rbac/ClusterRole -/admin"]
    {
        assert_eq!(said(&config, "dev", resource), IN, "{resource}");
    }
}

#[test]
fn alone_with_namespaces_it_has_those_and_the_objects_of_the_cluster() {
    let config = config(
        "environments:
  dev: { sources: [ { kubernetes: { context: nonprod, namespaces: [shop, \"pr-*\"] } } ] }",
    );
    let table = [
        ("/Pod shop/a", IN),
        ("/Pod pr-7/a", IN),
        ("/Pod kube-system/a", ELSEWHERE),
        ("/Namespace -/pr-7", IN),
        ("/Namespace -/kube-system", ELSEWHERE),
        ("rbac/ClusterRole -/admin", IN),
    ];
    for (resource, expected) in table {
        assert_eq!(said(&config, "dev", resource), expected, "{resource}");
    }
}

#[test]
fn two_in_one_cluster_are_told_apart_by_namespaces() {
    let config = config(
        "shared: [ { match: { name: platform } } ]
environments:
  dev: { sources: [ { kubernetes: { context: nonprod, namespaces: [\"dev-*\", both] } } ] }
  qa: { sources: [ { kubernetes: { contexts: [\"non*\"], namespaces: [\"qa-*\", both] } } ] }",
    );
    check(
        &config,
        &[
            ("/Pod dev-shop/a", IN, ELSEWHERE),
            ("/Pod qa-shop/a", ELSEWHERE, IN),
            ("/Pod both/a", CONTESTED, CONTESTED),
            ("/Pod both/platform", SHARED, SHARED),
            ("/Namespace -/dev-shop", IN, ELSEWHERE),
            ("/Namespace -/qa-shop", ELSEWHERE, IN),
            ("/Namespace -/both", CONTESTED, CONTESTED),
            ("/Namespace -/kube-system", ELSEWHERE, ELSEWHERE),
            ("rbac/ClusterRole -/admin", SHARED, SHARED),
        ],
    );
}

#[test]
fn two_in_one_cluster_are_told_apart_by_names() {
    let config = config(
        "environments:
  dev:
    aliases: [development]
    sources: [ { kubernetes: { context: nonprod } } ]
    members: [ { match: { name: \"*-{env}\" } }, { match: { name: \"{env}-*\" } } ]
  qa:
    sources: [ { kubernetes: { context: nonprod } } ]
    members: [ { match: { name: \"*-{env}\" } }, { match: { name: \"{env}-*\" } } ]",
    );
    check(
        &config,
        &[
            ("/Service shop/api-dev", IN, ELSEWHERE),
            ("/Service shop/api-development", IN, ELSEWHERE),
            ("/Service shop/qa-api", ELSEWHERE, IN),
            ("/Service shop/qa-api-dev", CONTESTED, CONTESTED),
            ("/Service shop/api", UNASSIGNED, UNASSIGNED),
            ("/Namespace -/shop", UNASSIGNED, UNASSIGNED),
            ("/Namespace -/shop-dev", IN, ELSEWHERE),
            ("rbac/ClusterRole -/reader-qa", ELSEWHERE, IN),
            ("rbac/ClusterRole -/admin", UNASSIGNED, UNASSIGNED),
        ],
    );
}

#[test]
fn two_in_one_namespace_are_told_apart_by_labels() {
    let config = config(
        "shared: [ { match: { tags: { env: all } } } ]
environments:
  dev:
    sources: [ { kubernetes: { context: nonprod, namespaces: [shop] } } ]
    members: [ { match: { tags: { env: \"{env}\" } } } ]
  qa:
    sources: [ { kubernetes: { context: nonprod, namespaces: [shop] } } ]
    members: [ { match: { tags: { env: [\"{env}\", test] } } } ]",
    );
    check(
        &config,
        &[
            ("/Pod shop/a env=dev", IN, ELSEWHERE),
            ("/Pod shop/a env=test", ELSEWHERE, IN),
            ("/Pod shop/a env=all", SHARED, SHARED),
            ("/Pod shop/a env=prod", UNASSIGNED, UNASSIGNED),
            ("/Pod shop/a", UNASSIGNED, UNASSIGNED),
            ("/Namespace -/shop", UNASSIGNED, UNASSIGNED),
            // Another namespace is not read, so nothing of it is anybody's here.
            ("/Namespace -/kube-system", ELSEWHERE, ELSEWHERE),
            ("rbac/ClusterRole -/a env=qa", ELSEWHERE, IN),
            ("rbac/ClusterRole -/a", UNASSIGNED, UNASSIGNED),
        ],
    );
}

#[test]
fn members_beside_namespaces() {
    let config = config(
        "environments:
  dev:
    sources: [ { kubernetes: { context: nonprod } } ]
    members: [ { match: { scope: { namespace: \"pr-{id}\" } } }, { match: { name: \"*-{env}\" } } ]
  qa: { sources: [ { kubernetes: { context: nonprod, namespaces: [qa] } } ] }",
    );
    check(
        &config,
        &[
            ("/Pod pr-7/a", IN, ELSEWHERE),
            ("/Pod qa/a", ELSEWHERE, IN),
            ("/Pod qa/a-dev", CONTESTED, CONTESTED),
            ("/Pod tools/a", UNASSIGNED, ELSEWHERE),
            ("/Namespace -/qa", ELSEWHERE, IN),
            ("rbac/ClusterRole -/a-dev", IN, ELSEWHERE),
            ("rbac/ClusterRole -/a", UNASSIGNED, SHARED),
        ],
    );
}

#[test]
fn an_environment_claims_nothing_where_it_does_not_read() {
    let config = config(
        "environments:
  dev:
    sources: [ { kubernetes: { context: nonprod, namespaces: [dev] } } ]
    members: [ { match: { name: \"*\" } } ]
  qa: { sources: [ { kubernetes: { context: nonprod, namespaces: [qa] } } ] }",
    );
    check(&config, &[("/Pod qa/a", ELSEWHERE, IN), ("/Pod dev/a", IN, ELSEWHERE)]);
}

#[test]
fn the_same_context_of_another_kubeconfig_is_another_cluster() {
    let config = config(
        "environments:
  dev: { sources: [ { kubernetes: { context: nonprod, kubeconfig: a } } ] }
  qa: { sources: [ { kubernetes: { context: nonprod, kubeconfig: b } } ] }",
    );
    check(&config, &[("/Pod shop/a", IN, IN), ("rbac/ClusterRole -/a", IN, IN)]);
}

#[test]
fn two_that_read_the_current_context_read_the_same_cluster() {
    let config = config(
        "environments:
  dev: { sources: [ { kubernetes: { namespaces: [dev] } } ] }
  qa: { sources: [ { kubernetes: { namespaces: [qa] } } ] }",
    );
    check(&config, &[("/Pod dev/a", IN, ELSEWHERE), ("rbac/ClusterRole -/a", SHARED, SHARED)]);
}

#[test]
fn a_declaration_is_nobody_elses() {
    let config = config(
        "shared: [ { match: { kind: /Namespace } } ]
environments:
  dev: { sources: [ { manifests: { path: k8s } } ] }
  qa:
    sources: [ { manifests: { path: k8s } } ]
    members: [ { match: { name: \"*-{env}\" } } ]",
    );
    let tags = BTreeMap::new();
    let scope = Scope { namespace: Some("shop".into()), ..Scope::default() };
    let table = [
        ("dev", "/Service", "api", Membership::In),
        ("qa", "/Service", "api-qa", Membership::In),
        ("qa", "/Service", "api", Membership::Unassigned),
        ("dev", "/Namespace", "shop", Membership::Shared),
        ("a-folder", "/Service", "api", Membership::In),
    ];
    for (environment, kind, name, expected) in table {
        let tokens = tokens(&config, environment);
        let (scope, tags, tokens) = (&scope, &tags, &tokens);
        let subject =
            SelectorSubject { environment, tokens, kind, name, scope, cluster_name: None, tags };
        assert_eq!(assign(&config, environment, &subject), Some(expected), "{environment} {name}");
    }
}

#[test]
fn a_contest_names_the_line_and_the_others() {
    let config = config(
        "environments:
  dev: { sources: [ { kubernetes: { context: nonprod } } ] }
  qa: { sources: [ { kubernetes: { context: nonprod } } ] }",
    );
    let problem = with_subject(&config, "dev", "/Pod shop/a", |subject| {
        contested(&config, "dev", subject).unwrap()
    });
    assert_eq!(
        problem.to_string(),
        "drift.yaml:3: /Pod in 5f0c/shop that `dev` claims is also claimed by `qa`: unassigned"
    );
}

/// What is said of a resource of an account: `kind account/region name tag=value`, with `-` for no region.
fn said_of_account(config: &Config, environment: &str, resource: &str) -> &'static str {
    let mut words = resource.split(' ');
    let (kind, way, name) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let (account, region) = way.split_once('/').unwrap();
    let region = Some(region.to_owned()).filter(|region| region != "-");
    let scope = Scope { account: Some(account.to_owned()), region, ..Scope::default() };
    let tags = words.map(|word| word.split_once('=').unwrap());
    let tags = tags.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let subject = SelectorSubject {
        environment,
        tokens: &tokens(config, environment),
        kind,
        name,
        scope: &scope,
        cluster_name: None,
        tags: &tags,
    };
    match (assign(config, environment, &subject), contested(config, environment, &subject)) {
        (Some(Membership::Unassigned), Some(_)) => CONTESTED,
        (Some(Membership::Unassigned), None) => UNASSIGNED,
        (Some(Membership::In), _) => IN,
        (Some(Membership::Shared), _) => SHARED,
        (None, _) => ELSEWHERE,
    }
}

#[test]
fn an_account_of_its_own_is_all_of_an_environment() {
    let config = config(
        "environments:
  staging: { sources: [ { aws: { accounts: [\"111111111111\"] } }, { kubernetes: { context: nonprod } } ], members: [ { match: { scope: { namespace: shop } } } ] }
  prod: { sources: [ { aws: { accounts: [\"222222222222\"] } } ] }
  other: { sources: [ { aws: { profile: other } } ] }
",
    );
    for resource in
        ["AWS::SQS::Queue 111111111111/eu-west-1 jobs", "AWS::IAM::Role 111111111111/- r"]
    {
        assert_eq!(said_of_account(&config, "staging", resource), IN, "{resource}");
        let third = resource.replace("1111", "3333");
        assert_eq!(said_of_account(&config, "other", &third), IN, "{third}");
    }
    assert_eq!(said(&config, "staging", "/Pod kube-system/dns"), UNASSIGNED);
}

#[test]
fn of_an_account_that_two_read_each_takes_what_it_selects() {
    let of = |staging: &str, prod: &str| {
        config(&format!(
            "environments:
  staging: {{ sources: [ {{ aws: {{ profile: one, regions: [eu-west-1] }} }} ]{staging} }}
  prod: {{ sources: [ {{ aws: {{ profile: one, regions: [eu-west-1, us-east-1] }} }} ]{prod} }}
"
        ))
    };
    let tagged = ", members: [ { match: { tags: { env: \"{env}\" } } } ]";
    let (plain, tags) = (of("", ""), of(tagged, tagged));
    let queue = |region: &str, tag: &str| format!("AWS::SQS::Queue 1/{region} jobs{tag}");
    let table = [
        (&plain, "staging", queue("eu-west-1", ""), CONTESTED),
        (&plain, "prod", queue("us-east-1", ""), IN),
        (&plain, "prod", "AWS::IAM::Role 1/- r".to_owned(), SHARED),
        (&tags, "staging", queue("eu-west-1", " env=staging"), IN),
        (&tags, "staging", queue("eu-west-1", " env=prod"), ELSEWHERE),
        (&tags, "staging", queue("eu-west-1", ""), UNASSIGNED),
        (&tags, "prod", queue("us-east-1", ""), UNASSIGNED),
    ];
    for (config, environment, resource, wanted) in table {
        assert_eq!(
            said_of_account(config, environment, &resource),
            wanted,
            "{environment} {resource}"
        );
    }
}
