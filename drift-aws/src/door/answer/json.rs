//! JSON: bytes to a value by its shape.
//!
//! Names, lists and numbers are already what they are; only times come as numbers. What no shape knows is kept. Knows no protocol.

use drift_core::{Map, Value};

use super::scalar;
use crate::door::facts::{Kind, Typed};

/// Values of one body: what a body of the largest size could hold would fill the memory many times over.
const VALUES: usize = 8_000_000;

/// Reads a body; what is wrong with it says no more than where. No body is an empty object.
pub(in crate::door) fn parse(body: &[u8]) -> Result<Value, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Map(Map::new()));
    }
    // Commas inside of texts count, too: no answer comes near.
    if body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > VALUES {
        return Err("the JSON has too many values".to_owned());
    }
    Value::from_json(body).map_err(|error| {
        // Not what the error says: a repeated key would be quoted.
        format!("the JSON cannot be read at line {}, column {}", error.line, error.column)
    })
}

/// The same value, its times as text.
pub(in crate::door) fn read(value: Value, typed: Typed<'_>) -> Value {
    match (value, typed.kind()) {
        (Value::Map(map), Kind::Structure) => Value::Map(structure(map, typed)),
        (Value::Map(map), Kind::Map) => {
            let entry = |(name, value)| (name, read(value, typed.value()));
            Value::Map(map.into_iter().map(entry).collect())
        }
        (Value::List(list), Kind::List) => {
            Value::List(list.into_iter().map(|value| read(value, typed.element())).collect())
        }
        (value, Kind::Timestamp) => scalar::time_of(&value).map_or(value, Value::String),
        (value, _) => value,
    }
}

fn structure(mut map: Map, typed: Typed<'_>) -> Map {
    for (name, member) in typed.members() {
        let wire = member.location_name().unwrap_or(name);
        if let Some(value) = map.remove(wire) {
            map.insert(wire.to_owned(), read(value, member));
        }
    }
    map
}
