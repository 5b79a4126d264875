//! `AWS::Lambda::EventInvokeConfig`: what becomes of calls that nobody waits for. Source of the facts: the Lambda API reference
//! (`ListFunctionEventInvokeConfigs`).

use drift_core::Value;

use crate::table::{Given, Name, Table, UNSET, behaviour, call, leads, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Lambda::EventInvokeConfig",
    list: call("lambda", "ListFunctionEventInvokeConfigs", "FunctionEventInvokeConfigs")
        .given(&[("FunctionName", Given::Parent("FunctionName"))])
        .lists_of(&[call("lambda", "ListFunctions", "Functions")]),
    identity: "FunctionArn",
    name: Name::Made(name_of),
    rows: &[
        volatile("LastModified", "LastModified", "when it was last changed"),
        leads("FunctionArn", "FunctionArn", "AWS::Lambda::Function"),
        leads("FunctionName", "FunctionName", "AWS::Lambda::Function"),
        behaviour("MaximumRetryAttempts", "MaximumRetryAttempts"),
        behaviour("MaximumEventAgeInSeconds", "MaximumEventAgeInSeconds"),
        behaviour("DestinationConfig", "DestinationConfig"),
    ],
    ..UNSET
};

/// The function and, after a colon, the version or alias.
fn name_of(body: &Value) -> Option<String> {
    Some(body.get("FunctionArn")?.as_str()?.split_once(":function:")?.1.to_owned())
}
