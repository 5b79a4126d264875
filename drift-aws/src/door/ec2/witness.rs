//! Witness: what the generated client reads out of a body against what we read out of it, for every operation in use.
//!
//! Two readers that were written by different people from the same model: each leaf that one has the other has, and lists are of the
//! same length. Typed members are found by their names without underscores. Knows no operation.

mod made;
mod text;

use std::collections::BTreeSet;

use drift_core::Value;
use jiff::Timestamp;

use self::text::Node;
use super::*;
use crate::door::answer::{self, xml::name_of};
use crate::door::facts::Typed as Shape;
use crate::door::testing::{Reply, door};
use crate::door::{Asking, Facts, Kind, Manners, place};

/// What the client writes instead of a secret.
const REDACTED: &str = "*** Sensitive Data Redacted ***";

/// Members that botocore's model had before the client's had them: the client leaves them out.
const NEWER: &[&str] = &[
    "DescribeInstances.Reservations.Instances.Monitoring.MetricCategoryIds",
    "DescribeLaunchTemplateVersions.LaunchTemplateVersions.LaunchTemplateData.Monitoring.MetricCategoryIds",
    "DescribeRouteTables.RouteTables.Routes.IgwFirewall",
    "DescribeSubnets.Subnets.NetworkFirewallConnectivityType",
    "DescribeVpcPeeringConnections.VpcPeeringConnections.AccepterVpcInfo.PeeringOptions.AllowMultipathResilience",
    "DescribeVpcPeeringConnections.VpcPeeringConnections.AccepterVpcInfo.PeeringOptions.MultipathResilienceMode",
    "DescribeVpcPeeringConnections.VpcPeeringConnections.MultipathResilienceStatus",
    "DescribeVpcPeeringConnections.VpcPeeringConnections.RequesterVpcInfo.PeeringOptions.AllowMultipathResilience",
    "DescribeVpcPeeringConnections.VpcPeeringConnections.RequesterVpcInfo.PeeringOptions.MultipathResilienceMode",
    "DescribeVpcs.Vpcs.EncryptionControl.ResourceExclusions.ApiGatewayV2",
    "DescribeVpcs.Vpcs.EncryptionControl.ResourceExclusions.GlobalAccelerator",
    "DescribeVpcs.Vpcs.NetworkFirewallAssociations",
];

/// Members that the client's model has and ours does not: `others` keeps them on the wire.
const OLDER: &[&str] = &[];

/// What the client's `Debug` does not say.
const SENSITIVE: &[&str] =
    &["DescribeLaunchTemplateVersions.LaunchTemplateVersions.LaunchTemplateData.UserData"];

/// What two readings of a body have in common, and what not.
#[derive(Debug, Default)]
struct Compared {
    leaves: usize,
    redacted: BTreeSet<String>,
    newer: BTreeSet<String>,
    older: BTreeSet<String>,
    differ: Vec<String>,
}

impl Compared {
    fn value(&mut self, way: &str, wire: &Value, typed: &Node, shape: Shape<'_>) {
        match (wire, typed) {
            (Value::Map(_), Node::Struct(fields)) if shape.kind() == Kind::Structure => {
                self.members(way, wire, fields, shape);
            }
            (Value::List(wire), Node::List(typed)) if wire.len() == typed.len() => {
                for (number, (wire, typed)) in wire.iter().zip(typed).enumerate() {
                    self.value(&format!("{way}[{number}]"), wire, typed, shape.element());
                }
            }
            (_, Node::Text(text)) if text == REDACTED => {
                self.redacted.insert(plain(way));
            }
            _ if same(wire, typed, shape.kind()) => self.leaves += 1,
            _ => self.differ.push(format!("{way}: {} is {typed:?}", wire.to_json())),
        }
    }

    fn members(&mut self, way: &str, wire: &Value, fields: &[(String, Node)], shape: Shape<'_>) {
        let mut known = BTreeSet::from(["requestid".to_owned()]);
        for (name, member) in shape.members() {
            let way = format!("{way}.{name}");
            known.insert(squashed(name));
            let field = fields.iter().find(|(field, _)| squashed(field) == squashed(name));
            match (wire.get(name_of(name, member)), field) {
                (_, None) => drop(self.newer.insert(plain(&way))),
                (None, Some((_, Node::Absent))) => {}
                (None, Some((_, typed))) => self.differ.push(format!("{way}: only {typed:?}")),
                (Some(wire), Some((_, typed))) => self.value(&way, wire, typed, member),
            }
        }
        for (field, _) in fields.iter().filter(|(field, _)| !known.contains(&squashed(field))) {
            self.older.insert(plain(&format!("{way}.{field}")));
        }
    }
}

