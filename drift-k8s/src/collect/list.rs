//! Listing: every page of one list, object by object, and what went wrong on the way.
//!
//! While a page is taken apart the next one is already on its way. Objects are handed on as they come, so a list that
//! has to begin anew (its token expired) leaves out what it has given already. Knows nothing of snapshots and secrets.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::Status;
use tokio::task::{JoinSet, spawn_blocking};

use super::api::{Api, JSON};
use super::discovery::Served;
use super::fault::Fault;
use super::page::{Object, Page, Undecodable};

/// Objects per page of a list, as kubectl asks for them.
pub const PAGE: usize = 500;

/// Objects per page where a larger page is too long: of so many even the largest that etcd takes are not.
const SMALL_PAGE: usize = 20;

/// Pages without objects one after the other; where a selector leaves out everything there may be some.
const EMPTY_PAGES: usize = 100;

/// How often a list begins anew; after tokens that expired the last time without pages.
const RESTARTS: usize = 2;

/// Only the metadata of each object.
const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/// How much of each object is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// All of it.
    Whole,
    /// Its metadata.
    Metadata,
}

impl Form {
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Whole => JSON,
            Self::Metadata => METADATA,
        }
    }
}

/// How a list ended.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// Pages that were read.
    pages: usize,
    /// What ended it before its end.
    pub(super) fault: Option<Fault>,
    /// Objects that could not be understood.
    pub(super) undecodable: Vec<Undecodable>,
}

impl Ending {
    /// Whether reading was refused before anything was read.
    pub(super) fn is_denied(&self) -> bool {
        self.pages == 0 && matches!(self.fault, Some(Fault::Denied(_)))
    }

    /// How completely the list was read.
    pub(super) fn status(&self) -> Status {
        match (&self.fault, self.undecodable.as_slice()) {
            (None, []) => Status::Complete,
            (None, [only]) => Status::Partial { fault: format!("{} {}", only.place, only.what) },
            (None, [first, ..]) => Status::Partial {
                fault: format!(
                    "{} objects could not be understood, first {}: {}",
                    self.undecodable.len(),
                    first.place,
                    first.what
                ),
            },
            (Some(fault), _) if self.pages == 0 => fault.clone().status(),
            (Some(fault), _) => {
                Status::Partial { fault: format!("after page {}: {}", self.pages, fault.what()) }
            }
        }
    }
}

/// What is listed, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Objects of this kind.
    pub(super) served: &'a Served,
    /// In one namespace, or wherever they are.
    pub(super) namespace: Option<&'a str>,
    /// How much of each.
    pub(super) form: Form,
    /// Only those with this label.
    pub(super) label: Option<&'a str>,
}

/// Hands every object of the list to `take`.
pub(super) async fn list(
    api: &Api,
    wanted: Wanted<'_>,
    take: &mut (dyn FnMut(Object) + Send),
) -> Ending {
    let mut ending = Ending::default();
    let mut taking = Taking { take, seen: BTreeMap::new(), attempt: 0, anything_new: false };
    let mut limit = PAGE;
    while taking.attempt <= RESTARTS {
        taking.attempt += 1;
        ending.undecodable.clear();
        let reading = Reading { api, wanted, path: &wanted.served.path(wanted.namespace), limit };
        ending.fault = reading.pages(&mut ending, &mut taking).await.err();
        limit = match ending.fault {
            Some(Fault::Expired(_)) if taking.attempt == RESTARTS => 0,
            Some(Fault::Expired(_)) => limit,
            Some(Fault::TooLong(_)) if limit > SMALL_PAGE => SMALL_PAGE,
            _ => break,
        };
    }
    ending
}

/// Hands each object on once, also where the list begins anew.
struct Taking<'a> {
    take: &'a mut (dyn FnMut(Object) + Send),
    /// The attempt in which an object was last seen.
    seen: BTreeMap<(Option<String>, String), usize>,
    attempt: usize,
    /// Whether there was anything that this attempt had not seen yet.
    anything_new: bool,
}

impl Taking<'_> {
    fn object(&mut self, object: Object) {
        let key = (object.namespace.clone(), object.name.clone());
        let before = self.seen.insert(key, self.attempt);
        self.anything_new |= before != Some(self.attempt);
        if before.is_none() {
            (self.take)(object);
        }
    }
}

/// One attempt at the whole list.
struct Reading<'a> {
    api: &'a Api,
    wanted: Wanted<'a>,
    path: &'a str,
    limit: usize,
}

