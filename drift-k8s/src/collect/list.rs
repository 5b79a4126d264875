//! Listing: every page of one list, object by object, and what went wrong on the way.
//!
//! While a page is taken apart the next one is already on its way. Objects are handed on as they come, so a list that
//! has to begin anew (its token expired) leaves out what it has given already. Knows nothing of snapshots and secrets.

use std::collections::BTreeSet;

use drift_core::Status;
use tokio::task::{JoinSet, spawn_blocking};

use super::api::{Api, Fault, JSON};
use super::discovery::Served;
use super::page::{Object, Page, Undecodable};

/// Objects per page of a list, as kubectl asks for them.
pub const PAGE: usize = 500;

/// How often a list begins anew; the last time without pages, which cannot expire.
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

/// Hands every object of the list to `take`.
pub(super) async fn list(
    api: &Api,
    served: &Served,
    namespace: Option<&str>,
    form: Form,
    take: &mut (dyn FnMut(Object) + Send),
) -> Ending {
    let mut ending = Ending::default();
    let mut given = BTreeSet::new();
    for restart in 0..=RESTARTS {
        let limit = if restart == RESTARTS { 0 } else { PAGE };
        let path = served.path(namespace);
        ending.undecodable.clear();
        let mut once = |object: Object| {
            if given.insert((object.namespace.clone(), object.name.clone())) {
                take(object);
            }
        };
        let reading = Reading { api, served, path: &path, form, limit };
        ending.fault = reading.pages(&mut ending, &mut once).await.err();
        if !matches!(ending.fault, Some(Fault::Expired(_))) {
            break;
        }
    }
    ending
}

/// One attempt at the whole list.
struct Reading<'a> {
    api: &'a Api,
    served: &'a Served,
    path: &'a str,
    form: Form,
    limit: usize,
}

impl Reading<'_> {
    async fn pages(
        &self,
        ending: &mut Ending,
        take: &mut (dyn FnMut(Object) + Send),
    ) -> Result<(), Fault> {
        let mut tokens = BTreeSet::new();
        let mut bytes = self.api.get(&self.query(None), self.form.accept()).await?;
        loop {
            let page = Page::parse(&bytes).map_err(Fault::Broken)?;
            let next = page.next().map(str::to_owned);
            let repeated = next.as_ref().is_some_and(|token| !tokens.insert(token.clone()));
            let mut coming = JoinSet::new();
            if let Some(token) = next.as_deref().filter(|_| !repeated) {
                let (api, query, accept) =
                    (self.api.clone(), self.query(Some(token)), self.form.accept());
                coming.spawn(async move { api.get(&query, accept).await });
            }
            self.take_apart(page, ending, take).await?;
            ending.pages += 1;
            if repeated {
                return Err(Fault::Broken("the server repeated a continue token".to_owned()));
            }
            bytes = match coming.join_next().await {
                None => return Ok(()),
                Some(answer) => answer.map_err(|error| Fault::Broken(error.to_string()))??,
            };
        }
    }

    /// Decoding is work: on another thread it holds up neither other lists nor the next page.
    async fn take_apart(
        &self,
        page: Page,
        ending: &mut Ending,
        take: &mut (dyn FnMut(Object) + Send),
    ) -> Result<(), Fault> {
        let (api_version, kind) = (self.served.api_version(), self.served.kind.clone());
        let objects = spawn_blocking(move || page.objects(&api_version, &kind))
            .await
            .map_err(|error| Fault::Broken(error.to_string()))?;
        for object in objects {
            match object {
                Ok(object) => take(object),
                Err(bad) => ending.undecodable.push(bad),
            }
        }
        Ok(())
    }

    fn query(&self, token: Option<&str>) -> String {
        let mut query = self.path.to_owned();
        if self.limit > 0 {
            query.push_str(&format!("?limit={}", self.limit));
        }
        if let Some(token) = token {
            query.push_str(if self.limit > 0 { "&continue=" } else { "?continue=" });
            query.push_str(&escaped(token));
        }
        query
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
        format!(r#"{{"metadata":{{"continue":"{next}"}},"items":[{}]}}"#, items.join(","))
    }

    async fn read(
        answer: impl Fn(Asked) -> Answer + Send + Sync + 'static,
    ) -> (Vec<String>, String, Vec<String>) {
        let (api, requests) = serve(answer).await;
        let mut names = Vec::new();
        let ending =
            list(&api, &pods(), None, Form::Whole, &mut |object| names.push(object.name)).await;
        let requests = requests.lock().unwrap().clone();
        (names, ending.status().to_string(), requests)
    }

    #[tokio::test]
    async fn pages_follow_their_tokens() {
        let (names, status, requests) = read(|asked| {
            Answer::new(
                200,
                match asked.target.as_str() {
                    "/api/v1/pods?limit=500" => page(&["a", "b"], "t/1="),
                    "/api/v1/pods?limit=500&continue=t%2F1%3D" => page(&["c"], ""),
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
        assert_eq!(requests.last().unwrap(), "GET /api/v1/pods HTTP/1.1");
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
    async fn an_object_that_cannot_be_understood_makes_the_list_a_part() {
        let (names, status, _) = read(|_| {
            Answer::new(
                200,
                r#"{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"x":1,"x":1}]}"#,
            )
        })
        .await;
        assert_eq!(names, ["a"]);
        assert_eq!(status, "partial: b key `x` stands twice in one object");
    }
}
