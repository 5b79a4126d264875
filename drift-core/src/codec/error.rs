//! Why bytes are not a snapshot, each with its place. Knows nothing of how it is shown.

use crate::snapshot::FORMAT;

/// Why bytes are not a snapshot that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The bytes are something else.
    #[error("not a drift snapshot")]
    NotASnapshot,
    /// A later version of the program wrote it.
    #[error("written by {tool}, format {format}; this program reads up to {FORMAT}")]
    Newer {
        /// The program that wrote it, as far as that can be read.
        tool: String,
        /// The format it was written in.
        format: u32,
    },
    /// The end is not there: writing or copying it was interrupted, or something was appended.
    #[error("truncated: the file ends at byte {at} without a trailer")]
    Truncated {
        /// How many bytes there are.
        at: u64,
    },
    /// The bytes are not those that were written.
    #[error("damaged or edited: {part} at byte {at}: {what}")]
    Damaged {
        /// Which part of the file.
        part: String,
        /// Where the part begins, in bytes from the start of the file.
        at: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A line is whole and still not what it should be.
    #[error("line {line} (frame {frame}): {what}")]
    Line {
        /// The frame, from 1.
        frame: usize,
        /// The line as `zstdcat` counts them, from 1.
        line: u64,
        /// What is wrong with it; never a value of the line.
        what: String,
    },
    /// It would take more memory than the limits allow.
    #[error("too large: {part} unpacks to {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// Which part of the file.
        part: String,
        /// What it says to unpack to, in bytes.
        bytes: u64,
        /// What is allowed, in bytes.
        limit: u64,
    },
}

impl CodecError {
    pub(super) fn damaged(part: &str, at: u64, what: impl Into<String>) -> Self {
        Self::Damaged { part: part.to_owned(), at, what: what.into() }
    }
}
