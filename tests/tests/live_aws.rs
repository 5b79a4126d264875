//! AWS on an independent emulator (moto), seeded by boto3: what was made there is read, completely, and no secret of it is kept.
//!
//! `tests/scripts/test` starts moto and points the SDK at it; `tests/aws/estate.py` makes the two estates. What moto does not
//! have is named here: those kinds are read incompletely, and say so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use drift_aws::door::{Doors, Entrance, Manners, Role};
use drift_aws::{Aws, EnterError, Source, enter, kinds};
use drift_core::judge::Policy;
use drift_core::pair::Cidr;
use drift_core::{
    Bounds, Builder, FORMAT, FingerprintKey, Gate, Header, Path as Attribute, Registry, Report,
    SideKind, Silent, Snapshot, Status, codec, collect, compare, normalise,
};
use drift_tests::Moto;

/// Environment, account, region, addresses.
const STAGING: [&str; 4] = ["staging", "111111111111", "eu-west-1", "10.10.0.0/16"];
const PROD: [&str; 4] = ["prod", "222222222222", "us-east-1", "10.20.0.0/16"];
/// With every difference that can be seeded.
const CHANGED: [&str; 4] = ["changed", "333333333333", "us-east-1", "10.30.0.0/16"];
/// The addresses of the second network, by environment.
const TOOLS: [(&str, &str); 3] =
    [("staging", "172.20.0.0/16"), ("prod", "172.21.0.0/16"), ("changed", "172.21.0.0/16")];

/// Kinds of which moto has not every operation; see `tests/aws/lacks.md`.
const LACKING: [&str; 5] = [
    "AWS::ECS::CapacityProvider",
    "AWS::EKS::AccessEntry",
    "AWS::EKS::Addon",
    "AWS::EKS::PodIdentityAssociation",
    "AWS::RDS::OptionGroup",
];

/// What boto3 made: by kind, what people call a resource and its id; and the secrets that were laid out.
struct Estate {
    resources: BTreeMap<String, BTreeMap<String, String>>,
    secrets: serde_json::Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn made([environment, account, region, addresses]: [&str; 4], change: &str) -> Estate {
    let place = ["--account", account, "--region", region];
    let what = ["--environment", environment, "--cidr", addresses, "--change", change];
    let said = Moto::shared().script("estate.py", &[place.as_slice(), &what].concat());
    let resources = serde_json::from_value(said["resources"].clone()).unwrap();
    Estate { resources, secrets: said["secrets"].clone() }
}

/// The estates, made one after the other as moto wants it.
fn estates() -> &'static [Estate; 3] {
    static MADE: OnceLock<[Estate; 3]> = OnceLock::new();
    MADE.get_or_init(|| [made(STAGING, ""), made(PROD, ""), made(CHANGED, "all")])
}

fn registry() -> Registry {
    Registry::new(vec![Arc::new(Aws)])
}

fn source([_, account, region, _]: [&str; 4]) -> Source {
    let name = format!("arn:aws:iam::{account}:role/drift");
    let roles = vec![Role { name, ..Role::default() }];
    Source {
        entrance: Entrance { roles, ..Entrance::default() },
        account: account.to_owned(),
        regions: vec![region.to_owned()],
        ..Source::default()
    }
}

