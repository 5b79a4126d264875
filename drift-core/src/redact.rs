//! The gate: the one way from what a provider or a parser found into a snapshot, and the place where secrets end.
//!
//! Redaction here is by row (the attributes that a table knows to be secret) and by the few shapes that carry a whole
//! object inside a text (`last-applied-configuration`). Rules by name and value come with the whole gate; whatever they
//! become, they belong in this module, because [`Resource`] has no other constructor. Knows no provider.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::path::{Path, Step};
use crate::registry::{Encoding, Registry, SecretRow};
use crate::resource::{Membership, Raw, Resource};
use crate::value::{Reason, Secret, Value};

/// The annotation in which `kubectl apply` keeps the whole object that was applied, secrets and all.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The key of the fingerprints. Its id is derived from it; it is neither `Debug` nor serializable.
#[derive(Clone)]
pub struct FingerprintKey {
    bytes: Vec<u8>,
    id: String,
}

/// Why bytes are not a key.
#[derive(Debug, thiserror::Error)]
#[error("a fingerprint key has at least 16 bytes, this one has {0}")]
pub struct KeyError(usize);

impl FingerprintKey {
    /// Takes a key of at least 16 bytes.
    ///
    /// # Errors
    /// When it is shorter.
    ///
    /// ```
    /// use drift_core::FingerprintKey;
    /// assert!(FingerprintKey::new(b"too short").is_err());
    /// let key = FingerprintKey::new(b"sixteen bytes or more").unwrap();
    /// assert_eq!(key.id().len(), 8);
    /// ```
    pub fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < 16 {
            return Err(KeyError(bytes.len()));
        }
        let mut digest = Sha256::new();
        digest.update(b"drift key id\0");
        digest.update(bytes);
        let id = hex(&digest.finalize(), 4);
        Ok(Self { bytes: bytes.to_vec(), id })
    }

    /// What names the key in snapshots: 8 hex digits that say nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn fingerprint(&self, bytes: &[u8]) -> String {
        // HMAC takes a key of any length: this cannot fail.
        Hmac::<Sha256>::new_from_slice(&self.bytes).map_or_else(
            |_| String::new(),
            |mut mac| {
                mac.update(bytes);
                hex(&mac.finalize().into_bytes(), 16)
            },
        )
    }

    /// The secret that takes the place of these bytes.
    #[must_use]
    pub fn secret(&self, bytes: &[u8]) -> Secret {
        let short = std::str::from_utf8(bytes).map_or(bytes.len(), |text| text.chars().count()) < 8;
        Secret {
            key: self.id.clone(),
            fingerprint: self.fingerprint(bytes),
            refs: Vec::new(),
            short,
        }
    }
}

fn hex(bytes: &[u8], count: usize) -> String {
    bytes.iter().take(count).map(|byte| format!("{byte:02x}")).collect()
}

/// The gate.
pub struct Gate<'r> {
    key: FingerprintKey,
    registry: &'r Registry,
}

impl<'r> Gate<'r> {
    /// A gate that redacts by the rows of the registry's tables.
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
    #[must_use]
    pub fn admit(&self, raw: Raw) -> Resource {
        let Raw { kind, version, scope, name, native_id, origin, mut body } = raw;
        self.redact(&kind, &mut body);
        Resource { kind, version, scope, name, native_id, origin, membership: Membership::In, body }
    }

    /// Lets a provider's fact in. Facts are schemas and versions, with no rows of their own: they pass unchanged until
    /// the rules by name and value exist.
    #[must_use]
    pub fn admit_fact(&self, fact: Value) -> Value {
        fact
    }

    fn redact(&self, kind: &str, body: &mut Value) {
        let rows =
            self.registry.of(kind).map(|provider| provider.secrets(kind)).unwrap_or_default();
        self.redact_last_applied(&rows, body);
        self.walk(&rows, &Path::root(), body);
    }

    fn walk(&self, rows: &[SecretRow], at: &Path, value: &mut Value) {
        if let Some(row) = rows.iter().find(|row| row.path.matches(at)) {
            self.replace(row.encoding, value);
            return;
        }
        if rows.is_empty() {
            return;
        }
        match value {
            Value::Map(map) => {
                map.iter_mut().for_each(|(name, value)| self.walk(rows, &at.key(name), value));
            }
            Value::List(list) => {
                for (place, value) in list.iter_mut().enumerate() {
                    self.walk(rows, &at.join(Step::Index(place)), value);
                }
            }
            _ => {}
        }
    }

    fn replace(&self, encoding: Encoding, value: &mut Value) {
        match value {
            Value::String(text) => {
                let secret = match encoding {
                    Encoding::Text => self.key.secret(text.as_bytes()),
                    // What is not base64 is fingerprinted as it is: it is no less secret.
                    Encoding::Base64 => STANDARD
                        .decode(text.split_ascii_whitespace().collect::<String>())
                        .map_or_else(
                            |_| self.key.secret(text.as_bytes()),
                            |bytes| self.key.secret(&bytes),
                        ),
                };
                *value = Value::Secret(secret);
            }
            Value::Map(map) => map.values_mut().for_each(|value| self.replace(encoding, value)),
            Value::List(list) => list.iter_mut().for_each(|value| self.replace(encoding, value)),
            Value::Integer(_) | Value::Decimal(_) | Value::Bool(_) => {
                let text = value.scalar_text().unwrap_or_default();
                *value = Value::Secret(self.key.secret(text.as_bytes()));
            }
            Value::Null | Value::Reference(_) | Value::Secret(_) | Value::Unknown(_) => {}
        }
    }

    /// The text becomes the object that it holds, redacted like the object around it; what cannot be read as an object
    /// becomes a secret as a whole.
    fn redact_last_applied(&self, rows: &[SecretRow], body: &mut Value) {
        let Some(applied) = body
            .at_mut(&["metadata", "annotations"])
            .and_then(|map| map.as_map_mut()?.get_mut(LAST_APPLIED))
        else {
            return;
        };
        let Some(text) = applied.as_str() else {
            // A body may claim any shape; only text is expected here, anything else is not shown.
            *applied = Value::Unknown(Reason::Undecodable("not a text".to_owned()));
            return;
        };
        *applied = match Value::from_json(text.as_bytes()) {
            Ok(mut object @ Value::Map(_)) => {
                self.walk(rows, &Path::root(), &mut object);
                object
            }
            _ => Value::Secret(self.key.secret(text.as_bytes())),
        };
    }
}
