//! Errors: what went wrong with a call, what it means, and where.
//!
//! Messages name account, region, service and operation, say what the service said in one bounded line, and never hold a body, a
//! header or a credential. Knows nothing of retries.

use std::error::Error;
use std::fmt;

use drift_core::Status;

use super::answer::{Refused, bounded};

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct CallError {
    /// What was called, and where.
    pub place: Box<Place>,
    /// What went wrong.
    pub fault: Fault,
}

/// What is called, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The account, or what the entrance is called as long as its account is not known.
    pub account: String,
    /// The region that was asked for.
    pub region: String,
    /// The service, under botocore's name.
    pub service: String,
    /// The operation.
    pub operation: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, region, service, operation } = self;
        write!(f, "{account} {region} {service}:{operation}")
    }
}

/// What went wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A permission is missing.
    #[error("{code}: {permission} is not allowed{}", said(.message))]
    Denied {
        /// The service's code.
        code: String,
        /// The IAM action: as the service named it, else as the operation is called.
        permission: String,
        /// What the service said.
        message: String,
    },
    /// Asked to slow down, until the patience ended.
    #[error("asked to slow down ({0})")]
    Throttled(String),
    /// The credentials are no longer valid.
    #[error("the credentials have expired ({0})")]
    Expired(String),
    /// The credentials are not accepted, or there are none.
    #[error("the credentials cannot be used ({0})")]
    WrongCredentials(String),
    /// There is no such thing.
    #[error("{code}{}", said(.message))]
    NotFound {
        /// The service's code, which tells a bucket without a policy from no bucket.
        code: String,
        /// What the service said.
        message: String,
    },
    /// The service has no such operation here, or Drift knows none.
    #[error("not supported ({0})")]
    Unsupported(String),
    /// The input is not one that the operation takes.
    #[error("cannot be asked: {0}")]
    Input(String),
    /// No answer came in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection.
    #[error("no connection ({0})")]
    Connection(String),
    /// The answer broke off.
    #[error("the answer broke off ({0})")]
    Cut(String),
    /// The answer is longer than one may be.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The answer cannot be understood.
    #[error("the answer cannot be understood: {0}")]
    Malformed(String),
    /// Anything else that the service refused with.
    #[error("{}{}", called(.code), said(.message))]
    Service {
        /// Its code.
        code: String,
        /// What it said.
        message: String,
    },
}

/// A code as people read it; some services have only the status of HTTP for one.
fn called(code: &str) -> String {
    match code {
        "" => "an error without a code".to_owned(),
        status if status.bytes().all(|byte| byte.is_ascii_digit()) => format!("HTTP {status}"),
        code => code.to_owned(),
    }
}

fn said(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(" ({message})") }
}

