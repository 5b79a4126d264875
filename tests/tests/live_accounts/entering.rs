//! Several accounts and regions in one run, and an account that is another one than was meant.

use std::collections::BTreeSet;

use drift_core::{Scope, Snapshot, Status, codec};
use drift_tests::{Drift, Moto};
use serde_json::json;

const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

fn drift(moto: &Moto, config: &str) -> Drift {
    Drift::with(config, moto.environment(["test", "test"]), false)
}

fn snapshot(drift: &Drift, environment: &str) -> Snapshot {
    let run = drift.run(&["snapshot", environment, "-o", "one.drift.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    codec::decode(&std::fs::read(drift.folder().join("one.drift.zst")).unwrap()).unwrap()
}

fn of_kind<'s>(snapshot: &'s Snapshot, kind: &str) -> Vec<&'s Scope> {
    let of_kind = snapshot.resources().iter().filter(|resource| resource.kind == kind);
    of_kind.map(|resource| &resource.scope).collect()
}

#[test]
fn one_name_in_two_accounts_and_two_regions_is_four_resources() {
    let moto = Moto::start();
    for account in ACCOUNTS {
        for region in REGIONS {
            let _ = moto.ask([account, region], "sqs.CreateQueue", &json!({"QueueName": "jobs"}));
        }
        let role = json!({"RoleName": "web", "AssumeRolePolicyDocument": "{}"});
        let _ = moto.ask([account, "us-east-1"], "iam.CreateRole", &role);
    }
    let drift = drift(
        &moto,
        "version: 1
environments:
  both:
    sources: [ { aws: { accounts: [\"111111111111\", \"222222222222\"], role: drift, regions: [eu-west-1, us-east-1] } } ]
",
    );
    let snapshot = snapshot(&drift, "both");
    let queues = of_kind(&snapshot, "AWS::SQS::Queue");
    assert_eq!(queues.len(), 4, "{queues:?}");
    assert_eq!(queues.iter().collect::<BTreeSet<_>>().len(), 4, "{queues:?}");
    // What an account has beside its regions is read once, however many of them there are.
    let roles = of_kind(&snapshot, "AWS::IAM::Role");
    assert_eq!(roles.len(), 2, "{roles:?}");
    assert!(roles.iter().all(|scope| scope.region.is_none()));
}

#[test]
fn one_account_that_two_environments_read_is_read_once_and_taken_apart_by_tags() {
    let moto = Moto::start();
    for (name, environment) in [("jobs-staging", "staging"), ("jobs-prod", "prod"), ("other", "x")]
    {
        let queue = json!({"QueueName": name, "tags": {"env": environment}});
        let _ = moto.ask([ACCOUNTS[0], REGIONS[0]], "sqs.CreateQueue", &queue);
    }
    let drift = drift(
        &moto,
        "version: 1
environments:
  staging:
    sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ]
    members: [ { match: { tags: { env: \"{env}\" } } } ]
  prod:
    sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ]
    members: [ { match: { tags: { env: \"{env}\" } } } ]
",
    );
    let (report, run) =
        drift.report(&["diff", "staging", "prod", "--kind", "AWS::SQS::Queue", "-vv"]);
    let lists = run.stderr.lines().filter(|line| line.contains("sqs:ListQueues")).count();
    assert_eq!(lists, 1, "{}", run.stderr);
    let subjects: Vec<_> = report.findings.iter().map(|finding| finding.subject.as_str()).collect();
    assert_eq!(subjects, [""; 0], "{:#?}", report.findings);
    assert_eq!(report.counts.pairs, 1, "the two queues are one in each environment");
}

#[test]
fn credentials_that_lead_elsewhere_are_an_error_and_no_report() {
    let moto = Moto::start();
    let drift = drift(
        &moto,
        "version: 1
environments:
  prod: { sources: [ { aws: { accounts: [\"222222222222\"], regions: [eu-west-1] } } ] }
",
    );
    let run = drift.run(&["snapshot", "prod"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let said = "leads to account 123456789012 and not to 222222222222";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!drift.folder().join("state/drift/prod").exists(), "nothing is stored");
}

#[test]
fn the_accounts_of_a_unit_are_those_below_it() {
    let moto = Moto::start();
    let hub = ["999999999999", "us-east-1"];
    let _ = moto.ask(hub, "organizations.CreateOrganization", &json!({"FeatureSet": "ALL"}));
    let roots = moto.ask(hub, "organizations.ListRoots", &json!({}));
    let root = roots["Roots"][0]["Id"].as_str().unwrap();
    let unit = moto.ask(
        hub,
        "organizations.CreateOrganizationalUnit",
        &json!({"ParentId": root, "Name": "prod"}),
    );
    let unit = unit["OrganizationalUnit"]["Id"].as_str().unwrap();
    let inner = moto.ask(
        hub,
        "organizations.CreateOrganizationalUnit",
        &json!({"ParentId": unit, "Name": "inner"}),
    );
    let inner = inner["OrganizationalUnit"]["Id"].as_str().unwrap();
    let mut ids = Vec::new();
    for (name, parent) in [("one", unit), ("two", inner)] {
        let made = json!({"Email": format!("{name}@example.com"), "AccountName": name});
        let made = moto.ask(hub, "organizations.CreateAccount", &made);
        let id = made["CreateAccountStatus"]["AccountId"].as_str().unwrap().to_owned();
        let to = json!({"AccountId": id, "SourceParentId": root, "DestinationParentId": parent});
        let _ = moto.ask(hub, "organizations.MoveAccount", &to);
        let _ = moto.ask([&id, "eu-west-1"], "sqs.CreateQueue", &json!({"QueueName": name}));
        ids.push(id);
    }
    let found = |nested: bool| {
        let drift = drift(
            &moto,
            &format!(
                "version: 1
environments:
  prod: {{ sources: [ {{ aws: {{ organization: {{ unit: {unit}, nested: {nested} }}, role: drift, via: hub, regions: [eu-west-1] }} }} ] }}
credentials: {{ hub: {{ chain: [ {{ role: \"arn:aws:iam::999999999999:role/hub\" }} ] }} }}
"
            ),
        );
        let run = drift.run(&["snapshot", "prod", "--kind", "AWS::SQS::*", "-o", "p.zst"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let snapshot =
            codec::decode(&std::fs::read(drift.folder().join("p.zst")).unwrap()).unwrap();
        let scopes = of_kind(&snapshot, "AWS::SQS::Queue").into_iter();
        scopes.map(|scope| scope.account.clone().unwrap()).collect::<BTreeSet<_>>()
    };
    assert_eq!(found(true), ids.iter().cloned().collect());
    assert_eq!(found(false), ids[..1].iter().cloned().collect());
}

#[test]
fn doctor_says_who_one_is_and_plan_asks_nothing() {
    let moto = Moto::start();
    let drift = drift(
        &moto,
        "version: 1
environments:
  prod: { sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ] }
",
    );
    let run = drift.run(&["doctor", "prod"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let who = "arn:aws:sts::111111111111:assumed-role/drift/drift";
    assert!(run.stdout.contains(who), "{}", run.stdout);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    let run = drift.run(&["snapshot", "prod", "--plan", "-vv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("DescribeSecurityGroups"), "{}", run.stdout);
    assert!(!run.stderr.contains("sts:"), "{}", run.stderr);
}

#[test]
fn every_reading_of_an_empty_account_is_complete() {
    let moto = Moto::start();
    let drift = drift(
        &moto,
        "version: 1
environments:
  prod: { sources: [ { aws: { regions: [eu-west-1] } } ] }
kinds: { skip: [ \"AWS::ECS::CapacityProvider\", \"AWS::RDS::OptionGroup\" ] }
",
    );
    let snapshot = snapshot(&drift, "prod");
    let skipped = |status: &Status| matches!(status, Status::Skipped { .. });
    let gaps: Vec<_> = snapshot.coverage.gaps().filter(|(_, status)| !skipped(status)).collect();
    assert_eq!(gaps, []);
}

#[test]
fn members_that_select_nothing_are_told_and_a_filter_that_leaves_nothing_of_them_is_not() {
    let moto = Moto::start();
    let _ = moto.ask([ACCOUNTS[0], REGIONS[0]], "sqs.CreateQueue", &json!({"QueueName": "jobs"}));
    let drift = drift(
        &moto,
        "version: 1
environments:
  prod:
    sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ]
    members: [ { match: { tags: { env: prdo } } } ]
",
    );
    let told = "the members of `prod` select nothing of what was read";
    let run = drift.run(&["snapshot", "prod"]);
    assert!(run.stderr.contains(told), "{}", run.stderr);
    let run = drift.run(&["snapshot", "prod", "--kind", "AWS::SQS::Queue", "-o", "queues.zst"]);
    assert!(!run.stderr.contains(told), "{}", run.stderr);
}
