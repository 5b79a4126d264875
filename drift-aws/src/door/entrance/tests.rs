//! What configuration and environment say, read by a process of its own: a test cannot change its own environment.

use std::process::Command;

use tokio::task::spawn_blocking;

use crate::door::testing::{Reply, serve};
use crate::door::{Asking, Doors, Entrance, Manners};

const CHILD: &str = "door::entrance::tests::one_call_with_what_the_environment_says";

const CONFIG: &str = "[profile one]
region = eu-central-1
aws_access_key_id = AKIDPROFILE
aws_secret_access_key = s
endpoint_url = URL/all
services = some
[services some]
route_53 =
  endpoint_url = URL/zones
sqs =
  endpoint_url = URL/queues
[profile none]
region = eu-central-1
[profile secret]
credential_process = echo secret-of-a-process
region = eu-central-1
endpoint_url = URL
";

/// Calls in a process whose environment is only this; gives what it printed and the requests' targets and headers.
async fn called(
    profile: &str,
    call: &str,
    environment: &[(&str, &str)],
) -> (String, Vec<(String, String)>) {
    let (url, got) = serve(|_| Reply::new(200, "{}")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, CONFIG.replace("URL", &url)).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", CHILD, "--nocapture"]).env_clear();
    child.env("AWS_CONFIG_FILE", &file).env("AWS_SHARED_CREDENTIALS_FILE", folder.path().join("x"));
    child.env("AWS_EC2_METADATA_DISABLED", "true");
    child.env("DRIFT_TEST_PROFILE", profile).env("DRIFT_TEST_CALL", call);
    child.envs(environment.iter().map(|(name, value)| (*name, value.replace("URL", &url))));
    let output = spawn_blocking(move || child.output().unwrap()).await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let got = got.lock().unwrap();
    (said, got.iter().map(|got| (got.target.clone(), got.headers.clone())).collect())
}

#[tokio::test]
async fn one_call_with_what_the_environment_says() {
    // Run by the other tests of this file, in an environment of their making.
    let (Ok(profile), Ok(call)) =
        (std::env::var("DRIFT_TEST_PROFILE"), std::env::var("DRIFT_TEST_CALL"))
    else {
        return;
    };
    let profile = (!profile.is_empty()).then_some(profile);
    let entrance = Entrance { profile, ..Entrance::default() };
    let door = Doors::new(Manners::default()).open(&entrance).await.unwrap();
    let (service, operation) = call.split_once(':').unwrap();
    let asking = Asking::new(door.region().unwrap_or("none"), service, operation);
    if let Err(error) = door.call(&asking).await {
        assert_eq!(error.to_string(), "");
    }
}

#[tokio::test]
async fn addresses_go_from_the_particular_to_the_general() {
    type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str);
    let table: [Row; 6] = [
        ("sqs:ListQueues", &[], "/queues/"),
        ("route53:ListHostedZones", &[], "/zones/2013-04-01/hostedzone"),
        ("sns:ListTopics", &[], "/all/"),
        ("sns:ListTopics", &[("AWS_ENDPOINT_URL", "URL/env")], "/env/"),
        ("sqs:ListQueues", &[("AWS_ENDPOINT_URL_SQS", "URL/sqs/")], "/sqs/"),
        (
            "route53:ListHostedZones",
            &[("AWS_ENDPOINT_URL_ROUTE_53", "URL")],
            "/2013-04-01/hostedzone",
        ),
    ];
    for (call, environment, expected) in table {
        let (said, got) = called("one", call, environment).await;
        let targets: Vec<&str> = got.iter().map(|(target, _)| target.as_str()).collect();
        assert_eq!(targets, [expected], "{call} {environment:?}: {said}");
    }
}

#[tokio::test]
async fn a_profile_has_its_own_credentials_whatever_the_environment_has() {
    let environment = [("AWS_ACCESS_KEY_ID", "AKIDENV"), ("AWS_SECRET_ACCESS_KEY", "s")];
    let (said, got) = called("one", "sqs:ListQueues", &environment).await;
    assert!(got[0].1.contains("credential=akidprofile/"), "{said}");
    assert!(got[0].1.contains("/eu-central-1/sqs/"), "{said}");
    let both =
        [&environment[..], &[("AWS_REGION", "eu-west-1"), ("AWS_ENDPOINT_URL", "URL")]].concat();
    let (said, got) = called("", "sqs:ListQueues", &both).await;
    assert!(got[0].1.contains("credential=akidenv/"), "{said}");
    let (said, got) = called("none", "sqs:ListQueues", &both).await;
    assert!(got.is_empty() && said.contains("(there are none)"), "{said}");
    let (said, got) = called("other", "sqs:ListQueues", &both).await;
    assert!(got.is_empty() && said.contains("(profile `other` was not defined)"), "{said}");
}

#[tokio::test]
async fn what_a_credential_process_printed_is_not_repeated() {
    let (said, got) = called("secret", "sqs:ListQueues", &[("PATH", "/usr/bin:/bin")]).await;
    assert!(got.is_empty());
    assert!(said.contains("the credential process failed"), "{said}");
    assert!(!said.contains("secret-of-a-process"), "{said}");
}

#[tokio::test]
async fn a_key_that_no_header_can_hold_is_an_error() {
    let keys = |id: &'static str, token: &'static str| {
        [("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_SESSION_TOKEN", token)]
    };
    for environment in [keys("AKIAEXAMPLE\r", "t"), keys("AKIAEXAMPLE", "to\x01ken")] {
        let all = [&environment[..], &[("AWS_REGION", "eu-west-1")]].concat();
        let (said, got) = called("", "sqs:ListQueues", &all).await;
        assert!(got.is_empty() && said.contains("a character that none has"), "{said}");
        assert!(!said.contains("AKIAEXAMPLE"), "{said}");
    }
}
