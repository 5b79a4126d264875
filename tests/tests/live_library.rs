//! Snapshots and a comparison in-process, of real clusters: the example of `docs/library.md`, its progress and its end.

use std::time::Duration;

use drift_core::{FingerprintKey, Gate, Progress, Registry, Silent};
use drift_k8s::Options;
use drift_tests::cluster;

#[allow(dead_code, unreachable_pub)]
#[path = "../../drift-k8s/examples/two_contexts.rs"]
mod two_contexts;

fn options(context: &str, namespace: &str) -> Options {
    Options {
        kubeconfig: Some(cluster(context).kubeconfig.clone()),
        context: Some(context.to_owned()),
        namespaces: vec![namespace.to_owned()],
        only_namespaced: true,
        ..Options::default()
    }
}

fn map(mode: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: web }}\ndata: {{ mode: {mode} }}\n"
    )
}

#[tokio::test]
async fn two_contexts_are_compared_in_process() {
    for (context, mode) in [("staging", "slow"), ("prod", "fast")] {
        cluster(context).namespace("library-two");
        cluster(context).apply_text("library-two", &map(mode));
    }
    let sides = ["staging", "prod"].map(|context| options(context, "library-two"));
    let [before, after] = sides;
    let report = two_contexts::report(before, after).await.unwrap();
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{} {} {}", finding.kind, finding.subject, finding.path))
        .collect();
    assert_eq!(found, ["/ConfigMap web data.mode"]);
}

#[tokio::test]
async fn a_context_that_is_not_there_is_an_error_and_no_empty_snapshot() {
    let missing = Options { context: Some("nowhere".to_owned()), ..options("prod", "library-two") };
    let error = two_contexts::report(missing.clone(), missing).await.unwrap_err();
    assert!(error.to_string().contains("no context \"nowhere\""), "{error}");
}

/// Counts what it is told, and may say stop.
struct Counts(usize);

impl Progress for Counts {
    fn step(&mut self, _: &'static str, done: usize, total: usize) -> bool {
        assert!(done <= total);
        self.0 += 1;
        true
    }
}

#[tokio::test]
async fn progress_is_told_and_what_is_dropped_asks_for_nothing_more() {
    cluster("prod").namespace("library-drop");
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut counts = Counts(0);
    let snapshot =
        two_contexts::snapshot(options("prod", "library-drop"), &gate, &mut counts).await.unwrap();
    assert!(counts.0 > 0, "{} cells were read", snapshot.coverage.0.len());

    let calls = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = calls.clone();
    let observer = drift_k8s::Observer::new(move |_| {
        seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    });
    let options = Options { observer, ..options("prod", "library-drop") };
    let mut progress = Silent;
    let reading = two_contexts::snapshot(options, &gate, &mut progress);
    let begun = async {
        while calls.load(std::sync::atomic::Ordering::SeqCst) < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        _ = reading => panic!("it ended before it was dropped"),
        () = begun => {}
    }
    let after = calls.load(std::sync::atomic::Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(calls.load(std::sync::atomic::Ordering::SeqCst), after, "nothing more is asked");
}
