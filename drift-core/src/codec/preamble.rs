//! The preamble: the first bytes, which tell a snapshot and its format before anything is unpacked.

use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;

use super::error::CodecError;
use super::frame::{SKIPPABLE, skippable};
use crate::snapshot::FORMAT;

const SIGNATURE: &[u8; 16] = b"drift snapshot\0\0";

/// The frame's head, the signature and the format.
pub(super) const LENGTH: usize = 8 + SIGNATURE.len() + 4;

/// How much of an unknown format is unpacked to learn who wrote it, in bytes.
const CURIOSITY: u64 = 64 * 1024;

pub(super) fn write() -> Vec<u8> {
    skippable(&[SIGNATURE.as_slice(), &FORMAT.to_le_bytes()].concat())
}

/// Whether the bytes begin as a snapshot of any format does; the first 24 are enough to say.
///
/// ```
/// assert!(!drift_core::codec::is_snapshot(b"apiVersion: v1"));
/// ```
#[must_use]
pub fn is_snapshot(bytes: &[u8]) -> bool {
    bytes.starts_with(&SKIPPABLE.to_le_bytes())
        && bytes.get(8..8 + SIGNATURE.len()) == Some(SIGNATURE)
}

/// Refuses what is no snapshot of a format that this program reads.
pub(super) fn check(bytes: &[u8]) -> Result<(), CodecError> {
    let ours = write();
    if bytes.starts_with(&ours) {
        return Ok(());
    }
    if !bytes.is_empty() && ours.starts_with(bytes) {
        return Err(CodecError::Truncated { at: bytes.len() as u64 });
    }
    if !is_snapshot(bytes) {
        return Err(CodecError::NotASnapshot);
    }
    let format = bytes.get(LENGTH - 4..LENGTH).and_then(|four| four.try_into().ok());
    match format.map(u32::from_le_bytes) {
        Some(format) if format > FORMAT => Err(CodecError::Newer { tool: writer(bytes), format }),
        _ => Err(CodecError::damaged("preamble", 0, "no drift ever wrote one like it")),
    }
}

#[derive(Deserialize)]
struct FirstLine {
    header: Writer,
}

#[derive(Deserialize)]
struct Writer {
    tool: String,
}

/// Who wrote a file of a later format, provided that its first line still says so.
fn writer(bytes: &[u8]) -> String {
    let read = || {
        let packed = bytes.get(LENGTH..)?;
        let plain = zstd::stream::read::Decoder::with_buffer(packed).ok()?.take(CURIOSITY);
        let mut line = Vec::new();
        BufReader::new(plain).read_until(b'\n', &mut line).ok()?;
        Some(serde_json::from_slice::<FirstLine>(&line).ok()?.header.tool)
    };
    read().unwrap_or_else(|| "a later drift".to_owned())
}
