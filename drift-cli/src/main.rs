//! The command line.
mod duration;
mod error;
mod exit;
mod files;
mod key;
mod render;
mod sides;
mod store;
mod terminal;
fn main() {}
