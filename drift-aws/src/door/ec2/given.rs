//! Given: members of an input, from data to what the generated client's builders take.
//!
//! Takes what `request` takes and refuses the rest. Knows no operation.

use aws_sdk_ec2::types::{Filter, InstanceAttributeName, VpcAttributeName};
use drift_core::{Map, Value};

use crate::door::request::InputError;

/// A member of an input; `None` where it is not given.
pub(super) fn member<T: Given>(input: &Map, name: &str) -> Result<Option<T>, InputError> {
    match input.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => T::given(value).map(Some).ok_or_else(|| InputError::Type(name.to_owned())),
    }
}

/// What a builder takes.
pub(super) trait Given: Sized {
    /// The value as that; `None` where it is something else.
    fn given(value: &Value) -> Option<Self>;
}

impl Given for String {
    fn given(value: &Value) -> Option<Self> {
        value.scalar_text()
    }
}

impl Given for bool {
    fn given(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

impl Given for i64 {
    fn given(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl Given for i32 {
    fn given(value: &Value) -> Option<Self> {
        i64::given(value)?.try_into().ok()
    }
}

impl<T: Given> Given for Vec<T> {
    fn given(value: &Value) -> Option<Self> {
        value.as_list()?.iter().map(T::given).collect()
    }
}

impl Given for Filter {
    fn given(value: &Value) -> Option<Self> {
        let map = value.as_map()?;
        if map.keys().any(|name| !["Name", "Values"].contains(&name.as_str())) {
            return None;
        }
        let filter = Filter::builder()
            .set_name(member(map, "Name").ok()?)
            .set_values(member(map, "Values").ok()?);
        Some(filter.build())
    }
}

impl Given for InstanceAttributeName {
    fn given(value: &Value) -> Option<Self> {
        String::given(value).map(|text| text.as_str().into())
    }
}

impl Given for VpcAttributeName {
    fn given(value: &Value) -> Option<Self> {
        String::given(value).map(|text| text.as_str().into())
    }
}
