//! Accounts are parts of an environment: what is in one of them is not missing in the others.

use drift_core::{
    Builder, Cell, FingerprintKey, Gate, Origin, Raw, Scope, Sink as _, Snapshot, Status,
};

use crate::toy::CONFIG;
use crate::world::{PROD, STAGING, header, map, registry, report, show};

/// An account, what is in it, and how completely it was read.
type Account<'a> = (&'a str, &'a [&'a str], Status);

fn side(environment: &'static str, accounts: &[Account<'_>]) -> Snapshot {
    let (registry, show) = (registry(), show(environment, &[]));
    let gate = Gate::new(FingerprintKey::new(show.key).unwrap(), &registry);
    let mut builder = Builder::new(header(&show, gate.key_id()), &gate);
    for (account, names, status) in accounts {
        let scope = Scope::account(account, "eu-west-1");
        for name in *names {
            builder.resource(Raw {
                kind: CONFIG.to_owned(),
                version: None,
                scope: scope.clone(),
                name: format!("{name}-{environment}"),
                native_id: Some(format!("{account}-{name}")),
                origin: Origin::Live,
                body: map([]),
            });
        }
        builder.cell(Cell { scope, kind: CONFIG.to_owned() }, status.clone());
    }
    builder.finish()
}

/// What is missing, and why something is unknown.
fn said(before: &[Account<'_>], after: &[Account<'_>]) -> (Vec<String>, Vec<String>) {
    let report = report(&side(STAGING, before), &side(PROD, after));
    let missing = report.findings.iter().map(|finding| finding.subject.clone());
    let unknown = report.unknowns.iter().map(|unknown| unknown.reason.to_string());
    (missing.collect(), unknown.collect())
}

#[test]
fn what_one_of_several_accounts_has_is_missing_in_none() {
    let complete = || Status::Complete;
    let one = [("1", &["jobs", "mail"][..], complete())];
    let (missing, unknown) = said(&one, &[("2", &["jobs"], complete()), ("3", &[], complete())]);
    assert_eq!((missing, unknown), (vec!["mail-staging".to_owned()], vec![]));
}

#[test]
fn what_may_be_in_an_account_that_was_not_read_is_not_missing() {
    let denied = Status::Denied { fault: "403".to_owned() };
    let one = [("1", &["jobs", "mail"][..], Status::Complete)];
    let (missing, unknown) = said(&one, &[("2", &["jobs"], Status::Complete), ("3", &[], denied)]);
    assert_eq!((missing, unknown), (vec![], vec!["denied: 403".to_owned()]));
}

#[test]
fn of_several_accounts_against_several_each_is_compared_with_each() {
    let complete = || Status::Complete;
    let before = [("1", &["jobs", "mail"][..], complete()), ("4", &["web"], complete())];
    let after = [("2", &["web", "jobs"][..], complete()), ("3", &["new"], complete())];
    let (missing, unknown) = said(&before, &after);
    assert_eq!(
        (missing, unknown),
        (vec!["mail-staging".to_owned(), "new-prod".to_owned()], vec![])
    );
}
