//! Absence: resources that only one side has, asserted only where the other side was read completely.
//!
//! What lies outside a declaration's claims is counted, not judged; what lives in a namespace that is missing as a whole is
//! said once, with the namespace.

use std::collections::{BTreeMap, BTreeSet};

use crate::both::{Both, Which};
use crate::coverage::Status;
use crate::diff::Diff;
use crate::graph::{Graph, Vertex};
use crate::judge::sight::{Absent, Sight};
use crate::judge::{Case, Docket, address, component, identity, severity};
use crate::kind::Consequence;
use crate::pair::Lone;
use crate::path::Path;
use crate::report::{ChangeKind, Comparison, Finding, Verdict};
use crate::resource::Resource;
use crate::scope::Scope;
use crate::snapshot::SideKind;

/// The kind that a missing namespace is reported as, whether or not the object itself was listed.
pub(super) const NAMESPACE: &str = "/Namespace";

pub(super) fn judge(case: &Case<'_, '_>, diff: &Diff, docket: &mut Docket) {
    one_side(case, Which::Before, &diff.before_only, docket);
    one_side(case, Which::After, &diff.after_only, docket);
    for (which, instance) in &case.pairing.unaligned {
        let graph = case.graphs.of(*which);
        let reason = format!("{} has no counterpart on this side", display(graph, instance));
        let side = case.names.of(which.other());
        let there =
            graph.subjects().filter(|(_, vertex, _)| vertex.item.scope.instance() == *instance);
        docket.unknowns.add_many(
            "*",
            "*",
            &Path::root(),
            side,
            reason.as_str(),
            there.count().max(1),
        );
    }
}

/// The resources that only one side has.
fn one_side(case: &Case<'_, '_>, which: Which, lone: &[Lone], docket: &mut Docket) {
    let sight = Sight::of(case, which);
    let mut missing = Vec::new();
    let mut namespaces: BTreeMap<(Scope, Scope), Vec<&Lone>> = BTreeMap::new();
    for lone in once(case, which, lone, &sight) {
        let Some(scope) = certain(case, which, lone, &sight, docket) else { continue };
        let name = scope.namespace.as_deref().unwrap_or_default();
        let whole = lone.toward.is_none()
            && matches!(sight.namespace(&lone.instance, name), Absent::Certain);
        if whole {
            namespaces.entry((scope.clone(), lone.instance.clone())).or_default().push(lone);
        } else {
            missing.push(lone);
        }
    }
    for lone in missing {
        // The object of a namespace that is missing with everything in it would say the same a second time.
        let own = own_namespace(case.graphs.of(which), lone);
        if !own.is_some_and(|scope| namespaces.contains_key(&(scope, lone.instance.clone()))) {
            docket.findings.push(finding(case, which, lone, Vec::new()));
        }
    }
    for ((scope, instance), inside) in namespaces {
        missing_namespace(case, which, (&scope, &instance), &inside, docket);
    }
}

/// Each resource once that accounts lack: accounts and regions are parts of an environment, so what has a counterpart in one of them is
/// not missing in the others, and what may be in one that was not read is not missing at all. Each cluster is to have all.
fn once<'l>(
    case: &Case<'_, '_>,
    which: Which,
    all: &'l [Lone],
    sight: &Sight<'_, '_>,
) -> Vec<&'l Lone> {
    let paired: BTreeSet<usize> = match which {
        Which::Before => case.pairing.pairs.iter().map(|pair| pair.before).collect(),
        Which::After => case.pairing.pairs.iter().map(|pair| pair.after).collect(),
    };
    let mut told: BTreeMap<usize, &Lone> = BTreeMap::new();
    let mut left = Vec::new();
    for lone in all {
        if lone.instance.account.is_none() {
            left.push(lone);
            continue;
        }
        let is_doubtful = !matches!(absent(case, which, lone, sight), Some((.., Absent::Certain)));
        if !paired.contains(&lone.node) && (is_doubtful || !told.contains_key(&lone.node)) {
            told.insert(lone.node, lone);
        }
    }
    left.extend(told.into_values());
    left
}

/// What can be said of a resource that the other side lacks.
fn absent<'c>(
    case: &Case<'c, '_>,
    which: Which,
    lone: &Lone,
    sight: &Sight<'_, '_>,
) -> Option<(&'c Vertex, &'c Resource, Absent)> {
    let having = *case.graphs.of(which);
    let (vertex, resource) = having.nodes.get(lone.node).zip(having.resource(lone.node))?;
    let scope = &vertex.item.scope;
    let absent = match unnamed(having, resource, scope) {
        Some(why) => Absent::Unknown(why.into()),
        None => sight.absent(lone, scope.namespace.as_deref(), resource),
    };
    Some((vertex, resource, absent))
}

/// Where a resource lives that the other side certainly lacks; anything else is counted.
fn certain<'c>(
    case: &Case<'c, '_>,
    which: Which,
    lone: &Lone,
    sight: &Sight<'_, '_>,
    docket: &mut Docket,
) -> Option<&'c Scope> {
    let (vertex, resource, absent) = absent(case, which, lone, sight)?;
    if vertex.item.normal.made_by_system.is_some() {
        docket.counts.made_by_system += 1;
        return None;
    }
    match absent {
        Absent::Certain => return Some(&vertex.item.scope),
        Absent::Outside => {
            let kinds = docket.outside_claims.of_mut(which);
            *kinds.entry(resource.kind.clone()).or_default() += 1;
        }
        Absent::Unknown(reason) => {
            let side = case.names.of(which.other());
            docket.unknowns.add(&resource.kind, &resource.name, &Path::root(), side, reason);
        }
    }
    None
}

