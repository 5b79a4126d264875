use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::executor::block_on;
use futures::future::{poll_immediate, ready};

use super::*;
use crate::{Builder, FingerprintKey, Gate, Header, Origin, Registry, Scope, Silent, Snapshot};

/// A cluster of four kinds, of which one never answers and one is broken; counts what is in flight.
#[derive(Default)]
struct Cluster {
    closed: bool,
    hangs: bool,
    secretive: bool,
    now: AtomicUsize,
    most: AtomicUsize,
    lists: AtomicUsize,
}

/// Counts itself as in flight while it lives.
struct InFlight<'c>(&'c AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Provider for Cluster {
    fn name(&self) -> &'static str {
        "kubernetes"
    }
    fn scopes<'a>(
        &'a self,
        sink: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Scope>, ProviderError>> {
        Box::pin(async move {
            if self.closed {
                let source = Some(std::io::Error::other("no route to host").into());
                return Err(ProviderError { what: "staging does not answer".into(), source });
            }
            if self.hangs {
                std::future::pending::<()>().await;
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
        let cells = ["/Pod", "/Service", "broken", "hangs"].map(cell).to_vec();
        if self.secretive { Box::pin(std::future::pending()) } else { Box::pin(ready(Ok(cells))) }
    }
    fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.lists.fetch_add(1, Ordering::SeqCst);
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let _one = InFlight(&self.now);
            match cell.kind.as_str() {
                "hangs" => std::future::pending().await,
                "broken" => panic!("a bug"),
                _ => {}
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
        })
    }
}

/// Ends as soon as nothing else can be done: it is asked after everything that could be read was.
fn when_nothing_moves(after: usize, why: Skip) -> BoxFuture<'static, Skip> {
    let mut asked = 0;
    Box::pin(std::future::poll_fn(move |context| {
        asked += 1;
        context.waker().wake_by_ref();
        if asked > after { std::task::Poll::Ready(why) } else { std::task::Poll::Pending }
    }))
}

fn read(
    cluster: &Cluster,
    bounds: Bounds<'_>,
    progress: &mut (dyn Progress + Send),
) -> (Snapshot, Ending) {
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut builder =
        Builder::new(Header::observed("staging", "2026-11-24T00:00:00Z", &gate), &gate);
    let ending = block_on(collect(cluster, "context a", &mut builder, bounds, progress));
    (builder.finish(), ending)
}

fn statuses(snapshot: &Snapshot) -> Vec<String> {
    let cells = snapshot.coverage.0.iter();
    cells.map(|(cell, status)| format!("{} {status}", cell.kind)).collect()
}

#[test]
fn what_the_end_cuts_off_is_partial_and_the_rest_is_said() {
    let cluster = Cluster::default();
    let bounds =
        Bounds { in_flight: 2, end: when_nothing_moves(20, Skip::Deadline), ..Bounds::default() };
    let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
    assert_eq!(ending, Ending { refused: None, cut: Some(Skip::Deadline) });
    assert_eq!(
        statuses(&snapshot),
        [
            "/Pod complete",
            "/Service complete",
            "broken partial: an internal error ended it",
            "hangs partial: the deadline of the run came first",
        ]
    );
    assert_eq!(snapshot.resources().len(), 2);
    assert_eq!(snapshot.header.names["5f0c"], "kind-staging");
    assert_eq!(cluster.now.load(Ordering::SeqCst), 0);
}

#[test]
fn no_more_cells_are_read_at_once_than_was_said() {
    let all_but = |cell: &Cell| !matches!(cell.kind.as_str(), "hangs" | "broken");
    for (in_flight, most) in [(1, 1), (0, 1), (9, 1)] {
        let cluster = Cluster::default();
        let bounds = Bounds { in_flight, wants: &all_but, ..Bounds::default() };
        let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
        assert_eq!(ending, Ending::default());
        assert_eq!(cluster.most.load(Ordering::SeqCst), most);
        assert_eq!(snapshot.coverage.gaps().count(), 2);
    }
    let cluster = Cluster::default();
    let bounds =
        Bounds { in_flight: 1, end: when_nothing_moves(20, Skip::Deadline), ..Bounds::default() };
    let (snapshot, _) = read(&cluster, bounds, &mut Silent);
    assert_eq!((cluster.most.load(Ordering::SeqCst), snapshot.coverage.0.len()), (1, 4));
}

