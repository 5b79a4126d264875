//! Capturing: environments as they are now, each cluster once, as snapshots that were settled and are ready to be stored.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use drift_core::{Builder, Gate, Problem, ProblemCode, SideKind, Sink, Snapshot};
use drift_k8s::Cluster;
use tokio::time::timeout_at;

use crate::args::FilterArgs;
use crate::clusters::{self, Readers, Target};
use crate::collect::{Bounds, LATE, Source, collect, said};
use crate::error::Error;
use crate::run::Run;
use crate::{header, members};

/// What became of an environment.
pub(crate) type Captured = Result<Snapshot, Error>;

/// Captures environments. One that could not be read at all is an error of its own.
///
/// # Errors
/// When a kubeconfig cannot be read, an environment has no live source, or a signal came: nothing is then left half done.
pub(crate) fn capture(
    run: &Run,
    environments: &[&str],
    filter: &FilterArgs,
) -> Result<Vec<Captured>, Error> {
    for name in environments {
        has_live_source(run, name)?;
    }
    let targets = clusters::targets(run, environments)?;
    let gate = Gate::new(run.key.clone(), &run.registry);
    let builders: Vec<Mutex<Builder<'_>>> = environments
        .iter()
        .map(|name| Mutex::new(Builder::new(header::of(run, name, SideKind::Observed), &gate)))
        .collect();
    let failures = run.wait(read(run, &targets, &builders, filter))?;
    let snapshots = builders.into_iter().map(|builder| {
        let mut snapshot = builder.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
        clusters::keep_own(&run.settings.config, &mut snapshot);
        members::settle(&mut snapshot, &run.settings.config);
        snapshot
    });
    let captured = snapshots.enumerate().map(|(place, snapshot)| {
        let of_it: Vec<&Failure> =
            failures.iter().filter(|failure| failure.environments.contains(&place)).collect();
        match (snapshot.coverage.0.is_empty(), of_it.as_slice()) {
            (true, [first, ..]) => {
                Err(unreadable(&snapshot.header.environment, first, of_it.len()))
            }
            _ => Ok(snapshot),
        }
    });
    Ok(captured.collect())
}

fn has_live_source(run: &Run, name: &str) -> Result<(), Error> {
    let config = &run.settings.config;
    if !clusters::kubernetes(config, name).is_empty() {
        return Ok(());
    }
    let location =
        config.environments.get(name).and_then(|environment| environment.location.clone());
    Err(Error::config(format!("the environment `{name}` has no live source")).at(location).hint(
        "add `kubernetes: { context: … }` to its sources; what it declares is compared as k8s:PATH",
    ))
}

/// A cluster that could not be entered.
struct Failure {
    why: String,
    environments: Vec<usize>,
}

fn unreadable(environment: &str, first: &Failure, count: usize) -> Error {
    let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
    let mut error = Error::source(format!("nothing of `{environment}` could be read"));
    // What a provider says of a failure names the cluster.
    error.causes.push(format!("{}{more}", first.why));
    error.hint("`kubectl --context CONTEXT get --raw /version` shows whether the cluster answers")
}

async fn read(
    run: &Run,
    targets: &BTreeMap<Target, Readers>,
    builders: &[Mutex<Builder<'_>>],
    filter: &FilterArgs,
) -> Result<Vec<Failure>, Error> {
    let bounds = Bounds::new(&run.settings.config.limits, filter);
    let meter = run.meter();
    let connecting = targets.iter().map(|(target, readers)| connect(run, target, readers, bounds));
    let connected = futures::future::join_all(connecting).await;
    let (mut sources, mut readers_of, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for ((target, readers), connected) in targets.iter().zip(connected) {
        let takers: Vec<_> =
            readers.environments.iter().filter_map(|place| builders.get(*place)).collect();
        let place = target.place();
        match connected {
            Ok(cluster) => {
                sources.push(Source { provider: Box::new(cluster), place, takers });
                readers_of.push(readers);
            }
            Err(why) => {
                tell(&takers, &place, &why);
                failures.push(Failure { why, environments: readers.environments.clone() });
            }
        }
    }
    let said = collect(&sources, bounds, &meter).await;
    for (readers, why) in readers_of.into_iter().zip(said) {
        if let Some(why) = why {
            let environments = readers.environments.clone();
            failures.push(Failure { why, environments });
        }
    }
    Ok(failures)
}

async fn connect(
    run: &Run,
    target: &Target,
    readers: &Readers,
    bounds: Bounds<'_>,
) -> Result<Cluster, String> {
    let connecting = drift_k8s::connect(clusters::options(run, target, readers, bounds.filter));
    match timeout_at(bounds.deadline, connecting).await {
        Ok(connected) => connected.map_err(|error| said(&error)),
        Err(_) => Err(LATE.to_owned()),
    }
}

/// Tells every environment that reads it that a cluster could not be entered.
fn tell(takers: &[&Mutex<Builder<'_>>], place: &str, why: &str) {
    for taker in takers {
        let problem = Problem {
            code: ProblemCode::Unreadable,
            place: place.to_owned(),
            what: why.to_owned(),
        };
        taker.lock().unwrap_or_else(PoisonError::into_inner).problem(problem);
    }
}
