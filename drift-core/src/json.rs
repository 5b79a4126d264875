//! Values as JSON: how snapshots and reports write them, and how wire bodies are read.
//!
//! Plain JSON for what JSON has. The five values that it lacks are one-member maps: `{"$secret": …}`, `{"$masked": […]}`, `{"$ref": …}`,
//! `{"$unknown": …}` and `{"$decimal": "…"}`; a real key that begins with `$` is written with a second `$`, so
//! that no object of the world can be taken for one of ours. Knows nothing of snapshots.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::value::{Decimal, Map, Part, Reason, Reference, Secret, Value};

/// Why bytes are not the JSON of a value.
#[derive(Debug, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct JsonError {
    /// The line in the bytes, from 1.
    pub line: usize,
    /// The column in that line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text).to_owned();
        Self { line: error.line(), column: error.column(), what }
    }
}

impl Value {
    /// Reads plain JSON as an API sends it: a key that begins with `$` is only a key.
    ///
    /// # Errors
    /// When the bytes are not JSON, nest deeper than 128 levels or repeat a key within one object.
    ///
    /// ```
    /// use drift_core::Value;
    /// assert_eq!(Value::from_json(b"[1, 0.5]").unwrap().as_list().unwrap().len(), 2);
    /// assert!(Value::from_json(br#"{"a":1,"a":2}"#).is_err());
    /// ```
    pub fn from_json(bytes: &[u8]) -> Result<Self, JsonError> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let value = Wire.deserialize(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    /// Writes the tagged JSON, in the order of the keys: the same value gives the same bytes.
    ///
    /// ```
    /// # use drift_core::Value;
    /// assert_eq!(Value::from_json(br#"{"b":1,"a":[]}"#).unwrap().to_json(), r#"{"a":[],"b":1}"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        // Writing a value to memory cannot fail: every key is a string and every number is finite.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reads plain JSON; also for other readers that hold a value inside a larger text (a list's page).
pub struct Wire;

impl<'de> DeserializeSeed<'de> for Wire {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(Reader { tagged: false })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Reader { tagged: true })
    }
}

#[derive(Clone, Copy)]
struct Reader {
    tagged: bool,
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number)
            .map_or_else(|_| Value::Decimal(Decimal::from_u64(number)), Value::Integer))
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        // `1.0` and `1` are one number; every double below 2^53 that is whole fits.
        if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
            return Ok(Value::Integer(number as i64));
        }
        Decimal::from_f64(number)
            .map(Value::Decimal)
            .ok_or_else(|| E::custom("number out of range"))
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }
    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if self.tagged
                && map.is_empty()
                && let Some(value) = special(&key, &mut members)?
            {
                return Ok(value);
            }
            let name = if self.tagged {
                key.strip_prefix('$').map(str::to_owned).unwrap_or(key)
            } else {
                key
            };
            let value = members.next_value_seed(self)?;
            if map.insert(name.clone(), value).is_some() {
                return Err(de::Error::custom(format_args!(
                    "key `{name}` stands twice in one object"
                )));
            }
        }
        Ok(Value::Map(map))
    }
}

fn special<'de, A: MapAccess<'de>>(key: &str, members: &mut A) -> Result<Option<Value>, A::Error> {
    Ok(Some(match key {
        "$secret" => Value::from(members.next_value::<Secret>()?),
        "$masked" => Value::Masked(members.next_value::<Vec<Part>>()?),
        "$ref" => Value::Reference(members.next_value::<Reference>()?),
        "$unknown" => Value::Unknown(members.next_value::<Reason>()?),
        "$decimal" => decimal(Decimal::from_text(&members.next_value::<String>()?)),
        _ => return Ok(None),
    }))
}

/// A number that is tagged as a decimal though it is written like an integer is the integer that it is read as later.
fn decimal(number: Decimal) -> Value {
    if number.as_str() == "-0" {
        return Value::Integer(0);
    }
    match number.as_str().parse::<i64>() {
        Ok(whole) if whole.unsigned_abs() < 1 << 53 && whole.to_string() == number.as_str() => {
            Value::Integer(whole)
        }
        _ => Value::Decimal(number),
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => writer.serialize_unit(),
            Self::Bool(truth) => writer.serialize_bool(*truth),
            Self::Integer(number) => writer.serialize_i64(*number),
            Self::Decimal(number) => write_decimal(number, writer),
            Self::String(text) => writer.serialize_str(text),
            Self::List(list) => writer.collect_seq(list),
            Self::Map(map) => write_map(map, writer),
            Self::Reference(reference) => tag("$ref", reference, writer),
            Self::Secret(secret) => tag("$secret", secret, writer),
            Self::Masked(parts) => tag("$masked", parts, writer),
            Self::Unknown(reason) => tag("$unknown", reason, writer),
        }
    }
}

fn write_decimal<S: Serializer>(number: &Decimal, writer: S) -> Result<S::Ok, S::Error> {
    match number.as_str().parse::<f64>() {
        // As a JSON number only where nothing is lost by it.
        Ok(double) if Decimal::from_f64(double).as_ref() == Some(number) => {
            writer.serialize_f64(double)
        }
        _ => tag("$decimal", number.as_str(), writer),
    }
}

fn write_map<S: Serializer>(map: &Map, writer: S) -> Result<S::Ok, S::Error> {
    let mut members = writer.serialize_map(Some(map.len()))?;
    for (name, value) in map {
        if name.starts_with('$') {
            members.serialize_entry(&format!("${name}"), value)?;
        } else {
            members.serialize_entry(name, value)?;
        }
    }
    members.end()
}

fn tag<T: Serialize + ?Sized, S: Serializer>(
    name: &str,
    value: &T,
    writer: S,
) -> Result<S::Ok, S::Error> {
    let mut members = writer.serialize_map(Some(1))?;
    members.serialize_entry(name, value)?;
    members.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_values_and_dollar_keys_survive_the_way_through_json() {
        let wire = Value::from_json(
            br##"{"$ref":"#/definitions/x","$secret":{"key":"not ours"},"n":1e30}"##,
        )
        .unwrap();
        let mut map = wire.as_map().unwrap().clone();
        map.insert("u".into(), Value::Unknown(Reason::Denied("403".into())));
        map.insert("big".into(), Value::Decimal(Decimal::from_u64(u64::MAX)));
        let value = Value::Map(map);
        let back: Value = serde_json::from_str(&value.to_json()).unwrap();
        assert_eq!(back, value);
    }

    #[test]
    fn a_whole_number_that_is_tagged_as_a_decimal_comes_back_as_it_went() {
        for number in ["1400", "-0", "-7", "9007199254740991", "9007199254740992", "01", "1.0"] {
            let tagged = format!(r#"{{"$decimal":"{number}"}}"#);
            let value: Value = serde_json::from_str(&tagged).unwrap();
            let back: Value = serde_json::from_str(&value.to_json()).unwrap();
            assert_eq!(back, value, "{number}");
        }
    }

    #[test]
    fn a_repeated_key_and_endless_depth_are_refused_with_a_place() {
        let error = Value::from_json(b"{\"a\":1,\n\"a\":2}").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(Value::from_json("[".repeat(100_000).as_bytes()).is_err());
    }
}
