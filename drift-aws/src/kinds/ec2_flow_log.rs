//! `AWS::EC2::FlowLog`: a record of who talked to whom. Source of the facts: the EC2 API reference (`DescribeFlowLogs`).

use drift_core::Consequence;

use crate::table::{
    Name, Table, UNSET, behaviour, call, identity, leads, security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::FlowLog",
    list: call("ec2", "DescribeFlowLogs", "flowLogSet").lists(),
    identity: "flowLogId",
    name: Name::Tag,
    consequence: Consequence::Security,
    rows: &[
        volatile("creationTime", "CreationTime", "when it was made"),
        volatile(
            "deliverLogsErrorMessage",
            "DeliverLogsErrorMessage",
            "why delivering last failed",
        ),
        leads("deliverLogsPermissionArn", "DeliverLogsPermissionArn", "AWS::IAM::Role")
            .terraform("iam_role_arn"),
        leads("deliverCrossAccountRole", "DeliverCrossAccountRole", "AWS::IAM::Role"),
        volatile("deliverLogsStatus", "DeliverLogsStatus", "whether delivering last succeeded"),
        identity("flowLogId", "Id", "given by AWS, names this very log"),
        volatile("flowLogStatus", "FlowLogStatus", "whether it is ready"),
        leads("logGroupName", "LogGroupName", "AWS::Logs::LogGroup"),
        leads("resourceId", "ResourceId", "AWS::EC2::VPC"),
        security("trafficType", "TrafficType"),
        behaviour("logDestinationType", "LogDestinationType"),
        behaviour("logDestination", "LogDestination"),
        behaviour("logFormat", "LogFormat"),
        tags("tagSet"),
        behaviour("maxAggregationInterval", "MaxAggregationInterval"),
        behaviour("destinationOptions", "DestinationOptions"),
        behaviour("tagFieldSpecificationSet", "TagFieldSpecifications"),
    ],
    ..UNSET
};
