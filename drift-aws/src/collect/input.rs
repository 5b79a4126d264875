//! Inputs: what a call of a table is given, from a resource and from what its list was made for.
//!
//! Pure. Knows no kind.

use drift_core::{Map, Value};

use super::take::text;
use crate::table::{Call, Given};

/// The inputs of a list call: several where a member is given each of several texts.
pub(super) fn inputs(call: &Call, parent: &Value) -> Option<Vec<Value>> {
    let mut inputs = vec![input(call, parent, parent)?];
    for (name, given) in call.input {
        if let Given::Each(texts) = given {
            let each = |input: Value| {
                texts.iter().map(move |text| with(input.clone(), name, (*text).into()))
            };
            inputs = inputs.into_iter().flat_map(each).collect();
        }
    }
    Some(inputs)
}

/// The input of a call about a resource; `None` where the resource lacks what the call needs.
pub(super) fn input(call: &Call, of: &Value, parent: &Value) -> Option<Value> {
    let member = |(name, given): &(&str, Given)| {
        let value = match given {
            Given::Of(way) => Value::String(text(of, way)?),
            Given::Parent(way) => Value::String(text(parent, way)?),
            Given::Last(way) => Value::String(last(text(of, way)?)),
            Given::ParentLast(way) => Value::String(last(text(parent, way)?)),
            Given::Each(texts) => texts.first().copied().unwrap_or_default().into(),
            Given::Text(text) => (*text).into(),
            Given::Texts(texts) => Value::List(texts.iter().map(|text| (*text).into()).collect()),
            Given::Truth(truth) => Value::Bool(*truth),
            Given::Json(json) => Value::from_json(json.as_bytes()).ok()?,
            Given::Number(number) => Value::Integer(*number),
        };
        Some(((*name).to_owned(), value))
    };
    call.input.iter().map(member).collect::<Option<Map>>().map(Value::Map)
}

fn last(text: String) -> String {
    text.rsplit('/').next().map(str::to_owned).unwrap_or(text)
}

/// The input with a list of texts more, or with a filter that takes them.
pub(super) fn with_texts(
    input: Value,
    name: &str,
    texts: impl IntoIterator<Item = String>,
) -> Value {
    let texts = Value::List(texts.into_iter().map(Value::String).collect());
    match name.split_once('.') {
        None => with(input, name, texts),
        Some((member, filter)) => {
            let filter = [("Name".to_owned(), filter.into()), ("Values".to_owned(), texts)];
            with(input, member, vec![Value::Map(Map::from(filter))].into())
        }
    }
}

fn with(input: Value, name: &str, value: Value) -> Value {
    let mut members = match input {
        Value::Map(members) => members,
        _ => Map::new(),
    };
    members.insert(name.to_owned(), value);
    Value::Map(members)
}

/// The resource with what its list was made for, under the names that the list's input gives it; its own properties stay. So do its properties that are kept.
pub(super) fn with_parent(
    body: Value,
    call: &Call,
    parent: &Value,
    keeps: &[(&str, &str)],
) -> Value {
    let Value::Map(mut members) = body else { return body };
    let given = call.input.iter().filter_map(|(name, given)| match given {
        Given::Parent(way) | Given::ParentLast(way) => Some((*name, *way)),
        _ => None,
    });
    for (name, way) in given.chain(keeps.iter().copied()) {
        if let Some(text) = text(parent, way) {
            members.entry(name.to_owned()).or_insert(Value::String(text));
        }
    }
    Value::Map(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::call;

    const CALL: Call = call("x", "Describe", "").given(&[
        ("cluster", Given::Parent("arn")),
        ("name", Given::Of("a.b")),
        ("include", Given::Texts(&["TAGS"])),
        ("all", Given::Truth(true)),
        ("kind", Given::Text("k")),
        ("of", Given::Json(r#"{"types": [1]}"#)),
    ]);

    fn value(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn an_input_is_made_of_the_resource_and_its_parent() {
        let made = input(&CALL, &value(r#"{"a": {"b": "web"}}"#), &value(r#"{"arn": "c1"}"#));
        let wanted = r#"{"all":true,"cluster":"c1","include":["TAGS"],"kind":"k","name":"web","of":{"types":[1]}}"#;
        assert_eq!(made.unwrap().to_json(), wanted);
        assert_eq!(input(&CALL, &value("{}"), &value(r#"{"arn": "c1"}"#)), None);
    }

    #[test]
    fn a_resource_keeps_what_its_list_was_made_for() {
        let parent = value(r#"{"arn": "c1", "port": 443}"#);
        let body =
            |text: &str| with_parent(value(text), &CALL, &parent, &[("of", "port")]).to_json();
        assert_eq!(body(r#"{"x": 1}"#), r#"{"cluster":"c1","of":"443","x":1}"#);
        assert_eq!(body(r#"{"cluster": "own"}"#), r#"{"cluster":"own","of":"443"}"#);
    }

    #[test]
    fn a_list_is_asked_for_once_for_each_text() {
        let call = call("x", "List", "")
            .given(&[("of", Given::Each(&["a", "b"])), ("n", Given::Number(1))]);
        let made = inputs(&call, &Value::Null).unwrap();
        assert_eq!(
            made.iter().map(Value::to_json).collect::<Vec<_>>(),
            [r#"{"n":1,"of":"a"}"#, r#"{"n":1,"of":"b"}"#]
        );
    }

    #[test]
    fn texts_become_a_list_or_the_values_of_a_filter() {
        let texts = |name| with_texts(Value::Null, name, ["a".to_owned()]).to_json();
        assert_eq!(texts("Ids"), r#"{"Ids":["a"]}"#);
        assert_eq!(texts("Filters.id"), r#"{"Filters":[{"Name":"id","Values":["a"]}]}"#);
    }

    #[test]
    fn the_last_part_of_a_path_can_be_given() {
        let call =
            call("x", "Get", "").given(&[("a", Given::Last("Id")), ("b", Given::ParentLast("Id"))]);
        let made = input(&call, &value(r#"{"Id": "/zone/Z1"}"#), &value(r#"{"Id": "Z2"}"#));
        assert_eq!(made.unwrap().to_json(), r#"{"a":"Z1","b":"Z2"}"#);
    }
}
