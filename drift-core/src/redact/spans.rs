//! The parts of a text that are secret, by their places. Knows nothing of why.

/// A part of a text: its bytes and the rule that found it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) rule: &'static str,
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

    /// Puts them in their order, those that touch as one, and says which places are inside of one.
    pub(super) fn settle(&mut self) -> Covered<'_> {
        self.0 = std::mem::take(self).merged();
        Covered(&self.0)
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

/// Parts in their order that do not overlap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covered<'s>(&'s [Span]);

impl Covered<'_> {
    /// Whether a place is inside of one.
    pub(super) fn holds(self, start: usize, end: usize) -> bool {
        let after = self.0.partition_point(|span| span.start <= start);
        let before = after.checked_sub(1).and_then(|place| self.0.get(place));
        before.is_some_and(|span| end <= span.end)
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
