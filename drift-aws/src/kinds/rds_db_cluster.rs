//! `AWS::RDS::DBCluster`: a database of several servers. Source of the facts: the RDS API reference (`DescribeDBClusters`).

use drift_core::{Consequence, Role};

use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic, identity, leads,
    member, name, security, tags, uncompared, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::DBCluster",
    list: call("rds", "DescribeDBClusters", "DBClusters").lists(),
    identity: "DBClusterArn",
    also: &["DbClusterResourceId", "Endpoint", "ReaderEndpoint"],
    gone: ("Status", &["deleting"]),
    name: Name::Property("DBClusterIdentifier"),
    rows: &[
        capacity("AllocatedStorage", "AllocatedStorage"),
        behaviour("AvailabilityZones", "AvailabilityZones").set(),
        behaviour("BackupRetentionPeriod", "BackupRetentionPeriod"),
        behaviour("CharacterSetName", "CharacterSetName"),
        behaviour("DatabaseName", "DatabaseName"),
        name("DBClusterIdentifier", "DBClusterIdentifier").terraform("cluster_identifier"),
        leads(
            "DBClusterParameterGroup",
            "DBClusterParameterGroupName",
            "AWS::RDS::DBClusterParameterGroup",
        ),
        leads("DBSubnetGroup", "DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"),
        volatile("Status", "Status", "what it is doing now"),
        volatile("PercentProgress", "PercentProgress", "how far an operation is"),
        volatile("EarliestRestorableTime", "EarliestRestorableTime", "moves on by itself"),
        identity("Endpoint", "Endpoint", "its address, given by AWS"),
        identity("ReaderEndpoint", "ReaderEndpoint", "its address for reading, given by AWS"),
        identity(
            "CustomEndpoints",
            "CustomEndpoints",
            "addresses of its parts, made of their names",
        ),
        behaviour("MultiAZ", "MultiAZ"),
        behaviour("Engine", "Engine"),
        version("EngineVersion", "EngineVersion"),
        volatile("LatestRestorableTime", "LatestRestorableTime", "moves on with time"),
        behaviour("Port", "Port"),
        security("MasterUsername", "MasterUsername"),
        leads("DBClusterOptionGroupMemberships", "OptionGroupName", "AWS::RDS::OptionGroup")
            .read(Reader::LeadsBy("AWS::RDS::OptionGroup", "DBClusterOptionGroupName"))
            .set(),
        behaviour("PreferredBackupWindow", "PreferredBackupWindow"),
        behaviour("PreferredMaintenanceWindow", "PreferredMaintenanceWindow"),
        behaviour("UpgradeRolloutOrder", "UpgradeRolloutOrder"),
        leads("ReplicationSourceIdentifier", "ReplicationSourceIdentifier", "AWS::RDS::DBCluster"),
        computed(
            "ReadReplicaIdentifiers",
            "ReadReplicaIdentifiers",
            "each replica says whose it is",
        ),
        volatile("StatusInfos", "StatusInfos", "whether it replicates now"),
        behaviour("DBClusterMembers", "DBClusterMembers").keyed(&["DBInstanceIdentifier"]).but(&[
            uncompared("IsClusterWriter", Role::Volatile, "changes when one fails"),
            uncompared(
                "DBClusterParameterGroupStatus",
                Role::Volatile,
                "whether it waits for a restart",
            ),
        ]),
        leads("VpcSecurityGroups", "VpcSecurityGroupIds", "AWS::EC2::SecurityGroup")
            .read(Reader::LeadsBy("AWS::EC2::SecurityGroup", "VpcSecurityGroupId"))
            .set()
            .means(Consequence::Security),
        identity("HostedZoneId", "HostedZoneId", "the zone of its address, which is AWS's"),
        security("StorageEncrypted", "StorageEncrypted"),
        security("StorageEncryptionType", "StorageEncryptionType"),
        leads("KmsKeyId", "KmsKeyId", "AWS::KMS::Key").means(Consequence::Security),
        identity(
            "DbClusterResourceId",
            "DBClusterResourceId",
            "given by AWS, names this very cluster",
        ),
        identity("DBClusterArn", "DBClusterArn", "made of the account, the region and the name")
            .terraform("arn"),
        security("AssociatedRoles", "AssociatedRoles").keyed(&["RoleArn"]).but(&[
            member("RoleArn", Role::Reference, Consequence::Security),
            uncompared("Status", Role::Volatile, "how far associating it is"),
        ]),
        security("IAMDatabaseAuthenticationEnabled", "EnableIAMDatabaseAuthentication")
            .terraform("iam_database_authentication_enabled"),
        identity("CloneGroupId", "CloneGroupId", "given by AWS to it and its clones"),
        volatile("ClusterCreateTime", "ClusterCreateTime", "when it was made"),
        volatile("EarliestBacktrackTime", "EarliestBacktrackTime", "how far back it can go now"),
        behaviour("BacktrackWindow", "BacktrackWindow"),
        volatile(
            "BacktrackConsumedChangeRecords",
            "BacktrackConsumedChangeRecords",
            "how much going back needs now",
        ),
        behaviour("EnabledCloudwatchLogsExports", "EnableCloudwatchLogsExports")
            .terraform("enabled_cloudwatch_logs_exports")
            .set(),
        volatile("Capacity", "Capacity", "what it has scaled to now"),
        volatile("PendingModifiedValues", "PendingModifiedValues", "changes that are under way"),
        behaviour("EngineMode", "EngineMode"),
        capacity("ScalingConfigurationInfo", "ScalingConfiguration"),
        behaviour("RdsCustomClusterConfiguration", "RdsCustomClusterConfiguration"),
        capacity("DBClusterInstanceClass", "DBClusterInstanceClass"),
        capacity("StorageType", "StorageType"),
        capacity("Iops", "Iops"),
        capacity("StorageThroughput", "StorageThroughput"),
        volatile(
            "IOOptimizedNextAllowedModificationTime",
            "IOOptimizedNextAllowedModificationTime",
            "when its storage may be changed again",
        ),
        security("PubliclyAccessible", "PubliclyAccessible"),
        behaviour("AutoMinorVersionUpgrade", "AutoMinorVersionUpgrade"),
        security("DeletionProtection", "DeletionProtection"),
        security("HttpEndpointEnabled", "EnableHttpEndpoint"),
        security("ActivityStreamMode", "ActivityStreamMode"),
        security("ActivityStreamStatus", "ActivityStreamStatus"),
        leads("ActivityStreamKmsKeyId", "ActivityStreamKmsKeyId", "AWS::KMS::Key"),
        identity(
            "ActivityStreamKinesisStreamName",
            "ActivityStreamKinesisStreamName",
            "given by AWS to the stream",
        ),
        cosmetic("CopyTagsToSnapshot", "CopyTagsToSnapshot"),
        computed(
            "CrossAccountClone",
            "CrossAccountClone",
            "whether its source is another account's",
        ),
        security("DomainMemberships", "DomainMemberships").keyed(&["Domain"]).but(&[uncompared(
            "Status",
            Role::Volatile,
            "how far joining it is",
        )]),
        tags("TagList"),
        behaviour("GlobalClusterIdentifier", "GlobalClusterIdentifier"),
        volatile(
            "GlobalWriteForwardingStatus",
            "GlobalWriteForwardingStatus",
            "how far forwarding is",
        ),
        behaviour("GlobalWriteForwardingRequested", "EnableGlobalWriteForwarding"),
        behaviour("NetworkType", "NetworkType"),
        volatile("AutomaticRestartTime", "AutomaticRestartTime", "when AWS starts it again"),
        capacity("ServerlessV2ScalingConfiguration", "ServerlessV2ScalingConfiguration"),
        computed(
            "ServerlessV2PlatformVersion",
            "ServerlessV2PlatformVersion",
            "which platform AWS has put under it",
        ),
        behaviour("MonitoringInterval", "MonitoringInterval"),
        leads("MonitoringRoleArn", "MonitoringRoleArn", "AWS::IAM::Role"),
        behaviour("DatabaseInsightsMode", "DatabaseInsightsMode"),
        behaviour("PerformanceInsightsEnabled", "PerformanceInsightsEnabled"),
        leads("PerformanceInsightsKMSKeyId", "PerformanceInsightsKmsKeyId", "AWS::KMS::Key"),
        behaviour("PerformanceInsightsRetentionPeriod", "PerformanceInsightsRetentionPeriod"),
        behaviour("DBSystemId", "DBSystemId"),
        leads(
            "MasterUserSecret.SecretArn",
            "MasterUserSecret.SecretArn",
            "AWS::SecretsManager::Secret",
        )
        .means(Consequence::Security),
        volatile(
            "MasterUserSecret.SecretStatus",
            "MasterUserSecret.SecretStatus",
            "whether it is being rotated",
        ),
        leads("MasterUserSecret.KmsKeyId", "MasterUserSecret.KmsKeyId", "AWS::KMS::Key")
            .means(Consequence::Security),
        volatile(
            "LocalWriteForwardingStatus",
            "LocalWriteForwardingStatus",
            "how far forwarding inside of it is",
        ),
        identity(
            "AwsBackupRecoveryPointArn",
            "AwsBackupRecoveryPointArn",
            "the last backup of AWS Backup",
        ),
        capacity("LimitlessDatabase", "LimitlessDatabase").but(&[uncompared(
            "Status",
            Role::Volatile,
            "what it is doing now",
        )]),
        behaviour("ClusterScalabilityType", "ClusterScalabilityType"),
        volatile("CertificateDetails", "CertificateDetails", "until when its certificate is valid"),
        behaviour("EngineLifecycleSupport", "EngineLifecycleSupport"),
        security("VPCNetworkingEnabled", "VPCNetworkingEnabled"),
        security("InternetAccessGatewayEnabled", "InternetAccessGatewayEnabled"),
    ],
    ..UNSET
};
