//! AWS behind a proxy that makes a bad one of it: each fault ends in complete data or in coverage that says what is lacking, and
//! nothing is called missing because of it.

use std::path::Path;
use std::sync::Mutex;

use drift_core::{Snapshot, codec};
use drift_tests::{AwsProxy, Drift, Moto, golden};
use serde_json::{Value, json};

/// A list of each protocol: ec2, query, json, rest-json, rest-xml.
const KINDS: [&str; 5] = [
    "AWS::EC2::VPC",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::Lambda::Function",
    "AWS::S3::Bucket",
];
const LISTS: [&str; 5] =
    ["DescribeVpcs", "ListTopics", "ListQueues", "ListFunctions", "ListBuckets"];

const CONFIG: &str = "version: 1
environments:
  prod: { sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ] }
limits: { call: 5s, run: 60s }
";

const KEYS: [&str; 2] = ["test", "test"];

fn filter() -> Vec<&'static str> {
    KINDS.into_iter().flat_map(|kind| ["--kind", kind]).collect()
}

fn seeded() -> Moto {
    let moto = Moto::start();
    let place = ["111111111111", "eu-west-1"];
    let role = json!({"RoleName": "run", "AssumeRolePolicyDocument": "{}"});
    let _ = moto.ask(place, "iam.CreateRole", &role);
    for number in 1..=3 {
        let name = format!("shop-{number}");
        for (call, input) in [
            ("ec2.CreateVpc", json!({"CidrBlock": format!("10.{number}.0.0/16")})),
            ("sns.CreateTopic", json!({"Name": name})),
            ("sqs.CreateQueue", json!({"QueueName": name})),
            ("lambda.CreateFunction", function(&name)),
            (
                "s3.CreateBucket",
                json!({"Bucket": name, "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
            ),
        ] {
            let _ = moto.ask(place, call, &input);
        }
    }
    moto
}

fn function(name: &str) -> Value {
    // The shortest file of ZIP.
    let code = "base64:UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";
    json!({
        "FunctionName": name, "Runtime": "python3.13", "Handler": "x.y", "Code": {"ZipFile": code},
        "Role": "arn:aws:iam::111111111111:role/run",
    })
}

fn read(environment: Vec<(String, String)>) -> (Drift, Snapshot, String) {
    let drift = Drift::with(CONFIG, environment, false);
    let run = drift.run(&[&["snapshot", "prod", "-o", "prod.zst"], &filter()[..]].concat());
    let bytes =
        std::fs::read(drift.folder().join("prod.zst")).unwrap_or_else(|_| panic!("{}", run.stderr));
    (drift, codec::decode(&bytes).unwrap(), run.stderr)
}

/// A line a kind: how many there are and how completely it was read, ports and the like left out.
fn told(name: &str, snapshot: &Snapshot) -> Vec<String> {
    let mut lines = vec![name.to_owned()];
    for kind in KINDS {
        let of_kind = snapshot.resources().iter().filter(|resource| resource.kind == kind).count();
        let status = snapshot.coverage.0.iter().find(|(cell, _)| cell.kind == kind);
        let status = status.map_or("not there".to_owned(), |(_, status)| status.to_string());
        lines.push(format!("  {kind}: {of_kind}, {status}"));
    }
    lines
}

fn every_list(then: &Value) -> Value {
    LISTS.map(|name| json!({"match": {"operation": name}, "then": then})).into_iter().collect()
}

/// Only the first times.
fn first(nth: &Value, then: &Value) -> Value {
    let rule = |name| json!({"match": {"operation": name}, "nth": nth, "then": then});
    LISTS.map(rule).into_iter().collect()
}

fn scenarios() -> Vec<(&'static str, &'static [&'static str], Value)> {
    let pages = &["--pages", "1"][..];
    vec![
        ("pages of one", pages, json!([])),
        ("throttled twice", &[], first(&json!([1, 2]), &json!({"error": "throttled"}))),
        ("throttled for ever", &[], every_list(&json!({"error": "throttled"}))),
        ("429 with Retry-After", &[], first(&json!([1]), &json!({"status": 429, "code": "TooManyRequestsException", "retry_after": 1}))),
        ("503 once", &[], first(&json!([1]), &json!({"status": 503, "code": "ServiceUnavailable"}))),
        ("denied", &[], every_list(&json!({"error": "denied"}))),
        ("denied on the second page", pages, LISTS.map(|name| json!({"match": {"operation": name, "page": 2}, "then": {"error": "denied"}})).into_iter().collect()),
        ("expired", &[], every_list(&json!({"error": "expired"}))),
        ("reset once", &[], first(&json!([1]), &json!({"reset": true, "after": "half"}))),
        ("reset for ever", &[], every_list(&json!({"reset": true}))),
        ("truncated for ever", &[], every_list(&json!({"truncate": "half"}))),
        ("stalled once", &[], first(&json!([1]), &json!({"stall": 20}))),
        ("a token that repeats", pages, every_list(&json!({"repeat_token": true}))),
        ("no body", &[], every_list(&json!({"body": "empty"}))),
        ("no body on the second page", pages, LISTS.map(|name| json!({"match": {"operation": name, "page": 2}, "then": {"body": "empty"}})).into_iter().collect()),
        ("a web page", &[], every_list(&json!({"html": true}))),
        ("bytes that are no UTF-8", &[], every_list(&json!({"body": "not-utf8"}))),
        ("a billion laughs", &[], every_list(&json!({"body": "xml-bomb"}))),
        ("100,000 levels", &[], every_list(&json!({"body": "deep", "levels": 100_000}))),
        ("200 MB", &[], every_list(&json!({"body": "huge", "mb": 200}))),
    ]
}

#[test]
fn every_fault_ends_in_complete_data_or_in_coverage_that_says_so() {
    let moto = seeded();
    let (before, whole, _) = read(moto.environment(KEYS));
    let scenarios = scenarios();
    let (next, told_all) = (Mutex::new(0..scenarios.len()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(place) = next.lock().unwrap().next() else { return };
                    let (name, options, rules) = &scenarios[place];
                    let lines = played(&moto, (name, options, rules), &before);
                    told_all.lock().unwrap().push((place, lines));
                }
            });
        }
    });
    let mut all = told_all.into_inner().unwrap();
    all.sort();
    let mut lines = told("nothing goes wrong", &whole);
    lines.extend(all.into_iter().flat_map(|(_, lines)| lines));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live_accounts/faults.txt");
    golden(&file, &lines).unwrap_or_else(|difference| panic!("{difference}"));
}

