//! Assemble: from the bodies of a kind to raw resources, and to what normalising them will need.
//!
//! Collecting is I/O and comes before; this only reads bodies. What cannot be read costs only its part.

use std::collections::BTreeMap;

use drift_core::{Map, Origin, Raw, Reason, Scope, Value};
use percent_encoding::percent_decode_str;

use crate::table::{Name, Reader, Table};

/// What became of bodies.
pub struct Found {
    /// The resources.
    pub resources: Vec<Raw>,
    /// What each id is called (`names`, by kind) and where each ARN or URL leads (`leads`): what normalising needs of all of
    /// them, to say references in names.
    pub facts: Value,
    /// Why some are no resources.
    pub lost: Vec<String>,
    /// Why some are called by their ids, if a call that would have named them was refused: they find no counterpart.
    pub unnamed: Option<String>,
}

/// Makes resources of the bodies of a kind, trees in the wire's names with lists as lists.
///
/// ```
/// use drift_aws::{assemble, kinds};
/// use drift_core::{Scope, Value};
/// let table = kinds::of("AWS::EC2::SecurityGroup").unwrap();
/// let body = Value::from_json(br#"{"groupId": "sg-1", "groupName": "web"}"#).unwrap();
/// let found = assemble(table, &Scope::account("111122223333", "eu-west-1"), vec![body]);
/// assert_eq!(found.resources[0].name, "web");
/// ```
#[must_use]
pub fn assemble(table: &Table, scope: &Scope, bodies: Vec<Value>) -> Found {
    let mut found = Found {
        resources: Vec::with_capacity(bodies.len()),
        facts: Value::Null,
        lost: Vec::new(),
        unnamed: None,
    };
    let (mut names, mut leads) = (Map::new(), Map::new());
    let is_left = |body: &Value| !is_gone(table, body);
    for (place, mut body) in bodies.into_iter().filter(is_left).enumerate() {
        decode(&mut body);
        let Some(id) = joined(&body, table.identity) else {
            found.lost.push(format!("entry {place} has no `{}`", table.identity));
            continue;
        };
        let name = name(table, &body).unwrap_or_else(|| {
            let told = |reason| format!("the names of some could not be read: {reason}");
            found.unnamed = found.unnamed.take().or_else(|| refused(&body).map(told));
            id.clone()
        });
        names.insert(id.clone(), Value::String(name.clone()));
        for other in also(table, &body) {
            let target = Value::List(vec![table.kind.into(), Value::String(id.clone())]);
            leads.insert(other, target);
        }
        found.resources.push(Raw {
            kind: table.kind.to_owned(),
            version: None,
            scope: scope.clone(),
            name,
            native_id: Some(id),
            origin: Origin::Live,
            body,
        });
    }
    let of_kind = Map::from([(table.kind.to_owned(), Value::Map(names))]);
    found.facts = Value::Map(Map::from([
        ("leads".to_owned(), Value::Map(leads)),
        ("names".to_owned(), Value::Map(of_kind)),
    ]));
    found
}

/// What leads to a resource beside its id and its name.
pub(crate) fn also<'b>(table: &Table, body: &'b Value) -> impl Iterator<Item = String> + use<'b> {
    table.also.iter().filter_map(|way| made(body, way))
}

/// Undoes what IAM does to its documents, which it writes as in URLs: what is secret in one is to be seen.
fn decode(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("%7B") || text.starts_with("%5B") => {
            if let Ok(document) = percent_decode_str(text).decode_utf8() {
                *text = document.into_owned();
            }
        }
        Value::List(items) => items.iter_mut().for_each(decode),
        Value::Map(members) => members.values_mut().for_each(decode),
        _ => {}
    }
}

/// Why not all that leads to a resource, or not what it is called, is known.
pub(crate) fn unsure(table: &Table, body: &Value) -> Option<Reason> {
    let tags = table.rows.iter().filter(|row| matches!(row.reader, Reader::Tags));
    let named: Vec<&str> = match table.name {
        Name::Property(ways) => ways.split('+').collect(),
        Name::Tag => tags.map(|row| row.wire).collect(),
        Name::Made(_) => Vec::new(),
    };
    let also = table.also.iter().flat_map(|way| properties(way));
    let unmade = || match table.name {
        Name::Made(of) if of(body).is_none() => refused(body).cloned(),
        _ => None,
    };
    named.into_iter().chain(also).find_map(|way| unknown(body, way)).or_else(unmade)
}

