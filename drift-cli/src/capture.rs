//! Capturing: environments as they are now, each cluster and account once, as snapshots that were settled and are ready to be stored.
//!
//! The deadline of the run and a signal end it early, with what was read by then. Knows nothing of where snapshots go.

use std::sync::{Mutex, PoisonError};

use drift_core::config::Config;
use drift_core::{Builder, Gate, SideKind, Skip, Snapshot, Status};

use crate::args::FilterArgs;
use crate::error::Error;
use crate::reader::{Reader, Reading};
use crate::run::Run;
use crate::{accounts, clusters, header, members};

/// An environment as far as it was read.
pub(crate) struct Captured {
    pub(crate) snapshot: Snapshot,
    /// Whether a signal came before all was read.
    pub(crate) interrupted: bool,
}

/// Captures environments. One that could not be read at all is an error of its own; after a signal there is what was read until
/// then, and the signal is still to be answered ([`Signals::check`](crate::signals::Signals::check)).
///
/// # Errors
/// When a kubeconfig cannot be read, or an environment has no live source.
pub(crate) fn capture(
    run: &Run,
    environments: &[&str],
    filter: &FilterArgs,
) -> Result<Vec<Result<Captured, Error>>, Error> {
    for name in environments {
        has_live_source(run, name)?;
    }
    let mut targets = clusters::targets(run, environments)?;
    if filter.is_of_aws() {
        targets.clear();
    }
    let gate = Gate::new(run.key.clone(), &run.registry);
    let builders: Vec<Mutex<Builder<'_>>> = environments
        .iter()
        .map(|name| Mutex::new(Builder::new(header::of(run, name, SideKind::Observed), &gate)))
        .collect();
    let reader = Reader {
        run,
        environments,
        builders: &builders,
        filter,
        deadline: run.deadline(),
        meter: run.meter(),
    };
    let readings = run.block_on(reader.everything(&targets));
    drop(reader);
    let captured = builders.into_iter().enumerate().map(|(place, builder)| {
        let builder = builder.into_inner().unwrap_or_else(PoisonError::into_inner);
        let of_it: Vec<&Reading> =
            readings.iter().filter(|reading| reading.environments.contains(&place)).collect();
        settled(run, builder.finish(), &of_it, filter)
    });
    Ok(captured.collect())
}

/// What was read, without what is not the environment's.
fn settled(
    run: &Run,
    mut snapshot: Snapshot,
    of_it: &[&Reading],
    filter: &FilterArgs,
) -> Result<Captured, Error> {
    let refused: Vec<&str> =
        of_it.iter().filter_map(|reading| reading.refused.as_deref()).collect();
    if let Some(wrong) = of_it.iter().find(|reading| reading.wrong) {
        let name = &snapshot.header.environment;
        let location = run.settings.config.environments.get(name);
        let location = location.and_then(|environment| environment.location.clone());
        let mut error = Error::config(format!("`{name}` cannot be read as it is configured"));
        error.causes.extend(wrong.refused.clone());
        return Err(error.at(location));
    }
    if let (true, [first, more @ ..]) = (snapshot.coverage.0.is_empty(), refused.as_slice()) {
        return Err(unreadable(&snapshot.header.environment, first, more.len()));
    }
    clusters::keep_own(&run.settings.config, &mut snapshot);
    members::settle(&mut snapshot, &run.settings.config, &run.registry);
    // A filter may leave only what is no environment's.
    if filter.is_empty() {
        snapshot.problems.extend(members::matched_nothing(&snapshot, &run.settings.config));
    }
    let interrupted = of_it.iter().any(|reading| reading.cut == Some(Skip::Interrupted));
    Ok(Captured { snapshot, interrupted })
}

/// Why nothing at all could be read of what was asked for, if so: such a snapshot would stand for an empty environment.
pub(crate) fn nothing_read(snapshot: &Snapshot) -> Option<&Status> {
    let filtered = Status::Skipped { why: Skip::Filter };
    // The cell of kind `*` says which kinds exist, and was not read.
    let readings = snapshot.coverage.0.iter().filter(|(cell, _)| cell.kind != "*");
    let mut asked = readings.map(|(_, status)| status).filter(|status| **status != filtered);
    let first = asked.next()?;
    let any = first.is_complete() || asked.any(Status::is_complete);
    (!any && snapshot.resources().is_empty()).then_some(first)
}

/// Whether an environment is read from something live.
pub(crate) fn is_live(config: &Config, name: &str) -> bool {
    !clusters::kubernetes(config, name).is_empty() || !accounts::aws(config, name).is_empty()
}

fn has_live_source(run: &Run, name: &str) -> Result<(), Error> {
    let config = &run.settings.config;
    if is_live(config, name) {
        return Ok(());
    }
    let location =
        config.environments.get(name).and_then(|environment| environment.location.clone());
    Err(Error::config(format!("the environment `{name}` has no live source")).at(location).hint(
        "add `kubernetes: { context: … }` or `aws: { profile: … }` to its sources; what it declares is \
         compared as k8s:PATH",
    ))
}

/// That nothing of an environment could be read, with the first of the reasons and how many there are beside it.
pub(crate) fn unreadable(environment: &str, first: &str, more: usize) -> Error {
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    let mut error = Error::source(format!("nothing of `{environment}` could be read"));
    // What a provider says of a failure names the cluster.
    error.causes.push(format!("{first}{more}"));
    if first == Skip::Interrupted.told() {
        return error;
    }
    error.hint(format!("`drift doctor {environment}` says what can be reached, and as whom"))
}
