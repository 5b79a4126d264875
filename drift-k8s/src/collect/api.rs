//! The one way to a cluster's API: a GET with its deadline, its retries and its errors.
//!
//! Nothing else in this crate sends a request, and this cannot send any but a GET: nothing is ever written to what is
//! observed. Errors say what the API said, in one bounded line, and never a body, a header or a credential. Knows no kinds.

use std::time::Duration;

use drift_core::Status;
use http::header::{ACCEPT, RETRY_AFTER};
use http::{HeaderMap, Request, StatusCode};
use kube::client::{AuthError, Body, Client};
use serde::Deserialize;
use tokio::time::Instant;

use super::calls::{Call, Observer};

/// How many characters of what an API says are kept.
const SAID: usize = 240;

/// Plain JSON.
pub(super) const JSON: &str = "application/json";

/// What went wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// 401: the credentials are not accepted.
    Unauthorized(String),
    /// 403.
    Denied(String),
    /// 404, 405, 406: there is no such list.
    Unsupported(String),
    /// 410: the continue token is too old.
    Expired(String),
    /// Asked to slow down, until the patience ended.
    Throttled(String),
    /// The credentials could not be made (exec plugin, OIDC, token file).
    Credentials(String),
    /// Anything else: no connection, no answer in time, a body that broke off, a server's error.
    Broken(String),
}

impl Fault {
    /// What a cell's status is when nothing of it could be read.
    pub(super) fn status(self) -> Status {
        match self {
            Self::Unauthorized(fault) | Self::Denied(fault) => Status::Denied { fault },
            Self::Unsupported(fault) => Status::Unsupported { fault },
            Self::Throttled(fault) => Status::Throttled { fault },
            Self::Expired(fault) | Self::Credentials(fault) | Self::Broken(fault) => {
                Status::Partial { fault }
            }
        }
    }

    /// What happened, in one line.
    pub(super) fn what(&self) -> &str {
        match self {
            Self::Unauthorized(what)
            | Self::Denied(what)
            | Self::Unsupported(what)
            | Self::Expired(what)
            | Self::Throttled(what)
            | Self::Credentials(what)
            | Self::Broken(what) => what,
        }
    }
}

/// How often and how long a call is tried again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Tries altogether.
    pub(super) tries: u32,
    /// The wait before the second one; doubles each time.
    pub(super) first: Duration,
    /// The longest wait, also where the server asks for more.
    pub(super) longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 5, first: Duration::from_millis(250), longest: Duration::from_secs(15) }
    }
}

/// A cluster's API.
#[derive(Clone)]
pub(super) struct Api {
    client: Client,
    call: Duration,
    patience: Patience,
    observer: Observer,
}

/// As much of an answer as came.
#[derive(Default)]
struct Answered {
    status: Option<u16>,
    bytes: usize,
}

/// One failed try, and whether another one may help.
struct Failure {
    fault: Fault,
    again: Again,
}

enum Again {
    No,
    Yes,
    After(Duration),
}

impl Api {
    /// An API behind a client that does not retry by itself; `call` is the deadline of each try.
    pub(super) fn new(client: Client, call: Duration, patience: Patience) -> Self {
        Self { client, call, patience, observer: Observer::default() }
    }

    /// The same, and this one is told of every call.
    pub(super) fn observed(self, observer: Observer) -> Self {
        Self { observer, ..self }
    }

    /// The body of the answer to `GET path` (with its query, from the cluster's root on).
    pub(super) async fn get(&self, path: &str, accept: &str) -> Result<Vec<u8>, Fault> {
        let mut wait = self.patience.first;
        for _ in 1..self.patience.tries {
            match self.within_deadline(path, accept).await {
                Ok(body) => return Ok(body),
                Err(Failure { fault, again: Again::No }) => return Err(fault),
                Err(Failure { again: Again::Yes, .. }) => tokio::time::sleep(wait).await,
                Err(Failure { again: Again::After(asked), .. }) => {
                    tokio::time::sleep(asked.min(self.patience.longest)).await;
                }
            }
            wait = (wait * 2).min(self.patience.longest);
        }
        self.within_deadline(path, accept).await.map_err(|failure| failure.fault)
    }

    async fn within_deadline(&self, path: &str, accept: &str) -> Result<Vec<u8>, Failure> {
        let (began, mut answered) = (Instant::now(), Answered::default());
        let answer = tokio::time::timeout(self.call, self.once(path, accept, &mut answered)).await;
        let Answered { status, bytes } = answered;
        self.observer.tell(&Call::new(path, status, began.elapsed(), bytes));
        answer.unwrap_or_else(|_| {
            let what = format!("no complete answer within {} s", self.call.as_secs_f32());
            Err(Failure { fault: Fault::Broken(what), again: Again::No })
        })
    }

