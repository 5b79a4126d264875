//! Entrance: with which credentials the door is opened.
//!
//! A profile, or what the SDK finds by itself (environment, SSO, web identity, processes, instance metadata); then perhaps roles, one
//! after the other. Knows no call but those that the SDK makes for credentials.

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;
use aws_types::sdk_ua_metadata::FrameworkMetadata;

use super::{CallError, Door, Facts, Manners, endpoint};

/// With which credentials, and into which regions.
///
/// ```
/// use drift_aws::door::{Entrance, Role};
/// let role = Role { name: "arn:aws:iam::111122223333:role/reader".into(), ..Role::default() };
/// let entrance = Entrance { profile: Some("audit".into()), roles: vec![role], ..Entrance::default() };
/// assert_eq!(entrance.to_string(), "audit > arn:aws:iam::111122223333:role/reader");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrance {
    /// A profile of the shared configuration; without it what the SDK finds by itself.
    pub profile: Option<String>,
    /// Roles that are assumed, each with the credentials of the one before.
    pub roles: Vec<Role>,
    /// The region that is asked where a call says none; without it the one of the profile or of the environment.
    pub region: Option<String>,
}

/// A role that is assumed.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role {
    /// Its ARN or its name.
    pub name: String,
    /// The account that a name stands in; without it that of the credentials before it.
    pub account: Option<String>,
    /// What its trust policy may ask for.
    pub external_id: Option<String>,
    /// What the session is called in the account's trail; `drift` where it is not said.
    pub session: Option<String>,
}

impl std::fmt::Display for Entrance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.profile.as_deref().unwrap_or("default credentials"))?;
        self.roles.iter().try_for_each(|role| match &role.account {
            Some(account) => write!(f, " > {} in {account}", role.name),
            None => write!(f, " > {}", role.name),
        })
    }
}

/// How often a call is tried altogether.
const ATTEMPTS: u32 = 5;

/// What every configuration of ours has.
pub(super) fn loader(client: SharedHttpClient, manners: &Manners) -> ConfigLoader {
    let times = TimeoutConfig::builder().connect_timeout(manners.connect).build();
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(client)
        .timeout_config(times)
        // It takes a request's wait for its turn for a stall, and gives up. An attempt has its time: `http`.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    // The name has only letters that are allowed, so there always is one.
    match FrameworkMetadata::new("drift", Some(env!("CARGO_PKG_VERSION"))) {
        Ok(us) => loader.framework_metadata(us),
        Err(_) => loader,
    }
}

/// The configuration of an entrance with our client in it, before any role.
pub(super) async fn load(
    entrance: &Entrance,
    client: SharedHttpClient,
    manners: &Manners,
) -> SdkConfig {
    let mut loader = loader(client.clone(), manners);
    if let Some(profile) = &entrance.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &entrance.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    let config = match &entrance.profile {
        Some(profile) => of_profile(&config, client, profile),
        None => config,
    };
    match config.credentials_provider() {
        Some(provider) => with(&config, Sound(provider)),
        None => config,
    }
}

fn with(config: &SdkConfig, provider: impl ProvideCredentials + 'static) -> SdkConfig {
    let credentials = SharedCredentialsProvider::new(provider);
    config.clone().into_builder().credentials_provider(credentials).build()
}

/// Credentials that can be signed with: the signer panics at a key that no header can hold.
#[derive(Debug)]
struct Sound<P>(P);

impl<P: ProvideCredentials> ProvideCredentials for Sound<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        future::ProvideCredentials::new(async move {
            let credentials = self.0.provide_credentials().await?;
            let token = credentials.session_token().unwrap_or_default();
            match fits(credentials.access_key_id()) && fits(token) {
                true => Ok(credentials),
                false => Err(CredentialsError::invalid_configuration(UNSOUND)),
            }
        })
    }
}

/// What is wrong with credentials that no request can be signed with.
pub(super) const UNSOUND: &str =
    "the id of the key, or the token, has a blank or a character that none has";

/// The same configuration with the credentials of a profile and no others: by itself the SDK prefers those of the environment, so
/// that two profiles would be one account.
fn of_profile(config: &SdkConfig, client: SharedHttpClient, profile: &str) -> SdkConfig {
    let known = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_use_fips(config.use_fips())
        .with_use_dual_stack(config.use_dual_stack())
        .with_behavior_version(config.behavior_version())
        .with_http_client(client);
    let provider =
        ProfileFileCredentialsProvider::builder().configure(&known).profile_name(profile).build();
    with(config, provider)
}

/// The ARN of a role; of one that is called by its name alone, in the account that the door leads to.
pub(super) async fn arn(door: &Door, role: &Role) -> Result<String, CallError> {
    if role.name.starts_with("arn:") {
        return Ok(role.name.clone());
    }
    let region = door.region().unwrap_or_default();
    let (partition, account) = match &role.account {
        Some(account) => {
            let partition = endpoint::partition(Facts::built_in(), region);
            (partition.map_or("aws", |partition| partition.id.as_str()).to_owned(), account.clone())
        }
        None => {
            let identity = door.who(region).await?;
            let partition = identity.arn.split(':').nth(1).unwrap_or("aws");
            (partition.to_owned(), identity.account)
        }
    };
    Ok(format!("arn:{partition}:iam::{account}:role/{}", role.name.trim_start_matches('/')))
}

/// The same configuration with the credentials of a role.
pub(super) async fn assume(config: &SdkConfig, arn: &str, role: &Role) -> SdkConfig {
    let mut builder = AssumeRoleProvider::builder(arn)
        .session_name(role.session.as_deref().unwrap_or("drift"))
        .configure(config);
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    with(config, Sound(builder.build().await))
}

#[cfg(test)]
mod tests;
