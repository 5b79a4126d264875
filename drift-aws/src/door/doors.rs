//! Doors: how AWS is treated, and what several doors share so that together they keep to it.
//!
//! Knows no call.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::http::{self, Common, Metered};
use super::limit::{Limiter, Limits};
use super::{CallError, Door, Entrance, Observer, entrance};

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
}

impl Doors {
    /// Doors that behave alike.
    #[must_use]
    pub fn new(manners: Manners) -> Self {
        let limiter = Limiter::new(manners.limits);
        Self { manners, limiter }
    }

    /// Opens a door. The first call asks for credentials; opening makes a call itself only where a role is named without its account.
    ///
    /// # Errors
    /// When it cannot be learned in which account such a role is.
    pub async fn open(&self, entrance: &Entrance) -> Result<Door, CallError> {
        let common = self.common(entrance.to_string());
        let client = SharedHttpClient::new(Metered::new(http::client(), common.clone()));
        let config = entrance::load(entrance, client, &self.manners).await;
        let mut door = Door::new(config, common);
        for role in &entrance.roles {
            door = door.behind(role).await?;
        }
        Ok(door)
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
