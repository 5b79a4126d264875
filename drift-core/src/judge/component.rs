//! Components: the logical thing that a resource belongs to, by which reports are grouped and narrowed.
//!
//! Read from where the configuration says (`tags.service`, `declared_address`, `name`), else from what the provider found,
//! else from the name. Narrowing comes after pairing: what a resource belongs to is known when it is linked, may differ
//! between the sides, and what other components have still has to be known for references to lead somewhere.

use std::collections::BTreeSet;

use crate::both::Which;
use crate::coverage::{Cell, Skip, Status};
use crate::glob::glob;
use crate::graph::{Graph, link};
use crate::judge::Policy;
use crate::judge::absence::NAMESPACE;
use crate::normalise::normalise;
use crate::pair::{Pairing, Words};
use crate::problem::{Problem, ProblemCode};
use crate::progress::Silent;
use crate::registry::Registry;
use crate::resource::Origin;
use crate::snapshot::Snapshot;
use crate::suggest::nearest;

/// Where a component may be read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Component {
    /// A tag or label.
    Tag(String),
    /// The file that declares it.
    DeclaredAddress,
    /// The name, without what only says which environment it is.
    Name,
}

/// Reads `pair.component`; entries of another form were refused by the configuration's parser.
pub(super) fn parse(entries: &[String]) -> Vec<Component> {
    let component = |entry: &String| match entry.as_str() {
        "name" => Some(Component::Name),
        "declared_address" => Some(Component::DeclaredAddress),
        tag => tag
            .strip_prefix("tags.")
            .or_else(|| tag.strip_prefix("tags[\"").and_then(|tag| tag.strip_suffix("\"]")))
            .map(|tag| Component::Tag(tag.to_owned())),
    };
    entries.iter().filter_map(component).collect()
}

/// What a resource belongs to.
pub(super) fn of(places: &[Component], graph: &Graph<'_>, node: usize, words: &Words) -> String {
    let Some((vertex, resource)) = graph.nodes.get(node).zip(graph.resource(node)) else {
        return String::new();
    };
    let normal = &vertex.item.normal;
    let by_name = || words.stem(normal.stem.as_deref().unwrap_or(&resource.name));
    let read = |component: &Component| match component {
        Component::Tag(name) => normal.tags.get(name).cloned(),
        Component::DeclaredAddress => match &resource.origin {
            Origin::Declared { location, .. } => Some(location.file.clone()),
            _ => None,
        },
        Component::Name => Some(by_name()),
    };
    let configured = places.iter().find_map(read);
    let found =
        configured.or_else(|| normal.component.clone()).map(|component| words.stem(&component));
    found.unwrap_or_else(by_name)
}

/// Leaves only what belongs to the components that the policy names: pairs of which either side does, and what one side
/// lacks. The other pairs stay, so that references still lead somewhere, and are not compared. Without components in the
/// policy it changes nothing.
///
/// The problems are components that nothing belongs to.
pub fn keep_components(
    pairing: &mut Pairing,
    (before, after): (&Graph<'_>, &Graph<'_>),
    policy: &Policy,
) -> Vec<Problem> {
    if policy.only.is_empty() {
        return Vec::new();
    }
    let places = parse(&policy.component);
    let mut wanted = Wanted { only: &policy.only, seen: BTreeSet::new() };
    let words = &pairing.words;
    let mut is_wanted = |which: Which, node: usize| {
        let graph = match which {
            Which::Before => before,
            Which::After => after,
        };
        wanted.has(of(&places, graph, node, words.of(which)))
    };
    let mut left_out = BTreeSet::new();
    for (place, pair) in pairing.pairs.iter().enumerate() {
        let either = [is_wanted(Which::Before, pair.before), is_wanted(Which::After, pair.after)];
        if !either.contains(&true) {
            left_out.insert(place);
        }
    }
    let all = pairing.before_only.len() + pairing.after_only.len();
    pairing.before_only.retain(|lone| is_wanted(Which::Before, lone.node));
    pairing.after_only.retain(|lone| is_wanted(Which::After, lone.node));
    pairing.ambiguous.retain(|one| is_wanted(one.which, one.node));
    let kept = pairing.before_only.len() + pairing.after_only.len();
    pairing.others = left_out.len() + all - kept;
    pairing.left_out = left_out;
    wanted.problems()
}

/// Leaves only what belongs to the components that the policy names in a snapshot, with what it generates (Pods belong to
/// what their Deployment does) and the namespaces. For a file that holds a part; to compare, see [`keep_components`].
///
/// Of a kind of which something was left out, nothing can be called missing there: its cells say `skipped: filter`. The
/// problems are components that nothing belongs to.
#[must_use]
pub fn thin(snapshot: &mut Snapshot, registry: &Registry, policy: &Policy) -> Vec<Problem> {
    let (kept, problems) = members(snapshot, registry, policy);
    let (mut left_out, mut place) = (BTreeSet::new(), 0);
    snapshot.resources.retain(|resource| {
        // A namespace is a place: without its object, nothing says which one is its counterpart.
        let wanted = kept.contains(&place) || resource.kind == NAMESPACE;
        place += 1;
        if !wanted {
            left_out.insert((resource.scope.clone(), resource.kind.clone()));
        }
        wanted
    });
    for (scope, kind) in left_out {
        // Where its namespace has no counterpart by what is left in it, every namespace is asked about.
        let everywhere = scope.namespace.as_ref().map(|_| scope.in_namespace("*"));
        for scope in std::iter::once(scope.clone()).chain(everywhere) {
            // What was not read completely stays so: nobody chose that.
            if snapshot.coverage.of(&scope, &kind).is_none_or(Status::is_complete) {
                let cell = Cell { scope, kind: kind.clone() };
                snapshot.coverage.0.insert(cell, Status::Skipped { why: Skip::Filter });
            }
        }
    }
    problems
}

/// The places of the resources that belong to the components.
fn members(
    snapshot: &Snapshot,
    registry: &Registry,
    policy: &Policy,
) -> (BTreeSet<usize>, Vec<Problem>) {
    let (normalised, _) = normalise(snapshot, registry, &mut Silent);
    let (graph, _) = link(normalised, registry, &mut Silent);
    let words = Words::of_environment(&snapshot.header.tokens);
    let places = parse(&policy.component);
    let mut wanted = Wanted { only: &policy.only, seen: BTreeSet::new() };
    let nodes = graph.nodes.iter().enumerate();
    let kept = nodes.filter(|(node, vertex)| {
        wanted.has(of(&places, &graph, vertex.folded_into.unwrap_or(*node), &words))
    });
    let kept = kept.map(|(_, vertex)| vertex.item.resource).collect();
    (kept, wanted.problems())
}

/// The components that are asked for, and those that were met.
struct Wanted<'p> {
    only: &'p [String],
    seen: BTreeSet<String>,
}

impl Wanted<'_> {
    fn has(&mut self, component: String) -> bool {
        let wanted = self.only.iter().any(|pattern| glob(pattern, &component));
        self.seen.insert(component);
        wanted
    }

    fn problems(&self) -> Vec<Problem> {
        let unmatched =
            self.only.iter().filter(|only| !self.seen.iter().any(|name| glob(only, name)));
        let problem = |only: &String| Problem {
            code: ProblemCode::Unmatched,
            place: format!("component {only}"),
            what: match nearest(only, self.seen.iter().map(String::as_str)) {
                Some(near) => format!("nothing belongs to it, did you mean `{near}`?"),
                None => "nothing belongs to it".to_owned(),
            },
        };
        unmatched.map(problem).collect()
    }
}
