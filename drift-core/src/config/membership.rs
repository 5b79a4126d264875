//! Which environment a resource belongs to, by what the configuration says of all of them.
//!
//! Several environments may read one cluster or account, told apart by namespaces, regions, names, labels or tags; none may take
//! what another one claims, and nothing that was listed may vanish. Knows no cluster and no account: two environments read the
//! same one when they name the same context of the same kubeconfig, the same account, or the same credentials.

use super::{AwsSource, Config, Environment, KubernetesSource, Member, SelectorSubject};
use crate::glob::glob;
use crate::problem::{Problem, ProblemCode};
use crate::resource::Membership;

/// The kind that is told apart by its own name where others are by their namespace.
const NAMESPACE: &str = "/Namespace";

/// The words that stand for an environment in names: its name, its aliases and its `pair.tokens`.
///
/// ```
/// use drift_core::config::{parse, tokens};
/// let text = b"version: 1\nenvironments: { prod: { aliases: [live] } }\npair: { tokens: { prod: [acme-pr] } }";
/// let config = parse(text, "drift.yaml").unwrap();
/// assert_eq!(tokens(&config, "prod"), ["prod", "live", "acme-pr"]);
/// ```
#[must_use]
pub fn tokens(config: &Config, environment: &str) -> Vec<String> {
    let aliases = config.environments.get(environment).map(|found| found.aliases.as_slice());
    let tokens = config.pair.tokens.get(environment).map(Vec::as_slice);
    let mut words = vec![environment.to_owned()];
    for word in aliases.into_iter().chain(tokens).flatten() {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}

/// To which environment a resource belongs that was read for `environment`; `None`: to another one.
///
/// In this order: what `shared` selects is shared. What the environment's members select, or its namespaces and regions where it
/// has no members, belongs to it, unless another environment that reads the same cluster or account claims it too: then it is
/// unassigned. What only another one claims is elsewhere. What nobody claims is unassigned where the environment has members; what
/// is of a whole cluster or account belongs to an environment without members, and is shared when another one reads that, too.
///
/// Members that name a cluster or namespace say nothing of accounts, and those that name an account or region nothing of
/// clusters. A declaration is nobody else's: it is only looked up in `shared` and the members.
#[must_use]
pub fn assign(
    config: &Config,
    environment: &str,
    subject: &SelectorSubject<'_>,
) -> Option<Membership> {
    match decide(config, environment, subject) {
        Belongs::Elsewhere => None,
        Belongs::Contested(_) => Some(Membership::Unassigned),
        Belongs::To(membership) => Some(membership),
    }
}

/// The problem of a resource that [`assign`] left unassigned because two environments claim it. Resources of one kind
/// and scope have the same problem.
#[must_use]
pub fn contested(
    config: &Config,
    environment: &str,
    subject: &SelectorSubject<'_>,
) -> Option<Problem> {
    let Belongs::Contested(others) = decide(config, environment, subject) else { return None };
    let location = config.environments.get(environment).and_then(|own| own.location.as_ref());
    let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    Some(Problem {
        code: ProblemCode::Contested,
        place: location.map_or_else(|| environment.to_owned(), ToString::to_string),
        what: format!(
            "{} in {} that `{environment}` claims is also claimed by {}: unassigned",
            subject.kind,
            subject.scope,
            others.join(", ")
        ),
    })
}

enum Belongs<'c> {
    To(Membership),
    Elsewhere,
    Contested(Vec<&'c str>),
}

fn decide<'c>(config: &'c Config, environment: &str, subject: &SelectorSubject<'_>) -> Belongs<'c> {
    if config.shared.iter().any(|selector| selector.matches(subject)) {
        return Belongs::To(Membership::Shared);
    }
    let Some(own) = config.environments.get(environment) else {
        return Belongs::To(Membership::In);
    };
    let neighbours: Vec<(&str, &Environment)> = config
        .environments
        .iter()
        .filter(|(name, other)| *name != environment && read_the_same(own, other, subject))
        .map(|(name, other)| (name.as_str(), other))
        .collect();
    let others: Vec<&str> = neighbours
        .iter()
        .filter(|(name, other)| claims_as(config, name, other, subject))
        .map(|(name, _)| *name)
        .collect();
    match (claims(own, subject), others.is_empty()) {
        (true, true) => Belongs::To(Membership::In),
        (true, false) => Belongs::Contested(others),
        (false, false) => Belongs::Elsewhere,
        (false, true) => unclaimed(own, neighbours.is_empty(), subject),
    }
}

fn unclaimed<'c>(own: &Environment, alone: bool, subject: &SelectorSubject<'_>) -> Belongs<'c> {
    if !reaches(own, subject) {
        return Belongs::Elsewhere;
    }
    Belongs::To(match (members(own, subject).next().is_none(), alone) {
        (false, _) => Membership::Unassigned,
        (true, true) => Membership::In,
        (true, false) => Membership::Shared,
    })
}

