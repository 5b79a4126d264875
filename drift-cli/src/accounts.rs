//! Accounts: which AWS accounts the environments read, each once, and for whom.
//!
//! Turns the configuration's sources into ways in, and enters them. What an account answers is `drift-aws`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use drift_aws::door::{Doors, Entrance, Limits, Manners, Observer, Role};
use drift_aws::{Account, EnterError, Wanted, accounts_below};
use drift_core::config::{AwsSource, Config, Credentials, Environment};
use drift_core::{Cell, Snapshot, glob};
use futures::future::join_all;

use crate::args::FilterArgs;
use crate::error::said;
use crate::log::Level;
use crate::run::Run;

/// One way into an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    pub(crate) profile: Option<String>,
    pub(crate) roles: Vec<Role>,
    /// The account that it must lead to; without one whichever it leads to.
    pub(crate) account: Option<String>,
}

impl Way {
    /// How people call it; reports know sources that could not be entered by the first word.
    pub(crate) fn place(&self) -> String {
        match &self.account {
            Some(account) => format!("account {account}"),
            None => format!("account of {self}"),
        }
    }

    fn entrance(&self, region: Option<&String>) -> Entrance {
        let (profile, roles) = (self.profile.clone(), self.roles.clone());
        Entrance { profile, roles, region: region.cloned() }
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.entrance(None).fmt(f)
    }
}

/// Who reads an account, and which of its regions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Readers {
    /// By the place of an environment in the list that was asked for; no region is the one of the profile or of the environment.
    pub(crate) environments: BTreeMap<usize, BTreeSet<String>>,
}

impl Readers {
    fn add(&mut self, environment: usize, regions: &[String]) {
        self.environments.entry(environment).or_default().extend(regions.iter().cloned());
    }

    /// Every region that somebody reads.
    pub(crate) fn regions(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.environments.values().flatten().collect();
        all.into_iter().cloned().collect()
    }

    fn join(&mut self, other: &Self) {
        for (environment, regions) in &other.environments {
            self.environments.entry(*environment).or_default().extend(regions.iter().cloned());
        }
    }
}

/// The ways in, and who goes them.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    pub(crate) known: BTreeMap<Way, Readers>,
    /// Units of organizations of which the accounts are not known, by who wants them, where, and why.
    pub(crate) unlisted: Vec<Unlisted>,
}

/// Accounts that are not read because nobody says which they are, or because they are no longer in use.
#[derive(Debug)]
pub(crate) struct Unlisted {
    pub(crate) environment: usize,
    pub(crate) place: String,
    pub(crate) why: String,
}

/// The live AWS sources of an environment.
pub(crate) fn aws<'c>(config: &'c Config, environment: &str) -> Vec<&'c AwsSource> {
    config.environments.get(environment).into_iter().flat_map(Environment::aws).collect()
}

/// What opens the accounts of a run: together they keep to the configured limits.
pub(crate) fn doors(run: &Run) -> Doors {
    let limits = &run.settings.config.limits;
    let share = f64::from(limits.aws_share_permille) / 1000.0;
    Doors::new(Manners {
        limits: Limits { share, ..Limits::default() },
        attempt: Duration::from_secs(limits.call_seconds),
        observer: observer(run),
        ..Manners::default()
    })
}

/// The ways into the accounts of these environments. Asks only organizations.
pub(crate) async fn ways(run: &Run, doors: &Doors, environments: &[&str]) -> Ways {
    let mut ways = Ways::default();
    let config = &run.settings.config;
    for (place, name) in environments.iter().enumerate() {
        for source in aws(config, name) {
            let from = from(config, source);
            let accounts = match &source.organization {
                Some(_) => members(doors, place, source, &from, &mut ways.unlisted).await,
                None if source.accounts.is_empty() => vec![None],
                None => source.accounts.iter().cloned().map(Some).collect(),
            };
            for account in accounts {
                let way = into(source, &from, account);
                ways.known.entry(way).or_default().add(place, &source.regions);
            }
        }
    }
    ways
}

/// What comes before a source's own role.
fn from(config: &Config, source: &AwsSource) -> Credentials {
    let via = source.via.as_ref().and_then(|via| config.credentials.get(via)).cloned();
    via.unwrap_or_else(|| Credentials { profile: source.profile.clone(), chain: Vec::new() })
}

