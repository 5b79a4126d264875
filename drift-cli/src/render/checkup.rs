//! A checkup as text of 80 columns: configuration, key, store, then cluster by cluster and account by account, and what it comes to.
//!
//! Everything that comes from a file or a cluster is made visible. Decides nothing.

use std::collections::BTreeMap;

use drift_core::Status;
use drift_k8s::{Place, Probed};

use super::escape::visible;
use super::style::{Label, paint};
use super::words::{count, kind};
use super::wrap::hang;
use crate::checkup::{
    AccountState, Checkup, ClusterState, Configuration, KeyOrigin, KeyState, Secrets, StoreState,
};

/// Kinds that one line names.
const EXAMPLES: usize = 8;

pub(crate) fn text(checkup: &Checkup) -> String {
    let mut out = Vec::new();
    section(&mut out, "Configuration", configuration(&checkup.configuration));
    section(&mut out, "Fingerprint key", keys(&checkup.key));
    section(&mut out, "Store", store(&checkup.store));
    for one in &checkup.clusters {
        let environments = match one.environments.as_slice() {
            [] => "everything".to_owned(),
            names => names.join(", "),
        };
        section(&mut out, &format!("{environments}: {}", one.place), cluster(one));
    }
    for one in &checkup.accounts {
        let title = format!("{}: {}", one.environments.join(", "), one.place);
        section(&mut out, &title, account(one));
    }
    out.push(String::new());
    out.push(paint(Label::Heading, &hang("", verdict(checkup))));
    out.iter().map(|line| format!("{line}\n")).collect()
}

fn section(out: &mut Vec<String>, title: &str, lines: Vec<(Tone, String)>) {
    if lines.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push(String::new());
    }
    out.push(paint(Label::Heading, &hang("", &visible(title))));
    out.extend(lines.into_iter().map(|(tone, line)| match tone {
        Tone::Plain => line,
        Tone::Unseen => paint(Label::Unknown, &line),
        Tone::Broken => paint(Label::Error, &line),
    }));
}

/// What a line means.
enum Tone {
    Plain,
    Unseen,
    Broken,
}

fn line(tone: Tone, text: &str) -> (Tone, String) {
    (tone, hang("  ", &visible(text)))
}

/// A line with its name in a column.
fn named(tone: Tone, name: &str, text: &str) -> (Tone, String) {
    (tone, hang(&format!("  {name:<10}"), &visible(text)))
}

fn configuration(found: &Configuration) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    match &found.file {
        Some(file) => {
            let environments = count(found.environments.len(), "environment");
            lines.push(line(Tone::Plain, &format!("{file}: {environments}")));
        }
        None if found.errors.is_empty() => lines.push(line(
            Tone::Plain,
            "no drift.yaml here or in a folder above: everything in the current context is looked at",
        )),
        None => {}
    }
    if !found.declared_only.is_empty() {
        let names = found.declared_only.join(", ");
        lines.push(line(Tone::Plain, &format!("nothing live is configured for {names}")));
    }
    let errors = found.errors.iter().flat_map(|error| error.lines());
    lines.extend(errors.map(|error| line(Tone::Broken, error)));
    lines
}

fn keys(found: &KeyState) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    for (place, KeyOrigin { id, from, mode, warning }) in found.keys.iter().enumerate() {
        let role = if place == 0 { "" } else { ", the one before (secrets.previous_key)" };
        let mode = mode.as_ref().map(|mode| format!(", mode {mode}")).unwrap_or_default();
        lines.push(line(Tone::Plain, &format!("{id} from {from}{mode}{role}")));
        lines.extend(warning.iter().map(|warning| line(Tone::Unseen, warning)));
    }
    lines.extend(found.error.iter().map(|error| line(Tone::Broken, error)));
    lines
}

fn store(found: &StoreState) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    let state = if found.error.is_some() { "cannot be written" } else { "can be written" };
    lines.extend(found.folder.iter().map(|at| line(Tone::Plain, &format!("{at}: {state}"))));
    lines.extend(found.error.iter().map(|error| line(Tone::Broken, error)));
    for stored in &found.environments {
        let newest = stored.newest.as_ref().map(|newest| format!(", the newest of {newest}"));
        let snapshots = count(stored.snapshots, "snapshot");
        let text = format!("{}: {snapshots}{}", stored.environment, newest.unwrap_or_default());
        lines.push(line(Tone::Plain, &text));
    }
    lines
}

