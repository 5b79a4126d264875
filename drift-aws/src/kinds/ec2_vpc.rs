//! `AWS::EC2::VPC`: a network. Source of the facts: the EC2 API reference (`DescribeVpcs`, `DescribeVpcAttribute`).

use drift_core::{Consequence, Role, Value};

use super::given_by_aws;
use crate::table::{
    Detail, Given, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads,
    security, tags, uncompared, volatile,
};

const fn attribute(
    name: &'static str,
    items: &'static str,
    input: &'static [(&'static str, Given)],
) -> Detail {
    call("ec2", "DescribeVpcAttribute", items).given(input).into(name)
}

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::VPC",
    list: call("ec2", "DescribeVpcs", "vpcSet").lists(),
    details: &[
        attribute(
            "enableDnsHostnames",
            "enableDnsHostnames.value",
            &[("VpcId", Given::Of("vpcId")), ("Attribute", Given::Text("enableDnsHostnames"))],
        ),
        attribute(
            "enableDnsSupport",
            "enableDnsSupport.value",
            &[("VpcId", Given::Of("vpcId")), ("Attribute", Given::Text("enableDnsSupport"))],
        ),
    ],
    identity: "vpcId",
    name: Name::Tag,
    consequence: Consequence::Behaviour,
    made_by_system: |body| {
        body.get("isDefault")?
            .as_bool()?
            .then_some("every region of an account has a default network")
    },
    rows: &[
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        behaviour("instanceTenancy", "InstanceTenancy"),
        behaviour("ipv6CidrBlockAssociationSet", "Ipv6CidrBlocks")
            .read(Reader::Then(given_by_aws))
            .keyed(&["Ipv6CidrBlock"])
            .but(&[
                uncompared("AssociationId", Role::Identity, "given by AWS"),
                uncompared("Ipv6CidrBlockState", Role::Volatile, "how far associating it is"),
            ]),
        behaviour("cidrBlockAssociationSet", "CidrBlockAssociations")
            .read(Reader::Then(secondary))
            .keyed(&["CidrBlock"])
            .but(&[
                uncompared("AssociationId", Role::Identity, "given by AWS"),
                uncompared("CidrBlockState", Role::Volatile, "how far associating it is"),
            ]),
        computed("isDefault", "IsDefault", "made by AWS or by people, which the report says"),
        security("encryptionControl", "EncryptionControl").but(&[
            uncompared("VpcId", Role::Identity, "the network's own"),
            uncompared("VpcEncryptionControlId", Role::Identity, "given by AWS"),
            uncompared("State", Role::Volatile, "how far a change is"),
            uncompared("StateMessage", Role::Volatile, "how far a change is"),
        ]),
        tags("tagSet"),
        security("blockPublicAccessStates", "BlockPublicAccessStates"),
        security("networkFirewallAssociationSet", "NetworkFirewallAssociations"),
        identity("vpcId", "VpcId", "given by AWS, names this very network"),
        volatile("state", "State", "whether it is ready yet"),
        behaviour("cidrBlock", "CidrBlock"),
        leads("dhcpOptionsId", "DhcpOptionsId", "AWS::EC2::DHCPOptions"),
        behaviour("enableDnsHostnames", "EnableDnsHostnames"),
        behaviour("enableDnsSupport", "EnableDnsSupport"),
    ],
    ..UNSET
};

/// The blocks beside the first, which has a property of its own.
fn secondary(body: &Value, blocks: Value) -> Value {
    let first = body.get("cidrBlock");
    match blocks {
        Value::List(mut blocks) => {
            blocks.retain(|block| first.is_none() || block.get("CidrBlock") != first);
            Value::List(blocks)
        }
        other => other,
    }
}
