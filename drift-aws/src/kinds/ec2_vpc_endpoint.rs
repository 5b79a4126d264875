//! `AWS::EC2::VPCEndpoint`: a way from a network to a service that does not lead through the internet. Source of the facts: the
//! EC2 API reference (`DescribeVpcEndpoints`).

use drift_core::Consequence;

use super::is_true;
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, policy, tags,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::VPCEndpoint",
    list: call("ec2", "DescribeVpcEndpoints", "vpcEndpointSet").lists(),
    identity: "vpcEndpointId",
    gone: ("state", &["deleting", "deleted", "Deleting", "Deleted"]),
    name: Name::Tag,
    consequence: Consequence::Security,
    made_by_system: |body| {
        is_true(body, "requesterManaged").then_some("made by the service that uses it")
    },
    rows: &[
        identity("vpcEndpointId", "VpcEndpointId", "given by AWS, names this very endpoint"),
        behaviour("vpcEndpointType", "VpcEndpointType"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        behaviour("serviceName", "ServiceName"),
        volatile("state", "State", "whether it is ready yet"),
        policy("policyDocument", "PolicyDocument").terraform("policy"),
        leads("routeTableIdSet", "RouteTableIds", "AWS::EC2::RouteTable").set(),
        leads("subnetIdSet", "SubnetIds", "AWS::EC2::Subnet").set(),
        leads("groupSet", "SecurityGroupIds", "AWS::EC2::SecurityGroup")
            .read(Reader::LeadsBy("AWS::EC2::SecurityGroup", "groupId"))
            .set()
            .means(Consequence::Security),
        behaviour("ipAddressType", "IpAddressType"),
        behaviour("dnsOptions", "DnsOptions"),
        behaviour("privateDnsEnabled", "PrivateDnsEnabled"),
        computed("requesterManaged", "RequesterManaged", "whether a service made it"),
        computed(
            "networkInterfaceIdSet",
            "NetworkInterfaceIds",
            "one in each subnet, made with it",
        ),
        computed("dnsEntrySet", "DnsEntries", "names made of its id"),
        volatile("creationTimestamp", "CreationTimestamp", "when it was made"),
        tags("tagSet"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        volatile("lastError", "LastError", "why it last failed"),
        behaviour("ipv4PrefixSet", "Ipv4Prefixes").set(),
        behaviour("ipv6PrefixSet", "Ipv6Prefixes").set(),
        volatile("failureReason", "FailureReason", "why it could not be made"),
        behaviour("serviceNetworkArn", "ServiceNetworkArn"),
        behaviour("resourceConfigurationArn", "ResourceConfigurationArn"),
        behaviour("serviceRegion", "ServiceRegion"),
        cosmetic("payerResponsibilitySet", "PayerResponsibilities").set(),
    ],
    ..UNSET
};
