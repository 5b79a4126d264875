//! Cuts a stream into documents before anything is parsed, so that a broken one does not cost its neighbours.
//!
//! Only a line that begins with `---` separates; an indented one is text, which YAML says too. Knows nothing of what
//! stands between the lines.

use std::borrow::Cow;

use super::fault::{YamlError, YamlFault};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A part of the stream that is parsed by itself.
pub(super) struct Chunk<'b> {
    bytes: &'b [u8],
    /// How many lines of the stream stand above it.
    pub(super) lines_before: u32,
}

impl<'b> Chunk<'b> {
    /// Its text, without the byte order marks that joined files leave at the beginning of lines.
    pub(super) fn text(&self) -> Result<Cow<'b, str>, YamlError> {
        let text = self.utf8()?;
        Ok(if text.contains("\n\u{feff}") {
            Cow::Owned(text.replace("\n\u{feff}", "\n"))
        } else {
            Cow::Borrowed(text)
        })
    }

    fn utf8(&self) -> Result<&'b str, YamlError> {
        std::str::from_utf8(without_mark(self.bytes)).map_err(|error| {
            let before = self.bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let in_line = String::from_utf8_lossy(before.get(line_start..).unwrap_or_default());
            YamlError {
                line: self.lines_before.saturating_add(breaks(before)).saturating_add(1),
                column: u32::try_from(in_line.chars().count())
                    .unwrap_or(u32::MAX)
                    .saturating_add(1),
                what: YamlFault::Encoding,
            }
        })
    }
}

/// The chunks of a stream, in their order.
pub(super) struct Chunks<'b> {
    rest: &'b [u8],
    lines_before: u32,
}

impl<'b> Chunks<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, lines_before: 0 }
    }
}

impl<'b> Iterator for Chunks<'b> {
    type Item = Chunk<'b>;

    fn next(&mut self) -> Option<Chunk<'b>> {
        if self.rest.is_empty() {
            return None;
        }
        let (bytes, rest) = self.rest.split_at_checked(end_of_first(self.rest))?;
        let chunk = Chunk { bytes, lines_before: self.lines_before };
        self.rest = rest;
        self.lines_before = self.lines_before.saturating_add(breaks(bytes));
        Some(chunk)
    }
}

fn end_of_first(bytes: &[u8]) -> usize {
    let mut at = 0;
    // Directives (`%YAML 1.1`) stand above the `---` of the document that they belong to.
    let mut directive = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let start = without_mark(line);
        if begins_document(start) && !std::mem::take(&mut directive) && at > 0 {
            return at;
        }
        directive |= start.starts_with(b"%");
        at += line.len();
    }
    at
}

fn begins_document(line: &[u8]) -> bool {
    line.strip_prefix(b"---")
        .is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n')))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// How many lines end in these bytes: at a line feed, a carriage return or both together.
fn breaks(bytes: &[u8]) -> u32 {
    let mut count = 0_usize;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        let lone_return = byte == b'\r' && rest.peek() != Some(&b'\n');
        count += usize::from(byte == b'\n' || lone_return);
    }
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A text that is parsed by itself, and how much stands above and before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) lines_before: u32,
    pub(super) columns_before: u32,
}

/// JSON with escapes in place of the characters that YAML does not take as they are: JSON may hold any above U+001F.
pub(super) fn printable(text: Cow<'_, str>) -> Cow<'_, str> {
    let hidden = |char: char| matches!(char, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    // In any other text they are an error, which is not undone here.
    let is_json = || json_reader(&text).all(|value| value.is_ok());
    let begins_like_json = text.trim_start().starts_with(['{', '[', '"']);
    if !begins_like_json || !text.contains(hidden) || !is_json() {
        return text;
    }
    let escaped = text.chars().fold(String::with_capacity(text.len()), |mut escaped, char| {
        if hidden(char) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(char)));
        } else {
            escaped.push(char);
        }
        escaped
    });
    Cow::Owned(escaped)
}

type JsonReader<'t> =
    serde_json::StreamDeserializer<'t, serde_json::de::StrRead<'t>, serde::de::IgnoredAny>;

fn json_reader(text: &str) -> JsonReader<'_> {
    serde_json::Deserializer::from_str(text).into_iter()
}

/// The JSON values that stand one after the other in a text, as `kubectl` and `jq` write them; the whole text when it
/// is anything else.
pub(super) fn json_values(text: &str, lines_before: u32) -> Vec<Part<'_>> {
    let whole = vec![Part { text, lines_before, columns_before: 0 }];
    if !text.trim_start().starts_with('{') {
        return whole;
    }
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut begin = 0;
    let mut reader = json_reader(text);
    while let Some(value) = reader.next() {
        let (Ok(_), end) = (value, reader.byte_offset()) else { return whole };
        let (lines_before, columns_before) =
            parts.last().map_or((lines_before, 0), |part| part.end());
        let text = text.get(begin..end).unwrap_or_default();
        parts.push(Part { text, lines_before, columns_before });
        begin = end;
    }
    if parts.len() > 1 { parts } else { whole }
}

impl Part<'_> {
    /// The lines and columns before what follows it.
    fn end(&self) -> (u32, u32) {
        let last_line = self.text.rsplit(['\n', '\r']).next().unwrap_or_default();
        let columns = u32::try_from(last_line.chars().count()).unwrap_or(u32::MAX);
        match breaks(self.text.as_bytes()) {
            0 => (self.lines_before, self.columns_before.saturating_add(columns)),
            lines => (self.lines_before.saturating_add(lines), columns),
        }
    }
}
