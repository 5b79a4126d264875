//! `AWS::AutoScaling::LifecycleHook`: what is done before a machine comes or goes. Source of the facts: the Auto Scaling API
//! reference (`DescribeLifecycleHooks`).

use crate::table::{Given, Name, Table, UNSET, behaviour, call, computed, leads, name};

pub(super) static TABLE: Table = Table {
    kind: "AWS::AutoScaling::LifecycleHook",
    list: call("autoscaling", "DescribeLifecycleHooks", "LifecycleHooks")
        .given(&[("AutoScalingGroupName", Given::Parent("AutoScalingGroupName"))])
        .lists_of(&[call("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups")]),
    identity: "AutoScalingGroupName+LifecycleHookName",
    name: Name::Property("AutoScalingGroupName+LifecycleHookName"),
    rows: &[
        name("LifecycleHookName", "LifecycleHookName").terraform("name"),
        leads("AutoScalingGroupName", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup"),
        behaviour("LifecycleTransition", "LifecycleTransition"),
        behaviour("NotificationTargetARN", "NotificationTargetARN"),
        leads("RoleARN", "RoleARN", "AWS::IAM::Role"),
        behaviour("NotificationMetadata", "NotificationMetadata"),
        behaviour("HeartbeatTimeout", "HeartbeatTimeout"),
        computed("GlobalTimeout", "GlobalTimeout", "follows from the heartbeat's"),
        behaviour("DefaultResult", "DefaultResult"),
    ],
    ..UNSET
};
