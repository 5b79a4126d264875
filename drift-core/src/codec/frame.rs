//! Frames: packed lines, and the skippable frames that hold everything else. Knows nothing of what is in them.

use std::io;

use sha2::{Digest, Sha256};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

/// One of the sixteen magic numbers that the zstd format leaves to applications.
pub(super) const SKIPPABLE: u32 = 0x184D_2A5D;

/// How long the head of a skippable frame is: its magic number and its length.
pub(super) const SKIPPABLE_HEAD: usize = 8;

/// Fixed, because the same snapshot gives the same bytes; 3 packs at disk speed, and more saves little.
const LEVEL: i32 = 3;

/// A frame that every zstd reader skips.
pub(super) fn skippable(payload: &[u8]) -> Vec<u8> {
    // A length that 32 bits do not hold belongs to an index of some ten million frames.
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    [&SKIPPABLE.to_le_bytes(), length.to_le_bytes().as_slice(), payload].concat()
}

/// What a skippable frame holds that takes up all of `bytes`.
pub(super) fn skipped(bytes: &[u8]) -> Option<&[u8]> {
    let (head, payload) = bytes.split_at_checked(SKIPPABLE_HEAD)?;
    let length = u32::try_from(payload.len()).ok()?;
    (head == [SKIPPABLE.to_le_bytes(), length.to_le_bytes()].concat()).then_some(payload)
}

pub(super) struct Packer(Compressor<'static>);

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        let mut compressor = Compressor::new(LEVEL)?;
        // Ours is in the index; this one lets `zstdcat` notice damage too.
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self(compressor))
    }

    pub(super) fn pack(&mut self, plain: &[u8]) -> io::Result<Vec<u8>> {
        self.0.compress(plain)
    }
}

/// Unpacks a frame of exactly `length` bytes; never writes more than those, whatever the frame would unpack to.
pub(super) fn unpack(packed: &[u8], length: usize) -> Result<Vec<u8>, String> {
    let unpacked = Decompressor::new().and_then(|mut reader| reader.decompress(packed, length));
    match unpacked {
        Ok(plain) if plain.len() == length => Ok(plain),
        Ok(plain) => Err(format!("unpacks to {} bytes where the index says {length}", plain.len())),
        Err(error) => Err(format!("does not unpack to {length} bytes ({error})")),
    }
}

/// SHA-256 in lower-case hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