/// Whether another environment claims the resource, with its own words for `{env}`.
fn claims_as(
    config: &Config,
    name: &str,
    environment: &Environment,
    subject: &SelectorSubject<'_>,
) -> bool {
    let tokens = tokens(config, name);
    claims(environment, &SelectorSubject { environment: name, tokens: &tokens, ..*subject })
}

/// The members that may speak of such a resource: of its cluster, or of its account.
fn members<'e>(
    environment: &'e Environment,
    subject: &SelectorSubject<'_>,
) -> impl Iterator<Item = &'e Member> {
    let (of_cluster, of_account) =
        (subject.scope.cluster.is_some(), subject.scope.account.is_some());
    environment.members.iter().filter(move |member| {
        let selector = &member.selector;
        let clusters = !selector.clusters.is_empty() || !selector.namespaces.is_empty();
        let accounts = !selector.accounts.is_empty() || !selector.regions.is_empty();
        !(of_account && clusters || of_cluster && accounts)
    })
}

/// Whether the environment's members select the resource; without members, whether its namespaces or regions do.
fn claims(environment: &Environment, subject: &SelectorSubject<'_>) -> bool {
    if !reaches(environment, subject) {
        return false;
    }
    let mut members = members(environment, subject).peekable();
    if members.peek().is_none() {
        return match (&subject.scope.cluster, &subject.scope.account) {
            (Some(_), _) => place(subject).is_some(),
            (None, Some(_)) => subject.scope.region.is_some(),
            (None, None) => true,
        };
    }
    members.any(|member| member.selector.matches(subject))
}

/// The namespace that tells the resource's environment: its own, or itself when it is one.
fn place<'s>(subject: &SelectorSubject<'s>) -> Option<&'s str> {
    let itself = (subject.kind == NAMESPACE).then_some(subject.name);
    subject.scope.namespace.as_deref().or(itself)
}

/// Whether the namespaces that the environment reads in the resource's cluster let it be seen at all.
fn reaches(environment: &Environment, subject: &SelectorSubject<'_>) -> bool {
    let (Some(_), Some(place)) = (&subject.scope.cluster, place(subject)) else { return true };
    let all: Vec<&KubernetesSource> = environment.kubernetes().collect();
    let here = |source: &&&KubernetesSource| names_cluster(source, subject.cluster_name);
    let mut reading: Vec<_> = all.iter().filter(here).copied().collect();
    if reading.is_empty() {
        // A stored snapshot, whose context was called something else.
        reading = all;
    }
    reading.is_empty()
        || reading.iter().any(|source| {
            source.namespaces.is_empty() || source.namespaces.iter().any(|one| glob(one, place))
        })
}

/// Whether the source can be the one that the cluster was read by; one without contexts reads the current one.
fn names_cluster(source: &KubernetesSource, name: Option<&str>) -> bool {
    source.contexts.is_empty()
        || name.is_some_and(|name| source.contexts.iter().any(|context| glob(context, name)))
}

/// Whether another environment reads the cluster, or the account and region, that the resource was read from.
fn read_the_same(own: &Environment, other: &Environment, subject: &SelectorSubject<'_>) -> bool {
    match &subject.scope.account {
        Some(account) => other.aws().any(|theirs| {
            let region = subject.scope.region.as_ref();
            let there = theirs.regions.is_empty()
                || region.is_none_or(|region| theirs.regions.contains(region));
            there
                && (theirs.accounts.contains(account)
                    || own.aws().any(|mine| leads_alike(mine, theirs)))
        }),
        None => read_the_same_cluster(own, other, subject),
    }
}

/// Whether two sources that name no account lead to the same one.
fn leads_alike(mine: &AwsSource, theirs: &AwsSource) -> bool {
    let way = |source: &AwsSource| {
        let AwsSource { profile, via, organization, role, .. } = source;
        (profile.clone(), via.clone(), organization.clone(), role.clone())
    };
    mine.accounts.is_empty() && theirs.accounts.is_empty() && way(mine) == way(theirs)
}

fn read_the_same_cluster(
    own: &Environment,
    other: &Environment,
    subject: &SelectorSubject<'_>,
) -> bool {
    let name = subject.cluster_name;
    subject.scope.cluster.is_some()
        && own.kubernetes().filter(|source| names_cluster(source, name)).any(|mine| {
            other.kubernetes().any(|theirs| {
                // Which one the current context is can only be said of two that both mean it.
                let same = names_cluster(theirs, name)
                    && (!theirs.contexts.is_empty() || mine.contexts.is_empty());
                same && mine.kubeconfig == theirs.kubeconfig
            })
        })
}

#[cfg(test)]
mod tests;
