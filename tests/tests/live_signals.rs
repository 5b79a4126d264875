//! A signal in the middle of a capture: what was read is kept, what was not is said, and no earlier file is lost.
#![cfg(unix)]

use std::path::PathBuf;

use drift_core::{Snapshot, Status, codec};
use drift_tests::proxy::{Fault, Proxy, Rule};
use drift_tests::{Drift, Run, Running, cluster, example};

/// One list at a time, in the order of the kinds: `/ConfigMap`, `/Service`, `apps/Deployment`.
const KINDS: [&str; 6] =
    ["--kind", "/ConfigMap", "--kind", "/Service", "--kind", "apps/Deployment"];

const OBJECTS: &str = "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { mode: shop }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [ { port: 80 } ] }
";

/// An environment `prod` in a namespace of its own, of which the Services are not answered; and `direct`, the same without
/// the proxy.
fn stalled(name: &str) -> (Proxy, Drift) {
    cluster("prod").namespace(name);
    cluster("prod").apply_text(name, OBJECTS);
    let proxy = Proxy::before("prod", vec![Rule::on("*/services?*", Fault::Stall)]);
    let drift = Drift::new(&format!(
        "version: 1
environments:
  prod: {{ sources: [ {{ kubernetes: {{ kubeconfig: \"{}\", context: faulted, namespaces: [{name}] }} }} ] }}
  direct: {{ sources: [ {{ kubernetes: {{ context: prod, namespaces: [{name}] }} }} ] }}
limits: {{ kubernetes: {{ lists_in_flight: 1 }} }}
",
        proxy.kubeconfig().display()
    ));
    (proxy, drift)
}

fn interrupted(drift: &Drift, proxy: &Proxy, signal: &str, arguments: &[&str]) -> Run {
    let running: Running = drift.start(arguments);
    proxy.until_stalled();
    running.signal(signal);
    running.end()
}

fn opened(path: &PathBuf) -> Snapshot {
    codec::decode(&std::fs::read(path).unwrap()).unwrap()
}

/// What is said of the three kinds, without what nobody asked for.
fn statuses(snapshot: &Snapshot) -> Vec<String> {
    let asked = snapshot.coverage.0.iter().filter(|(cell, status)| {
        KINDS.contains(&cell.kind.as_str())
            && !matches!(status, Status::Skipped { why: drift_core::Skip::Filter })
    });
    asked.map(|(cell, status)| format!("{} {status}", cell.kind)).collect()
}

const EXPECTED: [&str; 3] = [
    "/ConfigMap complete",
    "/Service partial: interrupted by a signal",
    "apps/Deployment skipped (interrupted)",
];

#[test]
fn what_was_read_is_written_and_the_rest_is_said() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let (proxy, drift) = stalled("signals-file");
        let run = interrupted(
            &drift,
            &proxy,
            signal,
            &[&["snapshot", "prod", "-o", "prod.drift.zst"], &KINDS[..]].concat(),
        );
        assert_eq!((run.code, run.stdout.as_str()), (code, "prod.drift.zst\n"), "{run:?}");
        let path = drift.folder().join("prod.drift.zst");
        assert_eq!(statuses(&opened(&path)), EXPECTED);
        let (report, run) =
            drift.report(&[&["diff", "direct", "prod.drift.zst", "--strict"], &KINDS[..]].concat());
        assert!(report.findings.is_empty(), "what was not read is not missing: {}", run.stdout);
        assert_eq!(run.code, 3, "{run:?}");
        let unknown: Vec<&str> =
            report.unknowns.iter().map(|unknown| unknown.kind.as_str()).collect();
        assert!(unknown.contains(&"/Service"), "{unknown:?}");
    }
}

#[test]
fn an_earlier_file_stays_as_it_was() {
    let (proxy, drift) = stalled("signals-earlier");
    let arguments = [&["snapshot", "direct", "-o", "prod.drift.zst"], &KINDS[..]].concat();
    assert_eq!(drift.run(&arguments).code, 0);
    let earlier = std::fs::read(drift.folder().join("prod.drift.zst")).unwrap();
    let run = interrupted(
        &drift,
        &proxy,
        "INT",
        &[&["snapshot", "prod", "-o", "prod.drift.zst"], &KINDS[..]].concat(),
    );
    assert_eq!((run.code, run.stdout.as_str()), (130, "prod.interrupted.drift.zst\n"), "{run:?}");
    assert_eq!(std::fs::read(drift.folder().join("prod.drift.zst")).unwrap(), earlier);
    assert_eq!(statuses(&opened(&drift.folder().join("prod.interrupted.drift.zst"))), EXPECTED);
}

#[test]
fn in_the_store_it_is_kept_and_never_taken_for_the_whole() {
    let (proxy, drift) = stalled("signals-store");
    let run = interrupted(&drift, &proxy, "TERM", &["snapshot", "prod"]);
    assert_eq!(run.code, 143, "{run:?}");
    let path = PathBuf::from(run.stdout.trim_end());
    assert!(path.to_string_lossy().ends_with(".interrupted.drift.zst"), "{run:?}");
    let said = statuses(&opened(&path));
    assert!(
        said.contains(&EXPECTED[0].to_owned()) && said.contains(&EXPECTED[1].to_owned()),
        "{said:?}"
    );
    assert!(run.stderr.contains("not complete"), "{}", run.stderr);
    let run = drift.run(&["diff", "env:prod@-0s", "direct"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("no snapshot of `prod` is stored"), "{}", run.stderr);
}

#[test]
fn a_comparison_that_is_interrupted_ends_without_a_report() {
    let (proxy, drift) = stalled("signals-diff");
    let run = interrupted(&drift, &proxy, "INT", &["diff", "direct", "prod"]);
    assert_eq!((run.code, run.stdout.as_str()), (130, ""), "{run:?}");
}

#[test]
fn who_waits_for_a_stream_hears_a_signal() {
    let drift = Drift::new("version: 1\n");
    let mut running = drift.start(&["diff", "k8s:-", &example("prod.drift.zst")]);
    // More than a pipe holds: when it is written, the program is reading.
    running.write(&[b'#'; 1 << 20]);
    running.signal("INT");
    assert_eq!(running.end().code, 130);
}
