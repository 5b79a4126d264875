//! Faults of calls: what they mean for the coverage, and what is said of them.
//!
//! Errors say what the API said, in one bounded line, and never a body, a header or a credential. Knows nothing of retries.

use drift_core::Status;
use http::StatusCode;
use kube::client::AuthError;
use serde::Deserialize;

/// How many characters of what an API says are kept.
const SAID: usize = 240;

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
    /// The answer is longer than one may be.
    TooLong(String),
    /// Anything else: no connection, no answer in time, a body that broke off, a server's error.
    Broken(String),
}

impl Fault {
    /// What a cell's status is when nothing of it could be read.
    pub(super) fn status(self) -> Status {
        match self {
            // Connecting succeeded with them, so they ended in the meantime.
            Self::Unauthorized(fault) => Status::Denied {
                fault: format!("the credentials are no longer accepted ({fault})"),
            },
            Self::Denied(fault) => Status::Denied { fault },
            Self::Unsupported(fault) => Status::Unsupported { fault },
            Self::Throttled(fault) => Status::Throttled { fault },
            Self::Expired(fault)
            | Self::Credentials(fault)
            | Self::TooLong(fault)
            | Self::Broken(fault) => Status::Partial { fault },
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
            | Self::TooLong(what)
            | Self::Broken(what) => what,
        }
    }

    /// What an answer that is an error means.
    pub(super) fn of(code: StatusCode, body: &[u8], comes_again: bool) -> Self {
        let what = match told(body) {
            Some(told) => format!("{}: {told}", code.as_u16()),
            None => code.to_string(),
        };
        match code.as_u16() {
            401 => Self::Unauthorized(what),
            403 => Self::Denied(what),
            404..=406 => Self::Unsupported(what),
            410 => Self::Expired(what),
            429 => Self::Throttled(what),
            503 if comes_again => Self::Throttled(what),
            _ => Self::Broken(what),
        }
    }

    /// Whether every call that follows will fail too.
    pub(super) fn ends_all(&self) -> bool {
        matches!(self, Self::Unauthorized(_) | Self::Credentials(_))
    }

    /// The same, and more is said of it.
    pub(super) fn and(self, more: &str) -> Self {
        let mut longer = self;
        let (Self::Unauthorized(what)
        | Self::Denied(what)
        | Self::Unsupported(what)
        | Self::Expired(what)
        | Self::Throttled(what)
        | Self::Credentials(what)
        | Self::TooLong(what)
        | Self::Broken(what)) = &mut longer;
        what.push_str("; ");
        what.push_str(more);
        longer
    }
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    message: String,
}

/// What a body says, if it is the API's `Status`. Any other (a proxy's page) is not repeated.
pub(super) fn told(body: &[u8]) -> Option<String> {
    let said = serde_json::from_slice::<Said>(body).ok()?;
    (said.kind == "Status" && !said.message.is_empty()).then(|| bounded(&said.message))
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
pub(super) fn bounded(text: &str) -> String {
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
