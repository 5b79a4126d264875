//! `kill -9` at any moment: every earlier snapshot stays readable, and what was not finished is taken for nothing.
//!
//! A hundred moments of `drift snapshot`, a hundred of a comparison that writes its report into the store; half of them over the
//! whole of a run, half in its last part, in which files are written. Where in the program they fall is not the same each time.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drift_core::{Report, Snapshot, codec};
use drift_tests::{Drift, cluster, example, program};

/// Of each of the two: two hundred together.
const KILLS: u32 = 100;

fn command(drift: &Drift, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(drift.folder()).env_clear();
    command
        .env("HOME", drift.folder())
        .env("XDG_STATE_HOME", drift.folder().join("state"))
        .env("KUBECONFIG", &cluster("prod").kubeconfig)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn snapshot(drift: &Drift) -> Command {
    command(drift, &["snapshot", "prod", "--quiet"])
}

fn stored(drift: &Drift) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(drift.folder().join("state/drift/prod")).unwrap();
    let is_snapshot = |path: &PathBuf| path.extension().is_some_and(|end| end == "zst");
    entries.map(|entry| entry.unwrap().path()).filter(is_snapshot).collect()
}

fn read(path: &Path) -> Snapshot {
    let bytes = std::fs::read(path).unwrap();
    codec::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// How long a run takes, from its start to its end.
fn length(mut command: Command) -> Duration {
    let begun = Instant::now();
    assert!(command.status().unwrap().code().is_some_and(|code| code < 2));
    begun.elapsed()
}

/// Kills a run after so long; whether it had ended before.
fn killed_after(mut command: Command, moment: Duration) -> bool {
    let mut run = command.spawn().unwrap();
    std::thread::sleep(moment);
    let ended = run.try_wait().unwrap().is_some();
    run.kill().unwrap();
    run.wait().unwrap();
    ended
}

/// Kills as many runs as there are moments, and looks after each.
fn kill_each(command: impl Fn() -> Command, whole: Duration, look: impl Fn()) {
    let (mut ended, mut cut) = (0, 0);
    for number in 0..KILLS {
        // Every second one in the last fifth of a run, where the file is written.
        let part = whole * (number / 2 + 1) / (KILLS / 2);
        let moment = if number % 2 == 0 { part } else { whole * 4 / 5 + part / 4 };
        *(if killed_after(command(), moment) { &mut ended } else { &mut cut }) += 1;
        look();
    }
    assert!(cut > KILLS / 10, "{cut} of {KILLS} were killed before their end, {ended} were not");
    eprintln!("{cut} killed, {ended} ended before");
}

#[test]
fn a_snapshot_that_is_killed_leaves_every_earlier_one_readable() {
    let prod = cluster("prod");
    prod.namespace("kill-prod");
    prod.apply_text(
        "kill-prod",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: kept }\ndata: { mode: shop }\n",
    );
    let drift = Drift::new(
        "version: 1\nenvironments:\n  prod: { sources: [ { kubernetes: { context: prod, namespaces: [\"kill-prod\"] } } ] }\n\
         kinds: { skip: [ \"*.*/*\", \"apps/*\", \"autoscaling/*\", \"batch/*\", \"policy/*\" ] }\n",
    );
    let whole = length(snapshot(&drift));
    let first = drift.folder().join("state/drift/prod/2026-01-01T00-00-00Z.drift.zst");
    // A run that ends within the same second writes to the same name.
    std::fs::rename(stored(&drift).pop().unwrap(), &first).unwrap();
    let bytes = std::fs::read(&first).unwrap();
    kill_each(
        || snapshot(&drift),
        whole,
        || {
            assert_eq!(std::fs::read(&first).unwrap(), bytes, "an earlier snapshot is as it was");
        },
    );
    for path in stored(&drift) {
        assert!(read(&path).resources().iter().any(|resource| resource.name == "kept"));
    }
    // What is told of them is told by the program too.
    let run = drift.run(&["diff", "env:prod@2126-01-01T00:00:00Z", first.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_comparison_that_is_killed_leaves_a_whole_report_in_the_store() {
    let drift = Drift::new("version: 1\n");
    let sides = ["staging.drift.zst", "prod.drift.zst"].map(example);
    let diff = || command(&drift, &["diff", &sides[0], &sides[1]]);
    let whole = length(diff());
    let report = drift.folder().join("state/drift/last-report.json");
    let first: Report = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    kill_each(diff, whole, || {
        let last: Report = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
        assert_eq!(last, first);
    });
}

#[test]
fn half_of_a_snapshot_is_taken_for_none() {
    let drift = Drift::new(
        "version: 1\nenvironments:\n  prod: { sources: [ { kubernetes: { context: prod, namespaces: [\"kill-none\"] } } ] }\n",
    );
    cluster("prod").namespace("kill-none");
    length(snapshot(&drift));
    let whole = stored(&drift).pop().unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    let left = whole.with_file_name(".drift-a1B2c3.partial");
    std::fs::write(&left, &bytes[..bytes.len() / 2]).unwrap();
    let run = drift.run(&["diff", "env:prod@2126-01-01T00:00:00Z", whole.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let old = std::time::SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
    std::fs::File::options().write(true).open(&left).unwrap().set_modified(old).unwrap();
    length(snapshot(&drift));
    assert!(!left.exists(), "what a killed run left is removed when it is old");
}
