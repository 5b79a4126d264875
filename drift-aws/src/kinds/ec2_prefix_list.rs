//! `AWS::EC2::PrefixList`: blocks of addresses under one name. Source of the facts: the EC2 API reference
//! (`DescribeManagedPrefixLists`, `GetManagedPrefixListEntries`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, computed, identity, member, name,
    security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::PrefixList",
    list: call("ec2", "DescribeManagedPrefixLists", "prefixListSet").lists(),
    details: &[call("ec2", "GetManagedPrefixListEntries", "entrySet")
        .given(&[("PrefixListId", Given::Of("prefixListId"))])
        .into("entries")],
    identity: "prefixListId",
    also: &["prefixListArn"],
    gone: ("state", &["delete-in-progress", "delete-complete"]),
    name: Name::Property("prefixListName"),
    consequence: Consequence::Security,
    made_by_system: |body| {
        (body.get("ownerId")?.as_str()? == "AWS").then_some("the addresses of a service of AWS")
    },
    rows: &[
        identity("prefixListId", "PrefixListId", "given by AWS, names this very list"),
        behaviour("addressFamily", "AddressFamily"),
        volatile("state", "State", "how far a change is"),
        volatile("stateMessage", "StateMessage", "why a change failed"),
        identity("prefixListArn", "Arn", "made of the account, the region and the id"),
        name("prefixListName", "PrefixListName").terraform("name"),
        capacity("maxEntries", "MaxEntries"),
        computed("version", "Version", "counts the changes"),
        tags("tagSet"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        identity(
            "ipamPrefixListResolverTargetId",
            "IpamPrefixListResolverTargetId",
            "given by AWS to its source",
        ),
        behaviour("ipamPrefixListResolverSyncEnabled", "IpamPrefixListResolverSyncEnabled"),
        security("entries", "Entries").terraform("entry").keyed(&["Cidr"]).but(&[member(
            "Description",
            Role::Configuration,
            Consequence::Cosmetic,
        )]),
    ],
    ..UNSET
};
