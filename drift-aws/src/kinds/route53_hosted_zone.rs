//! `AWS::Route53::HostedZone`: a zone of the DNS; its records are resources of their own. Source of the facts: the Route 53 API
//! reference (`ListHostedZones`, `GetHostedZone`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Reach, Table, UNSET, behaviour, call, computed, cosmetic, identity, member, name,
    security, tags, uncompared,
};

const ID: (&str, Given) = ("Id", Given::Last("Id"));

pub(super) static TABLE: Table = Table {
    kind: "AWS::Route53::HostedZone",
    reach: Reach::Account,
    list: call("route53", "ListHostedZones", "HostedZones").lists(),
    details: &[
        call("route53", "GetHostedZone", "").given(&[ID]).into(""),
        call("route53", "ListTagsForResource", "ResourceTagSet.Tags")
            .given(&[
                ("ResourceType", Given::Text("hostedzone")),
                ("ResourceId", Given::Last("Id")),
            ])
            .into("Tags"),
    ],
    identity: "Id",
    also: &["{Id>/}"],
    name: Name::Property("Name"),
    consequence: Consequence::Behaviour,
    made_by_system: |body| {
        body.get("LinkedService")?.as_map().map(|_| "made by the service that it is linked to")
    },
    rows: &[
        identity("Id", "Id", "given by AWS, names this very zone").terraform("zone_id"),
        name("Name", "Name"),
        identity("CallerReference", "CallerReference", "made up by whoever made it"),
        cosmetic("Config", "HostedZoneConfig").but(&[
            member("PrivateZone", Role::Configuration, Consequence::Security),
            member("HostedZoneTier", Role::Configuration, Consequence::Behaviour),
        ]),
        computed(
            "ResourceRecordSetCount",
            "ResourceRecordSetCount",
            "records are resources of their own",
        ),
        computed("LinkedService", "LinkedService", "which service made it"),
        behaviour("Features", "HostedZoneFeatures"),
        computed("HostedZone", "HostedZone", "what the list says, too"),
        identity("DelegationSet", "NameServers", "servers that AWS chose"),
        security("VPCs", "VPCs").terraform("vpc").keyed(&["VPCId"]).but(&[
            member("VPCId", Role::Reference, Consequence::Security),
            uncompared("VPCRegion", Role::Computed, "the region of the network"),
        ]),
        tags("Tags"),
    ],
    ..UNSET
};
