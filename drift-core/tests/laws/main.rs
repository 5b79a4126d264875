//! Laws of the pure stages: what holds for every two sides, and what each stage does with the shapes it may meet.
//!
//! Kinds are a toy's, so that nothing here depends on what Kubernetes or AWS mean by theirs.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that is wrong about its own world fails"
)]

mod absence;
mod accounts;
mod components;
mod laws;
mod leads;
mod linking;
mod mutations;
mod pairing;
mod scale;
mod sight;
mod toy;
mod values;
mod world;
