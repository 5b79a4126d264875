//! One run: what every command that reads or compares needs, made once.
//!
//! Knows where things are (store, configuration, key, kinds, clock), and nothing of what is done with them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use drift_core::{FingerprintKey, Registry};
use jiff::Timestamp;
use tokio::runtime::{Handle, Runtime};
use tokio::time::Instant;

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
    runtime: Handle,
    #[expect(dead_code, reason = "the runtime lives as long as the run")]
    threads: Threads,
}

/// Ends the runtime without waiting: a credential plugin that never ends has a thread that cannot be told to stop.
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Run {
    /// Finds everything.
    ///
    /// # Errors
    /// When the configuration, the store or the key cannot be used.
    pub(crate) fn new(global: &Global, terminal: Terminal) -> Result<Self, Error> {
        let settings = Settings::here(global)?;
        let store = store()?;
        let keys = key::find(&settings.config.secrets, &settings.folder, &store, terminal)?;
        keys.warn(terminal);
        Self::with(terminal, settings, store, keys.key)
    }

    /// A run with what was found already.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(crate) fn with(
        terminal: Terminal,
        settings: Settings,
        store: Store,
        key: FingerprintKey,
    ) -> Result<Self, Error> {
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
            runtime: runtime.handle().clone(),
            threads: Threads(Some(runtime)),
        })
    }

    /// The time of this run as snapshots tell it: RFC 3339, UTC, whole seconds.
    pub(crate) fn captured_at(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// When asking others ends, if it begins now.
    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.settings.config.limits.run_seconds)
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
        self.block_on(async {
            tokio::select! {
                done = work => done,
                signal = self.signals.clone().raised() => Err(signal),
            }
        })
    }

    /// Does what has to wait for others and looks for signals by itself.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
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

/// A key where none was found, for a run that fingerprints nothing.
///
/// # Errors
/// Never: it is long enough.
pub(crate) fn no_key() -> Result<FingerprintKey, Error> {
    FingerprintKey::new(b"nothing is fingerprinted with this")
        .map_err(|error| Error::new(Kind::Internal, "no key").because(&error))
}

/// What is known of the kinds: one line a provider, so that none can vanish.
pub(crate) fn registry() -> Registry {
    Registry::new(vec![Arc::new(drift_k8s::Kubernetes), Arc::new(drift_aws::Aws)])
}
