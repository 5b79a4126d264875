//! Collection: providers are asked for what they have, several cells at once, until the deadline of the run.
//!
//! Every environment that a provider was asked for gets what it finds, so that a cluster that two environments share is
//! listed once. Failure is data: it becomes the status of a cell or a problem. Knows no Kubernetes and no AWS.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drift_core::{
    Builder, Cell, Problem, ProblemCode, Provider, Raw, Scope, Sink, Skip, Status, Value,
};
use futures::stream::{self, StreamExt};
use tokio::time::{Instant, timeout_at};

use crate::args::FilterArgs;
use crate::progress::Meter;

/// One provider and the environments that it is read for.
pub(crate) struct Source<'b, 'g> {
    pub(crate) provider: Box<dyn Provider>,
    /// How people call it: `context prod-1`.
    pub(crate) place: String,
    /// Where what it finds goes.
    pub(crate) takers: Vec<&'b Mutex<Builder<'g>>>,
}

/// How hard and how long may be asked, and for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds<'f> {
    /// Cells in flight at once for each provider.
    pub(crate) in_flight: usize,
    /// When the run ends.
    pub(crate) deadline: Instant,
    /// What is asked for.
    pub(crate) filter: &'f FilterArgs,
}

impl<'f> Bounds<'f> {
    pub(crate) fn new(limits: &drift_core::config::Limits, filter: &'f FilterArgs) -> Self {
        let deadline = Instant::now() + Duration::from_secs(limits.run_seconds);
        Self { in_flight: limits.lists_in_flight.max(1), deadline, filter }
    }
}

/// Reads every source at once; of each, why it could not be entered, if so.
pub(crate) async fn collect(
    sources: &[Source<'_, '_>],
    bounds: Bounds<'_>,
    meter: &Meter,
) -> Vec<Option<String>> {
    let all = sources.iter().map(|source| one(source, bounds, meter));
    futures::future::join_all(all).await
}

async fn one(source: &Source<'_, '_>, bounds: Bounds<'_>, meter: &Meter) -> Option<String> {
    let mut sink = source.sink();
    let scopes = match timeout_at(bounds.deadline, source.provider.scopes(&mut sink)).await {
        Ok(Ok(scopes)) => scopes,
        Ok(Err(error)) => return Some(source.refuse(&said(&error))),
        Err(_) => return Some(source.refuse(LATE)),
    };
    let mut why = None;
    for scope in &scopes {
        if let Err(reason) = read_scope(source, scope, bounds, meter).await {
            why = Some(source.refuse(&reason));
        }
    }
    why
}

/// What is said of what the end of the run cut off.
pub(crate) const LATE: &str = "the deadline of the run came first";

async fn read_scope(
    source: &Source<'_, '_>,
    scope: &Scope,
    bounds: Bounds<'_>,
    meter: &Meter,
) -> Result<(), String> {
    let mut sink = source.sink();
    let cells = match timeout_at(bounds.deadline, source.provider.cells(scope, &mut sink)).await {
        Ok(cells) => cells.map_err(|error| said(&error))?,
        Err(_) => return Err(LATE.to_owned()),
    };
    meter.more(cells.len());
    let reads = cells.iter().map(|cell| read_cell(source, cell, bounds, meter));
    stream::iter(reads).buffer_unordered(bounds.in_flight).collect::<()>().await;
    Ok(())
}

async fn read_cell(source: &Source<'_, '_>, cell: &Cell, bounds: Bounds<'_>, meter: &Meter) {
    let mut sink = source.sink();
    if !bounds.filter.takes(cell) {
        sink.cell(cell.clone(), Status::Skipped { why: Skip::Filter });
    } else if Instant::now() >= bounds.deadline {
        sink.cell(cell.clone(), Status::Skipped { why: Skip::Deadline });
    } else if timeout_at(bounds.deadline, source.provider.collect(cell, &mut sink)).await.is_err() {
        // Some of it may have been read: it is partial, not skipped.
        sink.cell(cell.clone(), Status::Partial { fault: LATE.to_owned() });
    }
    meter.done(&format!("{} {}", source.place, cell.kind));
}

