//! The plan: one target per cell that is to be read, and the cells that are settled before anything is.
//!
//! Pure: from what is served, which namespaces are selected and what the options want. Knows nothing of requests.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Cell, Scope, Skip, Status, glob};

use super::discovery::{Discovered, Served};
use super::helm::{OWNED, RELEASE};
use super::list::Form;
use super::namespaces::Selection;
use super::{Options, matches_any};

/// Kinds that are records of what happened or heartbeats, never anybody's configuration.
pub(super) const NEVER: [&str; 8] = [
    "/Event",
    "/ComponentStatus",
    "events.k8s.io/*",
    "coordination.k8s.io/Lease",
    "coordination.k8s.io/LeaseCandidate",
    "metrics.k8s.io/*",
    "custom.metrics.k8s.io/*",
    "external.metrics.k8s.io/*",
];

/// The kinds that may hold Helm's records.
const SECRET: &str = "/Secret";
const CONFIG_MAP: &str = "/ConfigMap";

/// One list, and what becomes of its objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// What to list.
    pub(super) served: Served,
    /// Where.
    pub(super) reading: Reading,
    /// How much of each object.
    pub(super) form: Form,
    /// Whether its objects are kept as what they are.
    pub(super) objects: bool,
    /// Whether Helm's records among them are kept as releases.
    pub(super) releases: bool,
    /// Only those with this label, where that is all that is wanted.
    pub(super) label: Option<&'static str>,
}

impl Target {
    /// The kinds whose cells this list settles.
    pub(super) fn kinds(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        if self.objects {
            kinds.push(self.served.name());
        }
        // Releases in ConfigMaps are rare and a bonus: whether all releases were seen is for Secrets to say.
        if self.releases && self.served.name() == SECRET {
            kinds.push(RELEASE.to_owned());
        }
        kinds
    }

    /// Whether Helm may keep records among these objects.
    pub(super) fn may_hold_releases(&self) -> bool {
        matches!(self.served.name().as_str(), SECRET | CONFIG_MAP)
    }
}

/// Where a list reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// Outside namespaces.
    Cluster,
    /// In every namespace.
    Everywhere,
    /// In one namespace.
    Namespace(String),
    /// In every namespace, keeping these.
    Within(BTreeSet<String>),
}

/// What is to be read.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What to do for each cell.
    pub(super) targets: BTreeMap<Cell, Target>,
    /// Cells of which the status is known already.
    pub(super) settled: BTreeMap<Cell, Status>,
}

/// Plans the reading of a cluster.
pub(super) fn plan(
    cluster: &Scope,
    discovered: &Discovered,
    selection: &Selection,
    options: &Options,
) -> Plan {
    let mut plan = Plan::default();
    for served in discovered.kinds.values() {
        plan.kind(cluster, served, selection, options);
    }
    for served in discovered.unlisted.values() {
        plan.unlisted(cluster, served, options);
    }
    for (group, status) in &discovered.silent {
        let kind = format!("{group}/*");
        if !is_never(&kind) && options.wants_some_of(group) {
            plan.settled.insert(Cell { scope: cluster.clone(), kind }, status.clone());
        }
    }
    plan
}

impl Plan {
    fn kind(&mut self, cluster: &Scope, served: &Served, selection: &Selection, options: &Options) {
        let everywhere =
            if served.namespaced { cluster.in_namespace("*") } else { cluster.clone() };
        let targets = targets(served, options);
        let read: BTreeSet<String> = targets.iter().flat_map(Target::kinds).collect();
        let mut left_out = vec![served.name()];
        if served.name() == SECRET {
            left_out.push(RELEASE.to_owned());
        }
        left_out.retain(|kind| !read.contains(kind));
        self.settle(&everywhere, &left_out, &Status::Skipped { why: Skip::Filter });
        for target in targets {
            self.place(cluster, &everywhere, target, selection);
        }
    }

    /// A kind that has objects and cannot be listed: none of them is missing.
    fn unlisted(&mut self, cluster: &Scope, served: &Served, options: &Options) {
        let kind = served.name();
        if is_never(&kind) || !options.wants(&kind) {
            return;
        }
        let scope = if served.namespaced { cluster.in_namespace("*") } else { cluster.clone() };
        let fault = "the server has no way to list it".to_owned();
        self.settle(&scope, &[kind], &Status::Unsupported { fault });
    }

