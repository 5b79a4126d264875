//! Failure: what ended a call of the SDK, and what it means.
//!
//! What a credential process, a file or a proxy said is not repeated. Knows no code of a service: `error` does.

use aws_config::profile::credentials::ProfileFileError;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::ErrorMetadata;

use super::answer::bounded;
use super::entrance::UNSOUND;
use super::error::{Fault, deepest, is_expired};
use super::http::{Cut, Late, TooLarge};
use super::operation::Failure;

/// Where a bucket is that was asked for in the wrong region.
pub(super) fn elsewhere(error: &Failure) -> Option<String> {
    let refused = &error.as_service_error()?.refused;
    let redirects =
        matches!(refused.status, 301 | 307) || refused.code == "AuthorizationHeaderMalformed";
    refused.region.clone().filter(|_| redirects)
}

/// What ended a call, and what it means.
pub(super) fn fault(error: &Failure, permission: &str) -> Fault {
    if let Some(refused) = error.as_service_error() {
        return Fault::of(&refused.refused, permission);
    }
    if let Some(error) = cause::<CredentialsError>(error) {
        let code = cause::<ErrorMetadata>(error).and_then(ErrorMetadata::code);
        return match code.filter(|code| is_expired(code)) {
            Some(code) => Fault::Expired(bounded(code)),
            None if cause::<Late>(error).is_some() => Fault::Timeout,
            // A role's credentials that could not be got are one, too, and no connection was lacking.
            None if cause::<ConnectorError>(error).is_some_and(ConnectorError::is_io) => {
                Fault::Connection(format!("to who gives the credentials: {}", deepest(error)))
            }
            None => Fault::WrongCredentials(credentials(error)),
        };
    }
    if let Some(TooLarge(longest)) = cause(error) {
        return Fault::TooLarge(*longest);
    }
    if cause::<Late>(error).is_some() {
        return Fault::Timeout;
    }
    if cause::<Cut>(error).is_some() {
        return Fault::Cut(deepest(error));
    }
    match error {
        SdkError::TimeoutError(_) => Fault::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Fault::Timeout,
        SdkError::ResponseError(_) => Fault::Cut(deepest(error)),
        error => Fault::Connection(deepest(error)),
    }
}

/// The first cause of a type.
fn cause<'a, T: std::error::Error + 'static>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a T> {
    // The bound is for causes that go round in a circle.
    let causes = std::iter::successors(Some(error), |error| error.source()).take(16);
    causes.filter_map(|error| error.downcast_ref()).next()
}

/// What the end of a chain of causes says where credentials could not be got, and what that means.
const NO_CREDENTIALS: &[(&str, &str)] = &[
    (UNSOUND, UNSOUND),
    ("external process", "the credential process failed"),
    ("SSO token", "there is no SSO session, or it has ended: `aws sso login`"),
    ("IMDS", "there are none"),
    ("no providers in chain", "there are none"),
];

/// Why there are no credentials. What a process or a file said is not repeated: a secret may be in it.
fn credentials(error: &CredentialsError) -> String {
    if let Some(error) = cause::<ProfileFileError>(error) {
        return bounded(&error.to_string());
    }
    let said = deepest(error);
    if let Some(said) = of_profiles(&said) {
        return said;
    }
    let known = NO_CREDENTIALS.iter().find(|(part, _)| said.contains(part));
    match (error, known) {
        (CredentialsError::CredentialsNotLoaded(_), _) => "there are none".to_owned(),
        (CredentialsError::ProviderTimedOut(_), _) => "they did not come in time".to_owned(),
        (_, Some((_, meaning))) => (*meaning).to_owned(),
        _ => refusal(error).unwrap_or_else(|| "they could not be got".to_owned()),
    }
}

/// What the SDK says of the files with the profiles, if that is what ended it: it names profiles and members, and no value.
fn of_profiles(said: &str) -> Option<String> {
    // That the profile that was asked for is no other's source is not what is wrong.
    if let Some((profile, _)) = said.split_once(": could not find source profile") {
        return Some(bounded(profile));
    }
    let unbuilt = said.strip_prefix("ProfileFile provider could not be built: ");
    unbuilt.or_else(|| Some(said).filter(|said| said.starts_with("profile `"))).map(bounded)
}

/// The code with which STS refused a role, and what that means.
fn refusal(error: &CredentialsError) -> Option<String> {
    let code = cause::<ErrorMetadata>(error)?.code()?;
    Some(match code {
        "AccessDenied" => {
            format!("{code}: sts:AssumeRole is not allowed, or the role does not trust who asks")
        }
        code => format!("sts:AssumeRole: {}", bounded(code)),
    })
}
