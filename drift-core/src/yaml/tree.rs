//! The tree of one document. Knows nothing of how it was written, except where each part stands.

use std::collections::BTreeMap;
use std::fmt;

use crate::value::{Decimal, Value};

/// A value and its place.
///
/// ```
/// use drift_core::yaml::{Budget, Dialect, load};
/// let root = load(b"gates:\n  diff: {fail_on: high}\n", Dialect::Core, &Budget::default()).next().unwrap().unwrap();
/// let (_, gates) = root.as_map().unwrap().first_key_value().unwrap();
/// assert_eq!((gates.line, gates.column), (1, 1));
/// let level = gates.value.get("diff").unwrap().get("fail_on").unwrap();
/// assert_eq!((level.as_str(), level.line, level.column), (Some("high"), 2, 19));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned {
    /// The value.
    pub content: Content,
    /// The line it begins on, from 1: for a block text the first of its text, for an alias that of its anchor.
    pub line: u32,
    /// The column it begins at, in characters, from 1.
    pub column: u32,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Said to be nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// Any other number.
    Decimal(Decimal),
    /// A text.
    Text(Scalar),
    /// A list.
    List(Vec<Spanned>),
    /// A map, by its keys; the order of the file is that of the members' lines and columns.
    Map(BTreeMap<String, Member>),
}

/// A text and how it is written. Its `Debug` shows no text: manifests hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Scalar {
    /// What it says, escapes and folding undone.
    pub text: String,
    /// How it is written.
    pub style: Style,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block, `|` or `>`.
    Block,
}

/// A value in a map and the place of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The value.
    pub value: Spanned,
    /// The line of the key, from 1.
    pub line: u32,
    /// The column of the key, in characters, from 1.
    pub column: u32,
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({} bytes)", self.style, self.text.len())
    }
}

impl Spanned {
    /// The value of a member of a map; `None` for anything else.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Spanned> {
        self.as_map()?.get(name).map(|member| &member.value)
    }

    /// The text of a text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Text(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The number of an integer.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.content {
            Content::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// The truth of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.content {
            Content::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Spanned]> {
        match &self.content {
            Content::List(list) => Some(list),
            _ => None,
        }
    }

    /// The members of a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Member>> {
        match &self.content {
            Content::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether it is said to be nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.content, Content::Null)
    }

    /// What it is, for a message: `a list`.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Bool(_) => "a boolean",
            Content::Integer(_) | Content::Decimal(_) => "a number",
            Content::Text(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }

    /// The value without its places.
    #[must_use]
    pub fn into_value(self) -> Value {
        match self.content {
            Content::Null => Value::Null,
            Content::Bool(truth) => Value::Bool(truth),
            Content::Integer(number) => Value::Integer(number),
            Content::Decimal(number) => Value::Decimal(number),
            Content::Text(scalar) => Value::String(scalar.text),
            Content::List(list) => Value::List(list.into_iter().map(Self::into_value).collect()),
            Content::Map(map) => Value::Map(
                map.into_iter().map(|(name, member)| (name, member.value.into_value())).collect(),
            ),
        }
    }
}
