//! HTTP: the one way to the network. Here a request waits for its turn, has its time, and its answer is read whole, up to a bound.
//!
//! Every request of the SDK passes, also those that it makes for credentials. Knows no service's protocol beyond what tells whose
//! allowance a request is taken from and whether an answer asks to slow down.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use http_body_util::BodyExt as _;
use tokio::time::Instant;

use super::answer::{Wire, refused};
use super::calls::{Call, Observer};
use super::error::is_slow_down;
use super::limit::{Allowance, Limiter};

/// A request is signed before it waits, and a signature is good for five minutes.
const STALE: Duration = Duration::from_secs(240);

/// Bodies of errors are looked at up to this length.
const ERROR: usize = 1 << 16;

/// What a request is called; put onto it before it is sent.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) service: String,
    pub(super) operation: String,
}

/// What all requests of a door have in common.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) limiter: Limiter,
    pub(super) observer: Observer,
    /// The time of one attempt, without waiting for its turn.
    pub(super) attempt: Duration,
    /// The longest body.
    pub(super) longest: usize,
    /// What the entrance is called, until its account is known.
    pub(super) entrance: String,
    pub(super) account: OnceLock<String>,
}

impl Common {
    pub(super) fn account(&self) -> &str {
        self.account.get().map_or(self.entrance.as_str(), String::as_str)
    }
}

/// The answer is longer than one may be.
#[derive(Debug, thiserror::Error)]
#[error("the answer is longer than {0} bytes")]
pub(super) struct TooLarge(pub(super) usize);

/// The answer broke off.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub(super) struct Cut(#[source] pub(super) Box<dyn std::error::Error + Send + Sync>);

/// It did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("no answer in time")]
pub(super) struct Late;

/// The request waited so long that its signature is no longer good.
#[derive(Debug, thiserror::Error)]
#[error("the request waited too long for its turn")]
pub(super) struct Stale;

/// A client with TLS by rustls and aws-lc-rs, and with the proxy that the environment names.
pub(super) fn client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_with_connector_fn(|settings, components| {
        let mut builder = aws_smithy_http_client::Connector::builder();
        if let Some(settings) = settings {
            builder = builder.connector_settings(settings.clone());
        }
        if let Some(components) = components {
            builder.set_sleep_impl(components.sleep_impl());
        }
        builder
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build()
    })
}

/// A client in which every request waits for its turn.
pub(super) struct Metered {
    inner: SharedHttpClient,
    common: Arc<Common>,
}

impl Metered {
    pub(super) fn new(inner: SharedHttpClient, common: Arc<Common>) -> Self {
        Self { inner, common }
    }
}

impl fmt::Debug for Metered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metered")
    }
}

impl HttpClient for Metered {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, common: self.common.clone() })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

#[derive(Debug, Clone)]
struct Connector {
    inner: SharedHttpConnector,
    common: Arc<Common>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.send(request).await })
    }
}

impl Connector {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        // It is on this machine, and asked before anything is known.
        if is_metadata(request.uri()) {
            return self.whole(request).await;
        }
        let seen = Seen::of(&request, self.common.account());
        let asked = Instant::now();
        let turn = self.common.limiter.turn(&seen.allowance).await;
        let waited = asked.elapsed();
        if waited > STALE {
            return Err(ConnectorError::other(Stale.into(), Some(ErrorKind::TransientError)));
        }
        let start = Instant::now();
        let outcome = match tokio::time::timeout(self.common.attempt, self.whole(request)).await {
            Ok(outcome) => outcome,
            // Once more, and no third time: each may take as long as an attempt may.
            Err(_) if seen.attempt > 1 => Err(ConnectorError::other(Late.into(), None)),
            Err(_) => Err(ConnectorError::timeout(Late.into())),
        };
        drop(turn);
        let call = seen.call(outcome.as_ref().ok(), waited, start.elapsed());
        self.common.observer.tell(&call);
        if let Ok(response) = &outcome {
            self.slow_down(&seen.allowance, response);
        }
        outcome
    }

    /// The response with its whole body.
    async fn whole(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let mut response = self.inner.call(request).await?;
        let mut streamed = std::mem::replace(response.body_mut(), SdkBody::taken());
        let mut body = Vec::new();
        while let Some(frame) = streamed.frame().await {
            let frame = frame.map_err(|error| ConnectorError::io(Cut(error).into()))?;
            let Ok(data) = frame.into_data() else { continue };
            if body.len() + data.len() > self.common.longest {
                return Err(ConnectorError::other(TooLarge(self.common.longest).into(), None));
            }
            body.extend_from_slice(&data);
        }
        *response.body_mut() = SdkBody::from(body);
        Ok(response)
    }

    fn slow_down(&self, allowance: &Allowance, response: &HttpResponse) {
        let status = response.status().as_u16();
        if status < 400 {
            return;
        }
        let after = come_again(response);
        let asks = status >= 500 && after.is_some()
            || wire(response, ERROR).is_some_and(|wire| is_slow_down(&refused(&wire)));
        if asks {
            self.common.limiter.slow_down(allowance, after);
        }
    }
}

/// What came, of at most so many bytes.
pub(super) fn wire(response: &HttpResponse, longest: usize) -> Option<Wire> {
    let body = response.body().bytes()?;
    if body.len() > longest {
        return None;
    }
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let status = response.status().as_u16();
    Some(Wire { status, headers: headers.collect(), body: body.to_vec() })
}

/// When a service wants to be asked again, in seconds. A time by its clock is not read: no AWS service sends one.
fn come_again(response: &HttpResponse) -> Option<Duration> {
    let headers = response.headers();
    let number = |name, of: fn(u64) -> Duration| {
        headers.get(name).and_then(|text| text.trim().parse().ok()).map(of)
    };
    number("x-amz-retry-after", Duration::from_millis)
        .or_else(|| number("retry-after", Duration::from_secs))
}

