//! Kubernetes for Drift.

mod collect;
pub mod facts;
mod objects;

pub use collect::{
    Call, Cluster, ConnectError, ContextError, ContextInfo, Observer, Options, RELEASE, connect,
    contexts,
};
pub use objects::Kubernetes;
