//! `AWS::Lambda::EventSourceMapping`: which queue or stream a function reads. Source of the facts: the Lambda API reference
//! (`ListEventSourceMappings`).

use drift_core::Value;

use crate::table::{
    Name, Table, UNSET, behaviour, call, capacity, identity, leads, security, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Lambda::EventSourceMapping",
    list: call("lambda", "ListEventSourceMappings", "EventSourceMappings").lists(),
    identity: "UUID",
    also: &["EventSourceMappingArn"],
    gone: ("State", &["Deleting"]),
    name: Name::Made(name_of),
    rows: &[
        identity("UUID", "Id", "given by AWS, names this very mapping").terraform("uuid"),
        behaviour("StartingPosition", "StartingPosition"),
        behaviour("StartingPositionTimestamp", "StartingPositionTimestamp"),
        capacity("BatchSize", "BatchSize"),
        behaviour("MaximumBatchingWindowInSeconds", "MaximumBatchingWindowInSeconds"),
        capacity("ParallelizationFactor", "ParallelizationFactor"),
        behaviour("EventSourceArn", "EventSourceArn"),
        behaviour("FilterCriteria", "FilterCriteria"),
        volatile(
            "FilterCriteriaError",
            "FilterCriteriaError",
            "why they could not be read this time",
        ),
        leads("KMSKeyArn", "KmsKeyArn", "AWS::KMS::Key"),
        behaviour("MetricsConfig", "MetricsConfig"),
        behaviour("LoggingConfig", "LoggingConfig"),
        capacity("ScalingConfig", "ScalingConfig"),
        leads("FunctionArn", "FunctionName", "AWS::Lambda::Function"),
        volatile("LastModified", "LastModified", "when it was last changed"),
        volatile("LastProcessingResult", "LastProcessingResult", "how reading went the last time"),
        behaviour("State", "State"),
        volatile("StateTransitionReason", "StateTransitionReason", "who last changed its state"),
        behaviour("DestinationConfig", "DestinationConfig"),
        behaviour("Topics", "Topics").set(),
        behaviour("Queues", "Queues").set(),
        security("SourceAccessConfigurations", "SourceAccessConfigurations").set(),
        behaviour("SelfManagedEventSource", "SelfManagedEventSource"),
        behaviour("MaximumRecordAgeInSeconds", "MaximumRecordAgeInSeconds"),
        behaviour("BisectBatchOnFunctionError", "BisectBatchOnFunctionError"),
        behaviour("MaximumRetryAttempts", "MaximumRetryAttempts"),
        behaviour("TumblingWindowInSeconds", "TumblingWindowInSeconds"),
        behaviour("FunctionResponseTypes", "FunctionResponseTypes").set(),
        behaviour("AmazonManagedKafkaEventSourceConfig", "AmazonManagedKafkaEventSourceConfig"),
        behaviour("SelfManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig"),
        behaviour("DocumentDBEventSourceConfig", "DocumentDBEventSourceConfig"),
        identity(
            "EventSourceMappingArn",
            "EventSourceMappingArn",
            "made of the account, the region and the id",
        ),
        capacity("ProvisionedPollerConfig", "ProvisionedPollerConfig"),
    ],
    ..UNSET
};

/// `orders orders-queue`: the function and what it reads.
fn name_of(body: &Value) -> Option<String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let function = text("FunctionArn")?.split(':').nth(6)?;
    let source = text("EventSourceArn").map(|arn| match arn.split_once(":table/") {
        Some((_, table)) => table.split('/').next().unwrap_or(table),
        None => arn.rsplit([':', '/']).next().unwrap_or(arn),
    });
    Some(source.map_or_else(|| function.to_owned(), |source| format!("{function} {source}")))
}
