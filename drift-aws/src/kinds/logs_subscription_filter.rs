//! `AWS::Logs::SubscriptionFilter`: where logs are sent on. There is a call for each group. Source of the facts: the CloudWatch
//! Logs API reference (`DescribeSubscriptionFilters`).

use drift_core::Consequence;

use crate::table::{Given, Name, Table, UNSET, behaviour, call, leads, name, security, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Logs::SubscriptionFilter",
    list: call("logs", "DescribeSubscriptionFilters", "subscriptionFilters")
        .given(&[("logGroupName", Given::Parent("logGroupName"))])
        .lists_of(&[call("logs", "DescribeLogGroups", "logGroups")]),
    identity: "logGroupName+filterName",
    name: Name::Property("logGroupName+filterName"),
    consequence: Consequence::Security,
    rows: &[
        name("filterName", "FilterName").terraform("name"),
        leads("logGroupName", "LogGroupName", "AWS::Logs::LogGroup"),
        behaviour("filterPattern", "FilterPattern"),
        security("destinationArn", "DestinationArn"),
        leads("roleArn", "RoleArn", "AWS::IAM::Role"),
        behaviour("distribution", "Distribution"),
        behaviour("applyOnTransformedLogs", "ApplyOnTransformedLogs"),
        volatile("creationTime", "CreationTime", "when it was made"),
        behaviour("fieldSelectionCriteria", "FieldSelectionCriteria"),
        behaviour("emitSystemFields", "EmitSystemFields").set(),
    ],
    ..UNSET
};
