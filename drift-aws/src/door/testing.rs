//! A tiny HTTP server for the tests of this module, and a door that leads to it.
//!
//! Speaks as much HTTP/1.1 as the client needs, on a loopback port of its own. Knows nothing of AWS.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_types::region::Region;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::http::{self, Metered};
use super::*;

/// A request as the closure sees it.
pub(crate) struct Got {
    /// How many came before it.
    pub(crate) number: usize,
    /// Path and query.
    pub(crate) target: String,
    /// All headers, in lower case.
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// What the server says.
pub(crate) struct Reply {
    status: u16,
    headers: String,
    body: String,
    cut_off: bool,
    stalls: Option<Stall>,
}

/// Where the server stops saying anything.
#[derive(PartialEq, Eq)]
pub(super) enum Stall {
    Headers,
    Body,
}

impl Reply {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, headers: String::new(), body: body.to_owned(), cut_off: false, stalls: None }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Promises more of the body than it sends.
    pub(super) fn cut_off(self) -> Self {
        Self { cut_off: true, ..self }
    }

    pub(super) fn stalls(self, stall: Stall) -> Self {
        Self { stalls: Some(stall), ..self }
    }
}

/// Serves until the test ends, and gives a door that leads to it and hardly waits.
pub(crate) async fn door(
    manners: Manners,
    reply: impl Fn(&Got) -> Reply + Send + Sync + 'static,
) -> (Door, Arc<Mutex<Vec<Got>>>) {
    let (config, common, got) = config(manners, reply).await;
    (Door::new(config, common), got)
}

/// The configuration of such a door.
pub(super) async fn config(
    manners: Manners,
    reply: impl Fn(&Got) -> Reply + Send + Sync + 'static,
) -> (SdkConfig, Arc<Common>, Arc<Mutex<Vec<Got>>>) {
    let (url, got) = serve(reply).await;
    let common = Doors::new(manners.clone()).common("test".to_owned());
    let client = SharedHttpClient::new(Metered::new(http::client(), common.clone()));
    let retries =
        RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1));
    let config = entrance::loader(client, &manners)
        .credentials_provider(Credentials::new("AKIDTEST", "secretkey", None, None, "test"))
        .region(Region::new("eu-west-1"))
        .endpoint_url(url)
        .retry_config(retries)
        .load()
        .await;
    (config, common, got)
}

/// Serves until the test ends, at this URL.
pub(super) async fn serve(
    reply: impl Fn(&Got) -> Reply + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<Got>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let all: Arc<Mutex<Vec<Got>>> = Arc::default();
    let (seen, reply) = (all.clone(), Arc::new(reply));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, seen.clone(), reply.clone()));
        }
    });
    (url, all)
}

async fn speak(
    mut stream: TcpStream,
    seen: Arc<Mutex<Vec<Got>>>,
    reply: Arc<impl Fn(&Got) -> Reply + Send + Sync + 'static>,
) {
    let Some((line, headers)) = head(&mut stream).await else { return };
    let lengths = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; lengths.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    let target = line.split(' ').nth(1).unwrap().to_owned();
    let number = seen.lock().unwrap().len();
    let got = Got { number, target, headers, body: String::from_utf8(body).unwrap() };
    let said = reply(&got);
    seen.lock().unwrap().push(got);
    if said.stalls == Some(Stall::Headers) {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let more = usize::from(said.cut_off || said.stalls.is_some());
    let head = format!(
        "HTTP/1.1 {} Any\r\ncontent-length: {}\r\nconnection: close\r\n{}\r\n{}",
        said.status,
        said.body.len() + more,
        said.headers,
        said.body
    );
    let _ = stream.write_all(head.as_bytes()).await;
    if said.stalls.is_some() {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

async fn head(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut taken = Vec::new();
    while !taken.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await.unwrap_or(0) == 0 {
            return None;
        }
        taken.push(byte[0]);
    }
    let text = String::from_utf8(taken).unwrap();
    let (line, headers) = text.split_once("\r\n").unwrap();
    Some((line.to_owned(), headers.to_lowercase()))
}
