//! One run: what every command that reads or compares needs, made once.
//!
//! Knows where things are (store, configuration, key, kinds, clock), and nothing of what is done with them.

use std::path::Path;
use std::sync::Arc;

use drift_core::{FingerprintKey, Registry};
use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::args::Global;
use crate::error::{Error, Kind};
use crate::key;
use crate::progress::Meter;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::store::Store;
use crate::terminal::Terminal;

/// What a run works with.
pub(crate) struct Run {
    pub(crate) terminal: Terminal,
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) registry: Registry,
    pub(crate) key: FingerprintKey,
    pub(crate) signals: Signals,
    pub(crate) now: Timestamp,
    runtime: Runtime,
}

impl Run {
    /// Finds everything.
    ///
    /// # Errors
    /// When the configuration, the store or the key cannot be used.
    pub(crate) fn new(global: &Global, terminal: Terminal) -> Result<Self, Error> {
        let here = std::env::current_dir()
            .map_err(|error| Error::user("the current folder cannot be read").because(&error))?;
        let settings = Settings::find(global.config.as_deref(), &here)?;
        let store = store()?;
        let key =
            key::find(settings.config.secrets.key.as_ref(), &settings.folder, &store, terminal)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::new(Kind::Internal, "cannot start").because(&error))?;
        let signals = Signals::listen(&runtime);
        Ok(Self {
            terminal,
            settings,
            store,
            registry: registry(),
            key,
            signals,
            now: Timestamp::now(),
            runtime,
        })
    }

    /// The time of this run as snapshots tell it: RFC 3339, UTC, whole seconds.
    pub(crate) fn captured_at(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// A line of progress.
    pub(crate) fn meter(&self) -> Meter {
        Meter::new(self.terminal, self.signals.clone())
    }

    /// Does what has to wait for others, until a signal comes.
    ///
    /// # Errors
    /// The work's own, or the signal's.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.runtime.block_on(async {
            tokio::select! {
                done = work => done,
                signal = self.signals.clone().raised() => Err(signal),
            }
        })
    }

    /// A path of the configuration, from its folder.
    pub(crate) fn configured(&self, path: &str) -> std::path::PathBuf {
        self.settings.folder.join(Path::new(path))
    }
}

/// Where snapshots and the last report are kept.
///
/// # Errors
/// When the environment leads nowhere.
pub(crate) fn store() -> Result<Store, Error> {
    Store::locate(|name| std::env::var_os(name))
}

/// What is known of the kinds: one line a provider, so that none can vanish.
pub(crate) fn registry() -> Registry {
    Registry::new(vec![Arc::new(drift_k8s::Kubernetes), Arc::new(drift_aws::Aws)])
}
