//! Asking: a call, as data. Knows nothing of how it is made.

use drift_core::Value;

/// A call, as data.
///
/// ```
/// use drift_aws::door::Asking;
/// use drift_core::Value;
/// let asking = Asking::new("eu-west-1", "sqs", "ListQueues")
///     .with(Value::from_json(br#"{"MaxResults": 100}"#).unwrap());
/// assert_eq!(asking.service, "sqs");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The region.
    pub region: String,
    /// The service, under botocore's name.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The input: a map in the API's member names, or null.
    pub input: Value,
}

impl Asking {
    /// A call without input.
    #[must_use]
    pub fn new(region: &str, service: &str, operation: &str) -> Self {
        Self {
            region: region.to_owned(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            input: Value::Null,
        }
    }

    /// The same call with an input.
    #[must_use]
    pub fn with(self, input: Value) -> Self {
        Self { input, ..self }
    }
}
