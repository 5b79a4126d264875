//! Namespaces: which of them the globs select, and how they are then read.
//!
//! Knows nothing of kinds.

use std::collections::BTreeSet;

use drift_core::Status;

use super::Options;
use super::api::Api;
use super::discovery::Served;
use super::fault::Fault;
use super::list::{Form, Wanted, list};

/// Up to so many selected namespaces are listed one by one; more of them by one list of the cluster, of which the rest is dropped.
const ONE_BY_ONE: usize = 8;

/// How namespaced kinds are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Selection {
    /// One list over all namespaces.
    All,
    /// One list in each of these.
    Each(BTreeSet<String>),
    /// One list over all namespaces, of which these are kept.
    Within(BTreeSet<String>),
    /// Globs that cannot be resolved, because of this; the namespaces that are named outright are read one by one.
    Unresolved(BTreeSet<String>, Status),
    /// Globs that no namespace is like, and how that is said. An empty environment is more likely a mistyped one.
    None(String),
}

/// Finds out which namespaces the options select.
pub(super) async fn select(api: &Api, options: &Options) -> Selection {
    if options.namespaces.is_empty() {
        return Selection::All;
    }
    let (globs, names): (Vec<_>, Vec<_>) =
        options.namespaces.iter().cloned().partition(|name| is_glob(name));
    let names: BTreeSet<String> = names.into_iter().collect();
    if globs.is_empty() {
        return Selection::Each(names);
    }
    if globs.iter().any(|glob| glob == "*") {
        return Selection::All;
    }
    match existing(api).await {
        Err(fault) => Selection::Unresolved(names, fault.status()),
        Ok(existing) => {
            let found = existing.into_iter().filter(|name| options.wants_namespace(name));
            let all: BTreeSet<String> = found.chain(names).collect();
            if all.is_empty() {
                let globs = options.namespaces.join(", ");
                return Selection::None(format!("no namespace is like {globs}"));
            }
            if all.len() > ONE_BY_ONE { Selection::Within(all) } else { Selection::Each(all) }
        }
    }
}

/// Whether a namespace is only known once those that exist are.
pub(super) fn is_glob(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// The names of the namespaces that there are.
pub(super) async fn existing(api: &Api) -> Result<BTreeSet<String>, Fault> {
    let served = Served {
        group: String::new(),
        version: "v1".to_owned(),
        kind: "Namespace".to_owned(),
        resource: "namespaces".to_owned(),
        namespaced: false,
    };
    let mut names = BTreeSet::new();
    let wanted = Wanted { served: &served, namespace: None, form: Form::Metadata, label: None };
    let ending = list(api, wanted, &mut |object| {
        names.insert(object.name);
    })
    .await;
    // A namespace whose name could not be understood exists: to leave it out would say that there is nothing in it.
    match (ending.fault, ending.undecodable.first()) {
        (Some(fault), _) => Err(fault),
        (None, Some(bad)) => Err(Fault::Broken(format!("/Namespace {} {}", bad.place, bad.what))),
        (None, None) => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::testing::{Answer, serve};

    async fn selection(code: u16, globs: &[&str]) -> Selection {
        let names = (0..10).map(|number| format!(r#"{{"metadata":{{"name":"pr-{number}"}}}}"#));
        let page = format!(
            r#"{{"kind":"NamespaceList","apiVersion":"v1","items":[{{"metadata":{{"name":"shop"}}}},{}]}}"#,
            names.collect::<Vec<_>>().join(",")
        );
        let (api, _) = serve(move |_| Answer::new(code, page.clone())).await;
        let namespaces = globs.iter().map(|glob| (*glob).to_owned()).collect();
        select(&api, &Options { namespaces, ..Options::default() }).await
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[tokio::test]
    async fn names_are_taken_as_they_are_and_globs_are_looked_up() {
        assert_eq!(selection(500, &[]).await, Selection::All);
        assert_eq!(
            selection(500, &["gone", "shop"]).await,
            Selection::Each(set(&["gone", "shop"]))
        );
        assert_eq!(selection(200, &["sh*", "gone"]).await, Selection::Each(set(&["gone", "shop"])));
        let none = "no namespace is like none-*".to_owned();
        assert_eq!(selection(200, &["none-*"]).await, Selection::None(none));
        let Selection::Within(many) = selection(200, &["pr-*"]).await else { panic!("one by one") };
        assert_eq!(many.len(), 10);
        let denied = Status::Denied { fault: "403 Forbidden".into() };
        assert_eq!(
            selection(403, &["pr-*", "shop"]).await,
            Selection::Unresolved(set(&["shop"]), denied)
        );
    }

    #[tokio::test]
    async fn a_namespace_that_cannot_be_understood_is_not_taken_for_none() {
        let page = r#"{"kind":"NamespaceList","apiVersion":"v1","items":[
            {"metadata":{"name":"shop"}},{"metadata":{"name":"shop-2"},"a":1,"a":2}]}"#;
        let (api, _) = serve(move |_| Answer::new(200, page)).await;
        let fault = existing(&api).await.unwrap_err();
        assert_eq!(fault.what(), "/Namespace shop-2 key `a` stands twice in one object");
    }
}
