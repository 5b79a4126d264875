//! `AWS::EKS::AccessEntry`: who may do what in a cluster. Source of the facts: the EKS API reference (`DescribeAccessEntry`,
//! `ListAssociatedAccessPolicies`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, call, identity, leads, security, tags, uncompared, volatile,
};

const OF: &[(&str, Given)] =
    &[("clusterName", Given::Of("clusterName")), ("principalArn", Given::Of("principalArn"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::AccessEntry",
    list: call("eks", "ListAccessEntries", "accessEntries")
        .given(&[("clusterName", Given::Parent("."))])
        .lists_of(&[call("eks", "ListClusters", "clusters")])
        .naming("principalArn"),
    details: &[
        call("eks", "DescribeAccessEntry", "accessEntry").given(OF).into(""),
        call("eks", "ListAssociatedAccessPolicies", "associatedAccessPolicies")
            .given(OF)
            .into("policies"),
    ],
    identity: "clusterName+principalArn",
    also: &["accessEntryArn"],
    name: Name::Property("clusterName+principalArn"),
    consequence: Consequence::Security,
    rows: &[
        leads("clusterName", "ClusterName", "AWS::EKS::Cluster"),
        leads("principalArn", "PrincipalArn", "AWS::IAM::Role").means(Consequence::Security),
        security("kubernetesGroups", "KubernetesGroups").set(),
        identity(
            "accessEntryArn",
            "AccessEntryArn",
            "made of the account, the region, the names and an id",
        ),
        volatile("createdAt", "CreatedAt", "when it was made"),
        volatile("modifiedAt", "ModifiedAt", "when it was last changed"),
        tags("tags"),
        security("username", "Username").terraform("user_name"),
        security("type", "Type"),
        security("policies", "AccessPolicies").keyed(&["PolicyArn"]).but(&[
            uncompared("AssociatedAt", Role::Volatile, "when it was given"),
            uncompared("ModifiedAt", Role::Volatile, "when that was last changed"),
        ]),
    ],
    ..UNSET
};
