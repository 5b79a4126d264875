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
    let known = stored.as_ref().map(Known::of).filter(|known| known.accounts > 0);
    let known = known.unwrap_or_else(|| Known::configured(run, environment));
    let mut services: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (service, operation, times) in entering(run, environment) {
        *services.entry(service).or_default().entry(operation).or_default() += times;
    }
    for planned in plan(&accounts::wanted(run, filter)) {
        for (call, times) in calls(&planned, &known) {
            // Kinds that are found by the same call each make it.
            let service = services.entry(call.service).or_default();
            *service.entry(call.operation).or_default() += times;
        }
    }
    Ok(Calls {
        environment,
        calls: services.values().flat_map(BTreeMap::values).sum(),
        counted_at: known.at.map(str::to_owned),
        services,
    })
}

/// The calls that find the accounts and lead into them. How many accounts a unit has is not known before it is listed.
fn entering(run: &Run, environment: &str) -> Vec<(&'static str, &'static str, usize)> {
    let config = &run.settings.config;
    let mut calls = Vec::new();
    for source in accounts::aws(config, environment) {
        let accounts = source.accounts.len().max(1);
        let via = source.via.as_ref().and_then(|via| config.credentials.get(via));
        let hops = via.map_or(0, |via| via.chain.len());
        let last = if source.role.is_some() { accounts } else { 0 };
        calls.push(("sts", "GetCallerIdentity", accounts));
        calls.extend((hops + last > 0).then_some(("sts", "AssumeRole", hops + last)));
        if let Some(part) = &source.organization {
            let operations = drift_aws::listing_operations(part.nested).iter();
            calls.extend(operations.map(|operation| ("organizations", *operation, 1)));
        }
    }
    calls
}

/// What is known of the accounts of an environment before they are asked.
struct Known<'s> {
    accounts: usize,
    /// Regions of accounts.
    regions: usize,
    /// How many resources of each kind there are.
    resources: BTreeMap<&'s str, usize>,
    /// When that was so.
    at: Option<&'s str>,
}

impl<'s> Known<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let scopes = || snapshot.coverage.0.keys().map(|cell| &cell.scope);
        let accounts: BTreeSet<_> = scopes().filter_map(|scope| scope.account.as_ref()).collect();
        let regions: BTreeSet<_> = scopes()
            .filter_map(|scope| Some((scope.account.as_ref()?, scope.region.as_ref()?)))
            .collect();
        let mut resources = BTreeMap::new();
        for resource in snapshot.resources() {
            *resources.entry(resource.kind.as_str()).or_default() += 1;
        }
        let at = Some(snapshot.header.captured_at.as_str());
        Self { accounts: accounts.len(), regions: regions.len(), resources, at }
    }

    /// What the configuration says: at least one account, in at least one region.
    fn configured(run: &Run, environment: &str) -> Self {
        let sources = accounts::aws(&run.settings.config, environment);
        let accounts = || sources.iter().map(|source| source.accounts.len().max(1));
        let regions = sources.iter().map(|source| source.regions.len().max(1));
        Self {
            accounts: accounts().sum(),
            regions: accounts().zip(regions).map(|(accounts, regions)| accounts * regions).sum(),
            resources: BTreeMap::new(),
            at: None,
        }
    }
}

/// Each call of a kind and how often it is made at least.
fn calls(planned: &Planned, known: &Known<'_>) -> Vec<(&'static Call, usize)> {
    let scopes = match planned.table.reach {
        Reach::Account => known.accounts,
        Reach::Region => known.regions,
    };
    let of_kind = known.resources.get(planned.table.kind).copied().unwrap_or_default();
    let details = planned.details().map(|detail| (&detail.call, times(detail, scopes, of_kind)));
    planned.lists().map(|call| (call, scopes)).chain(details).collect()
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
