//! Attributes: findings of paired resources, one for each difference in their trees.

use std::collections::BTreeMap;

use crate::both::Both;
use crate::diff::{Diff, Leaf, Outcome, PairDiff};
use crate::graph::Graph;
use crate::judge::unknown::general;
use crate::judge::{Case, Docket, address, component, identity, severity};
use crate::kind::Consequence;
use crate::pair::{Ambiguous, Pair};
use crate::path::{Path, Step};
use crate::registry::Registry;
use crate::report::{ChangeKind, Comparison, Finding, ReportValue, Verdict};
use crate::snapshot::SideKind;
use crate::value::{Reason, Value};

pub(super) fn judge(case: &Case<'_, '_>, diff: &Diff, docket: &mut Docket) {
    for pair in &diff.pairs {
        judge_pair(case, pair, docket);
    }
    for Ambiguous { which, node, because } in &case.pairing.ambiguous {
        let Some(resource) = case.graphs.of(*which).resource(*node) else { continue };
        let side = case.names.of(which.other());
        docket.unknowns.add(&resource.kind, &resource.name, &Path::root(), side, because.as_str());
    }
}

fn judge_pair(case: &Case<'_, '_>, diff: &PairDiff, docket: &mut Docket) {
    let Some(kind) =
        case.graphs.before.resource(diff.pair.before).map(|resource| resource.kind.clone())
    else {
        return;
    };
    diff.tree.leaves(&Path::root(), &mut |path, leaf| match &leaf.outcome {
        Outcome::Different => docket.findings.extend(finding(case, &diff.pair, &kind, path, leaf)),
        Outcome::Corresponding => docket.counts.corresponding += 1,
        Outcome::Governed => docket.counts.governed += 1,
        Outcome::NotCompared => {
            *docket.counts.not_compared.entry(format!("{kind} {}", general(path))).or_default() +=
                1;
        }
        Outcome::Unknown(reason) => unknown(case, &diff.pair, &kind, path, leaf, reason, docket),
    });
}

fn unknown(
    case: &Case<'_, '_>,
    pair: &Pair,
    kind: &str,
    path: &Path,
    leaf: &Leaf,
    reason: &Reason,
    docket: &mut Docket,
) {
    let subject = subject_name(case, pair);
    let is_unknown = |value: &Option<Value>| matches!(value, Some(Value::Unknown(_)));
    // Where neither value says so itself, it is the two together that cannot be compared.
    let side = match (is_unknown(&leaf.before), is_unknown(&leaf.after)) {
        (true, false) => case.names.before.clone(),
        (false, true) => case.names.after.clone(),
        _ => format!("{}, {}", case.names.before, case.names.after),
    };
    match reason {
        // One cause for every secret there is.
        Reason::DifferentKeys => {
            docket.unknowns.add("*", "*", &Path::root(), &side, reason);
        }
        _ => docket.unknowns.add(kind, &subject, path, &side, reason),
    }
}

fn finding(
    case: &Case<'_, '_>,
    pair: &Pair,
    kind: &str,
    path: &Path,
    leaf: &Leaf,
) -> Option<Finding> {
    let class = case.registry.class(kind, path);
    let (consequence, classified) = weight(case.registry, kind, path, leaf);
    let particular = class.rule.and_then(|rule| rule(leaf.before.as_ref()?, leaf.after.as_ref()?));
    let rule = particular.unwrap_or_else(|| general_rule(case));
    let subjects = Both {
        before: identity::subject(case.graphs.before, pair.before),
        after: identity::subject(case.graphs.after, pair.after),
    };
    let Both { before, after } = &case.names;
    let addresses = [
        (before, address::of(case, case.graphs.before, pair.before, path)),
        (after, address::of(case, case.graphs.after, pair.after, path)),
    ];
    let values = as_written(case, pair, path, leaf);
    let values = [(before, values.before), (after, values.after)];
    Some(Finding {
        id: identity::id(rule, kind, &subjects, path),
        rule: rule.to_owned(),
        severity: severity::severity(case, consequence),
        verdict: Verdict::Fail,
        component: component::of(
            &case.components,
            case.graphs.before,
            pair.before,
            &case.pairing.words.before,
        ),
        kind: kind.to_owned(),
        subject: subject_name(case, pair),
        addresses: addresses
            .into_iter()
            .filter_map(|(name, address)| Some((name.clone(), address?)))
            .collect(),
        path: path.clone(),
        change: change(leaf),
        values: values
            .into_iter()
            .filter_map(|(name, value)| Some((name.clone(), ReportValue(value?))))
            .collect::<BTreeMap<_, _>>(),
        classified,
        notes: leaf.note.iter().cloned().collect(),
        pairing: Some(pair.evidence.clone()),
        ways: BTreeMap::new(),
    })
}

