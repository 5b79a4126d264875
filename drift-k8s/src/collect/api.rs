//! The one way to a cluster's API: a GET with its deadline, its retries and the end of its length.
//!
//! Nothing else in this crate sends a request, and this cannot send any but a GET: nothing is ever written to what is
//! observed. Knows no kinds.

use std::time::Duration;

use http::Request;
use http::header::ACCEPT;
use http_body_util::BodyExt as _;
use kube::client::{Body, Client};
use tokio::time::Instant;

use super::calls::{Call, Observer};
use super::fault::{Fault, bounded, describe};
use super::retry::{Again, Failure, Patience, Tries, asked};

/// Plain JSON.
pub(super) const JSON: &str = "application/json";

/// The longest answer, unpacked. A page of a few of the largest objects that etcd takes is shorter.
const LONGEST: usize = 64 << 20;

/// How much is read of an answer that is an error.
const LONGEST_ERROR: usize = 64 << 10;

/// A cluster's API.
#[derive(Clone)]
pub(super) struct Api {
    client: Client,
    call: Duration,
    patience: Patience,
    longest: usize,
    observer: Observer,
}

/// As much of an answer as came.
#[derive(Default)]
struct Answered {
    status: Option<u16>,
    bytes: Vec<u8>,
}

impl Api {
    /// An API behind a client that does not retry by itself; `call` is the deadline of each try.
    pub(super) fn new(client: Client, call: Duration, patience: Patience) -> Self {
        Self { client, call, patience, longest: LONGEST, observer: Observer::default() }
    }

    /// The same, and this one is told of every call.
    pub(super) fn observed(self, observer: Observer) -> Self {
        Self { observer, ..self }
    }

