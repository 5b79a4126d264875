//! Calls as an observer sees them: enough to know who was asked what, how long it took and what it cost.
//!
//! Deliberately knows no header, no body and no query: nothing that could be a credential or somebody's data.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// One attempt at a call, after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call<'a> {
    /// The service: under botocore's name, or as it is signed for where the SDK called it for credentials.
    pub service: &'a str,
    /// The operation; empty where it is not known.
    pub operation: &'a str,
    /// The region that it was signed for.
    pub region: &'a str,
    /// From 1.
    pub attempt: u32,
    /// The HTTP status; `None` when no whole answer came.
    pub status: Option<u16>,
    /// How long it waited for its turn.
    pub waited: Duration,
    /// From sending to the last byte, or to giving up.
    pub took: Duration,
    /// The length of the body.
    pub bytes: usize,
}

type Told = dyn Fn(&Call<'_>) + Send + Sync;

/// Is told of every attempt; the default one of none. Is called while others are in flight, so it should return soon.
///
/// ```
/// use drift_aws::door::{Manners, Observer};
/// let observer = Observer::new(|call| println!("{}:{} {:?}", call.service, call.operation, call.status));
/// let manners = Manners { observer, ..Manners::default() };
/// ```
#[derive(Clone, Default)]
pub struct Observer(Option<Arc<Told>>);

impl Observer {
    /// An observer that does this for each attempt.
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
