//! The parsers of what a server or a kubeconfig says, as the fuzz targets call them: bytes in, no requests.
//!
//! Knows nothing of what holds for their results; `tests/src/hostile` does.

use std::time::Duration;

use drift_core::Value;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use kube::config::Kubeconfig;

use super::discovery::{self, Served};
use super::fault::Fault;
use super::helm::Releases;
use super::kubeconfig::{ContextInfo, infos};
use super::list::Form;
use super::page::{Object, Page};

/// The objects of a page of a list; `None` for what is no page, and for each object that cannot be understood.
#[must_use]
pub fn page(bytes: &[u8]) -> Option<Vec<Option<Value>>> {
    let page = Page::parse(bytes).ok()?;
    let served = Served {
        group: "example.com".to_owned(),
        version: "v1".to_owned(),
        kind: "Example".to_owned(),
        resource: "examples".to_owned(),
        namespaced: false,
    };
    let objects = page.objects(&served);
    Some(objects.into_iter().map(|object| object.ok().map(|object| object.body)).collect())
}

/// The names of the kinds in an answer of discovery.
#[must_use]
pub fn discovery(bytes: &[u8]) -> Vec<String> {
    discovery::of_bytes(bytes).kinds.into_keys().collect()
}

/// The release in a Secret or ConfigMap of Helm's.
#[must_use]
pub fn release(body: Value) -> Vec<Value> {
    let mut releases = Releases::default();
    let (namespace, name) = (Some("shop".to_owned()), "sh.helm.release.v1.web.v1".to_owned());
    releases.take(Object { namespace, name, uid: None, body });
    releases.decode(Form::Whole).map(|release| release.body).collect()
}

/// What an answer says that is an error.
#[must_use]
pub fn refusal(status: u16, body: &[u8]) -> String {
    StatusCode::from_u16(status).map_or_else(
        |error| error.to_string(),
        |status| Fault::of(status, body, false).what().to_owned(),
    )
}

/// How long a server asks to be left alone, by its headers `Retry-After` and `Date`.
#[must_use]
pub fn retry_after(asked: &[u8], date: &[u8]) -> Option<Duration> {
    let mut headers = HeaderMap::new();
    headers.insert(RETRY_AFTER, HeaderValue::from_bytes(asked).ok()?);
    headers.insert(DATE, HeaderValue::from_bytes(date).ok()?);
    super::retry::asked(&headers)
}

/// The contexts of a kubeconfig.
#[must_use]
pub fn kubeconfig(text: &str) -> Option<Vec<ContextInfo>> {
    Kubeconfig::from_yaml(text).ok().map(|config| infos(&config))
}
