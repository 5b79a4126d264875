//! Completes resources: the calls of a table's details, each for one resource, for a batch, or for all.
//!
//! A call that is refused makes its property unknown and nothing else; an answer that says that there is none makes it null.
//! Knows no kind.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Reason, Value};
use futures::stream::{self, StreamExt};

use super::input::{input, with_texts};
use super::list::Listed;
use super::said::{
    Keyed, is_wanted, join, keyed, leave_doubtful, put, undecodable, unknown, whole,
};
use super::take::text;
use super::{IN_FLIGHT, says_none};
use crate::door::{Asking, Door, Fault};
use crate::table::{Detail, How};

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
        if says_none(self.detail.absent, fault) {
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
        // What else the input says (a cluster) is the same within a batch.
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for body in bodies {
            let common = input(&self.detail.call, &body, &body).unwrap_or(Value::Null);
            groups.entry(common.to_json()).or_default().push(body);
        }
        let batches = groups.into_values().flat_map(|group| in_batches(&group, size));
        let one = |batch: Vec<Value>| async move { self.batch(&batch, ids, (id, key)).await };
        let done: Vec<_> = stream::iter(batches.map(one)).buffered(IN_FLIGHT).collect().await;
        done.into_iter().flatten().collect()
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
        let named: BTreeSet<String> = batch.iter().filter_map(|body| text(body, id)).collect();
        if named.is_empty() {
            return Ok(BTreeMap::new());
        }
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

fn in_batches(group: &[Value], size: usize) -> Vec<Vec<Value>> {
    group.chunks(size.max(1)).map(<[Value]>::to_vec).collect()
}