#[test]
fn after_the_end_nothing_is_begun_and_that_is_said() {
    let cluster = Cluster::default();
    let bounds = Bounds { end: ready(Skip::Interrupted).boxed(), ..Bounds::default() };
    let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
    assert_eq!(ending, Ending { refused: None, cut: Some(Skip::Interrupted) });
    assert_eq!(cluster.lists.load(Ordering::SeqCst), 0);
    assert_eq!(snapshot.coverage.0.len(), 4);
    assert!(statuses(&snapshot).iter().all(|said| said.ends_with("skipped (interrupted)")));
}

#[test]
fn a_source_that_says_nothing_until_the_end_is_a_problem() {
    let cluster = Cluster { hangs: true, ..Cluster::default() };
    let bounds = Bounds { end: ready(Skip::Deadline).boxed(), ..Bounds::default() };
    let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
    assert_eq!(ending.cut, Some(Skip::Deadline));
    let said = "context a: the deadline of the run came first";
    assert_eq!(snapshot.problems[0].to_string(), said);
}

#[test]
fn a_source_that_does_not_say_what_it_has_until_the_end_is_a_problem() {
    let cluster = Cluster { secretive: true, ..Cluster::default() };
    // An `async` block panics where it is asked again after its end.
    let end = when_nothing_moves(3, Skip::Deadline);
    let asked_once = async {
        end.await;
        Skip::Deadline
    };
    let bounds = Bounds { end: Box::pin(asked_once), ..Bounds::default() };
    let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
    let why = Skip::Deadline.told();
    assert_eq!(ending, Ending { refused: Some(why.into()), cut: Some(Skip::Deadline) });
    assert_eq!(snapshot.problems[0].to_string(), format!("context a: {why}"));
}

#[test]
fn a_source_that_cannot_be_entered_is_a_problem_with_its_place_and_cause() {
    let cluster = Cluster { closed: true, ..Cluster::default() };
    let (snapshot, ending) = read(&cluster, Bounds::default(), &mut Silent);
    let why = "staging does not answer: no route to host";
    assert_eq!(ending, Ending { refused: Some(why.into()), cut: None });
    assert_eq!(snapshot.problems[0].to_string(), format!("context a: {why}"));
}

#[test]
fn what_is_not_wanted_is_not_asked_for() {
    let cluster = Cluster::default();
    let bounds = Bounds { wants: &|cell| cell.kind == "/Pod", ..Bounds::default() };
    let (snapshot, ending) = read(&cluster, bounds, &mut Silent);
    assert_eq!((cluster.lists.load(Ordering::SeqCst), ending), (1, Ending::default()));
    assert_eq!(statuses(&snapshot)[1], "/Service skipped (filter)");
}

#[test]
fn progress_is_told_in_cells_and_may_end_it() {
    struct Until(usize, Vec<(usize, usize)>);
    impl Progress for Until {
        fn step(&mut self, stage: &'static str, done: usize, total: usize) -> bool {
            assert_eq!(stage, "collect");
            self.1.push((done, total));
            done < self.0
        }
    }
    let mut progress = Until(1, vec![]);
    let bounds = Bounds { in_flight: 1, ..Bounds::default() };
    let (snapshot, ending) = read(&Cluster::default(), bounds, &mut progress);
    assert_eq!(progress.1, [(1, 4)]);
    assert_eq!(ending.cut, Some(Skip::Interrupted));
    assert_eq!(statuses(&snapshot)[0], "/Pod complete");
    assert_eq!(statuses(&snapshot)[3], "hangs skipped (interrupted)");
}

#[test]
fn dropping_it_drops_what_is_in_flight() {
    let cluster = Cluster::default();
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let mut builder =
        Builder::new(Header::observed("staging", "2026-11-24T00:00:00Z", &gate), &gate);
    let wants: &(dyn Fn(&Cell) -> bool + Sync) = &|cell| cell.kind == "hangs";
    let bounds = Bounds { wants, ..Bounds::default() };
    {
        let mut silent = Silent;
        let mut collecting = pin!(collect(&cluster, "a", &mut builder, bounds, &mut silent));
        assert_eq!(block_on(poll_immediate(collecting.as_mut())), None);
        assert_eq!(cluster.now.load(Ordering::SeqCst), 1);
    }
    assert_eq!(cluster.now.load(Ordering::SeqCst), 0);
}

#[test]
fn it_may_run_on_any_thread() {
    fn sendable<T: Send>(future: T) -> T {
        future
    }
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let cluster: Arc<dyn Provider> = Arc::new(Cluster { closed: true, ..Cluster::default() });
    let mut builder =
        Builder::new(Header::observed("staging", "2026-11-24T00:00:00Z", &gate), &gate);
    let mut silent = Silent;
    let all = sendable(collect(&*cluster, "a", &mut builder, Bounds::default(), &mut silent));
    assert!(block_on(all).refused.is_some());
}
