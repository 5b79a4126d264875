//! `${VAR}` in scalar values. What a variable stands for comes from the caller and goes into no message.

use super::reader::Reader;
use crate::yaml::{Content, Spanned};

type Lookup<'l> = &'l dyn Fn(&str) -> Option<String>;

/// Replaces every `${VAR}` in the scalar values of the tree.
pub(super) fn replace(reader: &mut Reader<'_>, node: &mut Spanned, lookup: Lookup<'_>) {
    let replaced = match &node.content {
        Content::Text(scalar) => Some(text(&scalar.text, lookup)),
        _ => None,
    };
    if let Some(Err(what)) = &replaced {
        reader.error(&*node, what);
    }
    match (&mut node.content, replaced) {
        (Content::Text(scalar), Some(Ok(text))) => scalar.text = text,
        (Content::List(list), _) => {
            list.iter_mut().for_each(|item| replace(reader, item, lookup));
        }
        (Content::Map(map), _) => {
            map.values_mut().for_each(|member| replace(reader, &mut member.value, lookup));
        }
        _ => {}
    }
}

fn text(written: &str, lookup: Lookup<'_>) -> Result<String, String> {
    let mut replaced = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once("${") {
        // `$${` is an escaped `${`.
        if let Some(before) = before.strip_suffix('$') {
            replaced.push_str(before);
            replaced.push_str("${");
            rest = after;
            continue;
        }
        let (name, after) =
            after.split_once('}').ok_or("`${` without `}`; `$${` is a plain `${`")?;
        if !is_name(name) {
            return Err("`${…}` takes the name of a variable; `$${` is a plain `${`".to_owned());
        }
        replaced.push_str(before);
        replaced.push_str(&lookup(name).ok_or_else(|| format!("variable `{name}` is not set"))?);
        rest = after;
    }
    replaced.push_str(rest);
    Ok(replaced)
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_with;

    #[test]
    fn variables_are_replaced_once_and_escapes_undone() {
        let lookup = |name: &str| match name {
            "A" => Some("x: y\n\"${B}\" #".to_owned()),
            "_b2" => Some(String::new()),
            _ => None,
        };
        let table = [
            ("plain $A $ {A}", Ok("plain $A $ {A}")),
            ("${A}", Ok("x: y\n\"${B}\" #")),
            ("<${_b2}>", Ok("<>")),
            ("$${A} $$${A}", Ok("${A} $${A}")),
            ("é${_b2}é", Ok("éé")),
            ("${C}", Err("variable `C` is not set")),
            ("${A", Err("`${` without `}`; `$${` is a plain `${`")),
            ("${}", Err("`${…}` takes the name of a variable; `$${` is a plain `${`")),
            ("${A:-x}", Err("`${…}` takes the name of a variable; `$${` is a plain `${`")),
        ];
        for (written, expected) in table {
            let replaced = text(written, &lookup);
            assert_eq!(replaced.as_deref().map_err(String::as_str), expected, "{written}");
        }
    }

    #[test]
    fn only_values_are_replaced_and_a_value_cannot_add_keys() {
        let written = "version: 1 # ${NONE}\n\
                       environments:\n  prod:\n    rank: ${RANK}\n    \
                       sources: [ { kubernetes: { context: '${X}' } } ]\n";
        let lookup = |name: &str| match name {
            "RANK" => Some("30".to_owned()),
            "X" => Some("a', namespaces: [\"b".to_owned()),
            _ => None,
        };
        let config = parse_with(written.as_bytes(), "f", &lookup).unwrap();
        let prod = &config.environments["prod"];
        assert_eq!(prod.rank, Some(30));
        let crate::config::Source::Kubernetes(source) = &prod.sources[0] else { panic!() };
        assert_eq!(source.contexts, ["a', namespaces: [\"b"]);
    }

    #[test]
    fn what_a_variable_stands_for_is_in_no_error() {
        let written = "version: 1\n\
                       environments: { prod: { rank: '${SECRET}', aliases: ['${SECRET}', prod], upstream: ['${SECRET}'] } }\n\
                       expect: [ { id: a, match: { environment: '${SECRET}', path: '${SECRET}[' }, allow: { any: '${SECRET}' }, reason: x } ]\n\
                       secrets: { key: '${SECRET}' }\n\
                       limits: { call: '${SECRET}', kubernetes: { lists_in_flight: '${SECRET}' } }\n\
                       gates: { diff: { fail_on: '${SECRET}' } }\n";
        let lookup = |_: &str| Some("hunter2!".to_owned());
        let errors = parse_with(written.as_bytes(), "f", &lookup).unwrap_err();
        assert!(errors.len() >= 8, "{errors:#?}");
        for error in errors {
            assert!(!format!("{error:?} {error}").contains("hunter2"), "{error}");
        }
    }
}
