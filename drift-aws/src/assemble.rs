//! Assemble: from the answer of a list call to raw resources, and to what normalising them will need.
//!
//! Collecting is I/O and comes before; this only reads the answer. What cannot be read costs only its part.

use drift_core::{Map, Origin, Problem, ProblemCode, Raw, Scope, Value};

use crate::kinds;
use crate::table::Table;

/// Takes the resources of a kind out of one answer of its list call, a tree in the wire's names with lists as lists.
///
/// `account` is the 12-digit id as STS says it. An answer of another shape, or a resource without an id, is a problem.
#[must_use]
pub fn assemble(
    kind: &str,
    answer: &Value,
    account: &str,
    region: &str,
) -> (Vec<Raw>, Vec<Problem>) {
    let scope = Scope::account(account, region);
    let problem = |what: String| Problem {
        code: ProblemCode::Undecodable,
        place: format!("{kind} {scope}"),
        what,
    };
    let Some(table) = kinds::of(kind) else {
        return (Vec::new(), vec![problem("no table knows this kind".to_owned())]);
    };
    let Some(items) = items(table, answer) else {
        let what = format!("`{}` of {} is no list", table.list.items, table.list.operation);
        return (Vec::new(), vec![problem(what)]);
    };
    let mut resources = Vec::with_capacity(items.len());
    let mut problems = Vec::new();
    for (place, body) in items.iter().enumerate() {
        match resource(table, &scope, body) {
            Some(raw) => resources.push(raw),
            None => problems.push(problem(format!("entry {place} has no `{}`", table.identity))),
        }
    }
    (resources, problems)
}

/// What the resources of an answer are called, by kind and id: the facts of a snapshot, by which references between
/// generated ids are said in names.
#[must_use]
pub fn names(kind: &str, answer: &Value) -> Value {
    let Some(table) = kinds::of(kind) else { return Value::Null };
    let name = |body: &Value| {
        let text = |property| body.get(property).and_then(Value::as_str).map(str::to_owned);
        Some((text(table.identity)?, Value::String(text(table.name)?)))
    };
    let by_id: Map = items(table, answer).into_iter().flatten().filter_map(name).collect();
    let of_kind = Map::from([(kind.to_owned(), Value::Map(by_id))]);
    Value::Map(Map::from([("names".to_owned(), Value::Map(of_kind))]))
}

/// The entries of an answer. One without the property has none: the query protocol leaves empty lists out.
fn items<'a>(table: &Table, answer: &'a Value) -> Option<&'a [Value]> {
    match answer.as_map()?.get(table.list.items) {
        None | Some(Value::Null) => Some(&[]),
        Some(items) => items.as_list(),
    }
}

fn resource(table: &Table, scope: &Scope, body: &Value) -> Option<Raw> {
    let text =
        |property| body.get(property).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text(table.identity)?;
    Some(Raw {
        kind: table.kind.to_owned(),
        version: None,
        scope: scope.clone(),
        name: text(table.name).unwrap_or(id).to_owned(),
        native_id: Some(id.to_owned()),
        origin: Origin::Live,
        body: body.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "AWS::EC2::SecurityGroup";

    #[test]
    fn an_entry_that_cannot_be_read_costs_only_itself() {
        let answer = Value::from_json(
            br#"{"securityGroupInfo": [{"groupName": "lost"}, 7, {"groupId": "sg-1"}]}"#,
        )
        .unwrap();
        let (resources, problems) = assemble(GROUP, &answer, "111122223333", "eu-west-1");
        let found: Vec<_> = resources.iter().map(|raw| raw.name.as_str()).collect();
        assert_eq!(found, ["sg-1"]);
        let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "AWS::EC2::SecurityGroup 111122223333/eu-west-1: entry 0 has no `groupId`",
                "AWS::EC2::SecurityGroup 111122223333/eu-west-1: entry 1 has no `groupId`",
            ]
        );
    }

    #[test]
    fn an_answer_without_entries_is_empty_and_one_of_another_shape_a_problem() {
        for (answer, problems) in [
            (r#"{"nextToken": "x"}"#, 0),
            (r#"{"securityGroupInfo": []}"#, 0),
            (r#"{"securityGroupInfo": "none"}"#, 1),
            ("[]", 1),
        ] {
            let answer = Value::from_json(answer.as_bytes()).unwrap();
            let (resources, found) = assemble(GROUP, &answer, "111122223333", "eu-west-1");
            assert!(resources.is_empty());
            assert_eq!(found.len(), problems, "{}", answer.to_json());
        }
        assert_eq!(assemble("AWS::X::Y", &Value::Null, "1", "r").1.len(), 1);
    }

    #[test]
    fn names_say_what_each_id_is_called() {
        let answer = Value::from_json(
            br#"{"securityGroupInfo": [{"groupId": "sg-1", "groupName": "web"}, {"groupId": "sg-2"}]}"#,
        )
        .unwrap();
        let expected = r#"{"names":{"AWS::EC2::SecurityGroup":{"sg-1":"web"}}}"#;
        assert_eq!(names(GROUP, &answer).to_json(), expected);
    }
}