/// An error with its causes, each said once.
pub(crate) fn said(error: &dyn std::error::Error) -> String {
    let told = crate::error::Error::source("").because(error);
    told.causes.join(": ")
}

impl<'b, 'g> Source<'b, 'g> {
    fn sink(&self) -> Takers<'_, 'b, 'g> {
        Takers(&self.takers)
    }

    /// Tells every taker that the source could not be entered.
    fn refuse(&self, why: &str) -> String {
        let problem = Problem {
            code: ProblemCode::Unreadable,
            place: self.place.clone(),
            what: why.to_owned(),
        };
        self.sink().problem(problem);
        why.to_owned()
    }
}

/// Gives everything that is found to every taker.
struct Takers<'s, 'b, 'g>(&'s [&'b Mutex<Builder<'g>>]);

impl<'g> Takers<'_, '_, 'g> {
    fn each(&self, mut give: impl FnMut(&mut Builder<'g>)) {
        self.0.iter().for_each(|taker| give(&mut lock(taker)));
    }
}

/// A builder that another thread panicked over is still whole: each call adds one thing.
fn lock<'m, 'g>(builder: &'m Mutex<Builder<'g>>) -> MutexGuard<'m, Builder<'g>> {
    builder.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Takers<'_, '_, '_> {
    fn resource(&mut self, raw: Raw) {
        let Some((last, others)) = self.0.split_last() else { return };
        others.iter().for_each(|taker| lock(taker).resource(copy(&raw)));
        lock(last).resource(raw);
    }
    fn cell(&mut self, cell: Cell, status: Status) {
        self.each(|builder| builder.cell(cell.clone(), status.clone()));
    }
    fn fact(&mut self, provider: &str, fact: Value) {
        self.each(|builder| builder.fact(provider, fact.clone()));
    }
    fn problem(&mut self, problem: Problem) {
        self.each(|builder| Sink::problem(builder, problem.clone()));
    }
    fn name_scope(&mut self, id: &str, name: &str) {
        self.each(|builder| Sink::name_scope(builder, id, name));
    }
}

/// What is raw is not `Clone`, so that it is copied nowhere by accident; here it goes to one gate more.
fn copy(raw: &Raw) -> Raw {
    let Raw { kind, version, scope, name, native_id, origin, body } = raw;
    Raw {
        kind: kind.clone(),
        version: version.clone(),
        scope: scope.clone(),
        name: name.clone(),
        native_id: native_id.clone(),
        origin: origin.clone(),
        body: body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use drift_core::{
        BoxFuture, FORMAT, FingerprintKey, Gate, Header, Origin, ProviderError, Registry, SideKind,
        Snapshot,
    };

    use super::*;

    /// Long enough for what answers at once, and what never answers is not waited for long.
    const SOON: Duration = Duration::from_secs(2);

    /// A cluster of four kinds, of which one never answers; counts what is in flight.
    #[derive(Default)]
    struct Cluster {
        closed: bool,
        now: AtomicUsize,
        most: AtomicUsize,
        lists: AtomicUsize,
    }

    struct Shared(Arc<Cluster>);

    impl Provider for Shared {
        fn name(&self) -> &'static str {
            "kubernetes"
        }
        fn scopes<'a>(
            &'a self,
            sink: &'a mut dyn Sink,
        ) -> BoxFuture<'a, Result<Vec<Scope>, ProviderError>> {
            Box::pin(async move {
                if self.0.closed {
                    return Err(ProviderError { what: "no route".to_owned(), source: None });
                }
                sink.name_scope("5f0c", "kind-staging");
                Ok(vec![Scope::cluster("5f0c")])
            })
        }
        fn cells<'a>(
            &'a self,
            scope: &'a Scope,
            _: &'a mut dyn Sink,
        ) -> BoxFuture<'a, Result<Vec<Cell>, ProviderError>> {
            let cell = |kind: &str| Cell { scope: scope.in_namespace("*"), kind: kind.to_owned() };
            Box::pin(async move { Ok(["/Pod", "/Service", "/Secret", "hangs"].map(cell).to_vec()) })
        }
        fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()> {
            Box::pin(async move {
                self.0.lists.fetch_add(1, Ordering::SeqCst);
                let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
                self.0.most.fetch_max(now, Ordering::SeqCst);
                tokio::task::yield_now().await;
                if cell.kind == "hangs" {
                    std::future::pending::<()>().await;
                }
                sink.resource(Raw {
                    kind: cell.kind.clone(),
                    version: None,
                    scope: cell.scope.in_namespace("shop"),
                    name: "api".to_owned(),
                    native_id: None,
                    origin: Origin::Live,
                    body: Value::Null,
                });
                sink.cell(cell.clone(), Status::Complete);
                self.0.now.fetch_sub(1, Ordering::SeqCst);
            })
        }
    }

    fn read(
        cluster: &Arc<Cluster>,
        environments: usize,
        filter: &FilterArgs,
        patience: Duration,
    ) -> (Vec<Snapshot>, Vec<Option<String>>) {
        let registry = Registry::default();
        let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
        let header = Header {
            format: FORMAT,
            environment: "staging".into(),
            kind: SideKind::Observed,
            rank: None,
            captured_at: "2026-11-24T00:00:00Z".into(),
            tool: "drift/0".into(),
            key: gate.key_id().into(),
            tokens: vec![],
            names: Default::default(),
            elsewhere: 0,
        };
        let builders: Vec<_> =
            (0..environments).map(|_| Mutex::new(Builder::new(header.clone(), &gate))).collect();
        let source = Source {
            provider: Box::new(Shared(cluster.clone())),
            place: "context a".into(),
            takers: builders.iter().collect(),
        };
        let bounds = Bounds { in_flight: 2, deadline: Instant::now() + patience, filter };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let failures = runtime.block_on(collect(&[source], bounds, &Meter::hidden()));
        (
            builders.into_iter().map(|builder| builder.into_inner().unwrap().finish()).collect(),
            failures,
        )
    }

    #[test]
    fn a_cluster_of_two_environments_is_listed_once_and_within_its_limits() {
        let cluster = Arc::new(Cluster::default());
        let (snapshots, failures) = read(&cluster, 2, &FilterArgs::default(), SOON);
        assert_eq!(failures, [None]);
        assert_eq!(cluster.lists.load(Ordering::SeqCst), 4);
        assert_eq!(cluster.most.load(Ordering::SeqCst), 2);
        assert_eq!(snapshots[0], snapshots[1]);
        let statuses: Vec<String> =
            snapshots[0].coverage.0.values().map(ToString::to_string).collect();
        assert_eq!(
            statuses,
            ["complete", "complete", "complete", "partial: the deadline of the run came first"]
        );
        assert_eq!(snapshots[0].header.names["5f0c"], "kind-staging");
    }

    #[test]
    fn after_the_deadline_nothing_is_begun_and_that_is_said() {
        let cluster = Arc::new(Cluster::default());
        let (snapshots, failures) = read(&cluster, 1, &FilterArgs::default(), Duration::ZERO);
        let said = (snapshots[0].coverage.0.len(), failures);
        assert_eq!(said, (4, vec![None]));
        assert!(
            snapshots[0]
                .coverage
                .0
                .values()
                .all(|status| *status == Status::Skipped { why: Skip::Deadline })
        );
        assert_eq!(cluster.lists.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn what_a_filter_leaves_out_is_not_asked_for() {
        let cluster = Arc::new(Cluster::default());
        let filter = FilterArgs { kinds: vec!["/S*".into()], namespaces: vec![] };
        let (snapshots, _) = read(&cluster, 1, &filter, SOON);
        assert_eq!(cluster.lists.load(Ordering::SeqCst), 2);
        assert_eq!(snapshots[0].resources().len(), 2);
        assert_eq!(snapshots[0].coverage.gaps().count(), 2);
    }

    #[test]
    fn a_source_that_cannot_be_entered_is_a_problem_with_its_place() {
        let cluster = Arc::new(Cluster { closed: true, ..Cluster::default() });
        let (snapshots, failures) = read(&cluster, 2, &FilterArgs::default(), SOON);
        assert_eq!(failures, [Some("no route".to_owned())]);
        for snapshot in snapshots {
            assert_eq!(snapshot.problems[0].to_string(), "context a: no route");
        }
    }
}
