//! `AWS::IAM::Role`: who may become it, and what it may do then. Two lists are read: `ListRoles` leaves out policies and tags,
//! `GetAccountAuthorizationDetails` descriptions and the longest session. Source of the facts: the IAM API reference.

use drift_core::{Consequence, Value};

use crate::table::{
    Given, How, Name, Reach, Reader, Table, UNSET, behaviour, call, computed, cosmetic, identity,
    leads, name, policy, security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::Role",
    reach: Reach::Account,
    list: call("iam", "ListRoles", "Roles").given(&[("MaxItems", Given::Number(1000))]).lists(),
    details: &[call("iam", "GetAccountAuthorizationDetails", "RoleDetailList")
        .given(&[("Filter", Given::Texts(&["Role"])), ("MaxItems", Given::Number(1000))])
        .by(How::All { id: "Arn", key: "Arn" }, "")],
    identity: "Arn",
    also: &["RoleId"],
    name: Name::Property("RoleName"),
    consequence: Consequence::Security,
    made_by_system,
    rows: &[
        behaviour("Path", "Path"),
        name("RoleName", "RoleName"),
        identity("RoleId", "RoleId", "given by AWS, names this very role"),
        identity("Arn", "Arn", "made of the account, the path and the name"),
        volatile("CreateDate", "CreateDate", "when it was made"),
        policy("AssumeRolePolicyDocument", "AssumeRolePolicyDocument")
            .terraform("assume_role_policy"),
        cosmetic("Description", "Description"),
        security("MaxSessionDuration", "MaxSessionDuration"),
        security("MaxSigninSessionDuration", "MaxSigninSessionDuration"),
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
        volatile("RoleLastUsed", "RoleLastUsed", "when and where it was last used"),
        behaviour("SourceRoleTemplate", "SourceRoleTemplate"),
        computed(
            "InstanceProfileList",
            "InstanceProfileList",
            "each instance profile says which role it has",
        ),
        security("RolePolicyList", "Policies").terraform("inline_policy").read(Reader::Policies),
        security("AttachedManagedPolicies", "ManagedPolicyArns")
            .read(Reader::LeadsBy("AWS::IAM::ManagedPolicy", "PolicyArn"))
            .set(),
    ],
    ..UNSET
};

fn made_by_system(body: &Value) -> Option<&'static str> {
    let path = body.get("Path")?.as_str()?;
    // Both paths are reserved.
    match () {
        () if path.starts_with("/aws-service-role/") => {
            Some("made by the service that it is linked to")
        }
        () if path.starts_with("/aws-reserved/") => Some("made by IAM Identity Center"),
        () => None,
    }
}
