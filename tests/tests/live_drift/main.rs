//! Drift on real clusters, looked at from outside. `tests/scripts/test` starts what they need.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod check;
mod helm;
mod ids;
mod members;
mod scenarios;
mod secrets;
mod sides;
mod viewer;
