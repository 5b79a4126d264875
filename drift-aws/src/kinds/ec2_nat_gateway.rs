//! `AWS::EC2::NatGateway`: lets what has no public address out. Source of the facts: the EC2 API reference
//! (`DescribeNatGateways`).

use drift_core::{Consequence, Role};

use crate::table::{
    Name, Table, UNSET, behaviour, call, capacity, identity, leads, member, tags, uncompared,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::NatGateway",
    list: call("ec2", "DescribeNatGateways", "natGatewaySet").lists(),
    identity: "natGatewayId",
    gone: ("state", &["deleting", "deleted", "failed"]),
    name: Name::Tag,
    rows: &[
        volatile("createTime", "CreateTime", "when it was made"),
        volatile("deleteTime", "DeleteTime", "when it was deleted"),
        volatile("failureCode", "FailureCode", "why it could not be made, as a code"),
        volatile("failureMessage", "FailureMessage", "why it could not be made"),
        behaviour("natGatewayAddressSet", "NatGatewayAddresses").keyed(&["AllocationId"]).but(&[
            member("AllocationId", Role::Reference, Consequence::Behaviour),
            uncompared("NetworkInterfaceId", Role::Identity, "made with the gateway"),
            uncompared("PrivateIp", Role::Computed, "an address of its subnet"),
            uncompared("PublicIp", Role::Computed, "the address that is allocated"),
            uncompared("AssociationId", Role::Identity, "given by AWS"),
            uncompared("FailureMessage", Role::Volatile, "why it could not be associated"),
            uncompared("Status", Role::Volatile, "how far associating it is"),
            uncompared(
                "AvailabilityZoneId",
                Role::Computed,
                "which zone the name means in this account",
            ),
        ]),
        identity("natGatewayId", "NatGatewayId", "given by AWS, names this very gateway"),
        capacity("provisionedBandwidth", "ProvisionedBandwidth"),
        volatile("state", "State", "whether it is ready yet"),
        leads("subnetId", "SubnetId", "AWS::EC2::Subnet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        tags("tagSet"),
        behaviour("connectivityType", "ConnectivityType"),
        behaviour("availabilityMode", "AvailabilityMode"),
        behaviour("autoScalingIps", "AutoScalingIps"),
        behaviour("autoProvisionZones", "AutoProvisionZones"),
        behaviour("attachedApplianceSet", "AttachedAppliances"),
        leads("routeTableId", "RouteTableId", "AWS::EC2::RouteTable"),
    ],
    ..UNSET
};
