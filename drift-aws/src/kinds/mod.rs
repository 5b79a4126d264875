//! The kinds, one file each, in the order of their names. Listed by hand: a kind that silently vanished would be a false
//! all-clear.

mod acm_certificate;
mod applicationautoscaling_scalable_target;
mod applicationautoscaling_scaling_policy;
mod autoscaling_auto_scaling_group;
mod autoscaling_launch_configuration;
mod autoscaling_lifecycle_hook;
mod autoscaling_scaling_policy;
mod autoscaling_scheduled_action;
mod cloudtrail_trail;
mod cloudwatch_alarm;
mod dynamodb_table;
mod ec2_dhcp_options;
mod ec2_egress_only_internet_gateway;
mod ec2_eip;
mod ec2_flow_log;
mod ec2_instance;
mod ec2_internet_gateway;
mod ec2_key_pair;
mod ec2_launch_template;
mod ec2_nat_gateway;
mod ec2_network_acl;
mod ec2_network_interface;
mod ec2_prefix_list;
mod ec2_route_table;
mod ec2_security_group;
mod ec2_subnet;
mod ec2_volume;
mod ec2_vpc;
mod ec2_vpc_endpoint;
mod ec2_vpc_peering_connection;
mod ecr_repository;
mod ecs_capacity_provider;
mod ecs_cluster;
mod ecs_service;
mod ecs_task_definition;
mod eks_access_entry;
mod eks_addon;
mod eks_cluster;
mod eks_fargate_profile;
mod eks_nodegroup;
mod eks_pod_identity_association;
mod elbv2_listener;
mod elbv2_listener_rule;
mod elbv2_load_balancer;
mod elbv2_target_group;
mod events_rule;
mod iam_account_password_policy;
mod iam_group;
mod iam_instance_profile;
mod iam_managed_policy;
mod iam_oidc_provider;
mod iam_role;
mod iam_user;
mod kms_alias;
mod kms_key;
mod lambda_alias;
mod lambda_event_invoke_config;
mod lambda_event_source_mapping;
mod lambda_function;
mod logs_log_group;
mod logs_metric_filter;
mod logs_resource_policy;
mod logs_subscription_filter;
mod rds_db_cluster;
mod rds_db_cluster_parameter_group;
mod rds_db_instance;
mod rds_db_parameter_group;
mod rds_db_subnet_group;
mod rds_option_group;
mod route53_hosted_zone;
mod route53_record_set;
mod s3_bucket;
mod secretsmanager_secret;
mod sns_subscription;
mod sns_topic;
mod sqs_queue;
mod ssm_parameter;
#[cfg(test)]
mod tests;

use drift_core::Value;

use crate::assemble::at;
use crate::normalise::pairs;
use crate::table::{Detail, Given, How, Table, call};

/// Every table, in the order of the kinds.
pub const ALL: &[&Table] = &[
    &applicationautoscaling_scalable_target::TABLE,
    &applicationautoscaling_scaling_policy::TABLE,
    &autoscaling_auto_scaling_group::TABLE,
    &autoscaling_launch_configuration::TABLE,
    &autoscaling_lifecycle_hook::TABLE,
    &autoscaling_scaling_policy::TABLE,
    &autoscaling_scheduled_action::TABLE,
    &acm_certificate::TABLE,
    &cloudtrail_trail::TABLE,
    &cloudwatch_alarm::TABLE,
    &dynamodb_table::TABLE,
    &ec2_dhcp_options::TABLE,
    &ec2_eip::TABLE,
    &ec2_egress_only_internet_gateway::TABLE,
    &ec2_flow_log::TABLE,
    &ec2_instance::TABLE,
    &ec2_internet_gateway::TABLE,
    &ec2_key_pair::TABLE,
    &ec2_launch_template::TABLE,
    &ec2_nat_gateway::TABLE,
    &ec2_network_acl::TABLE,
    &ec2_network_interface::TABLE,
    &ec2_prefix_list::TABLE,
    &ec2_route_table::TABLE,
    &ec2_security_group::TABLE,
    &ec2_subnet::TABLE,
    &ec2_vpc::TABLE,
    &ec2_vpc_endpoint::TABLE,
    &ec2_vpc_peering_connection::TABLE,
    &ec2_volume::TABLE,
    &ecr_repository::TABLE,
    &ecs_capacity_provider::TABLE,
    &ecs_cluster::TABLE,
    &ecs_service::TABLE,
    &ecs_task_definition::TABLE,
    &eks_access_entry::TABLE,
    &eks_addon::TABLE,
    &eks_cluster::TABLE,
    &eks_fargate_profile::TABLE,
    &eks_nodegroup::TABLE,
    &eks_pod_identity_association::TABLE,
    &elbv2_listener::TABLE,
    &elbv2_listener_rule::TABLE,
    &elbv2_load_balancer::TABLE,
    &elbv2_target_group::TABLE,
    &events_rule::TABLE,
    &iam_account_password_policy::TABLE,
    &iam_group::TABLE,
    &iam_instance_profile::TABLE,
    &iam_managed_policy::TABLE,
    &iam_oidc_provider::TABLE,
    &iam_role::TABLE,
    &iam_user::TABLE,
    &kms_alias::TABLE,
    &kms_key::TABLE,
    &lambda_alias::TABLE,
    &lambda_event_invoke_config::TABLE,
    &lambda_event_source_mapping::TABLE,
    &lambda_function::TABLE,
    &logs_log_group::TABLE,
    &logs_metric_filter::TABLE,
    &logs_resource_policy::TABLE,
    &logs_subscription_filter::TABLE,
    &rds_db_cluster::TABLE,
    &rds_db_cluster_parameter_group::TABLE,
    &rds_db_instance::TABLE,
    &rds_db_parameter_group::TABLE,
    &rds_db_subnet_group::TABLE,
    &rds_option_group::TABLE,
    &route53_hosted_zone::TABLE,
    &route53_record_set::TABLE,
    &s3_bucket::TABLE,
    &sns_subscription::TABLE,
    &sns_topic::TABLE,
    &sqs_queue::TABLE,
    &ssm_parameter::TABLE,
    &secretsmanager_secret::TABLE,
];

