//! The values of one finding beside each other: a line for each side, or a unified diff where they are documents.
//!
//! Works out what is to be shown; how it looks is the renderers'. Knows nothing of severities and rules.

use std::collections::BTreeSet;

use drift_core::pair::Words;
use drift_core::{Finding, Report, Side, SideKind, Value};
use similar::{ChangeTag, TextDiff};

use super::escape::visible;
use super::values::{inline, is_document, lines};
use super::wrap::width;

/// A value that takes more columns than this is looked at as a document, if it can be one.
const INLINE: usize = 56;
/// A text that takes more columns than this is shown without what it shares with the other side.
const LONG: usize = 160;
/// Characters that are left standing around what differs in a long text.
const AROUND: usize = 24;
/// Characters of one value that an overview shows.
const LONGEST: usize = 240;

/// The values of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beside {
    /// One line for each side, in the order of the sides.
    Lines(Vec<Line>),
    /// A unified diff of two documents.
    Diff {
        /// The name of the first side.
        before: String,
        /// The name of the second side.
        after: String,
        /// The lines of its hunks.
        lines: Vec<DiffLine>,
    },
    /// One side has a document, the others have nothing.
    Block {
        /// The side that has it.
        side: String,
        /// Its lines.
        lines: Vec<String>,
        /// What the other sides say.
        others: Vec<Line>,
        /// Whether the other sides come first in the order of the sides.
        last: bool,
    },
}

/// What one side says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The name of the side, visible.
    pub(crate) side: String,
    /// What it says.
    pub(crate) text: String,
    /// Whether it has no value.
    pub(crate) absent: bool,
}

/// One line of a unified diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DiffLine {
    /// Where a hunk begins.
    Hunk(String),
    /// On both sides.
    Same(String),
    /// On the first side only.
    Before(String),
    /// On the second side only.
    After(String),
    /// What is to be said of the lines before it.
    Note(&'static str),
}

/// Of a line that both sides have, and that differs all the same.
const SAME: &str = "the same text names one environment on both sides";

/// What is to be shown of a finding's values; `whole` shortens nothing.
pub(crate) fn beside(report: &Report, finding: &Finding, whole: bool) -> Beside {
    let sides: Vec<(&Side, Option<&Value>)> = report
        .sides
        .iter()
        .map(|side| (side, finding.values.get(&side.name).map(|value| &value.0)))
        .collect();
    if finding.path.is_root() {
        return Beside::Lines(
            sides.iter().map(|(side, value)| presence(side, finding, *value)).collect(),
        );
    }
    let documents = sides.iter().any(|(_, value)| value.is_some_and(|v| is_document(v, INLINE)));
    match (documents, sides.as_slice()) {
        (true, [(before, Some(from)), (after, Some(to))]) => Beside::Diff {
            before: visible(&before.name).into_owned(),
            after: visible(&after.name).into_owned(),
            lines: diff(
                (&lines(from), &words(report, before)),
                (&lines(to), &words(report, after)),
            ),
        },
        (true, _) => block(&sides),
        (false, _) => Beside::Lines(inline_lines(&sides, whole)),
    }
}

fn presence(side: &Side, finding: &Finding, value: Option<&Value>) -> Line {
    let has = value.is_some() || finding.addresses.contains_key(&side.name);
    let text = match (side.kind, has) {
        (SideKind::Declared, true) => "declared",
        (SideKind::Declared, false) => "not declared",
        (SideKind::Observed, true) => "present",
        (SideKind::Observed, false) => "missing",
    };
    Line { side: visible(&side.name).into_owned(), text: text.to_owned(), absent: !has }
}

fn absent(side: &Side) -> Line {
    Line { side: visible(&side.name).into_owned(), text: "(not set)".to_owned(), absent: true }
}

