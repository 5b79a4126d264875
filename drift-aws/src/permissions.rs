//! Permissions: the IAM actions that reading takes, and the calls that it makes, from the tables.
//!
//! Makes no call. Knows no role and no account.

use std::collections::BTreeSet;

use serde_json::json;

use crate::door::Facts;
use crate::kinds;
use crate::table::{Call, Detail, Table};

/// What is read of accounts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'w> {
    /// Kinds (globs); empty: every one.
    pub kinds: &'w [String],
    /// Kinds (globs) that are left out.
    pub skip: &'w [String],
    /// Kinds (globs) whose secret values are read.
    pub read_secrets: &'w [String],
}

impl Wanted<'_> {
    fn takes(&self, table: &Table) -> bool {
        (self.kinds.is_empty() || table.is_named(self.kinds)) && !table.is_named(self.skip)
    }
}

/// The calls that read a kind.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// What is known of the kind.
    pub table: &'static Table,
    reads_secrets: bool,
}

impl Planned {
    /// The calls that find the resources: those that it is listed for, the outermost first, and the list itself.
    pub fn lists(&self) -> impl Iterator<Item = &'static Call> + use<> {
        self.table.list.of.iter().chain([&self.table.list.call])
    }

    /// The calls that complete resources.
    pub fn details(&self) -> impl Iterator<Item = &'static Detail> + use<> {
        let reads_secrets = self.reads_secrets;
        self.table.details.iter().filter(move |detail| !detail.secret || reads_secrets)
    }
}

/// The calls that reading makes, kind by kind.
///
/// ```
/// use drift_aws::{Wanted, plan};
/// let kinds = ["AWS::SQS::Queue".to_owned()];
/// let planned: Vec<_> = plan(&Wanted { kinds: &kinds, ..Wanted::default() }).collect();
/// assert_eq!(planned[0].lists().next().unwrap().operation, "ListQueues");
/// ```
pub fn plan<'w>(wanted: &'w Wanted<'w>) -> impl Iterator<Item = Planned> + 'w {
    let tables = kinds::ALL.iter().copied().filter(|table| wanted.takes(table));
    tables.map(|table| Planned { table, reads_secrets: table.is_named(wanted.read_secrets) })
}

/// The IAM actions that reading takes.
///
/// AWS: Service Authorization Reference. Who one is (`sts:GetCallerIdentity`) takes no action.
///
/// ```
/// use drift_aws::{Wanted, actions};
/// let kinds = ["AWS::S3::*".to_owned()];
/// let actions = actions(&Wanted { kinds: &kinds, ..Wanted::default() });
/// assert!(actions.contains("s3:ListAllMyBuckets"));
/// assert!(!actions.contains("s3:GetObject"));
/// ```
#[must_use]
pub fn actions(wanted: &Wanted<'_>) -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for planned in plan(wanted) {
        let details = planned.details().map(|detail| &detail.call);
        actions.extend(planned.lists().chain(details).map(action));
    }
    actions
}

fn action(call: &Call) -> String {
    let known = Facts::built_in().operation(call.service, call.operation);
    call.action(known.map_or(call.service, |(service, _)| service.iam_prefix()))
}

/// The least policy that reading takes, as an IAM policy document. One statement: it is to fit into one managed policy.
///
/// All of these actions list, describe or get, most of them over all resources: `Resource` is `*`.
#[must_use]
pub fn policy(actions: &BTreeSet<String>) -> serde_json::Value {
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_reads() {
        let actions = actions(&Wanted::default());
        assert!(actions.len() > 100, "{}", actions.len());
        for action in &actions {
            let verb = action.split(':').nth(1).unwrap();
            let reads = ["Describe", "List", "Get"].iter().any(|word| verb.starts_with(word));
            assert!(reads, "{action}");
        }
    }

    #[test]
    fn values_of_secrets_take_a_right_only_where_they_are_asked_for() {
        let reads = |read_secrets: &[String]| {
            let actions = actions(&Wanted { read_secrets, ..Wanted::default() });
            actions.contains("secretsmanager:GetSecretValue")
        };
        assert!(!reads(&[]));
        assert!(!reads(&["AWS::SSM::Parameter".to_owned()]));
        assert!(reads(&["AWS::SecretsManager::*".to_owned()]));
    }

    #[test]
    fn what_is_skipped_takes_no_right() {
        let skip = ["AWS::IAM::*".to_owned(), "AWS::Lambda::*".to_owned()];
        let actions = actions(&Wanted { skip: &skip, ..Wanted::default() });
        assert!(actions.iter().all(|action| !action.starts_with("lambda:")), "{actions:?}");
    }

    /// AWS: IAM User Guide, "IAM and AWS STS quotas".
    #[test]
    fn one_managed_policy_takes_all_of_it() {
        let every = ["*".to_owned()];
        let wanted = Wanted { read_secrets: &every, ..Wanted::default() };
        let policy = policy(&actions(&wanted));
        assert_eq!(policy["Statement"][0]["Effect"], "Allow");
        let length = policy.to_string().len();
        assert!(length < 6144, "{length}");
    }
}
