//! What someone may have meant who wrote a name that is none.

/// The known name that is nearest to `written`, as an ending for a message; empty when none is near.
pub(super) fn did_you_mean<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let length = |name: &str| name.chars().count().max(written.chars().count());
    let near = |name: &&str| distance(written, name) <= (length(name) / 3).clamp(1, 3);
    let nearest = known.into_iter().filter(near).min_by_key(|name| distance(written, name));
    nearest.map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}

/// How many characters have to be put in, left out, replaced or exchanged with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (row, char) in one.chars().enumerate() {
        let mut line = vec![row + 1];
        for (column, wanted) in other.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&above, column) + usize::from(char != *wanted);
            let mut best = replaced.min(at(&above, column + 1) + 1).min(at(&line, column) + 1);
            let exchanged = last == Some(*wanted)
                && column.checked_sub(1).and_then(|left| other.get(left)) == Some(&char);
            if exchanged {
                best = best.min(at(&before, column - 1) + 1);
            }
            line.push(best);
        }
        before = std::mem::replace(&mut above, line);
        last = Some(char);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_slips() {
        let table = [
            ("", "", 0),
            ("", "abc", 3),
            ("namespace", "namespaces", 1),
            ("sorces", "sources", 1),
            ("rnak", "rank", 1),
            ("kitten", "sitting", 3),
        ];
        for (one, other, expected) in table {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn only_near_names_are_suggested() {
        let known = ["rank", "sources", "members"];
        assert_eq!(did_you_mean("member", known), ", did you mean `members`?");
        assert_eq!(did_you_mean("ranking", known), "");
        assert_eq!(did_you_mean("colour", known), "");
        assert_eq!(did_you_mean("tank", known), ", did you mean `rank`?");
    }
}