async fn read(side: [&str; 4]) -> Snapshot {
    let registry = registry();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let header = Header {
        format: FORMAT,
        environment: side[0].to_owned(),
        kind: SideKind::Observed,
        rank: None,
        captured_at: "2026-11-26T00:00:00Z".to_owned(),
        tool: "drift/test".to_owned(),
        key: gate.key_id().to_owned(),
        tokens: vec![side[0].to_owned()],
        names: BTreeMap::new(),
        elsewhere: 0,
        asked: Vec::new(),
    };
    let mut builder = Builder::new(header, &gate);
    let account = enter(&Doors::new(Manners::default()), &source(side)).await.unwrap();
    let ending = collect(&account, "aws", &mut builder, Bounds::default(), &mut Silent).await;
    assert_eq!(ending.refused, None);
    builder.finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_made_is_read() {
    for (side, estate) in [STAGING, PROD].into_iter().zip(estates()) {
        let snapshot = read(side).await;
        let mut compared = 0;
        for (kind, made) in &estate.resources {
            if kinds::of(kind).is_none() {
                continue;
            }
            let of_kind = snapshot.resources().iter().filter(|resource| resource.kind == *kind);
            let of_kind: Vec<_> = of_kind.collect();
            for (name, id) in made {
                let found = of_kind.iter().any(|resource| {
                    resource.native_id.as_deref() == Some(id)
                        || resource.name == *name
                        || resource.body().to_json().contains(id.as_str())
                });
                assert!(found, "{kind} {name} ({id})");
                compared += 1;
            }
        }
        assert!(compared > 150, "{compared}");
        let incomplete: BTreeSet<&str> = snapshot
            .coverage
            .gaps()
            .filter(|(_, status)| !matches!(status, Status::Skipped { .. }))
            .map(|(cell, _)| cell.kind.as_str())
            .collect();
        assert!(incomplete.iter().all(|kind| LACKING.contains(kind)), "{incomplete:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_every_kind_at_most_a_tenth_is_unclassified() {
    let _ = estates();
    let (snapshot, registry) = (read(STAGING).await, registry());
    let (side, _) = normalise::normalise(&snapshot, &registry, &mut Silent);
    let mut shares: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for item in &side.items {
        let kind = snapshot.resources()[item.resource].kind.as_str();
        item.normal.tree.leaves(&Attribute::root(), &mut |path, _| {
            let (unknown, all) = shares.entry(kind).or_default();
            *all += 1;
            *unknown += usize::from(!registry.class(kind, path).classified);
        });
    }
    assert!(shares.len() > 60, "{}", shares.len());
    for (kind, (unknown, all)) in shares {
        assert!(unknown * 10 <= all, "{kind}: {unknown} of {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estate_does_not_differ_from_itself_and_its_secrets_stay_there() {
    let estate = &estates()[0];
    let (first, second) = (read(STAGING).await, read(STAGING).await);
    let report = compare(&first, &second, &registry(), &Policy::default(), &mut Silent);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| format!("{} {} {}", finding.kind, finding.subject, finding.path))
        .collect();
    assert_eq!(found, Vec::<String>::new());
    let plain = zstd_lines(&codec::encode(&first));
    let mut looked_for = 0;
    visit(&estate.secrets, &mut |secret| {
        looked_for += 1;
        assert!(!plain.contains(secret), "a secret was kept: {secret}");
    });
    assert!(looked_for > 3, "{looked_for}");
    // What is no secret in the script of a machine is there to be compared.
    assert!(plain.contains("export SHOP_ENV=staging"));
}

/// The text of a snapshot file.
fn zstd_lines(bytes: &[u8]) -> String {
    let snapshot = codec::decode(bytes).unwrap();
    snapshot.resources().iter().map(|resource| resource.body().to_json() + "\n").collect()
}

fn visit(value: &serde_json::Value, take: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => take(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| visit(item, take)),
        serde_json::Value::Object(members) => {
            members.values().for_each(|member| visit(member, take));
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_than_the_one_that_was_meant_is_an_error() {
    let wrong = Source { account: "333333333333".to_owned(), ..source(STAGING) };
    let error = enter(&Doors::new(Manners::default()), &wrong).await.unwrap_err();
    assert!(matches!(&error, EnterError::AnotherAccount { found, .. } if found == STAGING[1]));
    assert!(error.to_string().ends_with("leads to account 111111111111 and not to 333333333333"));
}

/// Compares two estates as people would who say which addresses stand for each other.
async fn compared(before: [&str; 4], after: [&str; 4]) -> Report {
    let _ = estates();
    let range = |text: &str| text.parse::<Cidr>().unwrap();
    let sides = [STAGING, PROD, CHANGED];
    let main = sides.map(|[environment, _, _, range]| (environment, range));
    let cidrs = [main, TOOLS].map(|sides| {
        sides.into_iter().map(|(name, text)| (name.to_owned(), range(text))).collect()
    });
    let policy = Policy { cidrs: cidrs.to_vec(), ..Policy::default() };
    let (before, after) = (read(before).await, read(after).await);
    compare(&before, &after, &registry(), &policy, &mut Silent)
}

fn said(report: &Report) -> Vec<String> {
    let said = |finding: &drift_core::Finding| {
        format!("{} {} {}", finding.kind, finding.subject, finding.path)
    };
    let mut said: Vec<String> = report.findings.iter().map(said).collect();
    said.sort();
    said
}

/// The lines of `tests/aws/found.txt`: why, and what is found.
fn expected() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join("aws/found.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let parts = lines.map(|line| line.split_once('\t').expect(line));
    parts.map(|(why, found)| (why.to_owned(), found.to_owned())).collect()
}

/// What is in only one of two lists, and how often.
fn apart(found: &[String], expected: &BTreeSet<&str>) -> Vec<String> {
    let mut counts: BTreeMap<&str, i32> = expected.iter().map(|line| (*line, -1)).collect();
    found.iter().for_each(|line| *counts.entry(line).or_default() += 1);
    let apart = counts.into_iter().filter(|(_, count)| *count != 0);
    apart.map(|(line, count)| format!("{count:+} {line}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_estates_differ_in_nothing_but_their_secrets() {
    let report = compared(STAGING, PROD).await;
    let lines = expected();
    let secrets = lines.iter().filter(|(why, _)| why == "secret").map(|(_, found)| found.as_str());
    assert_eq!(apart(&said(&report), &secrets.collect()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_difference_that_was_seeded_is_found_once_and_nothing_else() {
    let listed = Moto::shared().text("estate.py", &["--changes"]);
    let mut changes: Vec<&str> =
        listed.lines().filter_map(|line| line.split('\t').next()).collect();
    let lines = expected();
    let mut known: Vec<&str> = lines.iter().map(|(why, _)| why.as_str()).collect();
    known.retain(|why| *why != "secret" && !why.contains(" ("));
    changes.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, changes, "each change has one line");
    let report = compared(STAGING, CHANGED).await;
    let all: BTreeSet<&str> = lines.iter().map(|(_, found)| found.as_str()).collect();
    // What lies below something that only one side has is told with it.
    let is_below = |line: &str| all.iter().any(|other| line.starts_with(&format!("{other}.")));
    let wanted = all.iter().copied().filter(|line| !is_below(line)).collect();
    assert_eq!(apart(&said(&report), &wanted), Vec::<String>::new());
    let scripts: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| {
            finding.subject == "shop-worker-2" && finding.path.to_string() == "UserData"
        })
        .flat_map(|finding| finding.values.values().map(|value| value.0.to_json()))
        .collect();
    assert!(scripts.iter().any(|script| script.contains("--workers 16")), "{scripts:?}");
}
