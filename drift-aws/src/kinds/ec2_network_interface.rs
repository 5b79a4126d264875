//! `AWS::EC2::NetworkInterface`: a network card. Most are made with what they are attached to. Source of the facts: the EC2 API
//! reference (`DescribeNetworkInterfaces`).

use drift_core::{Consequence, Role, Value};

use super::{PAGES, is_true, tag_or};
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, member,
    security, tags, uncompared, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::NetworkInterface",
    list: call("ec2", "DescribeNetworkInterfaces", "networkInterfaceSet").given(PAGES).lists(),
    identity: "networkInterfaceId",
    name: Name::Made(name_of),
    made_by_system,
    rows: &[
        computed("association", "Association", "the public address says what it belongs to"),
        behaviour("attachment", "Attachment").but(&[
            uncompared("AttachTime", Role::Volatile, "when it was attached"),
            uncompared("AttachmentId", Role::Identity, "given by AWS"),
            member("InstanceId", Role::Reference, Consequence::Behaviour),
            uncompared(
                "InstanceOwnerId",
                Role::Computed,
                "the account or service of what it is attached to",
            ),
            uncompared("Status", Role::Volatile, "how far attaching it is"),
        ]),
        behaviour("availabilityZone", "AvailabilityZone"),
        behaviour("connectionTrackingConfiguration", "ConnectionTrackingSpecification"),
        cosmetic("description", "Description"),
        leads("groupSet", "GroupSet", "AWS::EC2::SecurityGroup")
            .terraform("security_groups")
            .read(Reader::LeadsBy("AWS::EC2::SecurityGroup", "groupId"))
            .set()
            .means(Consequence::Security),
        behaviour("interfaceType", "InterfaceType"),
        computed("ipv6AddressesSet", "Ipv6Addresses", "addresses of its subnet"),
        identity("macAddress", "MacAddress", "given by AWS, names this very card"),
        identity(
            "networkInterfaceId",
            "NetworkInterfaceId",
            "given by AWS, names this very interface",
        ),
        behaviour("outpostArn", "OutpostArn"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        computed("privateDnsName", "PrivateDnsName", "follows from its address"),
        computed("publicDnsName", "PublicDnsName", "follows from its public address"),
        computed(
            "publicIpDnsNameOptions",
            "PublicIpDnsNameOptions",
            "follow from its public addresses",
        ),
        computed("privateIpAddress", "PrivateIpAddress", "an address of its subnet's range"),
        computed(
            "privateIpAddressesSet",
            "PrivateIpAddresses",
            "all its addresses of its subnet's range",
        ),
        behaviour("ipv4PrefixSet", "Ipv4Prefixes").set(),
        behaviour("ipv6PrefixSet", "Ipv6Prefixes").set(),
        computed("requesterId", "RequesterId", "which service made it"),
        computed("requesterManaged", "RequesterManaged", "whether a service made it"),
        security("sourceDestCheck", "SourceDestCheck"),
        volatile("status", "Status", "whether it is in use"),
        leads("subnetId", "SubnetId", "AWS::EC2::Subnet"),
        tags("tagSet").terraform("tags"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        security("denyAllIgwTraffic", "DenyAllIgwTraffic"),
        behaviour("ipv6Native", "Ipv6Native"),
        computed("ipv6Address", "Ipv6Address", "the first of its addresses"),
        computed("operator", "Operator", "which service runs it"),
        behaviour("associatedSubnetSet", "AssociatedSubnets").set(),
        computed(
            "availabilityZoneId",
            "AvailabilityZoneId",
            "which zone the name means in this account",
        ),
    ],
    ..UNSET
};

/// Without a tag it is called by what people said of it.
fn name_of(body: &Value) -> Option<String> {
    tag_or(body, || body.get("description")?.scalar_text())
}

fn made_by_system(body: &Value) -> Option<&'static str> {
    let is_first = body.at(&["attachment", "deviceIndex"]).and_then(Value::as_i64) == Some(0);
    let kind = body.get("interfaceType").and_then(Value::as_str).unwrap_or("interface");
    match () {
        () if is_true(body, "requesterManaged") || is_true(body, "operator.managed") => {
            Some("made by the service that uses it")
        }
        () if is_of_service(body) => Some("made by the service that uses it"),
        () if !matches!(kind, "interface" | "efa" | "efa-only" | "trunk" | "branch") => {
            Some("made with the gateway or endpoint that it belongs to")
        }
        () if is_first || is_true(body, "attachment.deleteOnTermination") => {
            Some("made with the machine that it is attached to")
        }
        () => None,
    }
}

/// What EKS and the network plugin of its nodes make is theirs, though no service is said to manage it; of what is attached to
/// something of AWS's own the owner is no account.
fn is_of_service(body: &Value) -> bool {
    let said = |way: &[&str]| body.at(way).and_then(Value::as_str).unwrap_or_default();
    let description = said(&["description"]);
    let is_of_eks = ["Amazon EKS ", "aws-K8S-"].iter().any(|start| description.starts_with(start));
    is_of_eks || said(&["attachment", "instanceOwnerId"]).starts_with("amazon-")
}
