//! Organization: the accounts below a part of one.
//!
//! Makes the calls and reads their answers. Knows nothing of how the accounts are entered.

use std::collections::BTreeSet;

use drift_core::{Map, Value};

use crate::door::{Asking, CallError, Door};

/// An account of an organization.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Its id, 12 digits.
    pub id: String,
    /// What the organization calls it.
    pub name: String,
    /// `ACTIVE`; another state (`SUSPENDED`, `PENDING_CLOSURE`) says that it cannot be entered.
    pub state: String,
}

/// How deep an organization may be: AWS allows five levels of units below the root.
const DEPTH: usize = 8;

/// The service, as botocore and IAM call it.
const SERVICE: &str = "organizations";

/// The operations that list a unit, with `nested` the units in it, too.
///
/// ```
/// assert_eq!(drift_aws::listing_operations(false), ["ListAccountsForParent"]);
/// ```
#[must_use]
pub const fn listing_operations(nested: bool) -> &'static [&'static str] {
    if nested { &[ACCOUNTS, UNITS] } else { &[ACCOUNTS] }
}

const ACCOUNTS: &str = "ListAccountsForParent";
const UNITS: &str = "ListOrganizationalUnitsForParent";

/// The accounts in a unit or root, in the order of their ids; with `nested` those of the units in it, too.
///
/// AWS: Organizations API Reference, `ListAccountsForParent` and `ListOrganizationalUnitsForParent`.
///
/// # Errors
/// When a call is refused: a list that lacks some would look as if there were no more.
///
/// ```no_run
/// # async fn example(door: &drift_aws::door::Door) -> Result<(), drift_aws::door::CallError> {
/// let accounts = drift_aws::accounts_below(door, "ou-ab12-11111111", true).await?;
/// # Ok(()) }
/// ```
pub async fn accounts_below(
    door: &Door,
    unit: &str,
    nested: bool,
) -> Result<BTreeSet<Member>, CallError> {
    let mut found = BTreeSet::new();
    let mut units = vec![unit.to_owned()];
    for _ in 0..DEPTH {
        let mut below = Vec::new();
        for unit in &units {
            found.extend(listed(door, ACCOUNTS, unit, "Accounts", member).await?);
            if nested {
                let id = |body: &Value| text(body, "Id");
                below.extend(listed(door, UNITS, unit, "OrganizationalUnits", id).await?);
            }
        }
        units = below;
    }
    Ok(found)
}

async fn listed<T>(
    door: &Door,
    operation: &str,
    parent: &str,
    items: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<Vec<T>, CallError> {
    let input = Value::Map(Map::from([("ParentId".to_owned(), parent.into())]));
    // Organizations has one endpoint in a partition: any of its regions leads there.
    let region = door.region().unwrap_or("us-east-1");
    let mut pages = door.pages(Asking::new(region, SERVICE, operation).with(input));
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page?;
        let list = page.get(items).and_then(Value::as_list).unwrap_or_default();
        found.extend(list.iter().filter_map(&read));
    }
    Ok(found)
}

fn member(body: &Value) -> Option<Member> {
    let state = text(body, "State").or_else(|| text(body, "Status")).unwrap_or_default();
    Some(Member { id: text(body, "Id")?, name: text(body, "Name").unwrap_or_default(), state })
}

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::Manners;
    use crate::door::testing::{Got, Reply, door};

    fn organization(got: &Got) -> Reply {
        let (accounts, parent) = (got.headers.contains("listaccounts"), &got.body);
        let body = match (accounts, parent.contains("r-1"), parent.contains("\"t\"")) {
            (true, true, false) => {
                r#"{"Accounts": [{"Id": "222222222222", "Name": "b", "Status": "ACTIVE"}], "NextToken": "t"}"#
            }
            (true, true, true) => r#"{"Accounts": [{"Id": "111111111111", "State": "SUSPENDED"}]}"#,
            (true, false, _) => r#"{"Accounts": [{"Id": "333333333333", "Status": "ACTIVE"}]}"#,
            (false, true, _) => r#"{"OrganizationalUnits": [{"Id": "ou-1"}]}"#,
            (false, false, _) => r#"{"OrganizationalUnits": []}"#,
        };
        Reply::new(200, body)
    }

    async fn ids(nested: bool) -> Vec<(String, String)> {
        let (door, _) = door(Manners::default(), organization).await;
        let found = accounts_below(&door, "r-1", nested).await.unwrap();
        found.into_iter().map(|member| (member.id, member.state)).collect()
    }

    #[tokio::test]
    async fn accounts_are_those_of_every_page_and_with_nested_of_every_unit() {
        let pair = |id: &str, state: &str| (id.to_owned(), state.to_owned());
        let own = [pair("111111111111", "SUSPENDED"), pair("222222222222", "ACTIVE")];
        assert_eq!(ids(false).await, own);
        assert_eq!(ids(true).await, [&own[..], &[pair("333333333333", "ACTIVE")]].concat());
    }

    #[tokio::test]
    async fn a_unit_that_may_not_be_listed_is_an_error_and_no_empty_one() {
        let refusal = r#"{"__type": "AccessDeniedException", "message": "no"}"#;
        let (door, _) = door(Manners::default(), move |_| Reply::new(400, refusal)).await;
        let error = accounts_below(&door, "r-1", true).await.unwrap_err();
        assert!(error.to_string().contains("organizations:ListAccountsForParent"), "{error}");
    }
}
