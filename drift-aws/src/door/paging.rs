//! Every list that has pages turns them: three answers made from its schema, under tokens of ours, through the door.

use super::expected::{Answer, Request, answers, requests};
use super::testing::{Reply, door};
use super::{Asking, Facts, Manners, Operation};
use drift_core::Value;

/// The last name of the first place where a token may stand.
fn member(place: &str) -> &str {
    let first = place.split("||").next().unwrap_or_default().trim();
    first.rsplit('.').next().unwrap_or_default()
}

/// The answer as the page of a number, of three: its tokens lead to the next one, or it says that it is the last.
fn page(body: &str, operation: &Operation, number: usize) -> String {
    let paging = operation.paging.as_ref().unwrap();
    let mut body = body.to_owned();
    for place in &paging.output {
        let token = if number < 3 { format!("page-{number}") } else { String::new() };
        // EC2 writes its members with a small letter.
        let (name, mut small) = (member(place), member(place).to_owned());
        small.get_mut(..1).into_iter().for_each(str::make_ascii_lowercase);
        for name in [name, &small] {
            for made_up in [format!("{name}<é"), format!("{name}&lt;é")] {
                body = body.replace(&made_up, &token);
            }
        }
    }
    if let Some(more) = &paging.more {
        let (is, was) = if number < 3 { (true, false) } else { (false, true) };
        body = body.replace(&format!("\"{more}\":{was}"), &format!("\"{more}\":{is}"));
        body = body.replace(&format!("<{more}>{was}<"), &format!("<{more}>{is}<"));
    }
    body
}

/// The input of an operation without what says which page.
fn input(request: &Request, operation: &Operation) -> Value {
    let paging = operation.paging.as_ref().unwrap();
    let mut input = request.input.clone();
    if let Some(members) = input.as_object_mut() {
        members.retain(|name, _| !paging.input.contains(name));
    }
    Value::from_json(input.to_string().as_bytes()).unwrap()
}

/// What is wrong with how an operation turns its pages.
async fn turned(
    request: &Request,
    answer: &Answer,
    operation: &'static Operation,
) -> Option<String> {
    let bodies: Vec<String> = (1..=3).map(|number| page(&answer.body, operation, number)).collect();
    let headers: Vec<(String, String)> = answer.headers.clone().into_iter().collect();
    let (door, got) = door(Manners::default(), move |got| {
        let body = bodies.get(got.number).map_or("", String::as_str);
        let reply = Reply::new(200, body);
        headers.iter().fold(reply, |reply, (name, value)| reply.header(name, value))
    })
    .await;
    let asking = Asking::new("eu-west-1", &request.service, &request.operation);
    let listed = door.pages(asking.with(input(request, operation))).all().await;
    let got = got.lock().unwrap();
    let asked = |number: usize, token: &str| {
        let request = got.get(number)?;
        Some(
            [&request.target, &request.body, &request.headers]
                .iter()
                .any(|text| text.contains(token)),
        )
    };
    let led = asked(1, "page-1") == Some(true) && asked(2, "page-2") == Some(true);
    let name = format!("{}:{}", request.service, request.operation);
    match (listed.fault, listed.pages.len(), got.len(), led) {
        (None, 3, 3, true) => None,
        (fault, pages, requests, led) => {
            Some(format!("{name}: {pages} pages of {requests} requests, {led}, {fault:?}"))
        }
    }
}

#[tokio::test]
async fn every_paginator_turns_three_pages() {
    let requests = requests();
    let (mut turning, mut wrong) = (0, Vec::new());
    for answer in &answers() {
        let (_, operation) =
            Facts::built_in().operation(&answer.service, &answer.operation).unwrap();
        if operation.paging.is_none() {
            continue;
        }
        let is_it = |request: &&Request| {
            request.service == answer.service && request.operation == answer.operation
        };
        let request = requests.iter().find(is_it).unwrap();
        turning += 1;
        wrong.extend(turned(request, answer, operation).await);
    }
    assert!(wrong.is_empty(), "{} of {turning}: {wrong:#?}", wrong.len());
    assert!(turning > 80, "{turning}");
}
