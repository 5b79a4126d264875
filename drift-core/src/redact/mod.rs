//! The gate: the one way from what a provider or a parser found into a snapshot, and the place where secrets end.
//!
//! Redacts by row (attributes that a table knows to be secret), by name (`DB_PASSWORD`) and by value (a URL with a password, a
//! token of a known shape), in every text: also inside JSON, YAML, settings of other formats, base64 and gzip.
//! [`Resource`] has no other constructor, and what goes wrong passes [`scrub`] as it enters a snapshot. Knows no provider.

mod assignments;
mod commands;
mod document;
mod encoded;
mod entropy;
mod exempt;
mod explain;
mod find;
mod key;
mod lists;
mod names;
mod refs;
mod rows;
mod scan;
mod search;
mod spans;
mod values;
mod vocabulary;
mod walk;

use std::borrow::Cow;

pub use explain::{Redaction, redactions};
pub use key::{FingerprintKey, KeyError};

use crate::path::Path;
use crate::registry::Registry;
use crate::resource::{Membership, Raw, Resource};
use crate::value::{Reason, Value};
use rows::Rows;
use walk::Walk;

/// The annotation in which `kubectl apply` keeps the whole object that was applied, secrets and all.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The gate.
pub struct Gate<'r> {
    key: FingerprintKey,
    registry: &'r Registry,
}

impl<'r> Gate<'r> {
    /// A gate that redacts by the rows of the registry's tables, by name and by value.
    #[must_use]
    pub fn new(key: FingerprintKey, registry: &'r Registry) -> Self {
        Self { key, registry }
    }

    /// The id of the key in use.
    #[must_use]
    pub fn key_id(&self) -> &str {
        self.key.id()
    }

    /// Lets a resource in, without its secrets.
    ///
    /// ```
    /// use drift_core::{FingerprintKey, Gate, Origin, Raw, Registry, Scope, Value};
    /// let registry = Registry::default();
    /// let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    /// let body = br#"{"env":[{"name":"DB_URL","value":"postgres://shop:hunter2@db.example.com/shop"}]}"#;
    /// let resource = gate.admit(Raw {
    ///     kind: "/Pod".into(), version: None, scope: Scope::default(), name: "shop".into(), native_id: None,
    ///     origin: Origin::Live, body: Value::from_json(body).unwrap(),
    /// });
    /// let stored = resource.body().to_json();
    /// assert!(!stored.contains("hunter2") && stored.contains("@db.example.com/shop"));
    /// ```
    #[must_use]
    pub fn admit(&self, raw: Raw) -> Resource {
        let Raw { kind, version, scope, name, native_id, origin, mut body } = raw;
        self.redact(&kind, &mut body);
        Resource { kind, version, scope, name, native_id, origin, membership: Membership::In, body }
    }

    /// Lets a provider's fact in: schemas and versions, redacted by name and value like everything else.
    #[must_use]
    pub fn admit_fact(&self, mut fact: Value) -> Value {
        self.redact("", &mut fact);
        fact
    }

    fn redact(&self, kind: &str, body: &mut Value) {
        let mut walk = Walk::new(&self.key, Rows::of(self.registry, kind), 0);
        read_last_applied(&self.key, body);
        if let Some(applied) = last_applied(body) {
            // It is what it says it is, if that is another kind than the body's.
            walk.copy(applied);
        }
        walk.value(&Path::root(), "", body);
        walk.repeated(body);
    }
}

/// What a program or a person said, without what is secret in it: errors, messages, lines of a log.
///
/// ```
/// use drift_core::scrub;
/// assert_eq!(scrub("cannot reach http://me:hunter2@proxy:3128"), "cannot reach http://‹redacted›@proxy:3128");
/// assert_eq!(scrub("pods is forbidden: no access"), "pods is forbidden: no access");
/// ```
#[must_use]
pub fn scrub(text: &str) -> Cow<'_, str> {
    let spans = find::in_prose(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut scrubbed = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        scrubbed.push_str(text.get(at..span.start).unwrap_or_default());
        scrubbed.push_str("‹redacted›");
        at = span.end;
    }
    scrubbed.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(scrubbed)
}

fn last_applied(body: &mut Value) -> Option<&mut Value> {
    body.at_mut(&["metadata", "annotations"])
        .and_then(|map| map.as_map_mut()?.get_mut(LAST_APPLIED))
}

/// The text becomes the object that it holds, so that its rows apply to it; what cannot be read as an object becomes a
/// secret as a whole.
fn read_last_applied(key: &FingerprintKey, body: &mut Value) {
    let Some(applied) = last_applied(body) else { return };
    let Some(text) = applied.as_str() else {
        // A body may claim any shape; only text is expected here, anything else is not shown.
        *applied = Value::Unknown(Reason::Undecodable("not a text".to_owned()));
        return;
    };
    *applied = match Value::from_json(text.as_bytes()) {
        Ok(object @ Value::Map(_)) => object,
        _ => Value::from(crate::value::Secret {
            rule: "document".to_owned(),
            ..key.secret(text.as_bytes())
        }),
    };
}

#[cfg(test)]
mod tests;
