//! Absence: resources that only one side has, asserted only where the other side was read completely.
//!
//! What lies outside a declaration's claims is counted, not judged; what lives in a namespace that is missing as a whole is
//! said once, with the namespace.

use std::collections::BTreeMap;

use crate::both::{Both, Which};
use crate::coverage::{Coverage, Status};
use crate::diff::Diff;
use crate::graph::Graph;
use crate::judge::{Case, Docket, address, component, identity, severity};
use crate::kind::Consequence;
use crate::pair::Lone;
use crate::path::Path;
use crate::report::{ChangeKind, Comparison, Finding, Verdict};
use crate::scope::Scope;
use crate::snapshot::SideKind;

/// The kind that a missing namespace is reported as, whether or not the object itself was listed.
const NAMESPACE: &str = "/Namespace";

/// What can be said of a resource that one side lacks.
enum Absent {
    /// It is not there.
    Certain,
    /// It was not seen, and why that says nothing.
    Unknown(String),
    /// The declaration does not speak for it.
    Outside,
}

pub(super) fn judge(case: &Case<'_, '_>, diff: &Diff, docket: &mut Docket) {
    one_side(case, Which::Before, &diff.before_only, docket);
    one_side(case, Which::After, &diff.after_only, docket);
    for (which, scope) in &case.pairing.unaligned {
        let scope = display(case.graphs.of(*which), scope);
        let reason = format!("{scope} has no counterpart on this side");
        let side = case.names.of(which.other());
        docket.unknowns.add("*", "*", &Path::root(), side, &reason);
    }
}

/// The resources that only one side has.
fn one_side(case: &Case<'_, '_>, which: Which, lone: &[Lone], docket: &mut Docket) {
    let having = case.graphs.of(which);
    let mut namespaces: BTreeMap<(Scope, Scope), Vec<&Lone>> = BTreeMap::new();
    for lone in lone {
        let Some((vertex, resource)) = having.nodes.get(lone.node).zip(having.resource(lone.node))
        else {
            continue;
        };
        if vertex.item.normal.made_by_system.is_some() {
            docket.counts.made_by_system += 1;
            continue;
        }
        match absent(case, which, lone, &resource.kind) {
            Absent::Outside => *docket.outside_claims.of_mut(which) += 1,
            Absent::Unknown(reason) => {
                let side = case.names.of(which.other());
                docket.unknowns.add(&resource.kind, &resource.name, &Path::root(), side, &reason);
            }
            Absent::Certain if lone.toward.is_none() => {
                namespaces
                    .entry((vertex.item.scope.clone(), lone.instance.clone()))
                    .or_default()
                    .push(lone);
            }
            Absent::Certain => docket.findings.push(finding(case, which, lone, Vec::new())),
        }
    }
    for ((scope, instance), inside) in namespaces {
        missing_namespace(case, which, (&scope, &instance), &inside, docket);
    }
}

fn absent(case: &Case<'_, '_>, which: Which, lone: &Lone, kind: &str) -> Absent {
    let (having, lacking) = (case.graphs.of(which), case.graphs.of(which.other()));
    let scope = lone.toward.clone().unwrap_or_else(|| lone.instance.in_namespace("*"));
    if lacking.snapshot.header.kind == SideKind::Declared
        && having.snapshot.header.kind == SideKind::Observed
    {
        return claimed(
            lacking,
            having.nodes.get(lone.node).and_then(|vertex| vertex.item.scope.namespace.as_ref()),
            kind,
        );
    }
    seen(&lacking.snapshot.coverage, &scope, kind)
}

/// Whether a declaration speaks for a kind in a namespace, and all of its files loaded.
fn claimed(declared: &Graph<'_>, namespace: Option<&String>, kind: &str) -> Absent {
    let claims = &declared.snapshot.claims;
    let declares = declared.nodes.iter().enumerate().any(|(node, vertex)| {
        vertex.item.scope.namespace.as_ref() == namespace
            && declared.resource(node).is_some_and(|resource| resource.kind == kind)
    });
    let explicit = claims.iter().any(|claim| {
        claim.scope.namespace.is_some()
            && claim.scope.namespace.as_ref() == namespace
            && crate::glob::glob(&claim.kind, kind)
    });
    if !declares && !explicit {
        Absent::Outside
    } else if claims.iter().all(|claim| claim.complete) {
        Absent::Certain
    } else {
        Absent::Unknown("not every file of the declaration could be read".to_owned())
    }
}

/// Whether a scope was read completely for a kind.
fn seen(coverage: &Coverage, scope: &Scope, kind: &str) -> Absent {
    // A `*` cell of the instance says that every kind that exists there is named by a cell of its own.
    let every_kind = || coverage.of(&scope.instance(), "*");
    match coverage.of(scope, kind).or_else(every_kind) {
        Some(Status::Complete) => Absent::Certain,
        Some(status) => Absent::Unknown(status.to_string()),
        None => Absent::Unknown("not looked for".to_owned()),
    }
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
    let words = match which {
        Which::Before => &case.pairing.words.before,
        Which::After => &case.pairing.words.after,
    };
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
        component: component::of(case, having, lone.node, words),
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
    let lacking = case.graphs.of(which.other());
    if lacking.snapshot.header.names.len() < 2 {
        return Vec::new();
    }
    vec![format!("not in {}", display(lacking, toward))]
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
    let note = format!("with everything in it: {}", listed.join(", "));
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
    // The namespace's own object would say the same a second time.
    let is_own = |other: &Finding| {
        other.kind == NAMESPACE
            && other.subject == namespace
            && other.path.is_root()
            && other.change == finding.change
    };
    docket.findings.retain(|other| !is_own(other));
    docket.findings.push(finding);
}
