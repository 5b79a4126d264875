//! Takes snapshots of two contexts of a kubeconfig and compares them, without a file and without the program `drift`.
//!
//! `cargo run --example two_contexts -- staging prod`
#![expect(clippy::print_stdout, reason = "a program of its own may print")]

use std::sync::Arc;
use std::time::Duration;

use drift_core::judge::Policy;
use drift_core::{
    Bounds, Builder, FingerprintKey, Gate, Header, Progress, Registry, Report, Silent, Skip,
    Snapshot, collect, compare,
};
use drift_k8s::{Kubernetes, Options, connect};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a context's cluster shows now. Dropping the future ends every request.
pub(crate) async fn snapshot(
    options: Options,
    gate: &Gate<'_>,
    progress: &mut (dyn Progress + Send),
) -> Result<Snapshot, Failure> {
    let context = options.context.clone().unwrap_or_default();
    let cluster = connect(options).await?;
    // The library has no clock: the time is yours to say.
    let mut builder = Builder::new(Header::observed(&context, "2026-11-24T00:00:00Z", gate), gate);
    let end = Box::pin(async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Skip::Deadline
    });
    let bounds = Bounds { end, ..Bounds::default() };
    let ending = collect(&cluster, &context, &mut builder, bounds, progress).await;
    ending.refused.map_or(Ok(builder.finish()), |why| Err(why.into()))
}

/// How two contexts differ.
pub(crate) async fn report(before: Options, after: Options) -> Result<Report, Failure> {
    let registry = Registry::new(vec![Arc::new(Kubernetes)]);
    // Secrets are compared by keyed fingerprints: take a key of your own, and keep it.
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more")?, &registry);
    let before = snapshot(before, &gate, &mut Silent).await?;
    let after = snapshot(after, &gate, &mut Silent).await?;
    Ok(compare(&before, &after, &registry, &Policy::default(), &mut Silent))
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let [before, after] = ["staging", "prod"]; // or from std::env::args()
    let of = |name: &str| Options { context: Some(name.to_owned()), ..Options::default() };
    let report = report(of(before), of(after)).await?;
    for finding in &report.findings {
        println!("{} {} {} {}", finding.severity, finding.kind, finding.subject, finding.path);
    }
    for unknown in &report.unknowns {
        println!("not seen: {} {}", unknown.kind, unknown.subject);
    }
    Ok(())
}
