//! Place: the address of a call, as configuration and environment have it, else as the rule says.
//!
//! Settings go from the particular to the general: `AWS_ENDPOINT_URL_SQS`, `services` of the profile, `AWS_ENDPOINT_URL`,
//! `endpoint_url` of the profile. Knows no request.

use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::endpoint::{EndpointError, endpoint};
use super::facts::{Facts, Service, Variant};

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    scheme: String,
    /// Host, perhaps with port and path.
    rest: String,
    pub(super) signing_region: String,
}

impl Destination {
    /// The address, with what the operation puts before the host. An address by number has no names under it.
    pub(super) fn url(&self, prefix: Option<&str>) -> String {
        let Self { scheme, rest, .. } = self;
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        let is_number =
            host.starts_with('[') || host.chars().all(|c| c.is_ascii_digit() || c == '.');
        match prefix {
            Some(prefix) if !is_number && host != "localhost" => {
                format!("{scheme}://{prefix}{rest}")
            }
            _ => format!("{scheme}://{rest}"),
        }
    }
}

/// Where a service is called for a region.
pub(super) fn place(
    config: &SdkConfig,
    facts: &Facts,
    service: &Service,
    region: &str,
) -> Result<Destination, EndpointError> {
    let variant = match (config.use_fips(), config.use_dual_stack()) {
        (Some(true), Some(true)) => Variant::FipsDualstack,
        (Some(true), _) => Variant::Fips,
        (_, Some(true)) => Variant::Dualstack,
        _ => Variant::Plain,
    };
    let set = set(config, &service.metadata.service_id);
    let found = match (endpoint(facts, service, region, variant), &set) {
        // Whoever sets an address knows better where the service is.
        (Err(EndpointError::None(_)), Some(_)) => endpoint(facts, service, region, Variant::Plain)?,
        (found, _) => found?,
    };
    let url = set.unwrap_or_else(|| format!("https://{}", found.host));
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", &url));
    Ok(Destination {
        scheme: scheme.to_owned(),
        rest: rest.trim_end_matches('/').to_owned(),
        signing_region: found.signing_region,
    })
}

/// The address that somebody set for a service.
fn set(config: &SdkConfig, service_id: &str) -> Option<String> {
    let general = || config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return general();
    }
    let id = service_id.replace(' ', "_");
    let key = ServiceConfigKey::builder()
        .service_id(&id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let particular = key.ok().and_then(|key| config.service_config()?.load_config(key));
    particular.or_else(general)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_stands_before_a_name_and_not_before_a_number() {
        let table = [
            (
                "s3-control.eu-west-1.amazonaws.com",
                "https://1234.s3-control.eu-west-1.amazonaws.com",
            ),
            ("emulator:4566/x", "https://1234.emulator:4566/x"),
            ("localhost:4566", "https://localhost:4566"),
            ("127.0.0.1:4566", "https://127.0.0.1:4566"),
            ("[::1]:4566", "https://[::1]:4566"),
        ];
        for (rest, expected) in table {
            let destination = Destination {
                scheme: "https".to_owned(),
                rest: rest.to_owned(),
                signing_region: String::new(),
            };
            assert_eq!(destination.url(Some("1234.")), expected);
            assert_eq!(destination.url(None), format!("https://{rest}"));
        }
    }
}
