//! What someone may have meant who wrote a name that is none, as the end of a message.

use crate::suggest::nearest;

/// The known name that is nearest to `written`, as an ending for a message; empty when none is near.
pub(super) fn did_you_mean<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(written, known).map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}
