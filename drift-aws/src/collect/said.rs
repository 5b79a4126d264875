//! Said: what became of a detail's calls, put into the resources.
//!
//! Pure. An answer finds its resource; what is refused is unknown and nothing else is. Knows no kind.

use std::collections::BTreeMap;

use drift_core::{Map, Reason, Value};

use super::take::{elements, part, text};
use crate::door::Fault;
use crate::shape;
use crate::table::Detail;

pub(super) fn is_wanted(detail: &Detail, body: &Value) -> bool {
    let (way, texts) = detail.only;
    texts.is_empty() || text(body, way).is_some_and(|text| texts.contains(&text.as_str()))
}

/// Of a resource of which it is unknown whether it has what the detail reads, that is unknown, too.
pub(super) fn leave_doubtful(detail: &Detail, body: &mut Value) {
    let (way, _) = detail.only;
    if let Value::Map(members) = body
        && let Some(unknown @ Value::Unknown(_)) = members.get(way).cloned()
    {
        members.insert(detail.into.to_owned(), unknown);
    }
}

/// What stands at a way of all pages of an answer: lists are joined.
pub(super) fn whole(pages: &[Value], way: &str) -> Option<Value> {
    let mut parts = pages.iter().map(|page| part(page, way));
    let first = parts.next()??;
    parts.try_fold(first, |whole, more| match (whole, more?) {
        (Value::List(mut whole), Value::List(more)) => {
            whole.extend(more);
            Some(Value::List(whole))
        }
        (Value::Null, more) => Some(more),
        (whole, Value::Null) => Some(whole),
        _ => None,
    })
}

/// Puts what is said into its resource.
pub(super) fn put(detail: &Detail, body: Value, said: Result<Value, Value>) -> Value {
    let Value::Map(mut members) = body else { return body };
    match (detail.into, said) {
        ("", Ok(Value::Map(more))) => members.extend(more),
        ("", Ok(_)) => {}
        ("", Err(unknown)) => leave_unknown(detail, &mut members, &unknown),
        (into, Ok(said) | Err(said)) => drop(members.insert(into.to_owned(), said)),
    }
    Value::Map(members)
}

/// What the answer would have said of a resource, and the list did not, is unknown.
fn leave_unknown(detail: &Detail, members: &mut Map, unknown: &Value) {
    let would = shape::part(&detail.call, detail.how).map(shape::Type::members).unwrap_or_default();
    for (wire, ..) in would {
        members.entry(wire.to_owned()).or_insert_with(|| unknown.clone());
    }
}

/// The elements of an answer by what leads back to their resources.
pub(super) fn keyed(detail: &Detail, answer: &Value, key: &str) -> Keyed {
    let way = detail.call.items.split_once('|').map_or(detail.call.items, |(list, _)| list);
    let items =
        elements(answer, way).ok_or_else(|| Fault::Malformed(format!("`{way}` is no list")))?;
    let named = items.into_iter().filter_map(|item| Some((text(&item, key)?, item)));
    Ok(named.collect())
}

/// Puts into a resource what leads back to it.
pub(super) fn join(
    detail: &Detail,
    body: Value,
    id: &str,
    said: Result<&BTreeMap<String, Value>, Value>,
) -> Value {
    // `list|part`: only a part of each element is taken.
    let inner = detail.call.items.split_once('|').map_or("", |(_, part)| part);
    let own = said.and_then(|by_key| match text(&body, id).and_then(|id| by_key.get(&id)) {
        Some(item) => part(item, inner).ok_or_else(|| undecodable("it is of another shape")),
        None if detail.into.is_empty() => Err(undecodable("the answer leaves it out")),
        None => Ok(Value::Null),
    });
    put(detail, body, own)
}

/// Elements by what leads back, or why there are none.
pub(super) type Keyed = Result<BTreeMap<String, Value>, Fault>;

