//! `AWS::EKS::Nodegroup`: machines of a cluster. Source of the facts: the EKS API reference (`DescribeNodegroup`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, identity, leads, member, name, security,
    tags, uncompared, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::Nodegroup",
    list: call("eks", "ListNodegroups", "nodegroups")
        .given(&[("clusterName", Given::Parent("."))])
        .lists_of(&[call("eks", "ListClusters", "clusters")])
        .naming("nodegroupName"),
    details: &[call("eks", "DescribeNodegroup", "nodegroup")
        .given(&[
            ("clusterName", Given::Of("clusterName")),
            ("nodegroupName", Given::Of("nodegroupName")),
        ])
        .into("")],
    identity: "clusterName+nodegroupName",
    also: &["nodegroupArn"],
    gone: ("status", &["DELETING"]),
    name: Name::Property("clusterName+nodegroupName"),
    rows: &[
        name("nodegroupName", "NodegroupName").terraform("node_group_name"),
        identity("nodegroupArn", "Arn", "made of the account, the region, the names and an id"),
        leads("clusterName", "ClusterName", "AWS::EKS::Cluster"),
        version("version", "Version"),
        version("releaseVersion", "ReleaseVersion"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        volatile("modifiedAt", "ModifiedAt", "when it was last changed"),
        volatile("status", "Status", "what it is doing now"),
        behaviour("capacityType", "CapacityType"),
        capacity("scalingConfig", "ScalingConfig"),
        capacity("instanceTypes", "InstanceTypes"),
        leads("subnets", "Subnets", "AWS::EC2::Subnet").terraform("subnet_ids").set(),
        security("remoteAccess", "RemoteAccess"),
        behaviour("amiType", "AmiType"),
        leads("nodeRole", "NodeRole", "AWS::IAM::Role")
            .terraform("node_role_arn")
            .means(Consequence::Security),
        behaviour("labels", "Labels"),
        behaviour("taints", "Taints").terraform("taint").set(),
        identity("resources", "Resources", "what EKS made for it"),
        capacity("diskSize", "DiskSize"),
        volatile("health", "Health", "what is wrong with it now"),
        behaviour("updateConfig", "UpdateConfig"),
        behaviour("nodeRepairConfig", "NodeRepairConfig"),
        behaviour("launchTemplate", "LaunchTemplate").but(&[
            member("Id", Role::Reference, Consequence::Behaviour),
            uncompared("Name", Role::Computed, "follows from the template's id"),
            member("Version", Role::Version, Consequence::Behaviour),
        ]),
        tags("tags"),
        capacity("warmPoolConfig", "WarmPoolConfig"),
    ],
    ..UNSET
};
