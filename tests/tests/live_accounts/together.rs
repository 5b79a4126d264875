//! One run over AWS and Kubernetes: a pod's service account leads to its role, and the role's policy to a bucket.

use drift_tests::{Drift, Moto, cluster};
use serde_json::json;

const SIDES: [(&str, &str, &str); 2] =
    [("staging", "111111111111", "eu-west-1"), ("prod", "222222222222", "us-east-1")];

fn policy(statements: &serde_json::Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// A bucket that a role may read, and a pod's service account that bears the role.
fn made(moto: &Moto, (environment, account, region): (&str, &str, &str)) {
    let place = [account, region];
    let bucket = format!("shop-{environment}-reports");
    let mut create = json!({"Bucket": bucket});
    if region != "us-east-1" {
        create["CreateBucketConfiguration"] = json!({"LocationConstraint": region});
    }
    let _ = moto.ask(place, "s3.CreateBucket", &create);
    let arn = format!("arn:aws:iam::{account}:oidc-provider/oidc.example.com/{environment}");
    let trust = policy(&json!([{
        "Effect": "Allow", "Principal": {"Federated": arn}, "Action": "sts:AssumeRoleWithWebIdentity",
    }]));
    let role = format!("shop-{environment}-reports");
    let _ = moto.ask(
        place,
        "iam.CreateRole",
        &json!({"RoleName": role, "AssumeRolePolicyDocument": trust}),
    );
    let reads = policy(&json!([{
        "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [format!("arn:aws:s3:::{bucket}")],
    }]));
    let _ = moto.ask(
        place,
        "iam.PutRolePolicy",
        &json!({"RoleName": role, "PolicyName": "read", "PolicyDocument": reads}),
    );
    let (namespace, cluster) = (format!("together-{environment}"), cluster(environment));
    cluster.namespace(&namespace);
    cluster.apply_text(
        &namespace,
        &format!(
            "apiVersion: v1
kind: ServiceAccount
metadata:
  name: reports
  annotations: {{ eks.amazonaws.com/role-arn: \"arn:aws:iam::{account}:role/{role}\" }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{ name: reports }}
spec:
  selector: {{ matchLabels: {{ app: reports }} }}
  template:
    metadata: {{ labels: {{ app: reports }} }}
    spec:
      serviceAccountName: reports
      containers: [ {{ name: reports, image: \"registry.example.com/shop/reports:1\" }} ]
"
        ),
    );
}

fn both(moto: &Moto) -> Drift {
    let environment = |(name, account, region): (&str, &str, &str)| {
        format!(
            "  {name}:
    sources:
      - aws: {{ accounts: [\"{account}\"], role: drift, regions: [{region}] }}
      - kubernetes: {{ context: {name}, namespaces: [\"together-{name}\"] }}
"
        )
    };
    let environments: String = SIDES.into_iter().map(environment).collect();
    let config = format!("version: 1\nenvironments:\n{environments}");
    Drift::with(&config, moto.environment(["test", "test"]), true)
}

#[test]
fn a_pod_leads_to_its_role_and_to_the_bucket_in_both_environments() {
    let moto = Moto::start();
    SIDES.into_iter().for_each(|side| made(&moto, side));
    let drift = both(&moto);
    let (report, run) = drift.report(&["diff", "staging", "prod"]);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| format!("{} {} {}", finding.kind, finding.subject, finding.path))
        .collect();
    assert_eq!(found, [""; 0], "{}", run.stderr);
    // Another bucket in one of them is told, at the policy, and the way to it from the pod can be printed.
    let reads = policy(&json!([{
        "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::shop-other"],
    }]));
    let _ = moto.ask(
        ["222222222222", "us-east-1"],
        "iam.PutRolePolicy",
        &json!({"RoleName": "shop-prod-reports", "PolicyName": "read", "PolicyDocument": reads}),
    );
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    let about: Vec<_> = report.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert!(about.iter().all(|kind| *kind == "AWS::IAM::Role") && !about.is_empty(), "{about:?}");
    // Of the bucket itself the whole way is told, from the pod on.
    let versions =
        json!({"Bucket": "shop-prod-reports", "VersioningConfiguration": {"Status": "Enabled"}});
    let _ = moto.ask(["222222222222", "us-east-1"], "s3.PutBucketVersioning", &versions);
    let reads = policy(&json!([{
        "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::shop-prod-reports"],
    }]));
    let _ = moto.ask(
        ["222222222222", "us-east-1"],
        "iam.PutRolePolicy",
        &json!({"RoleName": "shop-prod-reports", "PolicyName": "read", "PolicyDocument": reads}),
    );
    let (report, _) = drift.report(&["diff", "staging", "prod"]);
    let bucket = report.findings.iter().find(|finding| finding.kind == "AWS::S3::Bucket");
    let run = drift.run(&["explain", &bucket.expect("versions differ").id]);
    let said: Vec<&str> = run.stdout.split_whitespace().collect();
    let said = said.join(" ");
    for environment in ["staging", "prod"] {
        let pod = format!(
            "{environment}: apps/Deployment reports (spec.template.spec.serviceAccountName)"
        );
        let account =
            "> /ServiceAccount reports (metadata.annotations[\"eks.amazonaws.com/role-arn\"])";
        let role = format!("> AWS::IAM::Role shop-{environment}-reports");
        let way = format!("{pod} {account} {role}");
        assert!(said.contains(&way), "{way}\n{}", run.stdout);
    }
    assert!(said.contains("> AWS::S3::Bucket"), "{}", run.stdout);
}
