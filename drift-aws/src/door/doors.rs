//! Doors: how AWS is treated, and what several doors share so that together they keep to it.
//!
//! Knows no call.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::http::{self, Common, Metered};
use super::limit::{Limiter, Limits};
use super::{CallError, Door, Entrance, Observer, Role, entrance};

/// How the door behaves towards AWS.
#[derive(Debug, Clone)]
pub struct Manners {
    /// How fast it may be.
    pub limits: Limits,
    /// The time of one attempt, without waiting for its turn.
    pub attempt: Duration,
    /// The time to connect.
    pub connect: Duration,
    /// The longest body, in bytes.
    pub longest: usize,
    /// Is told of every attempt.
    pub observer: Observer,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            attempt: Duration::from_secs(60),
            connect: Duration::from_secs(5),
            longest: 64 << 20,
            observer: Observer::default(),
        }
    }
}

/// What several doors share, so that together they stay within the limits.
///
/// ```
/// use drift_aws::door::{Doors, Manners};
/// let doors = Doors::new(Manners::default());
/// ```
#[derive(Debug, Clone)]
pub struct Doors {
    manners: Manners,
    limiter: Limiter,
    client: SharedHttpClient,
    opened: Opened,
}

/// The doors that were opened, by the way to them: what a credential process or SSO says is asked for once, however many
/// accounts are entered from there.
type Opened = Arc<tokio::sync::Mutex<BTreeMap<Entrance, Door>>>;

impl Doors {
    /// Doors that behave alike.
    #[must_use]
    pub fn new(manners: Manners) -> Self {
        let limiter = Limiter::new(manners.limits);
        Self { manners, limiter, client: http::client(), opened: Opened::default() }
    }

    /// Opens a door. The first call asks for credentials; opening makes a call itself only where a role is named without its account.
    ///
    /// # Errors
    /// When it cannot be learned in which account such a role is.
    pub async fn open(&self, entrance: &Entrance) -> Result<Door, CallError> {
        let mut opened = self.opened.lock().await;
        let mut way = Entrance { roles: Vec::new(), ..entrance.clone() };
        let mut door = match opened.get(&way) {
            Some(door) => door.clone(),
            None => self.first(&way).await,
        };
        opened.insert(way.clone(), door.clone());
        for role in &entrance.roles {
            way.roles.push(role.clone());
            door = match opened.get(&way) {
                Some(door) => door.clone(),
                None => self.behind(&door, role, &way).await?,
            };
            opened.insert(way.clone(), door.clone());
        }
        Ok(door)
    }

    /// The door before any role.
    async fn first(&self, entrance: &Entrance) -> Door {
        let common = self.common(entrance.to_string());
        let client = self.metered(&common);
        Door::new(entrance::load(entrance, client, &self.manners).await, common)
    }

    /// The door behind a role, whose account is another one.
    pub(super) async fn behind(
        &self,
        door: &Door,
        role: &Role,
        way: &Entrance,
    ) -> Result<Door, CallError> {
        let config = door.config();
        let arn = entrance::arn(door, role).await?;
        let common = self.common(way.to_string());
        let builder = entrance::assume(config, &arn, role).await.into_builder();
        Ok(Door::new(builder.http_client(self.metered(&common)).build(), common))
    }

    fn metered(&self, common: &Arc<Common>) -> SharedHttpClient {
        SharedHttpClient::new(Metered::new(self.client.clone(), common.clone()))
    }

    pub(super) fn common(&self, entrance: String) -> Arc<Common> {
        let Manners { observer, attempt, longest, .. } = &self.manners;
        Arc::new(Common {
            limiter: self.limiter.clone(),
            observer: observer.clone(),
            attempt: *attempt,
            longest: *longest,
            entrance,
            account: OnceLock::new(),
        })
    }
}
