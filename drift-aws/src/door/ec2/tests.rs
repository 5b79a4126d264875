//! Calls to EC2 against a server that behaves badly, and what they ask against what botocore asks.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_types::sdk_config::TimeSource;

use super::*;
use crate::door::expected::requests;
use crate::door::testing::{Got, Reply, config, door};
use crate::door::{
    Asking, Door, Doors, Entrance, Facts, Fault, Limits, Manners, Observer, Role, place,
};

const VPCS: &str = "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></DescribeVpcsResponse>";

fn vpcs() -> Asking {
    Asking::new("eu-west-1", SERVICE, "DescribeVpcs")
}

fn given(operation: &str, input: &str) -> Asking {
    Asking::new("eu-west-1", SERVICE, operation).with(Value::from_json(input.as_bytes()).unwrap())
}

fn page(id: &str, token: &str) -> Reply {
    Reply::new(
        200,
        &format!(
            "<DescribeVpcsResponse><vpcSet><item><vpcId>{id}</vpcId></item></vpcSet><nextToken>{token}</nextToken></DescribeVpcsResponse>"
        ),
    )
}

fn error(code: &str) -> String {
    format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors></Response>"
    )
}

fn bodies(got: &Mutex<Vec<Got>>) -> Vec<String> {
    got.lock().unwrap().iter().map(|got| got.body.clone()).collect()
}

#[test]
fn every_operation_of_the_facts_stands_here_with_every_member() {
    let service = &Facts::built_in().services[SERVICE];
    let here: BTreeMap<&str, Vec<&str>> = operations::ROWS
        .iter()
        .map(|row| {
            let mut members = row.members.to_vec();
            members.sort_unstable();
            (row.name, members)
        })
        .collect();
    let facts = service.operations.iter().map(|(name, operation)| {
        let members = service.typed(operation.input.as_ref()).members().map(|(name, _)| name);
        (name.as_str(), members.collect())
    });
    assert_eq!(here, facts.collect());
}

fn sorted(form: &str) -> Vec<String> {
    let mut pairs: Vec<String> = form.split('&').map(|pair| pair.replace('+', "%20")).collect();
    pairs.sort();
    pairs
}

#[tokio::test]
async fn what_is_asked_is_what_botocore_asks() {
    let (door, got) = door(Manners::default(), |_| Reply::new(200, "<r/>")).await;
    let all: Vec<_> = requests().into_iter().filter(|one| one.service == SERVICE).collect();
    assert!(all.len() >= 2 * operations::ROWS.len());
    for (number, expected) in all.iter().enumerate() {
        let asking = given(&expected.operation, &expected.input.to_string());
        door.call(&asking).await.unwrap();
        let body = got.lock().unwrap()[number].body.clone();
        assert_eq!(sorted(&body), sorted(&expected.body), "{}", expected.operation);
        // Whose allowance it is taken from, and what it is called, is read off the start and off these names.
        assert!(body.starts_with(&format!("Action={}&Version=", expected.operation)), "{body}");
    }
}

