//! References: two environments whose resources lead to each other, from bodies to findings.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use drift_aws::{Aws, assemble, kinds};
use drift_core::judge::Policy;
use drift_core::{
    Builder, Cell, FingerprintKey, Gate, Header, Registry, Scope, Silent, Sink, Snapshot, Status,
    Value, compare,
};

/// What was read of an environment: bodies by kind.
fn snapshot(
    environment: &str,
    account: &str,
    registry: &Registry,
    bodies: &[(&str, &str)],
) -> Snapshot {
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), registry);
    let header = Header::observed(environment, "2026-11-24T00:00:00Z", &gate);
    let mut builder = Builder::new(header, &gate);
    let scope = Scope::account(account, "eu-west-1");
    for (kind, bodies) in bodies {
        let bodies = Value::from_json(bodies.as_bytes()).unwrap();
        let table = kinds::of(kind).unwrap();
        let found = assemble(table, &scope, bodies.as_list().unwrap().to_vec());
        assert!(found.lost.is_empty(), "{:?}", found.lost);
        builder.fact("aws", found.facts);
        found.resources.into_iter().for_each(|raw| builder.resource(raw));
        let cell = Cell { scope: scope.clone(), kind: (*kind).to_owned() };
        builder.cell(cell, Status::Complete);
    }
    builder.finish()
}

/// The findings (subject and path) and the unknowns (path) between two environments.
fn compared(before: &[(&str, &str)], after: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let registry = Registry::new(vec![Arc::new(Aws)]);
    let before = snapshot("staging", "111122223333", &registry, before);
    let after = snapshot("prod", "444455556666", &registry, after);
    let report = compare(&before, &after, &registry, &Policy::default(), &mut Silent);
    let findings = report.findings.iter().map(|found| format!("{} {}", found.subject, found.path));
    let unknowns = report.unknowns.iter().map(|unknown| unknown.path.to_string());
    (findings.collect(), unknowns.collect())
}

const VPCS: &str = r##"[{"vpcId": "vpc-0000000#", "tagSet": [{"key": "Name", "value": "main"}]},
    {"vpcId": "vpc-1111111#", "tagSet": [{"key": "Name", "value": "tools"}]}]"##;

fn group(vpc: &str) -> String {
    format!(r#"[{{"groupId": "sg-{vpc}", "groupName": "web", "vpcId": "{vpc}"}}]"#)
}

#[test]
fn ids_that_lead_to_paired_resources_are_the_same_and_others_are_not() {
    let (ours, theirs) = (VPCS.replace('#', "a"), VPCS.replace('#', "b"));
    let before =
        [("AWS::EC2::VPC", ours.as_str()), ("AWS::EC2::SecurityGroup", &group("vpc-0000000a"))];
    for (vpc, findings) in
        [("vpc-0000000b", vec![]), ("vpc-1111111b", vec!["web VpcId".to_owned()])]
    {
        let group = group(vpc);
        let after =
            [("AWS::EC2::VPC", theirs.as_str()), ("AWS::EC2::SecurityGroup", group.as_str())];
        assert_eq!(compared(&before, &after), (findings, vec![]), "{vpc}");
    }
}

#[test]
fn ids_that_lead_to_what_was_not_read_cannot_be_compared() {
    let (ours, theirs) = (group("vpc-0000000a"), group("vpc-0000000b"));
    let found =
        compared(&[("AWS::EC2::SecurityGroup", &ours)], &[("AWS::EC2::SecurityGroup", &theirs)]);
    assert_eq!(found, (vec![], vec!["VpcId".to_owned()]));
}

#[test]
fn a_role_of_a_service_account_is_the_same_in_another_cluster() {
    let role = |account: &str, id: &str| {
        let address = format!("oidc.eks.eu-west-1.amazonaws.com/id/{id}");
        let document = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {{"Federated": "arn:aws:iam::{account}:oidc-provider/{address}"}},
                "Condition": {{"StringEquals": {{"{address}:sub": "system:serviceaccount:shop:api"}}}}}}}}"#
        );
        let roles = Value::List(vec![Value::Map(
            [
                ("Arn".to_owned(), format!("arn:aws:iam::{account}:role/api").into()),
                ("RoleName".to_owned(), "api".into()),
                ("AssumeRolePolicyDocument".to_owned(), document.into()),
            ]
            .into(),
        )]);
        let provider = format!(
            r#"[{{"Arn": "arn:aws:iam::{account}:oidc-provider/{address}", "Url": "{address}",
                "Tags": [{{"Key": "Name", "Value": "main"}}]}}]"#
        );
        (roles.to_json(), provider)
    };
    let (ours, theirs) = (role("111122223333", "AAAA"), role("444455556666", "BBBB"));
    let found = compared(
        &[("AWS::IAM::Role", &ours.0), ("AWS::IAM::OIDCProvider", &ours.1)],
        &[("AWS::IAM::Role", &theirs.0), ("AWS::IAM::OIDCProvider", &theirs.1)],
    );
    assert_eq!(found, (vec![], vec![]));
}
