//! One cluster as a provider: its scope, its cells, and the reading of each.
//!
//! Shareable: several cells may be read at once. Knows nothing of how a list is fetched or an object is rewritten.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use drift_core::{
    BoxFuture, Cell, Map, Problem, ProblemCode, Provider, ProviderError, Scope, Sink, Skip, Status,
    Value,
};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::Options;
use super::RELEASE;
use super::api::{Api, JSON};
use super::discovery::{Discovered, EVERY_GROUP, discover};
use super::fault::Fault;
use super::list::{Ending, Wanted, list};
use super::namespaces::{Selection, existing, select};
use super::plan::{Plan, Reading, Target, plan};
use super::probe::{Probe, probe};
use super::reach::Reach;
use super::schemas::schemas;
use super::take::Take;

/// The kind of a namespace's own object.
const NAMESPACE: &str = "/Namespace";

/// A connected cluster. Reads only; shows no credentials in its `Debug`.
pub struct Cluster {
    api: Api,
    options: Options,
    context: String,
    server: String,
    /// The id where kube-system cannot be read.
    fallback: String,
    version: Option<String>,
    targets: Mutex<BTreeMap<Cell, Arc<Target>>>,
    namespaces: OnceCell<Result<BTreeSet<String>, Fault>>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("context", &self.context)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl Cluster {
    pub(super) fn new(
        api: Api,
        options: Options,
        context: String,
        server: String,
        fallback: String,
        version: Option<String>,
    ) -> Self {
        Self {
            api,
            options,
            context,
            server,
            fallback,
            version,
            targets: Mutex::default(),
            namespaces: OnceCell::new(),
        }
    }

    /// The context that it was reached by; `in-cluster` for the cluster that this runs in.
    #[must_use]
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The URL of its API, without user information.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The version that its API server says it has.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// What reading it will take. Asks what it serves, and lists nothing.
    ///
    /// # Errors
    /// When it does not say what it serves.
    pub async fn reach(&self) -> Result<Reach, ProviderError> {
        let discovered = discover(&self.api)
            .await
            .map_err(|fault| self.failed("does not say what it serves", &fault))?;
        Ok(Reach::of(&discovered, &self.options))
    }

    /// Whether each list may be read: asks it for one object, `in_flight` of them at once.
    ///
    /// # Errors
    /// When it does not say what it serves.
    pub async fn probe(&self, in_flight: usize) -> Result<Probe, ProviderError> {
        let probed = probe(&self.api, &self.options, in_flight).await;
        probed.map_err(|fault| self.failed("does not say what it serves", &fault))
    }

    async fn scope(&self, sink: &mut dyn Sink) -> Result<Scope, ProviderError> {
        let answer = self.api.get("/api/v1/namespaces/kube-system", JSON).await;
        let uid = answer.and_then(|bytes| {
            let named = serde_json::from_slice::<Named>(&bytes).ok();
            let uid = named.map(|namespace| namespace.metadata.uid).filter(|uid| !uid.is_empty());
            uid.ok_or_else(|| Fault::Unsupported("the answer is no namespace".to_owned()))
        });
        let id = match uid {
            Ok(uid) => uid,
            Err(fault @ (Fault::Denied(_) | Fault::Unsupported(_))) => {
                sink.problem(self.unidentified(&fault));
                self.fallback.clone()
            }
            Err(fault) => return Err(self.failed("cannot be entered", &fault)),
        };
        sink.name_scope(&id, &self.context);
        Ok(Scope::cluster(&id))
    }

    fn unidentified(&self, fault: &Fault) -> Problem {
        Problem {
            code: ProblemCode::Unreadable,
            place: format!("{} /Namespace kube-system", self.context),
            what: format!(
                "{}; the cluster is known by its URL and certificate authority instead, and by another address it is another cluster",
                fault.what()
            ),
        }
    }

    fn failed(&self, what: &str, fault: &Fault) -> ProviderError {
        let what = format!("{} ({}) {what}: {}", self.context, self.server, fault.what());
        ProviderError { what, source: None }
    }

    async fn discover(
        &self,
        cluster: &Scope,
        sink: &mut dyn Sink,
    ) -> Result<Vec<Cell>, ProviderError> {
        let discovered = discover(&self.api)
            .await
            .map_err(|fault| self.failed("does not say what it serves", &fault))?;
        let selection = select(&self.api, &self.options).await;
        self.say_unused(&selection, sink);
        let Plan { targets, settled } = plan(cluster, &discovered, &selection, &self.options);
        let kinds = targets.values().map(|target| target.served.name()).collect();
        self.tell_facts(cluster, &discovered, &kinds, sink).await;
        self.say_what_exists(cluster, &discovered, sink);
        say_of_releases(cluster, targets.values().any(|target| target.releases), sink);
        settled.into_iter().for_each(|(cell, status)| sink.cell(cell, status));
        let cells = targets.keys().cloned().collect();
        let mut held = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend(targets.into_iter().map(|(cell, target)| (cell, Arc::new(target))));
        Ok(cells)
    }

    /// The cell of kind `*`: whether every kind that exists here has a cell of its own, so that what has none does not exist.
    fn say_what_exists(&self, cluster: &Scope, discovered: &Discovered, sink: &mut dyn Sink) {
        let status = if !self.options.kinds.is_empty() {
            Status::Skipped { why: Skip::Filter }
        } else if discovered.silent.is_empty() {
            Status::Complete
        } else {
            let groups = discovered.silent.keys().map(|group| match group.as_str() {
                "" => "of the core",
                EVERY_GROUP => "of any name",
                name => name,
            });
            let groups: Vec<&str> = groups.collect();
            Status::Partial { fault: format!("no answer about the group {}", groups.join(", ")) }
        };
        sink.cell(Cell { scope: cluster.clone(), kind: "*".to_owned() }, status);
    }

    fn say_unused(&self, selection: &Selection, sink: &mut dyn Sink) {
        if let Selection::None(why) = selection {
            let (code, place) = (ProblemCode::UnusedRule, self.context.clone());
            sink.problem(Problem { code, place, what: why.clone() });
        }
    }

    async fn tell_facts(
        &self,
        cluster: &Scope,
        discovered: &Discovered,
        kinds: &BTreeSet<String>,
        sink: &mut dyn Sink,
    ) {
        let (schemas, problems) = schemas(&self.api, discovered, kinds).await;
        let id = cluster.cluster.clone().unwrap_or_default();
        let mut facts = schemas.to_value().as_map().cloned().unwrap_or_default();
        facts.insert("kinds".to_owned(), served(discovered));
        let version = self.version.as_deref().map_or(Value::Null, Value::from);
        facts.insert("version".to_owned(), version);
        facts.insert("server".to_owned(), self.server.as_str().into());
        let clusters = Value::Map(Map::from([(id, Value::Map(facts))]));
        sink.fact(self.name(), Value::Map(Map::from([("clusters".to_owned(), clusters)])));
        problems.into_iter().for_each(|problem| sink.problem(problem));
        for ambiguous in &discovered.ambiguous {
            sink.problem(Problem {
                code: ProblemCode::Duplicate,
                place: format!("{} {}", self.context, ambiguous.name()),
                what: format!(
                    "another resource has this kind too; {} is not read",
                    ambiguous.path(None)
                ),
            });
        }
    }

    async fn read(&self, cell: &Cell, sink: &mut dyn Sink) {
        let target = {
            let held = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
            held.get(cell).cloned()
        };
        let Some(target) = target else {
            let fault = "the cluster was not asked for this".to_owned();
            return sink.cell(cell.clone(), Status::Unsupported { fault });
        };
        let cluster = cell.scope.instance();
        let reader = Reader { of: self, cluster: &cluster, target: &target };
        match &target.reading {
            Reading::Cluster => {
                let status = reader.list(None, None, sink).await.status();
                reader.settle_cluster(&status, sink);
            }
            Reading::Namespace(name) => {
                let status = reader.list(Some(name), None, sink).await.status();
                reader.settle(&cluster.in_namespace(name), &status, sink);
            }
            Reading::Everywhere => reader.everywhere(sink).await,
            Reading::Within(names) => reader.within(names, sink).await,
        }
    }
}

/// Releases have no kind of their own in the API: until what holds them is read, nothing is known of them.
fn say_of_releases(cluster: &Scope, asked: bool, sink: &mut dyn Sink) {
    let status = match asked {
        true => Status::Partial { fault: "the Secrets that hold them were not read".to_owned() },
        false => Status::Skipped { why: Skip::Filter },
    };
    let cell = Cell { scope: cluster.in_namespace("*"), kind: RELEASE.to_owned() };
    sink.cell(cell, status);
}

/// The reading of one target.
struct Reader<'a> {
    of: &'a Cluster,
    cluster: &'a Scope,
    target: &'a Target,
}

