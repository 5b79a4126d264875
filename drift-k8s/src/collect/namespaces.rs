//! Namespaces: which of them the globs select, and how they are then read.
//!
//! Knows nothing of kinds.

use std::collections::BTreeSet;

use drift_core::Status;

use super::Options;
use super::api::{Api, Fault};
use super::discovery::Served;
use super::list::{Form, list};

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
    let ending = list(api, &served, None, Form::Metadata, &mut |object| {
        names.insert(object.name);
    })
    .await;
    ending.fault.map_or(Ok(names), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::testing::{Answer, serve};

    async fn selection(code: u16, globs: &[&str]) -> Selection {
        let names = (0..10).map(|number| format!(r#"{{"metadata":{{"name":"pr-{number}"}}}}"#));
        let page = format!(
            r#"{{"items":[{{"metadata":{{"name":"shop"}}}},{}]}}"#,
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
        assert_eq!(selection(200, &["none-*"]).await, Selection::Each(set(&[])));
        let Selection::Within(many) = selection(200, &["pr-*"]).await else { panic!("one by one") };
        assert_eq!(many.len(), 10);
        let denied = Status::Denied { fault: "403 Forbidden".into() };
        assert_eq!(
            selection(403, &["pr-*", "shop"]).await,
            Selection::Unresolved(set(&["shop"]), denied)
        );
    }
}
