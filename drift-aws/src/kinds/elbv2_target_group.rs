//! `AWS::ElasticLoadBalancingV2::TargetGroup`: who answers requests, and how it is seen that they can. Which targets are in it
//! changes by itself and is not read. Source of the facts: the Elastic Load Balancing API reference, version 2015-12-01.

use crate::table::{
    Given, How, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, name, tags,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ElasticLoadBalancingV2::TargetGroup",
    list: call("elbv2", "DescribeTargetGroups", "TargetGroups").lists(),
    details: &[
        call("elbv2", "DescribeTargetGroupAttributes", "Attributes")
            .given(&[("TargetGroupArn", Given::Of("TargetGroupArn"))])
            .into("Attributes"),
        call("elbv2", "DescribeTags", "TagDescriptions|Tags").by(TAGS, "Tags"),
    ],
    identity: "TargetGroupArn",
    also: &["{TargetGroupArn>:}"],
    name: Name::Property("TargetGroupName"),
    rows: &[
        identity(
            "TargetGroupArn",
            "TargetGroupArn",
            "made of the account, the region, the name and an id",
        )
        .terraform("arn"),
        name("TargetGroupName", "Name"),
        behaviour("Protocol", "Protocol"),
        behaviour("Port", "Port"),
        leads("VpcId", "VpcId", "AWS::EC2::VPC"),
        behaviour("HealthCheckProtocol", "HealthCheckProtocol"),
        behaviour("HealthCheckPort", "HealthCheckPort"),
        behaviour("HealthCheckEnabled", "HealthCheckEnabled"),
        behaviour("HealthCheckIntervalSeconds", "HealthCheckIntervalSeconds"),
        behaviour("HealthCheckTimeoutSeconds", "HealthCheckTimeoutSeconds"),
        behaviour("HealthyThresholdCount", "HealthyThresholdCount"),
        behaviour("UnhealthyThresholdCount", "UnhealthyThresholdCount"),
        behaviour("HealthCheckPath", "HealthCheckPath"),
        behaviour("Matcher", "Matcher"),
        computed(
            "LoadBalancerArns",
            "LoadBalancerArns",
            "listeners and rules say where they send requests",
        ),
        behaviour("TargetType", "TargetType"),
        behaviour("ProtocolVersion", "ProtocolVersion"),
        behaviour("IpAddressType", "IpAddressType"),
        behaviour("TargetControlPort", "TargetControlPort"),
        behaviour("Attributes", "TargetGroupAttributes").read(Reader::Pairs("Key", "Value")),
        tags("Tags"),
    ],
    ..UNSET
};

const TAGS: How =
    How::Batch { size: 20, ids: "ResourceArns", id: "TargetGroupArn", key: "ResourceArn" };