fn into(source: &AwsSource, from: &Credentials, account: Option<String>) -> Way {
    let hops = from.chain.iter().map(|hop| Role {
        name: hop.role.clone(),
        account: None,
        external_id: hop.external_id.clone(),
        session: hop.session_name.clone(),
    });
    let own = source.role.as_ref().map(|name| Role {
        name: name.clone(),
        account: account.clone().filter(|_| !name.starts_with("arn:")),
        external_id: source.external_id.clone(),
        session: None,
    });
    let arn_s = source.role.as_ref().filter(|name| name.starts_with("arn:"));
    let account = account.or_else(|| arn_s?.split(':').nth(4).map(str::to_owned));
    Way { profile: from.profile.clone(), roles: hops.chain(own).collect(), account }
}

/// The accounts of a part of an organization.
async fn members(
    doors: &Doors,
    environment: usize,
    source: &AwsSource,
    from: &Credentials,
    unlisted: &mut Vec<Unlisted>,
) -> Vec<Option<String>> {
    let Some(part) = &source.organization else { return Vec::new() };
    let without_role = AwsSource::default();
    let way = into(&without_role, from, None).entrance(source.regions.first());
    let listed = async {
        let door = doors.open(&way).await?;
        accounts_below(&door, &part.unit, part.nested).await
    };
    let mut tell = |place: String, why: String| {
        unlisted.push(Unlisted { environment, place, why });
    };
    match listed.await {
        Ok(found) if found.is_empty() => {
            let nested = if part.nested {
                ""
            } else {
                "; `nested: true` takes those of the units in it, too"
            };
            tell(format!("organization {}", part.unit), format!("it has no accounts{nested}"));
            Vec::new()
        }
        Ok(found) => {
            let (active, others): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|account| account.state == "ACTIVE");
            for other in others {
                let why = format!("it is {} and was not read", other.state);
                tell(format!("account {} ({})", other.id, other.name), why);
            }
            active.into_iter().map(|account| Some(account.id)).collect()
        }
        Err(error) => {
            tell(format!("organization {}", part.unit), said(&error));
            Vec::new()
        }
    }
}

/// An account, or why it could not be entered.
pub(crate) struct Entered {
    pub(crate) way: Way,
    pub(crate) readers: Readers,
    pub(crate) account: Result<Account, String>,
    /// Whether the configuration is what is wrong: then there is no report.
    pub(crate) wrong: bool,
}

/// Enters every account. Of ways that lead to the same one the first is gone for all who read it, so that nothing is read twice.
pub(crate) async fn enter(run: &Run, doors: &Doors, ways: BTreeMap<Way, Readers>) -> Vec<Entered> {
    let entering = ways.into_iter().map(|(way, readers)| async move {
        let regions = readers.regions();
        let source = drift_aws::Source {
            entrance: way.entrance(regions.first()),
            account: way.account.clone().unwrap_or_default(),
            regions,
            read_secrets: run.settings.config.secrets.read.clone(),
        };
        let account = drift_aws::enter(doors, &source).await;
        let is_wrong = |error: &EnterError| !matches!(error, EnterError::Refused { .. });
        let wrong = account.as_ref().is_err_and(is_wrong);
        Entered { way, readers, account: account.map_err(|error| said(&error)), wrong }
    });
    let mut all: Vec<Entered> = Vec::new();
    for mut entered in join_all(entering).await {
        settle_regions(&mut entered);
        let id = |entered: &Entered| {
            let account = entered.account.as_ref().ok()?;
            Some(account.identity().account.clone())
        };
        let same = all.iter_mut().find(|other| id(other).is_some() && id(other) == id(&entered));
        match (same, &entered.account) {
            (Some(other), Ok(account)) => {
                other.readers.join(&entered.readers);
                if let Ok(first) = &mut other.account {
                    *first = first.with_regions(account.regions());
                }
            }
            _ => all.push(entered),
        }
    }
    all
}

/// Who named no region reads that of the account.
fn settle_regions(entered: &mut Entered) {
    let Ok(account) = &entered.account else { return };
    for regions in entered.readers.environments.values_mut().filter(|regions| regions.is_empty()) {
        regions.extend(account.regions().iter().cloned());
    }
}

/// Parts of an account that the same environments read: regions, whether what lies beside them is one of the part, and who.
pub(crate) type Part = (Vec<String>, bool, Vec<usize>);

/// Takes apart who reads what: what the account has beside its regions is everybody's.
pub(crate) fn parts(readers: &Readers) -> Vec<Part> {
    let everybody: Vec<usize> = readers.environments.keys().copied().collect();
    let mut by_readers: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
    by_readers.insert(everybody.clone(), Vec::new());
    for region in readers.regions() {
        let reads = |(_, regions): &(&usize, &BTreeSet<String>)| regions.contains(&region);
        let who = readers.environments.iter().filter(reads).map(|(place, _)| *place).collect();
        by_readers.entry(who).or_default().push(region);
    }
    let part = |(who, regions): (Vec<usize>, Vec<String>)| (regions, who == everybody, who);
    by_readers.into_iter().map(part).collect()
}

