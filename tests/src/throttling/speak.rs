//! Speaking: requests are read from connections that are used again, metered as they come, and answered late.
//!
//! Knows as much HTTP/1.1 as an SDK speaks, and of a request only what tells whose it is and what it asks.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::Shared;
use super::answer::{Answer, Asked, Protocol};
use super::bucket::Api;

/// Serves until the process ends.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        tokio::spawn(connection(BufReader::new(stream), shared.clone()));
    }
}

async fn connection(mut stream: BufReader<TcpStream>, shared: Arc<Shared>) {
    while let Ok(Some((asked, api))) = request(&mut stream).await {
        let came = Instant::now();
        let passes = shared.meter.lock().unwrap().came(&api, came);
        let answer = match passes {
            true => asked.answer(&shared.settings.estate, &mut shared.tokens.lock().unwrap()),
            false => asked.throttled(),
        };
        shared.meter.lock().unwrap().page(&api, answer.page);
        tokio::time::sleep_until((came + shared.settings.latency).into()).await;
        if deliver(&mut stream, &answer).await.is_err() {
            return;
        }
    }
}

async fn deliver(stream: &mut BufReader<TcpStream>, answer: &Answer) -> io::Result<()> {
    let Answer { status, body, .. } = answer;
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.flush().await
}

/// The next request and whose bucket it is taken from; nothing at the end of the connection.
async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(Asked, Api)>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let (mut length, mut target, mut signed) = (0, None, String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or_default(),
            "x-amz-target" => target = Some(value.to_owned()),
            "authorization" => value.clone_into(&mut signed),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8_lossy(&body);
    let asked = asked(&signed, target.as_deref(), &body);
    let api = Api::of(&asked.region, &asked.service, &asked.operation, &body);
    Ok(Some((asked, api)))
}

fn asked(signed: &str, target: Option<&str>, body: &str) -> Asked {
    let (region, service) = scope(signed).unwrap_or_default();
    let (region, service) = (region.to_owned(), service.to_owned());
    let form = body.strip_prefix("Action=").and_then(|rest| rest.split('&').next());
    let (protocol, operation, input) = match (target, form) {
        (Some(target), _) => {
            let operation = target.rsplit('.').next().unwrap_or_default();
            (Protocol::Json, operation, serde_json::from_str(body).unwrap_or_default())
        }
        (None, Some(action)) => (Protocol::Form, action, members(body)),
        (None, None) => (Protocol::Rest, "", Value::Null),
    };
    Asked { region, service, operation: operation.to_owned(), input, protocol }
}

/// Region and service of `… Credential=KEY/20260101/eu-west-1/ec2/aws4_request, …`.
fn scope(authorization: &str) -> Option<(&str, &str)> {
    let (_, credential) = authorization.split_once("Credential=")?;
    let mut parts = credential.split(',').next()?.split('/').skip(2);
    Some((parts.next()?, parts.next()?))
}

/// The members of a form. Nothing of what the double reads needs to be decoded.
fn members(form: &str) -> Value {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(name, value)| (name.to_owned(), Value::from(value)));
    Value::Object(pairs.collect::<Map<_, _>>())
}
