//! The parts of a text that are secret, by their places. Knows nothing of why.

/// A part of a text: its bytes and the rule that found it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) rule: &'static str,
}

/// Where a part stands in a text, each time: the start and the end.
pub(super) fn occurrences<'t>(
    text: &'t str,
    part: &'t str,
) -> impl Iterator<Item = (usize, usize)> {
    let found = memchr::memmem::find_iter(text.as_bytes(), part.as_bytes());
    found.map(move |start| (start, start + part.len()))
}

/// Parts of one text, in any order and overlapping.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<Span>);

impl Spans {
    pub(super) fn add(&mut self, start: usize, end: usize, rule: &'static str) {
        if start < end {
            self.0.push(Span { start, end, rule });
        }
    }

    /// Whether a place is inside of one.
    pub(super) fn covers(&self, start: usize, end: usize) -> bool {
        self.0.iter().any(|span| span.start <= start && end <= span.end)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In their order, those that touch as one.
    pub(super) fn merged(mut self) -> Vec<Span> {
        self.0.sort();
        let mut merged: Vec<Span> = Vec::new();
        for span in self.0 {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_overlap_are_one() {
        let mut spans = Spans::default();
        spans.add(5, 9, "b");
        spans.add(1, 4, "a");
        spans.add(3, 6, "c");
        spans.add(20, 22, "d");
        spans.add(7, 7, "empty");
        let merged: Vec<_> =
            spans.merged().iter().map(|span| (span.start, span.end, span.rule)).collect();
        assert_eq!(merged, [(1, 9, "a"), (20, 22, "d")]);
    }
}
