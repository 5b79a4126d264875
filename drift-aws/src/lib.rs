//! AWS kinds as tables, and AWS semantics.
//!
//! A kind is one table in one file of [`kinds`]; everything else here is the same for all of them. Calls are made in [`door`] and
//! nowhere else. All other modules but `collect` and `organization`, which ask it, are pure like the core: bodies come in as values, in the names that the API uses on the wire.
//! Renders nothing.

mod assemble;
mod class;
mod collect;
pub mod door;
pub mod kinds;
mod normalise;
mod organization;
mod permissions;
mod policy;
mod semantics;
mod shape;
pub mod table;

pub use assemble::{Found, assemble};
pub use collect::{Account, EnterError, Source, cells, enter};
pub use organization::{Member, accounts_below, listing_operations};
pub use permissions::{Planned, Wanted, actions, plan, policy as read_policy};

/// Parsers of untrusted bytes that are nobody's to call but the fuzz targets': no part of the API.
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::collect::fuzzing::bodies;
    pub use crate::door::fuzzing::{answer, refusal};
}

/// What Drift knows of AWS.
///
/// ```
/// use std::sync::Arc;
/// use drift_core::{Consequence, Registry};
/// let registry = Registry::new(vec![Arc::new(drift_aws::Aws)]);
/// assert_eq!(registry.consequence("AWS::EC2::SecurityGroup"), Consequence::Security);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Aws;
