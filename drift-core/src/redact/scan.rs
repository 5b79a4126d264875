//! Names before a `=` or a `:`, with quotes and blanks between them, in one pass over a text.
//!
//! By hand, because a pattern of bounded names costs the most on texts that assign nothing. Knows not what a name means,
//! nor where its value ends.

/// The longest name; of a longer run of signs it is the end.
const LONGEST: usize = 128;

/// A name and what stands between it and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub(super) name: &'t str,
    pub(super) start: usize,
    pub(super) separator: &'t str,
    /// Where the value begins.
    pub(super) end: usize,
}

/// The names of a text, in their order.
pub(super) fn named(text: &str) -> impl Iterator<Item = Named<'_>> {
    let mut from = 0;
    memchr::memchr2_iter(b'=', b':', text.as_bytes()).filter_map(move |sign| {
        // The second sign of `:=`.
        let before = text.get(from..sign)?;
        let name = name(before)?;
        let start = from + name.0;
        let rest = text.get(sign..)?;
        let long = rest.starts_with("=>") || rest.starts_with(":=");
        let value = rest.get(if long { 2 } else { 1 }..)?;
        let end = text.len() - value.trim_start_matches([' ', '\t']).len();
        from = end;
        let separator = text.get(start + name.1.len()..end)?;
        Some(Named { name: name.1, start, separator, end })
    })
}

/// The name that a text ends with, and where it begins.
fn name(text: &str) -> Option<(usize, &str)> {
    let mut text = text.trim_end_matches([' ', '\t']);
    for _ in 0..2 {
        let Some(bare) = text.strip_suffix(['"', '\'', ']']) else { break };
        text = bare.strip_suffix('\\').unwrap_or(bare);
    }
    let bytes = text.as_bytes().iter().rev().take(LONGEST);
    let of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let run = bytes.take_while(of_name).count();
    let run = text.get(text.len() - run..)?;
    let name = run.trim_start_matches(|c: char| !c.is_ascii_alphabetic() && c != '_');
    (!name.is_empty()).then(|| (text.len() - name.len(), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_before_what_divides_them_from_their_values() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("a.b-c = 1", &[("a.b-c", " = ")]),
            ("{\"a\": 1, \\\"b\\\":2}", &[("a", "\": "), ("b", "\\\":")]),
            ("x['k'] => v; y := 3 == 4", &[("k", "'] => "), ("y", " := ")]),
            ("1a=x 12=y", &[("a", "=")]),
            ("= : é=", &[]),
            ("a==b=c", &[("a", "="), ("b", "=")]),
        ];
        for (text, wanted) in table {
            let found: Vec<(&str, &str)> = named(text).map(|it| (it.name, it.separator)).collect();
            assert_eq!(found, *wanted, "{text}");
        }
    }

    #[test]
    fn of_a_long_run_the_end_is_the_name() {
        let text = format!("{}password=x", "a".repeat(500));
        assert_eq!(named(&text).next().map(|named| named.name.len()), Some(LONGEST));
    }
}
