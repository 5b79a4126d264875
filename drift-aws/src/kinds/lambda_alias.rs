//! `AWS::Lambda::Alias`: a name of a version of a function. Source of the facts: the Lambda API reference (`ListAliases`).

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, name, version,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Lambda::Alias",
    list: call("lambda", "ListAliases", "Aliases")
        .given(&[("FunctionName", Given::Parent("FunctionName"))])
        .lists_of(&[call("lambda", "ListFunctions", "Functions")]),
    identity: "AliasArn",
    name: Name::Property("FunctionName+Name"),
    rows: &[
        identity("AliasArn", "AliasArn", "made of the function's and the name").terraform("arn"),
        name("Name", "Name"),
        leads("FunctionName", "FunctionName", "AWS::Lambda::Function"),
        version("FunctionVersion", "FunctionVersion"),
        cosmetic("Description", "Description"),
        behaviour("RoutingConfig", "RoutingConfig"),
        computed("RevisionId", "RevisionId", "changes with every change"),
    ],
    ..UNSET
};
