//! A double of AWS that throttles: one account with as many resources as wanted, behind token buckets as AWS publishes them,
//! every answer late, pages strict, and a meter that keeps when each request came.
//!
//! It shows how fast and how politely an account is read. Knows nothing of Drift, and of AWS only what a list needs: resources
//! have as many properties as make them as long as real ones, and nobody checks signatures.

mod answer;
mod bucket;
mod ec2;
mod estate;
mod json;
mod meter;
mod pages;
mod speak;

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub use bucket::{Api, Figures};
pub use estate::Estate;
pub use meter::Use;

use meter::Meter;
use pages::Tokens;

/// The account.
pub const ACCOUNT: &str = "111122223333";

/// How the double behaves.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What every region has.
    pub estate: Estate,
    /// How late every answer is.
    pub latency: Duration,
    /// How much of what is published its buckets hold, and how much flows into them.
    pub buckets: Figures,
}

/// The double; it answers until the process ends.
pub struct Throttling {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    meter: Mutex<Meter>,
    tokens: Mutex<Tokens>,
}

impl Throttling {
    /// Starts it, on a port and a thread of its own.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn start(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let meter = Mutex::new(Meter::new(settings.buckets));
        let shared = Arc::new(Shared { settings, meter, tokens: Mutex::default() });
        let serving = shared.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(speak::serve(listener, serving));
        });
        Self { url, shared }
    }

    /// The environment of a program that reads it.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let none = "/dev/null";
        let all = [
            ("AWS_ENDPOINT_URL", self.url.as_str()),
            ("AWS_ACCESS_KEY_ID", "AKIADOUBLE"),
            ("AWS_SECRET_ACCESS_KEY", "double"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", none),
            ("AWS_SHARED_CREDENTIALS_FILE", none),
        ];
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    /// What was asked of each API by now.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn uses(&self) -> Vec<Use> {
        self.shared.meter.lock().unwrap().uses()
    }
}
