//! `AWS::IAM::User`: somebody with credentials that last. Source of the facts: the IAM API reference (`ListUsers`,
//! `GetAccountAuthorizationDetails`, `ListAccessKeys`); of keys only whether they are active.

use drift_core::{Consequence, List};

use crate::table::{
    Given, How, Name, Reach, Reader, Row, Table, UNSET, behaviour, call, computed, identity, leads,
    name, security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::User",
    reach: Reach::Account,
    list: call("iam", "ListUsers", "Users").given(&[("MaxItems", Given::Number(1000))]).lists(),
    details: &[
        call("iam", "GetAccountAuthorizationDetails", "UserDetailList")
            .given(&[("Filter", Given::Texts(&["User"])), ("MaxItems", Given::Number(1000))])
            .by(How::All { id: "Arn", key: "Arn" }, ""),
        call("iam", "ListAccessKeys", "AccessKeyMetadata[].Status")
            .given(&[("UserName", Given::Of("UserName"))])
            .into("AccessKeys"),
    ],
    identity: "Arn",
    also: &["UserId"],
    name: Name::Property("UserName"),
    consequence: Consequence::Security,
    rows: &[
        behaviour("Path", "Path"),
        name("UserName", "UserName").terraform("name"),
        identity("UserId", "UserId", "given by AWS, names this very user"),
        identity("Arn", "Arn", "made of the account, the path and the name"),
        volatile("CreateDate", "CreateDate", "when it was made"),
        volatile(
            "PasswordLastUsed",
            "PasswordLastUsed",
            "when somebody last came with the password",
        ),
        leads(
            "PermissionsBoundary.PermissionsBoundaryArn",
            "PermissionsBoundary",
            "AWS::IAM::ManagedPolicy",
        )
        .means(Consequence::Security),
        computed(
            "PermissionsBoundary.PermissionsBoundaryType",
            "PermissionsBoundaryType",
            "a boundary is always a policy",
        ),
        tags("Tags"),
        security("UserPolicyList", "Policies").read(Reader::Policies),
        leads("GroupList", "Groups", "AWS::IAM::Group").set().means(Consequence::Security),
        leads("AttachedManagedPolicies", "ManagedPolicyArns", "AWS::IAM::ManagedPolicy")
            .read(Reader::LeadsBy("AWS::IAM::ManagedPolicy", "PolicyArn"))
            .set()
            .means(Consequence::Security),
        Row { list: Some(List::Multiset), ..security("AccessKeys", "AccessKeys") },
    ],
    ..UNSET
};
