//! `AWS::Logs::MetricFilter`: what of the logs is counted. Source of the facts: the CloudWatch Logs API reference
//! (`DescribeMetricFilters`).

use crate::table::{Name, Table, UNSET, behaviour, call, leads, name, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Logs::MetricFilter",
    list: call("logs", "DescribeMetricFilters", "metricFilters").lists(),
    identity: "logGroupName+filterName",
    name: Name::Property("logGroupName+filterName"),
    rows: &[
        name("filterName", "FilterName").terraform("name"),
        behaviour("filterPattern", "FilterPattern").terraform("pattern"),
        behaviour("metricTransformations", "MetricTransformations")
            .terraform("metric_transformation"),
        volatile("creationTime", "CreationTime", "when it was made"),
        leads("logGroupName", "LogGroupName", "AWS::Logs::LogGroup"),
        behaviour("applyOnTransformedLogs", "ApplyOnTransformedLogs"),
        behaviour("fieldSelectionCriteria", "FieldSelectionCriteria"),
        behaviour("emitSystemFieldDimensions", "EmitSystemFieldDimensions").set(),
    ],
    ..UNSET
};