/// Why the tags of a resource were not read.
pub(crate) fn unread_tags(table: &Table, body: &Value) -> Option<Reason> {
    let tags = table.rows.iter().filter(|row| matches!(row.reader, Reader::Tags));
    tags.filter_map(|row| unknown(body, row.wire)).next()
}

/// The wire properties of which a way is made.
fn properties(way: &str) -> Vec<&str> {
    if !way.contains('{') {
        return vec![way];
    }
    let pieces = way.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
    pieces.filter_map(|(piece, _)| piece.split(['<', '>']).next()).collect()
}

/// Why what stands at a way was not read.
fn unknown(body: &Value, way: &str) -> Option<Reason> {
    let mut value = body;
    for name in way.split('.') {
        value = value.get(name)?;
        if let Value::Unknown(reason @ (Reason::Denied(_) | Reason::Undecodable(_))) = value {
            return Some(reason.clone());
        }
    }
    None
}

/// Why a property of a body is not known, if one is not because a call was refused or its answer could not be read.
fn refused(body: &Value) -> Option<&Reason> {
    body.as_map().into_iter().flatten().find_map(|(_, value)| match value {
        Value::Unknown(reason @ (Reason::Denied(_) | Reason::Undecodable(_))) => Some(reason),
        _ => None,
    })
}

fn name(table: &Table, body: &Value) -> Option<String> {
    match table.name {
        Name::Property(way) => joined(body, way),
        Name::Tag => tags(table, body).remove("Name").filter(|name| !name.is_empty()),
        Name::Made(of) => of(body).filter(|name| !name.is_empty()),
    }
}

/// The tags of a body, in whatever form its service gives them.
pub(crate) fn tags(table: &Table, body: &Value) -> BTreeMap<String, String> {
    let rows = table.rows.iter().filter(|row| matches!(row.reader, Reader::Tags));
    let given = rows.filter_map(|row| at(body, row.wire));
    given.flat_map(crate::normalise::pairs).collect()
}

/// What stands at a way of wire names.
pub(crate) fn at<'b>(body: &'b Value, way: &str) -> Option<&'b Value> {
    way.split('.').try_fold(body, Value::get)
}

fn text(body: &Value, way: &str) -> Option<String> {
    at(body, way)?.scalar_text().filter(|text| !text.is_empty())
}

fn is_gone(table: &Table, body: &Value) -> bool {
    let (way, ends) = table.gone;
    text(body, way).is_some_and(|state| ends.contains(&state.as_str()))
}

/// The text at a way, or one that is made of several: `arn:aws:s3:::{Name}`.
fn made(body: &Value, way: &str) -> Option<String> {
    if !way.contains('{') {
        return text(body, way);
    }
    let (mut made, mut rest) = (String::new(), way);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        made += before;
        made += &piece(body, name)?;
        rest = after;
    }
    Some(made + rest)
}

/// The text at a way; of it what stands after (`way>mark`) or before (`way<mark`) the last mark in it.
fn piece(body: &Value, way: &str) -> Option<String> {
    if let Some((way, mark)) = way.split_once('>') {
        return Some(text(body, way)?.rsplit_once(mark)?.1.to_owned());
    }
    if let Some((way, mark)) = way.split_once('<') {
        return Some(text(body, way)?.rsplit_once(mark)?.0.to_owned());
    }
    text(body, way)
}

