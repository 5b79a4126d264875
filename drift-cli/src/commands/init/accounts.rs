//! The AWS accounts that the shared configuration's profiles lead to, for a first `drift.yaml`.
//!
//! Reads names and regions, and asks no account. Which environment one is of is guessed elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use drift_aws::door::Profile;
use drift_core::config::is_region;
use tokio::runtime::Builder;

use super::quoted;
use crate::terminal::Terminal;

const NO_REGION: &str = "# has no region: add `, regions: [...]` inside the braces";

/// A profile that leads into an account, and the regions that profiles name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    pub(super) profile: String,
    regions: BTreeSet<String>,
}

impl Account {
    /// The source that reads it, as `drift.yaml` has it.
    pub(super) fn source(&self) -> String {
        let regions: Vec<String> = self.regions.iter().map(|region| quoted(region)).collect();
        match regions.as_slice() {
            [] => format!("aws: {{ profile: {} }} {NO_REGION}", quoted(&self.profile)),
            _ => format!(
                "aws: {{ profile: {}, regions: [{}] }}",
                quoted(&self.profile),
                regions.join(", ")
            ),
        }
    }
}

/// The profiles of AWS; none where the files cannot be read.
pub(super) fn profiles(terminal: Terminal) -> Vec<Profile> {
    let tell = |error: &dyn std::fmt::Display| {
        terminal.warn(&format!("the profiles of AWS cannot be read: {error}"), &[]);
        Vec::new()
    };
    match Builder::new_current_thread().build() {
        Ok(runtime) => {
            runtime.block_on(drift_aws::door::profiles()).unwrap_or_else(|error| tell(&error))
        }
        Err(error) => tell(&error),
    }
}

/// A profile of each account, with the regions of all of its profiles: of several one that is called as if it could only read.
pub(super) fn one_of_each_account(mut profiles: Vec<Profile>) -> Vec<Account> {
    let reads = |profile: &Profile| {
        let name = profile.name.to_lowercase();
        ["read", "view", "audit"].iter().any(|word| name.contains(word))
    };
    profiles.sort_by_key(|profile| !reads(profile));
    // One that names no account may lead into one of its own.
    let mut accounts: BTreeMap<(Option<String>, String), Account> = BTreeMap::new();
    for Profile { name, region, account } in profiles {
        let own = if account.is_none() { name.clone() } else { String::new() };
        let new = || Account { profile: name, regions: BTreeSet::new() };
        let known = accounts.entry((account, own)).or_insert_with(new);
        known.regions.extend(region.filter(|region| is_region(region)));
    }
    let mut found: Vec<Account> = accounts.into_values().collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(name: &str, region: Option<&str>, account: Option<&str>) -> Profile {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Profile { name: name.to_owned(), region: text(region), account: text(account) }
    }

    #[test]
    fn of_several_profiles_of_one_account_the_one_that_reads_is_taken() {
        let found = one_of_each_account(vec![
            profile("prod-admin", Some("eu-west-1"), Some("1")),
            profile("prod-ReadOnly", Some("us-east-1"), Some("1")),
            profile("staging", None, Some("2")),
            profile("keys-1", None, None),
            profile("keys-2", Some("eu--1"), None),
        ]);
        let names: Vec<&str> = found.iter().map(|account| account.profile.as_str()).collect();
        assert_eq!(names, ["keys-1", "keys-2", "prod-ReadOnly", "staging"]);
        assert!(found[1].source().contains("has no region"));
        assert_eq!(
            found[2].source(),
            r#"aws: { profile: "prod-ReadOnly", regions: ["eu-west-1", "us-east-1"] }"#
        );
    }
}
