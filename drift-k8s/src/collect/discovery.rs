//! Discovery: which kinds a cluster serves and can list, and which groups did not answer.
//!
//! Two requests where the server aggregates discovery (1.26 and later), else one per group and version; a group whose own
//! server is down costs only itself. Knows nothing of namespaces, filters or what is done with a kind.

use std::collections::BTreeMap;

use drift_core::Status;
use serde::Deserialize;

use super::api::{Api, JSON};
use super::fault::Fault;

/// Aggregated discovery where the server has it, in the newest form that it has.
const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/// Served beside a newer group that has the same objects; read there only where nothing else has the kind.
const OLD_GROUP: &str = "extensions";

/// A kind that can be listed, in one version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Served {
    /// The API group; empty for the core.
    pub(super) group: String,
    /// The version.
    pub(super) version: String,
    /// The kind without its group.
    pub(super) kind: String,
    /// Its name in URLs.
    pub(super) resource: String,
    /// Whether its objects live in namespaces.
    pub(super) namespaced: bool,
}

impl Served {
    /// The kind as snapshots name it: group and kind.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.group, self.kind)
    }

    /// What objects say as their `apiVersion`.
    pub(super) fn api_version(&self) -> String {
        api_version(&self.group, &self.version)
    }

    /// Whether somebody's definition may serve it: its group is a domain's own.
    pub(super) fn may_be_a_definitions(&self) -> bool {
        self.group.contains('.')
    }

    /// The path of the list, in one namespace or over all.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        let root = version_path(&self.group, &self.version);
        match namespace {
            Some(namespace) => format!("{root}/namespaces/{namespace}/{}", self.resource),
            None => format!("{root}/{}", self.resource),
        }
    }
}

/// What a cluster serves.
#[derive(Debug, Default)]
pub(super) struct Discovered {
    /// Each kind once, in the version that the server prefers, by name.
    pub(super) kinds: BTreeMap<String, Served>,
    /// Every version of every listable kind.
    pub(super) versions: Vec<Served>,
    /// Groups of which a version did not answer, and what is known of why.
    pub(super) silent: BTreeMap<String, Status>,
    /// Kinds that have objects and cannot be listed.
    pub(super) unlisted: BTreeMap<String, Served>,
    /// Resources that share their kind's name with another one and can therefore not be told from it.
    pub(super) ambiguous: Vec<Served>,
}

/// The verb without which nothing is read.
const LIST: &str = "list";

/// How the kinds of lists end: what answers with one and cannot be listed is no object.
const LISTS: &str = "List";

/// What stands for every group but the core where none of them is known.
pub(super) const EVERY_GROUP: &str = "*";

/// Asks the cluster what it serves. Of its two roots one may fail.
pub(super) async fn discover(api: &Api) -> Result<Discovered, Fault> {
    let mut discovered = Discovered::default();
    let core = discovered.root(api, "/api").await;
    let others = discovered.root(api, "/apis").await;
    match (core, others) {
        (Err(fault), _) | (_, Err(fault)) if fault.ends_all() => return Err(fault),
        (Err(fault), Err(_)) => return Err(fault),
        (Err(fault), Ok(())) => discovered.silent("", Some(fault)),
        (Ok(()), Err(fault)) => discovered.silent(EVERY_GROUP, Some(fault)),
        (Ok(()), Ok(())) => {}
    }
    discovered.leave_old_group();
    // In another version it can.
    discovered.unlisted.retain(|name, _| !discovered.kinds.contains_key(name));
    Ok(discovered)
}

impl Discovered {
    async fn root(&mut self, api: &Api, root: &str) -> Result<(), Fault> {
        let bytes = api.get(root, AGGREGATED).await?;
        match parse::<Root>(&bytes)? {
            Root::Aggregated { items } => {
                self.nothing(root, items.is_empty());
                items.into_iter().for_each(|group| self.aggregated(group));
            }
            Root::Versions { versions } => {
                self.nothing(root, versions.is_empty());
                self.ask(api, "", &versions).await?;
            }
            Root::Groups { groups } => {
                self.nothing(root, groups.is_empty());
                for group in groups {
                    let versions = group.by_preference();
                    self.ask(api, &group.name, &versions).await?;
                }
            }
        }
        Ok(())
    }