/// The values as people wrote them, where both are one text or number that normalising spelt otherwise: `256Mi` says more
/// than `268435456`.
fn as_written(case: &Case<'_, '_>, pair: &Pair, path: &Path, leaf: &Leaf) -> Both<Option<Value>> {
    let normal = Both { before: leaf.before.clone(), after: leaf.after.clone() };
    let written = |graph: &Graph<'_>, node: usize, normal: Option<&Value>| {
        let tree = &graph.nodes.get(node)?.item.normal.tree;
        let at = tree.body_path(path);
        let value = graph.resource(node)?.body().at_path(&at)?;
        let whole = at.0.len() == path.0.len() && normal?.scalar_text().is_some();
        (whole && value.scalar_text().is_some()).then(|| value.clone())
    };
    let (Some(before), Some(after)) = (
        written(case.graphs.before, pair.before, leaf.before.as_ref()),
        written(case.graphs.after, pair.after, leaf.after.as_ref()),
    ) else {
        return normal;
    };
    // What looks the same as it was written differs in what normalising found out.
    if before == after { normal } else { Both { before: Some(before), after: Some(after) } }
}

/// What a difference would mean, and whether tables say so. A group that no table names weighs what is in it.
fn weight(registry: &Registry, kind: &str, path: &Path, leaf: &Leaf) -> (Consequence, bool) {
    let values = [&leaf.before, &leaf.after].into_iter().flatten();
    let weights = values.map(|value| weight_of(registry, kind, path, value));
    weights.reduce(heavier).unwrap_or((Consequence::Behaviour, false))
}

fn weight_of(registry: &Registry, kind: &str, path: &Path, value: &Value) -> (Consequence, bool) {
    let class = registry.class(kind, path);
    let own = (class.consequence, class.classified);
    let inside = |(step, value): (Step, &Value)| weight_of(registry, kind, &path.join(step), value);
    match value {
        _ if class.classified => own,
        Value::Map(map) => {
            let members = map.iter().map(|(name, value)| (Step::Key(name.clone()), value));
            members.map(inside).reduce(heavier).unwrap_or(own)
        }
        Value::List(list) => {
            let elements =
                list.iter().enumerate().map(|(place, value)| (Step::Index(place), value));
            elements.map(inside).reduce(heavier).unwrap_or(own)
        }
        _ => own,
    }
}

fn heavier(one: (Consequence, bool), other: (Consequence, bool)) -> (Consequence, bool) {
    (one.0.min(other.0), one.1 && other.1)
}

fn change(leaf: &Leaf) -> ChangeKind {
    match (&leaf.before, &leaf.after) {
        (Some(_), None) => ChangeKind::Missing,
        (None, Some(_)) => ChangeKind::Extra,
        _ => ChangeKind::Changed,
    }
}

fn general_rule(case: &Case<'_, '_>) -> &'static str {
    let declares = [case.graphs.before, case.graphs.after]
        .iter()
        .any(|graph| graph.snapshot.header.kind == SideKind::Declared);
    match case.question {
        Comparison::Parity => "PAR-002",
        Comparison::Drift if declares => "IAC-003",
        Comparison::Drift => "DRF-002",
    }
}

/// What both sides call it; without the environment's words where they differ.
fn subject_name(case: &Case<'_, '_>, pair: &Pair) -> String {
    let name = |graph: &crate::graph::Graph<'_>, node| {
        graph.resource(node).map(|resource| resource.name.clone()).unwrap_or_default()
    };
    let (before, after) =
        (name(case.graphs.before, pair.before), name(case.graphs.after, pair.after));
    if before == after { before } else { case.pairing.words.before.stem(&before) }
}
