//! Membership: which of the listed resources belong to the environment, as the configuration decides.
//!
//! Only asks core, resource by resource. Also narrows a side to what `--kind` and `--namespace` ask for.

use drift_core::config::{Config, SelectorSubject, assign, contested, tokens};
use drift_core::{
    Cell, Membership, Problem, ProblemCode, Reason, Registry, Resource, SideKind, Skip, Snapshot,
    Status, glob,
};

use crate::args::FilterArgs;

/// Says of every resource whether it belongs to the environment that the snapshot shows.
pub(crate) fn settle(snapshot: &mut Snapshot, config: &Config, registry: &Registry) {
    let environment = snapshot.header.environment.clone();
    let (words, names) = (tokens(config, &environment), snapshot.header.names.clone());
    let mut problems = Vec::new();
    snapshot.assign(|resource| {
        let tags =
            registry.of(&resource.kind).map(|kinds| kinds.tags(resource)).unwrap_or_default();
        let cluster = resource.scope.cluster.as_ref();
        let subject = SelectorSubject {
            environment: &environment,
            tokens: &words,
            kind: &resource.kind,
            name: &resource.name,
            scope: &resource.scope,
            cluster_name: cluster.and_then(|id| names.get(id)).map(String::as_str),
            tags: &tags,
        };
        problems.extend(contested(config, &environment, &subject));
        let membership = assign(config, &environment, &subject);
        let unread = || registry.of(&resource.kind)?.unread_tags(resource);
        if membership == Some(Membership::Unassigned)
            && let Some(why) = unread()
        {
            problems.push(untold(resource, &why));
        }
        membership
    });
    snapshot.problems.extend(problems);
    snapshot.problems.sort();
    snapshot.problems.dedup();
}

/// That a resource may belong to an environment by tags that were not read. Those of one kind and scope have the same problem.
fn untold(resource: &Resource, why: &Reason) -> Problem {
    Problem {
        code: ProblemCode::Unreadable,
        place: format!("{} {}", resource.scope, resource.kind),
        what: format!("whose some are is not known, for their tags were not read: {why}"),
    }
}

/// Says so where the members of an environment select none of what was read: everything would look as if it were gone.
pub(crate) fn matched_nothing(snapshot: &Snapshot, config: &Config) -> Option<Problem> {
    let name = &snapshot.header.environment;
    let environment = config.environments.get(name)?;
    let is_in = |resource: &Resource| resource.membership == Membership::In;
    let none = !snapshot.resources().is_empty() && !snapshot.resources().iter().any(is_in);
    (none && !environment.members.is_empty()).then(|| Problem {
        code: ProblemCode::UnusedRule,
        place: environment.location.as_ref().map_or_else(|| name.clone(), ToString::to_string),
        what: format!("the members of `{name}` select nothing of what was read"),
    })
}

