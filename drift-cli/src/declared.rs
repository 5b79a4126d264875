//! Declared sides: manifests from files, folders, streams and Kustomize become a snapshot.
//!
//! Reads and renders; what the texts say is core's to find out.

use std::io;
use std::path::Path;

use drift_core::config::{Environment, ManifestsSource, Render};
use drift_core::declare::{ManifestFile, Options, manifests as declare};
use drift_core::{Builder, Gate, Map, SideKind, Snapshot, Value};
use drift_k8s::facts::{Facts, from_crd};

use crate::error::Error;
use crate::run::Run;
use crate::{files, header, kustomize, manifests, members};

/// The kind whose objects say what other kinds look like.
const DEFINITION: &str = "apiextensions.k8s.io/CustomResourceDefinition";

/// Where the facts about custom kinds stand, by cluster.
const PROVIDER: &str = "kubernetes";
const CLUSTERS: &str = "clusters";

/// Where the namespace of declared objects that name none stands.
const NAMESPACE: &str = "namespace";

/// The namespace of objects that name none, where nothing says another one: as kubectl has it.
pub(crate) const DEFAULT_NAMESPACE: &str = "default";

/// Where the path of a declaration stands among the names of scopes.
const DECLARATION: &str = "declaration";

/// The name of standard input.
pub(crate) const STREAM: &str = "-";

/// The declared side of an environment, from all of its manifests.
///
/// # Errors
/// When it has none, or one cannot be rendered.
pub(crate) fn environment(run: &Run, name: &str) -> Result<Snapshot, Error> {
    let sources = sources(run, name);
    if sources.is_empty() {
        return Err(Error::config(format!("the environment `{name}` has no declared source"))
            .at(run
                .settings
                .config
                .environments
                .get(name)
                .and_then(|environment| environment.location.clone()))
            .hint(
                "add `manifests: { path: … }` to its sources, or name them: --against k8s:PATH",
            ));
    }
    let mut files = Vec::new();
    for source in &sources {
        files.extend(read(run, source)?);
    }
    let paths: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    snapshot(run, (name, &paths.join(", ")), &files, &default_namespace(run, name)?)
}

fn sources<'r>(run: &'r Run, name: &str) -> Vec<&'r ManifestsSource> {
    run.settings
        .config
        .environments
        .get(name)
        .into_iter()
        .flat_map(Environment::manifests)
        .collect()
}

fn read(run: &Run, source: &ManifestsSource) -> Result<Vec<ManifestFile>, Error> {
    let path = run.configured(&source.path);
    if !path.exists() {
        return Err(Error::config(format!("there is no file or folder {}", path.display()))
            .at(source.location.clone()));
    }
    match source.render {
        Render::None => Ok(manifests::read(&path, Path::new(&source.path))),
        Render::Kustomize => {
            let shown = path.display().to_string();
            run.terminal.detail(&format!("rendering {shown}"), &[("path", shown.as_str().into())]);
            let rendered = kustomize::render(&path, run.terminal);
            let bytes = run.wait(rendered).map_err(|error| error.at(source.location.clone()))?;
            Ok(vec![manifests::stream(&format!("{} (rendered)", source.path), Ok(bytes))])
        }
    }
}

/// The namespace of an environment's objects that name none: what its manifests say, else the only one that it reads.
///
/// # Errors
/// When its manifests say different ones.
pub(crate) fn default_namespace(run: &Run, name: &str) -> Result<String, Error> {
    let said: Vec<&ManifestsSource> =
        sources(run, name).into_iter().filter(|source| source.namespace.is_some()).collect();
    if let Some(first) = said.first() {
        if let Some(other) = said.iter().find(|other| other.namespace != first.namespace) {
            return Err(Error::config("manifests of one environment with different default namespaces are not supported yet")
                .at(other.location.clone())
                .hint("write the namespace into the manifests"));
        }
        return Ok(first.namespace.clone().unwrap_or_default());
    }
    let environment = run.settings.config.environments.get(name);
    let read = environment.into_iter().flat_map(Environment::kubernetes);
    let read = read.map(|source| source.namespaces.as_slice());
    Ok(match read.collect::<Vec<_>>().concat().as_slice() {
        [only] if !only.contains(['*', '?']) => only.clone(),
        _ => DEFAULT_NAMESPACE.to_owned(),
    })
}

/// A file or folder of manifests as a side of its own, called as the user named it.
///
/// # Errors
/// When it declares nothing.
pub(crate) fn path(
    run: &Run,
    path: &Path,
    environment: Option<&str>,
    namespace: &str,
) -> Result<Snapshot, Error> {
    let shown = path.display().to_string();
    let called = (environment.unwrap_or(&shown), shown.as_str());
    snapshot(run, called, &manifests::read(path, path), namespace)
}