fn block(sides: &[(&Side, Option<&Value>)]) -> Beside {
    let said = |(side, value): &(&Side, Option<&Value>)| match value {
        Some(value) => line(side, inline(value)),
        None => absent(side),
    };
    let Some((having, value)) = sides.iter().find_map(|(side, value)| Some((*side, (*value)?)))
    else {
        return Beside::Lines(sides.iter().map(said).collect());
    };
    let others = sides.iter().filter(|(side, _)| side.name != having.name);
    Beside::Block {
        side: visible(&having.name).into_owned(),
        lines: lines(value),
        others: others.map(said).collect(),
        last: sides.first().is_some_and(|(first, _)| first.name != having.name),
    }
}

fn line(side: &Side, text: String) -> Line {
    Line { side: visible(&side.name).into_owned(), text, absent: false }
}

fn inline_lines(sides: &[(&Side, Option<&Value>)], whole: bool) -> Vec<Line> {
    let secrets = sides.iter().filter_map(|(_, value)| match value {
        Some(Value::Secret(secret)) => Some((&secret.key, &secret.fingerprint)),
        _ => None,
    });
    let secrets: Vec<_> = secrets.collect();
    let wording = match secrets.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => {
            if rest.iter().all(|other| other == first) {
                " (same)"
            } else {
                " (differs)"
            }
        }
        _ => "",
    };
    let texts: Vec<Option<String>> = sides.iter().map(|(_, value)| value.map(inline)).collect();
    let texts = if whole { texts } else { shortened(texts) };
    let said = sides.iter().zip(texts).map(|((side, value), text)| match text {
        Some(text) if matches!(value, Some(Value::Secret(_))) => {
            line(side, format!("{text}{wording}"))
        }
        Some(text) => line(side, text),
        None => absent(side),
    });
    said.collect()
}

/// Long texts without what they have in common at both ends, and none longer than an overview can bear.
fn shortened(texts: Vec<Option<String>>) -> Vec<Option<String>> {
    let long = texts.iter().flatten().filter(|text| width(text) > LONG).count() > 1;
    let texts = if long { without_common_ends(texts) } else { texts };
    let clip = |text: String| {
        let count = text.chars().count();
        if count <= LONGEST {
            return text;
        }
        let start: String = text.chars().take(LONGEST).collect();
        format!("{start}… ({} more characters)", count - LONGEST)
    };
    texts.into_iter().map(|text| text.map(clip)).collect()
}

fn without_common_ends(texts: Vec<Option<String>>) -> Vec<Option<String>> {
    let letters: Vec<Vec<char>> =
        texts.iter().flatten().map(|text| text.chars().collect()).collect();
    let head = common(&letters, false).saturating_sub(AROUND);
    let bodies: Vec<Vec<char>> =
        letters.iter().map(|text| text.get(head..).unwrap_or_default().to_vec()).collect();
    let tail = common(&bodies, true).saturating_sub(AROUND);
    let mut bodies = bodies.into_iter();
    let cut = |_: String| {
        let body = bodies.next().unwrap_or_default();
        let end = body.len().saturating_sub(tail);
        let middle: String = body.get(..end).unwrap_or_default().iter().collect();
        let mark = |count| if count > 0 { "…" } else { "" };
        format!("{}{middle}{}", mark(head), mark(tail))
    };
    let mut cut = cut;
    texts.into_iter().map(|text| text.map(&mut cut)).collect()
}

/// How many characters all texts share at their start, or at their end.
fn common(texts: &[Vec<char>], from_end: bool) -> usize {
    let Some(first) = texts.first() else { return 0 };
    let at = |text: &[char], place: usize| {
        let place = if from_end { text.len().checked_sub(place + 1)? } else { place };
        text.get(place).copied()
    };
    (0..first.len())
        .take_while(|place| {
            let wanted = at(first, *place);
            texts.iter().all(|text| at(text, *place) == wanted)
        })
        .count()
}

/// The words of a side.
fn words(report: &Report, side: &Side) -> Words {
    let mut words = Words::default();
    let all = report.words.get(&side.name).into_iter().flatten();
    all.for_each(|(word, stands_for)| words.add(word, stands_for));
    words
}

/// The lines of one side and its words.
type Text<'t> = (&'t [String], &'t Words);

