//! Completes resources: the calls of a table's details, each for one resource, for a batch, or for all.
//!
//! A call that is refused makes its property unknown and nothing else; an answer that says that there is none makes it null.
//! Knows no kind.

use std::collections::BTreeMap;

use drift_core::{Reason, Status, Value};
use futures::stream::{self, StreamExt};

use super::input::{input, with_texts};
use super::list::Listed;
use super::take::{elements, part, text};
use crate::door::{Asking, CallError, Door, Fault};
use crate::table::{Detail, How};

/// Calls in flight for one kind; the door's limits come on top.
const IN_FLIGHT: usize = 8;

/// Says of a detail that nobody asked for that it was not.
pub(super) fn leave_out(detail: &Detail, listed: &mut Listed) {
    for body in &mut listed.bodies {
        if let Value::Map(members) = body {
            members.insert(detail.into.to_owned(), Value::Unknown(Reason::NotAsked));
        }
    }
}

/// Makes a detail's calls and puts what they say into the resources.
pub(super) async fn complete(door: &Door, region: &str, detail: &Detail, listed: &mut Listed) {
    let bodies = std::mem::take(&mut listed.bodies);
    let caller = Caller { door, region, detail };
    let (bodies, fault) = match detail.how {
        How::Each => caller.each(bodies, |_| true).await,
        How::Where(way, wanted) => {
            caller.each(bodies, |body| text(body, way).as_deref() == Some(wanted)).await
        }
        How::Batch { size, ids, id, key } => caller.batches(bodies, (size, ids), (id, key)).await,
        How::All { id, key } => caller.all(bodies, (id, key)).await,
        How::Elements(way) => caller.elements(bodies, way).await,
    };
    listed.bodies = bodies;
    if let Some(fault) = fault {
        listed.worsen(Status::Partial { fault });
    }
}

/// Resources, and why they are not complete where that cannot be said in them.
type Completed = (Vec<Value>, Option<String>);

struct Caller<'c> {
    door: &'c Door,
    region: &'c str,
    detail: &'c Detail,
}