/// Why a resource of an account may be called otherwise than by its id, if so: its kind was not read completely there.
fn unnamed<'g>(graph: &'g Graph<'_>, resource: &Resource, scope: &Scope) -> Option<&'g Status> {
    let by_id = scope.account.is_some() && resource.native_id.as_ref() == Some(&resource.name);
    let status = graph.snapshot.coverage.of(scope, &resource.kind).filter(|_| by_id)?;
    (!status.is_complete()).then_some(status)
}

/// The scope that a namespace's own object names.
fn own_namespace(graph: &Graph<'_>, lone: &Lone) -> Option<Scope> {
    let (vertex, resource) = graph.nodes.get(lone.node).zip(graph.resource(lone.node))?;
    (resource.kind == NAMESPACE).then(|| vertex.item.scope.in_namespace(&resource.name))
}

fn rule(case: &Case<'_, '_>, which: Which) -> &'static str {
    let lacking = case.graphs.of(which.other()).snapshot.header.kind;
    let having = case.graphs.of(which).snapshot.header.kind;
    match (case.question, having, lacking) {
        (Comparison::Parity, ..) => "PAR-001",
        (Comparison::Drift, SideKind::Observed, SideKind::Declared) => "IAC-001",
        (Comparison::Drift, SideKind::Declared, SideKind::Observed) => "IAC-002",
        (Comparison::Drift, ..) => "DRF-001",
    }
}

fn finding(case: &Case<'_, '_>, which: Which, lone: &Lone, notes: Vec<String>) -> Finding {
    let (having, lacking) = (case.graphs.of(which), case.graphs.of(which.other()));
    let kind = having.resource(lone.node).map(|resource| resource.kind.clone()).unwrap_or_default();
    let words = case.pairing.words.of(which);
    let rule = rule(case, which);
    let toward = lone.toward.clone().unwrap_or_else(|| lone.instance.clone());
    let (subject, place) =
        (identity::subject(having, lone.node), identity::in_scope(lacking, &toward, ""));
    let subjects = subjects(which, subject, place);
    let name = case.names.of(which);
    Finding {
        id: identity::id(rule, &kind, &subjects, &Path::root()),
        rule: rule.to_owned(),
        severity: severity::severity(case, case.registry.consequence(&kind)),
        verdict: Verdict::Fail,
        component: component::of(&case.components, having, lone.node, words),
        subject: having
            .resource(lone.node)
            .map(|resource| resource.name.clone())
            .unwrap_or_default(),
        kind,
        addresses: address::of(case, having, lone.node, &Path::root())
            .map(|address| (name.clone(), address))
            .into_iter()
            .collect(),
        path: Path::root(),
        change: match which {
            Which::Before => ChangeKind::Missing,
            Which::After => ChangeKind::Extra,
        },
        values: BTreeMap::new(),
        classified: true,
        notes: [notes, where_missing(case, which, &toward)].concat(),
        pairing: None,
        ways: BTreeMap::new(),
    }
}

/// The resource on the side that has it, the place on the side that lacks it.
fn subjects(which: Which, resource: String, place: String) -> Both<String> {
    match which {
        Which::Before => Both { before: resource, after: place },
        Which::After => Both { before: place, after: resource },
    }
}

/// Which of several instances lacks it.
fn where_missing(case: &Case<'_, '_>, which: Which, toward: &Scope) -> Vec<String> {
    let mut instances = case.pairing.aligned.iter().map(|aligned| match which {
        Which::Before => aligned.after.instance(),
        Which::After => aligned.before.instance(),
    });
    let here = toward.instance();
    if !instances.any(|other| other != here) {
        return Vec::new();
    }
    vec![format!("not in {}", display(case.graphs.of(which.other()), toward))]
}

fn display(graph: &Graph<'_>, scope: &Scope) -> String {
    let names = &graph.snapshot.header.names;
    let name = |id: &Option<String>| id.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
    let parts =
        [name(&scope.account), scope.region.clone(), name(&scope.cluster), scope.namespace.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// One finding for a namespace that the other side lacks as a whole.
fn missing_namespace(
    case: &Case<'_, '_>,
    which: Which,
    (scope, instance): (&Scope, &Scope),
    inside: &[&Lone],
    docket: &mut Docket,
) {
    let having = case.graphs.of(which);
    let Some(first) = inside.first() else { return };
    let namespace = scope.namespace.clone().unwrap_or_default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for resource in inside.iter().filter_map(|lone| having.resource(lone.node)) {
        *kinds.entry(resource.kind.clone()).or_default() += 1;
    }
    let worst = kinds
        .keys()
        .map(|kind| case.registry.consequence(kind))
        .min()
        .unwrap_or(Consequence::Behaviour);
    let listed: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let everything =
        if case.policy.only.is_empty() { "everything" } else { "everything of the component" };
    let note = format!("with {everything} in it: {}", listed.join(", "));
    let mut finding = finding(case, which, first, vec![note]);
    let environment = identity::in_scope(having, scope, &namespace);
    let place = identity::in_scope(case.graphs.of(which.other()), instance, "");
    let subjects = subjects(which, environment, place);
    finding.id = identity::id(&finding.rule, NAMESPACE, &subjects, &Path::root());
    finding.kind = NAMESPACE.to_owned();
    finding.severity = severity::severity(case, worst);
    finding.subject.clone_from(&namespace);
    finding.component.clone_from(&namespace);
    finding.addresses.values_mut().for_each(|address| {
        address.name.clone_from(&namespace);
        address.native_id = None;
    });
    docket.findings.push(finding);
}
