//! Answers of each protocol, errors of each form, and bodies that are refused.

use super::*;
use crate::door::expected::answers;
use crate::door::facts::Facts;

fn wire(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Wire {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Wire { status, headers: headers.collect(), body: body.to_vec() }
}

fn read(service: &str, operation: &str, body: &[u8]) -> Result<String, String> {
    let (service, operation) = Facts::built_in().operation(service, operation).unwrap();
    Ok(answer(service, operation, &wire(200, &[], body))?.to_json())
}

#[test]
fn query_unwraps_its_result_and_keeps_what_no_shape_knows() {
    let body = br#"<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult>
        <IsTruncated>false</IsTruncated><Roles><member><RoleName>a &amp; &#98;</RoleName><MaxSessionDuration>3600</MaxSessionDuration>
        <CreateDate>2026-01-01T00:00:00Z</CreateDate><New><x>1</x><x>2</x><y/></New></member></Roles>
        </ListRolesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListRolesResponse>"#;
    let expected = r#"{"IsTruncated":false,"Roles":[{"CreateDate":"2026-01-01T00:00:00Z","MaxSessionDuration":3600,"New":{"x":["1","2"],"y":""},"RoleName":"a & b"}]}"#;
    assert_eq!(read("iam", "ListRoles", body).unwrap(), expected);
}

#[test]
fn ec2_keeps_its_wire_names_and_a_list_of_one_is_a_list() {
    let body = br#"<DescribeVpcsResponse><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault>
        <tagSet><item><key>k</key><value/></item></tagSet><cidrBlockAssociationSet/></item></vpcSet></DescribeVpcsResponse>"#;
    let expected = r#"{"requestId":"r","vpcSet":[{"cidrBlockAssociationSet":[],"isDefault":true,"tagSet":[{"key":"k","value":""}],"vpcId":"vpc-1"}]}"#;
    assert_eq!(read("ec2", "DescribeVpcs", body).unwrap(), expected);
}

#[test]
fn rest_xml_reads_lists_attributes_and_roots_that_are_texts() {
    let body = br#"<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant>
        <Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>g</ID></Grantee>
        <Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"#;
    let expected = r#"{"AccessControlList":[{"Grantee":{"ID":"g","xsi:type":"CanonicalUser"},"Permission":"READ"}],"Owner":{"ID":"o"}}"#;
    assert_eq!(read("s3", "GetBucketAcl", body).unwrap(), expected);
    let body = br#"<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>"#;
    assert_eq!(
        read("s3", "GetBucketLocation", body).unwrap(),
        r#"{"LocationConstraint":"eu-west-1"}"#
    );
    let body = b"<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
    let expected = r#"{"CORSRule":[{"AllowedMethod":["GET"]}]}"#;
    assert_eq!(read("s3", "GetBucketCors", body).unwrap(), expected);
}

#[test]
fn a_body_that_is_a_member_stands_under_it() {
    let body = br#"{"Version":"2012-10-17"}"#;
    assert_eq!(
        read("s3", "GetBucketPolicy", body).unwrap(),
        r#"{"Policy":"{\"Version\":\"2012-10-17\"}"}"#
    );
    let body = b"<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>";
    assert_eq!(
        read("s3", "GetBucketPolicyStatus", body).unwrap(),
        r#"{"PolicyStatus":{"IsPublic":true}}"#
    );
}

#[test]
fn json_is_as_it_is_but_for_its_times() {
    let body = br#"{"Table":{"CreationDateTime":1700000000.5,"ItemCount":7,"New":{"$x":1.0,"a":[null]},"TableName":"t"}}"#;
    let expected = r#"{"Table":{"CreationDateTime":"2023-11-14T22:13:20.5Z","ItemCount":7,"New":{"$$x":1,"a":[null]},"TableName":"t"}}"#;
    assert_eq!(read("dynamodb", "DescribeTable", body).unwrap(), expected);
    assert_eq!(read("sqs", "ListQueues", b"{}").unwrap(), "{}");
    let body = br#"{"Functions":[{"FunctionName":"f","MemorySize":128,"Environment":{"Variables":{"A":"1"}}}]}"#;
    assert_eq!(read("lambda", "ListFunctions", body).unwrap().as_bytes(), {
        &br#"{"Functions":[{"Environment":{"Variables":{"A":"1"}},"FunctionName":"f","MemorySize":128}]}"#[..]
    });
}

#[test]
fn hostile_bodies_are_refused_in_words_that_quote_nothing() {
    let bomb = br#"<!DOCTYPE l [<!ENTITY a "secret"><!ENTITY b "&a;&a;">]><l>&b;</l>"#;
    let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let table: [(&[u8], &str); 12] = [
        (bomb, "the XML has a document type"),
        (b"<l>&secret;</l>", "the XML has an entity of its own"),
        (b"<l a=\"&secret;\"/>", "the XML has an entity of its own"),
        (b"<l>&#0;</l>", "the XML has an entity of its own"),
        (deep.as_bytes(), "the XML is nested too deep"),
        (b"<l>\xff</l>", "the XML is not UTF-8"),
        (b"<l><secret></l>", "the XML is not well-formed"),
        (b"<l>", "the XML ends in the middle"),
        (b"<l/><secret/>", "the XML has two roots"),
        (b"<l/>secret", "the XML has text outside of its root"),
        (b"secret", "the XML has text outside of its root"),
        (b" ", "it is empty"),
    ];
    for (body, expected) in table {
        let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        assert_eq!(read("ec2", "DescribeVpcs", body).unwrap_err(), expected, "{start}");
    }
    let deep = "[".repeat(100_000);
    for body in
        [deep.as_bytes(), br#"{"secret":1,"secret":2}"#, b"{\"a\":\xff}", b"secret", b"{\"a\":"]
    {
        let error = read("sqs", "ListQueues", body).unwrap_err();
        assert!(error.starts_with("the JSON cannot be read at line 1"), "{error}");
    }
    assert_eq!(read("sqs", "ListQueues", b"[]").unwrap_err(), "the JSON is not an object");
}

/// A gateway that answers for the service says 200 to anything: that is no empty list.
#[test]
fn what_is_no_answer_of_the_operation_is_not_taken_for_an_empty_one() {
    let table: [(&str, &str, &[u8], &str); 9] = [
        ("ec2", "DescribeVpcs", b"", "it is empty"),
        ("sqs", "ListQueues", b"", "it is empty"),
        ("lambda", "ListFunctions", b"", "it is empty"),
        ("s3", "ListBuckets", b"", "it is empty"),
        ("s3", "GetBucketPolicy", b"", "it is empty"),
        ("s3", "ListBuckets", b"<html></html>", "it is `html`"),
        ("route53", "ListHostedZones", b"<Error><Code>x</Code></Error>", "it is `Error`"),
        ("sns", "ListTopics", b"<ListTopicsResponse/>", "it has no `ListTopicsResult`"),
        (
            "kms",
            "ListKeys",
            br#"{"message":"ok"}"#,
            "none of its members is one of the operation's",
        ),
    ];
    for (service, operation, body, expected) in table {
        assert_eq!(read(service, operation, body).unwrap_err(), expected, "{service} {operation}");
    }
    let page = [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let wire = Wire { status: 200, headers: page.to_vec(), body: b"<p>sign in</p>".to_vec() };
    let facts = Facts::built_in();
    let (service, operation) = facts.operation("s3", "GetBucketPolicy").unwrap();
    assert_eq!(answer(service, operation, &wire).unwrap_err(), "it is a web page");
}

#[test]
fn what_is_not_what_its_shape_says_is_kept_as_it_is() {
    let body = br#"<DescribeVpcsResponse><vpcSet><item><isDefault>maybe</isDefault><vpcId><deep>1</deep></vpcId>
        <state>a</state><state>b</state></item></vpcSet></DescribeVpcsResponse>"#;
    let expected = r#"{"vpcSet":[{"isDefault":"maybe","state":["a","b"],"vpcId":{"deep":"1"}}]}"#;
    assert_eq!(read("ec2", "DescribeVpcs", body).unwrap(), expected);
}

#[test]
fn errors_of_every_form() {
    type Row = (&'static [(&'static str, &'static str)], &'static [u8], &'static str, &'static str);
    let table: [Row; 9] = [
        (&[], br#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}"#, "QueueDoesNotExist", "no"),
        (&[("x-amzn-errortype", "ThrottlingException:http://x")], br#"{"Message":"slow"}"#, "ThrottlingException", "slow"),
        (&[], br#"{"code":"AccessDeniedException"}"#, "AccessDeniedException", ""),
        (&[], b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>", "AccessDenied", "no"),
        (&[], b"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>", "UnauthorizedOperation", "no"),
        (&[], b"<?xml version=\"1.0\"?>\n<Error><Code>NoSuchBucket</Code><Message>a\nb</Message></Error>", "NoSuchBucket", "a b"),
        (&[], b"<html><head><hr></head>secret</html>", "", ""),
        (&[], b"secret", "", ""),
        (&[], b"", "", ""),
    ];
    for (headers, body, code, message) in table {
        let found = refused(&wire(400, headers, body));
        assert_eq!((found.code.as_str(), found.message.as_str()), (code, message));
    }
    let headers = [("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")];
    let found =
        refused(&wire(400, &headers, br#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#));
    assert_eq!(found.query_code.as_deref(), Some("AWS.SimpleQueueService.NonExistentQueue"));
}

/// An answer in the API's member names, as botocore gives it.
fn in_members(value: &Value, typed: Typed<'_>) -> Value {
    match (value, typed.kind()) {
        (Value::Map(map), Kind::Structure) => {
            let wire: std::collections::BTreeMap<_, _> = typed
                .members()
                .map(|(name, member)| (xml::name_of(name, member), (name, member)))
                .collect();
            let member = |(key, value): (&String, &Value)| match wire.get(key.as_str()) {
                Some((name, member)) => ((*name).to_owned(), in_members(value, *member)),
                None => (format!("unknown {key}"), value.clone()),
            };
            Value::Map(map.iter().map(member).collect())
        }
        (Value::Map(map), Kind::Map) => {
            let entry =
                |(key, value): (&String, &Value)| (key.clone(), in_members(value, typed.value()));
            Value::Map(map.iter().map(entry).collect())
        }
        (Value::List(list), _) => {
            Value::List(list.iter().map(|value| in_members(value, typed.element())).collect())
        }
        (Value::String(text), Kind::Blob) => {
            Value::Map(Map::from([("$blob".to_owned(), Value::from(text.as_str()))]))
        }
        _ => value.clone(),
    }
}

#[test]
fn answers_are_what_botocore_reads() {
    let expected = answers();
    assert!(expected.len() > 150);
    let mut wrong = Vec::new();
    for row in &expected {
        let (service, operation) =
            Facts::built_in().operation(&row.service, &row.operation).unwrap();
        let headers = row.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        let wire =
            Wire { status: 200, headers: headers.collect(), body: row.body.clone().into_bytes() };
        let mut found = answer(service, operation, &wire)
            .map(|value| in_members(&value, service.typed(operation.output.as_ref())));
        // EC2 says which request it was, and no shape knows.
        if let Ok(Value::Map(map)) = &mut found {
            map.remove("unknown requestId");
        }
        let wanted = Value::from_json(row.output.to_string().as_bytes()).unwrap();
        if found.as_ref() != Ok(&wanted) {
            let found = found.map(|value| value.to_json());
            wrong.push(format!(
                "{}:{}\n  {found:?}\n  {}",
                row.service,
                row.operation,
                wanted.to_json()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {}", wrong.len(), expected.len(), wrong.join("\n"));
}

#[test]
fn no_body_makes_reading_it_panic() {
    let expected = answers();
    let pieces: [&[u8]; 10] =
        [b"<", b">", b"</", b"&", b"]]>", b"<![CDATA[", b"\"", b"{", b"\xff", b"<item/>"];
    // A sequence without a pattern that is the same in every run.
    let mut state: u64 = 1;
    let mut next = move |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    for row in &expected {
        let (service, operation) =
            Facts::built_in().operation(&row.service, &row.operation).unwrap();
        for _ in 0..20 {
            let mut body = row.body.clone().into_bytes();
            for _ in 0..=next(3) {
                let (from, length) = (next(body.len()), next(12));
                let to = (from + length).min(body.len());
                body.splice(from..to, pieces[next(pieces.len())].iter().copied());
            }
            let wire = wire(if next(2) == 0 { 200 } else { 400 }, &[], &body);
            let _ = answer(service, operation, &wire);
            let _ = refused(&wire);
        }
    }
}