    /// No cluster is without the core and without any group.
    fn nothing(&mut self, root: &str, nothing: bool) {
        if nothing {
            let group = if root == "/api" { "" } else { EVERY_GROUP };
            self.silent(group, Some(Fault::Broken("discovery names nothing at all".to_owned())));
        }
    }

    fn aggregated(&mut self, group: Group) {
        let name = group.metadata.name;
        if group.versions.is_empty() {
            self.silent(&name, Some(Fault::Broken("discovery names no version of it".to_owned())));
        }
        for version in group.versions {
            if version.resources.is_empty() {
                let stale = version.freshness.eq_ignore_ascii_case("stale");
                self.empty(&name, stale);
            }
            for resource in version.resources {
                if resource.response_kind.as_ref().is_none_or(|kind| kind.kind.is_empty()) {
                    self.nameless(&name, &resource.verbs);
                } else if let Some(kind) = resource.response_kind {
                    self.add(
                        &resource.verbs,
                        Served {
                            group: name.clone(),
                            version: version.version.clone(),
                            kind: kind.kind,
                            resource: resource.resource,
                            namespaced: resource.scope == "Namespaced",
                        },
                    );
                }
            }
        }
    }

    /// Asks each version of a group, the preferred one first.
    async fn ask(&mut self, api: &Api, group: &str, versions: &[String]) -> Result<(), Fault> {
        for version in versions {
            let answer = api.get(&version_path(group, version), JSON).await;
            match answer.and_then(|bytes| parse::<Resources>(&bytes)) {
                Ok(list) => {
                    if list.resources.is_empty() {
                        self.empty(group, false);
                    }
                    let resources = list.resources.into_iter();
                    resources.for_each(|resource| self.listed(group, version, resource));
                }
                // Credentials that end here would make every group look silent.
                Err(fault) if fault.ends_all() => return Err(fault),
                Err(fault) => self.silent(group, Some(fault)),
            }
        }
        Ok(())
    }

    fn listed(&mut self, group: &str, version: &str, resource: OldResource) {
        // A subresource.
        if resource.name.contains('/') {
            return;
        }
        if resource.kind.is_empty() {
            return self.nameless(group, &resource.verbs);
        }
        let served = Served {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: resource.kind,
            resource: resource.name,
            namespaced: resource.namespaced,
        };
        self.add(&resource.verbs, served);
    }

    /// A group of which nothing is named; those of metrics may have none at a time.
    fn empty(&mut self, group: &str, stale: bool) {
        if stale || !group.ends_with("metrics.k8s.io") {
            self.silent(group, None);
        }
    }

    /// A resource that can be listed, and nobody says of which kind its objects are.
    fn nameless(&mut self, group: &str, verbs: &[String]) {
        if verbs.iter().any(|verb| verb == LIST) {
            let what = "discovery does not say of which kind its objects are".to_owned();
            self.silent(group, Some(Fault::Broken(what)));
        }
    }

    fn add(&mut self, verbs: &[String], served: Served) {
        let has = |wanted: &str| verbs.iter().any(|verb| verb == wanted);
        if !has(LIST) {
            // A review is answered and gone; a value of a metric has no object.
            let kept =
                verbs.is_empty() || ["get", "update", "patch", "delete"].into_iter().any(has);
            if kept && !served.kind.ends_with(LISTS) {
                self.unlisted.insert(served.name(), served);
            }
            return;
        }
        self.versions.push(served.clone());
        let known = self.kinds.entry(served.name()).or_insert_with(|| served.clone());
        if known.version == served.version && known.resource != served.resource {
            self.ambiguous.push(served);
        }
    }

