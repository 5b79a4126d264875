//! `AWS::RDS::OptionGroup`: what an engine can beside what it can anyway. Source of the facts: the RDS API reference
//! (`DescribeOptionGroups`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, member, name,
    tags, uncompared, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::RDS::OptionGroup",
    list: call("rds", "DescribeOptionGroups", "OptionGroupsList").lists(),
    details: &[call("rds", "ListTagsForResource", "TagList")
        .given(&[("ResourceName", Given::Of("OptionGroupArn"))])
        .into("TagList")],
    identity: "OptionGroupArn",
    name: Name::Property("OptionGroupName"),
    // The prefix is reserved.
    made_by_system: |body| {
        body.get("OptionGroupName")?
            .as_str()?
            .starts_with("default:")
            .then_some("every version of an engine has a default group")
    },
    rows: &[
        name("OptionGroupName", "OptionGroupName").terraform("name"),
        cosmetic("OptionGroupDescription", "OptionGroupDescription"),
        behaviour("EngineName", "EngineName"),
        version("MajorEngineVersion", "MajorEngineVersion"),
        behaviour("Options", "OptionConfigurations")
            .terraform("option")
            .keyed(&["OptionName"])
            .but(&[
                uncompared(
                    "OptionDescription",
                    Role::Computed,
                    "the engine's, explains the option",
                ),
                uncompared(
                    "Persistent",
                    Role::Computed,
                    "the engine's, says whether it can be taken away",
                ),
                uncompared(
                    "Permanent",
                    Role::Computed,
                    "the engine's, says whether it can ever be taken away",
                ),
                member("VpcSecurityGroupMemberships", Role::Configuration, Consequence::Security)
                    .keyed(&["VpcSecurityGroupId"]),
                member("OptionSettings", Role::Configuration, Consequence::Behaviour)
                    .keyed(&["Name"]),
            ]),
        computed(
            "AllowsVpcAndNonVpcInstanceMemberships",
            "AllowsVpcAndNonVpcInstanceMemberships",
            "follows from the options",
        ),
        leads("VpcId", "VpcId", "AWS::EC2::VPC"),
        identity("OptionGroupArn", "Arn", "made of the account, the region and the name"),
        computed("SourceOptionGroup", "SourceOptionGroup", "what it was once copied from"),
        computed("SourceAccountId", "SourceAccountId", "whose it was once copied from"),
        volatile("CopyTimestamp", "CopyTimestamp", "when it was copied"),
        computed("SourceRegion", "SourceRegion", "where it was once copied from"),
        tags("TagList"),
    ],
    ..UNSET
};
