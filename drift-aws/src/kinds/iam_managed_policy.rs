//! `AWS::IAM::ManagedPolicy`: a policy of the customer's that users, groups and roles share; what counts is its default version.
//! Source of the facts: the IAM API reference (`ListPolicies`, `GetPolicyVersion`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Reach, Table, UNSET, behaviour, call, computed, cosmetic, identity, name, policy,
    tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::ManagedPolicy",
    reach: Reach::Account,
    list: call("iam", "ListPolicies", "Policies")
        .given(&[("Scope", Given::Text("Local")), ("MaxItems", Given::Number(1000))])
        .lists(),
    details: &[
        call("iam", "GetPolicyVersion", "PolicyVersion.Document")
            .given(&[("PolicyArn", Given::Of("Arn")), ("VersionId", Given::Of("DefaultVersionId"))])
            .into("Document"),
        call("iam", "ListPolicyTags", "Tags")
            .given(&[("PolicyArn", Given::Of("Arn"))])
            .into("Tags"),
    ],
    identity: "Arn",
    also: &["PolicyId"],
    name: Name::Property("PolicyName"),
    consequence: Consequence::Security,
    rows: &[
        name("PolicyName", "ManagedPolicyName").terraform("name"),
        identity("PolicyId", "PolicyId", "given by AWS, names this very policy"),
        identity("Arn", "PolicyArn", "made of the account, the path and the name").terraform("arn"),
        behaviour("Path", "Path"),
        computed(
            "DefaultVersionId",
            "DefaultVersionId",
            "counts the changes; what it says is compared",
        ),
        computed("AttachmentCount", "AttachmentCount", "whoever it is attached to says so"),
        computed(
            "PermissionsBoundaryUsageCount",
            "PermissionsBoundaryUsageCount",
            "whoever it bounds says so",
        ),
        computed("IsAttachable", "IsAttachable", "true of every policy of a customer's"),
        cosmetic("Description", "Description"),
        volatile("CreateDate", "CreateDate", "when it was made"),
        volatile("UpdateDate", "UpdateDate", "when its last version was made"),
        tags("Tags"),
        policy("Document", "PolicyDocument").terraform("policy"),
    ],
    ..UNSET
};
