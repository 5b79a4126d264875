//! Drift on real clusters, looked at from outside. `tests/scripts/test` starts what they need.

mod check;
mod doctor;
mod helm;
mod ids;
mod members;
mod permissions;
mod scenarios;
mod secrets;
mod selected;
mod sides;
mod viewer;
mod writers;