/// A way without the numbers of elements.
fn plain(way: &str) -> String {
    way.replace("[0]", "").replace("[1]", "")
}

/// `VpcId` and `vpc_id`, `_request_id` and `RequestId`.
fn squashed(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn same(wire: &Value, typed: &Node, kind: Kind) -> bool {
    match (wire, typed) {
        (Value::String(wire), Node::Text(typed)) => wire == typed,
        (Value::String(wire), Node::Word(typed)) if kind == Kind::Timestamp => {
            let time = |text: &str| text.parse::<Timestamp>().ok();
            time(wire).is_some() && time(wire) == time(typed)
        }
        // A variant that the client knows: `InUse` for `in-use`.
        (Value::String(wire), Node::Word(typed)) => squashed(wire) == squashed(typed),
        (Value::Bool(wire), Node::Word(typed)) => wire.to_string() == *typed,
        (Value::Integer(wire), Node::Word(typed)) => typed.parse() == Ok(*wire),
        (Value::Decimal(wire), Node::Word(typed)) => {
            typed.parse::<f64>().is_ok_and(|typed| Ok(typed) == wire.as_str().parse())
        }
        _ => false,
    }
}

/// What both read out of a body that a server gives.
async fn readings(operation: &str, body: String) -> (Value, Node) {
    let (door, _) = door(Manners::default(), move |_| Reply::new(200, &body)).await;
    let asking = Asking::new("eu-west-1", SERVICE, operation).with(required(operation));
    let facts = Facts::built_in();
    let (service, known) = facts.operation(SERVICE, operation).unwrap();
    let place = place::place(door.sender.config(), facts, service, "eu-west-1").unwrap();
    let session = Session::new(door.sender.config(), &place);
    let mut answers = session.page(operation, &asking.input).unwrap();
    let typed = answers.outcomes.next().await.unwrap().unwrap();
    let wire = answers.kept.take().unwrap();
    let value = answer::answer(service, known, &wire).unwrap();
    assert_eq!(door.call(&asking).await.as_ref(), Ok(&value));
    (value, text::read(&format!("{typed:?}")))
}

/// The least that an operation can be asked with.
fn required(operation: &str) -> Value {
    let (service, known) = Facts::built_in().operation(SERVICE, operation).unwrap();
    let shape = service.typed(known.input.as_ref());
    let given = shape.required().iter().map(|name| (name.clone(), Value::from("x")));
    Value::Map(given.collect())
}

async fn compare(operation: &str, all: &mut Compared) {
    let (service, known) = Facts::built_in().operation(SERVICE, operation).unwrap();
    let shape = service.typed(known.output.as_ref());
    let (wire, typed) = readings(operation, made::body(operation, shape)).await;
    all.value(operation, &wire, &typed, shape);
}

#[tokio::test]
async fn the_generated_client_reads_the_same_out_of_every_answer() {
    let mut all = Compared::default();
    for row in operations::ROWS {
        let before = all.leaves;
        compare(row.name, &mut all).await;
        assert!(all.leaves > before, "{}", row.name);
    }
    assert_eq!(all.differ, [""; 0]);
    assert_eq!(all.newer.iter().collect::<Vec<_>>(), NEWER);
    assert_eq!(all.older.iter().collect::<Vec<_>>(), OLDER);
    assert_eq!(all.redacted.iter().collect::<Vec<_>>(), SENSITIVE);
    assert!(all.leaves > 3000, "{}", all.leaves);
}

#[tokio::test]
async fn a_reading_that_differs_is_seen() {
    let (service, known) = Facts::built_in().operation(SERVICE, "DescribeVpcs").unwrap();
    let shape = service.typed(known.output.as_ref());
    let body = made::body("DescribeVpcs", shape);
    let (_, typed) = readings("DescribeVpcs", body.clone()).await;
    let changes = [
        ("<vpcId> ", "<vpcId>"),
        (">true<", ">false<"),
        ("<isDefault>true</isDefault>", ""),
        ("<tagSet>", "<tagSet><item/>"),
    ];
    for (from, to) in changes {
        assert!(body.contains(from), "{from}");
        let (wire, _) = readings("DescribeVpcs", body.replacen(from, to, 1)).await;
        let mut compared = Compared::default();
        compared.value("DescribeVpcs", &wire, &typed, shape);
        assert_eq!(compared.differ.len(), 1, "{from}: {compared:?}");
    }
}
