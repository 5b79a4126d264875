//! `AWS::EC2::SecurityGroup` from the answer of DescribeSecurityGroups to findings, through every pure stage.
//!
//! The body is made from the service's own schema (`tests/aws`), so that a member which AWS adds is not overlooked. Knows
//! no call: answers come from the file or are written here.

use std::collections::BTreeMap;
use std::sync::Arc;

use drift_aws::{Aws, assemble, kinds};
use drift_core::judge::Policy;
use drift_core::{
    Builder, Cell, FORMAT, FingerprintKey, Gate, Header, Path, Registry, Report, Scope, SideKind,
    Silent, Sink, Snapshot, Status, Value, compare, normalise,
};

const KIND: &str = "AWS::EC2::SecurityGroup";
const MADE: &str = include_str!("../aws/describe-security-groups.json");

fn registry() -> Registry {
    Registry::new(vec![Arc::new(Aws)])
}

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

/// One account in one region, completely read.
fn side(environment: &str, account: &str, answer: &Value) -> Snapshot {
    let registry = registry();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let header = Header {
        format: FORMAT,
        environment: environment.to_owned(),
        kind: SideKind::Observed,
        rank: None,
        captured_at: "2026-11-24T00:00:00Z".to_owned(),
        tool: "drift/test".to_owned(),
        key: gate.key_id().to_owned(),
        tokens: vec![environment.to_owned()],
        names: BTreeMap::new(),
        elsewhere: 0,
        asked: Vec::new(),
    };
    let mut builder = Builder::new(header, &gate);
    let scope = Scope::account(account, "eu-west-1");
    let bodies = answer.get("securityGroupInfo").and_then(Value::as_list).unwrap().to_vec();
    let found = assemble(kinds::of(KIND).unwrap(), &scope, bodies);
    assert!(found.lost.is_empty());
    found.resources.into_iter().for_each(|raw| builder.resource(raw));
    builder.cell(Cell { scope, kind: KIND.to_owned() }, Status::Complete);
    builder.fact("aws", found.facts);
    builder.finish()
}

fn report(staging: &Value, prod: &Value) -> Report {
    let (before, after) =
        (side("staging", "111111111111", staging), side("prod", "222222222222", prod));
    compare(&before, &after, &registry(), &Policy::default(), &mut Silent)
}

fn lines(report: &Report) -> Vec<String> {
    let line = |finding: &drift_core::Finding| {
        let (rule, severity, change) = (&finding.rule, finding.severity, finding.change);
        format!("{rule} {severity} {} {} {change:?}", finding.subject, finding.path)
    };
    report.findings.iter().map(line).collect()
}

/// Two groups that an environment calls by its name, `db` open to `web`; `rules` are more permissions of `db`.
fn shop(environment: &str, id: &str, rules: &str) -> Value {
    json(&format!(
        r#"{{"securityGroupInfo": [
        {{"groupId": "sg-{id}1", "groupName": "shop-{environment}-web", "groupDescription": "web", "ownerId": "{id}",
          "ipPermissionsEgress": [{{"ipProtocol": "-1", "ipRanges": [{{"cidrIp": "0.0.0.0/0"}}]}}]}},
        {{"groupId": "sg-{id}2", "groupName": "shop-{environment}-db", "groupDescription": "db", "ownerId": "{id}",
          "ipPermissions": [
            {{"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432,
              "groups": [{{"groupId": "sg-{id}1", "userId": "{id}"}}]}}{rules}]}},
        {{"groupId": "sg-{id}3", "groupName": "default", "groupDescription": "default VPC security group", "ownerId": "{id}"}}
        ]}}"#
    ))
}

#[test]
fn rules_between_paired_groups_under_other_names_are_silent() {
    let report = report(&shop("staging", "aaa", ""), &shop("prod", "bbb", ""));
    assert_eq!(lines(&report), [""; 0]);
    assert_eq!(report.counts.pairs, 3);
}

#[test]
fn a_rule_added_and_a_rule_removed_are_one_finding_each() {
    let ssh = r#", {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}"#;
    let backup = r#", {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "ipRanges": [{"cidrIp": "10.9.0.0/16", "description": "backup"}]}"#;
    let report = report(&shop("staging", "aaa", ssh), &shop("prod", "bbb", backup));
    let expected = [
        "PAR-002 high shop-db SecurityGroupIngress[IpProtocol=tcp,FromPort=22,ToPort=22,CidrIp=0.0.0.0/0] Missing",
        "PAR-002 high shop-db SecurityGroupIngress[IpProtocol=tcp,FromPort=5432,ToPort=5432,CidrIp=10.9.0.0/16] Extra",
    ];
    assert_eq!(lines(&report), expected);
}

