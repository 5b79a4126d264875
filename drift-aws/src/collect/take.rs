//! Takes parts out of answers: a property by its way, the elements of lists inside of lists.
//!
//! Pure. A way is wire names joined by dots; `[]` after a name leads into each element of its list, `[0]` into its first. Knows no
//! kind.

use drift_core::{Map, Value};

/// Everything at a way, lists taken apart: `reservationSet[].instancesSet` is every instance of every reservation.
///
/// A service that leaves an empty list out has no elements. `None` where something stands in the way that is no map.
pub(super) fn elements(answer: &Value, way: &str) -> Option<Vec<Value>> {
    let mut apart = Vec::new();
    for value in at(answer, way)? {
        match value {
            Value::List(items) => apart.extend(items.iter().cloned()),
            Value::Null => {}
            Value::Map(_) => apart.push(value.clone()),
            // A text or a number is no list, not even of one.
            _ => return None,
        }
    }
    Some(apart)
}

/// What stands at a way; null where nothing does.
pub(super) fn part(answer: &Value, way: &str) -> Option<Value> {
    let found = at(answer, way)?;
    Some(match (found.as_slice(), way.contains("[]")) {
        ([], false) => Value::Null,
        ([one], false) => (*one).clone(),
        _ => Value::List(found.into_iter().cloned().collect()),
    })
}

fn at<'v>(answer: &'v Value, way: &str) -> Option<Vec<&'v Value>> {
    let mut found = vec![answer];
    for step in way.split('.').filter(|step| !step.is_empty()) {
        let (name, most) = match step.split_once('[') {
            Some((name, "0]")) => (name, 1),
            Some((name, _)) => (name, usize::MAX),
            None => (step, 0),
        };
        let mut next = Vec::new();
        for value in found {
            match value {
                Value::Null => {}
                Value::Map(members) => match members.get(name) {
                    Some(Value::List(items)) if most > 0 => next.extend(items.iter().take(most)),
                    Some(Value::Null) | None => {}
                    Some(_) if most > 0 => return None,
                    Some(value) => next.push(value),
                },
                _ => return None,
            }
        }
        found = next;
    }
    Some(found)
}

/// The text at a way.
pub(super) fn text(body: &Value, way: &str) -> Option<String> {
    let found = if way == "." { body } else { *at(body, way)?.first()? };
    found.scalar_text().filter(|text| !text.is_empty())
}

/// An element as a resource's body: one that is only a text becomes a map with the text under this name, where there is one.
pub(super) fn body(element: Value, name: &str) -> Value {
    match element {
        other if name.is_empty() => other,
        text @ (Value::String(_) | Value::Integer(_)) => {
            Value::Map(Map::from([(name.to_owned(), text)]))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn elements_of_lists_in_lists_are_found() {
        let answer =
            value(r#"{"a": [{"b": [1, 2]}, {"b": [3]}, {}], "c": {"d": [4]}, "e": null, "f": 7}"#);
        for (way, wanted) in [
            ("a[].b", Some("[1,2,3]")),
            ("a", Some(r#"[{"b":[1,2]},{"b":[3]},{}]"#)),
            ("c.d", Some("[4]")),
            ("e", Some("[]")),
            ("e.x", Some("[]")),
            ("x.y[].z", Some("[]")),
            ("f", None),
            ("f.x", None),
            ("f[]", None),
        ] {
            let found = elements(&answer, way).map(|found| Value::List(found).to_json());
            assert_eq!(found.as_deref(), wanted, "{way}");
        }
    }

    #[test]
    fn a_part_is_as_it_stands() {
        let answer = value(r#"{"a": {"b": [1]}, "c": [{"d": 1}, {"d": 2}]}"#);
        for (way, wanted) in [
            ("a.b", "[1]"),
            ("a.x", "null"),
            ("c[].d", "[1,2]"),
            ("c[0].d", "1"),
            ("x[0].d", "null"),
            ("", r#"{"a":{"b":[1]},"c":[{"d":1},{"d":2}]}"#),
        ] {
            assert_eq!(part(&answer, way).unwrap().to_json(), wanted, "{way}");
        }
    }

    #[test]
    fn an_element_that_is_a_text_becomes_a_body() {
        assert_eq!(body("https://q".into(), "QueueUrl").to_json(), r#"{"QueueUrl":"https://q"}"#);
        assert_eq!(text(&value(r#"{"a": {"b": 7}}"#), "a.b").as_deref(), Some("7"));
        assert_eq!(text(&"x".into(), ".").as_deref(), Some("x"));
        assert_eq!(text(&value("{}"), "a"), None);
    }
}