impl FilterArgs {
    /// Whether nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.namespaces.is_empty()
    }

    /// Whether only kinds of AWS are named: no cluster has any of them.
    pub(crate) fn is_of_aws(&self) -> bool {
        !self.kinds.is_empty() && self.kinds.iter().all(|kind| kind.starts_with("AWS::"))
    }

    /// Whether a cell is to be read. With `--namespace`, what has no namespace is not.
    pub(crate) fn takes(&self, cell: &Cell) -> bool {
        self.takes_in(cell, cell.scope.namespace.as_deref())
    }

    fn takes_in(&self, cell: &Cell, namespace: Option<&str>) -> bool {
        // A group that did not say what it serves may hold what is asked for, in any namespace.
        if let Some(group) = cell.kind.strip_suffix("/*") {
            return self.takes_some_of(group);
        }
        self.takes_kind(&cell.kind) && (namespace == Some("*") || self.takes_namespace(namespace))
    }

    fn takes_kind(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|pattern| glob(pattern, kind))
    }

    fn takes_some_of(&self, group: &str) -> bool {
        let of = |kind: &String| {
            let whose = kind.rsplit_once('/').map_or(kind.as_str(), |(group, _)| group);
            group == "*" || glob(whose, group)
        };
        self.kinds.is_empty() || self.kinds.iter().any(of)
    }

    fn takes_namespace(&self, namespace: Option<&str>) -> bool {
        self.namespaces.is_empty()
            || namespace
                .is_some_and(|name| self.namespaces.iter().any(|pattern| glob(pattern, name)))
    }

    /// Narrows a side that was read for more. `default` is the namespace of declared objects that name none.
    pub(crate) fn narrow(&self, snapshot: &mut Snapshot, default: &str) {
        if self.is_empty() {
            return;
        }
        let declared = snapshot.header.kind == SideKind::Declared;
        let elsewhere = snapshot.header.elsewhere;
        snapshot.assign(|resource| {
            let namespace = resource.scope.namespace.as_deref().or(declared.then_some(default));
            let taken = self.takes_kind(&resource.kind) && self.takes_namespace(namespace);
            taken.then_some(resource.membership)
        });
        // What a filter leaves out is no other environment's.
        snapshot.header.elsewhere = elsewhere;
        for (cell, status) in &mut snapshot.coverage.0 {
            // A cell of `*` as a kind says that every kind is named: narrowing leaves that true.
            let namespace = cell.scope.namespace.as_deref().or(declared.then_some(default));
            if cell.kind != "*" && !self.takes_in(cell, namespace) {
                *status = Status::Skipped { why: Skip::Filter };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use drift_core::declare::{ManifestFile, Options, manifests};
    use drift_core::{Builder, FORMAT, FingerprintKey, Gate, Header, Registry, Scope};

    use super::*;

    #[test]
    fn a_filter_takes_cells_by_kind_and_namespace() {
        let filter = |kinds: &[&str], namespaces: &[&str]| FilterArgs {
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            namespaces: namespaces.iter().map(|name| (*name).to_owned()).collect(),
        };
        let cluster = Scope::cluster("5f0c");
        let cell = |namespace: Option<&str>, kind: &str| Cell {
            scope: namespace.map_or(cluster.clone(), |namespace| cluster.in_namespace(namespace)),
            kind: kind.to_owned(),
        };
        let table = [
            (filter(&[], &[]), cell(None, "/Node"), true),
            (filter(&["apps/*"], &[]), cell(Some("*"), "apps/Deployment"), true),
            (filter(&["apps/*"], &[]), cell(Some("*"), "/Pod"), false),
            (filter(&[], &["shop*"]), cell(Some("*"), "/Pod"), true),
            (filter(&[], &["shop*"]), cell(Some("shop-dev"), "/Pod"), true),
            (filter(&[], &["shop*"]), cell(Some("kube-system"), "/Pod"), false),
            (filter(&[], &["shop*"]), cell(None, "/Node"), false),
            (filter(&["apps/Deployment"], &["shop*"]), cell(None, "apps/*"), true),
            (filter(&["apps/Deployment"], &[]), cell(None, "*/*"), true),
            (filter(&["apps/Deployment"], &[]), cell(None, "batch/*"), false),
        ];
        for (filter, cell, wanted) in table {
            assert_eq!(filter.takes(&cell), wanted, "{filter:?} {cell:?}");
        }
    }

    #[test]
    fn a_side_that_was_read_for_more_is_narrowed_and_says_so() {
        let text = "kind: A\napiVersion: v1\nmetadata: {name: one, namespace: shop}\n---\nkind: A\napiVersion: v1\n\
                    metadata: {name: two}\n---\nkind: B\napiVersion: v1\nmetadata: {name: three, namespace: shop}\n";
        let registry = Registry::default();
        let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
        let header = Header {
            format: FORMAT,
            environment: "k8s".into(),
            kind: SideKind::Declared,
            rank: None,
            captured_at: "2026-11-24T00:00:00Z".into(),
            tool: "drift/0".into(),
            key: gate.key_id().into(),
            tokens: vec![],
            names: BTreeMap::new(),
            elsewhere: 0,
            asked: Vec::new(),
        };
        let mut builder = Builder::new(header, &gate);
        let file = ManifestFile { name: "a.yaml".into(), bytes: Ok(text.into()) };
        manifests(&[file], &Options::default(), &mut builder);
        let whole = builder.finish();
        let names = |filter: &FilterArgs, default: &str| {
            let mut side = whole.clone();
            filter.narrow(&mut side, default);
            assert_eq!(side.header.elsewhere, 0, "what is left out is no other environment's");
            let names = side.resources().iter().map(|resource| resource.name.clone());
            (names.collect::<Vec<_>>().join(" "), side.coverage.gaps().count())
        };
        let only = |kind: &str, namespace: &str| FilterArgs {
            kinds: [kind].into_iter().filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
            namespaces: [namespace]
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        };
        let table = [
            (only("", ""), "default", ("two one three", 0)),
            (only("/A", ""), "default", ("two one", 1)),
            (only("", "shop"), "default", ("one three", 1)),
            (only("", "shop"), "shop", ("two one three", 0)),
        ];
        for (filter, default, (wanted, gaps)) in table {
            assert_eq!(names(&filter, default), (wanted.to_owned(), gaps), "{filter:?} {default}");
        }
    }
}
