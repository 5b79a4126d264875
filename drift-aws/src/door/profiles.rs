//! Profiles: what the shared configuration of AWS names, for who has to choose one.
//!
//! Reads the files where the SDK does, and no credential out of them. Knows nothing of environments.

use aws_config::profile::{Profile as Section, ProfileFileLoadError, load};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

/// A profile of the shared configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile {
    /// What it is called.
    pub name: String,
    /// The region that it is for.
    pub region: Option<String>,
    /// The account that it leads to, 12 digits, where the file says so: of a role or of single sign-on.
    pub account: Option<String>,
}

/// The profiles of the shared configuration, by name; none where there is no file.
///
/// # Errors
/// When a file cannot be read or understood.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// for profile in drift_aws::door::profiles().await? {
///     println!("{} {:?}", profile.name, profile.region);
/// }
/// # Ok(()) }
/// ```
pub async fn profiles() -> Result<Vec<Profile>, ProfileFileLoadError> {
    let files = EnvConfigFiles::default();
    let set = load(&Fs::real(), &Env::real(), &files, None).await?;
    let sections = set.profiles().filter_map(|name| Some((name, set.get_profile(name)?)));
    let mut found: Vec<Profile> = sections.map(|(name, section)| read(name, section)).collect();
    found.sort();
    Ok(found)
}

fn read(name: &str, section: &Section) -> Profile {
    let text = |key: &str| section.get(key).filter(|text| !text.is_empty()).map(str::to_owned);
    let of_role = || section.get("role_arn")?.split(':').nth(4).map(str::to_owned);
    Profile {
        name: name.to_owned(),
        region: text("region"),
        account: of_role().or_else(|| text("sso_account_id")),
    }
}
