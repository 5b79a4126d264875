//! The checkup: what a run would find where it runs: configuration, key, store, of each cluster whether it answers, as whom
//! one asks it, and what of it will be unseen, and of each account whether it can be entered, and who one is there.
//!
//! Lists one object of each kind and keeps none. Every part that fails is told and costs only itself. Knows no layout.

use std::collections::BTreeMap;
use std::path::Path;

use drift_core::{FingerprintKey, Skip};
use drift_k8s::{Cluster, Identity, Probe, Probed, refused_user};
use serde::Serialize;
use tokio::time::Instant;

use crate::accounts;
use crate::args::FilterArgs;
use crate::clusters::{self, Readers, Target};
use crate::error::{Error, said};
use crate::key::{self, Origin};
use crate::run::Run;
use crate::store::Store;
use crate::terminal::Terminal;

/// Everything that was looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Checkup {
    pub(crate) configuration: Configuration,
    pub(crate) key: KeyState,
    pub(crate) store: StoreState,
    pub(crate) clusters: Vec<ClusterState>,
    pub(crate) accounts: Vec<AccountState>,
}

/// `drift.yaml`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Configuration {
    /// The file; without one everything is as it is by default.
    pub(crate) file: Option<String>,
    pub(crate) environments: Vec<String>,
    /// Environments that nothing live is configured for.
    pub(crate) declared_only: Vec<String>,
    pub(crate) errors: Vec<String>,
}

/// The fingerprint keys.
#[derive(Debug, Default, Serialize)]
pub(crate) struct KeyState {
    /// The current one first.
    pub(crate) keys: Vec<KeyOrigin>,
    pub(crate) error: Option<String>,
}

/// One key; never the key itself.
#[derive(Debug, Serialize)]
pub(crate) struct KeyOrigin {
    pub(crate) id: String,
    pub(crate) from: String,
    /// The mode of its file, as `chmod` writes it.
    pub(crate) mode: Option<String>,
    pub(crate) warning: Option<String>,
}

/// The store.
#[derive(Debug, Default, Serialize)]
pub(crate) struct StoreState {
    pub(crate) folder: Option<String>,
    /// Why nothing can be stored, if so.
    pub(crate) error: Option<String>,
    pub(crate) environments: Vec<Stored>,
}

/// What is stored of an environment.
#[derive(Debug, Serialize)]
pub(crate) struct Stored {
    pub(crate) environment: String,
    pub(crate) snapshots: usize,
    pub(crate) newest: Option<String>,
}

/// One cluster.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ClusterState {
    pub(crate) environments: Vec<String>,
    /// How people call it: `context prod-1`.
    pub(crate) place: String,
    pub(crate) kubeconfig: Option<String>,
    pub(crate) server: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) identity: Identity,
    /// Why it cannot be reached, if so.
    pub(crate) error: Option<String>,
    pub(crate) hint: Option<String>,
    /// How many lists a capture makes.
    pub(crate) lists: usize,
    /// The lists that are not answered, or not in every namespace.
    pub(crate) unseen: Vec<Probed>,
    /// API groups that do not say what they serve, and why.
    pub(crate) silent: BTreeMap<String, String>,
    pub(crate) secrets: Secrets,
}

/// One account.
#[derive(Debug, Default, Serialize)]
pub(crate) struct AccountState {
    pub(crate) environments: Vec<String>,
    /// How people call it: `account 111122223333`.
    pub(crate) place: String,
    /// With which credentials it is entered: `hub > drift-read in 111122223333`.
    pub(crate) entrance: String,
    pub(crate) account: Option<String>,
    /// Who one is there, as STS says it.
    pub(crate) arn: Option<String>,
    pub(crate) regions: Vec<String>,
    /// Why it cannot be entered, if so.
    pub(crate) error: Option<String>,
}

/// What is read of Secrets.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Secrets {
    /// Nothing: they are left out.
    #[default]
    LeftOut,
    /// Their names and metadata.
    Metadata,
    /// Their values, as fingerprints.
    Values,
    /// They may not be listed, at least not everywhere.
    Refused,
}

