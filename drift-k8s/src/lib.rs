//! Kubernetes for Drift.

mod collect;
pub mod facts;
mod objects;

pub use collect::{
    Cluster, ConnectError, ContextError, ContextInfo, Options, RELEASE, connect, contexts,
};
pub use objects::Kubernetes;
