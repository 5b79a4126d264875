//! `AWS::ElasticLoadBalancingV2::ListenerRule`: what is done with some of what comes to a port. Source of the facts: the Elastic
//! Load Balancing API reference, version 2015-12-01.

use drift_core::{Consequence, Value};

use super::is_true;
use crate::table::{
    Given, How, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, security,
    tags,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ElasticLoadBalancingV2::ListenerRule",
    list: call("elbv2", "DescribeRules", "Rules")
        .given(&[("ListenerArn", Given::Parent("ListenerArn"))])
        .lists_of(&[
            call("elbv2", "DescribeLoadBalancers", "LoadBalancers"),
            call("elbv2", "DescribeListeners", "Listeners")
                .given(&[("LoadBalancerArn", Given::Parent("LoadBalancerArn"))]),
        ])
        .keeping(&[("ListenerPort", "Port")]),
    details: &[call("elbv2", "DescribeTags", "TagDescriptions|Tags").by(TAGS, "Tags")],
    identity: "RuleArn",
    name: Name::Made(name_of),
    described: true,
    consequence: Consequence::Security,
    made_by_system: |body| {
        is_true(body, "IsDefault")
            .then_some("every listener has a default rule, which the listener says")
    },
    rows: &[
        identity("RuleArn", "RuleArn", "made of the listener's and an id").terraform("arn"),
        leads("ListenerArn", "ListenerArn", "AWS::ElasticLoadBalancingV2::Listener"),
        computed("ListenerPort", "ListenerPort", "the listener's own"),
        behaviour("Priority", "Priority").read(Reader::Scalar),
        security("Conditions", "Conditions").terraform("condition").set(),
        security("Actions", "Actions").terraform("action"),
        computed("IsDefault", "IsDefault", "made by AWS or by people, which the report says"),
        behaviour("Transforms", "Transforms"),
        tags("Tags"),
    ],
    ..UNSET
};

const TAGS: How = How::Batch { size: 20, ids: "ResourceArns", id: "RuleArn", key: "ResourceArn" };

/// `web 443 10`: the load balancer, the port and the priority.
fn name_of(body: &Value) -> Option<String> {
    let balancer = body.get("ListenerArn")?.as_str()?.split('/').nth(2)?;
    let text = |name: &str| body.get(name)?.scalar_text();
    Some(format!("{balancer} {} {}", text("ListenerPort")?, text("Priority")?))
}
