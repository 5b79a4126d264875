//! `AWS::EC2::RouteTable`: where packets go, and of which subnets. Source of the facts: the EC2 API reference
//! (`DescribeRouteTables`).

use drift_core::{Consequence, Role, Value};

use super::is_true;
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, identity, leads, member, security, tags,
    uncompared,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::RouteTable",
    list: call("ec2", "DescribeRouteTables", "routeTableSet").lists(),
    identity: "routeTableId",
    name: Name::Tag,
    consequence: Consequence::Security,
    made_by_system,
    rows: &[
        behaviour("associationSet", "Associations").keyed(&["Main", "SubnetId", "GatewayId"]).but(
            &[
                uncompared("RouteTableAssociationId", Role::Identity, "given by AWS"),
                uncompared("RouteTableId", Role::Identity, "the table's own"),
                member("SubnetId", Role::Reference, Consequence::Security),
                member("GatewayId", Role::Reference, Consequence::Security),
                uncompared("AssociationState", Role::Volatile, "how far associating it is"),
            ],
        ),
        leads("propagatingVgwSet", "PropagatingVgws", "AWS::EC2::VPNGateway")
            .read(Reader::LeadsBy("AWS::EC2::VPNGateway", "gatewayId"))
            .set(),
        identity("routeTableId", "RouteTableId", "given by AWS, names this very table"),
        security("routeSet", "Routes")
            .terraform("route")
            .read(Reader::Then(|_, routes| without_local(routes)))
            .keyed(&["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"])
            .but(&[
                uncompared("InstanceOwnerId", Role::Computed, "the account of the instance"),
                uncompared("Origin", Role::Computed, "who wrote the route"),
                uncompared("State", Role::Volatile, "whether its target is there"),
                uncompared("IgwFirewall", Role::Computed, "follows from the firewall"),
                member("GatewayId", Role::Reference, Consequence::Security),
                member("NatGatewayId", Role::Reference, Consequence::Security),
                member("NetworkInterfaceId", Role::Reference, Consequence::Security),
                member("InstanceId", Role::Reference, Consequence::Security),
                member("VpcPeeringConnectionId", Role::Reference, Consequence::Security),
                member("EgressOnlyInternetGatewayId", Role::Reference, Consequence::Security),
                member("TransitGatewayId", Role::Reference, Consequence::Security),
            ]),
        tags("tagSet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
    ],
    ..UNSET
};

fn made_by_system(body: &Value) -> Option<&'static str> {
    let mut associations = body.get("associationSet")?.as_list()?.iter();
    associations
        .any(|association| is_true(association, "main"))
        .then_some("every network has a main route table")
}

/// AWS makes a route inside of the network for each of its blocks of addresses, which the network says.
fn without_local(routes: Value) -> Value {
    let is_local = |route: &Value| {
        let gateway = route.get("GatewayId").and_then(Value::as_str);
        gateway == Some("local")
    };
    match routes {
        Value::List(mut routes) => {
            routes.retain(|route| !is_local(route));
            Value::List(routes)
        }
        other => other,
    }
}
