//! `kill -9` at any moment: every earlier snapshot stays readable, and what was not finished is taken for nothing.
//!
//! The moments are spread over two runs: the whole of `drift snapshot`, and its last part, in which the file is written.
//! They are the same on each run of the test; where in the program they fall is not, and need not be.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drift_core::{Snapshot, codec};
use drift_tests::{Drift, cluster, program};

const KILLS: u32 = 200;

fn snapshot(drift: &Drift) -> Command {
    let mut command = Command::new(program());
    command.args(["snapshot", "prod", "--quiet"]).current_dir(drift.folder()).env_clear();
    command
        .env("HOME", drift.folder())
        .env("XDG_STATE_HOME", drift.folder().join("state"))
        .env("KUBECONFIG", &cluster("prod").kubeconfig)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
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
fn length(drift: &Drift) -> Duration {
    let begun = Instant::now();
    assert!(snapshot(drift).status().unwrap().success());
    begun.elapsed()
}

/// Kills a run after so long; whether it had ended before.
fn killed_after(drift: &Drift, moment: Duration) -> bool {
    let mut run = snapshot(drift).spawn().unwrap();
    std::thread::sleep(moment);
    let ended = run.try_wait().unwrap().is_some();
    run.kill().unwrap();
    run.wait().unwrap();
    ended
}

#[test]
fn a_snapshot_that_is_killed_leaves_every_earlier_one_readable() {
    let prod = cluster("prod");
    prod.namespace("kill-prod");
    // Large enough that writing it takes a while, and of a text that does not pack.
    let text: String = (0..20_000_u64)
        .map(|number| format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    prod.apply_text("kill-prod", &format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: large }}\ndata: {{ text: {:?} }}\n", &text[..200_000]
    ));
    let drift = Drift::new(
        "version: 1\nenvironments:\n  prod: { sources: [ { kubernetes: { context: prod, namespaces: [\"kill-prod\"] } } ] }\n",
    );
    let whole = length(&drift);
    let first = drift.folder().join("state/drift/prod/2026-01-01T00-00-00Z.drift.zst");
    // A run that ends within the same second writes to the same name.
    std::fs::rename(stored(&drift).pop().unwrap(), &first).unwrap();
    let bytes = std::fs::read(&first).unwrap();
    let (mut ended, mut cut) = (0, 0);
    for number in 0..KILLS {
        // Every second one in the last fifth of a run, where the file is written.
        let part = whole * (number / 2 + 1) / (KILLS / 2);
        let moment = if number % 2 == 0 { part } else { whole * 4 / 5 + part / 4 };
        *(if killed_after(&drift, moment) { &mut ended } else { &mut cut }) += 1;
        assert_eq!(std::fs::read(&first).unwrap(), bytes, "an earlier snapshot is as it was");
    }
    assert!(cut > KILLS / 4, "{cut} of {KILLS} were killed before their end, {ended} were not");
    for path in stored(&drift) {
        assert!(read(&path).resources().iter().any(|resource| resource.name == "large"));
    }
    // What is told of them is told by the program too.
    let run = drift.run(&["diff", "env:prod@2126-01-01T00:00:00Z", first.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    eprintln!("{cut} killed, {ended} ended before; {} snapshots", stored(&drift).len());
}

#[test]
fn half_of_a_snapshot_is_taken_for_none() {
    let drift = Drift::new(
        "version: 1\nenvironments:\n  prod: { sources: [ { kubernetes: { context: prod, namespaces: [\"kill-none\"] } } ] }\n",
    );
    cluster("prod").namespace("kill-none");
    length(&drift);
    let whole = stored(&drift).pop().unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    let left = whole.with_file_name(".drift-a1B2c3.partial");
    std::fs::write(&left, &bytes[..bytes.len() / 2]).unwrap();
    let run = drift.run(&["diff", "env:prod@2126-01-01T00:00:00Z", whole.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let old = std::time::SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
    std::fs::File::options().write(true).open(&left).unwrap().set_modified(old).unwrap();
    length(&drift);
    assert!(!left.exists(), "what a killed run left is removed when it is old");
}