impl Reader<'_> {
    async fn list(
        &self,
        namespace: Option<&str>,
        within: Option<&BTreeSet<String>>,
        sink: &mut dyn Sink,
    ) -> Ending {
        let Cluster { api, options, .. } = self.of;
        let mut take = Take::new(self.cluster, self.target, options, within, sink);
        let Target { served, form, label, .. } = self.target;
        let wanted = Wanted { served, namespace, form: *form, label: *label };
        let ending = list(api, wanted, &mut |object| take.object(object)).await;
        take.finish(&ending);
        ending
    }

    /// One list over all namespaces; where that is denied, one in each namespace that is known.
    async fn everywhere(&self, sink: &mut dyn Sink) {
        let all = self.cluster.in_namespace("*");
        let ending = self.list(None, None, sink).await;
        let status = ending.status();
        if !ending.is_denied() {
            return self.settle(&all, &status, sink);
        }
        let known = self.of.namespaces.get_or_init(|| existing(&self.of.api)).await;
        let Ok(names) = known else { return self.settle(&all, &status, sink) };
        let each = self.each(names, sink).await;
        if each.values().all(|status| matches!(status, Status::Denied { .. })) {
            return self.settle(&all, &status, sink);
        }
        let complete = each.values().all(Status::is_complete);
        self.settle_each(&each, sink);
        self.settle(&all, if complete { &Status::Complete } else { &status }, sink);
    }

    /// One list over all namespaces, of which some are kept; where that is denied, one in each of them.
    async fn within(&self, names: &BTreeSet<String>, sink: &mut dyn Sink) {
        let ending = self.list(None, Some(names), sink).await;
        let status = ending.status();
        let each = if ending.is_denied() {
            self.each(names, sink).await
        } else {
            names.iter().map(|name| (name.clone(), status.clone())).collect()
        };
        self.settle_each(&each, sink);
        let rest = Status::Skipped { why: Skip::Filter };
        self.settle(&self.cluster.in_namespace("*"), &rest, sink);
    }

    async fn each(
        &self,
        names: &BTreeSet<String>,
        sink: &mut dyn Sink,
    ) -> BTreeMap<String, Status> {
        let mut each = BTreeMap::new();
        for name in names {
            each.insert(name.clone(), self.list(Some(name), None, sink).await.status());
        }
        each
    }

    /// Where namespaces are selected, their own objects are looked for under the selected names alone.
    fn settle_cluster(&self, status: &Status, sink: &mut dyn Sink) {
        let selected = &self.of.options.namespaces;
        if self.target.served.name() != NAMESPACE || selected.is_empty() {
            return self.settle(self.cluster, status, sink);
        }
        for name in selected {
            self.settle(&self.cluster.in_namespace(name), status, sink);
        }
        let rest = Status::Skipped { why: Skip::Filter };
        self.settle(self.cluster, if status.is_complete() { &rest } else { status }, sink);
    }

    fn settle_each(&self, each: &BTreeMap<String, Status>, sink: &mut dyn Sink) {
        for (name, status) in each {
            self.settle(&self.cluster.in_namespace(name), status, sink);
        }
    }

    fn settle(&self, scope: &Scope, status: &Status, sink: &mut dyn Sink) {
        for kind in self.target.kinds() {
            sink.cell(Cell { scope: scope.clone(), kind }, status.clone());
        }
    }
}

/// The kinds that the cluster lists, each in the version that is read.
fn served(discovered: &Discovered) -> Value {
    let entry = |served: &super::discovery::Served| {
        Value::Map(Map::from([
            ("version".to_owned(), Value::from(served.version.as_str())),
            ("resource".to_owned(), Value::from(served.resource.as_str())),
            ("namespaced".to_owned(), Value::from(served.namespaced)),
        ]))
    };
    let kinds = discovered.kinds.iter().map(|(name, served)| (name.clone(), entry(served)));
    Value::Map(kinds.collect())
}

#[derive(Deserialize)]
struct Named {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    uid: String,
}

impl Provider for Cluster {
    fn name(&self) -> &'static str {
        "kubernetes"
    }

    fn scopes<'a>(
        &'a self,
        sink: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Scope>, ProviderError>> {
        Box::pin(async move { Ok(vec![self.scope(sink).await?]) })
    }

    fn cells<'a>(
        &'a self,
        scope: &'a Scope,
        sink: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Cell>, ProviderError>> {
        Box::pin(self.discover(scope, sink))
    }

    fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()> {
        Box::pin(self.read(cell, sink))
    }
}
