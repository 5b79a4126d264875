//! Reach: what reading a cluster will take, said before anything is listed.
//!
//! Made from the very plan that collection follows, so that what is announced, what is granted and what is done cannot drift
//! apart. Knows nothing of requests, of rights and of how many objects there are.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Scope, Skip, Status};
use serde::Serialize;

use super::Options;
use super::discovery::{Discovered, Served};
use super::list::Form;
use super::namespaces::{Selection, is_glob};
use super::plan::{Plan, Reading, Target, plan};
use super::schemas;
use crate::facts::built_in;

/// What reading a cluster takes.
///
/// ```
/// use drift_k8s::{Options, Reach};
/// let options = Options { kinds: vec!["apps/*".into()], ..Options::default() };
/// let reach = Reach::built_in(&options);
/// assert!(reach.lists.iter().all(|list| list.group == "apps"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The lists, by kind and place.
    pub lists: Vec<List>,
    /// The paths of the schemas that are fetched: of custom kinds, and of those newer than this program.
    pub schemas: BTreeSet<String>,
    /// Kinds that are served and not read, because the options leave them out.
    pub left_out: BTreeSet<String>,
    /// API groups that did not answer when they were asked what they serve, and why.
    pub silent: BTreeMap<String, String>,
    /// Whether the names of all namespaces are listed first, because some are only known by a glob.
    pub looks_up_namespaces: bool,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct List {
    /// The kinds that it shows, as snapshots name them: one, and for Secrets also Helm's releases.
    pub kinds: Vec<String>,
    /// The API group; empty for the core.
    pub group: String,
    /// The version that is read.
    pub version: String,
    /// The resource as URLs and roles name it.
    pub resource: String,
    /// Where.
    pub place: Place,
    /// Whether only metadata is asked for. The right that it takes is the same.
    pub metadata_only: bool,
}

/// Where a list reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Outside namespaces.
    Cluster,
    /// In every namespace, at once.
    EveryNamespace,
    /// In this namespace.
    Namespace(String),
    /// In the namespaces that some globs select: few are listed one by one, many all at once.
    Matching,
}

impl List {
    /// The path of the request, without its query; where namespaces are selected by globs, that of the list over all.
    #[must_use]
    pub fn path(&self) -> String {
        let Self { group, version, resource, .. } = self;
        let root = if group.is_empty() {
            format!("/api/{version}")
        } else {
            format!("/apis/{group}/{version}")
        };
        match &self.place {
            Place::Namespace(name) => format!("{root}/namespaces/{name}/{resource}"),
            _ => format!("{root}/{resource}"),
        }
    }
}

impl Reach {
    /// What it takes where only the kinds that Kubernetes has by itself are served, in their stable versions.
    #[must_use]
    pub fn built_in(options: &Options) -> Self {
        let mut discovered = Discovered::default();
        for kind in built_in::kinds().filter(|kind| is_stable(kind.version)) {
            let served = Served {
                group: kind.group.to_owned(),
                version: kind.version.to_owned(),
                kind: kind.kind.to_owned(),
                resource: kind.resource.to_owned(),
                namespaced: kind.namespaced,
            };
            // Versions come in the order of their names: `v2` replaces `v1`.
            discovered.versions.push(served.clone());
            discovered.kinds.insert(served.name(), served);
        }
        Self::of(&discovered, options)
    }

    /// What it takes where this is served.
    pub(super) fn of(discovered: &Discovered, options: &Options) -> Self {
        // Nothing that is said of the plan depends on which cluster it is.
        let Plan { targets, settled } =
            plan(&Scope::cluster(""), discovered, &announced(options), options);
        let kinds = targets.values().map(|target| target.served.name()).collect();
        let documents = schemas::wanted(discovered, &kinds);
        let mut lists: Vec<List> = targets.values().map(describe).collect();
        lists.sort();
        let left_out = settled.iter().filter(|(_, status)| **status == FILTERED);
        let read: BTreeSet<&String> = lists.iter().flat_map(|list| &list.kinds).collect();
        let left_out =
            left_out.map(|(cell, _)| &cell.kind).filter(|kind| !read.contains(kind)).cloned();
        let silent = discovered.silent.iter();
        Self {
            left_out: left_out.collect(),
            schemas: documents.keys().map(|document| schemas::path(document)).collect(),
            silent: silent.map(|(group, why)| (group.clone(), why.to_string())).collect(),
            looks_up_namespaces: matches!(announced(options), Selection::Within(_)),
            lists,
        }
    }
}

