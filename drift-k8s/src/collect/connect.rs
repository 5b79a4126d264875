//! Connecting: from a kubeconfig's context to a cluster that answers.
//!
//! One call is made (`GET /version`), so that wrong credentials and an unreachable server show before anything is read.
//! Knows nothing of kinds.

use drift_core::TOOL;
use kube::client::Client;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Options;
use super::api::{Api, JSON};
use super::cluster::Cluster;
use super::fault::{Fault, describe};
use super::kubeconfig::{self, ContextError};
use super::retry::Patience;

/// Why there is no connection. Never holds a credential, nor what a credential plugin printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The kubeconfig does not lead to a cluster.
    #[error(transparent)]
    Context(#[from] ContextError),
    /// There are no credentials: a plugin is missing or failed, a token file cannot be read, a login has ended.
    #[error("context {context:?}: {what}")]
    Credentials {
        /// The context.
        context: String,
        /// Why not.
        what: String,
    },
    /// The server does not accept the credentials.
    #[error("context {context:?}: {server} does not accept the credentials: {what}; log in again")]
    Unauthorized {
        /// The context.
        context: String,
        /// The server's URL.
        server: String,
        /// What it said.
        what: String,
    },
    /// The server cannot be reached, or what answers is no API server.
    #[error("context {context:?}: {server} cannot be reached: {what}")]
    Unreachable {
        /// The context.
        context: String,
        /// The server's URL.
        server: String,
        /// Why not.
        what: String,
    },
}

/// Connects to the cluster of a context. Credential plugins run here, and may ask their user to log in where standard input is a terminal.
///
/// # Errors
/// When the kubeconfig, the credentials or the server fail; each says what to do.
///
/// ```no_run
/// # async fn example() -> Result<(), drift_k8s::ConnectError> {
/// let options = drift_k8s::Options { context: Some("staging".into()), ..Default::default() };
/// let cluster = drift_k8s::connect(options).await?;
/// println!("{} {}", cluster.context(), cluster.server());
/// # Ok(())
/// # }
/// ```
pub async fn connect(options: Options) -> Result<Cluster, ConnectError> {
    let (mut config, context) =
        kubeconfig::load(options.kubeconfig.as_deref(), options.context.as_deref()).await?;
    // Retries and deadlines are ours: they know `Retry-After`, and a deadline covers the body too.
    config.default_retry = false;
    config.connect_timeout = None;
    config.headers.push((http::header::USER_AGENT, http::HeaderValue::from_static(TOOL)));
    let server = kubeconfig::without_user(&config.cluster_url.to_string());
    let id = fallback_id(&config);
    let client = client(config, &context).await?;
    let api =
        Api::new(client, options.call, Patience::default()).observed(options.observer.clone());
    let version = match api.get("/version", JSON).await {
        Ok(bytes) => serde_json::from_slice::<Version>(&bytes).ok().map(|said| said.git_version),
        // An API server may hide its version; lists will say what else it hides.
        Err(Fault::Denied(_) | Fault::Unsupported(_)) => None,
        Err(Fault::Credentials(what)) => return Err(ConnectError::Credentials { context, what }),
        Err(Fault::Unauthorized(what)) => {
            return Err(ConnectError::Unauthorized { context, server, what });
        }
        Err(fault) => {
            let what = fault.what().to_owned();
            return Err(ConnectError::Unreachable { context, server, what });
        }
    };
    Ok(Cluster::new(api, options, context, server, id, version))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    git_version: String,
}

/// Makes the client on a thread of its own: a credential plugin blocks, and may wait for a login.
async fn client(config: kube::Config, context: &str) -> Result<Client, ConnectError> {
    let failed = |what| ConnectError::Credentials { context: context.to_owned(), what };
    match tokio::task::spawn_blocking(move || Client::try_from(config)).await {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => Err(failed(match &error {
            // These name the proxy by its URL, which may hold a password.
            kube::Error::ProxyProtocolUnsupported { .. }
            | kube::Error::ProxyProtocolDisabled { .. } => {
                "its proxy-url is of an unsupported protocol".to_owned()
            }
            error => describe(error).what().to_owned(),
        })),
        // The HTTP layer below kube takes what cannot stand in a header for a bug of whoever wrote it.
        Err(error) if error.is_panic() => {
            Err(failed("its token or password cannot stand in an HTTP header: it has a line break or another control character".to_owned()))
        }
        Err(error) => Err(failed(error.to_string())),
    }
}

