//! Live AWS accounts as the configuration names them: which, with whose credentials, in which regions.
//!
//! Knows no credentials and no call.

use crate::resource::Location;

/// Live accounts. With `accounts` or `organization` each of several is entered by assuming the role; without both it is the one
/// account that the credentials lead to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AwsSource {
    /// A profile of the shared configuration; without it, and without `via`, what AWS's SDKs find by themselves.
    pub profile: Option<String>,
    /// The name of an entry of `credentials` instead.
    pub via: Option<String>,
    /// Account ids, 12 digits. One that the credentials do not lead to is an error.
    pub accounts: Vec<String>,
    /// The accounts below a part of an organization instead.
    pub organization: Option<Organization>,
    /// The role that is assumed last: its name or, for one account, its ARN.
    pub role: Option<String>,
    /// What the role's trust policy may ask for.
    pub external_id: Option<String>,
    /// Regions; empty: the one of the profile or of the environment.
    pub regions: Vec<String>,
    /// Where it stands in the file.
    pub location: Option<Location>,
}

/// A part of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    /// The id of the organizational unit, or of the root.
    pub unit: String,
    /// Whether the accounts of the units in it are meant, too.
    pub nested: bool,
}

/// Who enters an account or lists an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// A profile of the shared configuration; without it what AWS's SDKs find by themselves.
    pub profile: Option<String>,
    /// Roles that are assumed one after the other.
    pub chain: Vec<Hop>,
}

/// A role on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hop {
    /// Its ARN; or its name, in the account before it.
    pub role: String,
    /// What its trust policy may ask for.
    pub external_id: Option<String>,
    /// What the session is called in the account's trail; `drift` without it.
    pub session_name: Option<String>,
}
