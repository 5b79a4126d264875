//! Collect: a provider is asked for all that it has, several cells at once, until something ends it.
//!
//! Failure is data: it becomes the status of a cell or a problem, and costs only its part. Everything happens in the task that
//! awaits it; dropping it stops it. Knows no clock, no signals and no runtime: what ends it early is a future that is
//! passed in.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use futures::FutureExt;
use futures::future::{Either, select};
use futures::stream::{self, StreamExt};

use crate::coverage::{Cell, Skip, Status};
use crate::problem::{Problem, ProblemCode};
use crate::progress::Progress;
use crate::provider::{BoxFuture, Provider, ProviderError, Sink};
use crate::resource::Raw;
use crate::value::Value;

/// What is read, how much at once, and for how long.
///
/// ```
/// use drift_core::{Bounds, Skip};
/// # async fn ten_seconds() {}
/// let bounds = Bounds {
///     wants: &|cell| cell.kind != "/Event",
///     end: Box::pin(async { ten_seconds().await; Skip::Deadline }),
///     ..Bounds::default()
/// };
/// assert_eq!(bounds.in_flight, 4);
/// ```
pub struct Bounds<'a> {
    /// How many cells are read at once; at least one.
    pub in_flight: usize,
    /// Which cells are read. The others are `skipped: filter`.
    pub wants: &'a (dyn Fn(&Cell) -> bool + Sync),
    /// Is ready when reading is to end, and says why: a timer, a signal. What is being read then is `partial`, the rest `skipped`.
    pub end: BoxFuture<'a, Skip>,
}

impl Default for Bounds<'_> {
    /// Everything, four cells at once, without an end.
    fn default() -> Self {
        Self { in_flight: 4, wants: &|_| true, end: std::future::pending().boxed() }
    }
}

/// How a collection ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    /// Why the source, or a scope of it, could not be entered; a problem says so too.
    pub refused: Option<String>,
    /// What ended it before all was read.
    pub cut: Option<Skip>,
}

/// Reads everything that a provider has into a sink, such as a [`Builder`](crate::Builder).
///
/// `place` is how people call the source (`context prod-1`); problems bear it. Progress is told as the stage `collect`, in
/// cells; saying stop there ends it as if it were interrupted. Every cell gets a status.
///
/// ```
/// use drift_core::{Bounds, Provider, Silent, Sink, Skip, collect};
/// async fn all(provider: &dyn Provider, sink: &mut dyn Sink) -> bool {
///     let ending = collect(provider, "inventory", sink, Bounds::default(), &mut Silent).await;
///     ending.refused.is_none()
/// }
/// ```
pub async fn collect(
    provider: &dyn Provider,
    place: &str,
    sink: &mut dyn Sink,
    bounds: Bounds<'_>,
    progress: &mut (dyn Progress + Send),
) -> Ending {
    let sink = Mutex::new(sink);
    let shared = Shared(&sink);
    let mut reading = Reading { provider, place, shared, bounds, ending: Ending::default() };
    let scopes = reading.enter(provider.scopes(&mut Shared(&sink))).await;
    let mut cells = Vec::new();
    for scope in &scopes {
        cells.extend(reading.enter(provider.cells(scope, &mut Shared(&sink))).await);
    }
    // All scopes at once: each region has limits of its own.
    reading.read(&cells, progress).await;
    reading.ending
}

/// A collection under way.
struct Reading<'a, 'd> {
    provider: &'a dyn Provider,
    place: &'a str,
    shared: Shared<'a, 'd>,
    bounds: Bounds<'a>,
    ending: Ending,
}

impl Reading<'_, '_> {
    /// What the provider says there is; nothing, and why, where it does not say or the end comes first.
    async fn enter<T>(
        &mut self,
        asked: impl Future<Output = Result<Vec<T>, ProviderError>>,
    ) -> Vec<T> {
        let said = match self.ending.cut {
            Some(why) => Err(why),
            None => match select(pin!(asked), &mut self.bounds.end).await {
                Either::Left((said, _)) => Ok(said),
                Either::Right((why, _)) => Err(why),
            },
        };
        match said {
            Ok(Ok(found)) => return found,
            Ok(Err(error)) => self.refuse(with_causes(&error)),
            Err(why) => {
                self.ending.cut = Some(why);
                self.refuse(why.told().to_owned());
            }
        }
        Vec::new()
    }

