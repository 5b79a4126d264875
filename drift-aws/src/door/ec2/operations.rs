//! Operations: which of EC2's the tables name, each with the builder of the generated client and what can be given to it.
//!
//! A line for each, written out: its name, its method, whether the client pages it, and its members with their setters. A test
//! holds the list against the facts. Knows no value and no answer.

use aws_sdk_ec2::Client;
use drift_core::Map;
use futures::StreamExt as _;
use futures::stream;

use super::given::member;
use super::{Outcomes, outcome};
use crate::door::request::InputError;

/// Makes a call with an input, or begins its pages.
pub(super) type Ask = fn(&Client, &Map) -> Result<Outcomes, InputError>;

/// An operation.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// The members of its input, in the API's names.
    pub(super) members: &'static [&'static str],
    /// One call.
    pub(super) page: Ask,
    /// Every page: by the client's paginator where it has one.
    pub(super) pages: Ask,
}

/// The row of an operation.
pub(super) fn row(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

macro_rules! rows {
    ($($name:ident: $method:ident, $paging:ident { $($member:ident: $set:ident),* })*) => {
        pub(super) const ROWS: &[Row] = &[$(Row {
            name: stringify!($name),
            members: &[$(stringify!($member)),*],
            page: |client, input| {
                let call = client.$method()$(.$set(member(input, stringify!($member))?))*;
                Ok(sent!(page call))
            },
            pages: |client, input| {
                let call = client.$method()$(.$set(member(input, stringify!($member))?))*;
                Ok(sent!($paging call))
            },
        }),*];
    };
}

macro_rules! sent {
    (page $call:ident) => {
        stream::once(async move { outcome($call.send().await) }).boxed()
    };
    (pages $call:ident) => {
        stream::unfold($call.into_paginator().send(), |mut pages| async move {
            Some((outcome(pages.next().await?), pages))
        })
        .boxed()
    };
}

rows! {
    DescribeAddresses: describe_addresses, page {
        AllocationIds: set_allocation_ids, DryRun: set_dry_run, Filters: set_filters, PublicIps: set_public_ips
    }
    DescribeDhcpOptions: describe_dhcp_options, pages {
        DhcpOptionsIds: set_dhcp_options_ids, DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results,
        NextToken: set_next_token
    }
    DescribeEgressOnlyInternetGateways: describe_egress_only_internet_gateways, pages {
        DryRun: set_dry_run, EgressOnlyInternetGatewayIds: set_egress_only_internet_gateway_ids, Filters: set_filters,
        MaxResults: set_max_results, NextToken: set_next_token
    }
    DescribeFlowLogs: describe_flow_logs, pages {
        DryRun: set_dry_run, Filter: set_filter, FlowLogIds: set_flow_log_ids, MaxResults: set_max_results,
        NextToken: set_next_token
    }
    DescribeImages: describe_images, pages {
        DryRun: set_dry_run, ExecutableUsers: set_executable_users, Filters: set_filters, ImageIds: set_image_ids,
        IncludeDeprecated: set_include_deprecated, IncludeDisabled: set_include_disabled, MaxResults: set_max_results,
        NextToken: set_next_token, Owners: set_owners
    }
    DescribeInstanceAttribute: describe_instance_attribute, page {
        Attribute: set_attribute, DryRun: set_dry_run, InstanceId: set_instance_id
    }
    DescribeInstanceCreditSpecifications: describe_instance_credit_specifications, pages {
        DryRun: set_dry_run, Filters: set_filters, InstanceIds: set_instance_ids, MaxResults: set_max_results,
        NextToken: set_next_token
    }
    DescribeInstances: describe_instances, pages {
        DryRun: set_dry_run, Filters: set_filters, IncludeManagedResources: set_include_managed_resources,
        InstanceIds: set_instance_ids, MaxResults: set_max_results, NextToken: set_next_token
    }
    DescribeInternetGateways: describe_internet_gateways, pages {
        DryRun: set_dry_run, Filters: set_filters, InternetGatewayIds: set_internet_gateway_ids, MaxResults: set_max_results,
        NextToken: set_next_token
    }
    DescribeKeyPairs: describe_key_pairs, page {
        DryRun: set_dry_run, Filters: set_filters, IncludePublicKey: set_include_public_key, KeyNames: set_key_names,
        KeyPairIds: set_key_pair_ids
    }
    DescribeLaunchTemplateVersions: describe_launch_template_versions, pages {
        DryRun: set_dry_run, Filters: set_filters, IncludeManagedResources: set_include_managed_resources,
        LaunchTemplateId: set_launch_template_id, LaunchTemplateName: set_launch_template_name, MaxResults: set_max_results,
        MaxVersion: set_max_version, MinVersion: set_min_version, NextToken: set_next_token, ResolveAlias: set_resolve_alias,
        Versions: set_versions
    }
    DescribeLaunchTemplates: describe_launch_templates, pages {
        DryRun: set_dry_run, Filters: set_filters, IncludeManagedResources: set_include_managed_resources,
        LaunchTemplateIds: set_launch_template_ids, LaunchTemplateNames: set_launch_template_names,
        MaxResults: set_max_results, NextToken: set_next_token
    }
    DescribeManagedPrefixLists: describe_managed_prefix_lists, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token,
        PrefixListIds: set_prefix_list_ids
    }
    DescribeNatGateways: describe_nat_gateways, pages {
        DryRun: set_dry_run, Filter: set_filter, MaxResults: set_max_results, NatGatewayIds: set_nat_gateway_ids,
        NextToken: set_next_token
    }
    DescribeNetworkAcls: describe_network_acls, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NetworkAclIds: set_network_acl_ids,
        NextToken: set_next_token
    }
    DescribeNetworkInterfaces: describe_network_interfaces, pages {
        DryRun: set_dry_run, Filters: set_filters, IncludeManagedResources: set_include_managed_resources,
        MaxResults: set_max_results, NetworkInterfaceIds: set_network_interface_ids, NextToken: set_next_token
    }
    DescribeRegions: describe_regions, page {
        AllRegions: set_all_regions, DryRun: set_dry_run, Filters: set_filters, RegionNames: set_region_names
    }
    DescribeRouteTables: describe_route_tables, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token,
        RouteTableIds: set_route_table_ids
    }
    DescribeSecurityGroups: describe_security_groups, pages {
        DryRun: set_dry_run, Filters: set_filters, GroupIds: set_group_ids, GroupNames: set_group_names,
        MaxResults: set_max_results, NextToken: set_next_token
    }
    DescribeSubnets: describe_subnets, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token,
        SubnetIds: set_subnet_ids
    }
    DescribeVolumes: describe_volumes, pages {
        DryRun: set_dry_run, Filters: set_filters, IncludeManagedResources: set_include_managed_resources,
        MaxResults: set_max_results, NextToken: set_next_token, VolumeIds: set_volume_ids
    }
    DescribeVpcAttribute: describe_vpc_attribute, page {
        Attribute: set_attribute, DryRun: set_dry_run, VpcId: set_vpc_id
    }
    DescribeVpcEndpoints: describe_vpc_endpoints, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token,
        VpcEndpointIds: set_vpc_endpoint_ids
    }
    DescribeVpcPeeringConnections: describe_vpc_peering_connections, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token,
        VpcPeeringConnectionIds: set_vpc_peering_connection_ids
    }
    DescribeVpcs: describe_vpcs, pages {
        DryRun: set_dry_run, Filters: set_filters, MaxResults: set_max_results, NextToken: set_next_token, VpcIds: set_vpc_ids
    }
    GetManagedPrefixListEntries: get_managed_prefix_list_entries, pages {
        DryRun: set_dry_run, MaxResults: set_max_results, NextToken: set_next_token, PrefixListId: set_prefix_list_id,
        TargetVersion: set_target_version
    }
}
