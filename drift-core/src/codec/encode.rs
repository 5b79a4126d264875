//! A snapshot as the bytes of its file.

use std::borrow::Cow;
use std::io;

use super::cost;
use super::frame::{Packer, digest};
use super::index::{Entry, Index, Key};
use super::line::{Line, head};
use super::preamble;
use super::trailer::Trailer;
use crate::snapshot::Snapshot;

/// A frame ends after the line that makes it this long, in bytes.
const FRAME: usize = 1 << 20;

/// Writes a snapshot: the same one always gives the same bytes.
///
/// The header's format is written as [`crate::FORMAT`], whatever it was read from.
///
/// ```
/// use drift_core::{Builder, FORMAT, FingerprintKey, Gate, Header, Registry, SideKind, codec};
///
/// let header = Header {
///     format: FORMAT,
///     environment: "staging".into(),
///     kind: SideKind::Observed,
///     rank: None,
///     captured_at: "2026-11-24T00:00:00Z".into(),
///     tool: "drift/0.1.0".into(),
///     key: "0a1b2c3d".into(),
///     tokens: Vec::new(),
///     names: Default::default(),
///     elsewhere: 0,
///     asked: Vec::new(),
/// };
/// let registry = Registry::default();
/// let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
/// let snapshot = Builder::new(header, &gate).finish();
/// let bytes = codec::encode(&snapshot);
/// assert_eq!(codec::decode(&bytes).unwrap(), snapshot);
/// ```
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "writing to memory fails only where there is none left, and there Rust ends the process by itself"
)]
pub fn encode(snapshot: &Snapshot) -> Vec<u8> {
    write(snapshot).expect("memory is written to")
}

fn write(snapshot: &Snapshot) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new()?;
    for line in head(snapshot) {
        writer.line(&line)?;
    }
    writer.end_frame()?;
    for resource in &snapshot.resources {
        if writer.plain.is_empty() {
            writer.first = Some(Key::of(resource));
        }
        writer.line(&Line::Resource(Cow::Borrowed(resource)))?;
    }
    writer.end_frame()?;
    writer.finish(snapshot.resources.len() as u64)
}

struct Writer {
    file: Vec<u8>,
    index: Index,
    packer: Packer,
    /// The lines of the frame that is being filled.
    plain: Vec<u8>,
    lines: u64,
    first: Option<Key>,
    /// What all lines come to in memory.
    cost: u64,
}

impl Writer {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: preamble::write(),
            index: Index::default(),
            packer: Packer::new()?,
            plain: Vec::new(),
            lines: 0,
            first: None,
            cost: 0,
        })
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.plain, line)?;
        self.plain.push(b'\n');
        self.lines += 1;
        if self.plain.len() >= FRAME { self.end_frame() } else { Ok(()) }
    }

    fn end_frame(&mut self) -> io::Result<()> {
        if self.plain.is_empty() {
            return Ok(());
        }
        self.cost = self.cost.saturating_add(cost::of(&self.plain));
        self.index.frames.push(Entry {
            offset: self.file.len() as u64,
            plain: self.plain.len() as u64,
            lines: std::mem::take(&mut self.lines),
            first: self.first.take(),
            sha256: digest(&self.plain),
        });
        self.file.extend(self.packer.pack(&self.plain)?);
        self.plain.clear();
        Ok(())
    }

    fn finish(mut self, resources: u64) -> io::Result<Vec<u8>> {
        let (frame, sha256) = self.index.write(cost::length(self.cost), self.file.len())?;
        let trailer = Trailer { index: self.file.len() as u64, resources, sha256 };
        self.file.extend(frame);
        self.file.extend(trailer.write(self.file.len()));
        Ok(self.file)
    }
}
