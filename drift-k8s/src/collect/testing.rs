//! A tiny HTTP server for the tests of this module: one closure answers every request.
//!
//! Speaks as much HTTP/1.1 as the client needs, on a loopback port of its own. Knows nothing of Kubernetes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::api::Api;
use super::retry::Patience;

/// A request as the closure sees it.
pub(crate) struct Asked {
    /// How many came before it.
    pub(crate) number: usize,
    /// Path and query.
    pub(crate) target: String,
    /// All headers, in lower case.
    pub(crate) headers: String,
}

/// What the server says.
pub(crate) struct Answer {
    code: u16,
    headers: String,
    body: String,
    cut_off: bool,
    never: bool,
}

impl Answer {
    pub(crate) fn new(code: u16, body: impl Into<String>) -> Self {
        Self { code, headers: String::new(), body: body.into(), cut_off: false, never: false }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Promises more of the body than it sends.
    pub(crate) fn cut_off(mut self) -> Self {
        self.cut_off = true;
        self
    }

    /// Takes the request and says nothing.
    pub(crate) fn never(mut self) -> Self {
        self.never = true;
        self
    }
}

/// The request lines that came in.
pub(crate) type Requests = Arc<Mutex<Vec<String>>>;

/// Serves until the test ends; gives a client of it that hardly waits.
pub(crate) async fn serve(
    answer: impl Fn(Asked) -> Answer + Send + Sync + 'static,
) -> (Api, Requests) {
    let (url, requests) = serve_at(answer).await;
    let mut config = kube::Config::new(url.parse().unwrap());
    config.default_retry = false;
    let patience = Patience {
        tries: 4,
        first: Duration::from_millis(1),
        longest: Duration::from_millis(5),
        obeyed: Duration::from_secs(1),
    };
    (Api::new(config.try_into().unwrap(), Duration::from_millis(500), patience), requests)
}

/// Serves until the test ends, at this URL.
pub(crate) async fn serve_at(
    answer: impl Fn(Asked) -> Answer + Send + Sync + 'static,
) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Requests::default();
    let (seen, answer) = (requests.clone(), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, seen.clone(), answer.clone()));
        }
    });
    (url, requests)
}

async fn speak(
    mut stream: TcpStream,
    seen: Requests,
    answer: Arc<impl Fn(Asked) -> Answer + Send + Sync + 'static>,
) {
    let mut taken = Vec::new();
    while !taken.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await.unwrap_or(0) == 0 {
            return;
        }
        taken.push(byte[0]);
    }
    let text = String::from_utf8(taken).unwrap();
    let (line, headers) = text.split_once("\r\n").unwrap();
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(line.to_owned());
        seen.len() - 1
    };
    let target = line.split(' ').nth(1).unwrap().to_owned();
    let said = answer(Asked { number, target, headers: headers.to_lowercase() });
    if said.never {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let length = said.body.len() + usize::from(said.cut_off);
    let text = format!(
        "HTTP/1.1 {} Any\r\ncontent-length: {length}\r\nconnection: close\r\n{}\r\n{}",
        said.code, said.headers, said.body
    );
    let _ = stream.write_all(text.as_bytes()).await;
}
