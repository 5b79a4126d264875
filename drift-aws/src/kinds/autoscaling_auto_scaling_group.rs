//! `AWS::AutoScaling::AutoScalingGroup`: machines that come and go. Source of the facts: the Auto Scaling API reference
//! (`DescribeAutoScalingGroups`).

use drift_core::{Governs, Path, Reference, Role, Value};

use super::tag;
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic, identity, leads,
    name, tags, uncompared, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::AutoScaling::AutoScalingGroup",
    list: call("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups").lists(),
    identity: "AutoScalingGroupName",
    also: &["AutoScalingGroupARN"],
    name: Name::Property("AutoScalingGroupName"),
    governs,
    made_by_system: |body| tag(body, "eks:nodegroup-name").map(|_| "made by EKS for a node group"),
    rows: &[
        name("AutoScalingGroupName", "AutoScalingGroupName").terraform("name"),
        identity(
            "AutoScalingGroupARN",
            "Arn",
            "made of the account, the region, the name and an id",
        ),
        leads(
            "LaunchConfigurationName",
            "LaunchConfigurationName",
            "AWS::AutoScaling::LaunchConfiguration",
        ),
        leads(
            "LaunchTemplate.LaunchTemplateId",
            "LaunchTemplate.LaunchTemplateId",
            "AWS::EC2::LaunchTemplate",
        ),
        computed(
            "LaunchTemplate.LaunchTemplateName",
            "LaunchTemplate.LaunchTemplateName",
            "follows from the template's id",
        ),
        version("LaunchTemplate.Version", "LaunchTemplate.Version"),
        behaviour("MixedInstancesPolicy", "MixedInstancesPolicy"),
        capacity("MinSize", "MinSize"),
        capacity("MaxSize", "MaxSize"),
        capacity("DesiredCapacity", "DesiredCapacity"),
        volatile("PredictedCapacity", "PredictedCapacity", "what predictive scaling expects now"),
        behaviour("DefaultCooldown", "Cooldown"),
        behaviour("AvailabilityZones", "AvailabilityZones").set(),
        computed(
            "AvailabilityZoneIds",
            "AvailabilityZoneIds",
            "which zones the names mean in this account",
        ),
        behaviour("LoadBalancerNames", "LoadBalancerNames").set(),
        leads("TargetGroupARNs", "TargetGroupARNs", "AWS::ElasticLoadBalancingV2::TargetGroup")
            .set(),
        behaviour("HealthCheckType", "HealthCheckType"),
        behaviour("HealthCheckGracePeriod", "HealthCheckGracePeriod"),
        volatile("Instances", "Instances", "which machines run now"),
        volatile("CreatedTime", "CreatedTime", "when it was made"),
        behaviour("SuspendedProcesses", "SuspendedProcesses").keyed(&["ProcessName"]).but(&[
            uncompared("SuspensionReason", Role::Volatile, "when and by whom it was suspended"),
        ]),
        behaviour("PlacementGroup", "PlacementGroup"),
        leads("VPCZoneIdentifier", "VPCZoneIdentifier", "AWS::EC2::Subnet")
            .read(Reader::Body(subnets))
            .set(),
        behaviour("EnabledMetrics", "MetricsCollection").keyed(&["Metric"]),
        volatile("Status", "Status", "whether it is being deleted"),
        tags("Tags"),
        behaviour("TerminationPolicies", "TerminationPolicies"),
        behaviour("NewInstancesProtectedFromScaleIn", "NewInstancesProtectedFromScaleIn"),
        leads("ServiceLinkedRoleARN", "ServiceLinkedRoleARN", "AWS::IAM::Role"),
        behaviour("MaxInstanceLifetime", "MaxInstanceLifetime"),
        behaviour("CapacityRebalance", "CapacityRebalance"),
        capacity("WarmPoolConfiguration", "WarmPoolConfiguration").but(&[uncompared(
            "Status",
            Role::Volatile,
            "whether it is being deleted",
        )]),
        volatile("WarmPoolSize", "WarmPoolSize", "how many machines wait now"),
        cosmetic("Context", "Context"),
        behaviour("DesiredCapacityType", "DesiredCapacityType"),
        behaviour("DefaultInstanceWarmup", "DefaultInstanceWarmup"),
        behaviour("TrafficSources", "TrafficSources").keyed(&["Identifier"]),
        behaviour("InstanceMaintenancePolicy", "InstanceMaintenancePolicy"),
        behaviour("DeletionProtection", "DeletionProtection"),
        behaviour("AvailabilityZoneDistribution", "AvailabilityZoneDistribution"),
        behaviour("AvailabilityZoneImpairmentPolicy", "AvailabilityZoneImpairmentPolicy"),
        behaviour("CapacityReservationSpecification", "CapacityReservationSpecification"),
        behaviour("InstanceLifecyclePolicy", "InstanceLifecyclePolicy"),
        computed("Operator", "Operator", "which service runs it"),
    ],
    ..UNSET
};

/// Several ids in one text.
/// How many instances it has is its own doing, between the bounds that people gave it.
fn governs(body: &Value) -> Vec<Governs> {
    let bound = |name: &str| body.get(name).and_then(Value::as_i64);
    let name = body.get("AutoScalingGroupName").and_then(Value::as_str);
    let (Some(name), Some(min), Some(max)) = (name, bound("MinSize"), bound("MaxSize")) else {
        return Vec::new();
    };
    let (kind, name) = ("AWS::AutoScaling::AutoScalingGroup".to_owned(), name.to_owned());
    let target = Reference { kind, namespace: None, name };
    vec![Governs { target, path: Path::of_keys(&["DesiredCapacity"]), min, max }]
}

fn subnets(body: &Value) -> Value {
    let ids = body.get("VPCZoneIdentifier").and_then(Value::as_str).unwrap_or_default();
    let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
    let lead = |id: &str| {
        Value::Reference(Reference {
            kind: "AWS::EC2::Subnet".to_owned(),
            namespace: None,
            name: id.to_owned(),
        })
    };
    ids.map(lead).collect::<Vec<_>>().into()
}