/// Codes that ask to slow down, in the words of all services.
pub(super) const SLOWER: &[&str] = &[
    "BandwidthLimitExceeded",
    "Client.RequestLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const EXPIRED: &[&str] =
    &["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];

const WRONG: &[&str] = &[
    "AuthFailure",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

const DENIED: &[&str] = &[
    "AuthorizationError",
    "AuthorizationErrorException",
    "Client.UnauthorizedOperation",
    "Forbidden",
    "ForbiddenException",
    "NotAuthorized",
    "NotAuthorizedException",
    "UnauthorizedAccess",
    "UnauthorizedException",
    "UnauthorizedOperation",
];

// A request of ours always has a token: that it is missing is how API Gateway says that there is nothing at the address.
const UNSUPPORTED: &[&str] = &[
    "InvalidAction",
    "MethodNotAllowed",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotImplemented",
    "OptInRequired",
    "SubscriptionRequiredException",
    "UnknownOperationException",
    "UnsupportedOperation",
    "UnsupportedOperationException",
];

impl Fault {
    /// What an answer that is an error means; `permission` is what the call needs.
    pub(super) fn of(refused: &Refused, permission: &str) -> Self {
        let Refused { status, code, message, query_code, .. } = refused;
        let is = |codes: &[&str]| {
            codes.contains(&code.as_str())
                || query_code.as_deref().is_some_and(|code| codes.contains(&code))
        };
        let short = || if code.is_empty() { status.to_string() } else { code.clone() };
        if is(SLOWER) || *status == 429 || is_slow_down(refused) {
            Self::Throttled(short())
        } else if is(EXPIRED) {
            Self::Expired(short())
        } else if is(WRONG) || *status == 401 {
            Self::WrongCredentials(short())
        } else if is(UNSUPPORTED) || matches!(status, 405 | 501) {
            Self::Unsupported(short())
        } else if is(DENIED) || code.starts_with("AccessDenied") || *status == 403 {
            let permission = named(message).unwrap_or(permission).to_owned();
            Self::Denied { code: short(), permission, message: message.clone() }
        } else if is_missing(code) || *status == 404 {
            Self::NotFound { code: short(), message: message.clone() }
        } else {
            Self::Service { code: short(), message: message.clone() }
        }
    }

    /// How completely a cell was read of which nothing could be read.
    #[must_use]
    pub fn status(&self) -> Status {
        let fault = self.to_string();
        match self {
            Self::Denied { .. } | Self::Expired(_) | Self::WrongCredentials(_) => {
                Status::Denied { fault }
            }
            Self::Throttled(_) => Status::Throttled { fault },
            Self::Unsupported(_) => Status::Unsupported { fault },
            _ => Status::Partial { fault },
        }
    }

    /// The same fault; what is not allowed is called by this permission, where one is given.
    #[must_use]
    pub fn called(self, named: &str) -> Self {
        match self {
            Self::Denied { code, message, .. } if !named.is_empty() => {
                Self::Denied { code, permission: named.to_owned(), message }
            }
            fault => fault,
        }
    }

    /// Whether every call that follows in the same region will fail too. In a region that the account has not enabled, credentials are
    /// refused that are good in others.
    #[must_use]
    pub fn ends_all(&self) -> bool {
        matches!(self, Self::Expired(_) | Self::WrongCredentials(_))
    }
}

/// Whether a code says that credentials were good once.
pub(super) fn is_expired(code: &str) -> bool {
    EXPIRED.contains(&code)
}

/// Whether the service asks to slow down.
pub(super) fn is_slow_down(refused: &Refused) -> bool {
    let code = refused.query_code.as_deref().unwrap_or(&refused.code);
    SLOWER.contains(&code) || SLOWER.contains(&refused.code.as_str()) || refused.status == 429
}

fn is_missing(code: &str) -> bool {
    let has = |part| code.contains(part);
    has("NotFound") || has("NoSuch") || has("DoesNotExist") || has("NonExistent")
}

/// `User: … is not authorized to perform: ec2:DescribeVpcs because …` names the action that was missing.
fn named(message: &str) -> Option<&str> {
    let (_, after) = message.split_once("not authorized to perform: ")?;
    let action = after.split_whitespace().next()?.trim_end_matches(['.', ',']);
    let is_action = |letter: char| letter.is_ascii_alphanumeric() || ":-*".contains(letter);
    (action.contains(':') && action.chars().all(is_action)).then_some(action)
}

/// What the end of a chain of causes says: the ones above only say that something below failed.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    // The bound is for causes that go round in a circle.
    for _ in 0..16 {
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => break,
        }
    }
    bounded(&cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(status: u16, code: &str, message: &str) -> Fault {
        let refused = Refused {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            ..Refused::default()
        };
        Fault::of(&refused, "ec2:DescribeVpcs")
    }

    #[test]
    fn what_codes_mean() {
        let table = [
            (400, "RequestLimitExceeded", "asked to slow down (RequestLimitExceeded)"),
            (503, "SlowDown", "asked to slow down (SlowDown)"),
            (429, "", "asked to slow down (429)"),
            (403, "ExpiredToken", "the credentials have expired (ExpiredToken)"),
            (403, "InvalidClientTokenId", "the credentials cannot be used (InvalidClientTokenId)"),
            (401, "AuthFailure", "the credentials cannot be used (AuthFailure)"),
            (
                403,
                "UnauthorizedOperation",
                "UnauthorizedOperation: ec2:DescribeVpcs is not allowed",
            ),
            (
                400,
                "AccessDeniedException",
                "AccessDeniedException: ec2:DescribeVpcs is not allowed",
            ),
            (404, "NoSuchBucketPolicy", "NoSuchBucketPolicy"),
            (400, "InvalidVpcID.NotFound", "InvalidVpcID.NotFound"),
            (400, "InvalidAction", "not supported (InvalidAction)"),
            (
                403,
                "MissingAuthenticationTokenException",
                "not supported (MissingAuthenticationTokenException)",
            ),
            (400, "ValidationError", "ValidationError"),
            (500, "", "HTTP 500"),
        ];
        for (status, code, expected) in table {
            assert_eq!(fault(status, code, "").to_string(), expected, "{status} {code}");
        }
    }

    #[test]
    fn the_permission_is_the_one_that_the_service_names() {
        let message = "User: arn:aws:iam::1:user/x is not authorized to perform: s3:ListAllMyBuckets because no";
        let Fault::Denied { permission, .. } = fault(403, "AccessDenied", message) else {
            panic!()
        };
        assert_eq!(permission, "s3:ListAllMyBuckets");
    }
}
