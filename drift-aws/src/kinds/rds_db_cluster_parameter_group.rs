//! `AWS::RDS::DBClusterParameterGroup`: what clusters of a family are set to. Only parameters that somebody set are read: all others are the
//! engine's. Source of the facts: the RDS API reference (`DescribeDBClusterParameterGroups`, `DescribeDBClusterParameters`).

use super::rds_db_parameter_group::ENGINES;
use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, cosmetic, identity, name, tags, version,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::DBClusterParameterGroup",
    list: call("rds", "DescribeDBClusterParameterGroups", "DBClusterParameterGroups").lists(),
    details: &[
        call("rds", "DescribeDBClusterParameters", "Parameters")
            .given(&[
                ("DBClusterParameterGroupName", Given::Of("DBClusterParameterGroupName")),
                ("Source", Given::Text("user")),
            ])
            .into("Parameters"),
        call("rds", "ListTagsForResource", "TagList")
            .given(&[("ResourceName", Given::Of("DBClusterParameterGroupArn"))])
            .into("TagList"),
    ],
    identity: "DBClusterParameterGroupArn",
    name: Name::Property("DBClusterParameterGroupName"),
    // The name is reserved.
    made_by_system: |body| {
        body.get("DBClusterParameterGroupName")?
            .as_str()?
            .starts_with("default.")
            .then_some("every family has a default group")
    },
    rows: &[
        name("DBClusterParameterGroupName", "DBClusterParameterGroupName").terraform("name"),
        version("DBParameterGroupFamily", "Family"),
        cosmetic("Description", "Description"),
        identity(
            "DBClusterParameterGroupArn",
            "Arn",
            "made of the account, the region and the name",
        ),
        behaviour("Parameters", "Parameters")
            .terraform("parameter")
            .keyed(&["ParameterName"])
            .but(ENGINES),
        tags("TagList"),
    ],
    ..UNSET
};
