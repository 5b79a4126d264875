//! Calls as an observer sees them: enough to know who was asked what, how long it took and what it cost.
//!
//! Deliberately knows no header, no body and no query: nothing that could be a credential or somebody's data.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// One call to an API, after its end. Each try is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call<'a> {
    /// Always `GET`.
    pub method: &'static str,
    /// The path without its query.
    pub path: &'a str,
    /// The HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// From sending to the last byte, or to giving up.
    pub took: Duration,
    /// The length of the body that was read, unpacked.
    pub bytes: usize,
}

impl<'a> Call<'a> {
    pub(super) fn new(target: &'a str, status: Option<u16>, took: Duration, bytes: usize) -> Self {
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        Self { method: "GET", path, status, took, bytes }
    }
}

type Told = dyn Fn(&Call<'_>) + Send + Sync;

/// Is told of every call; the default one of none. Is called while others are in flight, so it should return soon.
///
/// ```
/// use drift_k8s::{Observer, Options};
/// let observer = Observer::new(|call| println!("{} {} {:?}", call.method, call.path, call.status));
/// let options = Options { observer, ..Options::default() };
/// ```
#[derive(Clone, Default)]
pub struct Observer(Option<Arc<Told>>);

impl Observer {
    /// An observer that does this for each call.
    #[must_use]
    pub fn new(told: impl Fn(&Call<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(super) fn tell(&self, call: &Call<'_>) {
        if let Some(told) = &self.0 {
            told(call);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Observer(some)" } else { "Observer(none)" })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::collect::api::JSON;
    use crate::collect::testing::{Answer, serve};

    #[tokio::test]
    async fn every_try_is_told_without_its_query() {
        let (api, _) = serve(|request| match request.number {
            0 => Answer::new(429, "busy").header("retry-after", "0"),
            1 => Answer::new(200, "").never(),
            _ => Answer::new(200, "{}"),
        })
        .await;
        let calls = Arc::new(Mutex::new(Vec::new()));
        let seen = calls.clone();
        let api = api.observed(Observer::new(move |call| {
            seen.lock().unwrap().push((call.method, call.path.to_owned(), call.status, call.bytes));
        }));
        let _ = api.get("/api/v1/pods?limit=500&continue=abc", JSON).await;
        let _ = api.get("/version", JSON).await;
        let told = calls.lock().unwrap().clone();
        let pods = || "/api/v1/pods".to_owned();
        let wanted = [
            ("GET", pods(), Some(429), 4),
            ("GET", pods(), None, 0),
            ("GET", pods(), Some(200), 2),
            ("GET", "/version".to_owned(), Some(200), 2),
        ];
        assert_eq!(told, wanted);
    }
}
