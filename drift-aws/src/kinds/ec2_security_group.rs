//! `AWS::EC2::SecurityGroup`: who may reach what.
//!
//! The wire nests peers in port ranges; the normal form has one rule for each protocol, port range and peer, as
//! CloudFormation writes them, so that each rule is one finding. Source of the facts: the EC2 API reference
//! (`DescribeSecurityGroups`, `IpPermission`, `UserIdGroupPair`) and CloudFormation's reference of the type.

use drift_core::{Consequence, Map, Reference, Role, Value};

use super::PAGES;
use crate::table::{
    Member, Name, Reader, Table, UNSET, call, cosmetic, identity, leads, member, name, security,
    tags,
};

const KIND: &str = "AWS::EC2::SecurityGroup";

pub(super) static TABLE: Table = Table {
    kind: KIND,
    list: call("ec2", "DescribeSecurityGroups", "securityGroupInfo").given(PAGES).lists(),
    identity: "groupId",
    also: &["securityGroupArn"],
    name: Name::Property("groupName"),
    consequence: Consequence::Security,
    made_by_system,
    rows: &[
        cosmetic("groupDescription", "GroupDescription").terraform("description"),
        identity("groupId", "GroupId", "given by AWS, names this very group").terraform("id"),
        name("groupName", "GroupName").terraform("name"),
        identity("ownerId", "ownerId", "the account, which the scope says"),
        security("ipPermissionsEgress", "SecurityGroupEgress")
            .terraform("egress")
            .read(Reader::Body(egress))
            .keyed(&[
                "IpProtocol",
                "FromPort",
                "ToPort",
                "CidrIp",
                "CidrIpv6",
                "DestinationSecurityGroupId",
                "DestinationPrefixListId",
            ])
            .members(&[
                CIDR,
                CIDR6,
                DESCRIPTION,
                Member { name: "DestinationPrefixListId", ..LEADS },
                Member { name: "DestinationSecurityGroupId", ..LEADS },
                FROM,
                PROTOCOL,
                TO,
                GROUP_NAME,
                PEERING,
                Member { name: "userId", ..OWNER },
                PEER_VPC,
                PEER_CONNECTION,
            ]),
        security("ipPermissions", "SecurityGroupIngress")
            .terraform("ingress")
            .read(Reader::Body(ingress))
            .keyed(&[
                "IpProtocol",
                "FromPort",
                "ToPort",
                "CidrIp",
                "CidrIpv6",
                "SourceSecurityGroupId",
                "SourcePrefixListId",
            ])
            .members(&[
                CIDR,
                CIDR6,
                DESCRIPTION,
                FROM,
                PROTOCOL,
                Member { name: "SourcePrefixListId", ..LEADS },
                Member { name: "SourceSecurityGroupId", ..LEADS },
                Member { name: "SourceSecurityGroupOwnerId", ..OWNER },
                TO,
                GROUP_NAME,
                PEERING,
                PEER_VPC,
                PEER_CONNECTION,
            ]),
        identity(
            "securityGroupArn",
            "securityGroupArn",
            "made of the account, the region and the id",
        )
        .terraform("arn"),
        tags("tagSet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC").means(Consequence::Security),
    ],
    ..UNSET
};

const RULE: Member = member("", Role::Configuration, Consequence::Security);
const PROTOCOL: Member = Member { name: "IpProtocol", ..RULE };
const FROM: Member = Member { name: "FromPort", ..RULE };
const TO: Member = Member { name: "ToPort", ..RULE };
const CIDR: Member = Member { name: "CidrIp", ..RULE };
const CIDR6: Member = Member { name: "CidrIpv6", ..RULE };
const OWNER: Member = RULE;
const LEADS: Member = Member { role: Role::Reference, ..RULE };
const DESCRIPTION: Member =
    Member { name: "Description", consequence: Consequence::Cosmetic, ..RULE };
const COMPUTED: Member = Member { role: Role::Computed, ..RULE };
const GROUP_NAME: Member =
    Member { name: "groupName", reason: "follows from the peer group's id", ..COMPUTED };
const PEERING: Member = Member {
    name: "peeringStatus",
    reason: "the state of the peering, not of the rule",
    ..COMPUTED
};
const PEER_VPC: Member =
    Member { name: "vpcId", reason: "follows from the peer group's id", ..COMPUTED };
const PEER_CONNECTION: Member =
    Member { name: "vpcPeeringConnectionId", reason: "follows from the two networks", ..COMPUTED };

