//! Readers: every cluster and every account of a run, read once for all environments that have it.
//!
//! The deadline of the run and a signal end it early, with what was read by then. Knows no snapshot and no membership.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Mutex;

use drift_core::{Bounds, BoxFuture, Builder, Cell, Provider, Sink as _, Skip, Status};
use futures::future::{Either, join, join_all, select};
use tokio::time::Instant;

use crate::accounts::{self, Entered};
use crate::args::FilterArgs;
use crate::clusters::{self, Readers, Target};
use crate::error::said;
use crate::progress::Meter;
use crate::run::Run;
use crate::takers::Takers;

/// How the reading of one cluster or account ended.
pub(crate) struct Reading {
    /// For whom, by their places in the list that was asked for.
    pub(crate) environments: Vec<usize>,
    /// Why it could not be entered.
    pub(crate) refused: Option<String>,
    /// Whether the configuration is wrong, so that there is nothing to tell.
    pub(crate) wrong: bool,
    /// What came before all was read.
    pub(crate) cut: Option<Skip>,
}

/// What reads, and for whom.
pub(crate) struct Reader<'r, 'g> {
    pub(crate) run: &'r Run,
    pub(crate) environments: &'r [&'r str],
    pub(crate) builders: &'r [Mutex<Builder<'g>>],
    pub(crate) filter: &'r FilterArgs,
    pub(crate) deadline: Instant,
    pub(crate) meter: Meter,
}

impl<'r, 'g> Reader<'r, 'g> {
    /// Reads every cluster and every account at once.
    pub(crate) async fn everything(&self, targets: &BTreeMap<Target, Readers>) -> Vec<Reading> {
        let clusters = targets.iter().map(|(target, readers)| self.cluster(target, readers));
        let (mut readings, accounts) = join(join_all(clusters), self.accounts()).await;
        readings.extend(accounts);
        readings
    }

    fn takers(&self, environments: &[usize]) -> Takers<'r, 'g> {
        Takers(environments.iter().filter_map(|place| self.builders.get(*place)).collect())
    }

    /// Connects to a cluster and reads it, until the end comes.
    async fn cluster(&self, target: &Target, readers: &Readers) -> Reading {
        let environments = readers.environments.clone();
        let (place, mut end) = (target.place(), end(self.run, self.deadline));
        let options = clusters::options(self.run, target, readers, self.filter);
        let (refused, cut) = match select(pin!(drift_k8s::connect(options)), &mut end).await {
            Either::Left((Ok(cluster), _)) => {
                let wants = |cell: &Cell| self.filter.takes(cell);
                let in_flight = self.run.settings.config.limits.lists_in_flight;
                let bounds = Bounds { in_flight, wants: &wants, end };
                return self.collect(&cluster, &place, environments, bounds).await;
            }
            Either::Left((Err(error), _)) => (said(&error), None),
            Either::Right((why, _)) => (why.told().to_owned(), Some(why)),
        };
        self.takers(&environments).refuse(&place, &refused);
        Reading { environments, refused: Some(refused), wrong: false, cut }
    }

    async fn collect(
        &self,
        provider: &dyn Provider,
        place: &str,
        environments: Vec<usize>,
        bounds: Bounds<'_>,
    ) -> Reading {
        let (mut takers, mut share) = (self.takers(&environments), self.meter.share(place));
        let ending = drift_core::collect(provider, place, &mut takers, bounds, &mut share).await;
        Reading { environments, refused: ending.refused, wrong: false, cut: ending.cut }
    }

    /// Enters the accounts and reads them, until the end comes.
    async fn accounts(&self) -> Vec<Reading> {
        if !accounts::any_wanted(self.run, self.filter) {
            return Vec::new();
        }
        let doors = accounts::doors(self.run);
        let mut end = end(self.run, self.deadline);
        let entering = async {
            let ways = accounts::ways(self.run, &doors, self.environments).await;
            (accounts::enter(self.run, &doors, ways.known).await, ways.unlisted)
        };
        let (entered, unlisted) = match select(pin!(entering), &mut end).await {
            Either::Left((found, _)) => found,
            Either::Right((why, _)) => return vec![self.cut_before_accounts(why)],
        };
        let mut readings: Vec<Reading> = unlisted
            .into_iter()
            .map(|one| self.refuse(&one.place, vec![one.environment], one.why))
            .collect();
        let accounts = join_all(entered.iter().map(|one| self.account(one))).await;
        readings.extend(accounts.into_iter().flatten());
        readings
    }

    fn cut_before_accounts(&self, why: Skip) -> Reading {
        let config = &self.run.settings.config;
        let reads = |(_, name): &(usize, &&str)| !accounts::aws(config, name).is_empty();
        let environments = self.environments.iter().enumerate().filter(reads);
        let environments = environments.map(|(place, _)| place).collect();
        Reading {
            cut: Some(why),
            ..self.refuse("account sources", environments, why.told().to_owned())
        }
    }

    fn refuse(&self, place: &str, environments: Vec<usize>, why: String) -> Reading {
        self.takers(&environments).refuse(place, &why);
        Reading { environments, refused: Some(why), wrong: false, cut: None }
    }

    /// Reads an account for all who read it, part by part.
    async fn account(&self, entered: &Entered) -> Vec<Reading> {
        let place = entered.way.place();
        let account = match &entered.account {
            Ok(account) => account,
            Err(why) => {
                let environments = entered.readers.environments.keys().copied().collect();
                self.deny(entered, why);
                let refused = self.refuse(&place, environments, why.clone());
                return vec![Reading { wrong: entered.wrong, ..refused }];
            }
        };
        let parts = accounts::parts(&entered.readers).into_iter();
        let reading = parts.map(|(regions, whole, environments)| {
            let (part, place) = (account.only(&regions, whole), &place);
            async move {
                let wants = |cell: &Cell| accounts::wants(self.run, self.filter, cell);
                let end = end(self.run, self.deadline);
                let bounds = Bounds { in_flight: ACCOUNT_IN_FLIGHT, wants: &wants, end };
                self.collect(&part, place, environments, bounds).await
            }
        });
        join_all(reading).await
    }

    /// What an account that is known by its id would have been read for is denied, cell by cell.
    fn deny(&self, entered: &Entered, why: &str) {
        let Some(id) = &entered.way.account else { return };
        for (regions, whole, environments) in accounts::parts(&entered.readers) {
            let mut takers = self.takers(&environments);
            for cell in drift_aws::cells(id, &regions, whole) {
                let status = match accounts::wants(self.run, self.filter, &cell) {
                    true => Status::Denied { fault: why.to_owned() },
                    false => Status::Skipped { why: Skip::Filter },
                };
                takers.cell(cell, status);
            }
        }
    }
}

/// Kinds of an account that are read at once; the door's limits come on top.
const ACCOUNT_IN_FLIGHT: usize = 16;

/// Is ready when reading is to end: at the deadline of the run, or when a signal came.
fn end(run: &Run, deadline: Instant) -> BoxFuture<'static, Skip> {
    let signals = run.signals.clone();
    Box::pin(async move {
        tokio::select! {
            // What a person wants comes before what was configured.
            biased;
            _ = signals.raised() => Skip::Interrupted,
            () = tokio::time::sleep_until(deadline) => Skip::Deadline,
        }
    })
}
