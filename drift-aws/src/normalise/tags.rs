//! Tags: names with values, in whatever form a service gives them.
//!
//! Knows no kind.

use drift_core::{Map, Value};

/// Names with values, from a list of maps or a map.
pub(crate) fn pairs(value: &Value) -> Box<dyn Iterator<Item = (String, String)> + '_> {
    let text = |value: &Value| value.scalar_text().unwrap_or_default();
    match value {
        Value::Map(members) => {
            Box::new(members.iter().map(move |(name, value)| (name.clone(), text(value))))
        }
        Value::List(items) => Box::new(items.iter().filter_map(|item| {
            let of = |names: &[&str]| names.iter().find_map(|name| item.get(name)?.scalar_text());
            // The wire leaves an empty value out.
            Some((of(&KEYS)?, of(&VALUES).unwrap_or_default()))
        })),
        _ => Box::new(std::iter::empty()),
    }
}

/// What services call the two parts of a tag, and what else is in one that follows from where it stands.
const KEYS: [&str; 3] = ["Key", "key", "TagKey"];
const VALUES: [&str; 3] = ["Value", "value", "TagValue"];
const OWNERS: [&str; 2] = ["ResourceId", "ResourceType"];

/// A tag in CloudFormation's names; what is no tag stays as it is.
pub(super) fn tag(item: &Value) -> Value {
    let (Value::Map(members), Some((key, value))) =
        (item, pairs(&vec![item.clone()].into()).next())
    else {
        return item.clone();
    };
    let is_known =
        |name: &str| KEYS.iter().chain(&VALUES).chain(&OWNERS).any(|known| *known == name);
    let others = members.iter().filter(|(name, _)| !is_known(name));
    let mut tag = tag_of(key, value);
    tag.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    Value::Map(tag)
}

pub(super) fn tag_of(key: String, value: String) -> Map {
    Map::from([("Key".to_owned(), key.into()), ("Value".to_owned(), value.into())])
}
