//! Reach: what reading the environments takes, cluster by cluster, with the same options as a capture has.
//!
//! Asks clusters what they serve and lists nothing. What is made of it (rights, a plan) is the commands'.

use std::collections::BTreeMap;

use drift_k8s::{Cluster, Options, Reach};

use crate::args::FilterArgs;
use crate::clusters::{self, Readers, Target};
use crate::error::{Error, said};
use crate::run::Run;

/// What reading one cluster takes.
pub(crate) struct Reached {
    /// How people call the cluster.
    pub(crate) place: String,
    /// Who reads it, by their places in the list that was asked for.
    pub(crate) environments: Vec<usize>,
    /// What it said of itself, where it was asked.
    pub(crate) cluster: Option<Answered>,
    /// What it takes.
    pub(crate) reach: Reach,
    /// The globs of namespaces that are read; empty is all.
    pub(crate) namespaces: Vec<String>,
}

/// What a cluster said of itself.
pub(crate) struct Answered {
    /// The context that it was reached by.
    pub(crate) context: String,
    /// The URL of its API.
    pub(crate) server: String,
    /// The version of its API server.
    pub(crate) version: Option<String>,
}

/// What became of one cluster.
pub(crate) type Outcome = Result<Reached, Error>;

/// Asks each cluster of the environments what it serves; without environments that of the current context.
///
/// # Errors
/// When a kubeconfig cannot be read, or a signal came. A cluster that does not answer is an error of its own.
pub(crate) fn live(
    run: &Run,
    environments: &[&str],
    filter: &FilterArgs,
) -> Result<Vec<Outcome>, Error> {
    let mut targets = clusters::targets(run, environments)?;
    if environments.is_empty() {
        targets.insert(Target { kubeconfig: None, context: None }, Readers::default());
    }
    let asking = targets.iter().map(|(target, readers)| {
        let options = clusters::options(run, target, readers, filter);
        async move {
            let answer = ask(options.clone()).await;
            answer.map(|(cluster, reach)| {
                let cluster = Answered {
                    context: cluster.context().to_owned(),
                    server: cluster.server().to_owned(),
                    version: cluster.version().map(str::to_owned),
                };
                reached(target, readers, &options, Some(cluster), reach)
            })
        }
    });
    run.wait(async { Ok(futures::future::join_all(asking).await) })
}

async fn ask(options: Options) -> Result<(Cluster, Reach), Error> {
    let cluster = drift_k8s::connect(options).await.map_err(|error| unanswered(&said(&error)))?;
    let reach = cluster.reach().await.map_err(|error| unanswered(&said(&error)))?;
    Ok((cluster, reach))
}

fn unanswered(why: &str) -> Error {
    let mut error = Error::source("a cluster does not say what it serves");
    error.causes.push(why.to_owned());
    error
}

/// What it takes where clusters serve only what every Kubernetes does; asks none.
pub(crate) fn offline(run: &Run, environments: &[&str], filter: &FilterArgs) -> Vec<Reached> {
    let mut all: BTreeMap<Target, Readers> = BTreeMap::new();
    for (place, name) in environments.iter().enumerate() {
        for source in clusters::kubernetes(&run.settings.config, name) {
            let named = (!source.contexts.is_empty()).then(|| source.contexts.join(", "));
            let target = Target { kubeconfig: None, context: named };
            Readers::add(&mut all, target, place, &source.namespaces);
        }
    }
    if environments.is_empty() {
        all.insert(Target { kubeconfig: None, context: None }, Readers::default());
    }
    let reached = all.iter().map(|(target, readers)| {
        let options = clusters::options(run, target, readers, filter);
        reached(target, readers, &options, None, Reach::built_in(&options))
    });
    reached.collect()
}

fn reached(
    target: &Target,
    readers: &Readers,
    options: &Options,
    cluster: Option<Answered>,
    reach: Reach,
) -> Reached {
    Reached {
        place: target.place(),
        environments: readers.environments.clone(),
        cluster,
        reach,
        namespaces: options.namespaces.clone(),
    }
}
