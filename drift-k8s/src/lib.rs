//! Kubernetes for Drift.

mod collect;
pub mod facts;

pub use collect::{
    Cluster, ConnectError, ContextError, ContextInfo, Options, RELEASE, connect, contexts,
};
