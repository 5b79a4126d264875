//! Drift before a real API server of which a proxy makes a bad one. Every fault ends in complete data or in coverage that
//! says what is lacking; what was not read is never called missing.

mod answers;
mod bodies;
mod clocks;
mod deadlines;
mod discovery;
mod identity;
mod invented;
mod pages;
mod scenario;
