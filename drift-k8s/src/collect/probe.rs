//! Probing: which lists may be read, by asking each for one object.
//!
//! Follows the plan that collection follows, so that what is said beforehand is what collection will meet. Reads nothing but
//! whether there was an answer; keeps no object.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Scope, Status};
use futures::stream::{self, StreamExt};
use serde::Serialize;

use super::Options;
use super::api::Api;
use super::discovery::{Discovered, discover};
use super::fault::Fault;
use super::namespaces::{existing, select};
use super::plan::{Plan, Reading, Target, plan};
use super::reach::{List, describe};

/// Namespaces that are tried one by one where a list over all is refused.
const TRIED: usize = 8;

/// What can be read of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// Every list that collection will make, and whether it may.
    pub lists: Vec<Probed>,
    /// API groups that did not say what they serve, and why: their kinds will be unseen.
    pub silent: BTreeMap<String, String>,
}

/// One list, asked for one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probed {
    /// The list.
    #[serde(flatten)]
    pub list: List,
    /// `complete` where it was answered.
    pub answer: Status,
    /// Where a list over all namespaces is refused: those of the ones that were tried in which it is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readable_in: Vec<String>,
}

/// Asks each list of the plan for one object, a few at once.
pub(super) async fn probe(api: &Api, options: &Options, in_flight: usize) -> Result<Probe, Fault> {
    let discovered = discover(api).await?;
    let selection = select(api, options).await;
    // Nothing that is asked depends on which cluster it is.
    let Plan { targets, .. } = plan(&Scope::cluster(""), &discovered, &selection, options);
    let names = existing(api).await.unwrap_or_default();
    // Boxed and collected: a stream that holds the closure cannot be sent to another thread.
    let asked: Vec<_> =
        targets.into_values().map(|target| Box::pin(one(api, target, &names))).collect();
    let mut lists: Vec<Probed> =
        stream::iter(asked).buffer_unordered(in_flight.max(1)).collect().await;
    lists.sort_by(|a, b| a.list.cmp(&b.list));
    Ok(Probe { lists, silent: silent(&discovered) })
}

fn silent(discovered: &Discovered) -> BTreeMap<String, String> {
    let silent = discovered.silent.iter();
    silent.map(|(group, why)| (group.clone(), why.to_string())).collect()
}

async fn one(api: &Api, target: Target, existing: &BTreeSet<String>) -> Probed {
    let (whole, names): (Option<&str>, Vec<String>) = match &target.reading {
        Reading::Cluster => (None, Vec::new()),
        Reading::Namespace(name) => (Some(name), Vec::new()),
        Reading::Everywhere => (None, existing.iter().take(TRIED).cloned().collect()),
        Reading::Within(names) => (None, names.iter().take(TRIED).cloned().collect()),
    };
    let answer = answer(api, &target, whole).await;
    let mut readable_in = Vec::new();
    if matches!(answer, Status::Denied { .. }) {
        for name in names {
            if self::answer(api, &target, Some(&name)).await.is_complete() {
                readable_in.push(name);
            }
        }
    }
    Probed { list: describe(&target), answer, readable_in }
}

async fn answer(api: &Api, target: &Target, namespace: Option<&str>) -> Status {
    let path = format!("{}?limit=1", target.served.path(namespace));
    match api.get(&path, target.form.accept()).await {
        Ok(_) => Status::Complete,
        Err(fault) => fault.status(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::testing::{Answer, serve};

    const DISCOVERY: &str = r#"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[
        {"version":"v1","freshness":"Current","resources":[
            {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]},
            {"resource":"secrets","responseKind":{"kind":"Secret"},"scope":"Namespaced","verbs":["list"]},
            {"resource":"nodes","responseKind":{"kind":"Node"},"scope":"Cluster","verbs":["list"]}]}]}]}"#;
    const DOWN: &str = r#"{"kind":"APIGroupDiscoveryList","items":[
        {"metadata":{"name":"down.example.com"},"versions":[{"version":"v1","freshness":"Stale"}]}]}"#;

    #[tokio::test]
    async fn each_list_is_asked_for_one_object_and_refusals_namespace_by_namespace() {
        let (api, requests) = serve(|asked| match asked.target.as_str() {
            "/api" => Answer::new(200, DISCOVERY),
            "/apis" => Answer::new(200, DOWN),
            "/api/v1/nodes?limit=1" => Answer::new(403, r#"{"message":"nodes is forbidden"}"#),
            "/api/v1/secrets?limit=1" | "/api/v1/namespaces/a/secrets?limit=1" => {
                Answer::new(403, r#"{"message":"secrets is forbidden: User \"jane\" cannot list"}"#)
            }
            target if target.starts_with("/api/v1/namespaces?") => Answer::new(
                200,
                r#"{"kind":"NamespaceList","apiVersion":"v1","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"#,
            ),
            _ => Answer::new(200, r#"{"items":[]}"#),
        })
        .await;
        let found = probe(&api, &Options::default(), 2).await.unwrap();
        let told: Vec<String> = found
            .lists
            .iter()
            .map(|one| {
                let within = one.readable_in.join(" ");
                let status = one.answer.to_string();
                let status = status.split(':').next().unwrap();
                format!("{} {status} {within}", one.list.kinds.join("+"))
            })
            .collect();
        assert_eq!(told, ["/Node denied ", "/Pod complete ", "/Secret+helm.sh/Release denied b"]);
        assert_eq!(found.silent.keys().collect::<Vec<_>>(), ["down.example.com"]);
        let lines = requests.lock().unwrap().clone();
        assert!(lines.iter().all(|line| line.starts_with("GET ")), "{lines:?}");
        let listed = lines.iter().filter(|line| line.contains("pods")).collect::<Vec<_>>();
        assert_eq!(listed, ["GET /api/v1/pods?limit=1 HTTP/1.1"]);
    }
}
