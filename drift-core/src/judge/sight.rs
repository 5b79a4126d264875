//! What can be said of a resource that a side lacks: whether one looked for it there, or declares such things.
//!
//! Absence is asserted only where reading was complete, or the declaration speaks for the kind and place. Knows no finding.

use std::collections::{BTreeMap, BTreeSet};

use crate::both::Which;
use crate::coverage::{Skip, Status};
use crate::glob::glob;
use crate::graph::Graph;
use crate::judge::Case;
use crate::judge::absence::NAMESPACE;
use crate::judge::unknown::Why;
use crate::pair::{Lone, Words};
use crate::resource::{Membership, Resource};
use crate::scope::Scope;
use crate::snapshot::SideKind;

/// What can be said of a resource that one side lacks.
pub(super) enum Absent {
    /// It is not there.
    Certain,
    /// It was not seen, and why that says nothing.
    Unknown(Why),
    /// The declaration does not speak for it.
    Outside,
}

/// One side, as far as it can say what it lacks.
pub(super) struct Sight<'g, 's> {
    lacking: &'g Graph<'s>,
    /// The words of the other side's names.
    words: &'g Words,
    /// What is there and assigned to no environment: where, its kind, and its name without the environment's words.
    unassigned: BTreeSet<(Scope, &'g str, String)>,
    /// The namespaces and kinds of which a declaration declares something, where the other side is live.
    declares: Option<BTreeSet<(Option<&'g str>, &'g str)>>,
    /// The kinds that have a cell anywhere in an instance.
    read: BTreeSet<(Scope, &'g str)>,
    /// Why a kind was not read in some namespace of an instance where it was asked for.
    unread: BTreeMap<(Scope, &'g str), &'g Status>,
    /// The kinds that were read completely in some namespace of an instance.
    somewhere: BTreeSet<(Scope, &'g str)>,
    /// How completely namespaces were read under each selection (a glob), by instance.
    selections: Vec<(Scope, &'g str, &'g Status)>,
}

impl<'g, 's> Sight<'g, 's> {
    /// The side that lacks what this one has.
    pub(super) fn of(case: &Case<'g, 's>, which: Which) -> Self {
        let (having, lacking) = (*case.graphs.of(which), *case.graphs.of(which.other()));
        let words = &case.pairing.words;
        let kinds = (having.snapshot.header.kind, lacking.snapshot.header.kind);
        let declares =
            (kinds == (SideKind::Observed, SideKind::Declared)).then(|| declared(lacking));
        let cells = lacking.snapshot.coverage.0.keys();
        let read = cells.map(|cell| (cell.scope.instance(), cell.kind.as_str())).collect();
        let unread = lacking.snapshot.coverage.gaps().filter(|(_, status)| !is_filtered(status));
        let unread =
            unread.map(|(cell, status)| ((cell.scope.instance(), cell.kind.as_str()), status));
        let inside = lacking.snapshot.coverage.0.iter().filter_map(|(cell, status)| {
            Some((cell, cell.scope.namespace.as_deref().filter(|name| *name != "*")?, status))
        });
        let (selecting, inside): (Vec<_>, Vec<_>) =
            inside.partition(|(cell, ..)| cell.kind == NAMESPACE);
        let complete = inside.into_iter().filter(|(.., status)| status.is_complete());
        let somewhere =
            complete.map(|(cell, ..)| (cell.scope.instance(), cell.kind.as_str())).collect();
        let selections = selecting.into_iter();
        let selections =
            selections.map(|(cell, selected, status)| (cell.scope.instance(), selected, status));
        let (unread, selections) = (unread.collect(), selections.collect());
        let unassigned = unassigned(lacking, words.of(which.other()));
        Self {
            lacking,
            words: words.of(which),
            unassigned,
            declares,
            read,
            unread,
            somewhere,
            selections,
        }
    }

    /// What can be said of a resource that lives in `namespace` on the other side.
    pub(super) fn absent(
        &self,
        lone: &Lone,
        namespace: Option<&str>,
        Resource { kind, name, .. }: &Resource,
    ) -> Absent {
        if self.lacking.stopped {
            return Absent::Unknown("a stop was asked for before all was looked at".into());
        }
        if self.is_left_out(lone, namespace, kind, name) {
            return Absent::Unknown("there, and assigned to no environment".into());
        }
        match &self.declares {
            Some(declares) => self.claimed(declares.contains(&(namespace, kind)), namespace, kind),
            None if kind == NAMESPACE => self.namespace(&lone.instance, name),
            None => match (&lone.toward, namespace) {
                (Some(scope), _) => self.seen(scope, kind),
                // It is not among the namespaces that are there, and it is one of those that were looked for.
                (None, Some(name)) if self.selected(&lone.instance, name).is_some() => {
                    self.wherever_selected(&lone.instance, kind)
                }
                (None, _) => self.seen(&lone.instance.in_namespace("*"), kind),
            },
        }
    }

    /// What can be said of a namespace of this name: where some were selected, only those were looked for.
    pub(super) fn namespace(&self, instance: &Scope, name: &str) -> Absent {
        match self.selected(instance, name) {
            Some(Status::Complete) => Absent::Certain,
            Some(status) => Absent::Unknown(status.into()),
            None => self.seen(instance, NAMESPACE),
        }
    }

    /// How completely the namespaces were read under a selection (a glob) that takes this name in.
    fn selected(&self, instance: &Scope, name: &str) -> Option<&'g Status> {
        let mut matching = self
            .selections
            .iter()
            .filter(|(scope, selected, _)| scope == instance && glob(selected, name));
        matching.next().map(|(.., status)| *status)
    }

    /// Whether a kind was read completely in every namespace that was selected and is there.
    fn wherever_selected(&self, instance: &Scope, kind: &str) -> Absent {
        let key = (instance.clone(), kind);
        match self.unread.get(&key) {
            Some(status) => Absent::Unknown((*status).into()),
            None if self.somewhere.contains(&key) => Absent::Certain,
            None => self.seen(&instance.in_namespace("*"), kind),
        }
    }

    /// Whether one of its name is there that nothing assigns to the environment, or that two environments claim.
    fn is_left_out(&self, lone: &Lone, namespace: Option<&str>, kind: &str, name: &str) -> bool {
        let scope = lone.toward.clone().unwrap_or_else(|| match namespace {
            Some(namespace) => lone.instance.in_namespace(namespace),
            None => lone.instance.clone(),
        });
        let found =
            self.lacking.find(&scope, kind, name).and_then(|node| self.lacking.resource(node));
        found.is_some_and(|found| found.membership == Membership::Unassigned)
            || self.unassigned.contains(&(scope, kind, self.words.stem(name)))
    }

    /// Whether the declaration speaks for a kind in a namespace, and all of its files loaded.
    fn claimed(&self, declares: bool, namespace: Option<&str>, kind: &str) -> Absent {
        let claims = &self.lacking.snapshot.claims;
        let of_kind = || claims.iter().filter(|claim| glob(&claim.kind, kind));
        let explicit = of_kind().any(|claim| {
            claim.scope.namespace.is_some() && claim.scope.namespace.as_deref() == namespace
        });
        // A claim of no namespace holds objects that name none: they may be here.
        let mut here = of_kind().filter(|claim| {
            claim.scope.namespace.is_none() || claim.scope.namespace.as_deref() == namespace
        });
        // A namespace is a place: to declare one says nothing of the others in the cluster.
        if !explicit && (!declares || kind == NAMESPACE) {
            Absent::Outside
        } else if !self.every_file_loaded() {
            Absent::Unknown("not every file of the declaration could be read".into())
        } else if here.any(|claim| !claim.complete) {
            Absent::Unknown("not every declared object of its kind could be read".into())
        } else {
            Absent::Certain
        }
    }

    /// What could not be read at all may have declared anything; the `*` cell says whether there is such a thing.
    fn every_file_loaded(&self) -> bool {
        let snapshot = &self.lacking.snapshot;
        match snapshot.coverage.of(&Scope::default(), "*") {
            Some(status) => status.is_complete(),
            None => snapshot.claims.iter().all(|claim| claim.complete),
        }
    }

    /// Whether a scope was read completely for a kind.
    pub(super) fn seen(&self, scope: &Scope, kind: &str) -> Absent {
        let coverage = &self.lacking.snapshot.coverage;
        let instance = scope.instance();
        let of_group = || {
            // A group that did not answer has a cell of its own; where none did, all of them have one together.
            let group = kind.rsplit_once('/').map_or("", |(group, _)| group);
            let unanswered = |group: &str| {
                coverage.of(&instance, &format!("{group}/*")).filter(|status| !status.is_complete())
            };
            unanswered(group).or_else(|| unanswered("*").filter(|_| !group.is_empty()))
        };
        let status = coverage.of(scope, kind).or_else(of_group).or_else(|| {
            // A `*` cell of the instance says that every kind that exists there has a cell of its own, or is declared. A kind
            // that was observed elsewhere in the instance exists, and was not looked for here.
            let observed = self.lacking.snapshot.header.kind == SideKind::Observed
                && self.read.contains(&(scope.instance(), kind));
            coverage.of(&scope.instance(), "*").filter(|_| !observed)
        });
        match status {
            Some(Status::Complete) => Absent::Certain,
            // Somewhere in the instance is where it may be: what kept it from being read there says more than the filter that
            // left out the rest.
            Some(status) if is_filtered(status) && scope.namespace.as_deref() == Some("*") => {
                let why = self.unread.get(&(instance, kind)).copied().unwrap_or(status);
                Absent::Unknown(why.into())
            }
            Some(status) => Absent::Unknown(status.into()),
            None => Absent::Unknown("not looked for".into()),
        }
    }
}

/// What is assigned to no environment, as its counterpart would be called.
fn unassigned<'g>(graph: &'g Graph<'_>, words: &Words) -> BTreeSet<(Scope, &'g str, String)> {
    let all = graph.nodes.iter().enumerate().filter_map(|(node, vertex)| {
        let resource = graph.resource(node)?;
        let is_unassigned = resource.membership == Membership::Unassigned;
        let key =
            || (vertex.item.scope.clone(), resource.kind.as_str(), words.stem(&resource.name));
        is_unassigned.then(key)
    });
    all.collect()
}

fn is_filtered(status: &Status) -> bool {
    *status == Status::Skipped { why: Skip::Filter }
}

fn declared<'g>(graph: &'g Graph<'_>) -> BTreeSet<(Option<&'g str>, &'g str)> {
    let nodes = graph.nodes.iter().enumerate();
    nodes
        .filter_map(|(node, vertex)| {
            let kind = graph.resource(node)?.kind.as_str();
            Some((vertex.item.scope.namespace.as_deref(), kind))
        })
        .collect()
}
