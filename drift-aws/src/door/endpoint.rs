//! Endpoint: where a service is called for a region, and what the call is signed for, by the rule and its exceptions.
//!
//! Knows nothing of configuration: endpoints that somebody set, and which variant is wanted, are the caller's. Buckets stay in the
//! path, as every region takes them.

use regex::Regex;

use super::facts::{Exception, Facts, Partition, Service, Variant};

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// The host, without a scheme.
    pub(super) host: String,
    /// The region that it is signed for.
    pub(super) signing_region: String,
}

/// Why a service cannot be called for a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum EndpointError {
    #[error("`{0}` is not the name of a region")]
    Region(String),
    #[error("no partition is known")]
    Partition,
    #[error("{0}")]
    None(String),
}

/// The partition of a region: the one that names it, else the one whose pattern fits it, else the first.
pub(super) fn partition<'a>(facts: &'a Facts, region: &str) -> Option<&'a Partition> {
    let names = |partition: &&Partition| {
        let mut regions = partition.regions.iter().chain(&partition.pseudo_regions);
        regions.any(|known| known == region)
    };
    let fits = |partition: &&Partition| {
        Regex::new(&partition.regex).is_ok_and(|pattern| pattern.is_match(region))
    };
    let partitions = &facts.partitions;
    let named = partitions.iter().find(names);
    named.or_else(|| partitions.iter().find(fits)).or(partitions.first())
}

/// Where a service is called for a region.
pub(super) fn endpoint(
    facts: &Facts,
    service: &Service,
    region: &str,
    variant: Variant,
) -> Result<Endpoint, EndpointError> {
    // It becomes part of a host, to which credentials are sent.
    let is_label =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if region.is_empty() || region.len() > 63 || !region.chars().all(is_label) {
        return Err(EndpointError::Region(region.chars().take(63).collect()));
    }
    let partition = partition(facts, region).ok_or(EndpointError::Partition)?;
    let fill = |text: &str| {
        text.replace("{region}", region)
            .replace("{dnsSuffix}", &partition.dns_suffix)
            .replace("{dualStackDnsSuffix}", &partition.dual_stack_dns_suffix)
            .replace("{implicitGlobalRegion}", &partition.implicit_global_region)
    };
    let Some(exception) = exception(service, &partition.id, region, variant) else {
        let host = fill(&rule(&service.metadata.endpoint_prefix, variant));
        return Ok(Endpoint { host, signing_region: region.to_owned() });
    };
    if let Some(why) = &exception.error {
        return Err(EndpointError::None(why.clone()));
    }
    let signing_region = match exception.signing_region.as_str() {
        "" => region.to_owned(),
        said => fill(said),
    };
    Ok(Endpoint { host: fill(&exception.host), signing_region })
}

/// The exception for the region, else for its partition, else for the service.
fn exception<'a>(
    service: &'a Service,
    partition: &str,
    region: &str,
    variant: Variant,
) -> Option<&'a Exception> {
    let here = service.endpoints.get(partition);
    let at_region = here.and_then(|here| here.regions.get(region)?.get(&variant));
    let at_partition = || here.and_then(|here| here.all.get(&variant));
    let everywhere = || service.endpoints.get("*").and_then(|all| all.all.get(&variant));
    at_region.or_else(at_partition).or_else(everywhere)
}

/// What most services do.
fn rule(prefix: &str, variant: Variant) -> String {
    let (fips, suffix) = match variant {
        Variant::Plain => ("", "{dnsSuffix}"),
        Variant::Fips => ("-fips", "{dnsSuffix}"),
        Variant::Dualstack => ("", "{dualStackDnsSuffix}"),
        Variant::FipsDualstack => ("-fips", "{dualStackDnsSuffix}"),
    };
    format!("{prefix}{fips}.{{region}}.{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(service: &str, region: &str, variant: Variant) -> String {
        let facts = Facts::built_in();
        match endpoint(facts, facts.services.get(service).unwrap(), region, variant) {
            Ok(Endpoint { host, signing_region }) => format!("{host} {signing_region}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn endpoints_are_what_botocore_resolves() {
        let expected = include_str!("../../facts/endpoints-expected.json");
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        let mut count = 0;
        for (service, regions) in expected.as_object().unwrap() {
            for (region, variants) in regions.as_object().unwrap() {
                for (name, wanted) in variants.as_object().unwrap() {
                    let variant = serde_json::from_value(name.as_str().into()).unwrap();
                    let wanted = match wanted.as_array() {
                        Some(parts) => {
                            format!("{} {}", parts[0].as_str().unwrap(), parts[1].as_str().unwrap())
                        }
                        None => wanted.as_str().unwrap().to_owned(),
                    };
                    let found = host(service, region, variant);
                    assert_eq!(
                        found,
                        wanted.trim_start_matches("https://"),
                        "{service} {region} {name}"
                    );
                    count += 1;
                }
            }
        }
        assert!(count > 400, "{count}");
    }

    #[test]
    fn the_rule_and_its_exceptions() {
        let table = [
            ("sqs", "eu-west-1", Variant::Plain, "sqs.eu-west-1.amazonaws.com eu-west-1"),
            ("sqs", "cn-north-1", Variant::Plain, "sqs.cn-north-1.amazonaws.com.cn cn-north-1"),
            ("iam", "eu-west-1", Variant::Plain, "iam.amazonaws.com us-east-1"),
            ("iam", "us-gov-west-1", Variant::Plain, "iam.us-gov.amazonaws.com us-gov-west-1"),
            (
                "sqs",
                "eu-nowhere-9",
                Variant::Fips,
                "sqs-fips.eu-nowhere-9.amazonaws.com eu-nowhere-9",
            ),
            (
                "s3",
                "eu-west-1",
                Variant::Dualstack,
                "s3.dualstack.eu-west-1.amazonaws.com eu-west-1",
            ),
            (
                "sqs",
                "evil.example.org/",
                Variant::Plain,
                "`evil.example.org/` is not the name of a region",
            ),
            ("sqs", "", Variant::Plain, "`` is not the name of a region"),
        ];
        for (service, region, variant, expected) in table {
            assert_eq!(host(service, region, variant), expected, "{service} {region}");
        }
    }
}
