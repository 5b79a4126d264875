//! What the tests share: real clusters, the program under test, and reports as lines.
//!
//! The live tests look at Drift from outside: they run the program `drift` and know of its inside only the shape of a
//! report. They run at once on the same clusters, so each has namespaces of its own; nothing is cleaned up, because the
//! clusters are thrown away. Whatever they need and do not get is a failure, never a skip.

mod aws_proxy;
mod cluster;
mod golden;
pub mod hostile;
mod lines;
mod moto;
mod place;
mod program;
pub mod proxy;
mod scenario;
pub mod throttling;

pub use aws_proxy::AwsProxy;
pub use cluster::{Cluster, cluster, clusters, tool};
pub use golden::golden;
pub use lines::{lines, name_clusters, subjects};
pub use moto::{Moto, python};
pub use place::{Place, Size, example};
pub use program::{Drift, Run, Running, program};
pub use scenario::Scenario;
