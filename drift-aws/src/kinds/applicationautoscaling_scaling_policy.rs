//! `AWS::ApplicationAutoScaling::ScalingPolicy`: when something other than machines grows and shrinks. Source of the facts: the
//! Application Auto Scaling API reference (`DescribeScalingPolicies`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, computed, identity, name, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ApplicationAutoScaling::ScalingPolicy",
    list: call("application-autoscaling", "DescribeScalingPolicies", "ScalingPolicies")
        .given(&[(
            "ServiceNamespace",
            Given::Each(super::applicationautoscaling_scalable_target::NAMESPACES),
        )])
        .lists()
        // A namespace that the service does not know there has nothing in it.
        .absent(&["ValidationException:serviceNamespace"]),
    identity: "ServiceNamespace+ResourceId+ScalableDimension+PolicyName",
    also: &["PolicyARN"],
    name: Name::Property("ResourceId+PolicyName"),
    consequence: Consequence::Capacity,
    rows: &[
        identity("PolicyARN", "Arn", "made of the account, the region, the names and an id"),
        name("PolicyName", "PolicyName").terraform("name"),
        behaviour("ServiceNamespace", "ServiceNamespace"),
        behaviour("ResourceId", "ResourceId"),
        behaviour("ScalableDimension", "ScalableDimension"),
        behaviour("PolicyType", "PolicyType"),
        capacity("StepScalingPolicyConfiguration", "StepScalingPolicyConfiguration"),
        capacity(
            "TargetTrackingScalingPolicyConfiguration",
            "TargetTrackingScalingPolicyConfiguration",
        ),
        capacity("PredictiveScalingPolicyConfiguration", "PredictiveScalingPolicyConfiguration"),
        computed("Alarms", "Alarms", "made with the policy, or lead to it themselves"),
        volatile("CreationTime", "CreationTime", "when it was made"),
    ],
    ..UNSET
};
