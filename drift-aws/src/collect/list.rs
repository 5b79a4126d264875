//! Lists every resource of a kind: page by page, and for each of what the list is made for.
//!
//! What came before a fault is kept, and the fault becomes the status. Knows no kind.

use drift_core::{Status, Value};

use super::code;
use super::input::{inputs, with_parent};
use super::take::{body, elements};
use crate::door::{Asking, Door};
use crate::table::{Listing, Table};

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
    let name = if table.list.texts.is_empty() { table.identity } else { table.list.texts };
    of_each(door, region, &table.list, found, name).await
}

/// What a call finds for each of what was found before.
async fn of_each(
    door: &Door,
    region: &str,
    listing: &Listing,
    parents: Listed,
    name: &str,
) -> Listed {
    let mut found = Listed { bodies: Vec::new(), status: parents.status };
    for parent in &parents.bodies {
        let Some(inputs) = inputs(&listing.call, parent) else {
            found.cut(format!("{}: what it is made for has no id", listing.call.operation));
            continue;
        };
        for input in inputs {
            pages(door, region, (listing, input), (parent, name), &mut found).await;
        }
    }
    found
}

async fn pages(
    door: &Door,
    region: &str,
    (listing, input): (&Listing, Value),
    (parent, name): (&Value, &str),
    found: &mut Listed,
) {
    let call = &listing.call;
    let asking = Asking::new(region, call.service, call.operation).with(input);
    let mut pages = door.pages(asking);
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) if listing.absent.contains(&code(&error.fault)) => return,
            Err(error) => return found.fail(error.fault.called(call.permission).status(), parent),
        };
        let Some(items) = elements(&page, call.items) else {
            return found.cut(format!("{}: `{}` is no list", call.operation, call.items));
        };
        let whole = |item| with_parent(body(item, name), call, parent, listing.keeps);
        found.bodies.extend(items.into_iter().map(whole));
    }
}

impl Listed {
    fn cut(&mut self, fault: String) {
        self.worsen(Status::Partial { fault });
    }

    /// A list that fails says nothing; one of several that fails leaves the others.
    fn fail(&mut self, status: Status, parent: &Value) {
        let status = match status {
            status if self.bodies.is_empty() && parent.is_empty() => status,
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
