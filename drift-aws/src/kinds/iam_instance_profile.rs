//! `AWS::IAM::InstanceProfile`: gives a role to machines. Source of the facts: the IAM API reference (`ListInstanceProfiles`,
//! and `GetInstanceProfile` for the tags, which the list leaves out).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Reach, Reader, Table, UNSET, behaviour, call, identity, leads, name, tags,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::InstanceProfile",
    reach: Reach::Account,
    list: call("iam", "ListInstanceProfiles", "InstanceProfiles")
        .given(&[("MaxItems", Given::Number(1000))])
        .lists(),
    details: &[call("iam", "GetInstanceProfile", "InstanceProfile.Tags")
        .given(&[("InstanceProfileName", Given::Of("InstanceProfileName"))])
        .into("Tags")],
    identity: "Arn",
    also: &["InstanceProfileId"],
    name: Name::Property("InstanceProfileName"),
    consequence: Consequence::Security,
    rows: &[
        behaviour("Path", "Path"),
        name("InstanceProfileName", "InstanceProfileName").terraform("name"),
        identity("InstanceProfileId", "InstanceProfileId", "given by AWS, names this very profile"),
        identity("Arn", "Arn", "made of the account, the path and the name"),
        volatile("CreateDate", "CreateDate", "when it was made"),
        leads("Roles", "Roles", "AWS::IAM::Role")
            .terraform("role")
            .read(Reader::LeadsBy("AWS::IAM::Role", "Arn"))
            .set()
            .means(Consequence::Security),
        tags("Tags"),
    ],
    ..UNSET
};
