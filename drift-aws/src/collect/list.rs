//! Lists every resource of a kind: page by page, and for each of what the list is made for.
//!
//! What came before a fault is kept, and the fault becomes the status. Knows no kind.

use drift_core::{Status, Value};
use futures::stream::{self, StreamExt};

use super::input::{inputs, with_parent};
use super::take::{body, elements};
use super::{IN_FLIGHT, says_none};
use crate::door::{Asking, Door};
use crate::table::{Call, Listing, Table};

/// The resources that were found, and how completely.
pub(super) struct Listed {
    pub(super) bodies: Vec<Value>,
    pub(super) status: Status,
}

/// Lists a kind in a region.
pub(super) async fn list(door: &Door, region: &str, table: &Table) -> Listed {
    let mut found = Listed { bodies: vec![Value::Null], status: Status::Complete };
    for call in table.list.of {
        found = of_each(door, region, &call.lists(), found, "").await;
    }
    of_each(door, region, &table.list, found, table.texts()).await
}

/// What a call finds for each of what was found before: several at once, in the order of what they are made for.
async fn of_each(
    door: &Door,
    region: &str,
    listing: &Listing,
    parents: Listed,
    name: &str,
) -> Listed {
    let mut found = Listed { bodies: Vec::new(), status: parents.status };
    let one = |(parent, input): (Value, Option<Value>)| async move {
        let list = match input {
            Some(input) => pages(door, region, (listing, input), (&parent, name)).await,
            None => List::without_id(listing),
        };
        (list, parent.is_empty())
    };
    let asked = parents.bodies.into_iter().flat_map(|parent| asked(listing, parent));
    let mut lists = stream::iter(asked.map(one)).buffered(IN_FLIGHT);
    while let Some((list, is_only)) = lists.next().await {
        found.join(list, is_only);
    }
    found
}

/// What is asked for a parent; without an input where it lacks what the call needs.
fn asked(listing: &Listing, parent: Value) -> Vec<(Value, Option<Value>)> {
    match inputs(&listing.call, &parent) {
        Some(inputs) => inputs.into_iter().map(|input| (parent.clone(), Some(input))).collect(),
        None => vec![(parent, None)],
    }
}

/// What one list gave, and what ended it before its end.
struct List {
    bodies: Vec<Value>,
    ended: Option<Ended>,
}

enum Ended {
    Failed(Status),
    Cut(String),
}

impl List {
    fn without_id(listing: &Listing) -> Self {
        let why = format!("{}: what it is made for has no id", listing.call.operation);
        Self { bodies: Vec::new(), ended: Some(Ended::Cut(why)) }
    }
}

async fn pages(
    door: &Door,
    region: &str,
    (listing, input): (&Listing, Value),
    (parent, name): (&Value, &str),
) -> List {
    let call = &listing.call;
    let asking = Asking::new(region, call.service, call.operation).with(input);
    let (mut pages, mut bodies) = (door.pages(asking), Vec::new());
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if bodies.is_empty() && says_none(listing.absent, &error.fault) => break,
            Err(error) => {
                let status = of(call, error.fault.called(call.permission).status());
                return List { bodies, ended: Some(Ended::Failed(status)) };
            }
        };
        let Some(items) = elements(&page, call.items) else {
            let why = format!("{}: `{}` is no list", call.operation, call.items);
            return List { bodies, ended: Some(Ended::Cut(why)) };
        };
        let whole = |item| with_parent(body(item, name), call, parent, listing.keeps);
        bodies.extend(items.into_iter().map(whole));
    }
    List { bodies, ended: None }
}

/// With the call that failed; what is not allowed names the permission.
fn of(call: &Call, status: Status) -> Status {
    let named = |fault: String| format!("{}:{}: {fault}", call.service, call.operation);
    match status {
        Status::Partial { fault } => Status::Partial { fault: named(fault) },
        Status::Throttled { fault } => Status::Throttled { fault: named(fault) },
        status => status,
    }
}

impl Listed {
    /// Takes what a list gave; `is_only`: the kind is one list.
    fn join(&mut self, list: List, is_only: bool) {
        self.bodies.extend(list.bodies);
        match list.ended {
            Some(Ended::Failed(status)) => self.fail(status, is_only),
            Some(Ended::Cut(fault)) => self.cut(fault),
            None => {}
        }
    }

    fn cut(&mut self, fault: String) {
        self.worsen(Status::Partial { fault });
    }

    /// A list that fails says nothing; one of several that fails leaves the others.
    fn fail(&mut self, status: Status, is_only: bool) {
        let status = match status {
            status if self.bodies.is_empty() && is_only => status,
            Status::Denied { fault }
            | Status::Throttled { fault }
            | Status::Unsupported { fault }
            | Status::Partial { fault } => Status::Partial { fault },
            other => other,
        };
        self.worsen(status);
    }

    /// The first fault is told.
    pub(super) fn worsen(&mut self, status: Status) {
        if self.status.is_complete() {
            self.status = status;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::door::Manners;
    use crate::door::testing::{Got, Reply, door};
    use crate::kinds;

    /// Four clusters with a service each: the sooner one is asked for, the later it answers, and two refuse.
    fn clusters(got: &Got) -> Reply {
        if got.headers.contains(".listclusters") {
            return Reply::new(200, r#"{"clusterArns": ["c0", "c1", "c2", "c3"]}"#);
        }
        let number = (0..4).find(|number| got.body.contains(&format!("c{number}"))).unwrap();
        std::thread::sleep(Duration::from_millis(40 * (3 - number)));
        match number {
            1 | 2 => Reply::new(400, &format!(r#"{{"__type": "Refused{number}"}}"#)),
            _ => Reply::new(200, &format!(r#"{{"serviceArns": ["s{number}"]}}"#)),
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 6)]
    async fn what_several_have_is_in_their_order_and_the_first_fault_is_told() {
        let (door, _) = door(Manners::default(), clusters).await;
        let table = kinds::of("AWS::ECS::Service").unwrap();
        let listed = list(&door, "eu-west-1", table).await;
        let services: Vec<_> = listed.bodies.iter().map(Value::to_json).collect();
        let wanted = [0, 3].map(|n| format!(r#"{{"cluster":"c{n}","serviceArn":"s{n}"}}"#));
        assert_eq!(services, wanted);
        let Status::Partial { fault } = listed.status else { panic!("{:?}", listed.status) };
        assert!(fault.contains("Refused1"), "{fault}");
    }
}
