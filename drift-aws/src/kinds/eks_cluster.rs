//! `AWS::EKS::Cluster`: a Kubernetes control plane; what is inside of it another provider reads. Source of the facts: the EKS
//! API reference (`DescribeCluster`).

use drift_core::Consequence;

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, computed, identity, leads, name,
    security, tags, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EKS::Cluster",
    list: call("eks", "ListClusters", "clusters").lists().naming("name"),
    details: &[call("eks", "DescribeCluster", "cluster")
        .given(&[("name", Given::Of("name"))])
        .into("")],
    identity: "name",
    also: &["arn", "endpoint", "identity.oidc.issuer"],
    gone: ("status", &["DELETING"]),
    name: Name::Property("name"),
    consequence: Consequence::Security,
    rows: &[
        name("name", "Name"),
        identity("arn", "Arn", "made of the account, the region and the name"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        version("version", "Version"),
        identity("endpoint", "Endpoint", "its address, given by AWS"),
        leads("roleArn", "RoleArn", "AWS::IAM::Role").means(Consequence::Security),
        security("resourcesVpcConfig", "ResourcesVpcConfig").terraform("vpc_config"),
        leads("resourcesVpcConfig.subnetIds", "ResourcesVpcConfig.SubnetIds", "AWS::EC2::Subnet")
            .set(),
        leads(
            "resourcesVpcConfig.securityGroupIds",
            "ResourcesVpcConfig.SecurityGroupIds",
            "AWS::EC2::SecurityGroup",
        )
        .set()
        .means(Consequence::Security),
        identity(
            "resourcesVpcConfig.clusterSecurityGroupId",
            "ClusterSecurityGroupId",
            "made by AWS with the cluster",
        ),
        computed(
            "resourcesVpcConfig.vpcId",
            "ResourcesVpcConfig.VpcId",
            "follows from the subnets",
        ),
        security("resourcesVpcConfig.publicAccessCidrs", "ResourcesVpcConfig.PublicAccessCidrs")
            .set(),
        behaviour("kubernetesNetworkConfig", "KubernetesNetworkConfig"),
        behaviour("logging", "Logging").terraform("enabled_cluster_log_types"),
        identity("identity", "Identity", "its issuer, given by AWS"),
        volatile("status", "Status", "what it is doing now"),
        identity(
            "certificateAuthority",
            "CertificateAuthority",
            "made by AWS with the cluster, too",
        ),
        identity("clientRequestToken", "ClientRequestToken", "made up by the client"),
        computed("platformVersion", "PlatformVersion", "which platform AWS has put under it"),
        tags("tags"),
        security("encryptionConfig", "EncryptionConfig"),
        behaviour("connectorConfig", "ConnectorConfig"),
        identity("id", "Id", "given by AWS on an outpost"),
        volatile("health", "Health", "what is wrong with it now"),
        behaviour("outpostConfig", "OutpostConfig"),
        security("accessConfig", "AccessConfig"),
        behaviour("upgradePolicy", "UpgradePolicy"),
        behaviour("zonalShiftConfig", "ZonalShiftConfig"),
        behaviour("remoteNetworkConfig", "RemoteNetworkConfig"),
        behaviour("computeConfig", "ComputeConfig"),
        behaviour("storageConfig", "StorageConfig"),
        security("deletionProtection", "DeletionProtection"),
        capacity("controlPlaneScalingConfig", "ControlPlaneScalingConfig"),
        behaviour("kubeApiServerConfig", "KubeApiServerConfig"),
        behaviour("kubeSchedulerConfig", "KubeSchedulerConfig"),
        behaviour("kubeControllerManagerConfig", "KubeControllerManagerConfig"),
    ],
    ..UNSET
};
