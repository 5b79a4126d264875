//! Expectations: intended differences leave the findings and stay in the report, with their reason and their line.
//!
//! The first entry that matches decides. An entry that matched nothing is a problem: it hides nothing today, and may hide
//! something tomorrow.

use std::collections::BTreeMap;

use crate::config::{Allow, Expectation, Selector, SelectorSubject};
use crate::graph::Graph;
use crate::judge::Case;
use crate::problem::{Problem, ProblemCode};
use crate::report::{Address, Finding, Suppressed, Verdict};

/// Parts findings into those to look at and those that are expected.
pub(super) fn apply(
    case: &Case<'_, '_>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>, Vec<Problem>) {
    let mut used = vec![false; case.policy.expect.len()];
    let (mut kept, mut suppressed) = (Vec::new(), Vec::new());
    for mut finding in findings {
        let entry = case
            .policy
            .expect
            .iter()
            .enumerate()
            .find(|(_, entry)| matches(case, &entry.selector, &finding));
        match entry {
            Some((place, entry)) => {
                used.iter_mut().skip(place).take(1).for_each(|used| *used = true);
                if entry.allow == Allow::Any {
                    finding.verdict = Verdict::Expected;
                    suppressed.push(suppress(finding, entry));
                } else {
                    kept.push(finding);
                }
            }
            None => kept.push(finding),
        }
    }
    suppressed
        .sort_by(|a, b| (&a.expectation, &a.finding.id).cmp(&(&b.expectation, &b.finding.id)));
    let unused = case
        .policy
        .expect
        .iter()
        .zip(used)
        .filter(|(_, used)| !used)
        .map(|(entry, _)| unused(entry));
    (kept, suppressed, unused.collect())
}

fn suppress(finding: Finding, entry: &Expectation) -> Suppressed {
    Suppressed {
        finding,
        expectation: entry.id.clone(),
        reason: entry.reason.clone(),
        location: entry.location.clone(),
    }
}

fn unused(entry: &Expectation) -> Problem {
    let what = format!("expectation `{}` matches no difference", entry.id);
    Problem { code: ProblemCode::UnusedRule, place: entry.location.to_string(), what }
}

/// A rule about a pair applies when its selector matches on either side.
fn matches(case: &Case<'_, '_>, selector: &Selector, finding: &Finding) -> bool {
    let sides = [(case.graphs.before, &case.names.before), (case.graphs.after, &case.names.after)];
    selector.matches_path(&finding.path)
        && sides.into_iter().any(|(graph, name)| {
            let address = finding.addresses.get(name);
            address.is_some_and(|address| {
                // As it is called there, and as the report shows it.
                let mut names = [address.name.as_str(), finding.subject.as_str()].into_iter();
                names.any(|called| matches_on(graph, selector, (&finding.kind, called), address))
            })
        })
}

fn matches_on(
    graph: &Graph<'_>,
    selector: &Selector,
    (kind, name): (&str, &str),
    address: &Address,
) -> bool {
    let header = &graph.snapshot.header;
    let id = address.scope.cluster.as_ref().or(address.scope.account.as_ref());
    let node =
        graph.find(&address.scope, kind, &address.name).and_then(|node| graph.nodes.get(node));
    let none = BTreeMap::new();
    selector.matches(&SelectorSubject {
        environment: &header.environment,
        kind,
        name,
        scope: &address.scope,
        tokens: &header.tokens,
        cluster_name: id.and_then(|id| header.names.get(id)).map(String::as_str),
        tags: node.map_or(&none, |vertex| &vertex.item.normal.tags),
    })
}
