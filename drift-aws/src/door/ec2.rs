//! EC2: its calls go through the generated client and its paginators, with our configuration in it.
//!
//! What comes back is the whole body, which an interceptor keeps; the typed answer, which leaves out what its version does not
//! know, is thrown away. So our reader alone judges a body: one that the client cannot read is read all the same, and one that our
//! reader cannot read is a fault. Knows no shape and no table.

mod given;
mod operations;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod witness;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ec2::Client;
use aws_sdk_ec2::config::{Builder, Region};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::SdkConfig;
use drift_core::{Map, Value};
use futures::StreamExt as _;
use futures::stream::BoxStream;

use super::answer::{Wire, refused};
use super::http::wire;
use super::operation::{Failure, Naming, RefusedMetadata, SlowDown};
use super::place::Destination;
use super::request::InputError;
use operations::Row;

/// The service of which calls go this way.
pub(super) const SERVICE: &str = "ec2";

/// What the generated client made of an answer. Only the tests look at it.
type Typed = Box<dyn fmt::Debug + Send>;

/// What a call ends with. A failure is large.
type Outcome = Result<Typed, Box<Failure>>;

/// What calls end with, one after the other.
type Outcomes = BoxStream<'static, Outcome>;

/// The generated client for one list or one call.
#[derive(Debug)]
pub(super) struct Session {
    client: Client,
    kept: Kept,
}

impl Session {
    /// A client that sends to a place with everything else of a configuration.
    pub(super) fn new(config: &SdkConfig, place: &Destination) -> Self {
        let kept = Kept::default();
        let config = Builder::from(config)
            .region(Region::new(place.signing_region.clone()))
            .endpoint_url(place.url(None))
            // Both are in the address, and the client refuses an address beside them.
            .use_fips(false)
            .use_dual_stack(false)
            .retry_classifier(SlowDown)
            .interceptor(Naming)
            .interceptor(kept.clone());
        Self { client: Client::from_conf(config.build()), kept }
    }

    /// One call.
    pub(super) fn page(self, operation: &str, input: &Value) -> Result<Answers, InputError> {
        self.ask(operation, input, |row| row.page)
    }

    /// Every page from the one on that the input asks for.
    pub(super) fn pages(self, operation: &str, input: &Value) -> Result<Answers, InputError> {
        self.ask(operation, input, |row| row.pages)
    }

    fn ask(
        self,
        operation: &str,
        input: &Value,
        how: fn(&Row) -> operations::Ask,
    ) -> Result<Answers, InputError> {
        static NOTHING: Map = Map::new();
        let unknown = |name: &str| InputError::Unknown(name.to_owned());
        let row = operations::row(operation).ok_or_else(|| unknown(operation))?;
        let input = input.as_map().unwrap_or(&NOTHING);
        // One that nothing reads would be left out without a word.
        if let Some(name) = input.keys().find(|name| !row.members.contains(&name.as_str())) {
            return Err(unknown(name));
        }
        Ok(Answers { outcomes: how(row)(&self.client, input)?, kept: self.kept })
    }
}

/// The answers to a call, whole.
pub(super) struct Answers {
    outcomes: Outcomes,
    kept: Kept,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}

impl Answers {
    /// The next one; `None` when the client thinks that there are no more.
    pub(super) async fn next(&mut self) -> Option<Result<Wire, Failure>> {
        let outcome = self.outcomes.next().await?;
        Some(match outcome {
            Ok(_) => self.kept.take().ok_or_else(|| {
                SdkError::construction_failure("the body of the response was not kept")
            }),
            Err(failure) => unread(&failure).ok_or(*failure),
        })
    }
}

/// An answer that is no error, and that the client could not read.
fn unread(failure: &Failure) -> Option<Wire> {
    let SdkError::ServiceError(error) = failure else { return None };
    error.raw().status().is_success().then(|| wire(error.raw(), usize::MAX))?
}

/// What a call of the client ended with, in the form that all calls end with.
fn outcome<T: fmt::Debug + Send + 'static, E>(
    outcome: Result<T, SdkError<E, HttpResponse>>,
) -> Outcome {
    let error = match outcome {
        Ok(typed) => return Ok(Box::new(typed)),
        Err(error) => error,
    };
    let said = error.raw_response().and_then(|raw| wire(raw, usize::MAX));
    let said = said.map(|wire| refused(&wire)).unwrap_or_default();
    Err(Box::new(error.map_service_error(|_| RefusedMetadata::from(said))))
}

/// Keeps the body of the answer that came last.
#[derive(Debug, Clone, Default)]
struct Kept(Arc<Mutex<Option<Wire>>>);

impl Kept {
    fn take(&self) -> Option<Wire> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[dyn_dispatch_hint]
impl Intercept for Kept {
    fn name(&self) -> &'static str {
        "drift body"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let wire = wire(context.response(), usize::MAX);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = wire;
        Ok(())
    }
}
