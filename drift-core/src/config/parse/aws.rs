//! `aws` sources and `credentials`: which accounts are read, and who enters them.

use std::collections::BTreeMap;

use super::dialect::{AWS, CREDENTIALS, HOP, ORGANIZATION};
use super::reader::Reader;
use super::suggest::did_you_mean;
use crate::config::{AwsSource, Credentials, Hop, Organization};
use crate::yaml::Spanned;

pub(super) fn source(reader: &mut Reader<'_>, node: &Spanned) -> Option<AwsSource> {
    if !reader.keys(node, &AWS) {
        return None;
    }
    let text = |reader: &mut Reader<'_>, key| node.get(key).and_then(|node| reader.text(node));
    let source = AwsSource {
        profile: text(reader, "profile"),
        via: node.get("via").and_then(|via| self::via(reader, via)),
        accounts: node.get("accounts").map(|ids| accounts(reader, ids)).unwrap_or_default(),
        organization: node.get("organization").and_then(|part| organization(reader, part)),
        role: text(reader, "role"),
        external_id: text(reader, "external_id"),
        regions: node.get("regions").map(|names| regions(reader, names)).unwrap_or_default(),
        location: Some(reader.location(node)),
    };
    fit(reader, node, &source);
    Some(source)
}

/// The name of an entry of `credentials`.
fn via(reader: &mut Reader<'_>, node: &Spanned) -> Option<String> {
    let name = reader.text(node)?;
    if !reader.credentials.contains(&name) {
        let near = did_you_mean(&name, reader.credentials.iter().map(String::as_str));
        reader.error(node, format!("`credentials` has no entry of this name{near}"));
    }
    Some(name)
}

/// What cannot be meant together.
fn fit(reader: &mut Reader<'_>, node: &Spanned, source: &AwsSource) {
    for (one, other) in [("profile", "via"), ("accounts", "organization")] {
        if let (Some(_), Some(second)) = (node.get(one), node.get(other)) {
            reader.error(second, format!("`{one}` and `{other}` exclude each other"));
        }
    }
    let several = node.get("organization").is_some() || source.accounts.len() > 1;
    match (&source.role, node.get("role")) {
        (None, None) if several => {
            reader.error(node, "several accounts are entered by a `role`; name it");
        }
        (Some(role), Some(at)) if role.starts_with("arn:") => role_fits(reader, at, role, source),
        _ => {}
    }
    if let (Some(id), None) = (node.get("external_id"), node.get("role")) {
        reader.error(id, "`external_id` is given to a `role`, and there is none");
    }
}

/// A role's ARN has its account in it.
fn role_fits(reader: &mut Reader<'_>, at: &Spanned, role: &str, source: &AwsSource) {
    let account = role.split(':').nth(4).unwrap_or_default();
    match source.accounts.as_slice() {
        [] if source.organization.is_none() => {}
        [only] if only == account => {}
        [only] => reader.error(at, format!("a role of account {account}, not of {only}")),
        _ => reader.error(at, "several accounts: write the role's name, not the ARN of one"),
    }
}

fn accounts(reader: &mut Reader<'_>, node: &Spanned) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for item in node.as_list().unwrap_or_default() {
        let Some(id) = item.as_str() else { continue };
        if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            reader.error(item, "an account's id has 12 digits");
        } else if ids.iter().any(|other| other == id) {
            reader.error(item, "this account is named twice");
        }
        ids.push(id.to_owned());
    }
    // What is no text is refused here: ids without quotes are numbers, and lose their zeros.
    reader.texts(node)
}

fn organization(reader: &mut Reader<'_>, node: &Spanned) -> Option<Organization> {
    if !reader.keys(node, &ORGANIZATION) {
        return None;
    }
    let nested = node.get("nested").is_some_and(|nested| reader.boolean(nested));
    let at = reader.required(node, "unit")?;
    let unit = reader.text(at)?;
    if !["ou-", "r-"].iter().any(|prefix| unit.starts_with(prefix)) {
        reader.error(at, "expected the id of a unit (`ou-…`) or of the root (`r-…`)");
    }
    Some(Organization { unit, nested })
}

fn regions(reader: &mut Reader<'_>, node: &Spanned) -> Vec<String> {
    for item in node.as_list().unwrap_or_default() {
        if item.as_str().is_some_and(|name| !name.trim().is_empty() && !is_region(name)) {
            reader.error(item, "expected a region such as `eu-west-1`");
        }
    }
    reader.texts(node)
}

/// Whether a name has the form of an AWS region.
///
/// ```
/// use drift_core::config::is_region;
/// assert!(is_region("eu-west-1") && is_region("us-gov-east-1") && !is_region("eu--1"));
/// ```
#[must_use]
pub fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let (number, words) = parts.split_last().unwrap_or((&"", &[]));
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    words.len() >= 2
        && words.iter().all(is_word)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `credentials`, by name. Leaves the names with the reader.
pub(super) fn credentials(
    reader: &mut Reader<'_>,
    root: &Spanned,
) -> BTreeMap<String, Credentials> {
    let Some(node) = root.get("credentials") else { return BTreeMap::new() };
    let Some(map) = node.as_map() else {
        reader.error(node, "expected a map of names to credentials");
        return BTreeMap::new();
    };
    reader.credentials = map.keys().cloned().collect();
    let read = map.iter().map(|(name, member)| (name.clone(), one(reader, &member.value)));
    read.collect()
}

fn one(reader: &mut Reader<'_>, node: &Spanned) -> Credentials {
    if !reader.keys(node, &CREDENTIALS) {
        return Credentials::default();
    }
    let hops = node.get("chain").map(|chain| reader.list(chain)).unwrap_or_default();
    Credentials {
        profile: node.get("profile").and_then(|profile| reader.text(profile)),
        chain: hops.iter().filter_map(|node| hop(reader, node)).collect(),
    }
}

fn hop(reader: &mut Reader<'_>, node: &Spanned) -> Option<Hop> {
    if !reader.keys(node, &HOP) {
        return None;
    }
    let external_id = node.get("external_id").and_then(|id| reader.text(id));
    let session_name = node.get("session_name").and_then(|name| reader.text(name));
    let role = reader.required(node, "role").and_then(|role| reader.text(role))?;
    Some(Hop { role, external_id, session_name })
}
