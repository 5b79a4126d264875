//! Completes resources: the calls of a table's details, each for one resource, for a batch, or for all.
//!
//! A call that is refused makes its property unknown and nothing else; an answer that says that there is none makes it null.
//! Knows no kind.

use std::collections::BTreeMap;

use drift_core::{Map, Reason, Value};
use futures::stream::{self, StreamExt};

use super::code;
use super::input::{input, with_texts};
use super::list::Listed;
use super::take::{elements, part, text};
use crate::door::{Asking, Door, Fault};
use crate::shape;
use crate::table::{Detail, How};

/// Calls in flight for one kind; the door's limits come on top.
const IN_FLIGHT: usize = 8;

/// Says of a detail that nobody asked for that it was not.
pub(super) fn leave_out(detail: &Detail, listed: &mut Listed) {
    for body in listed.bodies.iter_mut().filter(|body| is_wanted(detail, body)) {
        if let Value::Map(members) = body {
            members.insert(detail.into.to_owned(), Value::Unknown(Reason::NotAsked));
        }
    }
}

/// Makes a detail's calls and puts what they say into the resources.
pub(super) async fn complete(door: &Door, region: &str, detail: &Detail, listed: &mut Listed) {
    let bodies = std::mem::take(&mut listed.bodies);
    let caller = Caller { door, region, detail };
    let (bodies, mut others): (Vec<_>, Vec<_>) =
        bodies.into_iter().partition(|body| is_wanted(detail, body));
    others.iter_mut().for_each(|body| leave_doubtful(detail, body));
    listed.bodies = match detail.how {
        How::Each => caller.each(bodies, |_| true).await,
        How::Differ(one, other) => {
            caller.each(bodies, |body| text(body, one) != text(body, other)).await
        }
        How::Batch { size, ids, id, key } => caller.batches(bodies, (size, ids), (id, key)).await,
        How::All { id, key } => caller.all(bodies, (id, key)).await,
    };
    listed.bodies.append(&mut others);
}

fn is_wanted(detail: &Detail, body: &Value) -> bool {
    let (way, texts) = detail.only;
    texts.is_empty() || text(body, way).is_some_and(|text| texts.contains(&text.as_str()))
}

/// Of a resource of which it is unknown whether it has what the detail reads, that is unknown, too.
fn leave_doubtful(detail: &Detail, body: &mut Value) {
    let (way, _) = detail.only;
    if let Value::Map(members) = body
        && let Some(unknown @ Value::Unknown(_)) = members.get(way).cloned()
    {
        members.insert(detail.into.to_owned(), unknown);
    }
}

struct Caller<'c> {
    door: &'c Door,
    region: &'c str,
    detail: &'c Detail,
}

