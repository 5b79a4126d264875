//! Identity: as whom a context asks, as far as that can be known without writing anything.
//!
//! Kubernetes tells it by `SelfSubjectReview`, which is a POST, and Drift only sends GET. So it is read off the credential: the
//! subject of a client certificate, the `sub` of a token, else what a refusal calls the user. Never shows a credential, and
//! runs no plugin.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kube::config::AuthInfo;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc4519::{COMMON_NAME, ORGANIZATION_NAME};
use x509_cert::name::Name;

use super::kubeconfig::{self, ContextError};

/// As whom a context asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The user, where it can be known; a cluster may call the bearer of a token otherwise.
    pub user: Option<String>,
    /// The groups that the credential itself names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// What kind of credential it is, as people read it: `client certificate`, `token`, `credential plugin aws`.
    pub credential: String,
}

/// As whom a context (the current one without a name) asks.
///
/// # Errors
/// When the kubeconfig does not lead to a cluster.
///
/// ```no_run
/// # async fn example() -> Result<(), drift_k8s::ContextError> {
/// let identity = drift_k8s::identity(None, Some("prod")).await?;
/// println!("{} by {}", identity.user.as_deref().unwrap_or("unknown"), identity.credential);
/// # Ok(())
/// # }
/// ```
pub async fn identity(
    kubeconfig: Option<&Path>,
    context: Option<&str>,
) -> Result<Identity, ContextError> {
    let (config, _) = kubeconfig::load(kubeconfig, context).await?;
    Ok(of(&config.auth_info))
}

/// The user that a refusal names: `User "jane" cannot list resource "secrets"`.
///
/// ```
/// let said = r#"secrets is forbidden: User "jane" cannot list resource "secrets" in API group """#;
/// assert_eq!(drift_k8s::refused_user(said), Some("jane"));
/// assert_eq!(drift_k8s::refused_user("Forbidden"), None);
/// ```
#[must_use]
pub fn refused_user(said: &str) -> Option<&str> {
    let (_, after) = said.split_once("User \"")?;
    let (user, rest) = after.split_once('"')?;
    (!user.is_empty() && rest.starts_with(" cannot ")).then_some(user)
}

fn of(info: &AuthInfo) -> Identity {
    let named = |user: Option<String>, credential: &str| Identity {
        user,
        groups: Vec::new(),
        credential: credential.to_owned(),
    };
    if let Some(user) = &info.impersonate {
        let groups = info.impersonate_groups.clone().unwrap_or_default();
        return Identity { groups, ..named(Some(user.clone()), "impersonation") };
    }
    // The order in which the client takes them: it adds a certificate to each.
    if let Some(plugin) = &info.exec {
        let command = plugin.command.as_deref().unwrap_or_default();
        let program = Path::new(command).file_name().map(|name| name.to_string_lossy());
        return named(None, &format!("credential plugin {}", program.unwrap_or_default()));
    }
    if let Some(login) = &info.auth_provider {
        return named(None, &format!("login by {}", login.name));
    }
    if let Some(token) = token(info) {
        return named(subject_of_token(&token), "token");
    }
    if let Some(user) = &info.username {
        return named(Some(user.clone()), "password");
    }
    match certificate(info) {
        Some(bytes) => {
            let (user, groups) = subject_of_certificate(&bytes).unwrap_or_default();
            Identity { groups, ..named(user, "client certificate") }
        }
        None => named(None, "no credential"),
    }
}

fn token(info: &AuthInfo) -> Option<String> {
    match (&info.token, &info.token_file) {
        (_, Some(file)) => std::fs::read_to_string(file).ok(),
        (Some(token), None) => Some(token.expose_secret().to_owned()),
        (None, None) => None,
    }
}

fn certificate(info: &AuthInfo) -> Option<Vec<u8>> {
    match (&info.client_certificate_data, &info.client_certificate) {
        (Some(data), _) => STANDARD.decode(data).ok(),
        (None, Some(file)) => std::fs::read(file).ok(),
        (None, None) => None,
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// The `sub` of a JWT. It is not verified: whose it is only the server can say.
fn subject_of_token(token: &str) -> Option<String> {
    let claims = token.trim().split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&claims).ok().map(|claims: Claims| claims.sub)
}

/// The common name and the organisations: user and groups to Kubernetes.
fn subject_of_certificate(pem: &[u8]) -> Option<(Option<String>, Vec<String>)> {
    let text = std::str::from_utf8(pem).ok()?;
    let (_, after) = text.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = after.split_once("-----END CERTIFICATE-----")?;
    let body: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    let der = STANDARD.decode(body).ok()?;
    let certificate = Certificate::from_der(&der).ok()?;
    let subject = certificate.tbs_certificate().subject();
    Some((parts(subject, COMMON_NAME).into_iter().next(), parts(subject, ORGANIZATION_NAME)))
}

fn parts(name: &Name, which: ObjectIdentifier) -> Vec<String> {
    let all = name.iter().filter(|part| part.oid == which);
    // The text of a string, of whichever type.
    all.map(|part| String::from_utf8_lossy(part.value.value()).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("identity/jane.pem");

    fn info(yaml: &str) -> AuthInfo {
        serde_json::from_str(yaml).unwrap()
    }

    #[test]
    fn the_user_is_read_off_the_credential_and_the_credential_is_never_shown() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"sub":"system:serviceaccount:ci:drift","exp":1}"#);
        let jwt = format!(r#"{{"token":"eyJhbGciOiJub25lIn0.{claims}.c2ln"}}"#);
        let data = STANDARD.encode(CERTIFICATE);
        let certificate = format!(r#"{{"client-certificate-data":"{data}"}}"#);
        let table: [(&str, Option<&str>, &str); 8] = [
            (&certificate, Some("jane"), "client certificate"),
            (&jwt, Some("system:serviceaccount:ci:drift"), "token"),
            (r#"{"token":"opaque-and-secret"}"#, None, "token"),
            (
                r#"{"exec":{"command":"/opt/bin/aws","args":["secret"]}}"#,
                None,
                "credential plugin aws",
            ),
            (
                r#"{"auth-provider":{"name":"oidc","config":{"id-token":"secret"}}}"#,
                None,
                "login by oidc",
            ),
            (r#"{"username":"me","password":"secret"}"#, Some("me"), "password"),
            (r#"{"token":"secret","as":"ann"}"#, Some("ann"), "impersonation"),
            ("{}", None, "no credential"),
        ];
        for (text, user, credential) in table {
            let found = of(&info(text));
            assert_eq!((found.user.as_deref(), found.credential.as_str()), (user, credential));
            assert!(!format!("{found:?}").contains("secret"), "{found:?}");
        }
        assert_eq!(of(&info(&certificate)).groups, ["ops", "system:masters"]);
    }

    #[test]
    fn what_is_no_certificate_and_no_token_is_unknown_and_not_an_error() {
        for data in ["", "no base64!", &STANDARD.encode("-----BEGIN CERTIFICATE-----\nAAAA\n")] {
            let found = of(&info(&format!(r#"{{"client-certificate-data":"{data}"}}"#)));
            assert_eq!(found.user, None, "{data}");
        }
        for token in ["a.b.c", "..", "a.bm8.c"] {
            assert_eq!(subject_of_token(token), None, "{token}");
        }
    }
}