    fn place(
        &mut self,
        cluster: &Scope,
        everywhere: &Scope,
        target: Target,
        selection: &Selection,
    ) {
        let everywhere = everywhere.clone();
        if !target.served.namespaced {
            self.add(everywhere, target, Reading::Cluster);
            return;
        }
        match selection {
            Selection::All => self.add(everywhere, target, Reading::Everywhere),
            Selection::Within(names) => {
                self.add(everywhere, target, Reading::Within(names.clone()));
            }
            Selection::Each(names) => {
                let rest = Status::Skipped { why: Skip::Filter };
                self.each(cluster, &target, names, &rest);
            }
            Selection::Unresolved(names, status) => self.each(cluster, &target, names, status),
            Selection::None(why) => {
                let nothing = Status::Partial { fault: why.clone() };
                self.each(cluster, &target, &BTreeSet::new(), &nothing);
            }
        }
    }

    fn each(&mut self, cluster: &Scope, target: &Target, names: &BTreeSet<String>, rest: &Status) {
        self.settle(&cluster.in_namespace("*"), &target.kinds(), rest);
        for name in names {
            let scope = cluster.in_namespace(name);
            self.add(scope, target.clone(), Reading::Namespace(name.clone()));
        }
    }

    fn add(&mut self, scope: Scope, target: Target, reading: Reading) {
        let mut kinds = target.kinds().into_iter();
        if let Some(kind) = kinds.next() {
            // Until the list is read: it may be cut off, and then only the cell of the first kind is said to be.
            let fault = format!("of the lists of {kind}, in which it is, not all was read");
            self.settle(&scope, &kinds.collect::<Vec<_>>(), &Status::Partial { fault });
            self.targets.insert(Cell { scope, kind }, Target { reading, ..target });
        }
    }

    fn settle(&mut self, scope: &Scope, kinds: &[String], status: &Status) {
        for kind in kinds {
            let cell = Cell { scope: scope.clone(), kind: kind.clone() };
            self.settled.insert(cell, status.clone());
        }
    }
}

/// What to do with a kind, wherever it is then read.
fn targets(served: &Served, options: &Options) -> Vec<Target> {
    let name = served.name();
    let skipped = matches_any(&options.skip_kinds, &name);
    let secret = name == SECRET;
    let whole = !secret || matches_any(&options.read_secrets, SECRET);
    let all = Target {
        served: served.clone(),
        reading: Reading::Cluster,
        form: if whole { Form::Whole } else { Form::Metadata },
        objects: !is_never(&name)
            && options.wants(&name)
            && (served.namespaced || !options.only_namespaced),
        releases: (secret || name == CONFIG_MAP) && !skipped && options.wants(RELEASE),
        label: None,
    };
    let mut targets = vec![all];
    // The values of releases alone: those of other Secrets are not even asked for.
    if let [all] = targets.as_mut_slice()
        && all.releases
        && !whole
        && matches_any(&options.read_secrets, RELEASE)
    {
        let releases =
            Target { form: Form::Whole, objects: false, label: Some(OWNED), ..all.clone() };
        all.releases = false;
        targets.push(releases);
    }
    targets.retain(|target| !target.kinds().is_empty());
    targets
}