/// Instance and container metadata.
fn is_metadata(uri: &str) -> bool {
    let host = uri.split_once("://").map_or(uri, |(_, after)| after);
    ["169.254.", "[fd00:ec2::"].iter().any(|start| host.starts_with(start))
}

/// What a request tells about itself.
struct Seen {
    named: Option<Named>,
    /// The operation of a request that the SDK makes by itself.
    action: String,
    attempt: u32,
    allowance: Allowance,
}

impl Seen {
    fn of(request: &HttpRequest, account: &str) -> Self {
        let signed = request.headers().get("authorization").unwrap_or_default();
        let (region, service) = scope(signed).unwrap_or_default();
        let form = request.body().bytes().unwrap_or_default();
        let allowance = Allowance {
            account: account.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            unpaged: service == "ec2" && is_unpaged(form),
        };
        let tries = request.headers().get("amz-sdk-request").unwrap_or_default();
        let named = request.extension::<Named>().cloned();
        Self { named, action: action(form), attempt: attempt(tries), allowance }
    }

    fn call(&self, response: Option<&HttpResponse>, waited: Duration, took: Duration) -> Call<'_> {
        let service = self.named.as_ref().map_or(&self.allowance.service, |named| &named.service);
        let operation = self.named.as_ref().map_or(&self.action, |named| &named.operation);
        Call {
            service,
            operation,
            region: &self.allowance.region,
            attempt: self.attempt,
            status: response.map(|response| response.status().as_u16()),
            waited,
            took,
            bytes: response.and_then(|response| response.body().bytes()).map_or(0, <[u8]>::len),
        }
    }
}

/// Region and service of `AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/ec2/aws4_request, …`.
fn scope(authorization: &str) -> Option<(&str, &str)> {
    let (_, credential) = authorization.split_once("Credential=")?;
    let mut parts = credential.split(',').next()?.rsplit('/').skip(1);
    let service = parts.next()?;
    Some((parts.next()?, service))
}

/// `ttl=…; attempt=2; max=5`
fn attempt(tries: &str) -> u32 {
    let number = tries.split(';').find_map(|part| part.trim().strip_prefix("attempt="));
    number.and_then(|number| number.parse().ok()).unwrap_or(1)
}

/// `Action=AssumeRole&…`
fn action(form: &[u8]) -> String {
    let Some(after) = form.strip_prefix(b"Action=") else { return String::new() };
    let name = after.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric());
    name.map(|byte| char::from(*byte)).collect()
}

/// The lists that have a smaller bucket where they are asked for everything at once.
///
/// AWS: Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API", held against it on 2026-11-27.
const COSTLY: [&str; 7] = [
    "DescribeInstances",
    "DescribeInstanceStatus",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSnapshots",
    "DescribeSpotInstanceRequests",
    "DescribeVolumes",
];

/// Such a list of everything at once: neither a page size nor a filter nor an id.
fn is_unpaged(form: &[u8]) -> bool {
    let is_costly = COSTLY.contains(&action(form).as_str());
    let form = String::from_utf8_lossy(form);
    is_costly && !form.contains("&MaxResults=") && !form.contains(".1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::{Doors, Limits, Manners};

    /// Answers at once.
    #[derive(Debug)]
    struct Ready;

    impl HttpConnector for Ready {
        fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
            let ok = aws_smithy_runtime_api::http::StatusCode::try_from(200).unwrap();
            HttpConnectorFuture::ready(Ok(HttpResponse::new(ok, SdkBody::from("{}"))))
        }
    }

    /// One request in ten seconds.
    fn slow() -> Connector {
        let limits = Limits { per_second: 0.1, ..Limits::default() };
        let common = Doors::new(Manners { limits, ..Manners::default() }).common("test".to_owned());
        Connector { inner: SharedHttpConnector::new(Ready), common }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_waited_too_long_is_signed_again() {
        let connector = slow();
        let request = || HttpRequest::get("https://sqs.eu-west-1.amazonaws.com/").unwrap();
        let all = futures::future::join_all((0..30).map(|_| connector.send(request()))).await;
        let sent = all.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(sent, 25);
        let stale = all.into_iter().filter_map(Result::err).next().unwrap();
        assert_eq!(stale.as_other(), Some(ErrorKind::TransientError));
    }

    #[tokio::test(start_paused = true)]
    async fn instance_metadata_waits_for_nobody() {
        let connector = slow();
        let start = Instant::now();
        for _ in 0..100 {
            let request = HttpRequest::get("http://169.254.169.254/latest/api/token").unwrap();
            connector.send(request).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn what_a_request_tells_about_itself() {
        let signed = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=host";
        assert_eq!(scope(signed), Some(("eu-west-1", "ec2")));
        assert_eq!(scope("Bearer x"), None);
        assert_eq!(action(b"Action=AssumeRole&Version=2011-06-15"), "AssumeRole");
        assert_eq!(action(b"{}"), "");
        assert_eq!(attempt("ttl=20260101T000000Z; attempt=2; max=5"), 2);
        assert_eq!(attempt(""), 1);
        assert!(is_unpaged(b"Action=DescribeVolumes&Version=2016-11-15"));
        assert!(!is_unpaged(b"Action=DescribeVolumes&MaxResults=500"));
        assert!(!is_unpaged(b"Action=DescribeVolumes&VolumeId.1=vol-1"));
        assert!(!is_unpaged(b"Action=DescribeAddresses&Version=2016-11-15"));
        assert!(is_metadata("http://169.254.169.254/latest/api/token"));
        assert!(!is_metadata("https://ec2.eu-west-1.amazonaws.com/?x=169.254."));
    }
}
