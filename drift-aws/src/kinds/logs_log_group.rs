//! `AWS::Logs::LogGroup`: where logs go, and for how long. Source of the facts: the CloudWatch Logs API reference
//! (`DescribeLogGroups`).

use drift_core::{Consequence, Value};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, computed, identity, leads, name, security, tags,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Logs::LogGroup",
    list: call("logs", "DescribeLogGroups", "logGroups").lists(),
    details: &[call("logs", "ListTagsForResource", "tags")
        .given(&[("resourceArn", Given::Of("logGroupArn"))])
        .into("tags")],
    identity: "arn",
    also: &["logGroupArn"],
    name: Name::Property("logGroupName"),
    made_by_system,
    rows: &[
        name("logGroupName", "LogGroupName").terraform("name"),
        volatile("creationTime", "CreationTime", "when it was made"),
        behaviour("retentionInDays", "RetentionInDays"),
        computed("metricFilterCount", "MetricFilterCount", "filters are resources of their own"),
        identity("arn", "Arn", "made of the account, the region and the name"),
        volatile("storedBytes", "StoredBytes", "how much is in it now"),
        leads("kmsKeyId", "KmsKeyId", "AWS::KMS::Key").means(Consequence::Security),
        security("dataProtectionStatus", "DataProtectionStatus"),
        computed(
            "inheritedProperties",
            "InheritedProperties",
            "follow from the account's policies",
        ),
        behaviour("logGroupClass", "LogGroupClass"),
        identity("logGroupArn", "LogGroupArn", "made of the account, the region and the name, too"),
        behaviour("deletionProtectionEnabled", "DeletionProtectionEnabled"),
        security("bearerTokenAuthenticationEnabled", "BearerTokenAuthenticationEnabled"),
        behaviour("retentionPolicyName", "RetentionPolicyName"),
        tags("tags"),
    ],
    ..UNSET
};

/// Services make their groups when they first write; such a one keeps everything until somebody says otherwise.
fn made_by_system(body: &Value) -> Option<&'static str> {
    let is_services = body.get("logGroupName")?.as_str()?.starts_with("/aws/");
    let is_kept = body.get("retentionInDays").is_none_or(Value::is_empty);
    (is_services && is_kept).then_some("made by the service that writes into it")
}
