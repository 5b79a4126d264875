//! `AWS::RDS::DBInstance`: a database server. Source of the facts: the RDS API reference (`DescribeDBInstances`).

use drift_core::{Consequence, Role, Value};

use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic, identity, leads,
    member, name, security, tags, uncompared, version, volatile,
};

/// What a cluster says for all of its servers is compared there.
const UNLESS_OF_CLUSTER: Reader =
    Reader::Then(|body, value| match body.get("DBClusterIdentifier") {
        None | Some(Value::Null) => value,
        Some(_) => Value::Null,
    });

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::DBInstance",
    list: call("rds", "DescribeDBInstances", "DBInstances").lists(),
    identity: "DBInstanceArn",
    also: &["DbiResourceId", "Endpoint.Address"],
    gone: ("DBInstanceStatus", &["deleting"]),
    name: Name::Property("DBInstanceIdentifier"),
    rows: &[
        name("DBInstanceIdentifier", "DBInstanceIdentifier").terraform("identifier"),
        capacity("DBInstanceClass", "DBInstanceClass").terraform("instance_class"),
        behaviour("Engine", "Engine"),
        volatile("DBInstanceStatus", "DBInstanceStatus", "what it is doing now"),
        security("MasterUsername", "MasterUsername").terraform("username").read(UNLESS_OF_CLUSTER),
        behaviour("DBName", "DBName").terraform("db_name"),
        identity("Endpoint", "Endpoint", "its address, given by AWS"),
        behaviour("Endpoint.Port", "Port").terraform("port"),
        identity("PrimaryEndpoint", "PrimaryEndpoint", "the address of the primary, given by AWS"),
        capacity("AllocatedStorage", "AllocatedStorage"),
        volatile("InstanceCreateTime", "InstanceCreateTime", "when it was made"),
        behaviour("PreferredBackupWindow", "PreferredBackupWindow")
            .terraform("backup_window")
            .read(UNLESS_OF_CLUSTER),
        behaviour("BackupRetentionPeriod", "BackupRetentionPeriod").read(UNLESS_OF_CLUSTER),
        security("DBSecurityGroups", "DBSecurityGroups").keyed(&["DBSecurityGroupName"]),
        leads("VpcSecurityGroups", "VPCSecurityGroups", "AWS::EC2::SecurityGroup")
            .terraform("vpc_security_group_ids")
            .read(Reader::LeadsBy("AWS::EC2::SecurityGroup", "VpcSecurityGroupId"))
            .set()
            .means(Consequence::Security),
        leads("DBParameterGroups", "DBParameterGroupName", "AWS::RDS::DBParameterGroup")
            .terraform("parameter_group_name")
            .read(Reader::LeadsBy("AWS::RDS::DBParameterGroup", "DBParameterGroupName"))
            .set(),
        behaviour("AvailabilityZone", "AvailabilityZone"),
        computed("DBSubnetGroup", "DBSubnetGroup", "what the subnet group says of itself"),
        leads("DBSubnetGroup.DBSubnetGroupName", "DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"),
        behaviour("PreferredMaintenanceWindow", "PreferredMaintenanceWindow")
            .terraform("maintenance_window"),
        behaviour("UpgradeRolloutOrder", "UpgradeRolloutOrder"),
        volatile("PendingModifiedValues", "PendingModifiedValues", "changes that are under way"),
        volatile("LatestRestorableTime", "LatestRestorableTime", "moves on by itself"),
        behaviour("MultiAZ", "MultiAZ"),
        version("EngineVersion", "EngineVersion").read(UNLESS_OF_CLUSTER),
        behaviour("AutoMinorVersionUpgrade", "AutoMinorVersionUpgrade"),
        leads(
            "ReadReplicaSourceDBInstanceIdentifier",
            "SourceDBInstanceIdentifier",
            "AWS::RDS::DBInstance",
        ),
        computed(
            "ReadReplicaDBInstanceIdentifiers",
            "ReadReplicaDBInstanceIdentifiers",
            "each replica says whose it is",
        ),
        computed(
            "ReadReplicaDBClusterIdentifiers",
            "ReadReplicaDBClusterIdentifiers",
            "each cluster says whose replica it is",
        ),
        behaviour("ReplicaMode", "ReplicaMode"),
        behaviour("LicenseModel", "LicenseModel"),
        capacity("Iops", "Iops"),
        capacity("StorageThroughput", "StorageThroughput"),
        leads("OptionGroupMemberships", "OptionGroupName", "AWS::RDS::OptionGroup")
            .read(Reader::LeadsBy("AWS::RDS::OptionGroup", "OptionGroupName"))
            .set(),
        behaviour("CharacterSetName", "CharacterSetName"),
        behaviour("NcharCharacterSetName", "NcharCharacterSetName"),
        computed(
            "SecondaryAvailabilityZone",
            "SecondaryAvailabilityZone",
            "where AWS has put the standby",
        ),
        security("PubliclyAccessible", "PubliclyAccessible"),
        volatile("StatusInfos", "StatusInfos", "whether it replicates now"),
        capacity("StorageType", "StorageType"),
        security("StorageEncryptionType", "StorageEncryptionType"),
        security("TdeCredentialArn", "TdeCredentialArn"),
        computed(
            "DbInstancePort",
            "DbInstancePort",
            "the port of the cluster's member; its endpoint says the other",
        ),
        leads("DBClusterIdentifier", "DBClusterIdentifier", "AWS::RDS::DBCluster"),
        security("StorageEncrypted", "StorageEncrypted").read(UNLESS_OF_CLUSTER),
        leads("KmsKeyId", "KmsKeyId", "AWS::KMS::Key").means(Consequence::Security),
        identity("DbiResourceId", "DbiResourceId", "given by AWS, names this very server"),
        security("CACertificateIdentifier", "CACertificateIdentifier")
            .terraform("ca_cert_identifier"),
        security("DomainMemberships", "DomainMemberships").keyed(&["Domain"]).but(&[uncompared(
            "Status",
            Role::Volatile,
            "how far joining it is",
        )]),
        cosmetic("CopyTagsToSnapshot", "CopyTagsToSnapshot"),
        behaviour("MonitoringInterval", "MonitoringInterval"),
        identity(
            "EnhancedMonitoringResourceArn",
            "EnhancedMonitoringResourceArn",
            "where the measurements go, given by AWS",
        ),
        leads("MonitoringRoleArn", "MonitoringRoleArn", "AWS::IAM::Role"),
        behaviour("PromotionTier", "PromotionTier"),
        identity("DBInstanceArn", "DBInstanceArn", "made of the account, the region and the name")
            .terraform("arn"),
        behaviour("Timezone", "Timezone"),
        security("IAMDatabaseAuthenticationEnabled", "EnableIAMDatabaseAuthentication")
            .terraform("iam_database_authentication_enabled"),
        behaviour("DatabaseInsightsMode", "DatabaseInsightsMode"),
        behaviour("PerformanceInsightsEnabled", "EnablePerformanceInsights")
            .terraform("performance_insights_enabled"),
        leads("PerformanceInsightsKMSKeyId", "PerformanceInsightsKMSKeyId", "AWS::KMS::Key"),
        behaviour("PerformanceInsightsRetentionPeriod", "PerformanceInsightsRetentionPeriod"),
        behaviour("EnabledCloudwatchLogsExports", "EnableCloudwatchLogsExports")
            .terraform("enabled_cloudwatch_logs_exports")
            .set(),
        capacity("ProcessorFeatures", "ProcessorFeatures").keyed(&["Name"]),
        security("DeletionProtection", "DeletionProtection"),
        security("AssociatedRoles", "AssociatedRoles").keyed(&["FeatureName"]).but(&[
            member("RoleArn", Role::Reference, Consequence::Security),
            uncompared("Status", Role::Volatile, "how far associating it is"),
        ]),
        identity(
            "ListenerEndpoint",
            "ListenerEndpoint",
            "the address of the listener, given by AWS",
        ),
        capacity("MaxAllocatedStorage", "MaxAllocatedStorage"),
        tags("TagList"),
        behaviour("AutomationMode", "AutomationMode"),
        volatile(
            "ResumeFullAutomationModeTime",
            "ResumeFullAutomationModeTime",
            "until when automation pauses",
        ),
        behaviour("CustomerOwnedIpEnabled", "CustomerOwnedIpEnabled"),
        behaviour("NetworkType", "NetworkType"),
        security("ActivityStreamStatus", "ActivityStreamStatus"),
        leads("ActivityStreamKmsKeyId", "ActivityStreamKmsKeyId", "AWS::KMS::Key"),
        identity(
            "ActivityStreamKinesisStreamName",
            "ActivityStreamKinesisStreamName",
            "given by AWS to the stream",
        ),
        security("ActivityStreamMode", "ActivityStreamMode"),
        security(
            "ActivityStreamEngineNativeAuditFieldsIncluded",
            "ActivityStreamEngineNativeAuditFieldsIncluded",
        ),
        identity(
            "AwsBackupRecoveryPointArn",
            "AwsBackupRecoveryPointArn",
            "the last backup of AWS Backup",
        ),
        behaviour("DBInstanceAutomatedBackupsReplications", "AutomaticBackupReplications"),
        behaviour("BackupTarget", "BackupTarget"),
        volatile("AutomaticRestartTime", "AutomaticRestartTime", "when AWS starts it again"),
        leads("CustomIamInstanceProfile", "CustomIAMInstanceProfile", "AWS::IAM::InstanceProfile"),
        security("ActivityStreamPolicyStatus", "ActivityStreamPolicyStatus"),
        volatile("CertificateDetails", "CertificateDetails", "until when its certificate is valid"),
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
        leads(
            "ReadReplicaSourceDBClusterIdentifier",
            "SourceDBClusterIdentifier",
            "AWS::RDS::DBCluster",
        ),
        volatile("PercentProgress", "PercentProgress", "how far an operation is"),
        behaviour("MultiTenant", "MultiTenant"),
        capacity("DedicatedLogVolume", "DedicatedLogVolume"),
        volatile(
            "IsStorageConfigUpgradeAvailable",
            "IsStorageConfigUpgradeAvailable",
            "whether AWS offers another storage",
        ),
        behaviour("EngineLifecycleSupport", "EngineLifecycleSupport"),
        capacity("AdditionalStorageVolumes", "AdditionalStorageVolumes")
            .keyed(&["VolumeName"])
            .but(&[
                uncompared("StorageVolumeStatus", Role::Volatile, "what it is doing now"),
                uncompared("StorageOperationStatus", Role::Volatile, "what is being done with it"),
                uncompared("StorageOperationPercentProgress", Role::Volatile, "how far that is"),
            ]),
        volatile("StorageVolumeStatus", "StorageVolumeStatus", "what its volume is doing now"),
        volatile(
            "StorageOperationStatus",
            "StorageOperationStatus",
            "what is being done with its volume",
        ),
        volatile(
            "StorageOperationPercentProgress",
            "StorageOperationPercentProgress",
            "how far what is being done with its volume is",
        ),
        behaviour("DBCapacityReservationIdentifier", "DBCapacityReservationIdentifier"),
        security("VPCNetworkingEnabled", "VPCNetworkingEnabled"),
    ],
    ..UNSET
};
