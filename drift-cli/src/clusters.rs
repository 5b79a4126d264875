//! Clusters: which contexts the environments read, each once, and for whom.
//!
//! Turns the configuration's globs into contexts of a kubeconfig and connects to them. What a cluster answers is
//! `drift-k8s`'s.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use drift_core::config::{Config, Environment, KubernetesSource};
use drift_core::suggest::nearest;
use drift_core::{Snapshot, glob};
use drift_k8s::{Observer, Options};

use crate::args::FilterArgs;
use crate::error::Error;
use crate::log::Level;
use crate::run::Run;

/// One cluster to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    /// Another kubeconfig than the usual one.
    pub(crate) kubeconfig: Option<PathBuf>,
    /// The context; none is the current one.
    pub(crate) context: Option<String>,
}

impl Target {
    /// How people call it.
    pub(crate) fn place(&self) -> String {
        match (&self.context, &self.kubeconfig) {
            (Some(context), _) => format!("context {context}"),
            (None, Some(path)) => format!("current context of {}", path.display()),
            (None, None) => "current context".to_owned(),
        }
    }
}

/// Who reads a cluster, and which of its namespaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Readers {
    /// Places of environments in the list that was asked for.
    pub(crate) environments: Vec<usize>,
    /// Globs; empty is every namespace.
    pub(crate) namespaces: Vec<String>,
}

impl Readers {
    /// Adds that an environment reads these namespaces of a cluster; none are all.
    pub(crate) fn add(
        all: &mut BTreeMap<Target, Self>,
        target: Target,
        environment: usize,
        namespaces: &[String],
    ) {
        let everything = all.get(&target).is_some_and(|readers| readers.namespaces.is_empty());
        let readers = all.entry(target).or_default();
        if !readers.environments.contains(&environment) {
            readers.environments.push(environment);
        }
        if namespaces.is_empty() || everything {
            readers.namespaces.clear();
        } else {
            readers.namespaces.extend(namespaces.iter().cloned());
        }
    }
}

/// The clusters that these environments read, each once.
///
/// # Errors
/// When a kubeconfig cannot be read, or names no context that is asked for.
pub(crate) fn targets(
    run: &Run,
    environments: &[&str],
) -> Result<BTreeMap<Target, Readers>, Error> {
    let mut all: BTreeMap<Target, Readers> = BTreeMap::new();
    for (place, name) in environments.iter().enumerate() {
        for source in kubernetes(&run.settings.config, name) {
            for target in of_source(run, source)? {
                Readers::add(&mut all, target, place, &source.namespaces);
            }
        }
    }
    Ok(all)
}

/// The live sources of an environment.
pub(crate) fn kubernetes<'c>(config: &'c Config, environment: &str) -> Vec<&'c KubernetesSource> {
    config.environments.get(environment).into_iter().flat_map(Environment::kubernetes).collect()
}

fn of_source(run: &Run, source: &KubernetesSource) -> Result<Vec<Target>, Error> {
    let kubeconfig = source.kubeconfig.as_ref().map(|path| run.configured(path));
    let target = |context| Target { kubeconfig: kubeconfig.clone(), context };
    if source.contexts.is_empty() {
        return Ok(vec![target(None)]);
    }
    let known = drift_k8s::contexts(kubeconfig.as_deref()).map_err(|error| {
        Error::source("cannot read the kubeconfig").because(&error).at(source.location.clone())
    })?;
    let known: Vec<String> = known.into_iter().map(|context| context.name).collect();
    let wanted = |name: &&String| source.contexts.iter().any(|pattern| glob(pattern, name));
    let found: Vec<Target> =
        known.iter().filter(wanted).map(|name| target(Some(name.clone()))).collect();
    if found.is_empty() {
        let error =
            Error::config(format!("the kubeconfig has no context {}", source.contexts.join(", ")))
                .at(source.location.clone());
        return Err(
            match source
                .contexts
                .first()
                .and_then(|asked| nearest(asked, known.iter().map(String::as_str)))
            {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!(
                    "it has {}",
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                )),
            },
        );
    }
    Ok(found)
}

/// What is asked of one cluster. Where the command line and the environments both narrow the namespaces, the command line's
/// are listed; what of them is not the environment's is left out when membership is settled.
pub(crate) fn options(
    run: &Run,
    target: &Target,
    readers: &Readers,
    filter: &FilterArgs,
) -> Options {
    let config = &run.settings.config;
    let narrowed = !filter.namespaces.is_empty();
    let namespaces = if narrowed { &filter.namespaces } else { &readers.namespaces };
    Options {
        kubeconfig: target.kubeconfig.clone(),
        context: target.context.clone(),
        namespaces: namespaces.clone(),
        read_secrets: config.secrets.read.clone(),
        skip_kinds: config.skip_kinds.clone(),
        kinds: filter.kinds.clone(),
        only_namespaced: narrowed,
        call: Duration::from_secs(config.limits.call_seconds),
        observer: observer(run, target),
    }
}

/// Tells every call, where so much was asked for.
fn observer(run: &Run, target: &Target) -> Observer {
    let (terminal, place) = (run.terminal, target.place());
    if !terminal.traces() {
        return Observer::default();
    }
    let context = target.context.clone();
    Observer::new(move |call| {
        let took = call.took.as_millis();
        let status = call.status.map_or_else(|| "no answer".to_owned(), |code| code.to_string());
        let (method, path, bytes) = (call.method, call.path, call.bytes);
        let fields = [
            ("context", context.as_deref().into()),
            ("method", method.into()),
            ("path", path.into()),
            ("status", call.status.into()),
            ("milliseconds", u64::try_from(took).unwrap_or(u64::MAX).into()),
            ("bytes", bytes.into()),
        ];
        let said = format!("{place}: {method} {path}: {status}, {bytes} bytes in {took} ms");
        terminal.tell(Level::Trace, &said, &fields);
    })
}

/// Leaves out what was read of namespaces that only other environments read.
pub(crate) fn keep_own(config: &Config, snapshot: &mut Snapshot) {
    let sources = kubernetes(config, &snapshot.header.environment);
    if sources.iter().any(|source| source.namespaces.is_empty()) {
        return;
    }
    let globs: Vec<&String> = sources.iter().flat_map(|source| &source.namespaces).collect();
    snapshot.coverage.0.retain(|cell, _| match cell.scope.namespace.as_deref() {
        None | Some("*") => true,
        Some(name) => globs.iter().any(|pattern| glob(pattern, name)),
    });
}