fn is_never(kind: &str) -> bool {
    NEVER.iter().any(|pattern| glob(pattern, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(group: &str, kind: &str, namespaced: bool) -> Served {
        let resource = format!("{}s", kind.to_lowercase());
        Served {
            group: group.into(),
            version: "v1".into(),
            kind: kind.into(),
            resource,
            namespaced,
        }
    }

    fn shown(selection: &Selection, options: &Options) -> Vec<String> {
        let mut discovered = Discovered::default();
        for served in [
            served("", "Event", true),
            served("", "Node", false),
            served("", "Secret", true),
            served("apps", "Deployment", true),
        ] {
            discovered.kinds.insert(served.name(), served);
        }
        let unlisted = served("example.com", "Vault", true);
        discovered.unlisted.insert(unlisted.name(), unlisted);
        for group in ["metrics.k8s.io", "down.example.com"] {
            let status = Status::Partial { fault: "silent".into() };
            discovered.silent.insert(group.into(), status);
        }
        let plan = plan(&Scope::cluster("c"), &discovered, selection, options);
        let mut shown: Vec<String> = plan
            .targets
            .iter()
            .map(|(cell, target)| {
                let (kinds, form) = (target.kinds().join("+"), target.form);
                format!("{} {} read {kinds} {form:?}", cell.kind, cell.scope)
            })
            .collect();
        shown.extend(
            plan.settled
                .iter()
                .map(|(cell, status)| format!("{} {} {status}", cell.kind, cell.scope)),
        );
        shown.sort();
        shown
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn everything_is_read_but_records_and_secret_values() {
        assert_eq!(
            shown(&Selection::All, &Options::default()),
            [
                "/Event c/* skipped (filter)",
                "/Node c read /Node Whole",
                "/Secret c/* read /Secret+helm.sh/Release Metadata",
                "apps/Deployment c/* read apps/Deployment Whole",
                "down.example.com/* c partial: silent",
                "example.com/Vault c/* unsupported: the server has no way to list it",
                "helm.sh/Release c/* partial: of the lists of /Secret, in which it is, not all was read",
            ]
        );
    }

    #[test]
    fn selected_namespaces_are_cells_of_their_own_and_the_rest_is_left_out() {
        let names = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        let options = Options { kinds: texts(&["apps/*"]), ..Options::default() };
        assert_eq!(
            shown(&Selection::Each(names.clone()), &options),
            [
                "/Event c/* skipped (filter)",
                "/Node c skipped (filter)",
                "/Secret c/* skipped (filter)",
                "apps/Deployment c/* skipped (filter)",
                "apps/Deployment c/a read apps/Deployment Whole",
                "apps/Deployment c/b read apps/Deployment Whole",
                "helm.sh/Release c/* skipped (filter)",
            ]
        );
        let denied = Status::Denied { fault: "403".into() };
        let lines = shown(&Selection::Unresolved(BTreeSet::new(), denied), &options);
        assert!(lines.contains(&"apps/Deployment c/* denied: 403".to_owned()), "{lines:?}");
    }

    #[test]
    fn releases_alone_are_read_from_secrets_and_skipped_with_them() {
        let options = Options {
            kinds: texts(&["helm.sh/*"]),
            read_secrets: texts(&["/Secret"]),
            ..Options::default()
        };
        let lines = shown(&Selection::All, &options);
        assert!(lines.contains(&"/Secret c/* skipped (filter)".to_owned()), "{lines:?}");
        let release = "helm.sh/Release c/* read helm.sh/Release Whole".to_owned();
        assert!(lines.contains(&release), "{lines:?}");
        let options = Options { skip_kinds: texts(&["/Secret"]), ..options };
        let lines = shown(&Selection::All, &options);
        assert!(lines.contains(&"helm.sh/Release c/* skipped (filter)".to_owned()), "{lines:?}");
    }

    #[test]
    fn the_values_of_releases_are_read_without_those_of_other_secrets() {
        let options = Options { read_secrets: texts(&["helm.sh/*"]), ..Options::default() };
        let lines = shown(&Selection::All, &options);
        for wanted in
            ["/Secret c/* read /Secret Metadata", "helm.sh/Release c/* read helm.sh/Release Whole"]
        {
            assert!(lines.contains(&wanted.to_owned()), "{lines:?}");
        }
        let options = Options { read_secrets: texts(&["*"]), ..Options::default() };
        let both = "/Secret c/* read /Secret+helm.sh/Release Whole".to_owned();
        assert!(shown(&Selection::All, &options).contains(&both));
    }

    #[test]
    fn a_group_that_is_silent_is_said_to_be_wherever_a_filter_asks_for_some_of_it() {
        let lines = |kinds: &[&str]| {
            let options = Options { kinds: texts(kinds), ..Options::default() };
            shown(&Selection::All, &options).iter().any(|line| line.starts_with("down.example.com"))
        };
        assert!(lines(&["down.example.com/Foo"]) && lines(&["*/Foo"]) && lines(&["*"]));
        assert!(!lines(&["apps/*"]));
    }

    #[test]
    fn what_is_never_read_is_never_compared_either() {
        for pattern in NEVER {
            let kind = pattern.replace('*', "Event");
            let semantics: &dyn drift_core::Semantics = &crate::Kubernetes;
            assert!(semantics.ignored(&kind).is_some(), "{kind}");
        }
    }
}