fn cluster(one: &ClusterState) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    let file = one.kubeconfig.iter();
    lines.extend(file.map(|file| named(Tone::Plain, "file", file)));
    if let Some(server) = &one.server {
        let version = one.version.as_ref().map(|version| format!(", {version}"));
        let text = format!("{server}{}", version.unwrap_or_default());
        lines.push(named(Tone::Plain, "server", &text));
    }
    if !one.identity.credential.is_empty() {
        lines.push(named(Tone::Plain, "identity", &identity(one)));
    }
    if let Some(error) = &one.error {
        lines.push(named(Tone::Broken, "error", error));
        lines.extend(one.hint.iter().map(|hint| named(Tone::Plain, "hint", hint)));
        return lines;
    }
    let readable = one.lists - one.unseen.len();
    lines.push(named(Tone::Plain, "lists", &format!("{readable} of {} can be read", one.lists)));
    lines.push(named(Tone::Plain, "Secrets", secrets(one.secrets)));
    lines.extend(unseen(&one.unseen).iter().map(|text| named(Tone::Unseen, "unseen", text)));
    for (group, why) in &one.silent {
        let text = format!("all kinds of {group}: {why}");
        lines.push(named(Tone::Unseen, "unseen", &text));
    }
    lines
}

fn account(one: &AccountState) -> Vec<(Tone, String)> {
    let mut lines = Vec::new();
    if !one.entrance.is_empty() {
        lines.push(named(Tone::Plain, "through", &one.entrance));
    }
    if let Some(account) = &one.account {
        lines.push(named(Tone::Plain, "account", account));
    }
    lines.extend(one.arn.iter().map(|arn| named(Tone::Plain, "identity", arn)));
    if !one.regions.is_empty() {
        lines.push(named(Tone::Plain, "regions", &one.regions.join(", ")));
    }
    lines.extend(one.error.iter().map(|error| named(Tone::Broken, "error", error)));
    lines
}

fn identity(one: &ClusterState) -> String {
    let identity = &one.identity;
    let user = identity.user.as_deref().unwrap_or("unknown");
    let groups = match identity.groups.as_slice() {
        [] => String::new(),
        groups => format!(" in {}", groups.join(", ")),
    };
    format!("{user}{groups}, by {}", identity.credential)
}

fn secrets(found: Secrets) -> &'static str {
    match found {
        Secrets::LeftOut => "left out",
        Secrets::Metadata => "names and metadata only: secrets.read does not name them",
        Secrets::Values => "values too, as fingerprints",
        Secrets::Refused => "may not be listed, at least not everywhere",
    }
}

/// What will be unseen, alike lists together.
fn unseen(lists: &[Probed]) -> Vec<String> {
    let mut groups: BTreeMap<(String, &'static str), Vec<&Probed>> = BTreeMap::new();
    for one in lists {
        let place = match &one.list.place {
            Place::Cluster => String::new(),
            Place::EveryNamespace | Place::Matching => match one.readable_in.as_slice() {
                [] => String::new(),
                names => format!(", except in {}", names.join(", ")),
            },
            Place::Namespace(name) => format!(" in {name}"),
        };
        groups.entry((place, fate(&one.answer))).or_default().push(one);
    }
    let told = groups.into_iter().map(|((place, fate), lists)| {
        let kinds: Vec<String> =
            lists.iter().flat_map(|one| &one.list.kinds).map(|name| kind(name)).collect();
        let shown: Vec<&str> = kinds.iter().take(EXAMPLES).map(String::as_str).collect();
        let more = match kinds.len().saturating_sub(EXAMPLES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = lists.first().map(|one| one.answer.to_string()).unwrap_or_default();
        let such = if lists.len() > 1 { "the first " } else { "" };
        let said = if first.starts_with(fate) { first } else { format!("{fate}: {first}") };
        format!("{}{more}{place}; {such}{said}", shown.join(", "))
    });
    told.collect()
}

fn fate(status: &Status) -> &'static str {
    match status {
        Status::Complete => "complete",
        Status::Partial { .. } => "partial",
        Status::Denied { .. } => "denied",
        Status::Throttled { .. } => "throttled",
        Status::Unsupported { .. } => "unsupported",
        Status::Skipped { .. } => "skipped",
    }
}

fn verdict(checkup: &Checkup) -> &'static str {
    match (checkup.has_failed(), checkup.has_gaps()) {
        (true, _) => "Something cannot be reached or used.",
        (false, true) => "Something will be unseen; nothing is called missing there.",
        (false, false) if checkup.clusters.is_empty() && checkup.accounts.is_empty() => {
            "Nothing live is configured."
        }
        // What of an account may be read is said by each call.
        (false, false) if !checkup.accounts.is_empty() => {
            "Everything that is configured can be reached; what of accounts may not be read, a capture says."
        }
        (false, false) => "Everything that is configured can be read.",
    }
}
