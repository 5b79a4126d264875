//! `AWS::ElasticLoadBalancingV2::LoadBalancer`: where requests come in. Source of the facts: the Elastic Load Balancing API
//! reference, version 2015-12-01.

use drift_core::{Consequence, Role};

use crate::table::{
    Given, How, Name, Reader, Table, UNSET, behaviour, call, identity, leads, member, name,
    security, tags, uncompared, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    list: call("elbv2", "DescribeLoadBalancers", "LoadBalancers").lists(),
    details: &[
        call("elbv2", "DescribeLoadBalancerAttributes", "Attributes")
            .given(&[("LoadBalancerArn", Given::Of("LoadBalancerArn"))])
            .into("Attributes"),
        call("elbv2", "DescribeTags", "TagDescriptions|Tags").by(TAGS, "Tags"),
    ],
    identity: "LoadBalancerArn",
    also: &["DNSName", "dualstack.{DNSName}", "{LoadBalancerArn>loadbalancer/}"],
    name: Name::Property("LoadBalancerName"),
    consequence: Consequence::Security,
    rows: &[
        identity(
            "LoadBalancerArn",
            "LoadBalancerArn",
            "made of the account, the region, the name and an id",
        )
        .terraform("arn"),
        identity("DNSName", "DNSName", "its address, given by AWS"),
        identity(
            "CanonicalHostedZoneId",
            "CanonicalHostedZoneID",
            "the zone of its address, which is AWS's",
        )
        .terraform("zone_id"),
        volatile("CreatedTime", "CreatedTime", "when it was made"),
        name("LoadBalancerName", "Name"),
        security("Scheme", "Scheme").terraform("internal"),
        leads("VpcId", "VpcId", "AWS::EC2::VPC"),
        volatile("State", "State", "whether it is ready"),
        behaviour("Type", "Type").terraform("load_balancer_type"),
        behaviour("AvailabilityZones", "SubnetMappings")
            .terraform("subnet_mapping")
            .keyed(&["SubnetId"])
            .but(&[
                member("SubnetId", Role::Reference, Consequence::Behaviour),
                uncompared("ZoneName", Role::Computed, "follows from the subnet"),
            ]),
        leads("SecurityGroups", "SecurityGroups", "AWS::EC2::SecurityGroup")
            .set()
            .means(Consequence::Security),
        behaviour("IpAddressType", "IpAddressType"),
        behaviour("CustomerOwnedIpv4Pool", "CustomerOwnedIpv4Pool"),
        security(
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        ),
        behaviour("EnablePrefixForIpv6SourceNat", "EnablePrefixForIpv6SourceNat"),
        behaviour("IpamPools", "IpamPools"),
        behaviour("Attributes", "LoadBalancerAttributes").read(Reader::Pairs("Key", "Value")),
        tags("Tags"),
    ],
    ..UNSET
};

const TAGS: How =
    How::Batch { size: 20, ids: "ResourceArns", id: "LoadBalancerArn", key: "ResourceArn" };