    async fn once(
        &self,
        path: &str,
        accept: &str,
        answered: &mut Answered,
    ) -> Result<Vec<u8>, Failure> {
        let request = Request::get(path)
            .header(ACCEPT, accept)
            .body(Body::empty())
            .map_err(|error| Failure::last(Fault::Broken(bounded(&error.to_string()))))?;
        let response = self.client.send(request).await.map_err(|error| Failure::of(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        answered.status = Some(status.as_u16());
        let body = response.into_body().collect_bytes().await;
        answered.bytes = body.as_ref().map_or(0, |body| body.len());
        if !status.is_success() {
            return Err(Failure::said(status, &headers, &body.unwrap_or_default()));
        }
        match body {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => {
                let mut failure = Failure::of(&error);
                if let Fault::Broken(what) = &mut failure.fault {
                    *what = format!("the answer broke off: {what}");
                }
                Err(failure)
            }
        }
    }
}

impl Failure {
    fn last(fault: Fault) -> Self {
        Self { fault, again: Again::No }
    }

    /// An answer that is an error.
    fn said(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let asked = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        let what = message(status, body);
        let fault = match status.as_u16() {
            401 => Fault::Unauthorized(what),
            403 => Fault::Denied(what),
            404..=406 => Fault::Unsupported(what),
            410 => Fault::Expired(what),
            429 => Fault::Throttled(what),
            503 if asked.is_some() => Fault::Throttled(what),
            _ => Fault::Broken(what),
        };
        let again = match (status.as_u16(), asked) {
            (429 | 500 | 502..=504, Some(asked)) => Again::After(asked),
            (429 | 502..=504, None) => Again::Yes,
            _ => Again::No,
        };
        Self { fault, again }
    }

    /// No answer, or half of one.
    fn of(error: &kube::Error) -> Self {
        match describe(error) {
            Fault::Credentials(what) => Self::last(Fault::Credentials(what)),
            fault => Self { fault, again: Again::Yes },
        }
    }
}

#[derive(Deserialize)]
struct Said {
    kind: String,
    #[serde(default)]
    message: String,
}

/// What the API said. A body that is no `Status` (a proxy's page) is not repeated.
pub(super) fn message(status: StatusCode, body: &[u8]) -> String {
    let said = serde_json::from_slice::<Said>(body).ok().filter(|said| said.kind == "Status");
    match said {
        Some(said) if !said.message.is_empty() => {
            format!("{}: {}", status.as_u16(), bounded(&said.message))
        }
        _ => status.to_string(),
    }
}

/// What an error of the client means, without what a credential plugin printed.
pub(super) fn describe(error: &(dyn std::error::Error + 'static)) -> Fault {
    let mut cause = error;
    // Ends at the first cause that may quote a credential; the bound is for causes that go round in a circle.
    for _ in 0..16 {
        if let Some(auth) = cause.downcast_ref::<AuthError>() {
            return Fault::Credentials(credentials(auth));
        }
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => break,
        }
    }
    Fault::Broken(bounded(&cause.to_string()))
}

/// Why there are no credentials. What a plugin wrote is never repeated: a token may be in it.
fn credentials(error: &AuthError) -> String {
    match error {
        AuthError::AuthExecStart(cause) => {
            format!("the credential plugin could not be started: {cause}")
        }
        AuthError::AuthExecRun { out, .. } => {
            format!("the credential plugin failed ({})", out.status)
        }
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed => {
            "the credential plugin's answer is not an ExecCredential".to_owned()
        }
        AuthError::ReadTokenFile(cause, path) => {
            format!("the token file {} cannot be read: {cause}", path.display())
        }
        AuthError::MissingCommand => "the credential plugin has no command".to_owned(),
        AuthError::ExecMissingClusterInfo => {
            "the credential plugin asks for the cluster, which the kubeconfig lacks".to_owned()
        }
        AuthError::Oidc(_) => "the OIDC token could not be refreshed: log in again".to_owned(),
        _ => "the credentials in the kubeconfig cannot be used".to_owned(),
    }
}

/// One line of at most [`SAID`] characters.
fn bounded(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(SAID + 1)
        .collect();
    match line.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
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
            (401, "secret page", "denied: 401 Unauthorized"),
            (404, "", "unsupported: 404 Not Found"),
            (405, "", "unsupported: 405 Method Not Allowed"),
            (410, said, "partial: 410: pods is forbidden:  no"),
            (429, "", "throttled: 429 Too Many Requests"),
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

    #[test]
    fn what_is_said_is_one_line_of_bounded_length() {
        assert_eq!(bounded("a\nb"), "a b");
        assert_eq!(bounded(&"é".repeat(1000)).chars().count(), SAID + 1);
    }

    #[test]
    fn what_a_credential_plugin_printed_is_never_repeated() {
        let output = std::process::Output {
            status: std::process::ExitStatus::default(),
            stdout: b"token-abc".to_vec(),
            stderr: b"token-def".to_vec(),
        };
        let error = kube::Error::Auth(AuthError::AuthExecRun {
            cmd: "plugin --secret token-ghi".to_owned(),
            out: Box::new(output),
        });
        let Fault::Credentials(what) = describe(&error) else { panic!("not about credentials") };
        assert!(!what.contains("token-"), "{what}");
    }
}
