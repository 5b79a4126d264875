//! Collect: the resources of one account, by the tables, through the door.
//!
//! A cell is a kind in a region, or in the account as a whole. Failure is data: of a call that lists it becomes the status of the
//! cell, of one that completes a resource the property is unknown. Knows no kind and nothing of other accounts.

#[cfg(test)]
mod alone;
mod complete;
#[cfg(test)]
mod coverage;
pub(crate) mod fuzzing;
mod input;
mod list;
mod said;
mod take;

use drift_core::{
    BoxFuture, Cell, Problem, ProblemCode, Provider, ProviderError, Scope, Sink, Status,
};

use crate::assemble::{self, Found};
use crate::door::{CallError, Door, Doors, Entrance, Fault, Identity, Place};
use crate::kinds;
use crate::table::{Reach, Table};

/// Calls in flight for one kind; the door's limits come on top.
const IN_FLIGHT: usize = 8;

/// Which account is read, and how.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// With which credentials.
    pub entrance: Entrance,
    /// The account that they must lead to, 12 digits; empty: whichever they lead to.
    pub account: String,
    /// The regions; empty: the one of the profile or of the environment.
    pub regions: Vec<String>,
    /// Kinds (globs) whose secret values are read.
    pub read_secrets: Vec<String>,
}

/// Why an account cannot be entered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnterError {
    /// Who one is there could not be asked.
    // Before the account is known the place of the error is the entrance again.
    #[error("{entrance} cannot be entered: {}{}", asked(.error), .error.fault)]
    Refused {
        /// With which credentials.
        entrance: String,
        /// What AWS said.
        error: CallError,
    },
    /// The credentials lead to another account: reading it for this one would be a false report.
    #[error("{entrance} leads to account {found} and not to {wanted}")]
    AnotherAccount {
        /// With which credentials.
        entrance: String,
        /// The account that they lead to.
        found: String,
        /// The account that the configuration names.
        wanted: String,
    },
    /// Neither the configuration nor the profile nor the environment names a region.
    #[error("{entrance} has no region; name `regions`")]
    NoRegion {
        /// With which credentials.
        entrance: String,
    },
}

/// Where and what was asked. What kept the credentials from coming, which is more than a code, was not this call.
fn asked(error: &CallError) -> String {
    let Place { region, service, operation, .. } = &*error.place;
    let is_code = |why: &String| why.chars().all(char::is_alphanumeric);
    match &error.fault {
        Fault::WrongCredentials(why) if !is_code(why) => format!("{region}: "),
        _ => format!("{region} {service}:{operation}: "),
    }
}

/// An account that was entered.
#[derive(Debug, Clone)]
pub struct Account {
    door: Door,
    identity: Identity,
    regions: Vec<String>,
    /// In which what the account has beside its regions is asked for: the facts know where that leads.
    first: String,
    whole: bool,
    read_secrets: Vec<String>,
}

/// The readings of an account: what would be read if it could be entered.
///
/// ```
/// let cells = drift_aws::cells("111122223333", &["eu-west-1".to_owned()], true);
/// assert!(cells.iter().any(|cell| cell.kind == "AWS::IAM::Role" && cell.scope.region.is_none()));
/// ```
#[must_use]
pub fn cells(account: &str, regions: &[String], whole: bool) -> Vec<Cell> {
    let scopes = scopes(account, regions, whole);
    scopes.iter().flat_map(|scope| Account::tables(scope).map(|table| cell(scope, table))).collect()
}

fn scopes(account: &str, regions: &[String], whole: bool) -> Vec<Scope> {
    let all = Scope { account: Some(account.to_owned()), ..Scope::default() };
    let regions = regions.iter().map(|region| Scope::account(account, region));
    whole.then_some(all).into_iter().chain(regions).collect()
}

fn cell(scope: &Scope, table: &Table) -> Cell {
    Cell { scope: scope.clone(), kind: table.kind.to_owned() }
}

/// Enters an account: asks STS who one is there, and refuses where that is not the account that was meant.
///
/// # Errors
/// When there is no region, no valid credentials, or another account.
///
/// ```no_run
/// # async fn example() -> Result<(), drift_aws::EnterError> {
/// use drift_aws::door::{Doors, Manners};
/// let source = drift_aws::Source { account: "111122223333".into(), ..Default::default() };
/// let account = drift_aws::enter(&Doors::new(Manners::default()), &source).await?;
/// assert_eq!(account.identity().account, "111122223333");
/// # Ok(())
/// # }
/// ```
pub async fn enter(doors: &Doors, source: &Source) -> Result<Account, EnterError> {
    let entrance = || source.entrance.to_string();
    let refused = |error| EnterError::Refused { entrance: entrance(), error };
    let door = doors.open(&source.entrance).await.map_err(refused)?;
    let regions = match (source.regions.is_empty(), door.region()) {
        (false, _) => source.regions.clone(),
        (true, Some(region)) => vec![region.to_owned()],
        (true, None) => return Err(EnterError::NoRegion { entrance: entrance() }),
    };
    let first = regions.first().cloned().unwrap_or_default();
    let identity = door.identity(&first).await.map_err(refused)?;
    if !source.account.is_empty() && source.account != identity.account {
        let (found, wanted) = (identity.account, source.account.clone());
        return Err(EnterError::AnotherAccount { entrance: entrance(), found, wanted });
    }
    let read_secrets = source.read_secrets.clone();
    Ok(Account { door, identity, regions, first, whole: true, read_secrets })
}

