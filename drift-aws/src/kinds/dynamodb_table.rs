//! `AWS::DynamoDB::Table`: items by key. Source of the facts: the DynamoDB API reference.

use drift_core::{Consequence, Role, Value};

use crate::table::{
    Given, Member, Name, Reader, Table, UNSET, behaviour, call, capacity, computed, identity,
    member, name, policy, security, tags, uncompared, volatile,
};

const WARM: &str = "what it can do at once grows with its load";
const NAMED: &[(&str, Given)] = &[("TableName", Given::Of("TableName"))];
const OF: &[(&str, Given)] = &[("ResourceArn", Given::Of("TableArn"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::DynamoDB::Table",
    list: call("dynamodb", "ListTables", "TableNames").lists(),
    details: &[
        call("dynamodb", "DescribeTable", "Table").given(NAMED).into(""),
        call("dynamodb", "DescribeContinuousBackups", "ContinuousBackupsDescription")
            .given(NAMED)
            .into("ContinuousBackups"),
        call("dynamodb", "DescribeTimeToLive", "TimeToLiveDescription")
            .given(NAMED)
            .into("TimeToLive"),
        call("dynamodb", "GetResourcePolicy", "Policy")
            .given(OF)
            .into("Policy")
            .absent(&["PolicyNotFoundException"]),
        call("dynamodb", "ListTagsOfResource", "Tags").given(OF).into("Tags"),
    ],
    identity: "TableName",
    also: &["TableArn", "LatestStreamArn"],
    name: Name::Property("TableName"),
    rows: &[
        behaviour("AttributeDefinitions", "AttributeDefinitions")
            .terraform("attribute")
            .keyed(&["AttributeName"]),
        name("TableName", "TableName").terraform("name"),
        behaviour("KeySchema", "KeySchema"),
        volatile("TableStatus", "TableStatus", "what it is doing now"),
        volatile("CreationDateTime", "CreationDateTime", "when it was made"),
        capacity("ProvisionedThroughput", "ProvisionedThroughput")
            .read(Reader::Then(|_, throughput| provisioned(throughput)))
            .but(THROUGHPUT),
        volatile("TableSizeBytes", "TableSizeBytes", "how much is in it now"),
        volatile("ItemCount", "ItemCount", "how many items are in it now"),
        identity("TableArn", "Arn", "made of the account, the region and the name"),
        identity("TableId", "TableId", "given by AWS, names this very table"),
        capacity("BillingModeSummary.BillingMode", "BillingMode"),
        volatile(
            "BillingModeSummary.LastUpdateToPayPerRequestDateTime",
            "LastUpdateToPayPerRequestDateTime",
            "since when each request is paid for",
        ),
        behaviour("LocalSecondaryIndexes", "LocalSecondaryIndexes")
            .terraform("local_secondary_index")
            .keyed(&["IndexName"])
            .but(INDEX),
        behaviour("GlobalSecondaryIndexes", "GlobalSecondaryIndexes")
            .terraform("global_secondary_index")
            .read(Reader::Then(|_, indexes| each_provisioned(indexes)))
            .keyed(&["IndexName"])
            .but(INDEX),
        behaviour("StreamSpecification", "StreamSpecification"),
        identity("LatestStreamLabel", "LatestStreamLabel", "given by AWS to the stream"),
        identity("LatestStreamArn", "StreamArn", "made of the table's and the label"),
        behaviour("GlobalTableVersion", "GlobalTableVersion"),
        behaviour("Replicas", "Replicas").keyed(&["RegionName"]).but(&[
            uncompared("ReplicaStatus", Role::Volatile, "what it is doing now"),
            uncompared(
                "ReplicaArn",
                Role::Identity,
                "made of the account, the region and the name",
            ),
            uncompared(
                "ReplicaStatusDescription",
                Role::Volatile,
                "what it is doing now, in words",
            ),
            uncompared("ReplicaStatusPercentProgress", Role::Volatile, "how far that is"),
            uncompared(
                "ReplicaInaccessibleDateTime",
                Role::Volatile,
                "since when it cannot be reached",
            ),
        ]),
        behaviour("GlobalTableWitnesses", "GlobalTableWitnesses")
            .keyed(&["RegionName"])
            .but(&[uncompared("WitnessStatus", Role::Volatile, "what it is doing now")]),
        behaviour("GlobalTableSettingsReplicationMode", "GlobalTableSettingsReplicationMode"),
        volatile("RestoreSummary", "RestoreSummary", "of what it was once restored"),
        security("SSEDescription", "SSESpecification").but(&[
            uncompared("Status", Role::Volatile, "how far a change is"),
            member("KMSMasterKeyArn", Role::Reference, Consequence::Security),
            uncompared(
                "InaccessibleEncryptionDateTime",
                Role::Volatile,
                "since when the key cannot be used",
            ),
        ]),
        volatile("ArchivalSummary", "ArchivalSummary", "why and when AWS has put it away"),
        behaviour("TableClassSummary.TableClass", "TableClass"),
        volatile(
            "TableClassSummary.LastUpdateDateTime",
            "TableClassLastUpdateDateTime",
            "when its class was last changed",
        ),
        security("DeletionProtectionEnabled", "DeletionProtectionEnabled"),
        security("DisassociationProtectionEnabled", "DisassociationProtectionEnabled"),
        capacity("OnDemandThroughput", "OnDemandThroughput"),
        volatile("WarmThroughput", "WarmThroughput", WARM),
        behaviour("MultiRegionConsistency", "MultiRegionConsistency"),
        behaviour("VectorIndexes", "VectorIndexes").keyed(&["IndexName"]).but(INDEX),
        computed(
            "ContinuousBackups.ContinuousBackupsStatus",
            "ContinuousBackupsStatus",
            "always on",
        ),
        security(
            "ContinuousBackups.PointInTimeRecoveryDescription",
            "PointInTimeRecoverySpecification",
        )
        .but(&[
            uncompared("EarliestRestorableDateTime", Role::Volatile, "moves on by itself"),
            uncompared("LatestRestorableDateTime", Role::Volatile, "moves on with time"),
        ]),
        behaviour("TimeToLive", "TimeToLiveSpecification"),
        policy("Policy", "ResourcePolicy"),
        tags("Tags"),
    ],
    ..UNSET
};

const THROUGHPUT: &[Member] = &[
    uncompared("LastIncreaseDateTime", Role::Volatile, "when there was last more"),
    uncompared("LastDecreaseDateTime", Role::Volatile, "when there was last less"),
    uncompared("NumberOfDecreasesToday", Role::Volatile, "how often there was less today"),
];

const INDEX: &[Member] = &[
    uncompared("IndexStatus", Role::Volatile, "what it is doing now"),
    uncompared("Backfilling", Role::Volatile, "whether it is being filled"),
    member("ProvisionedThroughput", Role::Scale, Consequence::Capacity),
    uncompared(
        "ProvisionedThroughput.LastIncreaseDateTime",
        Role::Volatile,
        "when there was last more",
    ),
    uncompared(
        "ProvisionedThroughput.LastDecreaseDateTime",
        Role::Volatile,
        "when there was last less",
    ),
    uncompared(
        "ProvisionedThroughput.NumberOfDecreasesToday",
        Role::Volatile,
        "how often there was less today",
    ),
    uncompared("IndexSizeBytes", Role::Volatile, "how much is in it now"),
    uncompared("ItemCount", Role::Volatile, "how many items are in it now"),
    uncompared("IndexArn", Role::Identity, "made of the table's and the name"),
    member("OnDemandThroughput", Role::Scale, Consequence::Capacity),
    uncompared("WarmThroughput", Role::Volatile, WARM),
];

/// Where each request is paid for AWS says that nothing is provisioned.
fn provisioned(throughput: Value) -> Value {
    let is_none = |name| throughput.get(name).and_then(Value::as_i64) == Some(0);
    match is_none("ReadCapacityUnits") && is_none("WriteCapacityUnits") {
        true => Value::Null,
        false => throughput,
    }
}

fn each_provisioned(mut indexes: Value) -> Value {
    if let Value::List(indexes) = &mut indexes {
        for throughput in
            indexes.iter_mut().filter_map(|index| index.at_mut(&["ProvisionedThroughput"]))
        {
            *throughput = provisioned(std::mem::replace(throughput, Value::Null));
        }
    }
    indexes
}