impl Checkup {
    /// Whether something cannot be reached or used at all.
    pub(crate) fn has_failed(&self) -> bool {
        !self.configuration.errors.is_empty()
            || self.key.error.is_some()
            || self.store.error.is_some()
            || self.clusters.iter().any(|cluster| cluster.error.is_some())
            || self.accounts.iter().any(|account| account.error.is_some())
    }

    /// Whether something will be unseen.
    pub(crate) fn has_gaps(&self) -> bool {
        self.clusters.iter().any(|one| !one.unseen.is_empty() || !one.silent.is_empty())
    }
}

/// The key of a run that has another one to tell of: it fingerprints nothing.
pub(crate) fn key_state(
    secrets: &drift_core::config::Secrets,
    folder: &Path,
    store: &Store,
    terminal: Terminal,
) -> (KeyState, Option<FingerprintKey>) {
    match key::find(secrets, folder, store, terminal) {
        Ok(found) => {
            let keys = found.origins().map(origin).collect();
            (KeyState { keys, error: None }, Some(found.key))
        }
        Err(error) => (KeyState { keys: Vec::new(), error: Some(error.in_a_line()) }, None),
    }
}

fn origin(origin: &Origin) -> KeyOrigin {
    KeyOrigin {
        id: origin.id.clone(),
        from: origin.place.clone(),
        mode: origin.mode().map(|mode| format!("{mode:04o}")),
        warning: origin.warning(),
    }
}

/// The store, and what it has of these environments.
pub(crate) fn store_state(store: &Store, environments: &[&str]) -> StoreState {
    let stored = |name: &&str| {
        let all = store.list(name).unwrap_or_default();
        Stored {
            environment: (*name).to_owned(),
            snapshots: all.len(),
            newest: all.last().map(|newest| newest.captured_at.to_string()),
        }
    };
    StoreState {
        folder: Some(store.root().display().to_string()),
        error: store.try_writing().err().map(|error| error.in_a_line()),
        environments: environments.iter().map(stored).collect(),
    }
}

/// Asks each cluster of the environments, all at once; without environments that of the current context.
///
/// # Errors
/// When a signal came.
pub(crate) fn clusters(run: &Run, names: &[&str]) -> Result<Vec<ClusterState>, Error> {
    let mut targets: BTreeMap<Target, Readers> = BTreeMap::new();
    let mut all = Vec::new();
    for (place, name) in names.iter().enumerate() {
        match clusters::targets(run, &[name]) {
            Ok(found) => found.into_iter().for_each(|(target, readers)| {
                Readers::add(&mut targets, target, place, &readers.namespaces);
            }),
            Err(error) => all.push(ClusterState {
                environments: vec![(*name).to_owned()],
                place: "no context".to_owned(),
                error: Some(error.in_a_line()),
                hint: error.hints.first().cloned(),
                ..ClusterState::default()
            }),
        }
    }
    if names.is_empty() {
        targets.insert(Target { kubeconfig: None, context: None }, Readers::default());
    }
    let filter = FilterArgs::default();
    let deadline = run.deadline();
    let asking = targets
        .iter()
        .map(|(target, readers)| one(run, names, (target, readers), &filter, deadline));
    all.extend(run.wait(async { Ok(futures::future::join_all(asking).await) })?);
    let first = |one: &ClusterState| one.environments.first().cloned();
    all.sort_by_key(|one| {
        first(one).and_then(|first| names.iter().position(|name| *name == first))
    });
    Ok(all)
}

/// Enters each account of the environments and asks who one is there.
///
/// # Errors
/// When a signal came.
pub(crate) fn accounts(run: &Run, names: &[&str]) -> Result<Vec<AccountState>, Error> {
    let doors = accounts::doors(run);
    let entering = async {
        let ways = accounts::ways(run, &doors, names).await;
        Ok((accounts::enter(run, &doors, ways.known).await, ways.unlisted))
    };
    let name = |place: &usize| names.get(*place).map(|name| (*name).to_owned());
    let (entered, unlisted) = run.wait(entering)?;
    let unlisted = unlisted.into_iter().map(|one| AccountState {
        environments: name(&one.environment).into_iter().collect(),
        place: one.place,
        error: Some(one.why),
        ..AccountState::default()
    });
    let entered = entered.iter().map(|one| {
        let account = one.account.as_ref().ok();
        let identity = account.map(drift_aws::Account::identity);
        AccountState {
            environments: one.readers.environments.keys().filter_map(name).collect(),
            place: one.way.place(),
            entrance: one.way.to_string(),
            account: identity.map(|identity| identity.account.clone()),
            arn: identity.map(|identity| identity.arn.clone()),
            regions: one.readers.regions(),
            error: one.account.as_ref().err().cloned(),
        }
    });
    Ok(entered.chain(unlisted).collect())
}

