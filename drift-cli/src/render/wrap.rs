//! Wrapping to a number of columns, by what characters take on a terminal.
//!
//! Words longer than a line are cut. Works on plain text: styles are put on afterwards.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns of a report in text.
pub(crate) const COLUMNS: usize = 80;

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text in lines of at most `columns` (at least 8), broken at spaces where there are any.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map(String::as_str).unwrap_or_default();
        let gap = usize::from(!line.is_empty());
        if width(line) + gap + width(word) <= columns {
            if let Some(line) = lines.last_mut() {
                line.extend((gap > 0).then_some(' '));
                line.push_str(word);
            }
        } else {
            if line.is_empty() {
                lines.pop();
            }
            lines.extend(split(word, columns));
        }
    }
    lines
}

/// A word that is longer than a line, in lines: after a sign that ends one of its parts where there is one, else anywhere.
fn split(word: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = word;
    while width(rest) > columns {
        let piece = cut(rest, columns).into_iter().next().unwrap_or_default();
        let part = piece.rfind(['.', '/', '-', ',', ']', ':']).map(|place| place + 1);
        // A line that is less than half full is worse than a cut part.
        let end = part.filter(|end| end * 2 > piece.len()).unwrap_or(piece.len());
        let (line, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
        lines.push(line.to_owned());
        rest = after;
    }
    lines.push(rest.to_owned());
    lines
}

/// The text in pieces of at most `columns`; cut through words.
pub(crate) fn cut(text: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if taken + wide > columns.max(2) {
            pieces.push(String::new());
            taken = 0;
        }
        taken += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// The text after a margin: wrapped, every line but the first indented by the width of `first`.
pub(crate) fn hang(first: &str, text: &str) -> String {
    let margin = width(first);
    let mut lines = wrap(text, COLUMNS.saturating_sub(margin)).into_iter();
    let mut out = format!("{first}{}", lines.next().unwrap_or_default());
    for line in lines {
        out.push('\n');
        out.push_str(&" ".repeat(margin));
        out.push_str(&line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_long_words_are_cut() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijkl mn", 8), ["abcdefgh", "ijkl mn"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("template.image", 10), ["template.", "image"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("日本語日本語", 8), ["日本語日", "本語"]);
        assert_eq!(width("café"), 4);
    }

    #[test]
    fn a_margin_stays_free() {
        let text = hang("  prod: ", &"word ".repeat(30));
        assert!(text.lines().all(|line| width(line) <= COLUMNS));
        assert!(text.lines().skip(1).all(|line| line.starts_with("        word")));
    }
}
