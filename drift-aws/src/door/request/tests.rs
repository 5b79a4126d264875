//! Requests against what botocore serialises, and inputs that are refused.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::*;
use crate::door::expected::requests;
use crate::door::facts::Facts;

fn asked(service: &str, operation: &str, input: &Value) -> Result<Asked, InputError> {
    let (service, found) = Facts::built_in().operation(service, operation).unwrap();
    request(service, operation, found, input)
}

/// A blob is given as it travels.
fn plain(input: Json) -> Json {
    match input {
        Json::Object(mut map) if map.len() == 1 && map.contains_key("$blob") => {
            map.remove("$blob").unwrap_or_default()
        }
        Json::Object(map) => map.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        Json::Array(list) => list.into_iter().map(plain).collect(),
        other => other,
    }
}

/// Path and the parts of the query, of which the order says nothing.
fn parts(target: &str) -> (String, Vec<String>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path.to_owned(), sorted(query))
}

fn sorted(form: &str) -> Vec<String> {
    let mut pairs: Vec<String> = form.split('&').map(|pair| pair.replace('+', "%20")).collect();
    pairs.sort();
    pairs
}

fn body(text: &str, protocol: Protocol) -> Json {
    match protocol {
        Protocol::Json | Protocol::RestJson if !text.is_empty() => {
            serde_json::from_str(text).unwrap()
        }
        Protocol::Query | Protocol::Ec2 => sorted(text).into(),
        _ => text.into(),
    }
}

#[test]
fn requests_are_what_botocore_serialises() {
    let expected = requests();
    assert!(expected.len() > 200);
    let mut wrong = Vec::new();
    for row in &expected {
        let input = plain(row.input.clone()).to_string();
        let input = Value::from_json(input.as_bytes()).unwrap();
        let protocol = Facts::built_in().services[&row.service].metadata.protocol;
        let what = |asked: &Asked| {
            let headers =
                asked.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone()));
            let text = std::str::from_utf8(&asked.body).unwrap();
            let headers: BTreeMap<String, String> = headers.collect();
            (asked.method.clone(), parts(&asked.target), headers, body(text, protocol))
        };
        let headers = row.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone()));
        let wanted =
            (row.method.clone(), parts(&row.path), headers.collect(), body(&row.body, protocol));
        let found = asked(&row.service, &row.operation, &input);
        if found.as_ref().map(what) != Ok(wanted.clone()) {
            wrong.push(format!("{}:{}\n  {found:?}\n  {wanted:?}", row.service, row.operation));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {}", wrong.len(), expected.len(), wrong.join("\n"));
}

#[test]
fn an_input_that_the_api_does_not_take_is_refused() {
    let table = [
        ("ec2", "DescribeVpcs", r#"{"Filterz": []}"#, "there is no `Filterz`"),
        ("ec2", "DescribeVpcs", r#"{"Filters": [{"Names": "x"}]}"#, "there is no `Names`"),
        (
            "ec2",
            "DescribeVpcs",
            r#"{"MaxResults": "5"}"#,
            "`MaxResults` is not of the type that the API takes",
        ),
        ("ec2", "DescribeVpcs", r#"[]"#, "the input is not a map"),
        ("s3", "GetBucketPolicy", r#"{}"#, "`Bucket` is missing"),
        ("s3", "GetBucketPolicy", r#"{"Bucket": ""}"#, "`Bucket` is missing"),
        ("s3", "GetBucketPolicy", r#"{"Bucket": null}"#, "`Bucket` is missing"),
        (
            "s3",
            "GetBucketPolicy",
            "{\"Bucket\": \"b\", \"ExpectedBucketOwner\": \"1\\r\\nx: y\"}",
            "`ExpectedBucketOwner` is not of the type that the API takes",
        ),
        (
            "sqs",
            "ListQueueTags",
            r#"{"QueueUrl": ["q"]}"#,
            "`QueueUrl` is not of the type that the API takes",
        ),
    ];
    for (service, operation, input, expected) in table {
        let input = Value::from_json(input.as_bytes()).unwrap();
        let error = asked(service, operation, &input).unwrap_err();
        assert_eq!(error.to_string(), expected, "{service}:{operation} {}", input.to_json());
    }
}

#[test]
fn ids_of_hosted_zones_are_taken_as_route_53_gives_them() {
    let input = Value::from_json(br#"{"Id": "/hostedzone/Z1"}"#).unwrap();
    let asked = asked("route53", "GetHostedZone", &input).unwrap();
    assert_eq!(asked.target, "/2013-04-01/hostedzone/Z1");
}
