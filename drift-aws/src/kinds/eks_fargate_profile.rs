//! `AWS::EKS::FargateProfile`: which pods run without machines of one's own. Source of the facts: the EKS API reference
//! (`DescribeFargateProfile`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, identity, leads, name, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::FargateProfile",
    list: call("eks", "ListFargateProfiles", "fargateProfileNames")
        .given(&[("clusterName", Given::Parent("."))])
        .lists_of(&[call("eks", "ListClusters", "clusters")])
        .naming("fargateProfileName"),
    details: &[call("eks", "DescribeFargateProfile", "fargateProfile")
        .given(&[
            ("clusterName", Given::Of("clusterName")),
            ("fargateProfileName", Given::Of("fargateProfileName")),
        ])
        .into("")],
    identity: "clusterName+fargateProfileName",
    also: &["fargateProfileArn"],
    gone: ("status", &["DELETING"]),
    name: Name::Property("clusterName+fargateProfileName"),
    rows: &[
        name("fargateProfileName", "FargateProfileName"),
        identity(
            "fargateProfileArn",
            "Arn",
            "made of the account, the region, the names and an id",
        ),
        leads("clusterName", "ClusterName", "AWS::EKS::Cluster"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        leads("podExecutionRoleArn", "PodExecutionRoleArn", "AWS::IAM::Role")
            .means(Consequence::Security),
        leads("subnets", "Subnets", "AWS::EC2::Subnet").terraform("subnet_ids").set(),
        behaviour("selectors", "Selectors").terraform("selector").set(),
        volatile("status", "Status", "what it is doing now"),
        tags("tags"),
        volatile("health", "Health", "what is wrong with it now"),
    ],
    ..UNSET
};
