//! `AWS::RDS::DBSubnetGroup`: in which subnets databases are. Source of the facts: the RDS API reference
//! (`DescribeDBSubnetGroups`).

use crate::table::{
    Given, Name, Reader, Table, UNSET, call, computed, cosmetic, identity, leads, name, tags,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::DBSubnetGroup",
    list: call("rds", "DescribeDBSubnetGroups", "DBSubnetGroups").lists(),
    details: &[call("rds", "ListTagsForResource", "TagList")
        .given(&[("ResourceName", Given::Of("DBSubnetGroupArn"))])
        .into("TagList")],
    identity: "DBSubnetGroupArn",
    name: Name::Property("DBSubnetGroupName"),
    rows: &[
        name("DBSubnetGroupName", "DBSubnetGroupName").terraform("name"),
        cosmetic("DBSubnetGroupDescription", "DBSubnetGroupDescription").terraform("description"),
        leads("VpcId", "VpcId", "AWS::EC2::VPC"),
        volatile("SubnetGroupStatus", "SubnetGroupStatus", "whether it is complete now"),
        leads("Subnets", "SubnetIds", "AWS::EC2::Subnet")
            .read(Reader::LeadsBy("AWS::EC2::Subnet", "SubnetIdentifier"))
            .set(),
        identity(
            "DBSubnetGroupArn",
            "DBSubnetGroupArn",
            "made of the account, the region and the name",
        )
        .terraform("arn"),
        computed("SupportedNetworkTypes", "SupportedNetworkTypes", "follow from the subnets"),
        tags("TagList"),
    ],
    ..UNSET
};