fn made_by_system(body: &Value) -> Option<&'static str> {
    // The name is reserved: nobody else can make a group that bears it.
    (body.get("groupName")?.as_str()? == "default").then_some("every VPC has a default group")
}

/// What the two directions call the same thing.
struct Direction {
    permissions: &'static str,
    group: &'static str,
    owner: &'static str,
    prefix_list: &'static str,
}

fn ingress(body: &Value) -> Value {
    let direction = Direction {
        permissions: "ipPermissions",
        group: "SourceSecurityGroupId",
        owner: "SourceSecurityGroupOwnerId",
        prefix_list: "SourcePrefixListId",
    };
    rules(body, &direction)
}

fn egress(body: &Value) -> Value {
    let direction = Direction {
        permissions: "ipPermissionsEgress",
        group: "DestinationSecurityGroupId",
        owner: "userId",
        prefix_list: "DestinationPrefixListId",
    };
    rules(body, &direction)
}

fn rules(body: &Value, direction: &Direction) -> Value {
    match body.get(direction.permissions) {
        Some(Value::List(permissions)) => {
            let own = body.get("ownerId");
            permissions
                .iter()
                .flat_map(|permission| flat(permission, direction, own))
                .collect::<Vec<_>>()
                .into()
        }
        other => other.cloned().unwrap_or(Value::Null),
    }
}

/// One rule for each peer of a permission; what is not known stays under its wire name.
fn flat(permission: &Value, direction: &Direction, own: Option<&Value>) -> Vec<Value> {
    let Value::Map(members) = permission else { return vec![permission.clone()] };
    let mut common = Map::new();
    let mut peers = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("groups" | "ipRanges" | "ipv6Ranges" | "prefixListIds", Value::List(list)) => {
                peers.extend(list.iter().map(|one| peer(name, one, direction, own)));
            }
            ("ipProtocol", value) => drop(common.insert("IpProtocol".to_owned(), protocol(value))),
            ("fromPort", value) => drop(common.insert("FromPort".to_owned(), value.clone())),
            ("toPort", value) => drop(common.insert("ToPort".to_owned(), value.clone())),
            (_, value) => drop(common.insert(name.clone(), value.clone())),
        }
    }
    if !has_ports(common.get("IpProtocol")) {
        common.remove("FromPort");
        common.remove("ToPort");
    }
    if peers.is_empty() {
        peers.push(Map::new());
    }
    let rule = |mut peer: Map| {
        peer.extend(common.clone());
        Value::Map(peer)
    };
    peers.into_iter().map(rule).collect()
}

/// The API answers with names where it has them; templates may say the number.
fn protocol(value: &Value) -> Value {
    let text = value.scalar_text().map(|text| text.to_lowercase());
    match text.as_deref() {
        Some("1") => "icmp".into(),
        Some("6") => "tcp".into(),
        Some("17") => "udp".into(),
        Some("58") => "icmpv6".into(),
        Some(other) => other.into(),
        None => value.clone(),
    }
}

/// Any other protocol, and `-1` for all of them, is open on every port whatever range is said.
fn has_ports(protocol: Option<&Value>) -> bool {
    !matches!(protocol.and_then(Value::as_str), Some(name) if !matches!(name, "tcp" | "udp" | "icmp" | "icmpv6"))
}

fn peer(list: &str, peer: &Value, direction: &Direction, own: Option<&Value>) -> Map {
    let Value::Map(members) = peer else { return Map::from([(list.to_owned(), peer.clone())]) };
    let mut named = Map::new();
    for (name, value) in members {
        let (name, value) = match name.as_str() {
            "description" => ("Description", value.clone()),
            "cidrIp" => ("CidrIp", value.clone()),
            "cidrIpv6" => ("CidrIpv6", value.clone()),
            "prefixListId" => (direction.prefix_list, led("AWS::EC2::PrefixList", value)),
            "groupId" => (direction.group, led(KIND, value)),
            // A peer without an account is of the group's own.
            "userId" if Some(value) == own => continue,
            "userId" => (direction.owner, value.clone()),
            "groupName" if !members.contains_key("groupId") => (direction.group, led(KIND, value)),
            other => (other, value.clone()),
        };
        if !value.is_empty() {
            named.insert(name.to_owned(), value);
        }
    }
    named
}

fn led(kind: &str, value: &Value) -> Value {
    match value {
        Value::String(id) => {
            Value::Reference(Reference { kind: kind.to_owned(), namespace: None, name: id.clone() })
        }
        other => other.clone(),
    }
}
