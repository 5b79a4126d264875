//! Values for people: on one line, or as the lines of a document.
//!
//! Everything that comes out is visible (see `escape`); secrets are shown as the start of their fingerprint. Knows nothing
//! of sides.

use drift_core::{Map, Part, Secret, Value};

use super::escape::visible;

/// A value on one line, in the flow style of YAML. A text that could be taken for something else is quoted.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => string(text, &[]),
        Value::List(list) => format!("[{}]", joined(list.iter().map(nested))),
        Value::Map(map) => {
            format!(
                "{{{}}}",
                joined(map.iter().map(|(name, value)| {
                    format!("{}: {}", string(name, &FLOW), nested(value))
                }))
            )
        }
        Value::Secret(secret) => shown_secret(secret),
        Value::Masked(parts) => visible(&masked(parts).replace('\n', "\\n")).into_owned(),
        Value::Unknown(reason) => format!("‹unknown: {}›", visible(&reason.to_string())),
        Value::Reference(reference) => {
            let place = reference.namespace.as_ref().map(|namespace| format!("{namespace}/"));
            visible(&format!("{}{}", place.unwrap_or_default(), reference.name)).into_owned()
        }
        Value::Bool(_) | Value::Integer(_) | Value::Decimal(_) => {
            value.scalar_text().unwrap_or_default()
        }
    }
}

/// What ends a plain text inside a list or map on one line.
const FLOW: [char; 8] = [',', ':', '[', ']', '{', '}', '#', '"'];

fn nested(value: &Value) -> String {
    match value {
        Value::String(text) => string(text, &FLOW),
        other => inline(other),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// What can be read of it: the start of its fingerprint and what it points at.
fn shown_secret(secret: &Secret) -> String {
    let start: String = secret.fingerprint.chars().take(4).collect();
    let to = match secret.refs.as_slice() {
        [] => String::new(),
        refs => format!(" → {}", refs.join(", ")),
    };
    visible(&format!("‹secret {start}…{to}›")).into_owned()
}

/// A text with marks where its secrets were.
fn masked(parts: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Plain(text) => text.clone(),
        Part::Secret(secret) => shown_secret(secret),
    };
    parts.iter().map(part).collect()
}

fn string(text: &str, reserved: &[char]) -> String {
    if is_plain(text) && !text.contains(reserved) {
        return text.to_owned();
    }
    visible(&serde_json::Value::from(text).to_string()).into_owned()
}

/// Whether nobody can take the bare text for a number, a truth, nothing or a sign of ours.
fn is_plain(text: &str) -> bool {
    let special = ["", "null", "true", "false", "~", "yes", "no", "on", "off"];
    !special.contains(&text.to_lowercase().as_str())
        && text.parse::<f64>().is_err()
        && !text.starts_with(['"', '\'', '{', '[', '‹', '|'])
        && text.trim() == text
        && visible(text) == text
}

/// Whether a value is better read as a document than on one line of `columns`.
pub(crate) fn is_document(value: &Value, columns: usize) -> bool {
    match value {
        Value::String(text) => text.trim_end_matches('\n').contains('\n'),
        Value::Masked(parts) => masked(parts).trim_end_matches('\n').contains('\n'),
        Value::List(list) => !list.is_empty() && super::wrap::width(&inline(value)) > columns,
        Value::Map(map) => !map.is_empty() && super::wrap::width(&inline(value)) > columns,
        _ => false,
    }
}

/// A value as the lines of a document: a text as it is, anything else in the block style of YAML.
pub(crate) fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split('\n').map(|line| visible(line).into_owned()).collect(),
        Value::Masked(parts) => {
            masked(parts).split('\n').map(|line| visible(line).into_owned()).collect()
        }
        other => {
            let mut lines = Vec::new();
            block(other, "", "", &mut lines);
            lines
        }
    }
}

