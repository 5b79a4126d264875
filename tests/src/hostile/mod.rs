//! What holds for any bytes at all: one function per parser of what others wrote, for the fuzzer and for the replay test.
//!
//! Each takes bytes, panics where its law does not hold, and otherwise says nothing. The bytes come from `fuzz/` (libFuzzer,
//! for hours) or from `tests/tests/hostile.rs` (the committed corpus and mutations of it, for seconds). Knows neither.

mod accounts;
mod documents;
mod gate;
mod objects;
mod snapshots;
mod texts;

pub use accounts::{aws_answer, aws_refusal};
pub use documents::{config, json, json_as_yaml, manifests, report, yaml};
pub use gate::{gate, scrub};
pub use objects::{compare, discovery, kubeconfig, openapi, page, refusal, release};
pub use snapshots::{file as snapshot_file, sides, snapshot, snapshot_lines};
pub use texts::{durations, globs, images, paths, quantities, retries};

/// A law about bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its corpus and of its binary in `fuzz/`.
pub const TARGETS: [(&str, Target); 26] = [
    ("aws_answer", aws_answer),
    ("aws_refusal", aws_refusal),
    ("compare", compare),
    ("config", config),
    ("discovery", discovery),
    ("durations", durations),
    ("gate", gate),
    ("globs", globs),
    ("images", images),
    ("json", json),
    ("json_as_yaml", json_as_yaml),
    ("kubeconfig", kubeconfig),
    ("manifests", manifests),
    ("openapi", openapi),
    ("page", page),
    ("paths", paths),
    ("quantities", quantities),
    ("refusal", refusal),
    ("release", release),
    ("report", report),
    ("retries", retries),
    ("scrub", scrub),
    ("sides", sides),
    ("snapshot", snapshot),
    ("snapshot_lines", snapshot_lines),
    ("yaml", yaml),
];

/// The text in these bytes; what is no UTF-8 is replaced, so that the fuzzer's work is not lost on it.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Two texts: what stands before and after the first line feed.
fn two(bytes: &[u8]) -> (String, String) {
    let text = text(bytes);
    let (one, other) = text.split_once('\n').unwrap_or((&text, ""));
    (one.to_owned(), other.to_owned())
}
