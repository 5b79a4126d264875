//! The door: every call to AWS goes through here, as data.
//!
//! ```text
//! (service, operation, input) ─► request ─► endpoint ─► operation ─► http (limit) ─► answer ─► value
//!        └──────────── facts ───────┴──────────┴───────────────────────────────────────┘
//! ```
//!
//! The value is the complete body in the wire's own names: lists are lists even of one element, numbers, truths and times are what
//! their shapes say, and what no shape knows is kept. Deliberately knows no kind, and nothing of which calls are harmless: the
//! tables name those that may be made.

mod answer;
mod calls;
mod endpoint;
mod entrance;
mod error;
mod facts;
mod http;
mod limit;
mod operation;
mod pages;
mod place;
mod request;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use drift_core::Value;

pub use calls::{Call, Observer};
pub use entrance::{Entrance, Role};
pub use error::{CallError, Fault, Place};
pub use facts::{
    Endpoints, Exception, Facts, Host, Http, Kind, Member, Metadata, Namespace, Operation, Paging,
    Partition, Protocol, Service, Shape, Shaped, Traits, Variant,
};
pub use limit::Limits;
pub use operation::Naming;
pub use pages::{Listed, Pages};

use http::{Common, Metered};
use limit::Limiter;
use operation::{Ready, Sender};

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

/// A call, as data.
///
/// ```
/// use drift_aws::door::Asking;
/// use drift_core::Value;
/// let asking = Asking::new("eu-west-1", "sqs", "ListQueues")
///     .with(Value::from_json(br#"{"MaxResults": 100}"#).unwrap());
/// assert_eq!(asking.service, "sqs");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The region.
    pub region: String,
    /// The service, under botocore's name.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The input: a map in the API's member names, or null.
    pub input: Value,
}