impl Caller<'_> {
    async fn each(&self, bodies: Vec<Value>, wanted: impl Fn(&Value) -> bool) -> Completed {
        let one = |body: Value| {
            let asks = wanted(&body);
            async move {
                if !asks {
                    return (body, None);
                }
                let said = self.ask(&body).await;
                self.put(body, said)
            }
        };
        let done: Vec<_> =
            stream::iter(bodies.into_iter().map(one)).buffered(IN_FLIGHT).collect().await;
        let (bodies, faults): (Vec<_>, Vec<_>) = done.into_iter().unzip();
        (bodies, faults.into_iter().flatten().next())
    }

    /// What is said of one resource or element.
    async fn ask(&self, of: &Value) -> Result<Value, Value> {
        let call = &self.detail.call;
        let Some(input) = input(call, of, of) else {
            return Err(undecodable("it lacks what the call needs"));
        };
        match self.call(input).await {
            Ok(answer) => part(&answer, call.items)
                .ok_or_else(|| undecodable(&format!("`{}` is not there", call.items))),
            Err(error) => self.refused(&error),
        }
    }

    async fn call(&self, input: Value) -> Result<Value, CallError> {
        let call = &self.detail.call;
        self.door.call(&Asking::new(self.region, call.service, call.operation).with(input)).await
    }

    fn refused(&self, error: &CallError) -> Result<Value, Value> {
        let code = match &error.fault {
            Fault::NotFound { code, .. } | Fault::Service { code, .. } => code.as_str(),
            _ => "",
        };
        if self.detail.absent.contains(&code) { Ok(Value::Null) } else { Err(unknown(error)) }
    }

    /// Puts what is said into its resource.
    fn put(&self, body: Value, said: Result<Value, Value>) -> (Value, Option<String>) {
        let Value::Map(mut members) = body else { return (body, None) };
        let mut fault = None;
        match (self.detail.into, said) {
            ("", Ok(Value::Map(more))) => members.extend(more),
            ("", Ok(_)) => {}
            ("", Err(unknown)) => fault = Some(self.fault(&unknown)),
            (into, Ok(said) | Err(said)) => drop(members.insert(into.to_owned(), said)),
        }
        (Value::Map(members), fault)
    }

    fn fault(&self, unknown: &Value) -> String {
        let why = match unknown {
            Value::Unknown(reason) => reason.to_string(),
            _ => String::new(),
        };
        format!("{}: {why}", self.detail.call.operation)
    }

    async fn batches(
        &self,
        bodies: Vec<Value>,
        (size, ids): (usize, &str),
        (id, key): (&str, &str),
    ) -> Completed {
        let (mut done, mut fault) = (Vec::with_capacity(bodies.len()), None);
        // What else the input says (a cluster) is the same within a batch.
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for body in bodies {
            let common = input(&self.detail.call, &body, &body).unwrap_or(Value::Null);
            groups.entry(common.to_json()).or_default().push(body);
        }
        for group in groups.into_values() {
            for batch in group.chunks(size.max(1)) {
                let common = batch.first().and_then(|body| input(&self.detail.call, body, body));
                let named = batch.iter().filter_map(|body| text(body, id));
                let asked = with_texts(common.unwrap_or(Value::Null), ids, named);
                let said = self.keyed(self.call(asked).await, key);
                for body in batch {
                    let (body, failed) = self.join(body.clone(), id, &said);
                    done.push(body);
                    fault = fault.or(failed);
                }
            }
        }
        (done, fault)
    }

    async fn all(&self, bodies: Vec<Value>, (id, key): (&str, &str)) -> Completed {
        if bodies.is_empty() {
            return (bodies, None);
        }
        let call = &self.detail.call;
        let asked = input(call, &Value::Null, &Value::Null).unwrap_or(Value::Null);
        let asking = Asking::new(self.region, call.service, call.operation).with(asked);
        let listed = self.door.pages(asking).all().await;
        let mut said = Ok(BTreeMap::new());
        for page in listed.pages {
            said = merged(said, self.keyed(Ok(page), key));
        }
        if let Some(error) = listed.fault {
            said = Err(unknown(&error));
        }
        let done: Vec<_> = bodies.into_iter().map(|body| self.join(body, id, &said)).collect();
        let (bodies, faults): (Vec<_>, Vec<_>) = done.into_iter().unzip();
        (bodies, faults.into_iter().flatten().next())
    }

    /// The elements of an answer by what leads back to their resources.
    fn keyed(&self, answer: Result<Value, CallError>, key: &str) -> Keyed {
        let answer = answer.map_err(|error| unknown(&error))?;
        let way =
            self.detail.call.items.split_once("|").map_or(self.detail.call.items, |(list, _)| list);
        let items =
            elements(&answer, way).ok_or_else(|| undecodable(&format!("`{way}` is no list")))?;
        let named = items.into_iter().filter_map(|item| Some((text(&item, key)?, item)));
        Ok(named.collect())
    }

    fn join(&self, body: Value, id: &str, said: &Keyed) -> (Value, Option<String>) {
        // `list|part`: only a part of each element is taken.
        let inner = self.detail.call.items.split_once("|").map_or("", |(_, part)| part);
        let own = match said {
            Err(unknown) => Err(unknown.clone()),
            Ok(by_key) => match text(&body, id).and_then(|id| by_key.get(&id)) {
                Some(item) => {
                    part(item, inner).ok_or_else(|| undecodable("it is of another shape"))
                }
                None if self.detail.into.is_empty() => Err(undecodable("the answer leaves it out")),
                None => Ok(Value::Null),
            },
        };
        self.put(body, own)
    }

    async fn elements(&self, bodies: Vec<Value>, way: &str) -> Completed {
        let one = |body: Value| async move {
            let Value::Map(mut members) = body else { return body };
            if let Some(Value::List(items)) = members.get(way).cloned() {
                let context = Value::Map(members.clone());
                let mut said = Vec::with_capacity(items.len());
                for item in items {
                    said.push(self.element(&context, item).await);
                }
                members.insert(way.to_owned(), Value::List(said));
            }
            Value::Map(members)
        };
        let bodies = stream::iter(bodies.into_iter().map(one)).buffered(IN_FLIGHT).collect().await;
        (bodies, None)
    }

    /// What an element is called by is in the element; what its resource is called by is in the resource.
    async fn element(&self, resource: &Value, element: Value) -> Value {
        let call = &self.detail.call;
        let Some(input) = input(call, &element, resource) else {
            return undecodable("it lacks what the call needs");
        };
        let said = match self.call(input).await {
            Ok(answer) => part(&answer, call.items).unwrap_or(Value::Null),
            Err(error) => self.refused(&error).unwrap_or_else(|unknown| unknown),
        };
        match (element, said) {
            (Value::Map(mut own), Value::Map(more)) => {
                own.extend(more);
                Value::Map(own)
            }
            (Value::Map(mut own), said) => {
                own.insert(call.operation.to_owned(), said);
                Value::Map(own)
            }
            (_, said) => said,
        }
    }
}

/// Elements by what leads back, or why there are none.
type Keyed = Result<BTreeMap<String, Value>, Value>;

fn merged(one: Keyed, other: Keyed) -> Keyed {
    let (mut one, other) = (one?, other?);
    one.extend(other);
    Ok(one)
}

fn unknown(error: &CallError) -> Value {
    Value::Unknown(match &error.fault {
        Fault::Denied { code, permission, .. } => Reason::Denied(format!("{code}: {permission}")),
        fault => Reason::Denied(fault.to_string()),
    })
}

fn undecodable(how: &str) -> Value {
    Value::Unknown(Reason::Undecodable(how.to_owned()))
}
