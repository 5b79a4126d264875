//! `AWS::ElasticLoadBalancingV2::Listener`: a port of a load balancer, and what is done with what comes there. Source of the
//! facts: the Elastic Load Balancing API reference, version 2015-12-01.

use drift_core::{Consequence, Role};

use crate::table::{
    Given, How, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, member,
    security, tags, uncompared,
};

const OF: (&str, Given) = ("ListenerArn", Given::Of("ListenerArn"));

pub(super) static TABLE: Table = Table {
    kind: "AWS::ElasticLoadBalancingV2::Listener",
    list: call("elbv2", "DescribeListeners", "Listeners")
        .given(&[("LoadBalancerArn", Given::Parent("LoadBalancerArn"))])
        .lists_of(&[call("elbv2", "DescribeLoadBalancers", "LoadBalancers")])
        .keeping(&[("LoadBalancerName", "LoadBalancerName")]),
    details: &[
        call("elbv2", "DescribeListenerAttributes", "Attributes").given(&[OF]).into("Attributes"),
        call("elbv2", "DescribeListenerCertificates", "Certificates")
            .given(&[OF])
            .into("AllCertificates"),
        call("elbv2", "DescribeTags", "TagDescriptions|Tags").by(TAGS, "Tags"),
    ],
    identity: "ListenerArn",
    name: Name::Property("LoadBalancerName+Protocol+Port"),
    described: true,
    consequence: Consequence::Security,
    rows: &[
        identity("ListenerArn", "ListenerArn", "made of the load balancer's and an id")
            .terraform("arn"),
        leads("LoadBalancerArn", "LoadBalancerArn", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
        computed("LoadBalancerName", "LoadBalancerName", "the load balancer's own"),
        behaviour("Port", "Port"),
        security("Protocol", "Protocol"),
        computed("Certificates", "Certificates", "the default one of all its certificates"),
        security("SslPolicy", "SslPolicy"),
        behaviour("DefaultActions", "DefaultActions").terraform("default_action"),
        security("AlpnPolicy", "AlpnPolicy"),
        security("MutualAuthentication", "MutualAuthentication").but(&[uncompared(
            "TrustStoreAssociationStatus",
            Role::Volatile,
            "whether the trust store is there",
        )]),
        behaviour("Attributes", "ListenerAttributes").read(Reader::Pairs("Key", "Value")),
        security("AllCertificates", "AllCertificates").keyed(&["CertificateArn"]).but(&[member(
            "CertificateArn",
            Role::Reference,
            Consequence::Security,
        )]),
        tags("Tags"),
    ],
    ..UNSET
};

const TAGS: How =
    How::Batch { size: 20, ids: "ResourceArns", id: "ListenerArn", key: "ResourceArn" };