    fn silent(&mut self, group: &str, fault: Option<Fault>) {
        let status = fault.map_or_else(
            || Status::Partial { fault: "the API group did not answer discovery".to_owned() },
            Fault::status,
        );
        self.silent.insert(group.to_owned(), status);
    }

    fn leave_old_group(&mut self) {
        let elsewhere = |old: &Served| {
            let mut others = self.kinds.values().filter(|other| other.group != OLD_GROUP);
            others.any(|other| other.kind == old.kind && other.resource == old.resource)
        };
        let doubled: Vec<String> = self
            .kinds
            .values()
            .filter(|served| served.group == OLD_GROUP && elsewhere(served))
            .map(Served::name)
            .collect();
        for name in &doubled {
            self.kinds.remove(name);
        }
    }
}

/// What one answer says, whichever it is: for the fuzz targets, which have no server.
pub(super) fn of_bytes(bytes: &[u8]) -> Discovered {
    let mut discovered = Discovered::default();
    if let Ok(Root::Aggregated { items }) = parse::<Root>(bytes) {
        items.into_iter().for_each(|group| discovered.aggregated(group));
    }
    if let Ok(Root::Groups { groups }) = parse::<Root>(bytes) {
        groups.iter().for_each(|group| drop(group.by_preference()));
    }
    if let Ok(list) = parse::<Resources>(bytes) {
        let resources = list.resources.into_iter();
        resources.for_each(|resource| discovered.listed("example.com", "v1", resource));
    }
    discovered.leave_old_group();
    discovered
}

/// `GROUP/VERSION`, or the version alone for the core.
pub(super) fn api_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

fn version_path(group: &str, version: &str) -> String {
    let root = if group.is_empty() { "/api" } else { "/apis" };
    format!("{root}/{}", api_version(group, version))
}

fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Fault> {
    serde_json::from_slice(bytes).map_err(|error| {
        Fault::Broken(format!(
            "discovery is not what an API server answers ({})",
            drift_core::JsonError::from(error)
        ))
    })
}

/// `null` where a server written in Go has none. Without the key it is another answer, of which none would be taken for
/// a group without kinds.
fn nullable<'a, T: Deserialize<'a>, D: serde::Deserializer<'a>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[derive(Deserialize)]
#[serde(tag = "kind")]
enum Root {
    #[serde(rename = "APIGroupDiscoveryList")]
    Aggregated {
        #[serde(deserialize_with = "nullable")]
        items: Vec<Group>,
    },
    #[serde(rename = "APIVersions")]
    Versions {
        #[serde(deserialize_with = "nullable")]
        versions: Vec<String>,
    },
    #[serde(rename = "APIGroupList")]
    Groups {
        #[serde(deserialize_with = "nullable")]
        groups: Vec<OldGroup>,
    },
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Version {
    version: String,
    #[serde(default)]
    resources: Vec<Resource>,
    #[serde(default)]
    freshness: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    resource: String,
    #[serde(default)]
    response_kind: Option<ResponseKind>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    verbs: Vec<String>,
}

#[derive(Deserialize)]
struct ResponseKind {
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OldGroup {
    name: String,
    #[serde(default)]
    versions: Vec<OldVersion>,
    #[serde(default)]
    preferred_version: Option<OldVersion>,
}

impl OldGroup {
    fn by_preference(&self) -> Vec<String> {
        let first = self.preferred_version.as_ref().map(|version| version.version.as_str());
        let mut versions: Vec<String> =
            self.versions.iter().map(|version| version.version.clone()).collect();
        versions.sort_by_key(|version| first != Some(version.as_str()));
        versions
    }
}

#[derive(Deserialize)]
struct OldVersion {
    version: String,
}

#[derive(Deserialize)]
struct Resources {
    #[serde(deserialize_with = "nullable")]
    resources: Vec<OldResource>,
}

#[derive(Deserialize)]
struct OldResource {
    name: String,
    kind: String,
    #[serde(default)]
    namespaced: bool,
    #[serde(default)]
    verbs: Vec<String>,
}

#[cfg(test)]
mod tests;
