//! `AWS::EC2::NetworkAcl`: which packets a subnet lets through. Source of the facts: the EC2 API reference
//! (`DescribeNetworkAcls`).

use drift_core::{Consequence, Value};

use super::is_true;
use crate::table::{Name, Reader, Table, UNSET, call, computed, identity, leads, security, tags};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::NetworkAcl",
    list: call("ec2", "DescribeNetworkAcls", "networkAclSet").lists(),
    identity: "networkAclId",
    name: Name::Tag,
    consequence: Consequence::Security,
    made_by_system: |body| is_true(body, "default").then_some("every network has a default list"),
    rows: &[
        leads("associationSet", "SubnetIds", "AWS::EC2::Subnet")
            .read(Reader::Body(subnets))
            .set()
            .means(Consequence::Security),
        security("entrySet", "Entries").keyed(&["Egress", "RuleNumber"]),
        computed("default", "IsDefault", "made by AWS or by people, which the report says"),
        identity("networkAclId", "NetworkAclId", "given by AWS, names this very list"),
        tags("tagSet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
    ],
    ..UNSET
};

/// The default list has every subnet of its network that no other list has: they say so.
fn subnets(body: &Value) -> Value {
    let associations = body.get("associationSet").unwrap_or(&Value::Null);
    match associations {
        _ if is_true(body, "default") => Value::Null,
        Value::List(items) => {
            let subnet = |item: &Value| item.get("subnetId").unwrap_or(item).clone();
            items.iter().map(subnet).collect::<Vec<_>>().into()
        }
        other => other.clone(),
    }
}
