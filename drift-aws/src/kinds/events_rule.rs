//! `AWS::Events::Rule`: what happens when something happens. Source of the facts: the EventBridge API reference (`ListRules`,
//! `ListTargetsByRule`).

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, name,
    security, tags,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Events::Rule",
    list: call("events", "ListRules", "Rules")
        .given(&[("EventBusName", Given::Parent("Name"))])
        .lists_of(&[call("events", "ListEventBuses", "EventBuses")]),
    details: &[
        call("events", "ListTargetsByRule", "Targets")
            .given(&[("Rule", Given::Of("Name")), ("EventBusName", Given::Of("EventBusName"))])
            .into("Targets"),
        call("events", "ListTagsForResource", "Tags")
            .given(&[("ResourceARN", Given::Of("Arn"))])
            .into("Tags"),
    ],
    identity: "Arn",
    name: Name::Property("EventBusName+Name"),
    made_by_system: |body| {
        body.get("ManagedBy")?.as_str().map(|_| "made by the service that manages it")
    },
    rows: &[
        name("Name", "Name"),
        identity("Arn", "Arn", "made of the account, the region and the names"),
        behaviour("EventPattern", "EventPattern").read(Reader::Json),
        behaviour("State", "State"),
        cosmetic("Description", "Description"),
        behaviour("ScheduleExpression", "ScheduleExpression"),
        leads("RoleArn", "RoleArn", "AWS::IAM::Role"),
        computed("ManagedBy", "ManagedBy", "which service made it"),
        behaviour("EventBusName", "EventBusName"),
        security("Targets", "Targets").keyed(&["Id"]),
        tags("Tags"),
    ],
    ..UNSET
};