/// What became of a run with these rules; against the whole account nothing differs and nothing is missing.
fn played(
    moto: &Moto,
    (name, options, rules): (&str, &[&str], &Value),
    before: &Drift,
) -> Vec<String> {
    let proxy = AwsProxy::start(moto, options);
    proxy.rules(rules);
    let (drift, snapshot, said) = read(proxy.environment(KEYS));
    assert!(!said.contains("internal error"), "{name}: {said}");
    let whole = before.folder().join("prod.zst");
    let faulty = drift.folder().join("prod.zst");
    let (report, _) = before.report(&["diff", whole.to_str().unwrap(), faulty.to_str().unwrap()]);
    assert!(report.findings.is_empty(), "{name}: {:#?}", report.findings);
    told(name, &snapshot)
}

#[test]
fn a_field_that_nobody_knows_is_stored_shows_in_a_diff_and_passes_the_gate() {
    let moto = seeded();
    let read_with = |value: &str| {
        let proxy = AwsProxy::start(&moto, &["--invent", value, "--everywhere"]);
        let (drift, snapshot, _) = read(proxy.environment(KEYS));
        (drift, snapshot)
    };
    let ((before, one), (after, _)) = (read_with("one"), read_with("two"));
    let all: String = one.resources().iter().map(|resource| resource.body().to_json()).collect();
    for kind in KINDS.into_iter().filter(|kind| *kind != "AWS::SQS::Queue") {
        let mut of_kind = one.resources().iter().filter(|resource| resource.kind == kind);
        assert!(
            of_kind.all(|resource| resource.body().to_json().contains("DriftInvented")),
            "{kind}"
        );
    }
    for secret in ["AKIAIOSFODNN7EXAMPLE", "hunter2"] {
        assert!(!all.contains(secret), "{secret} was kept");
    }
    let (report, _) = before.report(&[
        "diff",
        before.folder().join("prod.zst").to_str().unwrap(),
        after.folder().join("prod.zst").to_str().unwrap(),
    ]);
    let invented =
        report.findings.iter().filter(|finding| finding.path.to_string().contains("DriftInvented"));
    let kinds: std::collections::BTreeSet<_> =
        invented.map(|finding| finding.kind.as_str()).collect();
    for kind in ["AWS::EC2::VPC", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::Lambda::Function"] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}
