//! Signals: SIGINT and SIGTERM end a run between two steps, so that every file stays whole. A second one ends it at once,
//! also where a step never ends (a pipe that nobody writes to); files are written beside their place and renamed.
//!
//! Knows nothing of what is stopped: collection waits for [`Signals::raised`], the pure stages ask [`Signals::exit_code`].

use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::error::{Error, Kind};
use crate::exit;

/// Tells whether a signal came.
#[derive(Debug, Clone)]
pub(crate) struct Signals(watch::Receiver<Option<u8>>);

impl Signals {
    /// Listens from now on.
    pub(crate) fn listen(runtime: &Runtime) -> Self {
        let (sender, receiver) = watch::channel(None);
        heed_the_limit_of_files(runtime);
        runtime.spawn(async move {
            let code = next().await;
            // Without a receiver the run is over.
            let _ = sender.send(Some(code));
            std::process::exit(i32::from(next().await));
        });
        Self(receiver)
    }

    /// The exit code of the signal that came.
    pub(crate) fn exit_code(&self) -> Option<u8> {
        *self.0.borrow()
    }

    /// An error if a signal came.
    ///
    /// # Errors
    /// The signal's.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.exit_code()
            .map_or(Ok(()), |code| Err(Error::new(Kind::Signal(code), "ended by a signal")))
    }

    /// Waits for a signal.
    pub(crate) async fn raised(mut self) -> Error {
        let raised = self.0.wait_for(Option::is_some).await.map(|code| *code);
        let code = match raised {
            Ok(code) => code,
            // The listener is gone: no signal will come any more.
            Err(_) => std::future::pending().await,
        };
        Error::new(Kind::Signal(code.unwrap_or(exit::INTERRUPTED)), "ended by a signal")
    }
}

/// Beyond the largest size that a file may have (`ulimit -f`) a write is an error, which is told, and does not end the program.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn heed_the_limit_of_files(runtime: &Runtime) {
    const SIGXFSZ: i32 = 25;
    let _inside = runtime.enter();
    // Once listened to, it no longer ends the program; that it came, the write says too.
    let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(SIGXFSZ));
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn heed_the_limit_of_files(_: &Runtime) {}

/// The next signal for this program: an interrupt that is typed at a pager is the pager's.
async fn next() -> u8 {
    loop {
        let code = any().await;
        if code != exit::INTERRUPTED || !crate::pager::is_open() {
            return code;
        }
    }
}

#[cfg(unix)]
async fn any() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return interrupt().await };
    tokio::select! {
        code = interrupt() => code,
        _ = terminate.recv() => exit::TERMINATED,
    }
}

#[cfg(not(unix))]
async fn any() -> u8 {
    interrupt().await
}

async fn interrupt() -> u8 {
    match tokio::signal::ctrl_c().await {
        Ok(()) => exit::INTERRUPTED,
        Err(_) => std::future::pending().await,
    }
}
