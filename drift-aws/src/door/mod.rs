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
mod asking;
mod calls;
mod doors;
mod endpoint;
mod entrance;
mod error;
mod facts;
mod failure;
mod http;
mod limit;
mod operation;
mod pages;
mod place;
mod request;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use aws_types::SdkConfig;
use drift_core::Value;

pub use asking::Asking;
pub use calls::{Call, Observer};
pub use doors::{Doors, Manners};
pub use entrance::{Entrance, Role};
pub use error::{CallError, Fault, Place};
pub use facts::{
    Endpoints, Exception, Facts, Host, Http, Kind, Member, Metadata, Namespace, Operation, Paging,
    Partition, Protocol, Service, Shape, Shaped, Traits, Variant,
};
pub use limit::Limits;
pub use operation::Naming;
pub use pages::{Listed, Pages};

use http::Common;
use operation::{Ready, Sender};

/// Who the credentials belong to, as STS says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's id, 12 digits.
    pub account: String,
    /// The ARN of the user or of the session.
    pub arn: String,
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

    fn new(config: SdkConfig, common: Arc<Common>) -> Self {
        Self { sender: Sender::new(config), common, facts: Facts::built_in() }
    }

    fn config(&self) -> &SdkConfig {
        self.sender.config()
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
        CallError { place: Box::new(place), fault }
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
        let elsewhere = failure::elsewhere(error);
        Self { fault: failure::fault(error, permission), elsewhere }
    }
}
