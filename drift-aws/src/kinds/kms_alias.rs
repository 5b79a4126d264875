//! `AWS::KMS::Alias`: a name of a key. Source of the facts: the KMS API reference (`ListAliases`).

use drift_core::Consequence;

use crate::table::{Name, Table, UNSET, call, identity, leads, name, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::KMS::Alias",
    list: call("kms", "ListAliases", "Aliases").lists(),
    identity: "AliasArn",
    name: Name::Property("AliasName"),
    // The prefix is reserved.
    made_by_system: |body| {
        body.get("AliasName")?
            .as_str()?
            .starts_with("alias/aws/")
            .then_some("names the key that a service made")
    },
    rows: &[
        name("AliasName", "AliasName").terraform("name"),
        identity("AliasArn", "AliasArn", "made of the account, the region and the name")
            .terraform("arn"),
        leads("TargetKeyId", "TargetKeyId", "AWS::KMS::Key").means(Consequence::Security),
        volatile("CreationDate", "CreationDate", "when it was made"),
        volatile("LastUpdatedDate", "LastUpdatedDate", "when it was last given to another key"),
    ],
    ..UNSET
};
