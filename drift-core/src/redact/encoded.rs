//! Secrets behind an encoding: base64 of a text, gzip in base64, one in the other.
//!
//! Knows how to undo an encoding within a budget; what is secret in what comes out is asked of whoever calls.

use std::io::Read;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::Regex;

use super::entropy::looks_random;
use super::lists::is_uuid;
use super::spans::Spans;
use super::values::compile;

/// The most bytes that are unpacked of one text: more than any object of an API holds.
const MOST: u64 = 8 << 20;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A run that may be base64; shorter ones hold no secret worth the name that `names` would not find.
static RUN: LazyLock<Regex> = LazyLock::new(|| compile(r"[A-Za-z0-9+/_\-]{16,}={0,2}"));

/// What a run says when its encoding is undone.
pub(super) enum Decoded {
    /// A text.
    Text(String),
    /// More than is unpacked.
    TooMuch,
}

/// The runs of a text that are an encoding of another text, by their places.
pub(super) fn runs(text: &str) -> Vec<(usize, usize, Decoded)> {
    let whole = whole(text);
    if !whole.is_empty() {
        return whole;
    }
    let decoded =
        RUN.find_iter(text).filter_map(|run| Some((run.start(), run.end(), decode(run.as_str())?)));
    decoded.collect()
}

/// What a text says that is nothing but an encoding of another, however short; lines may break it.
pub(super) fn text(text: &str) -> Option<Decoded> {
    decode(&text.split_ascii_whitespace().collect::<String>())
}

/// The shortest run that is taken for an encoding of whatever it is, where nothing else is expected.
const BLOB: usize = 24;

/// Adds the runs of a text that may be an encoding of anything, also of what is no text.
pub(super) fn blobs(text: &str, spans: &mut Spans) {
    for run in RUN.find_iter(text).filter(|run| run.len() >= BLOB) {
        let run_text = run.as_str();
        if !is_uuid(run_text) && (looks_random(run_text) || decode(run_text).is_some()) {
            spans.add(run.start(), run.end(), "encoded");
        }
    }
}

/// Base64 that is broken into lines.
fn whole(text: &str) -> Vec<(usize, usize, Decoded)> {
    let trimmed = text.trim();
    if !trimmed.contains('\n') || trimmed.len() < 16 {
        return Vec::new();
    }
    let of_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-\r\n".contains(&byte);
    if !trimmed.bytes().all(of_base64) {
        return Vec::new();
    }
    let joined: String = trimmed.split_ascii_whitespace().collect();
    decode(&joined).map(|decoded| (0, text.len(), decoded)).into_iter().collect()
}

fn decode(run: &str) -> Option<Decoded> {
    let bytes = STANDARD.decode(run).or_else(|_| URL_SAFE.decode(run)).ok()?;
    plain(bytes)
}

/// The text of bytes that are one, or that gzip made of one.
fn plain(bytes: Vec<u8>) -> Option<Decoded> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        let mut reader = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(MOST + 1);
        // What is cut off may hold a secret in what there is.
        let _ = reader.read_to_end(&mut unpacked);
        if unpacked.len() as u64 > MOST {
            return Some(Decoded::TooMuch);
        }
        return String::from_utf8(unpacked).ok().map(Decoded::Text);
    }
    let text = String::from_utf8(bytes).ok()?;
    let readable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    readable.then_some(Decoded::Text(text))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn said(text: &str) -> Vec<String> {
        let text_of = |(_, _, decoded)| match decoded {
            Decoded::Text(text) => text,
            Decoded::TooMuch => "too much".to_owned(),
        };
        runs(text).into_iter().map(text_of).collect()
    }

    fn gzip(bytes: &[u8]) -> String {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        STANDARD.encode(writer.finish().unwrap())
    }

    #[test]
    fn encodings_are_undone() {
        let plain = "user: shop\npassword: hunter2\n";
        let encoded = STANDARD.encode(plain);
        assert_eq!(said(&encoded), [plain]);
        assert_eq!(said(&format!("config {encoded} end")), [plain]);
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(12).map(|line| std::str::from_utf8(line).unwrap()).collect();
        assert_eq!(said(&lines.join("\n")), [plain]);
        assert_eq!(said(&gzip(plain.as_bytes())), [plain]);
        assert!(said("registry.example.com/shop/api:v1").is_empty());
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = gzip(&vec![b'a'; 64 << 20]);
        assert_eq!(said(&bomb), ["too much"]);
    }
}