/// The texts at several ways; one that is not there is left out.
fn joined(body: &Value, ways: &str) -> Option<String> {
    let one = |way: &str| match way.strip_prefix('=') {
        Some(fixed) => Some(fixed.to_owned()),
        None => text(body, way),
    };
    let texts: Vec<_> = ways.split('+').filter_map(one).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    fn found(bodies: &str) -> Found {
        let Value::List(bodies) = Value::from_json(bodies.as_bytes()).unwrap() else { panic!() };
        let table = kinds::of("AWS::EC2::SecurityGroup").unwrap();
        assemble(table, &Scope::account("111122223333", "eu-west-1"), bodies)
    }

    #[test]
    fn an_entry_that_cannot_be_read_costs_only_itself() {
        let found = found(r#"[{"groupName": "lost"}, 7, {"groupId": "sg-1"}]"#);
        let names: Vec<_> = found.resources.iter().map(|raw| raw.name.as_str()).collect();
        assert_eq!(names, ["sg-1"]);
        assert_eq!(found.lost, ["entry 0 has no `groupId`", "entry 1 has no `groupId`"]);
    }

    #[test]
    fn what_a_refused_call_would_have_named_is_called_by_its_id_and_said_to_be() {
        let denied = || Value::Unknown(Reason::Denied("AccessDenied: kms:x".to_owned()));
        let named = |tags: Value, alias: Value| {
            let all = [("KeyId", Value::from("k-1")), ("Tags", tags), ("AliasName", alias)];
            let body = Map::from(all.map(|(name, value)| (name.to_owned(), value)));
            let table = kinds::of("AWS::KMS::Key").unwrap();
            let scope = Scope::account("111122223333", "eu-west-1");
            let found = assemble(table, &scope, vec![Value::Map(body)]);
            (found.resources[0].name.clone(), found.unnamed.is_some())
        };
        let none = || Value::List(Vec::new());
        assert_eq!(named(none(), "alias/data".into()), ("alias/data".to_owned(), false));
        assert_eq!(named(none(), Value::Null), ("k-1".to_owned(), false));
        assert_eq!(named(none(), denied()), ("k-1".to_owned(), true));
        assert_eq!(named(denied(), "alias/data".into()), ("k-1".to_owned(), true));
    }

    #[test]
    fn it_is_known_of_what_not_all_is_known_that_leads_to_it() {
        let denied = || Value::Unknown(Reason::Denied("AccessDenied: x".to_owned()));
        let text = |text: &str| Value::from(text);
        let is_unsure = |kind: &str, members: &[(&str, Value)]| {
            let table = kinds::of(kind).unwrap();
            let members = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            let body = Value::Map(members.collect());
            (unsure(table, &body).is_some(), unread_tags(table, &body).is_some())
        };
        let queue = ("QueueUrl", text("https://sqs/1/jobs"));
        let table = [
            ("AWS::SQS::Queue", vec![queue.clone(), ("Attributes", denied())], (true, false)),
            ("AWS::SQS::Queue", vec![queue, ("Tags", denied())], (false, true)),
            ("AWS::EC2::VPC", vec![("vpcId", text("vpc-1")), ("tagSet", denied())], (true, true)),
            ("AWS::S3::Bucket", vec![("Name", text("b")), ("Policy", denied())], (false, false)),
        ];
        for (kind, members, expected) in table {
            assert_eq!(is_unsure(kind, &members), expected, "{kind} {members:?}");
        }
    }

    #[test]
    fn what_is_gone_is_no_resource_and_what_has_no_arn_is_led_to_by_one_that_is_made() {
        let table = Table {
            kind: "AWS::New::Thing",
            identity: "Name",
            name: Name::Property("Zone+Name"),
            also: &["arn:{Zone}:{Name}/x", "{Arn>a/}", "{Arn</}", "arn:{Not}"],
            gone: ("State.Code", &["deleted"]),
            ..crate::table::UNSET
        };
        let body = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let bodies = vec![
            body(r#"{"Name": "a", "State": {"Code": "deleted"}}"#),
            body(r#"{"Name": "b", "Zone": "z", "Arn": "x:a/b/c", "State": {"Code": "ready"}}"#),
        ];
        let found = assemble(&table, &Scope::account("1", "r"), bodies);
        assert_eq!(
            found.resources.iter().map(|raw| raw.name.as_str()).collect::<Vec<_>>(),
            ["z b"]
        );
        let leads = found.facts.get("leads").unwrap();
        assert_eq!(
            leads.to_json(),
            r#"{"arn:z:b/x":["AWS::New::Thing","b"],"b/c":["AWS::New::Thing","b"],"x:a/b":["AWS::New::Thing","b"]}"#
        );
    }

    #[test]
    fn facts_say_what_each_id_is_called_and_where_an_arn_leads() {
        let found = found(
            r#"[{"groupId": "sg-1", "groupName": "web", "securityGroupArn": "arn:1"}, {"groupId": "sg-2"}]"#,
        );
        let expected = r#"{"leads":{"arn:1":["AWS::EC2::SecurityGroup","sg-1"]},"names":{"AWS::EC2::SecurityGroup":{"sg-1":"web","sg-2":"sg-2"}}}"#;
        assert_eq!(found.facts.to_json(), expected);
    }
}
