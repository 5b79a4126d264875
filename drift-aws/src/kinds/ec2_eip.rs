//! `AWS::EC2::EIP`: a public address that stays. Source of the facts: the EC2 API reference (`DescribeAddresses`).

use drift_core::Value;

use crate::table::{Name, Table, UNSET, behaviour, call, computed, identity, leads, tags};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::EIP",
    list: call("ec2", "DescribeAddresses", "addressesSet").lists(),
    identity: "allocationId",
    also: &["publicIp"],
    name: Name::Tag,
    made_by_system: |body| {
        body.get("serviceManaged")
            .and_then(Value::as_str)
            .map(|_| "made by the service that uses it")
    },
    rows: &[
        identity("allocationId", "AllocationId", "given by AWS, names this very address"),
        identity("associationId", "AssociationId", "given by AWS to its use"),
        behaviour("domain", "Domain"),
        computed(
            "networkInterfaceId",
            "NetworkInterfaceId",
            "the interface of what it belongs to, which says so",
        ),
        computed(
            "networkInterfaceOwnerId",
            "NetworkInterfaceOwnerId",
            "the account or service of the interface",
        ),
        computed("privateIpAddress", "PrivateIpAddress", "the address of what it belongs to"),
        tags("tagSet"),
        behaviour("publicIpv4Pool", "PublicIpv4Pool"),
        behaviour("networkBorderGroup", "NetworkBorderGroup"),
        identity("customerOwnedIp", "CustomerOwnedIp", "given from the customer's pool"),
        behaviour("customerOwnedIpv4Pool", "CustomerOwnedIpv4Pool"),
        identity("carrierIp", "CarrierIp", "given by the carrier"),
        computed("subnetId", "SubnetId", "follows from the interface"),
        computed("serviceManaged", "ServiceManaged", "which service made it"),
        leads("instanceId", "InstanceId", "AWS::EC2::Instance"),
        identity("publicIp", "PublicIp", "given by AWS, is this very address"),
    ],
    ..UNSET
};