impl Asking {
    /// A call without input.
    #[must_use]
    pub fn new(region: &str, service: &str, operation: &str) -> Self {
        Self {
            region: region.to_owned(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            input: Value::Null,
        }
    }

    /// The same call with an input.
    #[must_use]
    pub fn with(self, input: Value) -> Self {
        Self { input, ..self }
    }
}

/// Who the credentials belong to, as STS says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id, 12 digits.
    pub account: String,
    /// The ARN of the user or of the session.
    pub arn: String,
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
        let mut door = Door { sender: Sender::new(config), common, facts: Facts::built_in() };
        for role in &entrance.roles {
            door = door.behind(role).await?;
        }
        Ok(door)
    }

    fn common(&self, entrance: String) -> Arc<Common> {
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

/// What is said of an operation that the facts do not have.
const UNKNOWN: &str = "Drift knows no such operation";

/// The door, opened with one set of credentials.
#[derive(Debug, Clone)]
pub struct Door {
    sender: Sender,
    common: Arc<Common>,
    facts: &'static Facts,
}

impl Door {
    /// Makes a call and gives the complete body of its answer.
    ///
    /// # Errors
    /// When the call cannot be made, is refused, or its answer cannot be read; throttling and faults that pass were tried again.
    pub async fn call(&self, asking: &Asking) -> Result<Value, CallError> {
        let mut outcome = self.once(asking, &asking.region).await;
        if let Err(Failed { elsewhere: Some(region), .. }) = &outcome
            && *region != asking.region
        {
            // A bucket says where it is.
            let region = region.clone();
            outcome = self.once(asking, &region).await;
        }
        outcome.map_err(|failed| self.failed(asking, failed.fault))
    }

    /// The pages of a call, each as [`Door::call`] gives it.
    #[must_use]
    pub fn pages(&self, asking: Asking) -> Pages<'_> {
        Pages::new(self, asking)
    }

    /// Who the credentials belong to. From then on errors name the account.
    ///
    /// # Errors
    /// When STS refuses, or there are no credentials.
    pub async fn identity(&self, region: &str) -> Result<Identity, CallError> {
        let identity = self.who(region).await?;
        // Of two that ask at once the second says the same.
        let _ = self.common.account.set(identity.account.clone());
        Ok(identity)
    }

    async fn who(&self, region: &str) -> Result<Identity, CallError> {
        let asking = Asking::new(region, "sts", "GetCallerIdentity");
        let answer = self.call(&asking).await?;
        let text = |name| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text("Account"), text("Arn")) {
            (Some(account), Some(arn)) => Ok(Identity { account, arn }),
            _ => Err(self.failed(&asking, Fault::Malformed("it names no account".to_owned()))),
        }
    }

    /// The same door with the credentials of a role.
    async fn behind(self, role: &Role) -> Result<Self, CallError> {
        let arn = match role.name.starts_with("arn:") {
            true => role.name.clone(),
            false => entrance::arn(&role.name, &self.who(self.region().unwrap_or_default()).await?),
        };
        let config = entrance::assume(self.sender.config(), &arn, role).await;
        Ok(Self { sender: Sender::new(config), ..self })
    }

    /// Reads the body of an answer that a generated client got, as [`Door::call`] would have.
    ///
    /// # Errors
    /// When the operation is not known or the body cannot be read.
    ///
    /// ```
    /// # use drift_aws::door::{Doors, Entrance, Manners, Asking};
    /// # async fn read(door: &drift_aws::door::Door, body: &[u8]) -> Result<(), drift_aws::door::CallError> {
    /// let vpcs = door.read(&Asking::new("eu-west-1", "ec2", "DescribeVpcs"), body)?;
    /// # Ok(()) }
    /// ```
    pub fn read(&self, asking: &Asking, body: &[u8]) -> Result<Value, CallError> {
        let known = self.facts.operation(&asking.service, &asking.operation);
        let (service, operation) =
            known.ok_or_else(|| self.failed(asking, Fault::Unsupported(UNKNOWN.to_owned())))?;
        let wire = answer::Wire { status: 200, headers: Vec::new(), body: body.to_vec() };
        answer::answer(service, operation, &wire)
            .map_err(|what| self.failed(asking, Fault::Malformed(what)))
    }

    /// The region of the configuration.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.sender.config().region().map(AsRef::as_ref)
    }

    /// The configuration for a generated client: its requests take their turn at the same limits and are seen by the same observer;
    /// with [`Naming`] as interceptor, under their names.
    #[must_use]
    pub fn sdk_config(&self, region: &str) -> SdkConfig {
        let region = aws_types::region::Region::new(region.to_owned());
        self.sender.config().clone().into_builder().region(region).build()
    }

    fn facts(&self) -> &'static Facts {
        self.facts
    }

    async fn once(&self, asking: &Asking, region: &str) -> Result<Value, Failed> {
        let Some((service, operation)) = self.facts.operation(&asking.service, &asking.operation)
        else {
            return Err(Fault::Unsupported(UNKNOWN.to_owned()).into());
        };
        let asked = request::request(service, &asking.operation, operation, &asking.input)
            .map_err(|error| Fault::Input(error.to_string()))?;
        let place = place::place(self.sender.config(), self.facts, service, region)
            .map_err(|error| Fault::Unsupported(error.to_string()))?;
        let ready = Ready {
            service: asking.service.clone(),
            operation: asking.operation.clone(),
            url: place.url(asked.host_prefix.as_deref()),
            signing_region: place.signing_region,
            signing_name: service.signing_name().to_owned(),
            asked,
        };
        let permission = service.permission(&asking.operation);
        let wire =
            self.sender.send(ready).await.map_err(|error| Failed::of(&error, &permission))?;
        Ok(answer::answer(service, operation, &wire).map_err(Fault::Malformed)?)
    }

    fn failed(&self, asking: &Asking, fault: Fault) -> CallError {
        let place = Place {
            account: self.common.account().to_owned(),
            region: asking.region.clone(),
            service: asking.service.clone(),
            operation: asking.operation.clone(),
        };
        CallError { place, fault }
    }
}

/// A fault, and the region in which to ask instead.
struct Failed {
    fault: Fault,
    elsewhere: Option<String>,
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self { fault, elsewhere: None }
    }
}

impl Failed {
    fn of(error: &operation::Failure, permission: &str) -> Self {
        let elsewhere = operation::elsewhere(error);
        Self { fault: operation::fault(error, permission), elsewhere }
    }
}
