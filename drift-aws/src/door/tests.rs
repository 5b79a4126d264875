//! The door against a server that behaves badly.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::testing::{Got, Reply, Stall, config, door};
use super::*;

const QUEUES: &str = r#"{"QueueUrls":["https://sqs/q"]}"#;

fn queues() -> Asking {
    Asking::new("eu-west-1", "sqs", "ListQueues")
}

fn vpcs() -> Asking {
    Asking::new("eu-west-1", "ec2", "DescribeVpcs")
}

fn ec2_error(code: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors></Response>"
    )
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    type Bad = (&'static str, fn() -> Reply);
    let table: [Bad; 8] = [
        ("503", || Reply::new(503, "")),
        ("500", || Reply::new(500, "<html>")),
        ("429", || Reply::new(429, "")),
        ("__type", || Reply::new(400, r#"{"__type":"x#ThrottlingException"}"#)),
        ("errortype", || {
            Reply::new(400, "{}").header("x-amzn-errortype", "TooManyRequestsException:")
        }),
        ("EC2", || Reply::new(503, &ec2_error("RequestLimitExceeded"))),
        ("query code", || {
            Reply::new(400, "{}").header("x-amzn-query-error", "RequestThrottled;Sender")
        }),
        ("cut", || Reply::new(200, QUEUES).cut_off()),
    ];
    for (name, bad) in table {
        let (door, got) = door(Manners::default(), move |got| match got.number {
            0 => bad(),
            _ => Reply::new(200, QUEUES),
        })
        .await;
        let answer = door.call(&queues()).await.map(|answer| answer.to_json());
        assert_eq!(answer.as_deref(), Ok(QUEUES), "{name}");
        assert_eq!(got.lock().unwrap().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_tried_once() {
    let denied = ec2_error("UnauthorizedOperation");
    let (door, got) = door(Manners::default(), move |_| Reply::new(403, &denied)).await;
    let error = door.call(&vpcs()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "test eu-west-1 ec2:DescribeVpcs: UnauthorizedOperation: ec2:DescribeVpcs is not allowed (m)"
    );
    assert_eq!(got.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn patience_ends_with_what_was_said_last() {
    let (door, got) =
        door(Manners::default(), |_| Reply::new(503, &ec2_error("RequestLimitExceeded"))).await;
    let error = door.call(&vpcs()).await.unwrap_err();
    assert_eq!(error.fault, Fault::Throttled("RequestLimitExceeded".to_owned()));
    assert_eq!(got.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn an_attempt_has_its_time_and_there_are_two_such() {
    for stall in [|| Stall::Headers, || Stall::Body] {
        let manners = Manners { attempt: Duration::from_millis(100), ..Manners::default() };
        let (door, got) = door(manners, move |_| Reply::new(200, "{").stalls(stall())).await;
        let start = Instant::now();
        let error = door.call(&queues()).await.unwrap_err();
        assert_eq!(error.fault, Fault::Timeout);
        assert_eq!(got.lock().unwrap().len(), 2);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_body_has_a_bound() {
    let manners = Manners { longest: 20, ..Manners::default() };
    let (door, got) = door(manners, |_| Reply::new(200, QUEUES)).await;
    assert_eq!(door.call(&queues()).await.unwrap_err().fault, Fault::TooLarge(20));
    assert_eq!(got.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_always_breaks_off_is_told_as_that() {
    let (door, _) = door(Manners::default(), |_| Reply::new(200, "{").cut_off()).await;
    let error = door.call(&queues()).await.unwrap_err();
    assert!(matches!(error.fault, Fault::Cut(_)), "{error}");
}

#[tokio::test]
async fn a_service_is_obeyed_that_says_when_to_come_again() {
    let (door, _) = door(Manners::default(), |got| match got.number {
        0 => Reply::new(503, "").header("x-amz-retry-after", "400"),
        _ => Reply::new(200, QUEUES),
    })
    .await;
    let start = Instant::now();
    door.call(&queues()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn every_attempt_is_told_without_what_it_said() {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = told.clone();
    let observer = Observer::new(move |call| {
        let Call { service, operation, region, attempt, status, bytes, .. } = call;
        let line = format!("{service}:{operation} {region} {attempt} {status:?} {bytes}");
        seen.lock().unwrap().push(line);
    });
    let manners = Manners { observer, ..Manners::default() };
    let doors = Doors::new(manners.clone());
    let (config, common, got) = config(manners, assume).await;
    let role = Role { name: "arn:aws:iam::111122223333:role/r".to_owned(), ..Role::default() };
    let door = Door::new(config, common);
    let door = doors.behind(&door, &role, &Entrance::default()).await.unwrap();
    let first = door.call(&queues()).await;
    assert_eq!(first.map(|answer| answer.to_json()).as_deref(), Ok(QUEUES));
    door.call(&queues()).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told[0].starts_with("sts:AssumeRole eu-west-1 1 Some(200)"), "{told:?}");
    let rest = [
        "sqs:ListQueues eu-west-1 1 Some(500) 0",
        "sqs:ListQueues eu-west-1 2 Some(200) 31",
        "sqs:ListQueues eu-west-1 1 Some(200) 31",
    ];
    assert_eq!(told[1..], rest);
    let got = got.lock().unwrap();
    assert!(got[1].headers.contains("credential=asiarole/"), "{}", got[1].headers);
    let agent = format!("drift/{}", env!("CARGO_PKG_VERSION"));
    assert!(got.iter().all(|got| got.headers.contains(&agent)));
}

fn assume(got: &Got) -> Reply {
    match got.number {
        0 => Reply::new(
            200,
            "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/drift</Arn><AssumedRoleId>i</AssumedRoleId></AssumedRoleUser>\
            <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
            <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        ),
        1 => Reply::new(500, ""),
        _ => Reply::new(200, QUEUES),
    }
}

#[tokio::test]
async fn a_role_that_is_refused_is_told_with_its_code() {
    let refusal = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>secret</Message></Error></ErrorResponse>";
    let (config, common, _) = config(Manners::default(), move |_| Reply::new(403, refusal)).await;
    let role = Role { name: "arn:aws:iam::111122223333:role/r".to_owned(), ..Role::default() };
    let door = Door::new(config, common);
    let doors = Doors::new(Manners::default());
    let door = doors.behind(&door, &role, &Entrance::default()).await.unwrap();
    let error = door.call(&queues()).await.unwrap_err();
    let why = "AccessDenied: sts:AssumeRole is not allowed, or the role does not trust who asks";
    assert_eq!(error.fault, Fault::WrongCredentials(why.to_owned()));
}

#[tokio::test]
async fn a_role_without_an_account_is_in_the_one_before_it() {
    let identity = "<r><GetCallerIdentityResult><Arn>arn:aws-cn:iam::111122223333:user/u</Arn>\
        <Account>111122223333</Account></GetCallerIdentityResult></r>";
    let (door, got) = door(Manners::default(), move |_| Reply::new(200, identity)).await;
    let role =
        Role { name: "team/r".to_owned(), external_id: Some("x y".to_owned()), ..Role::default() };
    let doors = Doors::new(Manners::default());
    let door = doors.behind(&door, &role, &Entrance::default()).await.unwrap();
    // The answer is no role's; what was asked is what counts.
    assert!(door.call(&queues()).await.is_err());
    let asked = got.lock().unwrap()[1].body.clone();
    let arn = "RoleArn=arn%3Aaws-cn%3Aiam%3A%3A111122223333%3Arole%2Fteam%2Fr";
    for part in [arn, "RoleSessionName=drift", "ExternalId=x%20y"] {
        assert!(asked.contains(part), "{asked}");
    }
}

#[tokio::test]
async fn a_role_in_an_account_is_called_by_its_name_and_the_partition_of_the_region() {
    let (door, got) = door(Manners::default(), |_| Reply::new(200, "{}")).await;
    let account = Some("222233334444".to_owned());
    let role = Role { name: "r".to_owned(), account, ..Role::default() };
    assert_eq!(entrance::arn(&door, &role).await.unwrap(), "arn:aws:iam::222233334444:role/r");
    assert!(got.lock().unwrap().is_empty(), "nothing is asked for it");
}

#[derive(Debug)]
struct Nothing;

impl ProvideCredentials for Nothing {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("secret")))
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let (config, common, got) = config(Manners::default(), |_| Reply::new(200, "{}")).await;
    let credentials = SharedCredentialsProvider::new(Nothing);
    let config = config.into_builder().credentials_provider(credentials).build();
    let door = Door::new(config, common);
    let error = door.call(&queues()).await.unwrap_err();
    assert_eq!(error.fault, Fault::WrongCredentials("there are none".to_owned()));
    assert!(got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn from_its_identity_on_errors_name_the_account() {
    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/u</Arn>\
        <UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let (door, _) = door(Manners::default(), move |got| match got.number {
        0 => Reply::new(200, identity),
        _ => Reply::new(400, r#"{"__type":"Odd","message":"m"}"#),
    })
    .await;
    let identity = door.identity("eu-west-1").await.unwrap();
    assert_eq!(identity.account, "111122223333");
    let error = door.call(&queues()).await.unwrap_err();
    assert_eq!(error.to_string(), "111122223333 eu-west-1 sqs:ListQueues: Odd (m)");
}

#[tokio::test]
async fn a_bucket_is_asked_for_where_it_is() {
    let (door, got) = door(Manners::default(), |got| match got.number {
        0 => Reply::new(301, "<Error><Code>PermanentRedirect</Code></Error>")
            .header("x-amz-bucket-region", "eu-central-1"),
        _ => Reply::new(200, "<Tagging><TagSet/></Tagging>"),
    })
    .await;
    let input = Value::from_json(br#"{"Bucket": "b"}"#).unwrap();
    let asking = Asking::new("eu-west-1", "s3", "GetBucketTagging").with(input);
    assert_eq!(door.call(&asking).await.unwrap().to_json(), r#"{"TagSet":[]}"#);
    let got = got.lock().unwrap();
    assert_eq!(got[1].target, "/b?tagging");
    assert!(got[1].headers.contains("/eu-central-1/s3/"));
}

#[tokio::test]
async fn pages_are_kept_and_asking_again_goes_on_where_it_ended() {
    let (door, got) = door(Manners::default(), |got| match got.number {
        0 => Reply::new(200, r#"{"QueueUrls":["a"],"NextToken":"1"}"#),
        1 => Reply::new(400, r#"{"__type":"InvalidParameterValue"}"#),
        2 => Reply::new(200, r#"{"QueueUrls":["b"],"NextToken":"2"}"#),
        3 => Reply::new(200, r#"{"QueueUrls":["c"],"NextToken":"1"}"#),
        _ => Reply::new(500, ""),
    })
    .await;
    let mut pages = door.pages(queues());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_err());
    let rest = pages.all().await;
    assert_eq!(rest.pages.len(), 2);
    assert!(rest.fault.unwrap().to_string().contains("came before"));
    let bodies: Vec<String> = got.lock().unwrap().iter().map(|got| got.body.clone()).collect();
    assert_eq!(
        bodies,
        ["{}", r#"{"NextToken":"1"}"#, r#"{"NextToken":"1"}"#, r#"{"NextToken":"2"}"#]
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_sent() {
    let (door, got) = door(Manners::default(), |_| Reply::new(200, "{}")).await;
    let table = [
        (
            Asking::new("eu-west-1", "sqs", "DeleteQueue"),
            "not supported (Drift knows no such operation)",
        ),
        (
            Asking::new("eu/west", "sqs", "ListQueues"),
            "not supported (`eu/west` is not the name of a region)",
        ),
        (Asking::new("eu-west-1", "s3", "GetBucketAcl"), "cannot be asked: `Bucket` is missing"),
    ];
    for (asking, expected) in table {
        assert_eq!(door.call(&asking).await.unwrap_err().fault.to_string(), expected);
    }
    assert!(got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn without_a_server_there_is_no_connection() {
    let (config, common, _) = config(Manners::default(), |_| Reply::new(200, "{}")).await;
    let config = config.into_builder().endpoint_url("http://127.0.0.1:9").build();
    let door = Door::new(config, common);
    let error = door.call(&queues()).await.unwrap_err();
    assert!(matches!(error.fault, Fault::Connection(_)), "{error}");
}

#[test]
fn a_call_may_go_on_in_another_thread() {
    fn sent<T: Send>(_: impl Fn(&'static Door) -> T) {}
    sent(|door| door.pages(queues()).all());
    sent(|door| door.identity("eu-west-1"));
    sent(|_| async { Doors::new(Manners::default()).open(&Entrance::default()).await });
}

#[tokio::test]
async fn requests_take_their_turn() {
    let limits = Limits { per_second: 10.0, ..Limits::default() };
    let manners = Manners { limits, ..Manners::default() };
    let (door, got) = door(manners, |_| Reply::new(200, "{}")).await;
    let start = Instant::now();
    let asking = queues();
    futures::future::join_all((0..15).map(|_| door.call(&asking))).await;
    assert_eq!(got.lock().unwrap().len(), 15);
    // A burst of ten, then a tenth of a second for each.
    assert!(start.elapsed() >= Duration::from_millis(500));
}
