//! Operation: signing, retries and sending, by the SDK's own runtime. The only file that knows how that is put together; `ec2` gives
//! some of it to the generated client, which brings the rest.
//!
//! `Operation` is meant for "one-off unmodeled requests" and is how aws-config makes its own. It adds no retry classifiers, no
//! signing and no user agent by itself, so all of them stand here. Knows no shape and no endpoint rule.

use std::borrow::Cow;

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::http::connection_poisoning::ConnectionPoisoningInterceptor;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextMut, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::orchestrator::{
    HttpRequest, HttpResponse, Metadata, OrchestratorError,
};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::{SharedRuntimePlugin, StaticRuntimePlugin};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::{ErrorKind, RetryConfig};
use aws_types::region::SigningRegion;
use aws_types::{SdkConfig, SigningName};

use super::answer::{Refused, Wire, refused};
use super::error::is_slow_down;
use super::http::{Named, wire};
use super::request::Asked;

/// A request with everything that sending it needs.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) service: String,
    pub(super) operation: String,
    /// Scheme, host and perhaps a path.
    pub(super) url: String,
    pub(super) signing_region: String,
    pub(super) signing_name: String,
    pub(super) asked: Asked,
}

/// What a call ends with when it does not end with an answer.
pub(super) type Failure = SdkError<RefusedMetadata, HttpResponse>;

/// Sends requests with the credentials and the client of one configuration.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    config: SdkConfig,
    plugin: SharedRuntimePlugin,
}

impl Sender {
    pub(super) fn new(config: SdkConfig) -> Self {
        let plugin = SharedRuntimePlugin::new(plugin(&config));
        Self { config, plugin }
    }

    pub(super) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// Sends until there is an answer, the answer is final, or the patience ends.
    pub(super) async fn send(&self, ready: Ready) -> Result<Wire, Failure> {
        let retries = self.config.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let mut builder = Operation::builder()
            .service_name(Cow::Owned(ready.service.clone()))
            .operation_name(Cow::Owned(ready.operation.clone()))
            .endpoint_url(&ready.url)
            .standard_retry(&retries)
            .runtime_plugin(self.plugin.clone())
            .runtime_plugin(of_call(&ready));
        if let Some(version) = self.config.behavior_version() {
            builder = builder.behavior_version(version);
        }
        let operation = builder.serializer(serialised).deserializer(received).build();
        operation.invoke(ready.asked).await
    }
}

fn serialised(asked: Asked) -> Result<HttpRequest, BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(asked.body));
    request.set_method(&asked.method)?;
    request.set_uri(asked.target)?;
    for (name, value) in asked.headers {
        request.headers_mut().try_insert(name, value)?;
    }
    let length = request.body().bytes().map_or(0, <[u8]>::len);
    if length > 0 {
        request.headers_mut().try_insert("content-length", length.to_string())?;
    }
    Ok(request)
}

fn received(response: &HttpResponse) -> Result<Wire, OrchestratorError<RefusedMetadata>> {
    let wire = wire(response, usize::MAX)
        .ok_or_else(|| OrchestratorError::other("the body of the response was not read"))?;
    if response.status().is_success() {
        return Ok(wire);
    }
    Err(OrchestratorError::operation(RefusedMetadata::from(refused(&wire))))
}

/// A refusal in the form in which the SDK's retry classifiers read it.
#[derive(Debug, thiserror::Error)]
#[error("{refused}")]
pub(super) struct RefusedMetadata {
    // Boxed: it travels inside of every result.
    pub(super) refused: Box<Refused>,
    meta: ErrorMetadata,
}

impl From<Refused> for RefusedMetadata {
    fn from(refused: Refused) -> Self {
        let meta = ErrorMetadata::builder().code(&refused.code).build();
        Self { refused: Box::new(refused), meta }
    }
}

impl ProvideErrorMetadata for RefusedMetadata {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

/// What all calls with one configuration have in common.
fn plugin(config: &SdkConfig) -> StaticRuntimePlugin {
    let mut layer = Layer::new("drift");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    if let Some(timeouts) = config.timeout_config() {
        layer.store_put(timeouts.clone());
    }
    for metadata in config.framework_metadata() {
        layer.store_append(metadata.clone());
    }
    let mut components = RuntimeComponentsBuilder::new("drift");
    components
        .set_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(
            StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]),
        )))
        .push_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
        .set_http_client(config.http_client())
        .set_sleep_impl(config.sleep_impl())
        .set_time_source(config.time_source());
    let cache = config.identity_cache().unwrap_or_else(|| IdentityCache::lazy().build());
    components.set_identity_cache(Some(cache));
    if let Some(credentials) = config.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    intercept(&mut components);
    classify(&mut components);
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

fn intercept(components: &mut RuntimeComponentsBuilder) {
    components
        .push_interceptor(SharedInterceptor::permanent(ConnectionPoisoningInterceptor::new()))
        .push_interceptor(ServiceClockSkewInterceptor::new())
        .push_interceptor(RequestInfoInterceptor::new())
        .push_interceptor(UserAgentInterceptor::new())
        .push_interceptor(InvocationIdInterceptor::new())
        .push_interceptor(SharedInterceptor::permanent(Naming));
}

fn classify(components: &mut RuntimeComponentsBuilder) {
    components
        .push_retry_classifier(HttpStatusCodeClassifier::default())
        .push_retry_classifier(TransientErrorClassifier::<RefusedMetadata>::new())
        .push_retry_classifier(AwsErrorCodeClassifier::<RefusedMetadata>::new())
        .push_retry_classifier(ServiceClockSkewClassifier::<RefusedMetadata>::new())
        .push_retry_classifier(SlowDown);
}

/// What one call has of its own.
fn of_call(ready: &Ready) -> StaticRuntimePlugin {
    let mut layer = Layer::new("drift call");
    let mut signing_options = SigningOptions::default();
    if ready.signing_name == "s3" {
        signing_options.double_uri_encode = false;
        signing_options.normalize_uri_path = false;
        signing_options.content_sha256_header = true;
    }
    layer.store_put(SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(aws_types::region::Region::new(
            ready.signing_region.clone(),
        ))),
        region_set: None,
        name: Some(SigningName::from(ready.signing_name.clone())),
        signing_options,
    });
    layer.store_put(RetryPartition::new(format!("{}-{}", ready.service, ready.signing_region)));
    layer.store_put(ApiMetadata::new("drift", env!("CARGO_PKG_VERSION")));
    StaticRuntimePlugin::new().with_config(layer.freeze())
}

/// Puts the name of a call onto each of its requests, for whoever sees it pass.
///
/// For a generated client, too: `ec2`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Naming;

#[dyn_dispatch_hint]
impl Intercept for Naming {
    fn name(&self) -> &'static str {
        "drift naming"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(metadata) = bag.load::<Metadata>() {
            let named = Named {
                service: metadata.service().to_ascii_lowercase(),
                operation: metadata.name().to_owned(),
            };
            context.request_mut().add_extension(named);
        }
        Ok(())
    }
}

/// Tries again where a service asks to slow down in a way that the SDK does not know: a plain 429, a code of the query protocol.
#[derive(Debug)]
pub(super) struct SlowDown;

impl ClassifyRetry for SlowDown {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        // By what came, not by the error: a generated client has an error of its own for each operation.
        let came = context.response().filter(|response| response.status().as_u16() >= 400);
        match came.and_then(|response| wire(response, usize::MAX)) {
            Some(wire) if is_slow_down(&refused(&wire)) => {
                RetryAction::retryable_error(ErrorKind::ThrottlingError)
            }
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "drift slow down"
    }
}