impl Reading<'_> {
    async fn pages(&self, ending: &mut Ending, taking: &mut Taking<'_>) -> Result<(), Fault> {
        let Wanted { served, form, .. } = self.wanted;
        let (mut tokens, mut empty) = (BTreeSet::new(), 0);
        let mut bytes = self.api.get(&self.query(None), form.accept()).await?;
        loop {
            let page = Page::parse(&bytes).and_then(|page| page.of(served, form));
            let page = page.map_err(Fault::Broken)?;
            let (next, lost) = (page.next().map(str::to_owned), page.lost());
            empty = if page.is_empty() { empty + 1 } else { 0 };
            if empty > EMPTY_PAGES {
                return Err(Fault::Broken(
                    "the server goes on and on with pages without objects".to_owned(),
                ));
            }
            let repeated = next.as_ref().is_some_and(|token| !tokens.insert(token.clone()));
            let mut coming = JoinSet::new();
            if let Some(token) = next.as_deref().filter(|_| !repeated) {
                let (api, query, accept) =
                    (self.api.clone(), self.query(Some(token)), form.accept());
                coming.spawn(async move { api.get(&query, accept).await });
            }
            let same_again = self.take_apart(page, ending, taking).await?;
            ending.pages += 1;
            if let Some(lost) = lost {
                let what =
                    format!("the server says that {lost} more remain, and not how to ask for them");
                return Err(Fault::Broken(what));
            }
            if repeated {
                return Err(Fault::Broken("the server repeated a continue token".to_owned()));
            }
            if same_again && next.is_some() {
                return Err(Fault::Broken("the server repeated a page".to_owned()));
            }
            bytes = match coming.join_next().await {
                None => return Ok(()),
                Some(answer) => answer.map_err(|error| Fault::Broken(error.to_string()))??,
            };
        }
    }

    /// Whether there were objects and all of them were there before. Decoding is work: on another thread it holds up neither
    /// other lists nor the next page.
    async fn take_apart(
        &self,
        page: Page,
        ending: &mut Ending,
        taking: &mut Taking<'_>,
    ) -> Result<bool, Fault> {
        let served = self.wanted.served.clone();
        let objects = spawn_blocking(move || page.objects(&served))
            .await
            .map_err(|error| Fault::Broken(error.to_string()))?;
        let any = !objects.is_empty();
        taking.anything_new = false;
        for object in objects {
            match object {
                Ok(object) => taking.object(object),
                Err(bad) => {
                    taking.anything_new |= !ending.undecodable.contains(&bad);
                    ending.undecodable.push(bad);
                }
            }
        }
        Ok(any && !taking.anything_new)
    }

    fn query(&self, token: Option<&str>) -> String {
        let mut parts = Vec::new();
        parts.extend((self.limit > 0).then(|| format!("limit={}", self.limit)));
        parts.extend(self.wanted.label.map(|label| format!("labelSelector={}", escaped(label))));
        parts.extend(token.map(|token| format!("continue={}", escaped(token))));
        match parts.as_slice() {
            [] => self.path.to_owned(),
            parts => format!("{}?{}", self.path, parts.join("&")),
        }
    }
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut query, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            query.push(char::from(byte));
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
        query
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::testing::{Answer, Asked, serve};

    fn pods() -> Served {
        Served {
            group: String::new(),
            version: "v1".into(),
            kind: "Pod".into(),
            resource: "pods".into(),
            namespaced: true,
        }
    }

    fn page(names: &[&str], next: &str) -> String {
        let items: Vec<String> = names
            .iter()
            .map(|name| format!(r#"{{"metadata":{{"namespace":"shop","name":"{name}"}}}}"#))
            .collect();
        format!(
            r#"{{"kind":"PodList","apiVersion":"v1","metadata":{{"continue":"{next}"}},"items":[{}]}}"#,
            items.join(",")
        )
    }

    async fn read(
        answer: impl Fn(Asked) -> Answer + Send + Sync + 'static,
    ) -> (Vec<String>, String, Vec<String>) {
        let (api, requests) = serve(answer).await;
        let mut names = Vec::new();
        let served = pods();
        let wanted =
            Wanted { served: &served, namespace: None, form: Form::Whole, label: Some("a=b") };
        let ending = list(&api, wanted, &mut |object| names.push(object.name)).await;
        let requests = requests.lock().unwrap().clone();
        (names, ending.status().to_string(), requests)
    }

    #[tokio::test]
    async fn pages_follow_their_tokens() {
        let (names, status, requests) = read(|asked| {
            Answer::new(
                200,
                match asked.target.as_str() {
                    "/api/v1/pods?limit=500&labelSelector=a%3Db" => page(&["a", "b"], "t/1="),
                    "/api/v1/pods?limit=500&labelSelector=a%3Db&continue=t%2F1%3D" => {
                        page(&["c"], "")
                    }
                    other => panic!("{other}"),
                },
            )
        })
        .await;
        assert_eq!((names.join(" "), status.as_str()), ("a b c".to_owned(), "complete"));
        assert_eq!(requests.len(), 2);
    }

    #[tokio::test]
    async fn an_expired_token_begins_the_list_anew_without_duplicates() {
        let (names, status, _) = read(|asked| match asked.number {
            0 => Answer::new(200, page(&["a", "b"], "old")),
            1 => Answer::new(410, ""),
            2 => Answer::new(200, page(&["b", "c"], "new")),
            _ => Answer::new(200, page(&["d"], "")),
        })
        .await;
        assert_eq!((names.join(" "), status.as_str()), ("a b c d".to_owned(), "complete"));
    }

    #[tokio::test]
    async fn tokens_that_always_expire_end_in_a_list_without_pages() {
        let (names, status, requests) = read(|asked| {
            if asked.target.contains("continue") {
                Answer::new(410, "")
            } else if asked.target.contains("limit") {
                Answer::new(200, page(&["a"], "old"))
            } else {
                Answer::new(200, page(&["a", "b"], ""))
            }
        })
        .await;
        assert_eq!((names.join(" "), status.as_str()), ("a b".to_owned(), "complete"));
        assert_eq!(requests.last().unwrap(), "GET /api/v1/pods?labelSelector=a%3Db HTTP/1.1");
    }

    #[tokio::test]
    async fn a_repeated_token_is_a_fault_and_no_endless_loop() {
        let (names, status, _) = read(|asked| {
            let name = format!("pod-{}", asked.number);
            Answer::new(200, page(&[&name], "same"))
        })
        .await;
        assert_eq!(names, ["pod-0", "pod-1"]);
        assert_eq!(status, "partial: after page 2: the server repeated a continue token");
    }

    #[tokio::test]
    async fn a_page_that_comes_again_under_ever_new_tokens_is_a_fault_too() {
        let (names, status, requests) = read(|asked| match asked.number {
            0 => Answer::new(200, page(&["a"], "t0")),
            // Beginning anew brings what was seen, and that is none.
            1 => Answer::new(410, ""),
            2 => Answer::new(200, page(&["a"], "t2")),
            number => Answer::new(200, page(&["b"], &format!("t{number}"))),
        })
        .await;
        assert_eq!(names, ["a", "b"]);
        assert_eq!(status, "partial: after page 4: the server repeated a page");
        assert!(requests.len() <= 6, "{requests:?}");
    }

    #[tokio::test]
    async fn a_page_that_is_too_long_is_asked_for_in_smaller_ones() {
        let long = page(&["a", "b", "c", "d"], "");
        let (api, requests) = serve(move |asked| {
            let target = asked.target.as_str();
            Answer::new(
                200,
                if target.contains("limit=500") { long.clone() } else { page(&["a"], "") },
            )
        })
        .await;
        let (served, mut names) = (pods(), Vec::new());
        let wanted = Wanted { served: &served, namespace: None, form: Form::Whole, label: None };
        let api = api.no_longer_than(150);
        let ending = list(&api, wanted, &mut |object| names.push(object.name)).await;
        assert_eq!((names.join(" "), ending.status().to_string()), ("a".into(), "complete".into()));
        let last = requests.lock().unwrap().last().cloned();
        assert_eq!(last.as_deref(), Some("GET /api/v1/pods?limit=20 HTTP/1.1"));
        let mut none = |_: Object| {};
        let ending = list(&api.no_longer_than(10), wanted, &mut none).await;
        assert_eq!(ending.status().to_string(), "partial: the answer is longer than 10 bytes");
    }

    #[tokio::test]
    async fn what_breaks_after_a_page_leaves_a_part_and_before_it_the_whole_reason() {
        let (names, status, _) = read(|asked| match asked.number {
            0 => Answer::new(200, page(&["a"], "next")),
            _ => Answer::new(403, ""),
        })
        .await;
        assert_eq!(
            (names.join(" "), status.as_str()),
            ("a".to_owned(), "partial: after page 1: 403 Forbidden")
        );
        let (_, status, _) = read(|_| Answer::new(403, "")).await;
        assert_eq!(status, "denied: 403 Forbidden");
        let (_, status, _) = read(|_| Answer::new(200, "<html>")).await;
        assert!(status.starts_with("partial: the page is not a list"), "{status}");
    }

    #[tokio::test]
    async fn pages_without_objects_do_not_go_on_for_ever() {
        let number = std::sync::atomic::AtomicUsize::new(0);
        let (_, status, asked) = read(move |_| {
            let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let page = format!(
                r#"{{"kind":"PodList","apiVersion":"v1","metadata":{{"continue":"t{number}"}},"items":[]}}"#
            );
            Answer::new(200, page)
        })
        .await;
        assert!(status.ends_with("pages without objects"), "{status}");
        assert!(asked.len() < 2 * EMPTY_PAGES, "{}", asked.len());
    }

    #[tokio::test]
    async fn an_object_that_cannot_be_understood_makes_the_list_a_part() {
        let (names, status, _) = read(|_| {
            Answer::new(
                200,
                r#"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a","namespace":"n"}},{"metadata":{"name":"b"},"x":1,"x":1}]}"#,
            )
        })
        .await;
        assert_eq!(names, ["a"]);
        assert_eq!(status, "partial: b key `x` stands twice in one object");
    }
}