/// What differs in more than the words for the environment: those lines are alike that correspond.
fn diff(before: Text<'_>, after: Text<'_>) -> Vec<DiffLine> {
    let said = |(lines, words): Text<'_>| -> Vec<String> {
        lines.iter().map(|line| words.substitute(line).unwrap_or_else(|| line.clone())).collect()
    };
    let (ours, theirs) = (said(before), said(after));
    let (ours, theirs): (Vec<&str>, Vec<&str>) =
        (ours.iter().map(String::as_str).collect(), theirs.iter().map(String::as_str).collect());
    // No deadline: a diff that gave up after some time would not be the same bytes for the same input.
    let diff = TextDiff::from_slices(&ours, &theirs);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        lines.push(DiffLine::Hunk(hunk.header().to_string()));
        let line = |of: Text<'_>, place: Option<usize>| {
            place.and_then(|place| of.0.get(place)).cloned().unwrap_or_default()
        };
        lines.extend(hunk.iter_changes().map(|change| match change.tag() {
            ChangeTag::Equal => DiffLine::Same(line(before, change.old_index())),
            ChangeTag::Delete => DiffLine::Before(line(before, change.old_index())),
            ChangeTag::Insert => DiffLine::After(line(after, change.new_index())),
        }));
    }
    noted(lines)
}

/// With a note behind lines that read the same on both sides.
fn noted(lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let before = |line: &DiffLine| match line {
        DiffLine::Before(text) => Some(text.clone()),
        _ => None,
    };
    let ours: BTreeSet<String> = lines.iter().filter_map(before).collect();
    let with = |line: DiffLine| {
        let is_same = matches!(&line, DiffLine::After(text) if ours.contains(text));
        std::iter::once(line).chain(is_same.then_some(DiffLine::Note(SAME)))
    };
    lines.into_iter().flat_map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_to_where_they_differ() {
        let text = |middle: &str| Some(format!("{}{middle}{}", "a".repeat(200), "z".repeat(200)));
        let cut = shortened(vec![text("ONE"), text("TWO"), None]);
        let wanted =
            |middle: &str| Some(format!("…{}{middle}{}…", "a".repeat(AROUND), "z".repeat(AROUND)));
        assert_eq!(cut, [wanted("ONE"), wanted("TWO"), None]);
    }

    #[test]
    fn one_text_that_begins_with_the_other_keeps_its_end() {
        let short = Some("a".repeat(180));
        let long = Some("a".repeat(200));
        let cut = shortened(vec![short, long]);
        assert_eq!(
            cut,
            [Some(format!("…{}", "a".repeat(24))), Some(format!("…{}", "a".repeat(44)))]
        );
    }

    #[test]
    fn a_diff_has_hunks_with_two_lines_around() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let none = Words::default();
        let found = diff((&lines("a b c d e"), &none), (&lines("a b c x e"), &none));
        let wanted = [
            DiffLine::Hunk("@@ -2,4 +2,4 @@".to_owned()),
            DiffLine::Same("b".to_owned()),
            DiffLine::Same("c".to_owned()),
            DiffLine::Before("d".to_owned()),
            DiffLine::After("x".to_owned()),
            DiffLine::Same("e".to_owned()),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn lines_that_correspond_are_alike_and_one_that_names_one_environment_on_both_sides_is_not() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (staging, prod) = (Words::of_environment(["staging"]), Words::of_environment(["prod"]));
        let found = diff(
            (&lines("env=staging db=staging x=1"), &staging),
            (&lines("env=prod db=staging x=1"), &prod),
        );
        let wanted = [
            DiffLine::Hunk("@@ -1,3 +1,3 @@".to_owned()),
            DiffLine::Same("env=staging".to_owned()),
            DiffLine::Before("db=staging".to_owned()),
            DiffLine::After("db=staging".to_owned()),
            DiffLine::Note(SAME),
            DiffLine::Same("x=1".to_owned()),
        ];
        assert_eq!(found, wanted);
    }
}
