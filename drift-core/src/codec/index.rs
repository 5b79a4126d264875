//! The index: where each frame begins and what it holds.

use serde::{Deserialize, Serialize};

use super::error::CodecError;
use super::frame::{digest, skippable, skipped};
use super::preamble;
use super::trailer::Trailer;
use crate::resource::Resource;
use crate::scope::Scope;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    pub(super) frames: Vec<Entry>,
}

/// One frame of lines.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Where it begins, in bytes from the start of the file.
    pub(super) offset: u64,
    /// How long its lines are unpacked, in bytes.
    pub(super) plain: u64,
    /// How many lines it holds.
    pub(super) lines: u64,
    /// The key of its first resource; absent in the frames before the resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first: Option<Key>,
    /// SHA-256 of its lines unpacked, in hex.
    pub(super) sha256: String,
}

/// What sorts the resources.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    kind: String,
    scope: Scope,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    native_id: Option<String>,
}

impl Key {
    pub(super) fn of(resource: &Resource) -> Self {
        Self {
            kind: resource.kind.clone(),
            scope: resource.scope.clone(),
            name: resource.name.clone(),
            native_id: resource.native_id.clone(),
        }
    }
}

/// A frame of lines as the file holds it.
pub(super) struct Packed<'f> {
    /// Its place among the frames, from 1.
    pub(super) number: usize,
    pub(super) entry: &'f Entry,
    pub(super) bytes: &'f [u8],
}

impl Index {
    /// The index of a file that has so many bytes before it, and is to have so many at least: what repeats itself packs so
    /// well that it would be taken for a bomb.
    pub(super) fn write(
        &self,
        least: usize,
        before: usize,
    ) -> serde_json::Result<(Vec<u8>, String)> {
        let mut payload = serde_json::to_vec(self)?;
        let length = payload.len().max(least.saturating_sub(before));
        payload.resize(length, b' ');
        Ok((skippable(&payload), digest(&payload)))
    }

    pub(super) fn read(bytes: &[u8], trailer: &Trailer) -> Result<Self, CodecError> {
        let damaged = |what: &str| CodecError::damaged("index", trailer.index, what);
        let payload = usize::try_from(trailer.index)
            .ok()
            .and_then(|from| bytes.get(from..bytes.len().checked_sub(Trailer::LENGTH)?))
            .and_then(skipped)
            .ok_or_else(|| damaged("it does not reach from there to the trailer"))?;
        if digest(payload) != trailer.sha256 {
            return Err(damaged("its digest is not the trailer's"));
        }
        serde_json::from_slice(payload).map_err(|_| damaged("it is not an index"))
    }

    /// The frames, provided that they follow one another from the preamble to the index.
    pub(super) fn frames<'f>(
        &'f self,
        bytes: &'f [u8],
        end: u64,
    ) -> Result<Vec<Packed<'f>>, CodecError> {
        let mut begin = preamble::LENGTH as u64;
        let ends = self.frames.iter().skip(1).map(|next| next.offset).chain([end]);
        let mut frames = Vec::with_capacity(self.frames.len());
        for (place, (entry, end)) in self.frames.iter().zip(ends).enumerate() {
            let number = place + 1;
            let bytes = (entry.offset == begin).then(|| part(bytes, begin, end)).flatten();
            let bytes = bytes.ok_or_else(|| {
                CodecError::damaged("index", end, format!("frame {number} is not where it says"))
            })?;
            frames.push(Packed { number, entry, bytes });
            begin = end;
        }
        Ok(frames)
    }
}

fn part(bytes: &[u8], begin: u64, end: u64) -> Option<&[u8]> {
    bytes.get(usize::try_from(begin).ok()?..usize::try_from(end).ok()?)
}
