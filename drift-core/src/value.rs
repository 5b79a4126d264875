//! Values: what an attribute can hold, in a snapshot and in a report.
//!
//! Deliberately knows nothing of kinds, roles or providers. `Unknown` and `Secret` are values of their own, so
//! that no parallel tree has to say which leaf was not read or must not be shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::{Path, Step};

/// A map of attribute names to values, in the order of the names.
pub type Map = BTreeMap<String, Value>;

/// The value of one attribute.
///
/// ```
/// use drift_core::{Map, Value};
/// let labels = Map::from([("app".to_owned(), Value::from("shop"))]);
/// assert_eq!(Value::Map(labels).get("app").and_then(Value::as_str), Some("shop"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Said to be nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// Any other number, as its shortest decimal text.
    Decimal(Decimal),
    /// A text.
    String(String),
    /// A list; what its order means is the schema's to say.
    List(Vec<Value>),
    /// A map.
    Map(Map),
    /// A name that leads to another resource.
    Reference(Reference),
    /// A value that never left the collector: its fingerprint and what it points at.
    // Boxed: a value is copied and moved a million times, and a secret is the largest and rarest one.
    Secret(Box<Secret>),
    /// A text of which parts never left the collector: the rest is compared as it is written.
    Masked(Vec<Part>),
    /// Not compared, and why: never equal to and never different from anything.
    Unknown(Reason),
}

/// A number that is no 64-bit integer, as decimal text (`0.5`, `1e30`), kept as text so that it stays exact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(String);

impl Decimal {
    /// Takes a finite double at its shortest text that reads back the same; `None` for NaN and infinities.
    ///
    /// ```
    /// assert_eq!(drift_core::Decimal::from_f64(0.50).unwrap().as_str(), "0.5");
    /// ```
    #[must_use]
    pub fn from_f64(number: f64) -> Option<Self> {
        number.is_finite().then(|| Self(format!("{number}")))
    }

    /// Takes a whole number of any size.
    #[must_use]
    pub fn from_u64(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The decimal text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A name that leads to another resource of the same side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The kind it leads to (`/ConfigMap`, `AWS::EC2::SecurityGroup`).
    pub kind: String,
    /// The namespace of the target, where its kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The name or native id as it is written.
    pub name: String,
}

/// What is left of a secret value: enough to compare it, nothing to read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Secret {
    /// The id of the key that the fingerprint was made with; values under different ids are not compared.
    pub key: String,
    /// HMAC-SHA-256 of the decoded bytes, truncated to 128 bits, in lower-case hex.
    pub fingerprint: String,
    /// While keys are rotated: the fingerprints under the previous keys, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub also: BTreeMap<String, String>,
    /// What the value points at (hosts, ARNs, account ids), never user information.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Shorter than 8 characters: such values are alike too often to say that a secret is shared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub short: bool,
    /// Which rule found it, for `drift snapshot --explain-redaction`; says nothing of the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

impl Secret {
    /// Whether the values are the same; `None` when no key is common to both fingerprints.
    #[must_use]
    pub fn same(&self, other: &Self) -> Option<bool> {
        let under = |secret: &Self, key: &str| match secret.key == key {
            true => Some(secret.fingerprint.clone()),
            false => secret.also.get(key).cloned(),
        };
        let keys = std::iter::once(&self.key).chain(self.also.keys());
        keys.filter_map(|key| Some(under(self, key)? == under(other, key)?)).next()
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// What anybody may read.
    Plain(String),
    /// What stood there was secret.
    Secret(Secret),
}

/// Why a value was not compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The configuration does not ask for this value (`secrets.read`).
    NotAsked,
    /// The call that would have read it was refused, with the code it was refused with.
    Denied(String),
    /// It was there and could not be understood, and how.
    Undecodable(String),
    /// The API version that was read has no such attribute.
    NotInVersion(String),
    /// The fingerprints were made with different keys.
    DifferentKeys,
    /// An encrypted source (SOPS, SealedSecret), whose plain text is not ours to know.
    Encrypted,
    /// It is set when the object is created, and the declaration does not say it.
    Generated,
    /// It leads to a resource that nobody asked for: whether both lead to the same cannot be said.
    LeadsToUnasked,
    /// It leads to a resource that could not be read, and why.
    LeadsToUnread(String),
}

/// Said once for every secret there is, and what to do about it.
const DIFFERENT_KEYS: &str = "fingerprinted with different keys: capture both sides with one secrets.key, or name the older \
    key as secrets.previous_key";

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("not asked for (secrets.read)"),
            Self::Denied(code) => write!(f, "denied ({code})"),
            Self::Undecodable(how) => write!(f, "undecodable ({how})"),
            Self::NotInVersion(version) => write!(f, "not in version {version}"),
            Self::DifferentKeys => f.write_str(DIFFERENT_KEYS),
            Self::Encrypted => f.write_str("encrypted at its source"),
            Self::Generated => f.write_str("generated when it is created"),
            Self::LeadsToUnasked => f.write_str("leads to what was not asked for (filter)"),
            Self::LeadsToUnread(why) => write!(f, "leads to what was not read: {why}"),
        }
    }
}

impl Value {
    /// The member of a map; `None` for anything else.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_map()?.get(name)
    }

    /// The value at a way of map keys, `["metadata", "name"]`.
    ///
    /// ```
    /// # use drift_core::Value;
    /// let object = Value::from_json(br#"{"metadata":{"name":"shop"}}"#).unwrap();
    /// assert_eq!(object.at(&["metadata", "name"]).and_then(Value::as_str), Some("shop"));
    /// ```
    #[must_use]
    pub fn at(&self, way: &[&str]) -> Option<&Value> {
        way.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The value at a path of map keys and list places.
    ///
    /// ```
    /// # use drift_core::Value;
    /// let pod = Value::from_json(br#"{"containers":[{"image":"shop"}]}"#).unwrap();
    /// let path = "containers[0].image".parse().unwrap();
    /// assert_eq!(pod.at_path(&path).and_then(Value::as_str), Some("shop"));
    /// ```
    #[must_use]
    pub fn at_path(&self, path: &Path) -> Option<&Value> {
        path.0.iter().try_fold(self, |value, step| match step {
            Step::Key(name) => value.get(name),
            Step::Index(place) => value.as_list()?.get(*place),
            Step::Element(_) => None,
        })
    }

    /// The value at a way of map keys, to be changed in place.
    pub fn at_mut(&mut self, way: &[&str]) -> Option<&mut Value> {
        way.iter().try_fold(self, |value, name| value.as_map_mut()?.get_mut(*name))
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an integer.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The members of a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The members of a map, to be changed in place.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The elements of a list, to be changed in place.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// Nothing, an empty text, an empty list or an empty map: what many APIs leave out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::String(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Map(map) => map.is_empty(),
            _ => false,
        }
    }

    /// The text of a scalar as a list key or a path shows it; `None` for lists, maps and what is not known.
    #[must_use]
    pub fn scalar_text(&self) -> Option<String> {
        match self {
            Self::Bool(truth) => Some(truth.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Decimal(number) => Some(number.0.clone()),
            Self::String(text) => Some(text.clone()),
            Self::Reference(reference) => Some(reference.name.clone()),
            Self::Null
            | Self::List(_)
            | Self::Map(_)
            | Self::Secret(_)
            | Self::Masked(_)
            | Self::Unknown(_) => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Secret> for Value {
    fn from(secret: Secret) -> Self {
        Self::Secret(Box::new(secret))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<Vec<Value>> for Value {
    fn from(list: Vec<Value>) -> Self {
        Self::List(list)
    }
}
