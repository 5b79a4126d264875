//! `AWS::ECS::CapacityProvider`: which machines containers get. Source of the facts: the ECS API reference
//! (`DescribeCapacityProviders`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Table, UNSET, call, capacity, computed, identity, leads, name, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ECS::CapacityProvider",
    list: call("ecs", "DescribeCapacityProviders", "capacityProviders")
        .given(&[("include", Given::Texts(&["TAGS"]))])
        .lists(),
    identity: "capacityProviderArn",
    gone: ("status", &["INACTIVE", "DEPROVISIONING"]),
    name: Name::Property("name"),
    consequence: Consequence::Capacity,
    made_by_system: |body| {
        body.get("name")?.as_str()?.starts_with("FARGATE").then_some("every account has it")
    },
    rows: &[
        identity("capacityProviderArn", "Arn", "made of the account, the region and the name"),
        name("name", "Name"),
        leads("cluster", "ClusterName", "AWS::ECS::Cluster"),
        volatile("status", "Status", "what it is doing now"),
        capacity("autoScalingGroupProvider", "AutoScalingGroupProvider"),
        capacity("managedInstancesProvider", "ManagedInstancesProvider"),
        volatile("updateStatus", "UpdateStatus", "how far a change is"),
        volatile("updateStatusReason", "UpdateStatusReason", "why a change failed"),
        tags("tags"),
        computed("type", "Type", "follows from which machines they are"),
    ],
    ..UNSET
};