/// What identifies a cluster whose kube-system namespace may not be read: its URL and its certificate authority.
fn fallback_id(config: &kube::Config) -> String {
    let mut digest = Sha256::new();
    digest.update(kubeconfig::without_user(&config.cluster_url.to_string()));
    for certificate in config.root_cert.iter().flatten() {
        digest.update(b"\0");
        digest.update(certificate);
    }
    let hex: String = digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("server-{hex}")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use drift_core::{Cell, Problem, Provider, Raw, Sink, Status, Value};

    use super::*;
    use crate::collect::testing::{Answer, serve_at};

    /// A kubeconfig with one context `lab`.
    fn kubeconfig(user: &str, server: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: lab\n\
             clusters: [{{name: lab, cluster: {{server: '{server}'}}}}]\n\
             contexts: [{{name: lab, context: {{cluster: lab, user: me}}}}]\n\
             users: [{{name: me, user: {user}}}]\n"
        );
        std::fs::write(file.path(), text).unwrap();
        file
    }

    async fn failure(user: &str, server: &str) -> ConnectError {
        let file = kubeconfig(user, server);
        let options = Options { kubeconfig: Some(file.path().to_owned()), ..Options::default() };
        connect(options).await.map(|_| ()).unwrap_err()
    }

    fn plugin(command: &str, script: &str) -> String {
        format!(
            "{{exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, \
             command: '{command}', args: ['-c', '{script}']}}}}"
        )
    }

    #[tokio::test]
    async fn a_credential_plugin_that_is_missing_or_fails_is_named_and_never_quoted() {
        let table = [
            (plugin("/nonexistent/plugin", ""), "the credential plugin could not be started: "),
            (
                plugin("sh", "echo token-abc; echo token-abc >&2; exit 3"),
                "the credential plugin failed (exit status: 3)",
            ),
            (plugin("sh", "echo token-abc"), "the credential plugin\u{27}s answer is not"),
        ];
        for (user, expected) in table {
            let error = failure(&user, "http://127.0.0.1:1").await;
            assert!(
                error.to_string().starts_with(&format!("context \"lab\": {expected}")),
                "{error}"
            );
            assert!(!format!("{error:?}").contains("token-abc"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_token_that_cannot_stand_in_a_header_is_an_error_of_the_credentials() {
        let error = failure("{token: \"token-abc\\nx\"}", "http://127.0.0.1:1").await;
        let text = error.to_string();
        assert!(text.contains("cannot stand in an HTTP header"), "{text}");
        assert!(!format!("{error:?}").contains("token-abc"), "{error:?}");
    }

    #[tokio::test]
    async fn a_server_that_does_not_listen_is_unreachable_by_its_url() {
        let error = failure("{token: token-abc}", "http://me:pass@127.0.0.1:1").await;
        let text = error.to_string();
        assert!(
            text.starts_with(
                "context \"lab\": http://127.0.0.1:1/ cannot be reached: Connection refused"
            ),
            "{text}"
        );
    }

    struct Nowhere;

    impl Sink for Nowhere {
        fn resource(&mut self, _: Raw) {}
        fn cell(&mut self, _: Cell, _: Status) {}
        fn fact(&mut self, _: &str, _: Value) {}
        fn problem(&mut self, _: Problem) {}
        fn name_scope(&mut self, _: &str, _: &str) {}
    }

    #[tokio::test]
    async fn every_request_says_which_program_asks_and_nothing_else_does() {
        let agents = Arc::new(Mutex::new(Vec::new()));
        let seen = agents.clone();
        let (url, requests) = serve_at(move |asked| {
            let lines = asked.headers.lines().filter(|line| line.starts_with("user-agent:"));
            seen.lock().unwrap().extend(lines.map(str::to_owned));
            Answer::new(
                200,
                r#"{"gitVersion":"v1.34.0","metadata":{"uid":"5f0c"},"resources":[],"items":[]}"#,
            )
        })
        .await;
        let file = kubeconfig("{token: abc}", &url);
        let options = Options { kubeconfig: Some(file.path().to_owned()), ..Options::default() };
        let cluster = connect(options).await.unwrap();
        let mut sink = Nowhere;
        let scopes = cluster.scopes(&mut sink).await.unwrap();
        for scope in &scopes {
            let _ = cluster.cells(scope, &mut sink).await;
        }
        let agents = agents.lock().unwrap().clone();
        assert!(agents.len() > 2, "version, identity and discovery: {agents:?}");
        assert_eq!(agents.len(), requests.lock().unwrap().len(), "each request has one");
        let wanted = format!("user-agent: drift/{}", env!("CARGO_PKG_VERSION"));
        assert!(agents.iter().all(|agent| *agent == wanted), "{agents:?}");
    }

    #[test]
    fn the_id_of_last_resort_depends_on_the_server_and_its_authority_alone() {
        let config = |url: &str, ca: Option<&[u8]>| {
            let mut config = kube::Config::new(url.parse().unwrap());
            config.root_cert = ca.map(|ca| vec![ca.to_vec()]);
            fallback_id(&config)
        };
        let id = config("https://one.example.com", None);
        assert_eq!(id, config("https://one.example.com", None));
        assert_ne!(id, config("https://two.example.com", None));
        assert_ne!(id, config("https://one.example.com", Some(b"ca")));
    }
}
