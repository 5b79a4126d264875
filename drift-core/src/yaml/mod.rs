//! YAML and JSON documents from bytes, with the line and column of every value and every key.
//!
//! [`load`] splits a stream at its `---` lines and parses each document by itself, so that a broken one costs only itself.
//! Two dialects: manifests mean what kubectl makes of them (YAML 1.1: `on` is true, `0644` is 420), `drift.yaml` means what
//! it says (YAML 1.2: `on` is a text). Knows neither Kubernetes objects nor the configuration's keys, and reads no files.

mod anchors;
mod build;
mod fault;
mod members;
mod scalar;
mod stream;
mod tree;

use std::collections::VecDeque;

pub use fault::{YamlError, YamlFault};
pub use tree::{Content, Member, Scalar, Spanned, Style};

/// How scalars without quotes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As kubectl reads manifests (sigs.k8s.io/yaml): `yes`, `on` and `y` are true, `0644` and `0o644` are 420, `1_000` is
    /// 1000, keys that are no text become one (`1`, `true`), and `<<` overrides keys that stand above it.
    Kubernetes,
    /// The core schema of YAML 1.2, with merge keys: only `true` is true, `0644` is 644, keys stay as they are written.
    Core,
}

/// How much a stream may cost. The defaults take a render of 50 MB with 20,000 documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The bytes of the stream.
    pub bytes: usize,
    /// How deep lists and maps may nest, aliases expanded.
    pub depth: usize,
    /// The memory that the anchors and aliases of one document may add to it, in bytes (approximate).
    pub expansion: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: 512 << 20, depth: 128, expansion: 64 << 20 }
    }
}

/// Loads the documents of a stream one after the other; JSON is YAML, also several JSON values in a row.
///
/// Documents that say nothing (empty, only comments, `null`) are left out. A document that fails is one error in its
/// place; the next one begins at the next line that starts with `---`. All lines are those of the stream.
///
/// ```
/// use drift_core::yaml::{Budget, Dialect, load};
/// let stream = b"replicas: 1\n---\nname: \"shop\n---\nenabled: on\n";
/// let mut documents = load(stream, Dialect::Kubernetes, &Budget::default());
/// let first = documents.next().unwrap().unwrap();
/// assert_eq!(first.get("replicas").and_then(|one| one.as_i64()), Some(1));
/// assert_eq!(documents.next().unwrap().unwrap_err().line, 3);
/// let third = documents.next().unwrap().unwrap();
/// assert_eq!((third.line, third.get("enabled").and_then(|on| on.as_bool())), (5, Some(true)));
/// assert!(documents.next().is_none());
/// ```
#[must_use]
pub fn load<'b>(bytes: &'b [u8], dialect: Dialect, budget: &Budget) -> Documents<'b> {
    let mut loaded = VecDeque::new();
    let within = bytes.len() <= budget.bytes;
    if !within {
        loaded.push_back(Err(YamlError {
            line: 1,
            column: 1,
            what: YamlFault::Bytes(budget.bytes),
        }));
    }
    let chunks = stream::Chunks::new(if within { bytes } else { &[] });
    Documents { chunks, loaded, dialect, budget: *budget }
}

/// The documents of a stream, parsed as they are asked for.
pub struct Documents<'b> {
    chunks: stream::Chunks<'b>,
    // What is parsed and not yet asked for: more than one only after `...` or in a row of JSON values.
    loaded: VecDeque<Result<Spanned, YamlError>>,
    dialect: Dialect,
    budget: Budget,
}

impl Iterator for Documents<'_> {
    type Item = Result<Spanned, YamlError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.loaded.is_empty() {
            let chunk = self.chunks.next()?;
            match chunk.text() {
                Ok(text) => self.parse(&stream::printable(text), chunk.lines_before),
                Err(error) => self.loaded.push_back(Err(error)),
            }
        }
        self.loaded.pop_front()
    }
}

impl Documents<'_> {
    fn parse(&mut self, text: &str, lines_before: u32) {
        for part in stream::json_values(text, lines_before) {
            build::documents(part, self.dialect, &self.budget, &mut self.loaded);
        }
    }
}

#[cfg(test)]
mod tests;