const FILTERED: Status = Status::Skipped { why: Skip::Filter };

/// A list of the plan, for people.
pub(super) fn describe(target: &Target) -> List {
    let Target { served, reading, form, .. } = target;
    List {
        kinds: target.kinds(),
        place: match reading {
            Reading::Cluster => Place::Cluster,
            Reading::Everywhere => Place::EveryNamespace,
            Reading::Namespace(name) => Place::Namespace(name.clone()),
            Reading::Within(_) => Place::Matching,
        },
        group: served.group.clone(),
        version: served.version.clone(),
        resource: served.resource.clone(),
        metadata_only: *form == Form::Metadata,
    }
}

/// The selection as far as it is known without a list: the namespaces that globs select are not.
fn announced(options: &Options) -> Selection {
    let names = &options.namespaces;
    if names.is_empty() || names.iter().any(|name| name == "*") {
        Selection::All
    } else if names.iter().any(|name| is_glob(name)) {
        Selection::Within(BTreeSet::new())
    } else {
        Selection::Each(names.iter().cloned().collect())
    }
}

/// Servers do not serve `v1beta1` and the like unless they are told to.
fn is_stable(version: &str) -> bool {
    version.strip_prefix('v').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn places(reach: &Reach, kind: &str) -> Vec<Place> {
        let lists = reach.lists.iter().filter(|list| list.kinds.iter().any(|one| one == kind));
        lists.map(|list| list.place.clone()).collect()
    }

    #[test]
    fn what_is_built_in_is_read_in_its_newest_stable_version_and_records_are_left_out() {
        let reach = Reach::built_in(&Options::default());
        let paths: BTreeSet<String> = reach.lists.iter().map(List::path).collect();
        assert!(paths.contains("/apis/autoscaling/v2/horizontalpodautoscalers"));
        assert!(paths.contains("/api/v1/secrets") && paths.contains("/apis/apps/v1/deployments"));
        assert!(paths.iter().all(|path| !path.contains("alpha") && !path.contains("beta")));
        assert!(reach.left_out.contains("/Event") && !reach.left_out.contains("/Pod"));
        let secrets = reach.lists.iter().find(|list| list.resource == "secrets").unwrap();
        assert_eq!(secrets.kinds, ["/Secret", "helm.sh/Release"]);
        assert!(secrets.metadata_only);
        assert_eq!(reach.schemas, BTreeSet::new(), "the table has them");
    }

    #[test]
    fn named_namespaces_are_lists_of_their_own_and_globs_are_looked_up() {
        let of = |names: &[&str]| {
            Reach::built_in(&Options { namespaces: texts(names), ..Options::default() })
        };
        let shops = [Place::Namespace("bar".into()), Place::Namespace("shop".into())];
        assert_eq!(places(&of(&["shop", "bar"]), "/Pod"), shops);
        assert_eq!(places(&of(&["shop"]), "/Node"), [Place::Cluster]);
        assert_eq!(places(&of(&["shop-*", "bar"]), "/Pod"), [Place::Matching]);
        assert_eq!(places(&of(&["*", "bar"]), "/Pod"), [Place::EveryNamespace]);
        assert!(of(&["shop-*"]).looks_up_namespaces && !of(&["shop"]).looks_up_namespaces);
    }

    #[test]
    fn filters_leave_lists_out() {
        let options = Options { kinds: texts(&["/Secret"]), ..Options::default() };
        let reach = Reach::built_in(&options);
        assert_eq!(reach.lists.len(), 1);
        assert!(reach.left_out.contains("helm.sh/Release") && reach.left_out.contains("/Pod"));
        let options = Options {
            namespaces: texts(&["shop"]),
            only_namespaced: true,
            skip_kinds: texts(&["/Secret"]),
            ..Options::default()
        };
        let reach = Reach::built_in(&options);
        let shop = Place::Namespace("shop".into());
        assert!(reach.lists.iter().all(|list| list.place == shop && list.resource != "secrets"));
        assert!(reach.left_out.contains("/Node") && reach.left_out.contains("/Secret"));
    }
}
