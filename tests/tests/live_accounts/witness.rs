//! boto3 as a second witness: every leaf of what Drift reads, and only calls that read.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use drift_aws::kinds;
use drift_tests::{AwsProxy, Drift, Moto, program, python};

const PLACE: [&str; 4] = ["staging", "111111111111", "eu-west-1", "10.10.0.0/16"];

fn seeded() -> Moto {
    let moto = Moto::start();
    let [environment, account, region, addresses] = PLACE;
    let place = ["--account", account, "--region", region];
    let named = ["--environment", environment, "--cidr", addresses];
    let _ = moto.script("estate.py", &[place, named].concat());
    moto
}

/// An example of the library, built with the tests.
fn example(name: &str) -> PathBuf {
    program().parent().unwrap().join("examples").join(name)
}

/// Beside the tables' calls: who one is, and how a role is entered.
const ENTERING: [&str; 2] = ["sts AssumeRole", "sts GetCallerIdentity"];

#[test]
fn every_leaf_is_what_boto3_reads_and_every_call_only_reads() {
    let moto = seeded();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("aws/same.py");
    let mut same = Command::new(python());
    same.arg("-B").arg(script).arg(moto.file());
    same.args(["--account", PLACE[1], "--region", PLACE[2]]);
    same.arg("--call").arg(example("call")).arg("--collect").arg(example("collect"));
    let output = same.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    reads_alike_in_pages(&moto);
}

/// In pages of one the same is read, and what is asked for is what the tables name.
fn reads_alike_in_pages(moto: &Moto) {
    let proxy = AwsProxy::start(moto, &["--pages", "1"]);
    let config = "version: 1
environments:
  staging: { sources: [ { aws: { accounts: [\"111111111111\"], role: drift, regions: [eu-west-1] } } ] }
";
    let drift = Drift::with(config, moto.environment(["test", "test"]), false);
    let run = drift.run(&["snapshot", "staging", "-o", "whole.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let paged = Drift::with(config, proxy.environment(["test", "test"]), false);
    let run = paged.run(&["snapshot", "staging", "-o", "paged.zst"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (whole, pages) = (drift.folder().join("whole.zst"), paged.folder().join("paged.zst"));
    let (report, _) = drift.report(&["diff", whole.to_str().unwrap(), pages.to_str().unwrap()]);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    only_reads(&proxy);
}

fn only_reads(proxy: &AwsProxy) {
    let log = proxy.log();
    let asked = log.iter().map(|one| {
        format!("{} {}", one["service"].as_str().unwrap(), one["operation"].as_str().unwrap())
    });
    let asked: BTreeSet<String> = asked.collect();
    let calls = kinds::ALL.iter().flat_map(|table| table.calls());
    let known = calls.map(|call| format!("{} {}", call.service, call.operation));
    let known: BTreeSet<String> = known.chain(ENTERING.map(str::to_owned)).collect();
    let others: Vec<_> = asked.difference(&known).collect();
    assert_eq!(others, [""; 0], "only what the tables name is asked for");
    assert!(asked.len() > 120, "{}", asked.len());
    let turned = log.iter().filter(|one| one["page"].as_u64().is_some_and(|page| page >= 3));
    let three: BTreeSet<_> = turned.map(|one| one["operation"].to_string()).collect();
    assert!(three.len() > 20, "{three:?}");
}
