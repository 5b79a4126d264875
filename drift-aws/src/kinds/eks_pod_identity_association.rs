//! `AWS::EKS::PodIdentityAssociation`: which role a service account of a cluster may become. Source of the facts: the EKS API
//! reference (`DescribePodIdentityAssociation`).

use drift_core::{Binds, Consequence, Path, Reference, Value};

use crate::table::{
    Given, Name, Table, UNSET, call, identity, leads, policy, security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::PodIdentityAssociation",
    list: call("eks", "ListPodIdentityAssociations", "associations")
        .given(&[("clusterName", Given::Parent("."))])
        .lists_of(&[call("eks", "ListClusters", "clusters")]),
    details: &[call("eks", "DescribePodIdentityAssociation", "association")
        .given(&[
            ("clusterName", Given::Of("clusterName")),
            ("associationId", Given::Of("associationId")),
        ])
        .into("")],
    identity: "associationArn",
    name: Name::Property("clusterName+namespace+serviceAccount"),
    consequence: Consequence::Security,
    binds,
    rows: &[
        leads("clusterName", "ClusterName", "AWS::EKS::Cluster"),
        security("namespace", "Namespace"),
        security("serviceAccount", "ServiceAccount"),
        identity(
            "associationArn",
            "AssociationArn",
            "made of the account, the region, the cluster and an id",
        ),
        identity("associationId", "AssociationId", "given by AWS, names this very association"),
        leads("ownerArn", "OwnerArn", "AWS::EKS::Addon"),
        leads("roleArn", "RoleArn", "AWS::IAM::Role").means(Consequence::Security),
        tags("tags"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        volatile("modifiedAt", "ModifiedAt", "when it was last changed"),
        security("disableSessionTags", "DisableSessionTags"),
        leads("targetRoleArn", "TargetRoleArn", "AWS::IAM::Role").means(Consequence::Security),
        identity("externalId", "ExternalId", "given by AWS, to be put into the trust policy"),
        policy("policy", "Policy"),
    ],
    ..UNSET
};

/// The service account whose pods become the role.
fn binds(body: &Value) -> Vec<Binds> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let to = |kind: &str, namespace, name| Reference { kind: kind.to_owned(), namespace, name };
    let bound = || {
        let subject = to("/ServiceAccount", Some(text("namespace")?), text("serviceAccount")?);
        let within = Some(to("AWS::EKS::Cluster", None, text("clusterName")?));
        let gives = ["RoleArn", "TargetRoleArn"].map(|role| Path::of_keys(&[role])).to_vec();
        Some(Binds { subject, within, gives })
    };
    bound().into_iter().collect()
}
