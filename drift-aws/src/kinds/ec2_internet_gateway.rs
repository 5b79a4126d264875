//! `AWS::EC2::InternetGateway`: the way between a network and the internet. Source of the facts: the EC2 API reference
//! (`DescribeInternetGateways`).

use drift_core::Consequence;

use crate::table::{Name, Reader, Table, UNSET, call, identity, leads, tags};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::InternetGateway",
    list: call("ec2", "DescribeInternetGateways", "internetGatewaySet").lists(),
    identity: "internetGatewayId",
    name: Name::Tag,
    consequence: Consequence::Security,
    rows: &[
        leads("attachmentSet", "Attachments", "AWS::EC2::VPC")
            .read(Reader::LeadsBy("AWS::EC2::VPC", "vpcId"))
            .set()
            .means(Consequence::Security),
        identity("internetGatewayId", "InternetGatewayId", "given by AWS, names this very gateway"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        tags("tagSet"),
    ],
    ..UNSET
};
