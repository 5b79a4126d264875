//! `AWS::EKS::Addon`: a part of a cluster that AWS keeps up to date. Source of the facts: the EKS API reference (`DescribeAddon`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, name, tags,
    version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::Addon",
    list: call("eks", "ListAddons", "addons")
        .given(&[("clusterName", Given::Parent("."))])
        .lists_of(&[call("eks", "ListClusters", "clusters")])
        .naming("addonName"),
    details: &[call("eks", "DescribeAddon", "addon")
        .given(&[("clusterName", Given::Of("clusterName")), ("addonName", Given::Of("addonName"))])
        .into("")],
    identity: "clusterName+addonName",
    also: &["addonArn"],
    gone: ("status", &["DELETING"]),
    name: Name::Property("clusterName+addonName"),
    rows: &[
        name("addonName", "AddonName"),
        leads("clusterName", "ClusterName", "AWS::EKS::Cluster"),
        volatile("status", "Status", "what it is doing now"),
        version("addonVersion", "AddonVersion"),
        volatile("health", "Health", "what is wrong with it now"),
        identity("addonArn", "Arn", "made of the account, the region, the names and an id"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        volatile("modifiedAt", "ModifiedAt", "when it was last changed"),
        leads("serviceAccountRoleArn", "ServiceAccountRoleArn", "AWS::IAM::Role")
            .means(Consequence::Security),
        tags("tags"),
        computed("publisher", "Publisher", "follows from which one it is"),
        computed("owner", "Owner", "follows from which one it is, too"),
        computed("marketplaceInformation", "MarketplaceInformation", "where it is sold"),
        behaviour("configurationValues", "ConfigurationValues").read(Reader::Json),
        identity(
            "podIdentityAssociations",
            "PodIdentityAssociations",
            "given by AWS; they are resources of their own",
        ),
        behaviour("namespaceConfig", "NamespaceConfig"),
    ],
    ..UNSET
};
