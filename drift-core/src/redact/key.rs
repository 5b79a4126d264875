//! Fingerprint keys: what makes two secrets comparable without either being readable.
//!
//! Knows nothing of where a key comes from and of what is secret.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::refs;
use crate::value::Secret;

/// The key of the fingerprints. Its id is derived from it; it is neither `Debug` nor serializable.
#[derive(Clone)]
pub struct FingerprintKey {
    bytes: Vec<u8>,
    id: String,
    previous: Vec<FingerprintKey>,
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
        Ok(Self { bytes: bytes.to_vec(), id, previous: Vec::new() })
    }

    /// Rotation: fingerprints are made with the previous key too, so that what is captured now still compares with what
    /// was captured before.
    ///
    /// ```
    /// use drift_core::FingerprintKey;
    /// let key = |bytes: &[u8]| FingerprintKey::new(bytes).unwrap();
    /// let before = key(b"the key of last year").secret(b"hunter2!");
    /// let rotated = key(b"the key of this year").and_previous(key(b"the key of last year"));
    /// assert_eq!(before.same(&rotated.secret(b"hunter2!")), Some(true));
    /// assert_eq!(before.same(&key(b"the key of this year").secret(b"hunter2!")), None);
    /// ```
    #[must_use]
    pub fn and_previous(mut self, previous: FingerprintKey) -> Self {
        if previous.id != self.id {
            self.previous.push(previous);
        }
        self
    }

    /// What names the key in snapshots: 8 hex digits that say nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret that takes the place of these bytes, which are the decoded ones.
    #[must_use]
    pub fn secret(&self, bytes: &[u8]) -> Secret {
        let text = std::str::from_utf8(bytes);
        let also: BTreeMap<String, String> =
            self.previous.iter().map(|key| (key.id.clone(), key.fingerprint(bytes))).collect();
        Secret {
            key: self.id.clone(),
            fingerprint: self.fingerprint(bytes),
            also,
            refs: text.map(refs::of).unwrap_or_default(),
            short: text.map_or(bytes.len(), |text| text.chars().count()) < 8,
            rule: String::new(),
        }
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
}

fn hex(bytes: &[u8], count: usize) -> String {
    bytes.iter().take(count).map(|byte| format!("{byte:02x}")).collect()
}
