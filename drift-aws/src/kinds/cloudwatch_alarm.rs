//! `AWS::CloudWatch::Alarm`: what is watched, and who is told. Source of the facts: the CloudWatch API reference
//! (`DescribeAlarms`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, cosmetic, identity, member, name, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::CloudWatch::Alarm",
    list: call("cloudwatch", "DescribeAlarms", "MetricAlarms")
        .given(&[("AlarmTypes", Given::Texts(&["MetricAlarm"]))])
        .lists(),
    details: &[call("cloudwatch", "ListTagsForResource", "Tags")
        .given(&[("ResourceARN", Given::Of("AlarmArn"))])
        .into("Tags")],
    identity: "AlarmArn",
    name: Name::Property("AlarmName"),
    made_by_system: |body| {
        body.get("AlarmName")?
            .as_str()?
            .starts_with("TargetTracking-")
            .then_some("made by the scaling policy that tracks a target")
    },
    rows: &[
        name("AlarmName", "AlarmName"),
        identity("AlarmArn", "Arn", "made of the account, the region and the name"),
        cosmetic("AlarmDescription", "AlarmDescription"),
        volatile(
            "AlarmConfigurationUpdatedTimestamp",
            "AlarmConfigurationUpdatedTimestamp",
            "when it was last changed",
        ),
        behaviour("ActionsEnabled", "ActionsEnabled"),
        behaviour("OKActions", "OKActions").set(),
        behaviour("AlarmActions", "AlarmActions").set(),
        behaviour("InsufficientDataActions", "InsufficientDataActions").set(),
        volatile("StateValue", "StateValue", "whether there is an alarm now"),
        volatile("StateReason", "StateReason", "why there is one, or none"),
        volatile("StateReasonData", "StateReasonData", "the data of why"),
        volatile("StateUpdatedTimestamp", "StateUpdatedTimestamp", "when that was last looked at"),
        behaviour("MetricName", "MetricName"),
        behaviour("Namespace", "Namespace"),
        behaviour("Statistic", "Statistic"),
        behaviour("ExtendedStatistic", "ExtendedStatistic"),
        behaviour("Dimensions", "Dimensions").keyed(&["Name"]).but(&[member(
            "Value",
            Role::Reference,
            Consequence::Behaviour,
        )]),
        behaviour("Period", "Period"),
        behaviour("Unit", "Unit"),
        behaviour("EvaluationPeriods", "EvaluationPeriods"),
        behaviour("DatapointsToAlarm", "DatapointsToAlarm"),
        behaviour("Threshold", "Threshold"),
        behaviour("ComparisonOperator", "ComparisonOperator"),
        behaviour("TreatMissingData", "TreatMissingData"),
        behaviour("EvaluateLowSampleCountPercentile", "EvaluateLowSampleCountPercentile"),
        behaviour("Metrics", "Metrics").terraform("metric_query").keyed(&["Id"]),
        behaviour("ThresholdMetricId", "ThresholdMetricId"),
        volatile("EvaluationState", "EvaluationState", "whether it can be looked at now"),
        volatile(
            "StateTransitionedTimestamp",
            "StateTransitionedTimestamp",
            "when that last changed",
        ),
        behaviour("EvaluationWindow", "EvaluationWindow"),
        behaviour("WarmUpConfiguration", "WarmUpConfiguration"),
        behaviour("EvaluationCriteria", "EvaluationCriteria"),
        behaviour("EvaluationInterval", "EvaluationInterval"),
        behaviour("ActionConfiguration", "ActionConfiguration"),
        tags("Tags"),
    ],
    ..UNSET
};