/// Why it is unknown; what is not allowed is called as the table says.
pub(super) fn unknown(detail: &Detail, fault: &Fault) -> Value {
    Value::Unknown(match fault.clone().called(detail.call.permission) {
        Fault::Denied { code, permission, .. } => Reason::Denied(format!("{code}: {permission}")),
        fault @ (Fault::Malformed(_) | Fault::Cut(_) | Fault::TooLarge(_)) => {
            Reason::Undecodable(fault.to_string())
        }
        fault => Reason::Denied(fault.to_string()),
    })
}

pub(super) fn undecodable(how: &str) -> Value {
    Value::Unknown(Reason::Undecodable(how.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{How, call};

    const POLICIES: Detail = call("iam", "GetAccountAuthorizationDetails", "RoleDetailList")
        .by(How::All { id: "RoleName", key: "RoleName" }, "");

    fn value(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    fn joined(answer: Result<&str, &str>) -> Value {
        let said = match answer {
            Ok(answer) => keyed(&POLICIES, &value(answer), "RoleName"),
            Err(why) => Err(Fault::Malformed(why.to_owned())),
        };
        let said = said.as_ref().map_err(|fault| unknown(&POLICIES, fault));
        join(&POLICIES, value(r#"{"RoleName": "web", "Path": "/"}"#), "RoleName", said)
    }

    #[test]
    fn an_answer_finds_its_resource() {
        let body = joined(Ok(
            r#"{"RoleDetailList": [{"RoleName": "db"}, {"RoleName": "web", "Tags": []}]}"#,
        ));
        assert_eq!(body.to_json(), r#"{"Path":"/","RoleName":"web","Tags":[]}"#);
    }

    #[test]
    fn what_a_refused_answer_would_have_said_is_unknown_and_the_rest_stays() {
        for body in [joined(Err("refused")), joined(Ok(r#"{"RoleDetailList": []}"#))] {
            assert!(matches!(body.get("Tags"), Some(Value::Unknown(_))));
            assert!(matches!(body.get("RolePolicyList"), Some(Value::Unknown(_))));
            assert_eq!(body.get("Path"), Some(&"/".into()));
        }
    }

    #[test]
    fn what_a_detail_is_only_of_can_be_unknown() {
        let detail =
            call("kms", "ListResourceTags", "Tags").into("Tags").only("KeyManager", &["CUSTOMER"]);
        let left = |manager: Value| {
            let mut body = Value::Map(Map::from([("KeyManager".to_owned(), manager)]));
            assert!(!is_wanted(&detail, &body));
            leave_doubtful(&detail, &mut body);
            body.get("Tags").cloned()
        };
        assert_eq!(left("AWS".into()), None);
        assert!(matches!(left(undecodable("x")), Some(Value::Unknown(_))));
    }

    #[test]
    fn a_refusal_names_what_the_table_says() {
        let refused = |permission: &'static str| {
            let detail = call("s3", "GetBucketCors", "").allowed_by(permission).into("Cors");
            let fault = Fault::Denied {
                code: "AccessDenied".to_owned(),
                permission: "s3:GetBucketCors".to_owned(),
                message: String::new(),
            };
            unknown(&detail, &fault).to_json()
        };
        assert!(refused("").contains("AccessDenied: s3:GetBucketCors"));
        assert!(refused("s3:GetBucketCORS").contains("AccessDenied: s3:GetBucketCORS"));
    }

    #[test]
    fn pages_of_a_detail_are_joined() {
        let pages = [r#"{"a": [1]}"#, "{}", r#"{"a": [2]}"#].map(value);
        assert_eq!(whole(&pages, "a").unwrap().to_json(), "[1,2]");
        assert_eq!(whole(&pages[..1], "b"), Some(Value::Null));
        assert_eq!(whole(&[value(r#"{"a": 1}"#), value(r#"{"a": 2}"#)], "a"), None);
        assert_eq!(whole(&[], "a"), None);
    }

    #[test]
    fn a_property_of_its_own_is_unknown_or_null() {
        let detail = call("kms", "GetKeyPolicy", "Policy").into("Policy");
        let put = |said| put(&detail, value("{}"), said).to_json();
        assert_eq!(put(Ok(Value::Null)), r#"{"Policy":null}"#);
        assert!(put(Err(undecodable("x"))).contains("unknown"));
    }
}
