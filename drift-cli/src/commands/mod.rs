//! The commands, a file each: they ask the parts for what they know and put it on standard output.

mod calls;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod kinds;
pub(crate) mod man;
pub(crate) mod permissions;
pub(crate) mod plan;
mod policy;
pub(crate) mod snapshot;
