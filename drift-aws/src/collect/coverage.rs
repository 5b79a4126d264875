//! How much of each kind its table classifies: answers with every member that the API has, read, put together and asked leaf by leaf.
//!
//! The answers are those of `facts/answers-expected.json`; the result is a page of the documentation, which a test holds. Each leaf is
//! changed alone, too: it is told, or is not for a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use drift_core::{Path, Step, Value};
use serde::Deserialize;

use super::fuzzing::bodies;
use super::said::{put, whole};
use super::take::{elements, part};
use crate::door::fuzzing::answer;
use crate::table::{Detail, How, Table};
use crate::{class, kinds, normalise};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/kinds-coverage-aws.md");

const HEAD: &str = "# How much of each AWS kind is classified

Made by `drift-aws/src/collect/coverage.rs`: an answer with every member that the API has, for each call of a kind, read and put
together; names that the API's schema leaves open (tags, attributes of topics) are not counted. *Not compared* is volatile, computed or
an identity, with its reason in `drift kinds KIND`; *unclassified* is compared as configuration × behaviour because no table says more.

| kind | attributes | compared | not compared | unclassified |
|---|--:|--:|--:|--:|
";

/// Stands in what the answers call something that the schema leaves open: names in a map.
const MADE_UP: char = '<';

#[derive(Deserialize)]
struct Expected {
    service: String,
    operation: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// Every answer, by service and operation.
fn answers() -> BTreeMap<(String, String), Value> {
    let all = include_str!("../../facts/answers-expected.json");
    let all: Vec<Expected> = serde_json::from_str(all).unwrap();
    let read = |row: Expected| {
        let name = (row.service, row.operation);
        let headers = row.headers.into_iter().collect();
        let value = answer((&name.0, &name.1), headers, row.body.as_bytes()).unwrap().unwrap();
        (name, value)
    };
    all.into_iter().map(read).collect()
}

/// A resource of which everything is said that its calls can say.
fn full(table: &Table, answers: &BTreeMap<(String, String), Value>) -> Value {
    let said = |service: &str, operation: &str| {
        answers.get(&(service.to_owned(), operation.to_owned())).unwrap()
    };
    let list = table.list.call;
    let body = bodies(table, said(list.service, list.operation)).unwrap().remove(0);
    table.details.iter().fold(body, |body, detail| {
        let answer = said(detail.call.service, detail.call.operation);
        put(detail, body, Ok(taken(detail, answer)))
    })
}

fn taken(detail: &Detail, answer: &Value) -> Value {
    if matches!(detail.how, How::Each | How::Differ(..)) {
        return whole(std::slice::from_ref(answer), detail.call.items).unwrap();
    }
    let (list, inner) = detail.call.items.split_once('|').unwrap_or((detail.call.items, ""));
    let element = elements(answer, list).unwrap().remove(0);
    part(&element, inner).unwrap()
}

/// The ways to the leaves of a value in normal form, without the places in lists.
fn ways(at: &Path, value: &Value, found: &mut BTreeSet<Path>) {
    match value {
        Value::Map(members) if !members.is_empty() => {
            let known = members.iter().filter(|(name, _)| !name.contains(MADE_UP));
            known.for_each(|(name, value)| ways(&at.key(name), value, found));
        }
        Value::List(items) if items.iter().any(|item| item.as_map().is_some()) => {
            items.iter().for_each(|item| ways(&at.join(Step::Index(0)), item, found));
        }
        _ => drop(found.insert(at.clone())),
    }
}

/// Attributes that are compared, not compared, and those of which no row is.
fn counts(table: &Table, body: &Value) -> ([usize; 3], Vec<String>) {
    let tree = normalise::tree(table, body, &Value::Null).to_value();
    let mut found = BTreeSet::new();
    ways(&Path::root(), &tree, &mut found);
    let (mut counts, mut unclassified) = ([0; 3], Vec::new());
    for way in found {
        let class = class::class(table, &way);
        match (class.classified, class.role.is_compared()) {
            (true, true) => counts[0] += 1,
            (true, false) => counts[1] += 1,
            (false, _) => unclassified.push(way.to_string()),
        }
    }
    counts[2] = unclassified.len();
    (counts, unclassified)
}

#[test]
fn at_most_a_tenth_of_a_kind_is_unclassified_and_how_much_is_published() {
    let answers = answers();
    let (mut page, mut much) = (HEAD.to_owned(), Vec::new());
    for table in kinds::ALL {
        let ([compared, others, unclassified], which) = counts(table, &full(table, &answers));
        let all = compared + others + unclassified;
        let share = unclassified * 100 / all;
        let kind = table.kind;
        writeln!(page, "| `{kind}` | {all} | {compared} | {others} | {share} % |").unwrap();
        if unclassified * 10 > all {
            much.push(format!("{kind}: {which:?}"));
        }
    }
    assert!(much.is_empty(), "{much:#?}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let published = std::fs::read_to_string(PAGE).unwrap();
    assert!(published == page, "docs/kinds-coverage-aws.md: run this with UPDATE=1");
}

/// Every leaf of a body, changed alone: what it is called, and the body with it.
fn changed(body: &Value) -> Vec<(String, Value)> {
    match body {
        Value::Map(members) => {
            let of = |(name, value): (&String, &Value)| {
                let whole = |(way, changed): (String, Value)| {
                    let mut members = members.clone();
                    members.insert(name.clone(), changed);
                    (format!("{name}.{way}"), Value::Map(members))
                };
                changed(value).into_iter().map(whole).collect::<Vec<_>>()
            };
            members.iter().flat_map(of).collect()
        }
        Value::List(items) => {
            let of = |(place, value): (usize, &Value)| {
                let whole = |(way, changed): (String, Value)| {
                    let mut items = items.clone();
                    items[place] = changed;
                    (way, Value::List(items))
                };
                changed(value).into_iter().map(whole).collect::<Vec<_>>()
            };
            // The elements have one shape.
            items.iter().enumerate().take(1).flat_map(of).collect()
        }
        Value::String(text) => vec![(String::new(), format!("{text}2").into())],
        Value::Bool(truth) => vec![(String::new(), Value::Bool(!truth))],
        Value::Integer(number) => vec![(String::new(), Value::Integer(number + 1))],
        _ => Vec::new(),
    }
}

/// The leaves of a body in normal form.
fn leaves(table: &Table, body: &Value) -> BTreeMap<Path, Value> {
    let mut found = BTreeMap::new();
    let tree = normalise::tree(table, body, &Value::Null);
    tree.leaves(&Path::root(), &mut |path, value| drop(found.insert(path.clone(), value.clone())));
    found
}

/// What changes nothing by itself in a body that has everything, by how its way begins, and why.
const SILENT: &[(&str, &str, &str)] = &[
    ("AWS::AutoScaling::AutoScalingGroup", "Tags.Resource", "whose a tag is: the group's"),
    ("AWS::AutoScaling::LaunchConfiguration", "ImageId", "an image is compared by its name"),
    ("AWS::CertificateManager::Certificate", "DomainValidationOptions.", "how it was proved"),
    ("AWS::EC2::EgressOnlyInternetGateway", "attachmentSet.state", "how far attaching is"),
    ("AWS::EC2::Instance", "groupSet.groupName", "follows from the group"),
    ("AWS::EC2::Instance", "imageId", "an image is compared by its name"),
    ("AWS::EC2::InternetGateway", "attachmentSet.state", "how far attaching is"),
    ("AWS::EC2::LaunchTemplate", "defaultData.imageId", "an image is compared by its name"),
    ("AWS::EC2::LaunchTemplate", "latestData.imageId", "an image is compared by its name"),
    ("AWS::EC2::NetworkAcl", "associationSet.", "the default one has what no other has"),
    ("AWS::EC2::NetworkInterface", "groupSet.groupName", "follows from the group"),
    ("AWS::EC2::SecurityGroup", "ipPermissions", "ports of a protocol that has none"),
    ("AWS::EC2::VPC", "cidrBlockAssociationSet.", "ids and states of what is associated"),
    ("AWS::EC2::VPCEndpoint", "groupSet.groupName", "follows from the group"),
    ("AWS::IAM::Group", "AttachedManagedPolicies.PolicyName", "follows from the policy"),
    ("AWS::IAM::InstanceProfile", "Roles.", "follows from the role"),
    ("AWS::IAM::Role", "AttachedManagedPolicies.PolicyName", "follows from the policy"),
    ("AWS::IAM::User", "AttachedManagedPolicies.PolicyName", "follows from the policy"),
    ("AWS::Lambda::Function", "Layers.", "follows from the layer's version"),
    ("AWS::RDS::DBCluster", "DBClusterOptionGroupMemberships.Status", "how far a change is"),
    ("AWS::RDS::DBCluster", "VpcSecurityGroups.Status", "how far a change is"),
    ("AWS::RDS::DBInstance", "BackupRetentionPeriod", "its cluster's"),
    ("AWS::RDS::DBInstance", "DBParameterGroups.ParameterApplyStatus", "how far a change is"),
    ("AWS::RDS::DBInstance", "EngineVersion", "its cluster's"),
    ("AWS::RDS::DBInstance", "MasterUsername", "its cluster's"),
    ("AWS::RDS::DBInstance", "OptionGroupMemberships.Status", "how far a change is"),
    ("AWS::RDS::DBInstance", "PreferredBackupWindow", "its cluster's"),
    ("AWS::RDS::DBInstance", "StorageEncrypted", "its cluster's"),
    ("AWS::RDS::DBInstance", "VpcSecurityGroups.Status", "how far a change is"),
    ("AWS::RDS::DBSubnetGroup", "Subnets.", "follows from the subnet"),
    ("AWS::S3::Bucket", "AccessControl.AccessControlList.Grantee.DisplayName", "an id says who"),
];

/// Why a change of this property says nothing, if it does.
fn silent(table: &Table, way: &str) -> Option<&'static str> {
    let is_it =
        |(kind, start, _): &&(&str, &str, &str)| *kind == table.kind && way.starts_with(start);
    SILENT.iter().find(is_it).map(|(.., why)| *why)
}

#[test]
fn every_attribute_that_changes_alone_is_told_or_is_not_for_a_reason() {
    let answers = answers();
    let (mut tried, mut lost) = (0, Vec::new());
    for table in kinds::ALL {
        let body = full(table, &answers);
        let before = leaves(table, &body);
        for (way, body) in changed(&body) {
            tried += 1;
            let after = leaves(table, &body);
            let differ = |path: &&Path| before.get(*path) != after.get(*path);
            let mut differing = before.keys().chain(after.keys()).filter(differ).peekable();
            if differing.peek().is_none() && silent(table, &way).is_none() {
                lost.push(format!("{} {way} changes nothing", table.kind));
            }
            let unsaid = |path: &&Path| {
                let class = class::class(table, path);
                !class.role.is_compared() && class.reason.is_empty()
            };
            lost.extend(differing.find(unsaid).map(|path| format!("{} {path}", table.kind)));
        }
    }
    assert!(lost.is_empty(), "{} of {tried}: {lost:#?}", lost.len());
    assert!(tried > 3_000, "{tried}");
}