    fn refuse(&mut self, what: String) {
        let place = self.place.to_owned();
        let problem = Problem { code: ProblemCode::Unreadable, place, what: what.clone() };
        self.shared.problem(problem);
        self.ending.refused = Some(what);
    }

    /// Reads the cells that are wanted until there is no more, or the end comes.
    async fn read(&mut self, cells: &[Cell], progress: &mut (dyn Progress + Send)) {
        let (wanted, others): (Vec<_>, Vec<_>) =
            cells.iter().partition(|cell| (self.bounds.wants)(cell));
        for cell in others {
            self.shared.cell(cell.clone(), Status::Skipped { why: Skip::Filter });
        }
        let (begun, mut ended) = (Mutex::new(BTreeSet::new()), BTreeSet::new());
        // A future that has ended is not asked again.
        let mut come = self.ending.cut.or_else(|| self.bounds.end.as_mut().now_or_never());
        if come.is_none() {
            let (provider, shared) = (self.provider, self.shared);
            // Boxed and collected: a stream that holds the closure cannot be sent to another thread.
            let reads: Vec<BoxFuture<'_, &Cell>> =
                wanted.iter().map(|cell| one(provider, cell, shared, &begun).boxed()).collect();
            let mut reads = stream::iter(reads).buffer_unordered(self.bounds.in_flight.max(1));
            come = loop {
                match select(reads.next(), &mut self.bounds.end).await {
                    Either::Left((None, _)) => break None,
                    Either::Left((Some(cell), _)) => ended.insert(cell),
                    Either::Right((why, _)) => break Some(why),
                };
                if !progress.step("collect", ended.len(), wanted.len()) {
                    break Some(Skip::Interrupted);
                }
            };
        }
        let Some(why) = come else { return };
        self.ending.cut = Some(why);
        let begun = begun.into_inner().unwrap_or_else(PoisonError::into_inner);
        for cell in wanted.into_iter().filter(|cell| !ended.contains(cell)) {
            // Some of what was begun may have been read: it is partial, not skipped.
            let partial = Status::Partial { fault: why.told().to_owned() };
            let status = if begun.contains(cell) { partial } else { Status::Skipped { why } };
            self.shared.cell(cell.clone(), status);
        }
    }
}

/// Reads one cell and gives it back.
async fn one<'c>(
    provider: &dyn Provider,
    cell: &'c Cell,
    mut shared: Shared<'_, '_>,
    begun: &Mutex<BTreeSet<&'c Cell>>,
) -> &'c Cell {
    begun.lock().unwrap_or_else(PoisonError::into_inner).insert(cell);
    // What a provider's message quotes may be what it read: where it happened was told when it happened.
    if AssertUnwindSafe(provider.collect(cell, &mut shared)).catch_unwind().await.is_err() {
        let fault = "an internal error ended it".to_owned();
        shared.cell(cell.clone(), Status::Partial { fault });
    }
    cell
}

/// An error with its causes, each said once.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        cause = error.source();
    }
    said
}

/// One sink for several cells at once. One that a panic left is still whole: each call adds one thing.
#[derive(Clone, Copy)]
struct Shared<'s, 'd>(&'s Mutex<&'d mut dyn Sink>);

impl Shared<'_, '_> {
    fn with(&self, give: impl FnOnce(&mut dyn Sink)) {
        give(&mut **self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Sink for Shared<'_, '_> {
    fn resource(&mut self, raw: Raw) {
        self.with(|sink| sink.resource(raw));
    }
    fn cell(&mut self, cell: Cell, status: Status) {
        self.with(|sink| sink.cell(cell, status));
    }
    fn fact(&mut self, provider: &str, fact: Value) {
        self.with(|sink| sink.fact(provider, fact));
    }
    fn problem(&mut self, problem: Problem) {
        self.with(|sink| sink.problem(problem));
    }
    fn name_scope(&mut self, id: &str, name: &str) {
        self.with(|sink| sink.name_scope(id, name));
    }
}

#[cfg(test)]
mod tests;