/// Whether a reading of an account is wanted.
pub(crate) fn wants(run: &Run, filter: &FilterArgs, cell: &Cell) -> bool {
    let skipped = run.settings.config.skip_kinds.iter().any(|pattern| glob(pattern, &cell.kind));
    filter.takes(cell) && !skipped
}

/// Whether a filter leaves anything of an account: where it does not, none is entered.
pub(crate) fn any_wanted(run: &Run, filter: &FilterArgs) -> bool {
    let regions = [String::new()];
    drift_aws::cells("", &regions, true).iter().any(|cell| wants(run, filter, cell))
}

/// What is read of accounts, for rights and plans.
pub(crate) fn wanted<'w>(run: &'w Run, filter: &'w FilterArgs) -> Wanted<'w> {
    let config = &run.settings.config;
    Wanted { kinds: &filter.kinds, skip: &config.skip_kinds, read_secrets: &config.secrets.read }
}

/// Whether a snapshot shows only accounts that the configuration may give to the environment.
pub(crate) fn may_be_of(config: &Config, environment: &str, snapshot: &Snapshot) -> bool {
    let sources = aws(config, environment);
    let is_open = |source: &&AwsSource| source.accounts.is_empty();
    let known = |account: &String| sources.iter().any(|source| source.accounts.contains(account));
    let mut shown = snapshot.coverage.0.keys().filter_map(|cell| cell.scope.account.as_ref());
    sources.is_empty() || sources.iter().any(is_open) || shown.all(known)
}

/// Tells every call, where so much was asked for.
fn observer(run: &Run) -> Observer {
    let terminal = run.terminal;
    if !terminal.traces() {
        return Observer::default();
    }
    Observer::new(move |call| {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (took, waited) = (milliseconds(call.took), milliseconds(call.waited));
        let status = call.status.map_or_else(|| "no answer".to_owned(), |code| code.to_string());
        let fields = [
            ("service", call.service.into()),
            ("operation", call.operation.into()),
            ("region", call.region.into()),
            ("attempt", call.attempt.into()),
            ("status", call.status.into()),
            ("milliseconds", took.into()),
            ("waited", waited.into()),
            ("bytes", call.bytes.into()),
        ];
        let (name, region, bytes) = (call.operation, call.region, call.bytes);
        let service = call.service;
        let said = format!("{region} {service}:{name}: {status}, {bytes} bytes in {took} ms");
        terminal.tell(Level::Trace, &said, &fields);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_source_s_role_is_the_last_and_stands_in_the_account() {
        let text = br#"
version: 1
environments:
  a: { sources: [ { aws: { accounts: ["222222222222"], role: read, external_id: x2, via: hub } } ] }
  b: { sources: [ { aws: { profile: p, role: "arn:aws:iam::333333333333:role/read" } } ] }
credentials: { hub: { profile: org, chain: [ { role: "arn:aws:iam::999999999999:role/hub", session_name: s } ] } }
"#;
        let config = drift_core::config::parse(text, "drift.yaml").unwrap();
        let way = |environment: &str, account: Option<&str>| {
            let source = aws(&config, environment)[0];
            into(source, &from(&config, source), account.map(str::to_owned))
        };
        let two = way("a", Some("222222222222"));
        assert_eq!(
            two.entrance(None).to_string(),
            "org > arn:aws:iam::999999999999:role/hub > read in 222222222222"
        );
        assert_eq!(two.roles[0].session.as_deref(), Some("s"));
        assert_eq!(two.roles[1].external_id.as_deref(), Some("x2"));
        assert_eq!(two.place(), "account 222222222222");
        let three = way("b", None);
        assert_eq!(three.account.as_deref(), Some("333333333333"));
        assert_eq!(three.profile.as_deref(), Some("p"));
    }

    #[test]
    fn regions_are_read_once_for_all_who_read_them() {
        let mut readers = Readers::default();
        readers.add(0, &names(&["us-east-1"]));
        readers.add(1, &names(&["us-east-1", "us-west-2"]));
        let both = (names(&["us-east-1"]), true, vec![0, 1]);
        assert_eq!(parts(&readers), [both, (names(&["us-west-2"]), false, vec![1])]);
        let mut apart = Readers::default();
        apart.add(0, &names(&["us-east-1"]));
        apart.add(1, &names(&["us-west-2"]));
        let wanted = [
            (names(&["us-east-1"]), false, vec![0]),
            (vec![], true, vec![0, 1]),
            (names(&["us-west-2"]), false, vec![1]),
        ];
        assert_eq!(parts(&apart), wanted);
    }
}
