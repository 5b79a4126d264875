//! From an answer that lists to bodies, as the fuzz targets call it: no request is made.

use drift_core::Value;

use super::take::{body, elements};
use crate::table::Table;

/// The bodies in a page of the list of a kind; `None` where what should be a list is none.
#[must_use]
pub fn bodies(table: &Table, page: &Value) -> Option<Vec<Value>> {
    let items = elements(page, table.list.call.items)?;
    Some(items.into_iter().map(|item| body(item, table.texts())).collect())
}
