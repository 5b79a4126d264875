//! The bytes of a file as a snapshot, or why they are none.
//!
//! Frame by frame: no more than one is unpacked at a time, and none to more than the index says and the limits allow. What
//! the lines become in memory is held to the length of the file: a small file cannot fill a large machine.

use serde_json::error::Category;

use super::assembly::Assembly;
use super::cost;
use super::error::CodecError;
use super::frame::{digest, unpack};
use super::index::{Index, Key, Packed};
use super::line::Line;
use super::preamble;
use super::trailer::Trailer;
use crate::snapshot::Snapshot;

/// How much a file may unpack to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Bytes of one frame, which are in memory at once beside the snapshot.
    pub frame: u64,
    /// Bytes of all frames together.
    pub total: u64,
}

impl Default for DecodeLimits {
    /// A quarter of a GiB a frame, 4 GiB in all. A frame is longer than a mebibyte only where one line is.
    fn default() -> Self {
        Self { frame: 1 << 28, total: 1 << 32 }
    }
}

/// Reads a snapshot that [`encode`](fn@super::encode) wrote.
///
/// # Errors
/// When the bytes are no snapshot, are truncated or edited anywhere, are of a newer format, or unpack to more than the
/// default [`DecodeLimits`].
///
/// ```
/// use drift_core::codec::{CodecError, decode};
/// assert_eq!(decode(b"{}"), Err(CodecError::NotASnapshot));
/// ```
pub fn decode(bytes: &[u8]) -> Result<Snapshot, CodecError> {
    decode_within(bytes, DecodeLimits::default())
}

/// As [`decode`], within other limits.
///
/// # Errors
/// As [`decode`].
pub fn decode_within(bytes: &[u8], limits: DecodeLimits) -> Result<Snapshot, CodecError> {
    preamble::check(bytes)?;
    let trailer = Trailer::read(bytes)?;
    let index = Index::read(bytes, &trailer)?;
    let frames = index.frames(bytes, trailer.index)?;
    within(limits, &frames)?;

    let mut assembly = Assembly::default();
    let mut line = 0;
    let mut purse = Purse::of(bytes);
    for frame in &frames {
        line = read_frame(frame, line, &mut purse, &mut assembly)?;
    }
    let found = assembly.len();
    if found != trailer.resources {
        let at = (bytes.len() - Trailer::LENGTH) as u64;
        let what = format!("it counts {} resources, there are {found}", trailer.resources);
        return Err(CodecError::damaged("trailer", at, what));
    }
    assembly.finish().ok_or_else(|| CodecError::damaged("index", trailer.index, "no frame at all"))
}

fn within(limits: DecodeLimits, frames: &[Packed<'_>]) -> Result<(), CodecError> {
    let mut total: u64 = 0;
    for Packed { number, entry, .. } in frames {
        let (part, bytes, limit) = (format!("frame {number}"), entry.plain, limits.frame);
        if bytes > limit {
            return Err(CodecError::TooLarge { part, bytes, limit });
        }
        total = total.saturating_add(bytes);
    }
    if total > limits.total {
        let part = "the file".to_owned();
        return Err(CodecError::TooLarge { part, bytes: total, limit: limits.total });
    }
    Ok(())
}

/// What may still be spent on values.
struct Purse {
    limit: u64,
    spent: u64,
}

impl Purse {
    fn of(file: &[u8]) -> Self {
        Self { limit: cost::most(file.len()), spent: 0 }
    }

    /// Pays for lines before they become values.
    fn pay(&mut self, plain: &[u8]) -> Result<(), CodecError> {
        self.spent = self.spent.saturating_add(cost::of(plain));
        if self.spent > self.limit {
            let part = "the file, in memory,".to_owned();
            return Err(CodecError::TooLarge { part, bytes: self.spent, limit: self.limit });
        }
        Ok(())
    }
}

/// Takes in the lines of one frame; gives the number of the last line.
fn read_frame(
    frame: &Packed<'_>,
    mut line: u64,
    purse: &mut Purse,
    assembly: &mut Assembly,
) -> Result<u64, CodecError> {
    let Packed { number, entry, bytes } = frame;
    let damaged =
        |what: String| CodecError::damaged(&format!("frame {number}"), entry.offset, what);
    let length = usize::try_from(entry.plain).unwrap_or(usize::MAX);
    let plain = unpack(bytes, length).map_err(damaged)?;
    if digest(&plain) != entry.sha256 {
        return Err(damaged("its digest is not the index's".to_owned()));
    }
    purse.pay(&plain)?;
    let Some(text) = plain.strip_suffix(b"\n") else {
        return Err(damaged("it does not end with a line".to_owned()));
    };
    let before = line;
    for text in text.split(|byte| *byte == b'\n') {
        line += 1;
        let wrong = |what| CodecError::Line { frame: *number, line, what };
        let entry_of_line = parse(text).map_err(wrong)?;
        if line == before + 1 && first_key(&entry_of_line) != entry.first {
            return Err(wrong("not the first key that the index names".to_owned()));
        }
        assembly.take(entry_of_line).map_err(|what| wrong(what.to_owned()))?;
    }
    if line - before != entry.lines {
        return Err(damaged(format!(
            "{} lines where the index says {}",
            line - before,
            entry.lines
        )));
    }
    Ok(line)
}

fn first_key(line: &Line<'_>) -> Option<Key> {
    match line {
        Line::Resource(resource) => Some(Key::of(resource)),
        _ => None,
    }
}

fn parse(text: &[u8]) -> Result<Line<'static>, String> {
    // The parser's own message may quote what it found.
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        Category::Data => format!("not a line of a snapshot, from column {}", error.column()),
        _ => format!("not JSON, from column {}", error.column()),
    })
}
