//! `AWS::IAM::Group`: what its users may do; who is in it each user says. Source of the facts: the IAM API reference
//! (`ListGroups`, `GetAccountAuthorizationDetails`).

use drift_core::Consequence;

use crate::table::{
    Given, How, Name, Reach, Reader, Table, UNSET, behaviour, call, identity, leads, name,
    security, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::Group",
    reach: Reach::Account,
    list: call("iam", "ListGroups", "Groups").given(&[("MaxItems", Given::Number(1000))]).lists(),
    details: &[call("iam", "GetAccountAuthorizationDetails", "GroupDetailList")
        .given(&[("Filter", Given::Texts(&["Group"])), ("MaxItems", Given::Number(1000))])
        .by(How::All { id: "Arn", key: "Arn" }, "")],
    identity: "Arn",
    also: &["GroupId"],
    name: Name::Property("GroupName"),
    consequence: Consequence::Security,
    rows: &[
        behaviour("Path", "Path"),
        name("GroupName", "GroupName").terraform("name"),
        identity("GroupId", "GroupId", "given by AWS, names this very group"),
        identity("Arn", "Arn", "made of the account, the path and the name"),
        volatile("CreateDate", "CreateDate", "when it was made"),
        security("GroupPolicyList", "Policies").read(Reader::Policies),
        leads("AttachedManagedPolicies", "ManagedPolicyArns", "AWS::IAM::ManagedPolicy")
            .read(Reader::LeadsBy("AWS::IAM::ManagedPolicy", "PolicyArn"))
            .set()
            .means(Consequence::Security),
    ],
    ..UNSET
};
