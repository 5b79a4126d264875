//! Speaking to the program: requests are read from a connection, and answers written to it as their faults say.
//!
//! Knows as much HTTP/1.1 as a client of an API server speaks: GET without a body, connections that are used again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::fault::Rewrite;
use super::{Answer, Fault, Shared};

/// The time between two bytes of a trickle.
const DROP: Duration = Duration::from_millis(100);

/// How an answer gets onto the wire.
enum Delivery {
    Whole,
    Reset,
    CutOff(usize),
    Trickle,
    Endless,
}

/// Serves a connection until one of both ends it.
pub(super) async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some((target, accept))) = request(&mut stream).await {
        shared.asked.lock().unwrap().push(target.clone());
        let answer = tokio::select! {
            answer = answer(&shared, &target, &accept) => answer,
            // The program went away, or says what it should not before it was answered.
            _ = stream.fill_buf() => return,
        };
        match deliver(&mut stream, answer, &shared).await {
            Ok(true) => {}
            Ok(false) | Err(_) => return,
        }
    }
}

/// The target of the next request and what it accepts; nothing at the end of the connection.
async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(String, String)>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut accept = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("accept") => {
                value.clone_into(&mut accept);
            }
            Some(_) => {}
            None => return Ok(Some((target, accept))),
        }
    }
}

async fn answer(shared: &Shared, target: &str, accept: &str) -> (Answer, Delivery) {
    let mut delivery = Delivery::Whole;
    let (mut asked, mut accept, mut said) = (target.to_owned(), accept, None);
    let (mut rewrites, mut headers): (Vec<Rewrite>, Vec<_>) = Default::default();
    for fault in shared.rules.befall(target) {
        match fault {
            Fault::Say(answer) => said = Some(answer),
            Fault::Paged(limit) => asked = with_limit(&asked, limit),
            Fault::Form(form) => accept = form,
            Fault::Rewrite(rewrite) => rewrites.push(rewrite),
            Fault::Header(name, value) => headers.push((name, value)),
            Fault::Late(time) => tokio::time::sleep(time).await,
            Fault::Stall => stall(shared).await,
            Fault::Reset => delivery = Delivery::Reset,
            Fault::CutOff(bytes) => delivery = Delivery::CutOff(bytes),
            Fault::Trickle => delivery = Delivery::Trickle,
            Fault::Endless => delivery = Delivery::Endless,
        }
    }
    let mut answer = match said {
        Some(answer) => answer,
        None => shared.upstream.get(&asked, accept).await,
    };
    for Rewrite(rewrite) in rewrites {
        let text = String::from_utf8(answer.body).expect("the server answers UTF-8");
        answer.body = rewrite(&text).into_bytes();
    }
    for (name, value) in headers {
        answer = answer.header(name, &value);
    }
    (answer, delivery)
}

async fn stall(shared: &Shared) {
    let mut released = shared.released.subscribe();
    shared.stalled.send_modify(|count| *count += 1);
    let _ = released.wait_for(|released| *released).await;
}

/// The target with another `limit` in its query; a list without one stays without.
fn with_limit(target: &str, limit: usize) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some(("limit", _)) => format!("limit={limit}"),
        _ => part.to_owned(),
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

/// Whether the connection may be used again.
async fn deliver(
    stream: &mut BufReader<TcpStream>,
    (answer, delivery): (Answer, Delivery),
    shared: &Shared,
) -> io::Result<bool> {
    if matches!(delivery, Delivery::Reset) {
        stream.get_ref().set_zero_linger()?;
        return Ok(false);
    }
    let mut head = format!("HTTP/1.1 {} Said\r\n", answer.code);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let end = match delivery {
        Delivery::Endless => "transfer-encoding: chunked\r\n\r\n".to_owned(),
        _ => format!("content-length: {}\r\n\r\n", answer.body.len()),
    };
    stream.write_all((head + &end).as_bytes()).await?;
    match delivery {
        Delivery::Endless => endless(stream, shared).await?,
        Delivery::CutOff(bytes) => {
            stream.write_all(answer.body.get(..bytes).unwrap_or(&answer.body)).await?;
        }
        Delivery::Trickle => {
            for byte in &answer.body {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(DROP).await;
            }
        }
        Delivery::Whole | Delivery::Reset => {
            stream.write_all(&answer.body).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sends what begins as a list until nobody takes it.
async fn endless(stream: &mut BufReader<TcpStream>, shared: &Shared) -> io::Result<()> {
    let begin = r#"{"kind":"List","apiVersion":"v1","items":["#;
    let blanks = " ".repeat(64 * 1024);
    for part in std::iter::once(begin).chain(std::iter::repeat(blanks.as_str())) {
        let chunk = format!("{:x}\r\n{part}\r\n", part.len());
        stream.write_all(chunk.as_bytes()).await?;
        *shared.endless.lock().unwrap() += part.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_limit_of_a_query_is_another() {
        assert_eq!(
            with_limit("/api/v1/pods?limit=500&continue=limit", 2),
            "/api/v1/pods?limit=2&continue=limit"
        );
        assert_eq!(with_limit("/api/v1/pods", 2), "/api/v1/pods");
    }
}
