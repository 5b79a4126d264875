//! The snapshot file: a [`Snapshot`] as bytes and back.
//!
//! ```text
//! preamble    skippable frame: signature, format             so that any file is told apart by its first bytes
//! frame 1…    zstd: one line each of JSON: the header, coverage, claims, facts, problems
//! frame n…    zstd: one resource a line, sorted by kind, scope, name and native id
//! index       skippable frame: per frame its offset, plain length, lines, first key and SHA-256 of the plain lines
//! trailer     skippable frame of fixed size: length of the file, offset of the index, resources, SHA-256 of the index
//! ```
//!
//! What is not a zstd frame is a *skippable* one, so `zstdcat FILE | jq` reads the whole file. A frame ends after the line
//! that fills a mebibyte, so one can be read without those before it. The same snapshot gives the same bytes.
//!
//! A reader ignores members of an index entry that it does not know: that is the room for semantic digests per
//! resource, which carry the digest of the registry that they were made with.
//!
//! Deliberately knows no disk (writing atomically with mode 0600 is the caller's) and judges nothing: it refuses a file
//! or gives all of it. The digests find accidents, not forgers: whoever can write the file can write its digests.

mod assembly;
mod cost;
mod decode;
mod encode;
mod error;
mod frame;
mod index;
mod line;
mod preamble;
mod trailer;

pub use decode::{DecodeLimits, decode, decode_within};
pub use encode::encode;
pub use error::CodecError;
pub use preamble::is_snapshot;

#[cfg(doc)]
use crate::snapshot::Snapshot;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