#[tokio::test]
async fn lists_that_have_pages_go_through_the_paginator() {
    for row in operations::ROWS {
        let (_, operation) = Facts::built_in().operation(SERVICE, row.name).unwrap();
        let Some(paging) = &operation.paging else { continue };
        assert_eq!((&paging.input, &paging.output), (&paging.output, &paging.input));
        let root = format!("{}Response", row.name);
        let (door, got) = door(Manners::default(), move |got| match got.number {
            0 => Reply::new(200, &format!("<{root}><nextToken>t</nextToken></{root}>")),
            _ => Reply::new(200, &format!("<{root}/>")),
        })
        .await;
        let input = match row.name {
            "GetManagedPrefixListEntries" => r#"{"PrefixListId": "pl-1"}"#,
            _ => "{}",
        };
        let listed = door.pages(given(row.name, input)).all().await;
        assert_eq!((listed.pages.len(), &listed.fault), (2, &None), "{}", row.name);
        let got = got.lock().unwrap();
        assert!(got[1].body.contains("&NextToken=t"), "{}", got[1].body);
        // The client says in its name that its paginator asks: `m/…,C,…`.
        for got in got.iter() {
            let features = got.headers.split("m/").nth(1).unwrap_or_default();
            let features = features.split_whitespace().next().unwrap_or_default();
            assert!(features.split(',').any(|feature| feature == "c"), "{}", got.headers);
        }
    }
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    type Bad = (&'static str, fn() -> Reply);
    let table: [Bad; 7] = [
        ("503", || Reply::new(503, "")),
        ("500", || Reply::new(500, "<html>")),
        ("429", || Reply::new(429, "")),
        ("limit", || Reply::new(503, &error("RequestLimitExceeded"))),
        ("limit without 503", || Reply::new(400, &error("RequestLimitExceeded"))),
        ("a code that the SDK does not know", || {
            Reply::new(400, &error("Client.RequestLimitExceeded"))
        }),
        ("cut", || Reply::new(200, VPCS).cut_off()),
    ];
    for (name, bad) in table {
        let reply = move |got: &Got| match got.number {
            0 => bad(),
            _ => Reply::new(200, VPCS),
        };
        let (door, got) = door(Manners::default(), reply).await;
        let listed = door.pages(vpcs()).all().await;
        assert_eq!(listed.fault, None, "{name}");
        assert_eq!(listed.pages[0].to_json(), r#"{"vpcSet":[{"vpcId":"vpc-1"}]}"#, "{name}");
        assert_eq!(got.lock().unwrap().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn faults_are_those_of_every_other_call() {
    type Row = (fn() -> Reply, usize, &'static str);
    let table: [Row; 7] = [
        (
            || Reply::new(403, &error("UnauthorizedOperation")),
            1,
            "UnauthorizedOperation: ec2:DescribeVpcs is not allowed (m)",
        ),
        (
            || Reply::new(401, &error("AuthFailure")),
            1,
            "the credentials cannot be used (AuthFailure)",
        ),
        (
            || Reply::new(400, &error("RequestExpired")),
            1,
            "the credentials have expired (RequestExpired)",
        ),
        (|| Reply::new(400, &error("InvalidVpcID.NotFound")), 1, "InvalidVpcID.NotFound (m)"),
        (
            || Reply::new(503, &error("RequestLimitExceeded")),
            3,
            "asked to slow down (RequestLimitExceeded)",
        ),
        (
            || Reply::new(200, "<DescribeVpcsResponse><vpcSet>"),
            1,
            "the answer cannot be understood: the XML ends in the middle",
        ),
        (
            || Reply::new(200, "not XML"),
            1,
            "the answer cannot be understood: the XML has text outside of its root",
        ),
    ];
    for (reply, tries, expected) in table {
        let (door, got) = door(Manners::default(), move |_| reply()).await;
        let once = door.call(&vpcs()).await.unwrap_err();
        assert_eq!(once.to_string(), format!("test eu-west-1 ec2:DescribeVpcs: {expected}"));
        assert_eq!(got.lock().unwrap().len(), tries, "{expected}");
        let listed = door.pages(vpcs()).all().await;
        assert_eq!((listed.pages.len(), listed.fault), (0, Some(once)));
    }
}

#[tokio::test]
async fn times_bounds_and_lost_connections_are_those_of_every_other_call() {
    let manners = Manners { longest: 20, ..Manners::default() };
    let (bounded, got) = door(manners, |_| Reply::new(200, VPCS)).await;
    assert_eq!(bounded.call(&vpcs()).await.unwrap_err().fault, Fault::TooLarge(20));
    assert_eq!(got.lock().unwrap().len(), 1);
    let manners = Manners { attempt: Duration::from_millis(100), ..Manners::default() };
    let stalls = |_: &Got| Reply::new(200, VPCS).stalls(crate::door::testing::Stall::Body);
    let (slow, got) = door(manners, stalls).await;
    assert_eq!(slow.call(&vpcs()).await.unwrap_err().fault, Fault::Timeout);
    assert_eq!(got.lock().unwrap().len(), 2);
    let (cut, _) = door(Manners::default(), |_| Reply::new(200, VPCS).cut_off()).await;
    assert!(matches!(cut.call(&vpcs()).await.unwrap_err().fault, Fault::Cut(_)));
    let (config, common, _) = config(Manners::default(), |_| Reply::new(200, VPCS)).await;
    let nowhere = config.into_builder().endpoint_url("http://127.0.0.1:9").build();
    let fault = Door::new(nowhere, common).call(&vpcs()).await.unwrap_err().fault;
    assert!(matches!(fault, Fault::Connection(_)), "{fault}");
}

#[tokio::test]
async fn a_token_that_came_before_is_a_fault_and_not_the_end() {
    // The same one twice, which the paginator takes for the end, and one from further back, which it does not see.
    for tokens in [&["a", "a", ""][..], &["a", "b", "a", ""]] {
        let (door, got) = door(Manners::default(), |got| {
            page(&format!("vpc-{}", got.number), tokens[got.number])
        })
        .await;
        let listed = door.pages(vpcs()).all().await;
        assert_eq!(listed.pages.len(), tokens.len() - 1);
        assert_eq!(got.lock().unwrap().len(), tokens.len() - 1);
        let fault = listed.fault.unwrap().to_string();
        assert!(fault.contains("the token of the next page came before"), "{fault}");
    }
}

#[tokio::test]
async fn pages_are_kept_and_asking_again_goes_on_where_it_ended() {
    let (door, got) = door(Manners::default(), |got| match got.number {
        0 => page("vpc-1", "a"),
        1 => Reply::new(400, &error("InvalidParameterValue")),
        2 => Reply::new(200, "<DescribeVpcsResponse>"),
        3 => page("vpc-2", "b"),
        _ => page("vpc-3", ""),
    })
    .await;
    let mut pages = door.pages(given("DescribeVpcs", r#"{"MaxResults": 5}"#));
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.next().await.unwrap().is_err());
    let rest = pages.all().await;
    assert_eq!((rest.pages.len(), rest.fault), (2, None));
    let asked = |token: &str| {
        let token = format!("&NextToken={token}");
        let token = if token.ends_with('=') { "" } else { &token };
        sorted(&format!("Action=DescribeVpcs&Version=2016-11-15&MaxResults=5{token}"))
    };
    let found: Vec<Vec<String>> = bodies(&got).iter().map(|body| sorted(body)).collect();
    assert_eq!(found, [asked(""), asked("a"), asked("a"), asked("a"), asked("b")]);
}

#[tokio::test]
async fn what_the_client_cannot_read_is_read_all_the_same() {
    // A root of another name, and a truth that is none: the typed answer is an error, and the paginator ends there.
    let (door, got) = door(Manners::default(), |got| {
        let token = if got.number == 0 { "<nextToken>a</nextToken>" } else { "" };
        let item =
            format!("<item><isDefault>maybe</isDefault><vpcId>vpc-{}</vpcId></item>", got.number);
        Reply::new(200, &format!("<Odd><vpcSet>{item}</vpcSet>{token}</Odd>"))
    })
    .await;
    let listed = door.pages(vpcs()).all().await;
    assert_eq!(listed.fault, None);
    let pages: Vec<String> = listed.pages.iter().map(Value::to_json).collect();
    assert_eq!(
        pages,
        [
            r#"{"nextToken":"a","vpcSet":[{"isDefault":"maybe","vpcId":"vpc-0"}]}"#,
            r#"{"vpcSet":[{"isDefault":"maybe","vpcId":"vpc-1"}]}"#
        ]
    );
    assert_eq!(got.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn the_body_is_kept_whole() {
    let body = "<DescribeVpcsResponse><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId><newIn2030><deep>1</deep></newIn2030>\
        <tagSet><item><key>k</key><value/></item></tagSet></item></vpcSet></DescribeVpcsResponse>";
    let (door, _) = door(Manners::default(), move |_| Reply::new(200, body)).await;
    let expected = r#"{"requestId":"r","vpcSet":[{"newIn2030":{"deep":"1"},"tagSet":[{"key":"k","value":""}],"vpcId":"vpc-1"}]}"#;
    assert_eq!(door.call(&vpcs()).await.unwrap().to_json(), expected);
    let read = door.read(&vpcs(), body.as_bytes());
    assert_eq!(read.unwrap().to_json(), expected);
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_sent() {
    let (door, got) = door(Manners::default(), |_| Reply::new(200, VPCS)).await;
    let table = [
        (given("DescribeVpcs", r#"{"Vpcs": []}"#), "cannot be asked: there is no `Vpcs`"),
        (
            given("DescribeVpcs", r#"{"Filters": [{"Name": "a", "Value": "b"}]}"#),
            "cannot be asked: there is no `Value`",
        ),
        (
            given("DescribeVpcs", r#"{"MaxResults": "5"}"#),
            "cannot be asked: `MaxResults` is not of the type that the API takes",
        ),
        (
            // Longer than the client's number.
            given("DescribeVpcs", r#"{"MaxResults": 5000000000}"#),
            "cannot be asked: `MaxResults` is not of the type that the API takes",
        ),
        (given("DescribeVpcAttribute", "{}"), "cannot be asked: `Attribute` is missing"),
        (given("DeleteVpc", "{}"), "not supported (Drift knows no such operation)"),
        (
            Asking::new("eu/west", SERVICE, "DescribeVpcs"),
            "not supported (`eu/west` is not the name of a region)",
        ),
    ];
    for (asking, expected) in table {
        assert_eq!(door.call(&asking).await.unwrap_err().fault.to_string(), expected);
        let listed = door.pages(asking).all().await;
        assert_eq!(listed.fault.unwrap().fault.to_string(), expected);
    }
    assert!(got.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_member_that_the_facts_have_and_the_list_has_not_is_refused() {
    let (door, _) = door(Manners::default(), |_| Reply::new(200, VPCS)).await;
    let (service, _) = Facts::built_in().operation(SERVICE, "DescribeVpcs").unwrap();
    let place =
        place::place(door.sender.config(), Facts::built_in(), service, "eu-west-1").unwrap();
    let input = Value::from_json(br#"{"New": 1}"#).unwrap();
    let refused = Session::new(door.sender.config(), &place).page("DescribeVpcs", &input);
    assert_eq!(refused.unwrap_err().to_string(), "there is no `New`");
}

#[tokio::test]
async fn it_is_one_chain_of_credentials_one_log_and_one_name() {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = told.clone();
    let observer = Observer::new(move |call| {
        let line = format!("{}:{} {} {}", call.service, call.operation, call.region, call.attempt);
        seen.lock().unwrap().push(line);
    });
    let role = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let manners = Manners { observer, ..Manners::default() };
    let doors = Doors::new(manners.clone());
    let (config, common, got) = config(manners, move |got| match got.number {
        0 => Reply::new(200, role),
        1 => Reply::new(500, ""),
        3 => Reply::new(200, r#"{"QueueUrls":[]}"#),
        _ => Reply::new(200, VPCS),
    })
    .await;
    let name = "arn:aws:iam::111122223333:role/r".to_owned();
    let role = Role { name, ..Role::default() };
    let first = Door::new(config, common);
    let door = doors.behind(&first, &role, &Entrance::default()).await.unwrap();
    door.call(&vpcs()).await.unwrap();
    door.call(&Asking::new("eu-west-1", "sqs", "ListQueues")).await.unwrap();
    assert_eq!(
        door.pages(Asking { region: "us-east-2".to_owned(), ..vpcs() }).all().await.fault,
        None
    );
    let expected = [
        "sts:AssumeRole eu-west-1 1",
        "ec2:DescribeVpcs eu-west-1 1",
        "ec2:DescribeVpcs eu-west-1 2",
        "sqs:ListQueues eu-west-1 1",
        "ec2:DescribeVpcs us-east-2 1",
    ];
    assert_eq!(*told.lock().unwrap(), expected);
    let agent = format!("drift/{}", env!("CARGO_PKG_VERSION"));
    for got in &got.lock().unwrap()[1..] {
        assert!(got.headers.contains("credential=asiarole/"), "{}", got.headers);
        assert!(got.headers.contains(&agent), "{}", got.headers);
    }
}

/// Answers at once.
#[derive(Debug, Clone)]
struct Ready;

impl HttpConnector for Ready {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async {
            let ok = StatusCode::try_from(200).unwrap();
            Ok(HttpResponse::new(ok, SdkBody::from(VPCS)))
        })
    }
}

impl HttpClient for Ready {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The clock of the paused time.
#[derive(Debug)]
struct Clock(tokio::time::Instant);

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.0.elapsed()
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_may_wait_for_its_turn_longer_than_an_upload_may_stall() {
    let limits = Limits { per_second: 0.1, ..Limits::default() };
    let manners = Manners { limits, ..Manners::default() };
    let (config, common, _) = config(manners, |_| Reply::new(500, "")).await;
    let metered = crate::door::http::Metered::new(
        aws_smithy_runtime_api::client::http::SharedHttpClient::new(Ready),
        common.clone(),
    );
    let config = config.into_builder().http_client(metered);
    let config = config.time_source(Clock(tokio::time::Instant::now())).build();
    let door = Door::new(config, common);
    // A burst of one, then one in ten seconds.
    let asking = vpcs();
    let all = futures::future::join_all((0..20).map(|_| door.call(&asking))).await;
    assert_eq!(all.into_iter().filter_map(Result::err).next(), None);
}
