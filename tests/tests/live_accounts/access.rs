//! What may not be read: with moto's checks of signatures and policies on, exactly the printed policy is enough, and less is told.

use drift_core::{Snapshot, Status, codec};
use drift_tests::{Drift, Moto};
use serde_json::{Value, json};

const ACCOUNT: &str = "123456789012";
const PLACE: [&str; 2] = [ACCOUNT, "eu-west-1"];

const CONFIG: &str = "version: 1
environments:
  prod: { sources: [ { aws: { accounts: [\"123456789012\"], role: drift, external_id: x1, via: hub, regions: [eu-west-1] } } ] }
credentials: { hub: { chain: [ { role: hub } ] } }
";

/// What moto lacks, or takes for something else: it checks the signatures of services with versions in their paths wrongly
/// (boto3 is refused in the same way), and calls CloudWatch's actions by another prefix than IAM does.
const LACKING: [&str; 4] =
    ["AWS::Route53::", "AWS::EKS::", "AWS::Lambda::", "AWS::CloudWatch::Alarm"];
const NOT_THERE: [&str; 2] = ["AWS::ECS::CapacityProvider", "AWS::RDS::OptionGroup"];

fn trust(principal: &Value, condition: &Value) -> String {
    let statement = json!({
        "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", "Condition": condition,
    });
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn allow(actions: &Value) -> String {
    let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// A user who may assume a role that may assume the role that reads by this policy; the user's keys.
fn guarded(policy: &str) -> (Moto, [String; 2]) {
    let moto = Moto::start();
    let make = |operation: &str, input: Value| moto.ask(PLACE, operation, &input);
    let _ = make("sqs.CreateQueue", json!({"QueueName": "jobs"}));
    let _ = make("sns.CreateTopic", json!({"Name": "news"}));
    let _ = make("iam.CreateUser", json!({"UserName": "auditor"}));
    let key = make("iam.CreateAccessKey", json!({"UserName": "auditor"}));
    let may_enter = allow(&json!("sts:AssumeRole"));
    let _ = make(
        "iam.PutUserPolicy",
        json!({"UserName": "auditor", "PolicyName": "enter", "PolicyDocument": may_enter}),
    );
    let user = json!(format!("arn:aws:iam::{ACCOUNT}:user/auditor"));
    // The session: moto does not find the role in it.
    let hub = json!([format!("arn:aws:sts::{ACCOUNT}:assumed-role/hub/drift")]);
    let condition = json!({"StringEquals": {"sts:ExternalId": "x1"}});
    for (name, trust, policy) in [
        ("hub", trust(&user, &json!({})), may_enter.as_str()),
        ("drift", trust(&hub, &condition), policy),
    ] {
        let _ =
            make("iam.CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust}));
        let put = json!({"RoleName": name, "PolicyName": "read", "PolicyDocument": policy});
        let _ = make("iam.PutRolePolicy", put);
    }
    moto.check_policies();
    let key = |name: &str| key["AccessKey"][name].as_str().unwrap().to_owned();
    let keys = [key("AccessKeyId"), key("SecretAccessKey")];
    (moto, keys)
}

fn printed() -> Value {
    let drift = Drift::with(CONFIG, Vec::new(), false);
    let run = drift.run(&["permissions", "prod"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

fn read(moto: &Moto, [id, secret]: [&str; 2]) -> Snapshot {
    let drift = Drift::with(CONFIG, moto.environment([id, secret]), false);
    let run = drift.run(&["snapshot", "prod", "-o", "p.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    codec::decode(&std::fs::read(drift.folder().join("p.zst")).unwrap()).unwrap()
}

/// The kinds that were not read, each with why.
fn unread(snapshot: &Snapshot) -> Vec<(&str, String)> {
    let lacking = |kind: &str| {
        LACKING.iter().any(|prefix| kind.starts_with(prefix)) || NOT_THERE.contains(&kind)
    };
    let gaps = snapshot.coverage.gaps();
    let gaps = gaps.map(|(cell, status)| (cell.kind.as_str(), status.to_string()));
    gaps.filter(|(kind, _)| !lacking(kind)).collect()
}

#[test]
fn with_exactly_the_printed_policy_everything_is_read() {
    let (moto, [id, secret]) = guarded(&printed().to_string());
    let snapshot = read(&moto, [&id, &secret]);
    assert_eq!(unread(&snapshot), []);
    assert!(snapshot.resources().iter().any(|resource| resource.name == "jobs"));
}

#[test]
fn an_action_that_is_not_allowed_is_named_with_account_and_region() {
    let mut policy = printed();
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.retain(|action| action != "sqs:ListQueues" && action != "dynamodb:DescribeTable");
    let (moto, [id, secret]) = guarded(&policy.to_string());
    let snapshot = read(&moto, [&id, &secret]);
    let unread = unread(&snapshot);
    let [(kind, why)] = unread.as_slice() else { panic!("{unread:?}") };
    assert_eq!(*kind, "AWS::SQS::Queue");
    assert!(why.contains("sqs:ListQueues is not allowed"), "{why}");
    let denied = snapshot.coverage.gaps().find(|(cell, _)| cell.kind == *kind).unwrap();
    assert!(matches!(denied.1, Status::Denied { .. }));
    assert_eq!(denied.0.scope.to_string(), "123456789012/eu-west-1");
}

#[test]
fn what_may_not_be_listed_is_not_missing_there() {
    let mut policy = printed();
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.retain(|action| action != "sqs:ListQueues");
    let (moto, [id, secret]) = guarded(&policy.to_string());
    let full = Moto::start();
    for name in ["jobs", "mail"] {
        let _ = full.ask(PLACE, "sqs.CreateQueue", &json!({"QueueName": name}));
    }
    let _ = full.ask(PLACE, "sns.CreateTopic", &json!({"Name": "news"}));
    let before = Drift::with(
        "version: 1\nenvironments: { staging: { sources: [ { aws: { regions: [eu-west-1] } } ] } }\n",
        full.environment(["test", "test"]),
        false,
    );
    let kinds = ["--kind", "AWS::SQS::Queue", "--kind", "AWS::SNS::Topic"];
    let run = before.run(&[&["snapshot", "staging", "-o", "staging.zst"], &kinds[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let after = Drift::with(CONFIG, moto.environment([&id, &secret]), false);
    std::fs::copy(before.folder().join("staging.zst"), after.folder().join("staging.zst")).unwrap();
    let run = after.run(&["snapshot", "prod", "-o", "prod.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let both = ["diff", "staging.zst", "prod.zst"];
    let (report, _) = after.report(&[&both, &kinds[..]].concat());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let run = after.run(&[&both, &kinds[..], &["--strict"]].concat());
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(run.stdout.contains("sqs:ListQueues is not allowed"), "{}", run.stdout);
}

#[test]
fn a_wrong_secret_is_an_error_that_names_the_way_in() {
    let (moto, [id, _]) = guarded(&printed().to_string());
    let drift = Drift::with(CONFIG, moto.environment([&id, "wrong"]), false);
    let run = drift.run(&["snapshot", "prod", "-o", "p.zst"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    for part in ["hub > drift in 123456789012", "eu-west-1 sts:", "credentials cannot be used"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("wrong\n") && !run.stdout.contains("wrong\n"));
}
