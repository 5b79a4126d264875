//! `AWS::Route53::RecordSet`: what a name means. Source of the facts: the Route 53 API reference (`ListResourceRecordSets`).

use drift_core::{Consequence, Role, Value};

use crate::table::{
    Given, Name, Reach, Table, UNSET, behaviour, call, computed, leads, member, name, security,
    uncompared,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::Route53::RecordSet",
    reach: Reach::Account,
    list: call("route53", "ListResourceRecordSets", "ResourceRecordSets")
        .given(&[("HostedZoneId", Given::ParentLast("Id"))])
        .lists_of(&[call("route53", "ListHostedZones", "HostedZones")])
        .keeping(&[("ZoneName", "Name")]),
    identity: "HostedZoneId+Name+Type+SetIdentifier",
    name: Name::Property("Name+Type+SetIdentifier"),
    made_by_system,
    rows: &[
        leads("HostedZoneId", "HostedZoneId", "AWS::Route53::HostedZone"),
        computed("ZoneName", "HostedZoneName", "the zone's own"),
        name("Name", "Name"),
        behaviour("Type", "Type"),
        behaviour("SetIdentifier", "SetIdentifier"),
        behaviour("Weight", "Weight"),
        behaviour("Region", "Region"),
        behaviour("GeoLocation", "GeoLocation"),
        behaviour("Failover", "Failover"),
        behaviour("MultiValueAnswer", "MultiValueAnswer"),
        behaviour("TTL", "TTL"),
        security("ResourceRecords", "ResourceRecords").terraform("records").set(),
        security("AliasTarget", "AliasTarget").but(&[
            uncompared("HostedZoneId", Role::Computed, "the zone of the name that it leads to"),
            member("EvaluateTargetHealth", Role::Configuration, Consequence::Behaviour),
        ]),
        leads("HealthCheckId", "HealthCheckId", "AWS::Route53::HealthCheck"),
        computed(
            "TrafficPolicyInstanceId",
            "TrafficPolicyInstanceId",
            "which traffic policy made it",
        ),
        behaviour("CidrRoutingConfig", "CidrRoutingConfig"),
        behaviour("GeoProximityLocation", "GeoProximityLocation"),
        behaviour("AZAffinity", "AZAffinity"),
    ],
    ..UNSET
};

fn made_by_system(body: &Value) -> Option<&'static str> {
    let is_own = body.get("Name")? == body.get("ZoneName")?;
    let is_of_zone = matches!(body.get("Type")?.as_str()?, "NS" | "SOA");
    (is_own && is_of_zone).then_some("every zone says its servers and its authority")
}
