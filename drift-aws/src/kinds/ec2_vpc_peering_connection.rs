//! `AWS::EC2::VPCPeeringConnection`: a way between two networks. Source of the facts: the EC2 API reference
//! (`DescribeVpcPeeringConnections`).

use drift_core::{Consequence, Role};

use crate::table::{
    Member, Name, Table, UNSET, call, identity, member, security, tags, uncompared, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::VPCPeeringConnection",
    list: call("ec2", "DescribeVpcPeeringConnections", "vpcPeeringConnectionSet").lists(),
    identity: "vpcPeeringConnectionId",
    gone: ("status.code", &["deleted", "deleting", "rejected", "expired", "failed"]),
    name: Name::Tag,
    consequence: Consequence::Security,
    rows: &[
        security("accepterVpcInfo", "AccepterVpcInfo").but(PEER),
        volatile("expirationTime", "ExpirationTime", "until when it can be accepted"),
        security("requesterVpcInfo", "RequesterVpcInfo").but(PEER),
        security("status", "Status"),
        tags("tagSet"),
        identity("vpcPeeringConnectionId", "Id", "given by AWS, names this very connection"),
        volatile("multipathResilienceStatus", "MultipathResilienceStatus", "how far a change is"),
    ],
    ..UNSET
};

const PEER: &[Member] = &[
    member("VpcId", Role::Reference, Consequence::Security),
    uncompared("CidrBlock", Role::Computed, "the network's own"),
    uncompared("CidrBlockSet", Role::Computed, "all of the network's own"),
    uncompared("Ipv6CidrBlockSet", Role::Computed, "all of the network's own of version 6"),
];
