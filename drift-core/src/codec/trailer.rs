//! The trailer: the last bytes, of fixed length, which say that the file is whole and where its index is.

use super::error::CodecError;
use super::frame::{SKIPPABLE_HEAD, skippable, skipped};

const SIGNATURE: &[u8; 16] = b"drift trailer\0\0\0";

#[derive(Debug)]
pub(super) struct Trailer {
    /// Where the index begins, in bytes from the start of the file.
    pub(super) index: u64,
    /// How many resources there are.
    pub(super) resources: u64,
    /// SHA-256 of the index, in hex.
    pub(super) sha256: String,
}

impl Trailer {
    /// The whole frame: head, signature, three counts of 8 bytes (length of the file, offset of the index, resources,
    /// all little-endian) and the digest's 64 hex digits.
    pub(super) const LENGTH: usize = SKIPPABLE_HEAD + SIGNATURE.len() + 3 * 8 + 64;

    pub(super) fn write(&self, before: usize) -> Vec<u8> {
        let length = (before + Self::LENGTH) as u64;
        let counts = [length, self.index, self.resources].map(u64::to_le_bytes).concat();
        skippable(&[SIGNATURE.as_slice(), &counts, self.sha256.as_bytes()].concat())
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, CodecError> {
        let length = bytes.len() as u64;
        let truncated = CodecError::Truncated { at: length };
        let Some(at) = bytes.len().checked_sub(Self::LENGTH) else { return Err(truncated) };
        let payload = bytes.get(at..).and_then(skipped);
        let Some(rest) = payload.and_then(|payload| payload.strip_prefix(SIGNATURE)) else {
            return Err(truncated);
        };
        let damaged = |what: String| CodecError::damaged("trailer", at as u64, what);
        let (said, rest) = count(rest);
        let (index, rest) = count(rest);
        let (resources, sha256) = count(rest);
        if said != length {
            return Err(damaged(format!("the file has {length} bytes where it says {said}")));
        }
        let sha256 = String::from_utf8(sha256.to_vec());
        let sha256 = sha256.map_err(|_| damaged("it holds no digest".to_owned()))?;
        Ok(Self { index, resources, sha256 })
    }
}

fn count(bytes: &[u8]) -> (u64, &[u8]) {
    let (eight, rest) = bytes.split_first_chunk().unwrap_or((&[0; 8], &[]));
    (u64::from_le_bytes(*eight), rest)
}
