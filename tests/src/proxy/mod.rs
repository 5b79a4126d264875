//! A proxy that stands between `drift` and a real API server, and does to the answers what its rules say.
//!
//! What no rule is about passes as the server said it. Towards the program it speaks plain HTTP/1.1, byte by byte where a
//! fault is in the bytes: an HTTP library would refuse to send what is broken. Towards the server it is a client with the
//! rights of a context. Knows nothing of Drift and of what an answer means.
//!
//! ```no_run
//! use drift_tests::proxy::{Fault, Proxy, Rule};
//! let proxy = Proxy::before("prod", vec![Rule::on("*/configmaps?*", Fault::Stall).only(2)]);
//! let config = format!("kubernetes: {{ kubeconfig: {}, context: faulted }}", proxy.kubeconfig().display());
//! proxy.until_stalled(); // a request waits; now is the time for a signal
//! proxy.let_go(); // it is answered as if nothing had been
//! ```

mod fault;
mod rule;
mod speak;
mod upstream;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

pub use fault::{Answer, Fault};
pub use rule::Rule;

use rule::Rules;
use upstream::Upstream;

/// How long anything may take to come about.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running proxy; it ends when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    folder: tempfile::TempDir,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

/// What every connection knows.
struct Shared {
    rules: Rules,
    upstream: Upstream,
    asked: Mutex<Vec<String>>,
    /// Body bytes that a client took of answers without an end.
    endless: Mutex<usize>,
    stalled: watch::Sender<usize>,
    released: watch::Sender<bool>,
}

impl Proxy {
    /// A proxy before the API server of a cluster, with all rights there.
    ///
    /// # Panics
    /// When the context is not there, or no port is free.
    #[must_use]
    pub fn before(context: &str, rules: Vec<Rule>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let upstream = runtime.block_on(Upstream::connect(context));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            rules: Rules::new(rules),
            upstream,
            asked: Mutex::default(),
            endless: Mutex::default(),
            stalled: watch::Sender::new(0),
            released: watch::Sender::new(false),
        });
        let all = shared.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(speak::connection(stream, all.clone()));
            }
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kubeconfig"), kubeconfig(address)).unwrap();
        Self { address, folder, shared, runtime: Some(runtime) }
    }

    /// A kubeconfig with the one context `faulted`, which leads here.
    #[must_use]
    pub fn kubeconfig(&self) -> PathBuf {
        Path::new(self.folder.path()).join("kubeconfig")
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The targets of all requests until now, in the order in which they came.
    ///
    /// # Panics
    /// When a connection panicked.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// How many bytes were taken of answers that have no end.
    ///
    /// # Panics
    /// When a connection panicked.
    #[must_use]
    pub fn taken_of_the_endless(&self) -> usize {
        *self.shared.endless.lock().unwrap()
    }

    /// Waits until a request stalls.
    ///
    /// # Panics
    /// When none does.
    pub fn until_stalled(&self) {
        let end = Instant::now() + PATIENCE;
        while *self.shared.stalled.borrow() == 0 {
            assert!(Instant::now() < end, "no request stalled after {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Answers what stalled, and stalls nothing from now on.
    pub fn let_go(&self) {
        self.shared.released.send_replace(true);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn kubeconfig(address: SocketAddr) -> String {
    format!(
        "apiVersion: v1
kind: Config
current-context: faulted
clusters: [ {{ name: faulted, cluster: {{ server: \"http://{address}\" }} }} ]
users: [ {{ name: faulted, user: {{}} }} ]
contexts: [ {{ name: faulted, context: {{ cluster: faulted, user: faulted }} }} ]
"
    )
}