async fn one(
    run: &Run,
    names: &[&str],
    (target, readers): (&Target, &Readers),
    filter: &FilterArgs,
    deadline: Instant,
) -> ClusterState {
    let environments = readers.environments.iter().filter_map(|place| names.get(*place));
    let mut state = ClusterState {
        environments: environments.map(|name| (*name).to_owned()).collect(),
        place: target.place(),
        kubeconfig: target.kubeconfig.as_ref().map(|path| path.display().to_string()),
        server: server(target),
        ..ClusterState::default()
    };
    let (file, context) = (target.kubeconfig.as_deref(), target.context.as_deref());
    state.identity = drift_k8s::identity(file, context).await.unwrap_or_default();
    let options = clusters::options(run, target, readers, filter);
    let in_flight = run.settings.config.limits.lists_in_flight.max(1);
    let probing = async {
        let cluster = drift_k8s::connect(options).await.map_err(|error| said(&error))?;
        let probe = cluster.probe(in_flight).await.map_err(|error| said(&error))?;
        Ok((cluster, probe))
    };
    match within(deadline, probing).await {
        Ok((cluster, probe)) => state.answered(&cluster, probe, &run.settings.config.secrets.read),
        Err(why) => {
            state.error = Some(why);
            state.hint = Some(format!(
                "`kubectl{} get --raw /version` shows whether it answers",
                context.map(|name| format!(" --context {name}")).unwrap_or_default()
            ));
        }
    }
    state
}

async fn within<T>(
    deadline: Instant,
    work: impl Future<Output = Result<T, String>>,
) -> Result<T, String> {
    tokio::time::timeout_at(deadline, work)
        .await
        .unwrap_or_else(|_| Err(Skip::Deadline.told().to_owned()))
}

/// The address that the kubeconfig has, which is known also where nothing answers.
fn server(target: &Target) -> Option<String> {
    let known = drift_k8s::contexts(target.kubeconfig.as_deref()).ok()?;
    let is_it = |one: &&drift_k8s::ContextInfo| match &target.context {
        Some(name) => one.name == *name,
        None => one.current,
    };
    known.iter().find(is_it).map(|one| one.server.clone()).filter(|server| !server.is_empty())
}

impl ClusterState {
    fn answered(&mut self, cluster: &Cluster, probe: Probe, read: &[String]) {
        self.server = Some(cluster.server().to_owned());
        self.version = cluster.version().map(str::to_owned);
        self.lists = probe.lists.len();
        self.secrets = secrets(&probe, read);
        self.silent = probe.silent;
        self.unseen = probe.lists.into_iter().filter(|one| !one.answer.is_complete()).collect();
        // What the server calls the user is surer than what the credential says.
        let mut refusals = self.unseen.iter().map(|one| one.answer.to_string());
        let user = refusals.find_map(|said| refused_user(&said).map(str::to_owned));
        self.identity.user = user.or(self.identity.user.take());
    }
}

fn secrets(probe: &Probe, read: &[String]) -> Secrets {
    let lists: Vec<&Probed> =
        probe.lists.iter().filter(|one| one.list.kinds.iter().any(|kind| kind == SECRET)).collect();
    if lists.is_empty() {
        Secrets::LeftOut
    } else if lists.iter().any(|one| !one.answer.is_complete()) {
        Secrets::Refused
    } else if read.iter().any(|pattern| drift_core::glob(pattern, SECRET)) {
        Secrets::Values
    } else {
        Secrets::Metadata
    }
}

const SECRET: &str = "/Secret";
