//! `AWS::Logs::ResourcePolicy`: which services may write logs. Source of the facts: the CloudWatch Logs API reference
//! (`DescribeResourcePolicies`).

use drift_core::Consequence;

use crate::table::{Name, Table, UNSET, behaviour, call, computed, name, policy, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Logs::ResourcePolicy",
    list: call("logs", "DescribeResourcePolicies", "resourcePolicies").lists(),
    identity: "policyName+resourceArn",
    name: Name::Property("policyName"),
    consequence: Consequence::Security,
    rows: &[
        name("policyName", "PolicyName"),
        policy("policyDocument", "PolicyDocument"),
        volatile("lastUpdatedTime", "LastUpdatedTime", "when it was last changed"),
        behaviour("policyScope", "PolicyScope"),
        behaviour("resourceArn", "ResourceArn"),
        computed("revisionId", "RevisionId", "changes with every change"),
    ],
    ..UNSET
};
