//! Kubernetes for Drift.

mod collect;
pub mod facts;
mod objects;

pub use collect::{
    Call, Cluster, ConnectError, ContextError, ContextInfo, List, Observer, Options, PAGE,
    Permissions, Place, RELEASE, Reach, Rule, Verb, Why, connect, contexts,
};
pub use objects::Kubernetes;
