//! One page of a list: its objects as values, and the token of the next page.
//!
//! The page is taken apart object by object, so that one that cannot be understood costs only itself. Knows nothing of
//! requests.

use drift_core::{Map, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::fault::told;

/// One listed object.
#[derive(Debug)]
pub(super) struct Object {
    /// Its namespace, if it has one.
    pub(super) namespace: Option<String>,
    /// Its name.
    pub(super) name: String,
    /// The id that the server gave it.
    pub(super) uid: Option<String>,
    /// The whole of it, with its `apiVersion` and `kind`, which list items lack.
    pub(super) body: Value,
}

/// An object that could not be understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undecodable {
    /// What it is called, as far as that can be seen.
    pub(super) place: String,
    /// Why, in one line.
    pub(super) what: String,
}

/// A page whose objects are not taken apart yet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    api_version: String,
    #[serde(default)]
    metadata: Metadata,
    // `null` where a server written in Go has no items. Without the key it is no list, whatever the status of the answer:
    // taken for an empty one, everything in it would be called missing.
    #[serde(deserialize_with = "Option::deserialize")]
    items: Option<Vec<Box<RawValue>>>,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default, rename = "continue")]
    next: Option<String>,
}

/// What an object is called, even where the rest of it cannot be understood.
#[derive(Deserialize)]
struct Named {
    metadata: Names,
}

#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    namespace: Option<String>,
    name: String,
}

impl Page {
    /// Reads the frame of a page.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| {
            let why = told(bytes).unwrap_or_else(|| drift_core::JsonError::from(error).to_string());
            format!("the page is not a list ({why})")
        })
    }

    /// Refuses a list of something else: an empty one would say that there is nothing.
    pub(super) fn of(self, api_version: &str, kind: &str) -> Result<Self, String> {
        let usual = self.kind.strip_suffix("List");
        // The metadata of any kind comes as a list of `PartialObjectMetadata`; a definition may call its list what it likes.
        if matches!(usual, Some("" | "PartialObjectMetadata")) && !self.api_version.is_empty()
            || usual == Some(kind)
            || !self.kind.is_empty() && self.api_version == api_version
        {
            return Ok(self);
        }
        Err(format!("the page is not a list of {kind}"))
    }

    /// The token of the next page; `None` on the last one.
    pub(super) fn next(&self) -> Option<&str> {
        self.metadata.next.as_deref().filter(|token| !token.is_empty())
    }

    /// Takes the objects apart.
    pub(super) fn objects(self, api_version: &str, kind: &str) -> Vec<Result<Object, Undecodable>> {
        let items = self.items.unwrap_or_default();
        items.iter().map(|item| object(item, api_version, kind)).collect()
    }
}

fn object(item: &RawValue, api_version: &str, kind: &str) -> Result<Object, Undecodable> {
    let body = match Value::from_json(item.get().as_bytes()) {
        Ok(Value::Map(body)) => body,
        Ok(_) => return Err(unnamed("is not an object")),
        Err(error) => return Err(undecodable(item, &error.what)),
    };
    named(body, api_version, kind).ok_or_else(|| unnamed("has no metadata.name"))
}

fn named(mut body: Map, api_version: &str, kind: &str) -> Option<Object> {
    let metadata = body.get("metadata")?;
    let text = |name| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
    let (namespace, name, uid) = (text("namespace"), text("name")?, text("uid"));
    body.insert("apiVersion".to_owned(), Value::from(api_version));
    body.insert("kind".to_owned(), Value::from(kind));
    Some(Object { namespace, name, uid, body: Value::Map(body) })
}

fn unnamed(what: &str) -> Undecodable {
    Undecodable { place: "an item of the list".to_owned(), what: what.to_owned() }
}

fn undecodable(item: &RawValue, what: &str) -> Undecodable {
    match serde_json::from_str::<Named>(item.get()) {
        Ok(Named { metadata: Names { namespace: Some(namespace), name } }) => {
            Undecodable { place: format!("{namespace}/{name}"), what: what.to_owned() }
        }
        Ok(Named { metadata: Names { namespace: None, name } }) => {
            Undecodable { place: name, what: what.to_owned() }
        }
        Err(_) => unnamed(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_that_cannot_be_understood_costs_only_itself() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let page = Page::parse(
            format!(
                r#"{{"kind":"CronTabList","metadata":{{"continue":"next"}},"items":[
                {{"metadata":{{"name":"a","namespace":"shop","uid":"u"}},"spec":{{"$ref":1}}}},
                {{"metadata":{{"name":"twice","namespace":"shop"}},"a":1,"a":2}},
                {{"metadata":{{"name":"deep"}},"spec":{deep}}},
                {{"spec":{{}}}}, 7]}}"#
            )
            .as_bytes(),
        )
        .unwrap();
        assert_eq!(page.next(), Some("next"));
        let mut objects = page.objects("stable.example.com/v1", "CronTab").into_iter();
        let first = objects.next().unwrap().unwrap();
        assert_eq!((first.namespace.as_deref(), first.name.as_str()), (Some("shop"), "a"));
        assert_eq!(first.body.get("kind").and_then(Value::as_str), Some("CronTab"));
        let places: Vec<String> =
            objects.map(|object| object.unwrap_err()).map(|bad| bad.place).collect();
        assert_eq!(places, ["shop/twice", "deep", "an item of the list", "an item of the list"]);
    }

    #[test]
    fn an_empty_list_is_one_and_half_a_page_is_none() {
        for text in [r#"{"items":null}"#, r#"{"metadata":{"continue":""},"items":[]}"#] {
            let page = Page::parse(text.as_bytes()).unwrap();
            assert_eq!(page.next(), None);
            assert!(page.objects("v1", "Pod").is_empty());
        }
        for text in [
            r#"{"items":[{"metadata""#,
            "{}",
            r#"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":403}"#,
        ] {
            assert!(Page::parse(text.as_bytes()).unwrap_err().contains("not a list"), "{text}");
        }
        let said = r#"{"kind":"Status","message":"pods is forbidden"}"#;
        let error = Page::parse(said.as_bytes()).unwrap_err();
        assert_eq!(error, "the page is not a list (pods is forbidden)");
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        let table = [
            ("CronTabList", "example.com/v1", true),
            ("CronTabList", "example.com/v1beta1", true),
            ("TabsOfCron", "example.com/v1", true),
            ("PartialObjectMetadataList", "meta.k8s.io/v1", true),
            ("List", "v1", true),
            ("List", "", false),
            ("PodList", "v1", false),
            ("", "example.com/v1", false),
            ("", "", false),
        ];
        for (kind, api_version, fits) in table {
            let text = format!(r#"{{"kind":"{kind}","apiVersion":"{api_version}","items":[]}}"#);
            let page = Page::parse(text.as_bytes()).unwrap().of("example.com/v1", "CronTab");
            assert_eq!(page.is_ok(), fits, "{kind} {api_version}");
        }
    }
}