/// Manifests from standard input.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn stream(
    run: &Run,
    environment: Option<&str>,
    namespace: &str,
) -> Result<Snapshot, Error> {
    bytes(run, standard_input(run)?, environment, namespace)
}

/// Manifests that were already read from standard input.
///
/// # Errors
/// When they declare nothing.
pub(crate) fn bytes(
    run: &Run,
    bytes: Vec<u8>,
    environment: Option<&str>,
    namespace: &str,
) -> Result<Snapshot, Error> {
    let called = (environment.unwrap_or(STREAM), "standard input");
    snapshot(run, called, &[manifests::stream(STREAM, Ok(bytes))], namespace)
}

/// All of standard input.
///
/// # Errors
/// When it cannot be read, or a signal came while nobody wrote.
pub(crate) fn standard_input(run: &Run) -> Result<Vec<u8>, Error> {
    let refused = |why| Error::user(format!("cannot read standard input: {why}"));
    run.wait(async {
        // On a thread of its own: who waits for a writer that never comes is to hear a signal all the same.
        let reading = tokio::task::spawn_blocking(|| files::read_from(io::stdin().lock()));
        let read = reading.await.map_err(|error| refused(error.to_string()))?;
        read.map_err(refused)
    })
}

/// What files declare; `name` is the environment, or what the user called it, and `from` where it was read.
fn snapshot(
    run: &Run,
    (name, from): (&str, &str),
    files: &[ManifestFile],
    namespace: &str,
) -> Result<Snapshot, Error> {
    let gate = Gate::new(run.key.clone(), &run.registry);
    let mut builder = Builder::new(header::of(run, name, SideKind::Declared), &gate);
    if name != from {
        builder.name_scope(DECLARATION, from);
    }
    let options = Options { namespace: Some(namespace.to_owned()), ..Options::default() };
    declare(files, &options, &mut builder);
    let mut snapshot = builder.finish();
    if snapshot.resources().is_empty() {
        let name = if name == STREAM { "standard input" } else { name };
        let mut error =
            Error::user(format!("{name} declares nothing: no manifest was found in it"));
        error.details = snapshot.problems.iter().map(ToString::to_string).collect();
        return Err(error);
    }
    define(&mut snapshot);
    members::settle(&mut snapshot, &run.settings.config, &run.registry);
    Ok(snapshot)
}

/// What stands for a cluster in the facts of a declaration: sorts behind real ones, which are asked first.
const ITSELF: &str = "the declaration";

/// What the declared definitions of custom resources say of their kinds becomes a fact of the side.
fn define(snapshot: &mut Snapshot) {
    let definitions = snapshot.resources().iter().filter(|resource| resource.kind == DEFINITION);
    let mut all = Facts::default();
    definitions.for_each(|resource| all.merge(from_crd(resource.body())));
    if !all.schemas.is_empty() {
        learn(snapshot, [(ITSELF.to_owned(), all.to_value())].into());
    }
}

/// Gives a declared side what the observed one knows: how the kinds of its clusters are to be read, and, where the
/// declaration is a mere path or stream, the namespace that the environment's objects stand in.
pub(crate) fn learn_from(run: &Run, declared: &mut Snapshot, observed: &Snapshot) {
    let clusters = observed.facts.get(PROVIDER).and_then(|facts| facts.get(CLUSTERS)?.as_map());
    if let Some(clusters) = clusters {
        learn(declared, clusters.clone());
    }
    if run.settings.config.environments.contains_key(&declared.header.environment) {
        return;
    }
    let facts = declared.facts.get_mut(PROVIDER).and_then(Value::as_map_mut);
    let namespace = default_namespace(run, &observed.header.environment);
    if let Some((facts, namespace)) = facts.zip(namespace.ok()) {
        facts.insert(NAMESPACE.to_owned(), Value::from(namespace));
    }
}

/// The namespace of a side's objects that name none.
pub(crate) fn namespace_of(snapshot: &Snapshot) -> &str {
    let said = snapshot.facts.get(PROVIDER).and_then(|facts| facts.get(NAMESPACE)?.as_str());
    said.unwrap_or(DEFAULT_NAMESPACE)
}

fn learn(snapshot: &mut Snapshot, clusters: Map) {
    let empty = || Value::Map(Map::new());
    let facts = snapshot.facts.entry(PROVIDER.to_owned()).or_insert_with(empty);
    let known =
        facts.as_map_mut().map(|facts| facts.entry(CLUSTERS.to_owned()).or_insert_with(empty));
    if let Some(known) = known.and_then(Value::as_map_mut) {
        known.extend(clusters);
    }
}