impl Account {
    /// Who one is there.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The regions that are read.
    #[must_use]
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The same account with these regions, too.
    #[must_use]
    pub fn with_regions(&self, more: &[String]) -> Self {
        let more = more.iter().filter(|region| !self.regions.contains(region));
        let regions = self.regions.iter().chain(more).cloned().collect();
        Self { regions, ..self.clone() }
    }

    /// The same account, narrowed to some of its regions; without `whole`, also without what it has beside them.
    #[must_use]
    pub fn only(&self, regions: &[String], whole: bool) -> Self {
        let regions = self.regions.iter().filter(|region| regions.contains(region)).cloned();
        Self { regions: regions.collect(), whole, ..self.clone() }
    }

    /// What is read in a scope.
    fn tables(scope: &Scope) -> impl Iterator<Item = &'static Table> {
        let wanted = if scope.region.is_some() { Reach::Region } else { Reach::Account };
        kinds::ALL.iter().copied().filter(move |table| table.reach == wanted)
    }

    async fn read(&self, cell: &Cell, sink: &mut dyn Sink) {
        let Some(table) = kinds::of(&cell.kind) else { return };
        let region = cell.scope.region.clone().unwrap_or_else(|| self.first.clone());
        let mut listed = list::list(&self.door, &region, table).await;
        for detail in table.details {
            if detail.secret && !table.is_named(&self.read_secrets) {
                complete::leave_out(detail, &mut listed);
            } else {
                complete::complete(&self.door, &region, detail, &mut listed).await;
            }
        }
        let Found { resources, facts, lost, unnamed } =
            assemble::assemble(table, &cell.scope, listed.bodies);
        sink.fact("aws", facts);
        resources.into_iter().for_each(|raw| sink.resource(raw));
        sink.cell(cell.clone(), without(listed.status, lost.first().or(unnamed.as_ref())));
        for what in lost {
            let place = format!("{} {}", cell.kind, cell.scope);
            sink.problem(Problem { code: ProblemCode::Undecodable, place, what });
        }
    }
}

/// How completely a cell was read of which some entries are no resources, or are called otherwise: what they were is not missing.
fn without(status: Status, fault: Option<&String>) -> Status {
    match (status, fault) {
        (Status::Complete, Some(fault)) => Status::Partial { fault: fault.clone() },
        (status, _) => status,
    }
}

/// Whether a fault says that there is none, and nothing else: by its code or, after a colon, by a part of the message, too.
fn says_none(absent: &[&str], fault: &Fault) -> bool {
    let (code, message) = match fault {
        Fault::NotFound { code, message } | Fault::Service { code, message } => {
            (code, message.as_str())
        }
        Fault::Unsupported(code) => (code, ""),
        _ => return false,
    };
    absent.iter().any(|known| match known.split_once(':') {
        Some((known, part)) => known == code && message.contains(part),
        None => known == code,
    })
}

impl Provider for Account {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn scopes<'a>(
        &'a self,
        _: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Scope>, ProviderError>> {
        Box::pin(async move { Ok(scopes(&self.identity.account, &self.regions, self.whole)) })
    }

    fn cells<'a>(
        &'a self,
        scope: &'a Scope,
        _: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Cell>, ProviderError>> {
        Box::pin(async move { Ok(Self::tables(scope).map(|table| cell(scope, table)).collect()) })
    }

    fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()> {
        Box::pin(self.read(cell, sink))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_none_only_where_the_service_says_just_that() {
        let fault = |message: &str| Fault::Service {
            code: "ValidationException".to_owned(),
            message: message.to_owned(),
        };
        let absent = ["ValidationException:serviceNamespace"];
        assert!(says_none(&absent, &fault("Value 'x' at 'serviceNamespace' failed")));
        assert!(!says_none(&absent, &fault("the nextToken is not valid")));
        assert!(says_none(&["ValidationException"], &fault("")));
        assert!(!says_none(&absent, &Fault::Timeout));
    }

    #[test]
    fn entries_that_are_no_resources_make_a_cell_a_part() {
        let lost = "entry 3 has no `groupId`".to_owned();
        let denied = || Status::Denied { fault: "AccessDenied".to_owned() };
        let partial = Status::Partial { fault: lost.clone() };
        assert_eq!(without(Status::Complete, Some(&lost)), partial);
        assert_eq!(without(Status::Complete, None), Status::Complete);
        assert_eq!(without(denied(), Some(&lost)), denied());
    }
}
