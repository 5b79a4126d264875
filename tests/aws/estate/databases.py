"""RDS instances and clusters, and DynamoDB tables."""

from .keys import key_arn
from .network import subnet_ids


def seed(place):
    subnet_groups(place)
    parameter_groups(place)
    instances(place)
    clusters(place)
    tables(place)


def subnet_groups(place):
    rds = place.client("rds")
    for what in ("db", "reports"):
        name = place.name(what)
        text = place.value("db-subnet-group-description") if what == "db" else "for reports"
        rds.create_db_subnet_group(
            DBSubnetGroupName=name,
            DBSubnetGroupDescription=text,
            SubnetIds=subnet_ids(place, "data"),
            Tags=place.tags(name),
        )
        place.made("AWS::RDS::DBSubnetGroup", name, name)


def parameter_groups(place):
    rds = place.client("rds")
    for what, family in (("pg", "postgres16"), ("mysql", "mysql8.0")):
        name = place.name(what)
        rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily=family, Description=what, Tags=place.tags(name)
        )
        most = place.value("db-parameter") if what == "pg" else "250"
        changed = [parameter("max_connections", most, "pending-reboot"), parameter("log_min_duration_statement", "500")]
        rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=changed)
        place.made("AWS::RDS::DBParameterGroup", name, name)
    for what, family in (("aurora-pg", "aurora-postgresql16"), ("aurora-mysql", "aurora-mysql8.0")):
        name = place.name(what)
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=name, DBParameterGroupFamily=family, Description=what, Tags=place.tags(name)
        )
        level = place.value("db-cluster-parameter") if what == "aurora-pg" else "1"
        changed = [parameter("rds.force_ssl", level), parameter("timezone", "UTC")]
        rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=changed)
        place.made("AWS::RDS::DBClusterParameterGroup", name, name)


def parameter(name, value, when="immediate"):
    return {"ParameterName": name, "ParameterValue": value, "ApplyMethod": when}


def instances(place):
    instance(place, "orders", place.value("db-instance-class"), 100)
    instance(place, "catalog", "db.t4g.medium", place.value("db-allocated-storage"))
    instance(place, "reports", "db.t4g.medium", 200)
    rds = place.client("rds")
    name = place.name("reports-replica")
    made = rds.create_db_instance_read_replica(
        DBInstanceIdentifier=name,
        SourceDBInstanceIdentifier=place.name("reports"),
        DBInstanceClass="db.t4g.medium",
        Tags=place.tags(name),
    )
    place.made("AWS::RDS::DBInstance", name, made["DBInstance"]["DBInstanceArn"])


def instance(place, what, size, storage):
    rds = place.client("rds")
    name = place.name(what)
    made = rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBName=what,
        Engine="postgres",
        EngineVersion="16.4",
        DBInstanceClass=size,
        AllocatedStorage=storage,
        StorageType="gp3",
        StorageEncrypted=True,
        KmsKeyId=key_arn(place, "data"),
        MasterUsername="shop",
        MasterUserPassword=place.secret(f"password of db {what}"),
        VpcSecurityGroupIds=[place.id("AWS::EC2::SecurityGroup", place.name("db"))],
        DBSubnetGroupName=place.name("db"),
        DBParameterGroupName=place.name("pg"),
        MultiAZ=place.value("db-multi-az") if what == "orders" else False,
        BackupRetentionPeriod=place.value("db-backup-retention") if what == "catalog" else 14,
        PreferredBackupWindow="02:00-03:00",
        PreferredMaintenanceWindow="sun:04:00-sun:05:00",
        AutoMinorVersionUpgrade=True,
        DeletionProtection=what == "orders",
        CopyTagsToSnapshot=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql", "upgrade"],
        PubliclyAccessible=False,
        Tags=place.tags(name),
    )
    place.made("AWS::RDS::DBInstance", name, made["DBInstance"]["DBInstanceArn"])


def clusters(place):
    """Two, the first with two members."""
    rds = place.client("rds")
    for what in ("ledger", "search"):
        name = place.name(what)
        retention = place.value("db-cluster-backup-retention") if what == "ledger" else 7
        made = rds.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-postgresql",
            EngineVersion="16.4",
            DatabaseName=what,
            MasterUsername="shop",
            MasterUserPassword=place.secret(f"password of cluster {what}"),
            DBSubnetGroupName=place.name("db"),
            DBClusterParameterGroupName=place.name("aurora-pg"),
            VpcSecurityGroupIds=[place.id("AWS::EC2::SecurityGroup", place.name("db"))],
            StorageEncrypted=True,
            KmsKeyId=key_arn(place, "data"),
            BackupRetentionPeriod=retention,
            PreferredBackupWindow="01:00-02:00",
            DeletionProtection=place.value("db-cluster-deletion-protection") if what == "search" else True,
            EnableCloudwatchLogsExports=["postgresql"],
            Tags=place.tags(name),
        )
        place.made("AWS::RDS::DBCluster", name, made["DBCluster"]["DBClusterArn"])
    for number in (1, 2):
        name = place.name("ledger", str(number))
        made = rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBClusterIdentifier=place.name("ledger"),
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
            PromotionTier=number,
            Tags=place.tags(name),
        )
        place.made("AWS::RDS::DBInstance", name, made["DBInstance"]["DBInstanceArn"])


def tables(place):
    table(place, "orders", BillingMode=place.value("table-billing-mode"))
    provisioned = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    table(place, "carts", BillingMode="PROVISIONED", ProvisionedThroughput=provisioned)
    table(place, "sessions", BillingMode="PAY_PER_REQUEST")
    dynamodb = place.client("dynamodb")
    for what in ("carts", "sessions"):
        attribute = place.value("table-ttl-attribute") if what == "sessions" else "expires"
        dynamodb.update_time_to_live(
            TableName=place.name(what),
            TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute},
        )
    for what in ("orders", "carts"):
        enabled = place.value("table-point-in-time-recovery") if what == "orders" else True
        dynamodb.update_continuous_backups(
            TableName=place.name(what),
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled},
        )


def table(place, what, **billing):
    if billing["BillingMode"] == "PROVISIONED" and "ProvisionedThroughput" not in billing:
        billing["ProvisionedThroughput"] = {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10}
    throughput = {key: billing[key] for key in billing if key == "ProvisionedThroughput"}
    index = {
        "IndexName": "by-customer",
        "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
        **throughput,
    }
    if what == "carts":
        index["Projection"] = {"ProjectionType": place.value("table-index-projection")}
    name = place.name(what)
    made = place.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("id", "customer", "day")],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[index],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        SSESpecification={
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": key_arn(place, "data"),
        },
        DeletionProtectionEnabled=what == "orders",
        Tags=place.tags(name),
        **billing,
    )
    place.made("AWS::DynamoDB::Table", name, made["TableDescription"]["TableArn"])
