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

use drift_core::Value;

use crate::assemble::at;
use crate::normalise::pairs;
use crate::table::Table;

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

/// A tag of a body of EC2, Auto Scaling, IAM or KMS.
fn tag(body: &Value, key: &str) -> Option<String> {
    let tags = body.get("tagSet").or_else(|| body.get("Tags"))?;
    let (_, value) = pairs(tags).find(|(name, _)| name == key)?;
    Some(value).filter(|value| !value.is_empty())
}

/// Whether a property is true.
fn is_true(body: &Value, way: &str) -> bool {
    at(body, way).and_then(Value::as_bool).unwrap_or_default()
}

/// The table of a kind.
#[must_use]
pub fn of(kind: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|table| table.kind == kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::door::{Facts, Kind, Shaped};
    use crate::shape::{self, Type};
    use crate::table::{Call, Given, How};

    #[test]
    fn kinds_are_in_order_and_named_once() {
        assert!(ALL.is_sorted_by(|a, b| a.kind < b.kind));
    }

    #[test]
    fn every_call_only_reads() {
        for call in ALL.iter().flat_map(|table| table.calls()) {
            let reads =
                ["Describe", "Get", "List"].iter().any(|verb| call.operation.starts_with(verb));
            assert!(reads, "{call:?}");
        }
    }

    #[test]
    fn every_call_and_what_it_takes_is_known() {
        for call in ALL.iter().flat_map(|table| table.calls()) {
            let known = Facts::built_in().operation(call.service, call.operation);
            assert!(known.is_some(), "{call:?}");
            assert!(shape::items(call).is_some(), "{call:?}");
        }
    }

    /// What is called beside the tables: by the door, and to find accounts and regions.
    const OTHERS: [&str; 5] = [
        "ec2 DescribeRegions",
        "organizations ListAccountsForParent",
        "organizations ListOrganizationalUnitsForParent",
        "sts AssumeRole",
        "sts GetCallerIdentity",
    ];

    #[test]
    fn every_operation_that_is_known_is_called_and_the_other_way_round() {
        let known = include_str!("../../facts/operations.txt");
        let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
        let calls = ALL.iter().flat_map(|table| table.calls());
        let called = calls.map(|call| format!("{} {}", call.service, call.operation));
        let called: BTreeSet<String> = called.chain(OTHERS.map(str::to_owned)).collect();
        let apart: Vec<_> = known.symmetric_difference(&called).collect();
        assert!(apart.is_empty(), "{apart:#?}");
    }

    #[test]
    fn every_call_is_given_what_it_needs_and_nothing_else() {
        for table in ALL {
            let batch = |call: &Call| {
                let of = table.details.iter().find(|detail| detail.call == *call)?.how;
                if let How::Batch { ids, .. } = of { Some(ids) } else { None }
            };
            for call in table.calls() {
                let (service, operation) =
                    Facts::built_in().operation(call.service, call.operation).unwrap();
                let given: Vec<&str> =
                    call.input.iter().map(|(name, _)| *name).chain(batch(call)).collect();
                let Some(Shaped::Name(name)) = &operation.input else {
                    assert!(given.is_empty(), "{call:?}");
                    continue;
                };
                let shape = service.shapes.get(name).unwrap();
                assert!(given.iter().all(|name| shape.members.contains_key(*name)), "{call:?}");
                let lacks = |name: &&String| !given.contains(&name.as_str());
                assert_eq!(shape.required.iter().find(lacks), None, "{call:?}");
            }
        }
    }

    /// What a list is made for stands in the resources, too.
    fn is_given(call: &Call, wire: &str) -> bool {
        let is_parents = |given| matches!(given, Given::Parent(_) | Given::ParentLast(_));
        call.input.iter().any(|(name, given)| *name == wire && is_parents(*given))
    }

    #[test]
    fn every_row_is_of_a_property_that_an_answer_has() {
        let mut lost = Vec::new();
        for table in ALL {
            let known = |wire: &str| {
                shape::at(table, wire).is_some()
                    || wire == table.identity
                    || wire.starts_with('=')
                    || is_given(&table.list.call, wire)
                    || table.list.keeps.iter().any(|(name, _)| *name == wire)
            };
            let inside = |way: &'static str| match way.contains('{') {
                true => way
                    .split('{')
                    .filter_map(|part| part.split(['<', '>', '}']).next())
                    .skip(1)
                    .collect(),
                false => vec![way],
            };
            let ways = table.also.iter().copied().flat_map(inside).chain(table.identity.split('+'));
            let ways = ways.chain(table.rows.iter().map(|row| row.wire));
            lost.extend(
                ways.filter(|wire| !known(wire)).map(|wire| format!("{} {wire}", table.kind)),
            );
        }
        assert!(lost.is_empty(), "{lost:#?}");
    }

    /// Properties below a way that no row is of.
    fn without_row(table: &Table, way: &str, typed: Type<'_>) -> Vec<String> {
        let is_below =
            |wire: &str| wire.strip_prefix(way).is_some_and(|rest| rest.starts_with('.'));
        if table.rows.iter().any(|row| row.wire == way) {
            return Vec::new();
        }
        match typed.kind() {
            Kind::Structure
                if way.is_empty() || table.rows.iter().any(|row| is_below(row.wire)) =>
            {
                let below = |wire: &str| {
                    if way.is_empty() { wire.to_owned() } else { format!("{way}.{wire}") }
                };
                let members = typed.members().into_iter();
                members
                    .flat_map(|(wire, _, inner)| without_row(table, &below(wire), inner))
                    .collect()
            }
            // A text that only names it.
            _ if way.is_empty() => Vec::new(),
            // What keys a map has is not said.
            Kind::Map if table.rows.iter().any(|row| is_below(row.wire)) => Vec::new(),
            _ => vec![format!("{} {way}", table.kind)],
        }
    }

    #[test]
    fn every_property_that_an_answer_has_is_of_a_row() {
        let mut lost = Vec::new();
        for table in ALL {
            lost.extend(shape::joined(table).flat_map(|typed| without_row(table, "", typed)));
            for detail in table.details.iter().filter(|detail| !detail.into.is_empty()) {
                let typed = shape::part(&detail.call, detail.how).unwrap();
                lost.extend(without_row(table, detail.into, typed));
            }
        }
        assert!(lost.is_empty(), "{lost:#?}");
    }

    #[test]
    fn every_property_has_one_row_and_what_is_not_compared_says_why() {
        for table in ALL {
            for (place, row) in table.rows.iter().enumerate() {
                let others = table.rows.get(place + 1..).unwrap_or_default();
                let twice = |other: &crate::table::Row| {
                    other.wire == row.wire || other.cloudformation == row.cloudformation
                };
                assert!(!others.iter().any(twice), "{} {}", table.kind, row.wire);
                let members = row.members.iter().map(|member| (member.role, member.reason));
                for (role, reason) in members.chain([(row.role, row.reason)]) {
                    assert_eq!(
                        role.is_compared(),
                        reason.is_empty(),
                        "{} {}",
                        table.kind,
                        row.wire
                    );
                }
            }
        }
    }
}