/// Writes a value below `margin`; `first` is what stands before it on its first line.
fn block(value: &Value, margin: &str, first: &str, lines: &mut Vec<String>) {
    match value {
        Value::Map(map) if !map.is_empty() => members(map, margin, first, lines),
        Value::List(list) if !list.is_empty() => {
            let deeper = format!("{margin}  ");
            let mut first = first.to_owned();
            for item in list {
                block(item, &deeper, &format!("{first}- "), lines);
                first = margin.to_owned();
            }
        }
        Value::String(text) if text.contains('\n') => {
            lines.push(format!("{first}|"));
            lines.extend(text.split('\n').map(|line| format!("{margin}{}", visible(line))));
        }
        scalar => lines.push(format!("{first}{}", inline(scalar))),
    }
}

fn members(map: &Map, margin: &str, first: &str, lines: &mut Vec<String>) {
    let deeper = format!("{margin}  ");
    let mut first = first;
    for (name, value) in map {
        let name = string(name, &FLOW);
        let is_nested = matches!(value, Value::Map(map) if !map.is_empty())
            || matches!(value, Value::List(list) if !list.is_empty());
        if is_nested {
            lines.push(format!("{first}{name}:"));
            block(value, &deeper, &deeper, lines);
        } else {
            block(value, &deeper, &format!("{first}{name}: "), lines);
        }
        first = margin;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_value_on_one_line_says_what_it_is() {
        let table = [
            (r#""nginx:1.27""#, "nginx:1.27"),
            (r#""3""#, "\"3\""),
            ("3", "3"),
            (r#""true""#, "\"true\""),
            ("true", "true"),
            ("null", "null"),
            (r#""""#, "\"\""),
            (r#"" a""#, "\" a\""),
            (r#""a\nb""#, r#""a\nb""#),
            (r#""a\\nb""#, r"a\nb"),
            ("\"\\u001b[2J\"", r#""\u001b[2J""#),
            ("\"\u{202e}x\"", r#""\u{202e}x""#),
            (r#"["a,b", "c", 1]"#, r#"["a,b", c, 1]"#),
            (r#"{"name":"A","value":"1"}"#, r#"{name: A, value: "1"}"#),
            ("0.5", "0.5"),
            (r#"{"$secret":{"key":"k","fingerprint":"3fa9b2"}}"#, "‹secret 3fa9…›"),
            (
                r#"{"$secret":{"key":"k","fingerprint":"3fa9b2","refs":["db:5432"]}}"#,
                "‹secret 3fa9… → db:5432›",
            ),
            (
                r#"{"$masked":["a://",{"key":"k","fingerprint":"3fa9b2"},"@db/x"]}"#,
                "a://‹secret 3fa9…›@db/x",
            ),
            (r#"{"$unknown":"not-asked"}"#, "‹unknown: not asked for (secrets.read)›"),
            (r#"{"$ref":{"kind":"/ConfigMap","namespace":"shop","name":"app"}}"#, "shop/app"),
        ];
        for (json, wanted) in table {
            assert_eq!(inline(&read(json)), wanted, "{json}");
        }
    }

    #[test]
    fn a_document_is_written_in_block_style() {
        let value = read(r#"{"a":[{"b":1,"c":[]},[2,3]],"d":{"e":"x\ny"},"f":"1"}"#);
        let wanted = [
            "a:",
            "  - b: 1",
            "    c: []",
            "  - - 2",
            "    - 3",
            "d:",
            "  e: |",
            "    x",
            "    y",
            "f: \"1\"",
        ];
        assert_eq!(lines(&value), wanted);
    }

    #[test]
    fn a_text_of_one_line_is_no_document() {
        assert!(!is_document(&Value::from("one line\n"), 40));
        assert!(is_document(&Value::from("two\nlines"), 40));
        assert!(!is_document(&read("[1,2]"), 40));
        assert!(is_document(&read(&format!("[{}1]", "1,".repeat(40))), 40));
    }
}