/// The longest pages that EC2 gives, for lists that can be long: without a page size it gives everything at once, which is more
/// than fits into an answer, and from a smaller bucket.
const PAGES: &[(&str, Given)] = &[("MaxResults", Given::Number(1000))];

fn tags_of(body: &Value) -> Option<&Value> {
    body.get("tagSet").or_else(|| body.get("Tags"))
}

/// The tag `Name`, else another name. Where the tags could not be read it may be there, and the name is not known.
fn tag_or(body: &Value, other: impl FnOnce() -> Option<String>) -> Option<String> {
    match tags_of(body) {
        Some(Value::Unknown(_)) => None,
        _ => tag(body, "Name").or_else(other),
    }
}

/// A tag of a body of EC2, Auto Scaling, IAM or KMS.
fn tag(body: &Value, key: &str) -> Option<String> {
    let tags = tags_of(body)?;
    let (_, value) = pairs(tags).find(|(name, _)| name == key)?;
    Some(value).filter(|value| !value.is_empty())
}

/// Whether a property is true.
fn is_true(body: &Value, way: &str) -> bool {
    at(body, way).and_then(Value::as_bool).unwrap_or_default()
}

/// What an image is called: the same image has another id in each region. One that is no longer there, or that nobody may see,
/// has no name.
const fn image(id: &'static str, into: &'static str) -> Detail {
    call("ec2", "DescribeImages", "imagesSet")
        .given(&[("IncludeDeprecated", Given::Truth(true))])
        .by(How::Batch { size: 100, ids: "Filters.image-id", id, key: "imageId" }, into)
}

/// `amazon/al2023-ami-2023.5`, by whose it is and its name; else its id.
fn image_of(body: &Value, id: &str, described: &str) -> Value {
    let said = |name: &str| body.get(described)?.get(name)?.as_str();
    let owner = said("imageOwnerAlias").or_else(|| said("imageOwnerId"));
    match owner.zip(said("name")) {
        Some((owner, name)) => format!("{owner}/{name}").into(),
        None => at(body, id).cloned().unwrap_or(Value::Null),
    }
}

/// Blocks of IPv6 addresses, of which those that AWS chose are called so: which ones they are says nothing of a network.
fn given_by_aws(_: &Value, blocks: Value) -> Value {
    let Value::List(mut blocks) = blocks else { return blocks };
    let mut given = 0;
    for block in &mut blocks {
        let said = |name: &str| block.get(name).and_then(Value::as_str);
        if said("Ipv6Pool") == Some("Amazon") || said("IpSource") == Some("amazon") {
            given += 1;
            if let Some(addresses) = block.at_mut(&["Ipv6CidrBlock"]) {
                *addresses = format!("{given} given by AWS").into();
            }
        }
    }
    Value::List(blocks)
}

/// The table of a kind.
#[must_use]
pub fn of(kind: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|table| table.kind == kind)
}
