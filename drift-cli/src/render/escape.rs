//! What must not reach a terminal or a document as it is: control and direction characters, and Markdown's own signs.
//!
//! Names and values come from clusters and files that others write. Every renderer passes them through here; knows
//! nothing of what they mean.

use std::borrow::Cow;

/// The text with every character that would move the cursor, hide or reorder what stands beside it shown as an escape
/// (`\n`, `\u{202e}`).
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_unseen(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// JSON in which every such character is written as an escape of JSON's own: the same value to whoever parses it.
pub(crate) fn json_visible(text: &str) -> Cow<'_, str> {
    // Line ends stand between values only: within texts they are escaped already.
    let is_unseen = |c: char| c != '\n' && is_unseen(c);
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) {
            let units = &mut [0; 2];
            c.encode_utf16(units).iter().for_each(|unit| shown.push_str(&format!("\\u{unit:04x}")));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, direction marks, what has no width, and the two line ends of Unicode.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A visible text as Markdown prose: what Markdown or HTML would read as a sign of its own is escaped.
pub(crate) fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A visible text as a Markdown code span that may stand in a table.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = visible(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    // Spaces keep a backtick at the edge off the fence; Markdown takes them away again.
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The fence of a Markdown block that may hold these lines.
pub(crate) fn fence<'l>(lines: impl IntoIterator<Item = &'l str>) -> String {
    let longest = lines.into_iter().map(longest_run).max().unwrap_or_default();
    "`".repeat((longest + 1).max(3))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_reaches_the_reader() {
        let table = [
            ("plain café ✓", "plain café ✓"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("safe\u{202e}fdp.exe", "safe\\u{202e}fdp.exe"),
            ("zero\u{200b}width\u{feff}", "zero\\u{200b}width\\u{feff}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("\u{2028}", "\\u{2028}"),
        ];
        for (text, wanted) in table {
            assert_eq!(visible(text), wanted);
        }
    }

    #[test]
    fn every_character_of_direction_and_control_is_unseen() {
        let ranges = [
            ('\0'..='\u{1f}'),
            ('\u{7f}'..='\u{9f}'),
            ('\u{61c}'..='\u{61c}'),
            ('\u{200e}'..='\u{200f}'),
            ('\u{2028}'..='\u{2029}'),
            ('\u{202a}'..='\u{202e}'),
            ('\u{2066}'..='\u{2069}'),
            ('\u{feff}'..='\u{feff}'),
        ];
        for c in ranges.into_iter().flatten() {
            let shown = visible(c.encode_utf8(&mut [0; 4])).into_owned();
            assert!(shown.is_ascii() && shown.starts_with('\\'), "{c:?}: {shown}");
        }
    }

    #[test]
    fn json_says_the_same_with_nothing_unseen_in_it() {
        let value = serde_json::json!({ "a\u{202e}b": ["\u{9b}2J", "café\u{e0041}", "\n\u{1b}"] });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = json_visible(&text);
        assert!(shown.contains("a\\u202eb") && shown.contains("\\udb40\\udc41"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        assert!(!shown.chars().any(|c| c != '\n' && is_unseen(c)));
    }

    #[test]
    fn markdown_signs_are_only_signs_of_ours() {
        assert_eq!(
            prose("a|b <img> [x](y) `c` @all"),
            "a\\|b &lt;img&gt; \\[x\\](y) \\`c\\` \\@all"
        );
        let table =
            [("a", "`a`"), ("a|b", "`a\\|b`"), ("a``b", "```a``b```"), ("`", "`` ` ``"), ("", "")];
        for (text, wanted) in table {
            assert_eq!(code(text), wanted);
        }
        assert_eq!(fence(["x", "````"]), "`````");
    }
}
