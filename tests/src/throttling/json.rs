//! What the services that speak JSON say of one resource. Knows no pages.

use serde_json::{Value, json};

use super::ACCOUNT;

pub(super) fn queue(region: &str, _: &Value, number: usize) -> Value {
    format!("https://sqs.{region}.amazonaws.com/{ACCOUNT}/queue-{number}").into()
}

pub(super) fn key(region: &str, _: &Value, number: usize) -> Value {
    let id = format!("00000000-0000-4000-8000-{number:012x}");
    json!({"KeyId": id, "KeyArn": format!("arn:aws:kms:{region}:{ACCOUNT}:key/{id}")})
}

pub(super) fn cluster(region: &str, _: &Value, number: usize) -> Value {
    format!("arn:aws:ecs:{region}:{ACCOUNT}:cluster/cluster-{number}").into()
}

pub(super) fn service(_: &str, input: &Value, number: usize) -> Value {
    format!("{}/service-{number}", text(input, "cluster").replace(":cluster/", ":service/")).into()
}

pub(super) fn filter(_: &str, _: &Value, number: usize) -> Value {
    json!({"filterName": format!("errors-{number}"), "filterPattern": "[level = ERROR]",
        "logGroupName": format!("/app/{}", number % 100), "creationTime": 1_767_225_600_000_u64,
        "metricTransformations": [{"metricName": "errors", "metricNamespace": "app", "metricValue": "1"}]})
}

/// The answer to a question about one resource or a few; empty where the account has nothing of the kind.
pub(super) fn detail(region: &str, operation: &str, input: &Value) -> Value {
    let each = |list: &str, one: fn(&str) -> Value| -> Value {
        let asked = input[list].as_array().cloned().unwrap_or_default();
        asked.iter().map(|id| one(id.as_str().unwrap_or_default())).collect()
    };
    match operation {
        "GetQueueAttributes" => json!({"Attributes": queue_attributes(region, input)}),
        "ListQueueTags" => json!({"Tags": {"team": "shop"}}),
        "DescribeKey" => json!({"KeyMetadata": key_metadata(region, text(input, "KeyId"))}),
        "GetKeyPolicy" => json!({"PolicyName": "default", "Policy": policy("kms:*")}),
        "GetKeyRotationStatus" => json!({"KeyRotationEnabled": true}),
        "ListResourceTags" => {
            json!({"Tags": [{"TagKey": "team", "TagValue": "shop"}], "Truncated": false})
        }
        "DescribeClusters" => json!({"clusters": each("clusters", described_cluster)}),
        "DescribeServices" => json!({"services": each("services", described_service)}),
        "DescribeTaskDefinition" => json!({"taskDefinition": {
            "taskDefinitionArn": input["taskDefinition"], "revision": 1,
            "containerDefinitions": [{"name": "app", "image": "app:1.0", "essential": true}]}}),
        _ => json!({}),
    }
}

fn text<'v>(input: &'v Value, name: &str) -> &'v str {
    input[name].as_str().unwrap_or_default()
}

fn last(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

fn queue_attributes(region: &str, input: &Value) -> Value {
    let name = last(text(input, "QueueUrl"));
    json!({"QueueArn": format!("arn:aws:sqs:{region}:{ACCOUNT}:{name}"), "VisibilityTimeout": "30",
        "MaximumMessageSize": "262144", "MessageRetentionPeriod": "345600", "DelaySeconds": "0",
        "ReceiveMessageWaitTimeSeconds": "20", "SqsManagedSseEnabled": "true", "Policy": policy("sqs:SendMessage"),
        "ApproximateNumberOfMessages": "3", "CreatedTimestamp": "1767225600", "LastModifiedTimestamp": "1767225600"})
}

fn policy(action: &str) -> String {
    let principal = json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")});
    let statement =
        json!({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn key_metadata(region: &str, id: &str) -> Value {
    json!({"KeyId": id, "Arn": format!("arn:aws:kms:{region}:{ACCOUNT}:key/{id}"), "AWSAccountId": ACCOUNT,
        "Enabled": true, "Description": format!("of {id}"), "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled",
        "Origin": "AWS_KMS", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": false})
}

fn described_cluster(arn: &str) -> Value {
    json!({"clusterArn": arn, "clusterName": last(arn), "status": "ACTIVE", "tags": []})
}

fn described_service(arn: &str) -> Value {
    let cluster = arn.replace(":service/", ":cluster/");
    let cluster = cluster.rsplit_once('/').map_or(cluster.as_str(), |(cluster, _)| cluster);
    let of = arn.replace(":service/", ":task-definition/").replace("/cluster-", "/of-cluster-");
    let family = of.rsplit_once('/').map_or(String::new(), |(of, name)| format!("{of}-{name}:1"));
    json!({"serviceArn": arn, "serviceName": last(arn), "clusterArn": cluster, "status": "ACTIVE",
        "taskDefinition": family, "desiredCount": 2, "runningCount": 2, "launchType": "FARGATE"})
}
