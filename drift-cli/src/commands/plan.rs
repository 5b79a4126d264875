//! `drift snapshot --plan`: the calls that a capture would make, without listing anything.
//!
//! How many pages a list has is guessed from the newest stored snapshot; where there is none, it is at least one.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::Snapshot;
use drift_k8s::{List, PAGE, Place};
use serde::Serialize;

use crate::args::{ListFormat, SnapshotArgs};
use crate::commands::{calls, kinds};
use crate::error::Error;
use crate::exit;
use crate::reach::{self, Reached};
use crate::render::escape::visible;
use crate::render::json;
use crate::render::words::count;
use crate::render::wrap::hang;
use crate::run::Run;
use crate::store;

/// The plan for one cluster.
#[derive(Serialize)]
struct Plan<'r> {
    environments: Vec<&'r str>,
    context: &'r str,
    server: &'r str,
    version: Option<&'r str>,
    /// All requests that are known beforehand, pages by the newest stored snapshot.
    requests: usize,
    /// When that snapshot was taken; without one, each list counts as one page.
    counted_at: Option<String>,
    lists: Vec<Listing<'r>>,
    /// Schemas of custom kinds.
    schemas: Vec<&'r str>,
    /// Whether all namespaces are listed, to find those that globs select.
    looks_up_namespaces: bool,
    left_out: Vec<&'r str>,
    silent: &'r BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Listing<'r> {
    #[serde(flatten)]
    list: &'r List,
    path: String,
    pages: usize,
}

/// Requests before the lists: the version, two of discovery, and the namespace that tells which cluster it is.
const BEFORE: usize = 4;

pub(crate) fn run(names: &[&str], args: &SnapshotArgs, run: &Run) -> Result<u8, Error> {
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    let mut failed = false;
    let mut all = Vec::new();
    for asked in reach::live(run, names, &filter)? {
        match asked {
            Ok(reached) => all.push(reached),
            Err(error) => {
                run.terminal.fail(&error);
                failed = true;
            }
        }
    }
    let plans = all.iter().map(|one| plan(run, one, names)).collect::<Result<Vec<_>, _>>()?;
    let accounts = calls::of(run, &filter, names)?;
    let text = match args.format {
        ListFormat::Text => {
            let clusters = all.iter().zip(&plans).map(|(one, plan)| text(one, plan));
            clusters.chain(accounts.iter().map(calls::text)).collect::<Vec<_>>().join("\n")
        }
        // What is planned for clusters has been a list of its own from the beginning.
        ListFormat::Json if accounts.is_empty() => json::text(&plans),
        ListFormat::Json => {
            json::text(&serde_json::json!({ "clusters": plans, "accounts": accounts }))
        }
    };
    run.terminal.page(&text)?;
    Ok(if failed { exit::ERROR } else { exit::OK })
}

fn plan<'r>(run: &Run, one: &'r Reached, names: &[&'r str]) -> Result<Plan<'r>, Error> {
    let environments: Vec<&str> =
        one.environments.iter().filter_map(|place| names.get(*place).copied()).collect();
    let stored = stored(run, &environments)?;
    let context = one.cluster.as_ref().map_or("", |cluster| cluster.context.as_str());
    let listing = |list: &'r List| {
        let objects = stored.iter().map(|snapshot| objects(snapshot, context, list)).max();
        let pages = objects.unwrap_or_default().div_ceil(PAGE).max(1);
        Listing { list, path: list.path(), pages }
    };
    let lists: Vec<Listing<'_>> = one.reach.lists.iter().map(listing).collect();
    let pages: usize = lists.iter().map(|list| list.pages).sum();
    let looked_up = usize::from(one.reach.looks_up_namespaces);
    Ok(Plan {
        environments,
        context,
        server: one.cluster.as_ref().map_or("", |cluster| cluster.server.as_str()),
        version: one.cluster.as_ref().and_then(|cluster| cluster.version.as_deref()),
        requests: BEFORE + looked_up + one.reach.schemas.len() + pages,
        counted_at: stored.iter().map(|snapshot| snapshot.header.captured_at.clone()).min(),
        lists,
        schemas: one.reach.schemas.iter().map(String::as_str).collect(),
        looks_up_namespaces: one.reach.looks_up_namespaces,
        left_out: one.reach.left_out.iter().map(String::as_str).collect(),
        silent: &one.reach.silent,
    })
}

