//! Kubernetes for Drift.

mod collect;
pub mod facts;
mod objects;

pub use collect::{
    Call, Cluster, ConnectError, ContextError, ContextInfo, Identity, List, Observer, Options,
    PAGE, Permissions, Place, Probe, Probed, RELEASE, Reach, Rule, Verb, Why, connect, contexts,
    identity, refused_user,
};
pub use objects::Kubernetes;

/// Parsers of untrusted bytes that are nobody's to call but the fuzz targets': no part of the API.
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::collect::fuzzing::{discovery, kubeconfig, page, refusal, release, retry_after};
    pub use crate::objects::fuzzing::{canonical_image, duration, quantity, same_image};
}
