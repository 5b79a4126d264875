//! The door: every call to AWS goes through here, as data.
//!
//! ```text
//! (service, operation, input) ─► request ─► endpoint ─┬─► operation ─┬─► http (limit) ─► answer ─► value
//!        │                          │          │      └──── ec2 ─────┘                     │
//!        └────────── facts ─────────┴──────────┴───────────────────────────────────────────┘
//! ```
//!
//! EC2 goes through its generated client and paginators, all others through one function; before and after that they are alike.
//!
//! The value is the complete body in the wire's own names: lists are lists even of one element, numbers, truths and times are what
//! their shapes say, and what no shape knows is kept. Deliberately knows no kind, and nothing of which calls are harmless: the
//! tables name those that may be made.

mod answer;
mod asking;
mod calls;
mod doors;
mod ec2;
mod endpoint;
mod entrance;
mod error;
#[cfg(test)]
pub(crate) mod expected;
mod facts;
mod failure;
pub(crate) mod fuzzing;
mod http;
mod limit;
mod operation;
mod pages;
#[cfg(test)]
mod paging;
mod place;
mod profiles;
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
pub use profiles::{Profile, profiles};

use answer::Wire;
use http::Common;
use operation::{Failure, Ready, Sender};
use place::Destination;
use request::{Asked, InputError};

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
        let (service, operation) =
            self.operation(asking).map_err(|fault| self.failed(asking, fault))?;
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
        let known = self.known(asking, region)?;
        let outcome = if asking.service == ec2::SERVICE {
            let session = ec2::Session::new(self.sender.config(), &known.place);
            let mut answers =
                session.page(&asking.operation, &asking.input).map_err(Fault::from)?;
            answers.next().await.ok_or(Fault::Unsupported(UNKNOWN.to_owned()))?
        } else {
            self.sender.send(known.ready(asking)).await
        };
        self.ended(asking, outcome)
    }

    /// The pages of a call to EC2, from the one on that it asks for.
    fn generated(&self, asking: &Asking) -> Result<ec2::Answers, Fault> {
        let known = self.known(asking, &asking.region)?;
        let session = ec2::Session::new(self.sender.config(), &known.place);
        Ok(session.pages(&asking.operation, &asking.input)?)
    }

    /// What is needed to ask, or why it cannot be asked; of EC2 too, so that the facts judge every input and address.
    fn known(&self, asking: &Asking, region: &str) -> Result<Known, Fault> {
        let Asking { operation: name, input: given, .. } = asking;
        let (service, operation) = self.operation(asking)?;
        let asked = request::request(service, name, operation, given)?;
        let place = place::place(self.sender.config(), self.facts, service, region)
            .map_err(|error| Fault::Unsupported(error.to_string()))?;
        Ok(Known { service, asked, place })
    }

    fn operation(&self, asking: &Asking) -> Result<(&'static Service, &'static Operation), Fault> {
        let known = self.facts.operation(&asking.service, &asking.operation);
        known.ok_or_else(|| Fault::Unsupported(UNKNOWN.to_owned()))
    }

    /// What a call ended with: the value of its answer, or what went wrong.
    fn ended(&self, asking: &Asking, outcome: Result<Wire, Failure>) -> Result<Value, Failed> {
        let (service, operation) = self.operation(asking)?;
        let permission = service.permission(&asking.operation);
        let wire = outcome.map_err(|error| Failed::of(&error, &permission))?;
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

/// A call that can be made.
struct Known {
    service: &'static Service,
    asked: Asked,
    place: Destination,
}

impl Known {
    fn ready(self, asking: &Asking) -> Ready {
        let Self { service, asked, place } = self;
        Ready {
            service: asking.service.clone(),
            operation: asking.operation.clone(),
            url: place.url(asked.host_prefix.as_deref()),
            signing_region: place.signing_region,
            signing_name: service.signing_name().to_owned(),
            asked,
        }
    }
}

impl From<InputError> for Fault {
    fn from(error: InputError) -> Self {
        Self::Input(error.to_string())
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
    fn of(error: &Failure, permission: &str) -> Self {
        let elsewhere = failure::elsewhere(error);
        Self { fault: failure::fault(error, permission), elsewhere }
    }
}