#[test]
fn order_means_nothing_and_ids_of_findings_stay_when_groups_are_made_again() {
    let rules = [
        r#"{"ipProtocol": "icmp", "fromPort": 8, "toPort": -1, "ipRanges": [{"cidrIp": "10.0.0.0/8"}, {"cidrIp": "192.0.2.0/24"}]}"#,
        r#"{"ipProtocol": "udp", "fromPort": 53, "toPort": 53, "ipv6Ranges": [{"cidrIpv6": "::/0"}]}"#,
    ];
    let backward = r#"{"ipProtocol": "icmp", "fromPort": 8, "toPort": -1, "ipRanges": [{"cidrIp": "192.0.2.0/24"}, {"cidrIp": "10.0.0.0/8"}]}"#;
    let forth = shop("staging", "aaa", &format!(", {}, {}", rules[0], rules[1]));
    let back = shop("prod", "bbb", &format!(", {}, {backward}", rules[1]));
    assert_eq!(lines(&report(&forth, &back)), [""; 0]);

    let only = r#", {"ipProtocol": "-1", "groups": [{"groupId": "sg-ID1", "userId": "ID"}]}"#;
    let ids = |id: &str| -> Vec<String> {
        let more = shop("prod", id, &only.replace("ID", id));
        let report = report(&shop("staging", "aaa", ""), &more);
        report.findings.into_iter().map(|finding| finding.id).collect()
    };
    assert_eq!(ids("bbb").len(), 1);
    assert_eq!(ids("bbb"), ids("ccc"));
}

#[test]
fn a_side_against_itself_has_no_findings() {
    let made = side("prod", "222222222222", &json(MADE));
    let report = compare(&made, &made, &registry(), &Policy::default(), &mut Silent);
    assert_eq!((lines(&report), report.unknowns.len()), (vec![], 0));
}

/// Every leaf of a body with its path.
fn leaves(value: &Value, at: &Path, found: &mut Vec<(Path, Value)>) {
    match value {
        Value::Map(map) => map.iter().for_each(|(name, value)| leaves(value, &at.key(name), found)),
        Value::List(list) => {
            for (place, value) in list.iter().enumerate() {
                leaves(value, &at.join(drift_core::Step::Index(place)), found);
            }
        }
        scalar => found.push((at.clone(), scalar.clone())),
    }
}

/// The only group in the made answer.
fn group(answer: &mut Value) -> &mut Value {
    &mut answer.as_map_mut().unwrap().get_mut("securityGroupInfo").unwrap().as_list_mut().unwrap()
        [0]
}

fn leaf<'v>(value: &'v mut Value, path: &Path) -> &'v mut Value {
    path.0.iter().fold(value, |value, step| match step {
        drift_core::Step::Key(name) => value.as_map_mut().unwrap().get_mut(name).unwrap(),
        drift_core::Step::Index(place) => &mut value.as_list_mut().unwrap()[*place],
        drift_core::Step::Element(_) => unreachable!("paths of bodies have places"),
    })
}

#[test]
fn every_member_of_the_schema_is_in_the_normal_form_and_classified() {
    let mut answer = json(MADE);
    let mut wanted = Vec::new();
    leaves(group(&mut answer), &Path::root(), &mut wanted);
    assert!(wanted.len() >= 40, "the made body is whole: {}", wanted.len());

    let (made, registry) = (side("prod", "222222222222", &answer), registry());
    let (normalised, problems) = normalise::normalise(&made, &registry, &mut Silent);
    assert_eq!(problems, []);
    let mut found = Vec::new();
    normalised.items[0].normal.tree.leaves(&Path::root(), &mut |path, value| {
        assert!(registry.class(KIND, path).classified, "{path}");
        found.extend(value.scalar_text());
    });
    for (path, value) in wanted {
        assert!(found.contains(&value.scalar_text().unwrap()), "{path} is lost");
    }
}

/// What becomes of a member that alone differs.
fn fate(path: &Path) -> String {
    let (before, mut after) = (json(MADE), json(MADE));
    let changed = leaf(group(&mut after), path);
    *changed = match &*changed {
        Value::Integer(number) => Value::Integer(*number + 1),
        _ if path.last_key() == Some("ipProtocol") => "udp".into(),
        other => format!("{}-other", other.scalar_text().unwrap()).into(),
    };
    let report = report(&before, &after);
    let mut fates: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let path = finding.path.to_string();
            let head = path.split('[').next().unwrap_or_default();
            let tail = path.rsplit("].").next().filter(|tail| *tail != path).unwrap_or_default();
            format!("{} {} {head} {tail}", finding.rule, finding.severity).trim_end().to_owned()
        })
        .collect();
    fates.dedup();
    fates.extend(report.counts.not_compared.keys().map(|path| format!("not compared: {path}")));
    fates.extend(report.unknowns.iter().map(|unknown| format!("unknown: {}", unknown.path)));
    fates.join("; ")
}

#[test]
fn each_member_that_alone_differs_is_found_or_said_not_to_be_compared() {
    let mut answer = json(MADE);
    let mut members = Vec::new();
    leaves(group(&mut answer), &Path::root(), &mut members);
    let mut fates = BTreeMap::new();
    for (path, _) in members {
        let fate = fate(&path);
        assert!(!fate.is_empty(), "{path} changed and nothing was said");
        fates.insert(path.to_string(), fate);
    }
    let text: Vec<String> = fates.iter().map(|(path, fate)| format!("{path} -> {fate}")).collect();
    drift_tests::golden(std::path::Path::new("aws/security-group-fates.txt"), &text).unwrap();
}
