//! `AWS::AutoScaling::ScheduledAction`: when a group is given another size. Source of the facts: the Auto Scaling API reference
//! (`DescribeScheduledActions`).

use drift_core::Consequence;

use crate::table::{
    Name, Table, UNSET, behaviour, call, capacity, identity, leads, name, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::AutoScaling::ScheduledAction",
    list: call("autoscaling", "DescribeScheduledActions", "ScheduledUpdateGroupActions").lists(),
    identity: "AutoScalingGroupName+ScheduledActionName",
    also: &["ScheduledActionARN"],
    name: Name::Property("AutoScalingGroupName+ScheduledActionName"),
    consequence: Consequence::Capacity,
    rows: &[
        leads("AutoScalingGroupName", "AutoScalingGroupName", "AWS::AutoScaling::AutoScalingGroup"),
        name("ScheduledActionName", "ScheduledActionName"),
        identity(
            "ScheduledActionARN",
            "Arn",
            "made of the account, the region, the names and an id",
        ),
        volatile("Time", "Time", "the old name of when it begins"),
        volatile("StartTime", "StartTime", "moves on with each time it has been done"),
        behaviour("EndTime", "EndTime"),
        behaviour("Recurrence", "Recurrence"),
        capacity("MinSize", "MinSize"),
        capacity("MaxSize", "MaxSize"),
        capacity("DesiredCapacity", "DesiredCapacity"),
        behaviour("TimeZone", "TimeZone"),
    ],
    ..UNSET
};
