//! One page of a list: its objects as values, and the token of the next page.
//!
//! The page is taken apart object by object, so that one that cannot be understood costs only itself. Knows nothing of
//! requests.

use drift_core::{Map, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::discovery::Served;
use super::fault::told;
use super::list::Form;

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
    #[serde(default, rename = "remainingItemCount")]
    remaining: Option<i64>,
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
    pub(super) fn of(self, served: &Served, form: Form) -> Result<Self, String> {
        let usual = self.kind.strip_suffix("List");
        let fits = match usual {
            // The metadata of any kind comes as a list of `PartialObjectMetadata`: as a list of whole objects, these would lack the rest.
            Some("PartialObjectMetadata") => form == Form::Metadata,
            Some("") => !self.api_version.is_empty(),
            Some(kind) if kind == served.kind => true,
            // A definition may call its list what it likes.
            _ => served.may_be_a_definitions() && self.api_version == served.api_version(),
        };
        if fits && !self.kind.is_empty() && self.kind != "Status" {
            Ok(self)
        } else {
            Err(format!("the page is not a list of {}", served.kind))
        }
    }

    /// What is said to come after this page, and no token leads to it.
    pub(super) fn lost(&self) -> Option<i64> {
        self.metadata.remaining.filter(|remaining| *remaining > 0 && self.next().is_none())
    }

    /// The token of the next page; `None` on the last one.
    pub(super) fn next(&self) -> Option<&str> {
        self.metadata.next.as_deref().filter(|token| !token.is_empty())
    }

    /// Whether it has no objects.
    pub(super) fn is_empty(&self) -> bool {
        self.items.as_ref().is_none_or(Vec::is_empty)
    }

    /// Takes the objects apart.
    pub(super) fn objects(self, served: &Served) -> Vec<Result<Object, Undecodable>> {
        let items = self.items.unwrap_or_default();
        items.iter().map(|item| object(item, served)).collect()
    }
}

fn object(item: &RawValue, served: &Served) -> Result<Object, Undecodable> {
    let body = match Value::from_json(item.get().as_bytes()) {
        Ok(Value::Map(body)) => body,
        Ok(_) => return Err(unnamed("is not an object")),
        Err(error) => return Err(undecodable(item, &error.what)),
    };
    let other = body.get("kind").and_then(Value::as_str);
    if other.is_some_and(|kind| kind != served.kind && kind != "PartialObjectMetadata") {
        return Err(undecodable(item, "is of another kind"));
    }
    match named(body, served) {
        Some(object) if served.namespaced && object.namespace.is_none() => {
            Err(undecodable(item, "has no metadata.namespace"))
        }
        Some(object) => Ok(object),
        None => Err(unnamed("has no metadata.name")),
    }
}

fn named(mut body: Map, served: &Served) -> Option<Object> {
    let metadata = body.get("metadata")?;
    let text = |name| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
    let (namespace, name, uid) = (text("namespace"), text("name")?, text("uid"));
    body.insert("apiVersion".to_owned(), Value::from(served.api_version()));
    body.insert("kind".to_owned(), Value::from(served.kind.as_str()));
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

    fn served(group: &str, kind: &str, namespaced: bool) -> Served {
        Served {
            group: group.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
            resource: format!("{}s", kind.to_lowercase()),
            namespaced,
        }
    }

    #[test]
    fn an_object_that_cannot_be_understood_costs_only_itself() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let page = Page::parse(
            format!(
                r#"{{"kind":"CronTabList","metadata":{{"continue":"next"}},"items":[
                {{"metadata":{{"name":"a","namespace":"shop","uid":"u"}},"spec":{{"$ref":1}}}},
                {{"metadata":{{"name":"twice","namespace":"shop"}},"a":1,"a":2}},
                {{"metadata":{{"name":"deep"}},"spec":{deep}}},
                {{"metadata":{{"name":"nowhere"}}}},
                {{"metadata":{{"name":"five","namespace":5}}}},
                {{"kind":"Secret","metadata":{{"name":"other","namespace":"shop"}}}},
                {{"spec":{{}}}}, 7]}}"#
            )
            .as_bytes(),
        )
        .unwrap();
        assert_eq!(page.next(), Some("next"));
        let mut objects = page.objects(&served("stable.example.com", "CronTab", true)).into_iter();
        let first = objects.next().unwrap().unwrap();
        assert_eq!((first.namespace.as_deref(), first.name.as_str()), (Some("shop"), "a"));
        assert_eq!(first.body.get("kind").and_then(Value::as_str), Some("CronTab"));
        let places: Vec<String> =
            objects.map(|object| object.unwrap_err()).map(|bad| bad.place).collect();
        let item = "an item of the list";
        assert_eq!(places, ["shop/twice", "deep", "nowhere", item, "shop/other", item, item]);
    }

    #[test]
    fn an_empty_list_is_one_and_half_a_page_is_none() {
        for text in [r#"{"items":null}"#, r#"{"metadata":{"continue":""},"items":[]}"#] {
            let page = Page::parse(text.as_bytes()).unwrap();
            assert_eq!(page.next(), None);
            assert!(page.objects(&served("", "Pod", true)).is_empty());
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
            ("CronTabList", "example.com/v1", Form::Whole, true),
            ("CronTabList", "example.com/v1beta1", Form::Whole, true),
            ("TabsOfCron", "example.com/v1", Form::Whole, true),
            ("PartialObjectMetadataList", "meta.k8s.io/v1", Form::Metadata, true),
            ("PartialObjectMetadataList", "meta.k8s.io/v1", Form::Whole, false),
            ("List", "v1", Form::Whole, true),
            ("List", "", Form::Whole, false),
            ("PodList", "v1", Form::Whole, false),
            ("Status", "example.com/v1", Form::Whole, false),
            ("", "example.com/v1", Form::Whole, false),
            ("", "", Form::Whole, false),
        ];
        for (kind, api_version, form, fits) in table {
            let text = format!(r#"{{"kind":"{kind}","apiVersion":"{api_version}","items":[]}}"#);
            let page = Page::parse(text.as_bytes()).unwrap();
            let fit = page.of(&served("example.com", "CronTab", true), form).is_ok();
            assert_eq!(fit, fits, "{kind} {api_version} {form:?}");
        }
        let secrets = r#"{"kind":"SecretList","apiVersion":"v1","items":[]}"#;
        let page = Page::parse(secrets.as_bytes()).unwrap();
        assert!(page.of(&served("", "ConfigMap", true), Form::Whole).is_err());
    }

    #[test]
    fn what_remains_and_cannot_be_asked_for_is_known() {
        for (metadata, lost) in [
            (r#"{"remainingItemCount":300}"#, Some(300)),
            (r#"{"remainingItemCount":300,"continue":"next"}"#, None),
            (r#"{"remainingItemCount":0}"#, None),
            ("{}", None),
        ] {
            let page = format!(r#"{{"kind":"PodList","metadata":{metadata},"items":[]}}"#);
            assert_eq!(Page::parse(page.as_bytes()).unwrap().lost(), lost, "{metadata}");
        }
    }
}
