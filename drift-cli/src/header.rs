//! What a new snapshot says of itself.

use drift_core::config::tokens;
use drift_core::{FORMAT, Header, SideKind, TOOL};

use crate::run::Run;
use crate::sources;

/// The header of a side of an environment, or of a folder or stream that is called so.
pub(crate) fn of(run: &Run, environment: &str, kind: SideKind) -> Header {
    let configured = run.settings.config.environments.get(environment);
    Header {
        format: FORMAT,
        environment: environment.to_owned(),
        kind,
        rank: configured.and_then(|environment| environment.rank),
        captured_at: run.captured_at(),
        tool: TOOL.to_owned(),
        key: run.key.id().to_owned(),
        // The name of a folder is no word that stands for an environment.
        tokens: configured.map(|_| tokens(&run.settings.config, environment)).unwrap_or_default(),
        names: std::collections::BTreeMap::new(),
        elsewhere: 0,
        asked: match kind {
            SideKind::Observed => sources::asked(&run.settings.config, environment),
            SideKind::Declared => Vec::new(),
        },
    }
}
