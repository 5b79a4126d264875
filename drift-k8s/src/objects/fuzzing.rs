//! The readers of single texts, as the fuzz targets call them. Knows nothing of what holds for their results.

use drift_core::Value;

use super::{image, quantity as texts};

/// A quantity in canonical form.
#[must_use]
pub fn quantity(text: &str) -> Option<String> {
    texts::quantity(text)
}

/// A duration in canonical form.
#[must_use]
pub fn duration(text: &str) -> Option<String> {
    texts::duration(text)
}

/// An image reference spelt out.
#[must_use]
pub fn canonical_image(reference: &str) -> String {
    image::canonical(reference)
}

/// Whether two image references run the same thing.
#[must_use]
pub fn same_image(before: &str, after: &str) -> Option<bool> {
    image::same(&Value::from(before), &Value::from(after))
}