    /// The same, and no answer may be longer.
    #[cfg(test)]
    pub(super) fn no_longer_than(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// The body of the answer to `GET path` (with its query, from the cluster's root on).
    pub(super) async fn get(&self, path: &str, accept: &str) -> Result<Vec<u8>, Fault> {
        let mut tries = Tries::new(self.patience);
        loop {
            match self.within_deadline(path, accept).await {
                Ok(body) => return Ok(body),
                Err(failure) => tokio::time::sleep(tries.after(failure)?).await,
            }
        }
    }

    async fn within_deadline(&self, path: &str, accept: &str) -> Result<Vec<u8>, Failure> {
        let (began, mut answered) = (Instant::now(), Answered::default());
        let answer = tokio::time::timeout(self.call, self.once(path, accept, &mut answered)).await;
        let Answered { status, bytes } = answered;
        self.observer.tell(&Call::new(path, status, began.elapsed(), bytes.len()));
        let late = || {
            let what = format!("no complete answer within {} s", self.call.as_secs_f32());
            Failure { fault: Fault::Broken(what), again: Again::Once }
        };
        answer.unwrap_or_else(|_| Err(late())).map(|()| bytes)
    }

    async fn once(&self, path: &str, accept: &str, answered: &mut Answered) -> Result<(), Failure> {
        let request =
            Request::get(path).header(ACCEPT, accept).body(Body::empty()).map_err(|error| {
                Failure { fault: Fault::Broken(bounded(&error.to_string())), again: Again::No }
            })?;
        let response = self.client.send(request).await.map_err(|error| no_answer(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        answered.status = Some(status.as_u16());
        let bytes = &mut answered.bytes;
        if !status.is_success() {
            // What is lacking of it is not needed.
            let _ = read(response.into_body(), LONGEST_ERROR, bytes).await;
            let asked = asked(&headers);
            let fault = Fault::of(status, bytes, asked.is_some());
            return Err(Failure { fault, again: Again::of(status.as_u16(), asked) });
        }
        read(response.into_body(), self.longest, bytes).await
    }
}

/// Reads a body into `bytes`, up to a length.
async fn read(mut body: Body, longest: usize, bytes: &mut Vec<u8>) -> Result<(), Failure> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            let mut failure = no_answer(&error);
            if let Fault::Broken(what) = &mut failure.fault {
                *what = format!("the answer broke off: {what}");
            }
            failure
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > longest {
            let what = format!("the answer is longer than {}", size(longest));
            return Err(Failure { fault: Fault::TooLong(what), again: Again::No });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(())
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{bytes} bytes") }
}

/// No answer, or half of one.
fn no_answer(error: &kube::Error) -> Failure {
    let fault = describe(error);
    let again = if matches!(fault, Fault::Credentials(_)) { Again::No } else { Again::Yes };
    Failure { fault, again }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::testing::{Answer, serve};

    #[tokio::test]
    async fn each_answer_becomes_the_status_that_it_means() {
        let said = r#"{"kind":"Status","message":"pods is forbidden:\n no"}"#;
        let table = [
            (403, said, "denied: 403: pods is forbidden:  no"),
            (
                401,
                "secret page",
                "denied: the credentials are no longer accepted (401 Unauthorized)",
            ),
            (404, "", "unsupported: 404 Not Found"),
            (405, "", "unsupported: 405 Method Not Allowed"),
            (410, said, "partial: 410: pods is forbidden:  no"),
            (429, "", "throttled: 429 Too Many Requests"),
            (409, "", "partial: 409 Conflict"),
            (500, "<html>", "partial: 500 Internal Server Error"),
            (503, "", "partial: 503 Service Unavailable"),
        ];
        for (code, body, expected) in table {
            let (api, _) = serve(move |_| Answer::new(code, body)).await;
            let fault = api.get("/x", JSON).await.unwrap_err();
            assert_eq!(fault.status().to_string(), expected);
        }
    }

    #[tokio::test]
    async fn a_busy_server_is_asked_again_and_every_request_is_a_get() {
        let (api, requests) = serve(|request| match request.number {
            0 => Answer::new(429, "").header("retry-after", "0"),
            1 => Answer::new(503, ""),
            2 => Answer::new(200, "half of it").cut_off(),
            _ => Answer::new(200, "{}"),
        })
        .await;
        assert_eq!(api.get("/api/v1/pods?limit=500", JSON).await.unwrap(), b"{}");
        let lines: Vec<String> = requests.lock().unwrap().clone();
        assert_eq!(lines, ["GET /api/v1/pods?limit=500 HTTP/1.1"; 4]);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_and_a_server_that_hangs_up_are_faults_that_say_so() {
        let (api, _) = serve(|_| Answer::new(200, "half of it").cut_off()).await;
        let fault = api.get("/x", JSON).await.unwrap_err();
        assert!(fault.what().starts_with("the answer broke off: "), "{}", fault.what());
        let (api, _) = serve(|_| Answer::new(200, "").never()).await;
        let fault = api.get("/x", JSON).await.unwrap_err();
        assert!(fault.what().starts_with("no complete answer within"), "{}", fault.what());
    }

    #[tokio::test]
    async fn an_answer_that_does_not_come_is_asked_for_once_more_and_no_third_time() {
        let (api, requests) = serve(|request| match request.number {
            0 => Answer::new(200, "").never(),
            _ => Answer::new(200, "{}"),
        })
        .await;
        assert_eq!(api.get("/x", JSON).await.unwrap(), b"{}");
        assert_eq!(requests.lock().unwrap().len(), 2);
        let (api, requests) = serve(|_| Answer::new(200, "").never()).await;
        api.get("/x", JSON).await.unwrap_err();
        assert_eq!(requests.lock().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn what_a_server_asks_for_that_is_too_long_is_neither_waited_for_nor_ignored() {
        for code in [429, 503] {
            let (api, requests) =
                serve(move |_| Answer::new(code, "").header("retry-after", "3600")).await;
            let fault = api.get("/x", JSON).await.unwrap_err();
            assert!(fault.what().ends_with("; come again in 3600 s"), "{}", fault.what());
            assert!(fault.status().to_string().starts_with("throttled: "));
            assert_eq!(requests.lock().unwrap().len(), 1);
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_too_long_is_not_taken_to_its_end() {
        for (length, fits) in [(1000, true), (1001, false)] {
            let (api, requests) = serve(move |_| Answer::new(200, "x".repeat(length))).await;
            let answer = api.no_longer_than(1000).get("/x", JSON).await;
            assert_eq!(answer.is_ok(), fits);
            if let Err(fault) = answer {
                assert_eq!(
                    fault.status().to_string(),
                    "partial: the answer is longer than 1000 bytes"
                );
            }
            assert_eq!(requests.lock().unwrap().len(), 1, "and not asked for again");
        }
        let (api, _) = serve(|_| Answer::new(403, "x".repeat(1 << 20))).await;
        assert_eq!(api.get("/x", JSON).await.unwrap_err(), Fault::Denied("403 Forbidden".into()));
    }
}
