//! `AWS::EC2::Subnet`: a part of a network in one zone. Source of the facts: the EC2 API reference (`DescribeSubnets`).

use drift_core::{Role, Value};

use super::{PAGES, given_by_aws, is_true, tag_or};
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, security, tags,
    uncompared, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::Subnet",
    list: call("ec2", "DescribeSubnets", "subnetSet").given(PAGES).lists(),
    identity: "subnetId",
    also: &["subnetArn"],
    name: Name::Made(name_of),
    made_by_system: |body| {
        is_true(body, "defaultForAz").then_some("every zone has a default subnet")
    },
    rows: &[
        computed(
            "availabilityZoneId",
            "AvailabilityZoneId",
            "which zone the name means in this account",
        ),
        behaviour("enableLniAtDeviceIndex", "EnableLniAtDeviceIndex"),
        security("mapCustomerOwnedIpOnLaunch", "MapCustomerOwnedIpOnLaunch"),
        behaviour("customerOwnedIpv4Pool", "CustomerOwnedIpv4Pool"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        behaviour("assignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation"),
        behaviour("ipv6CidrBlockAssociationSet", "Ipv6CidrBlocks")
            .read(Reader::Then(given_by_aws))
            .keyed(&["Ipv6CidrBlock"])
            .but(&[
                uncompared("AssociationId", Role::Identity, "given by AWS"),
                uncompared("Ipv6CidrBlockState", Role::Volatile, "how far associating it is"),
            ]),
        tags("tagSet"),
        identity("subnetArn", "SubnetArn", "made of the account, the region and the id"),
        behaviour("outpostArn", "OutpostArn"),
        behaviour("enableDns64", "EnableDns64"),
        behaviour("ipv6Native", "Ipv6Native"),
        behaviour("privateDnsNameOptionsOnLaunch", "PrivateDnsNameOptionsOnLaunch"),
        security("blockPublicAccessStates", "BlockPublicAccessStates"),
        computed("type", "Type", "which kinds of gateway it can hold"),
        computed(
            "networkFirewallConnectivityType",
            "NetworkFirewallConnectivityType",
            "how a firewall was put before it",
        ),
        identity("subnetId", "SubnetId", "given by AWS, names this very subnet"),
        volatile("state", "State", "whether it is ready yet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        behaviour("cidrBlock", "CidrBlock"),
        volatile(
            "availableIpAddressCount",
            "AvailableIpAddressCount",
            "how many addresses are free now",
        ),
        behaviour("availabilityZone", "AvailabilityZone"),
        computed("defaultForAz", "DefaultForAz", "made by AWS or by people, which the report says"),
        security("mapPublicIpOnLaunch", "MapPublicIpOnLaunch"),
    ],
    ..UNSET
};

/// Nobody gives the default subnet of a zone a name, and there is one in each zone.
fn name_of(body: &Value) -> Option<String> {
    let default = || {
        let zone = body.get("availabilityZone").filter(|_| is_true(body, "defaultForAz"))?;
        Some(format!("default {}", zone.as_str()?))
    };
    tag_or(body, default)
}
