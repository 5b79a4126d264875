//! The plan: one target per cell that is to be read, and the cells that are settled before anything is.
//!
//! Pure: from what is served, which namespaces are selected and what the options want. Knows nothing of requests.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Cell, Scope, Skip, Status, glob};

use super::discovery::{Discovered, Served};
use super::helm::RELEASE;
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
    for (group, status) in &discovered.silent {
        let kind = format!("{group}/*");
        if !is_never(&kind) && options.wants(&kind) {
            plan.settled.insert(Cell { scope: cluster.clone(), kind }, status.clone());
        }
    }
    plan
}

impl Plan {
    fn kind(&mut self, cluster: &Scope, served: &Served, selection: &Selection, options: &Options) {
        let name = served.name();
        let mut target = target(served, options);
        if options.only_namespaced && !served.namespaced {
            target.objects = false;
        }
        let everywhere =
            if served.namespaced { cluster.in_namespace("*") } else { cluster.clone() };
        let mut left_out = Vec::new();
        if !target.objects {
            left_out.push(name.clone());
        }
        if name == SECRET && !target.releases {
            left_out.push(RELEASE.to_owned());
        }
        self.settle(&everywhere, &left_out, &Status::Skipped { why: Skip::Filter });
        if target.kinds().is_empty() {
            return;
        }
        if !served.namespaced {
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
        if let Some(kind) = target.kinds().into_iter().next() {
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
fn target(served: &Served, options: &Options) -> Target {
    let name = served.name();
    let form = if name == SECRET && !matches_any(&options.read_secrets, &name) {
        Form::Metadata
    } else {
        Form::Whole
    };
    let skipped = matches_any(&options.skip_kinds, &name);
    Target {
        served: served.clone(),
        reading: Reading::Cluster,
        form,
        objects: !is_never(&name) && options.wants(&name),
        releases: matches!(name.as_str(), SECRET | CONFIG_MAP)
            && !skipped
            && options.wants(RELEASE),
    }
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
    fn what_is_never_read_is_never_compared_either() {
        for pattern in NEVER {
            let kind = pattern.replace('*', "Event");
            let semantics: &dyn drift_core::Semantics = &crate::Kubernetes;
            assert!(semantics.ignored(&kind).is_some(), "{kind}");
        }
    }
}
