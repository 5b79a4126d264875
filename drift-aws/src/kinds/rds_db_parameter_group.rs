//! `AWS::RDS::DBParameterGroup`: what servers of a family are set to. Only parameters that somebody set are read: all others are the
//! engine's. Source of the facts: the RDS API reference (`DescribeDBParameterGroups`, `DescribeDBParameters`).

use drift_core::Role;

use crate::table::{
    Given, Member, Name, Table, UNSET, behaviour, call, cosmetic, identity, name, tags, uncompared,
    version,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::DBParameterGroup",
    list: call("rds", "DescribeDBParameterGroups", "DBParameterGroups").lists(),
    details: &[
        call("rds", "DescribeDBParameters", "Parameters")
            .given(&[
                ("DBParameterGroupName", Given::Of("DBParameterGroupName")),
                ("Source", Given::Text("user")),
            ])
            .into("Parameters"),
        call("rds", "ListTagsForResource", "TagList")
            .given(&[("ResourceName", Given::Of("DBParameterGroupArn"))])
            .into("TagList"),
    ],
    identity: "DBParameterGroupArn",
    name: Name::Property("DBParameterGroupName"),
    // The name is reserved.
    made_by_system: |body| {
        body.get("DBParameterGroupName")?
            .as_str()?
            .starts_with("default.")
            .then_some("every family has a default group")
    },
    rows: &[
        name("DBParameterGroupName", "DBParameterGroupName").terraform("name"),
        version("DBParameterGroupFamily", "Family"),
        cosmetic("Description", "Description"),
        identity("DBParameterGroupArn", "Arn", "made of the account, the region and the name"),
        behaviour("Parameters", "Parameters")
            .terraform("parameter")
            .keyed(&["ParameterName"])
            .but(ENGINES),
        tags("TagList"),
    ],
    ..UNSET
};

/// What the engine says of a parameter; the same of those of clusters.
pub(super) const ENGINES: &[Member] = &[
    uncompared("Description", Role::Computed, "the engine's, explains the parameter"),
    uncompared("Source", Role::Computed, "somebody's, else it was not read"),
    uncompared("ApplyType", Role::Computed, "the engine's, says when it can change"),
    uncompared("DataType", Role::Computed, "the engine's, says what it can be"),
    uncompared("AllowedValues", Role::Computed, "the engine's, says which values it can have"),
    uncompared("IsModifiable", Role::Computed, "the engine's, true of what was modified"),
    uncompared("MinimumEngineVersion", Role::Computed, "the engine's, says since when it is"),
    uncompared("ApplyMethod", Role::Computed, "how the change was once applied"),
    uncompared("SupportedEngineModes", Role::Computed, "the engine's, says where it is"),
];
