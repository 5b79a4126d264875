//! Every call of the tables refused on one side, round by round: what may not be read is unknown, and never makes a difference.

use std::collections::{BTreeMap, BTreeSet};

use drift_aws::{Wanted, plan};
use drift_core::Report;
use drift_tests::{AwsProxy, Drift, Moto};
use serde_json::{Value, json};

const CONFIG: &str = "version: 1
environments:
  staging: { sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ] }
  prod: { sources: [ { aws: { accounts: [\"222222222222\"], role: drift, regions: [us-east-1] } } ] }
pair:
  cidrs: [ { sides: { staging: 10.10.0.0/16, prod: 10.20.0.0/16 } } ]
limits: { run: 120s }
";

const KEYS: [&str; 2] = ["test", "test"];

/// How many rounds are played at once.
const AT_ONCE: usize = 3;

fn seeded() -> Moto {
    let moto = Moto::start();
    for (account, region, environment, cidr) in [
        ("111111111111", "eu-west-1", "staging", "10.10.0.0/16"),
        ("222222222222", "us-east-1", "prod", "10.20.0.0/16"),
    ] {
        let place = ["--account", account, "--region", region, "--environment", environment];
        let _ = moto.script("estate.py", &[&place[..], &["--cidr", cidr]].concat());
    }
    moto
}

/// In each round one operation of each service, until each was refused once.
fn rounds() -> Vec<Vec<(&'static str, &'static str)>> {
    let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for planned in plan(&Wanted::default()) {
        let details = planned.details().map(|detail| &detail.call);
        for call in planned.lists().chain(details) {
            services.entry(call.service).or_default().insert(call.operation);
        }
    }
    let longest = services.values().map(BTreeSet::len).max().unwrap_or_default();
    let round = |number: usize| {
        let of = |(service, operations): (&&'static str, &BTreeSet<&'static str>)| {
            Some((*service, *operations.iter().nth(number)?))
        };
        services.iter().filter_map(of).collect()
    };
    (0..longest).map(round).collect()
}

/// What is told, without values: a difference that is there anyway may lose some of them.
fn told(report: &Report) -> BTreeSet<String> {
    let found = report.findings.iter();
    found.map(|finding| format!("{} {} {}", finding.kind, finding.subject, finding.path)).collect()
}

/// What is told of staging, which was read before, and of prod where these calls are refused.
fn played(moto: &Moto, before: &str, refused: &[(&str, &str)]) -> BTreeSet<String> {
    let proxy = AwsProxy::start(moto, &[]);
    let denied = |(service, operation): &(&str, &str)| {
        let matches =
            json!({"service": service, "operation": operation, "account": "222222222222"});
        json!({"match": matches, "then": {"error": "denied"}})
    };
    proxy.rules(&Value::Array(refused.iter().map(denied).collect()));
    let drift = Drift::with(CONFIG, proxy.environment(KEYS), false);
    told(&drift.report(&["diff", before, "prod"]).0)
}

#[test]
fn what_may_not_be_read_on_one_side_makes_no_difference() {
    let moto = seeded();
    let drift = Drift::with(CONFIG, moto.environment(KEYS), false);
    let before = drift.folder().join("staging.zst");
    let before = before.to_str().unwrap();
    let _ = drift.run(&["snapshot", "staging", "-o", before]);
    let whole = told(&drift.report(&["diff", before, "prod"]).0);
    let rounds = rounds();
    assert!(rounds.len() > 20, "{}", rounds.len());
    let mut more = Vec::new();
    for several in rounds.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            let play = |round: &'_ Vec<(&'static str, &'static str)>| {
                let (moto, round) = (&moto, round.clone());
                scope.spawn(move || (played(moto, before, &round), round))
            };
            let playing: Vec<_> = several.iter().map(play).collect();
            for ended in playing {
                let (found, round) = ended.join().unwrap();
                let new: Vec<_> = found.difference(&whole).cloned().collect();
                if !new.is_empty() {
                    more.push((round, new));
                }
            }
        });
    }
    assert!(more.is_empty(), "{more:#?}");
}
