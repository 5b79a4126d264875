//! `AWS::ApplicationAutoScaling::ScalableTarget`: between which sizes something other than machines grows and shrinks. Source of
//! the facts: the Application Auto Scaling API reference (`DescribeScalableTargets`).

use drift_core::{Consequence, Governs, Path, Reference, Value};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, identity, leads, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ApplicationAutoScaling::ScalableTarget",
    list: call("application-autoscaling", "DescribeScalableTargets", "ScalableTargets")
        .given(&[("ServiceNamespace", Given::Each(NAMESPACES))])
        .lists()
        // A namespace that the service does not know there has nothing in it.
        .absent(&["ValidationException:serviceNamespace"]),
    identity: "ServiceNamespace+ResourceId+ScalableDimension",
    also: &["ScalableTargetARN"],
    name: Name::Property("ResourceId+ScalableDimension"),
    consequence: Consequence::Capacity,
    governs,
    rows: &[
        behaviour("ServiceNamespace", "ServiceNamespace"),
        behaviour("ResourceId", "ResourceId"),
        behaviour("ScalableDimension", "ScalableDimension"),
        capacity("MinCapacity", "MinCapacity"),
        capacity("MaxCapacity", "MaxCapacity"),
        volatile("PredictedCapacity", "PredictedCapacity", "what predictive scaling expects now"),
        leads("RoleARN", "RoleARN", "AWS::IAM::Role"),
        volatile("CreationTime", "CreationTime", "when it was made"),
        behaviour("SuspendedState", "SuspendedState"),
        identity("ScalableTargetARN", "Arn", "made of the account, the region and an id"),
    ],
    ..UNSET
};

/// What it sets between its bounds: dimension, start of the resource's id, kind, attribute. Indexes of tables are not here.
const SET: &[(&str, &str, &str, &[&str])] = &[
    ("ecs:service:DesiredCount", "service/", "AWS::ECS::Service", &["DesiredCount"]),
    (
        "dynamodb:table:ReadCapacityUnits",
        "table/",
        "AWS::DynamoDB::Table",
        &["ProvisionedThroughput", "ReadCapacityUnits"],
    ),
    (
        "dynamodb:table:WriteCapacityUnits",
        "table/",
        "AWS::DynamoDB::Table",
        &["ProvisionedThroughput", "WriteCapacityUnits"],
    ),
];

fn governs(body: &Value) -> Vec<Governs> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let bound = |name: &str| body.get(name).and_then(Value::as_i64);
    let set = SET.iter().find(|(dimension, ..)| text("ScalableDimension") == Some(dimension));
    let governed = || {
        let (_, start, kind, path) = set?;
        // A service is called by its cluster and itself.
        let name = text("ResourceId")?.strip_prefix(start)?.replacen('/', " ", 1);
        let target = Reference { kind: (*kind).to_owned(), namespace: None, name };
        let (min, max) = (bound("MinCapacity")?, bound("MaxCapacity")?);
        Some(Governs { target, path: Path::of_keys(path), min, max })
    };
    governed().into_iter().collect()
}

/// What scales like this, as the service calls it.
pub(super) const NAMESPACES: &[&str] = &[
    "appstream",
    "cassandra",
    "comprehend",
    "custom-resource",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticache",
    "elasticmapreduce",
    "kafka",
    "lambda",
    "neptune",
    "rds",
    "sagemaker",
    "workspaces",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn governed(dimension: &str, id: &str) -> Option<String> {
        let text = format!(
            r#"{{"ScalableDimension": "{dimension}", "ResourceId": "{id}", "MinCapacity": 2, "MaxCapacity": 9}}"#
        );
        let found = governs(&Value::from_json(text.as_bytes()).unwrap()).pop()?;
        let Governs { target, path, min, max } = found;
        Some(format!("{} {} {path} {min}..{max}", target.kind, target.name))
    }

    #[test]
    fn a_target_governs_what_its_dimension_names() {
        let table = [
            (
                "ecs:service:DesiredCount",
                "service/main/api",
                Some("AWS::ECS::Service main api DesiredCount 2..9"),
            ),
            (
                "dynamodb:table:ReadCapacityUnits",
                "table/orders",
                Some("AWS::DynamoDB::Table orders ProvisionedThroughput.ReadCapacityUnits 2..9"),
            ),
            ("dynamodb:index:ReadCapacityUnits", "table/orders/index/x", None),
        ];
        for (dimension, id, wanted) in table {
            assert_eq!(governed(dimension, id).as_deref(), wanted, "{id}");
        }
    }
}
