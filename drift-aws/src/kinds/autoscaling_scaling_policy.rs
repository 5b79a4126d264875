//! `AWS::AutoScaling::ScalingPolicy`: when a group grows and shrinks. Source of the facts: the Auto Scaling API reference
//! (`DescribePolicies`).

use drift_core::Consequence;

use crate::table::{
    Name, Table, UNSET, behaviour, call, capacity, computed, identity, leads, name,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::AutoScaling::ScalingPolicy",
    list: call("autoscaling", "DescribePolicies", "ScalingPolicies").lists(),
    identity: "AutoScalingGroupName+PolicyName",
    also: &["PolicyARN"],
    name: Name::Property("AutoScalingGroupName+PolicyName"),
    consequence: Consequence::Capacity,
    rows: &[
        leads("AutoScalingGroupName", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup"),
        name("PolicyName", "PolicyName").terraform("name"),
        identity("PolicyARN", "Arn", "made of the account, the region, the names and an id"),
        behaviour("PolicyType", "PolicyType"),
        behaviour("AdjustmentType", "AdjustmentType"),
        capacity("MinAdjustmentStep", "MinAdjustmentStep"),
        capacity("MinAdjustmentMagnitude", "MinAdjustmentMagnitude"),
        capacity("ScalingAdjustment", "ScalingAdjustment"),
        behaviour("Cooldown", "Cooldown"),
        capacity("StepAdjustments", "StepAdjustments").terraform("step_adjustment"),
        behaviour("MetricAggregationType", "MetricAggregationType"),
        behaviour("EstimatedInstanceWarmup", "EstimatedInstanceWarmup"),
        computed("Alarms", "Alarms", "made with the policy, or lead to it themselves"),
        capacity("TargetTrackingConfiguration", "TargetTrackingConfiguration"),
        behaviour("Enabled", "Enabled"),
        capacity("PredictiveScalingConfiguration", "PredictiveScalingConfiguration"),
    ],
    ..UNSET
};