impl Caller<'_> {
    async fn each(&self, bodies: Vec<Value>, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let one = |body: Value| {
            let asks = wanted(&body);
            async move {
                if !asks {
                    return body;
                }
                let said = self.ask(&body).await;
                put(self.detail, body, said)
            }
        };
        stream::iter(bodies.into_iter().map(one)).buffered(IN_FLIGHT).collect().await
    }

    /// What is said of one resource.
    async fn ask(&self, of: &Value) -> Result<Value, Value> {
        let call = &self.detail.call;
        let Some(input) = input(call, of, of) else {
            return Err(undecodable("it lacks what the call needs"));
        };
        let asking = self.asking(input);
        let answers = self.door.pages(asking).all().await;
        match answers.fault {
            Some(error) => self.refused(&error.fault),
            None => whole(&answers.pages, call.items)
                .ok_or_else(|| undecodable(&format!("`{}` is not there", call.items))),
        }
    }

    fn asking(&self, input: Value) -> Asking {
        let call = &self.detail.call;
        Asking::new(self.region, call.service, call.operation).with(input)
    }

    fn refused(&self, fault: &Fault) -> Result<Value, Value> {
        if self.detail.absent.contains(&code(fault)) {
            Ok(Value::Null)
        } else {
            Err(unknown(self.detail, fault))
        }
    }

    async fn batches(
        &self,
        bodies: Vec<Value>,
        (size, ids): (usize, &str),
        (id, key): (&str, &str),
    ) -> Vec<Value> {
        let mut done = Vec::with_capacity(bodies.len());
        // What else the input says (a cluster) is the same within a batch.
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for body in bodies {
            let common = input(&self.detail.call, &body, &body).unwrap_or(Value::Null);
            groups.entry(common.to_json()).or_default().push(body);
        }
        for group in groups.into_values() {
            for batch in group.chunks(size.max(1)) {
                done.extend(self.batch(batch, ids, (id, key)).await);
            }
        }
        done
    }

    /// One call for several; where one of them is no longer there, one for each.
    async fn batch(&self, batch: &[Value], ids: &str, (id, key): (&str, &str)) -> Vec<Value> {
        let mut done = Vec::with_capacity(batch.len());
        let mut said = self.several(batch, ids, (id, key)).await;
        let alone = batch.len() > 1 && matches!(said, Err(Fault::NotFound { .. }));
        for body in batch {
            if alone {
                said = self.several(std::slice::from_ref(body), ids, (id, key)).await;
            }
            let said = said.as_ref().map_err(|fault| unknown(self.detail, fault));
            done.push(join(self.detail, body.clone(), id, said));
        }
        done
    }

    async fn several(&self, batch: &[Value], ids: &str, (id, key): (&str, &str)) -> Keyed {
        let common = batch.first().and_then(|body| input(&self.detail.call, body, body));
        let named = batch.iter().filter_map(|body| text(body, id));
        self.pages(with_texts(common.unwrap_or(Value::Null), ids, named), key).await
    }

    async fn all(&self, bodies: Vec<Value>, (id, key): (&str, &str)) -> Vec<Value> {
        if bodies.is_empty() {
            return bodies;
        }
        let call = &self.detail.call;
        let asked = input(call, &Value::Null, &Value::Null).unwrap_or(Value::Null);
        let said = self.pages(asked, key).await;
        let one = |body| {
            let said = said.as_ref().map_err(|fault| unknown(self.detail, fault));
            join(self.detail, body, id, said)
        };
        bodies.into_iter().map(one).collect()
    }

    /// What all pages of an answer say, by what leads back to resources.
    async fn pages(&self, input: Value, key: &str) -> Keyed {
        let answers = self.door.pages(self.asking(input)).all().await;
        let mut all = BTreeMap::new();
        for page in &answers.pages {
            all.extend(keyed(self.detail, page, key)?);
        }
        answers.fault.map_or(Ok(all), |error| Err(error.fault))
    }
}

/// What stands at a way of all pages of an answer: lists are joined.
fn whole(pages: &[Value], way: &str) -> Option<Value> {
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
fn put(detail: &Detail, body: Value, said: Result<Value, Value>) -> Value {
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
fn keyed(detail: &Detail, answer: &Value, key: &str) -> Keyed {
    let way = detail.call.items.split_once('|').map_or(detail.call.items, |(list, _)| list);
    let items =
        elements(answer, way).ok_or_else(|| Fault::Malformed(format!("`{way}` is no list")))?;
    let named = items.into_iter().filter_map(|item| Some((text(&item, key)?, item)));
    Ok(named.collect())
}

/// Puts into a resource what leads back to it.
fn join(
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
type Keyed = Result<BTreeMap<String, Value>, Fault>;

/// Why it is unknown; what is not allowed is called as the table says.
fn unknown(detail: &Detail, fault: &Fault) -> Value {
    Value::Unknown(Reason::Denied(match fault {
        Fault::Denied { code, permission, .. } => {
            let named = detail.call.permission;
            format!("{code}: {}", if named.is_empty() { permission } else { named })
        }
        fault => fault.to_string(),
    }))
}

fn undecodable(how: &str) -> Value {
    Value::Unknown(Reason::Undecodable(how.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::call;

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