/// The newest stored snapshot of each environment. One that cannot be read costs only the guess.
pub(super) fn stored(run: &Run, environments: &[&str]) -> Result<Vec<Snapshot>, Error> {
    let mut all = Vec::new();
    for name in environments {
        if let Some(found) = run.store.newest_first(name, None)?.first() {
            all.extend(store::open(&found.path).ok());
        }
    }
    Ok(all)
}

/// How many objects of a list a snapshot has of the cluster that this context reaches.
fn objects(snapshot: &Snapshot, context: &str, list: &List) -> usize {
    let is = |resource: &&drift_core::Resource| {
        let cluster = resource.scope.cluster.as_ref();
        let here = cluster.and_then(|id| snapshot.header.names.get(id));
        let namespace = match &list.place {
            Place::Namespace(name) => resource.scope.namespace.as_deref() == Some(name),
            _ => true,
        };
        namespace && here.is_some_and(|name| name == context) && list.kinds.contains(&resource.kind)
    };
    snapshot.resources().iter().filter(is).count()
}

fn text(one: &Reached, plan: &Plan<'_>) -> String {
    let mut lines = Vec::new();
    let version = plan.version.map(|version| format!(", {version}")).unwrap_or_default();
    let environments = plan.environments.join(", ");
    lines.push(format!("{environments}: {}, {}{version}", one.place, plan.server));
    let counted = match &plan.counted_at {
        Some(time) => format!("pages by the snapshot of {time}"),
        None => "at least: no stored snapshot tells how many pages".to_owned(),
    };
    let (lists, requests) = (plan.lists.len(), plan.requests);
    lines.push(hang(
        "  ",
        &format!(
            "{} in pages of {PAGE}, {} in all ({counted}). The server was asked what it \
             serves; nothing was listed.",
            count(lists, "list"),
            count(requests, "request")
        ),
    ));
    if plan.looks_up_namespaces {
        lines.push(hang("  ", &format!(
            "First all namespaces are listed for those like {}; up to eight of them are then listed \
             one by one, more at once.",
            one.namespaces.join(", ")
        )));
    }
    for ((api, place), names) in by_api(&plan.lists) {
        let names: Vec<String> = names.into_iter().collect();
        lines.push(hang("  ", &format!("{api}, {place}: {}", names.join(", "))));
    }
    let rest = [
        ("schemas of custom kinds: ", plan.schemas.join(", ")),
        ("left out: ", plan.left_out.join(", ")),
        ("no answer: ", plan.silent.keys().cloned().collect::<Vec<_>>().join(", ")),
    ];
    for (what, names) in rest.into_iter().filter(|(_, names)| !names.is_empty()) {
        lines.push(hang("  ", &format!("{what}{names}")));
    }
    lines.iter().map(|line| format!("{}\n", visible_lines(line))).collect()
}

fn visible_lines(text: &str) -> String {
    text.lines().map(|line| visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}

/// The resources by API version and place, as people read them; namespaces that are read alike together.
fn by_api(lists: &[Listing<'_>]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let named = lists.iter().filter_map(|one| match &one.list.place {
        Place::Namespace(name) => Some(name.as_str()),
        _ => None,
    });
    let named: Vec<&str> = named.collect::<BTreeSet<_>>().into_iter().collect();
    let named = match named.as_slice() {
        [only] => format!("namespace {only}"),
        several => format!("each of {}", several.join(", ")),
    };
    let mut all: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for Listing { list, pages, .. } in lists {
        let List { group, version, resource, place, metadata_only, .. } = list;
        let api = if group.is_empty() { version.clone() } else { format!("{group}/{version}") };
        let place = match place {
            Place::Cluster => "outside namespaces",
            Place::EveryNamespace => "every namespace",
            Place::Namespace(_) => &named,
            Place::Matching => "the namespaces found",
        };
        let mut notes = Vec::new();
        notes.extend((*pages > 1).then(|| format!("{pages} pages")));
        notes.extend(metadata_only.then(|| "metadata only".to_owned()));
        let note = match notes.is_empty() {
            true => String::new(),
            false => format!(" ({})", notes.join(", ")),
        };
        all.entry((api, place.to_owned())).or_default().insert(format!("{resource}{note}"));
    }
    all
}
