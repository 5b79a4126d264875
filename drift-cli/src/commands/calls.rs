//! The AWS part of `drift snapshot --plan`: the calls that reading accounts would make, service by service.
//!
//! Which calls they are is `drift-aws`'s; how many of them is guessed from the newest stored snapshot. Asks nobody.

use std::collections::{BTreeMap, BTreeSet};

use drift_aws::table::{Call, Detail, How, Reach};
use drift_aws::{Planned, plan};
use drift_core::Snapshot;
use serde::Serialize;

use crate::accounts;
use crate::args::FilterArgs;
use crate::error::Error;
use crate::render::words::count;
use crate::render::wrap::hang;
use crate::run::Run;

/// The plan for the accounts of one environment.
#[derive(Serialize)]
pub(crate) struct Calls<'r> {
    environment: &'r str,
    /// All calls that are known beforehand.
    calls: usize,
    /// When the snapshot was taken that tells how many resources there are; without one, each list counts as one call.
    counted_at: Option<String>,
    services: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
}

/// The plan for each of these environments that has accounts.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn of<'r>(
    run: &Run,
    filter: &FilterArgs,
    names: &[&'r str],
) -> Result<Vec<Calls<'r>>, Error> {
    if !accounts::any_wanted(run, filter) {
        return Ok(Vec::new());
    }
    let config = &run.settings.config;
    let live = names.iter().filter(|name| !accounts::aws(config, name).is_empty());
    live.map(|name| one(run, filter, name)).collect()
}

fn one<'r>(run: &Run, filter: &FilterArgs, environment: &'r str) -> Result<Calls<'r>, Error> {
    let stored = super::plan::stored(run, &[environment])?.pop();
    let known = stored.as_ref().filter(|snapshot| !places(snapshot).0.is_empty());
    // Without a snapshot: what is configured.
    let (whole, regions) = known.map_or_else(
        || {
            let sources = accounts::aws(&run.settings.config, environment);
            let whole = sources.iter().map(|source| source.accounts.len().max(1)).sum();
            let regions = sources
                .iter()
                .map(|source| source.accounts.len().max(1) * source.regions.len().max(1));
            (whole, regions.sum())
        },
        |snapshot| (places(snapshot).0.len(), places(snapshot).1.len()),
    );
    let mut services: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for planned in plan(&accounts::wanted(run, filter)) {
        let scopes = if planned.reach == Reach::Account { whole } else { regions };
        for (call, times) in calls(&planned, scopes, known) {
            let service = services.entry(call.service).or_default();
            let counted = service.entry(call.operation).or_default();
            *counted = times.max(*counted);
        }
    }
    Ok(Calls {
        environment,
        calls: services.values().flat_map(BTreeMap::values).sum(),
        counted_at: known.map(|snapshot| snapshot.header.captured_at.clone()),
        services,
    })
}

/// The accounts of a snapshot, and their regions.
fn places(snapshot: &Snapshot) -> (BTreeSet<&str>, BTreeSet<(&str, &str)>) {
    let scopes = || snapshot.coverage.0.keys().map(|cell| &cell.scope);
    let accounts = scopes().filter_map(|scope| scope.account.as_deref()).collect();
    let regions =
        scopes().filter_map(|scope| Some((scope.account.as_deref()?, scope.region.as_deref()?)));
    (accounts, regions.collect())
}

/// Each call of a kind and how often it is made at least.
fn calls(
    planned: &Planned,
    scopes: usize,
    known: Option<&Snapshot>,
) -> Vec<(&'static Call, usize)> {
    let of_kind = known.map_or(0, |snapshot| {
        snapshot.resources().iter().filter(|resource| resource.kind == planned.kind).count()
    });
    let details = planned.details().map(|detail| (&detail.call, times(detail, scopes, of_kind)));
    let lists = planned.lists.iter().chain([planned.list]).map(|call| (call, scopes));
    lists.chain(details).collect()
}

fn times(detail: &Detail, scopes: usize, resources: usize) -> usize {
    match detail.how {
        How::Each | How::Differ(..) => resources,
        How::Batch { size, .. } => resources.div_ceil(size.max(1)),
        How::All { .. } => scopes.min(resources),
    }
}

pub(crate) fn text(plan: &Calls<'_>) -> String {
    let counted = match &plan.counted_at {
        Some(time) => format!("resources by the snapshot of {time}, pages not counted"),
        None => "at least: no stored snapshot tells how many resources there are".to_owned(),
    };
    let head = format!(
        "{}: {} to AWS ({counted}). Nothing was asked.",
        plan.environment,
        count(plan.calls, "call")
    );
    let mut lines = vec![hang("", &head)];
    for (service, operations) in &plan.services {
        let said = |(name, times): (&&str, &usize)| match times {
            0 => format!("{name} (for each)"),
            1 => (*name).to_owned(),
            times => format!("{name} ({times})"),
        };
        let operations: Vec<String> = operations.iter().map(said).collect();
        lines.push(hang("  ", &format!("{service}: {}", operations.join(", "))));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
