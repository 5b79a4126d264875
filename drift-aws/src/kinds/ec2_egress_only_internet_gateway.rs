//! `AWS::EC2::EgressOnlyInternetGateway`: lets a network out to the internet of version 6, and nobody in. Source of the facts: the
//! EC2 API reference (`DescribeEgressOnlyInternetGateways`).

use crate::table::{Name, Reader, Table, UNSET, call, identity, leads, tags};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::EgressOnlyInternetGateway",
    list: call("ec2", "DescribeEgressOnlyInternetGateways", "egressOnlyInternetGatewaySet").lists(),
    identity: "egressOnlyInternetGatewayId",
    name: Name::Tag,
    rows: &[
        leads("attachmentSet", "VpcId", "AWS::EC2::VPC")
            .read(Reader::LeadsBy("AWS::EC2::VPC", "vpcId"))
            .set(),
        identity("egressOnlyInternetGatewayId", "Id", "given by AWS, names this very gateway"),
        tags("tagSet"),
    ],
    ..UNSET
};
