//! Schemas: what a cluster says of the kinds that the built-in table lacks, from its OpenAPI, else from its
//! CustomResourceDefinitions.
//!
//! Knows nothing of what a schema looks like; `facts` does.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Problem, ProblemCode, Value};
use futures::StreamExt as _;

use super::api::{Api, JSON};
use super::discovery::{Discovered, Served};
use super::fault::Fault;
use super::list::{Form, Wanted, list};
use crate::facts::{Facts, ServedKind, built_in, from_crd, from_openapi};

/// Documents that are fetched at the same time.
const IN_FLIGHT: usize = 4;

/// The schemas of every served version of these kinds that the built-in table lacks.
pub(super) async fn schemas(
    api: &Api,
    discovered: &Discovered,
    kinds: &BTreeSet<String>,
) -> (Facts, Vec<Problem>) {
    let wanted = wanted(discovered, kinds);
    let documents = futures::stream::iter(wanted)
        .map(|(api_version, served)| async move {
            let answer = document(api, &api_version, &served).await;
            (api_version, served, answer)
        })
        .buffered(IN_FLIGHT);
    let answers: Vec<_> = documents.collect().await;
    let (mut facts, mut unread) = (Facts::default(), BTreeMap::new());
    for (api_version, served, answer) in answers {
        let why = match answer {
            Ok(found) => {
                facts.merge(found);
                "its OpenAPI does not describe it".to_owned()
            }
            Err(fault) => fault.what().to_owned(),
        };
        let names = served.iter().map(|served| format!("{api_version}/{}", served.kind));
        let lacking = names.filter(|name| !facts.schemas.contains_key(name));
        unread.extend(lacking.map(|name| (name, why.clone())));
    }
    if !unread.is_empty() {
        add_from_definitions(api, discovered, &mut facts, &unread).await;
    }
    let problems = unread.into_iter().filter(|(name, _)| !facts.schemas.contains_key(name));
    let problems = problems.map(|(name, why)| Problem {
        code: ProblemCode::Unreadable,
        place: format!("schema of {name}"),
        what: format!("{why}; its lists are compared in order, and defaults are not known"),
    });
    let problems = problems.collect();
    (facts, problems)
}

/// The kinds to ask for, by the version's document.
pub(super) fn wanted(
    discovered: &Discovered,
    kinds: &BTreeSet<String>,
) -> BTreeMap<String, Vec<ServedKind>> {
    let mut wanted: BTreeMap<String, Vec<ServedKind>> = BTreeMap::new();
    for served in &discovered.versions {
        let api_version = served.api_version();
        let preferred = discovered.kinds.get(&served.name()) == Some(served);
        // Of Kubernetes' own groups only what is read, and only if it is newer than the table.
        let unknown = !built_in::has_kind(&format!("{api_version}/{}", served.kind))
            && (preferred || !built_in::has_group(&served.group));
        if kinds.contains(&served.name()) && unknown {
            wanted.entry(api_version).or_default().push(served_kind(served));
        }
    }
    wanted
}

fn served_kind(served: &Served) -> ServedKind {
    ServedKind {
        kind: served.kind.clone(),
        resource: served.resource.clone(),
        namespaced: served.namespaced,
    }
}

/// The path of a version's document.
pub(super) fn path(api_version: &str) -> String {
    let root = if api_version.contains('/') { "apis" } else { "api" };
    format!("/openapi/v3/{root}/{api_version}")
}

async fn document(api: &Api, api_version: &str, served: &[ServedKind]) -> Result<Facts, Fault> {
    let bytes = api.get(&path(api_version), JSON).await?;
    let document = Value::from_json(&bytes)
        .map_err(|error| Fault::Broken(format!("its OpenAPI is not JSON ({error})")))?;
    Ok(from_openapi(&document, api_version, served))
}

async fn add_from_definitions(
    api: &Api,
    discovered: &Discovered,
    facts: &mut Facts,
    unread: &BTreeMap<String, String>,
) {
    const DEFINITIONS: &str = "apiextensions.k8s.io/CustomResourceDefinition";
    let Some(served) = discovered.kinds.get(DEFINITIONS) else { return };
    // What cannot be listed here is said by the cell of this kind.
    let wanted = Wanted { served, namespace: None, form: Form::Whole, label: None };
    list(api, wanted, &mut |object| {
        let found = from_crd(&object.body);
        let needed = found.schemas.keys().any(|name| unread.contains_key(name));
        if needed {
            facts.merge(found);
        }
    })
    .await;
}
