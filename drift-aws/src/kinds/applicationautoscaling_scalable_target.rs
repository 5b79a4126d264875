//! `AWS::ApplicationAutoScaling::ScalableTarget`: between which sizes something other than machines grows and shrinks. Source of
//! the facts: the Application Auto Scaling API reference (`DescribeScalableTargets`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, identity, leads, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ApplicationAutoScaling::ScalableTarget",
    list: call("application-autoscaling", "DescribeScalableTargets", "ScalableTargets")
        .given(&[("ServiceNamespace", Given::Each(NAMESPACES))])
        .lists()
        // A namespace that the service does not know there has nothing in it.
        .absent(&["ValidationException"]),
    identity: "ServiceNamespace+ResourceId+ScalableDimension",
    also: &["ScalableTargetARN"],
    name: Name::Property("ResourceId+ScalableDimension"),
    consequence: Consequence::Capacity,
    rows: &[
        behaviour("ServiceNamespace", "ServiceNamespace"),
        behaviour("ResourceId", "ResourceId"),
        behaviour("ScalableDimension", "ScalableDimension"),
        capacity("MinCapacity", "MinCapacity"),
        capacity("MaxCapacity", "MaxCapacity"),
        volatile("PredictedCapacity", "PredictedCapacity", "what predictive scaling expects now"),
        leads("RoleARN", "RoleARN", "AWS::IAM::Role"),
        volatile("CreationTime", "CreationTime", "when it was made"),
        behaviour("SuspendedState", "SuspendedState"),
        identity("ScalableTargetARN", "Arn", "made of the account, the region and an id"),
    ],
    ..UNSET
};

/// What scales like this, as the service calls it.
pub(super) const NAMESPACES: &[&str] = &[
    "appstream",
    "cassandra",
    "comprehend",
    "custom-resource",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticache",
    "elasticmapreduce",
    "kafka",
    "lambda",
    "neptune",
    "rds",
    "sagemaker",
    "workspaces",
];
