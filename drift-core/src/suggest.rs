//! Suggestions: what someone may have meant who wrote a name that is none.
//!
//! One measure for every name that people type: keys, environments, contexts, kinds, ids, components. Knows nothing of what
//! the names stand for, and of how a suggestion is worded.

use strsim::osa_distance;

/// The name that is nearest to what was written, in any case; nothing where none is near enough to be meant.
///
/// Near is one slip (a letter put in, left out, replaced, or exchanged with its neighbour) in three letters, and three at
/// most. Of names that are equally near the first in alphabetical order is meant.
///
/// ```
/// use drift_core::suggest::nearest;
/// assert_eq!(nearest("Porduction", ["production", "staging"]), Some("production"));
/// assert_eq!(nearest("colour", ["production", "staging"]), None);
/// ```
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    let length = |text: &str| text.chars().count();
    let rated = names.into_iter().filter_map(|name| {
        let longer = length(name).max(length(&written));
        let slips = osa_distance(&written, &name.to_lowercase());
        (slips <= (longer / 3).clamp(1, 3)).then_some((slips, name))
    });
    rated.min().map(|(_, name)| name)
}

/// The names that are most like what was written, the likest first: of a name that holds the other one, then by slips.
///
/// ```
/// use drift_core::suggest::likest;
/// assert_eq!(likest("prod", ["lab", "prod-eu", "prof"], 2), ["prod-eu", "prof"]);
/// ```
pub fn likest<'n>(
    written: &str,
    names: impl IntoIterator<Item = &'n str>,
    count: usize,
) -> Vec<&'n str> {
    let slips = |name: &str| match name.contains(written) || written.contains(name) {
        true => 0,
        false => osa_distance(written, name),
    };
    let mut rated: Vec<(usize, &str)> = names.into_iter().map(|name| (slips(name), name)).collect();
    rated.sort_unstable();
    rated.into_iter().take(count).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_what_was_meant_and_nothing_farther() {
        let names = ["staging", "prod", "dev", "rank", "sources", "members"];
        let table = [
            ("stagin", Some("staging")),
            ("stagign", Some("staging")),
            ("Prod", Some("prod")),
            ("prdo", Some("prod")),
            ("dve", Some("dev")),
            ("deb", Some("dev")),
            ("member", Some("members")),
            ("rnak", Some("rank")),
            ("sorces", Some("sources")),
            ("production", None),
            ("ranking", None),
            ("colour", None),
            ("", None),
        ];
        for (written, wanted) in table {
            assert_eq!(nearest(written, names), wanted, "{written}");
        }
    }

    #[test]
    fn the_likest_come_first() {
        let names = ["staging", "prod-eu", "lab"];
        assert_eq!(likest("prod-us", names, 2), ["prod-eu", "lab"]);
        assert_eq!(likest("prod", names, 9), ["prod-eu", "lab", "staging"]);
    }
}
