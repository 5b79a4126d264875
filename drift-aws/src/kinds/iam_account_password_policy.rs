//! `AWS::IAM::AccountPasswordPolicy`: how users' passwords must be. CloudFormation has no such type: the name is ours. Source of
//! the facts: the IAM API reference (`GetAccountPasswordPolicy`).

use drift_core::Consequence;

use crate::table::{Name, Reach, Table, UNSET, call, computed, security};

pub(super) static TABLE: Table = Table {
    kind: "AWS::IAM::AccountPasswordPolicy",
    reach: Reach::Account,
    list: call("iam", "GetAccountPasswordPolicy", "PasswordPolicy")
        .lists()
        .absent(&["NoSuchEntity"]),
    identity: "=account",
    name: Name::Property("=account"),
    consequence: Consequence::Security,
    rows: &[
        security("MinimumPasswordLength", "MinimumPasswordLength"),
        security("RequireSymbols", "RequireSymbols"),
        security("RequireNumbers", "RequireNumbers"),
        security("RequireUppercaseCharacters", "RequireUppercaseCharacters"),
        security("RequireLowercaseCharacters", "RequireLowercaseCharacters"),
        security("AllowUsersToChangePassword", "AllowUsersToChangePassword"),
        computed("ExpirePasswords", "ExpirePasswords", "follows from the age"),
        security("MaxPasswordAge", "MaxPasswordAge"),
        security("PasswordReusePrevention", "PasswordReusePrevention"),
        security("HardExpiry", "HardExpiry"),
    ],
    ..UNSET
};
