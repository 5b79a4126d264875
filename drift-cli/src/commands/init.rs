//! `drift init`: a first `drift.yaml` from what is found: contexts of the kubeconfig, profiles of AWS and folders of manifests.
//!
//! Guesses by names and asks no cluster and no account. Never overwrites.

mod accounts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use drift_k8s::ContextInfo;

use accounts::{Account, one_of_each_account, profiles};

use crate::args::InitArgs;
use crate::error::Error;
use crate::exit;
use crate::folders::{self, Folder};
use crate::render::words::count;
use crate::terminal::Terminal;

/// The usual environments in their order, with the words that stand for them.
const USUAL: [(&str, i64, &[&str]); 4] = [
    ("dev", 10, &["dev", "develop", "development", "sandbox"]),
    ("test", 20, &["test", "testing", "qa", "integration"]),
    ("staging", 30, &["staging", "stage", "stg", "preprod", "uat"]),
    ("prod", 40, &["prod", "production", "prd", "live"]),
];

/// How many sources without an environment are told.
const TOLD: usize = 30;

pub(crate) fn run(args: &InitArgs, terminal: Terminal) -> Result<u8, Error> {
    let path = &args.output;
    if path.exists() {
        return Err(already(path));
    }
    let contexts = match drift_k8s::contexts(None) {
        Ok(contexts) => one_of_each_server(contexts),
        Err(error) => {
            terminal.detail(&format!("no contexts: {error}"), &[]);
            Vec::new()
        }
    };
    let profiles = profiles(terminal);
    let known = profiles.len();
    let accounts = one_of_each_account(profiles);
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = Found { contexts, accounts, folders: folders::find(folder) };
    write(path, &text(&found))?;
    let note = format!(
        "found {}, {} and {} of manifests; check the file, then run `drift diff A B` or `drift check ENV`",
        count(found.contexts.len(), "context"),
        count(known, "AWS profile"),
        count(found.folders.len(), "folder")
    );
    terminal.say(&note, &[("path", path.display().to_string().into())]);
    terminal.print(&format!("{}\n", path.display()))?;
    Ok(exit::OK)
}

/// The contexts of different servers: two users of one cluster are no two clusters. The current one is kept before others.
fn one_of_each_server(mut contexts: Vec<ContextInfo>) -> Vec<String> {
    contexts.sort_by_key(|context| !context.current);
    let mut servers = BTreeSet::new();
    contexts.retain(|context| context.server.is_empty() || servers.insert(context.server.clone()));
    contexts.into_iter().map(|context| context.name).collect()
}

fn already(path: &Path) -> Error {
    Error::user(format!("{} is there already and is not overwritten", path.display()))
        .hint("take it away first, or write another file with --output")
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error
            .kind()
        {
            ErrorKind::AlreadyExists => already(path),
            _ => Error::user(format!("cannot write {}", path.display())).because(&error),
        })?;
    file.write_all(text.as_bytes())
        .map_err(|error| Error::user(format!("cannot write {}", path.display())).because(&error))
}

/// What there is to configure.
struct Found {
    contexts: Vec<String>,
    accounts: Vec<Account>,
    folders: Vec<Folder>,
}

/// The sources of one environment.
#[derive(Default)]
struct Sources<'f> {
    contexts: Vec<&'f str>,
    accounts: Vec<&'f Account>,
    folders: Vec<&'f Folder>,
}

fn text(found: &Found) -> String {
    let (environments, others) = guess(found);
    let mut text = HEAD.to_owned();
    if environments.is_empty() {
        text.push_str("environments: {}\n");
        text.push_str(SAMPLE);
    } else {
        text.push_str("environments:\n");
    }
    for ((_, name), sources) in &environments {
        environment(name, sources, &mut text);
    }
    let alone = others.contexts.iter().map(|context| kubernetes(&[context]));
    let others: Vec<String> =
        alone.chain(entries(&Sources { contexts: Vec::new(), ..others })).collect();
    if !others.is_empty() {
        text.push_str("\n# Found too, but not to be guessed which environment it is:\n");
        let told = others.iter().take(TOLD);
        told.for_each(|entry| text.push_str(&format!("#   - {entry}\n")));
        if others.len() > TOLD {
            text.push_str(&format!("#   and {} more\n", others.len() - TOLD));
        }
    }
    text.push_str(TAIL);
    text
}

/// The usual environments by rank and name, and what belongs to none of them.
type Guessed<'f> = (BTreeMap<(i64, &'static str), Sources<'f>>, Sources<'f>);

fn guess(found: &Found) -> Guessed<'_> {
    let (mut environments, mut others) = (BTreeMap::new(), Sources::default());
    for context in &found.contexts {
        place(&mut environments, &mut others, context).contexts.push(context);
    }
    for account in &found.accounts {
        place(&mut environments, &mut others, &account.profile).accounts.push(account);
    }
    for folder in &found.folders {
        place(&mut environments, &mut others, &folder.path).folders.push(folder);
    }
    (environments, others)
}

/// Where what is called so belongs.
fn place<'a, 'f>(
    environments: &'a mut BTreeMap<(i64, &'static str), Sources<'f>>,
    others: &'a mut Sources<'f>,
    name: &str,
) -> &'a mut Sources<'f> {
    match environment_of(name) {
        Some(key) => environments.entry(key).or_default(),
        None => others,
    }
}

/// The environment that a word of the name stands for; the last such word, as in `non-prod/dev`.
fn environment_of(name: &str) -> Option<(i64, &'static str)> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    // `nonprod` and `non-prod` are not prod, and nobody can say what else they are.
    let words: Vec<&str> = words.collect();
    let negated = |place: usize| {
        place
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_some_and(|word| matches!(*word, "non" | "no" | "pre"))
    };
    words.iter().enumerate().rev().filter(|(place, _)| !negated(*place)).find_map(|(_, word)| {
        USUAL
            .iter()
            .find(|(_, _, known)| known.contains(word))
            .map(|(name, rank, _)| (*rank, *name))
    })
}

fn environment(name: &str, sources: &Sources<'_>, text: &mut String) {
    let rank = USUAL.iter().find(|(usual, ..)| *usual == name).map_or(0, |(_, rank, _)| *rank);
    text.push_str(&format!("  {name}:\n    rank: {rank}\n    sources:\n"));
    for entry in entries(sources) {
        text.push_str(&format!("      - {entry}\n"));
        if entry.starts_with("kubernetes") {
            text.push_str(
                "        # add `namespaces: [\"shop*\"]` inside the braces to read only some of them\n",
            );
        }
    }
}

/// How sources are written, each on a line.
fn entries(sources: &Sources<'_>) -> Vec<String> {
    let contexts = (!sources.contexts.is_empty()).then(|| kubernetes(&sources.contexts));
    let accounts = sources.accounts.iter().map(|account| account.source());
    let folders = sources.folders.iter().map(|folder| manifests(folder));
    contexts.into_iter().chain(accounts).chain(folders).collect()
}

fn kubernetes(contexts: &[&str]) -> String {
    let quoted: Vec<String> = contexts.iter().map(|context| quoted(context)).collect();
    match quoted.as_slice() {
        [one] => format!("kubernetes: {{ context: {one} }}"),
        _ => format!("kubernetes: {{ contexts: [{}] }}", quoted.join(", ")),
    }
}

fn manifests(folder: &Folder) -> String {
    let render = if folder.kustomize { ", render: kustomize" } else { "" };
    format!("manifests: {{ path: {}{render} }}", quoted(&folder.path))
}

/// A text as YAML in quotes; `${` in it is no variable.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text.replace("${", "$${")).to_string()
}

const HEAD: &str = "\
# drift.yaml, written by `drift init` from what it found. Check it: environments were
# guessed by names. Then:
#   drift diff staging prod     how two environments differ
#   drift check prod            what is live against what is declared
version: 1

# What belongs together. `rank` orders promotion: the environment with the highest
# rank keeps the severities of its findings, between others they go one step down.
";

const SAMPLE: &str = "\
# environments:
#   staging:
#     rank: 30
#     sources:
#       - kubernetes: { context: my-staging, namespaces: [\"shop*\"] }
#   prod:
#     rank: 40
#     sources:
#       - kubernetes: { context: my-prod, namespaces: [\"shop*\"] }
#       - aws: { profile: my-prod, regions: [eu-west-1] }
#       - manifests: { path: k8s/overlays/prod, render: kustomize }
";

const TAIL: &str = "
# Intended differences; `drift explain ID` prints the entry for a finding.
# expect:
#   - { id: replicas, match: { kind: apps/Deployment, path: spec.replicas }, allow: { any: true }, reason: \"load\" }

# Secret values are never stored, only fingerprints of those that are read at all.
# secrets: { read: [\"/Secret\"] }
";

#[cfg(test)]
mod tests {
    use drift_aws::door::Profile;
    use drift_core::config::{Render, Source, parse};

    use super::*;

    fn folder(path: &str, kustomize: bool) -> Folder {
        Folder { path: path.to_owned(), kustomize }
    }

    #[test]
    fn what_is_written_parses_and_says_what_was_found() {
        let contexts = [
            "kind-dev",
            "arn:aws:eks:us-east-1:111122223333:cluster/shop-prod",
            "prod-2",
            "minikube",
            "${x}-stg",
        ];
        let found = Found {
            contexts: contexts.map(str::to_owned).to_vec(),
            accounts: one_of_each_account(vec![
                Profile { name: "default".to_owned(), ..Profile::default() },
                Profile {
                    name: "shop-prod".to_owned(),
                    region: Some("us-east-1".to_owned()),
                    account: None,
                },
            ]),
            folders: vec![folder("k8s/base", false), folder("k8s/overlays/prod", true)],
        };
        let text = text(&found);
        let config = parse(text.as_bytes(), "drift.yaml")
            .unwrap_or_else(|errors| panic!("{text}\n{errors:?}"));
        let names: Vec<&str> = config.environments.keys().map(String::as_str).collect();
        assert_eq!(names, ["dev", "prod", "staging"]);
        let [Source::Kubernetes(live), Source::Aws(account), Source::Manifests(declared)] =
            config.environments["prod"].sources.as_slice()
        else {
            panic!("{text}");
        };
        assert_eq!(live.contexts, [contexts[1], contexts[2]]);
        assert_eq!(
            (declared.path.as_str(), declared.render),
            ("k8s/overlays/prod", Render::Kustomize)
        );
        assert_eq!(account.profile.as_deref(), Some("shop-prod"));
        assert_eq!(account.regions, ["us-east-1"]);
        for other in ["minikube", "k8s/base", "aws: { profile: \"default\""] {
            assert!(text.contains(other), "{other}\n{text}");
        }
    }

    #[test]
    fn what_is_written_where_nothing_is_found_parses() {
        let text = text(&Found { contexts: vec![], accounts: vec![], folders: vec![] });
        assert!(parse(text.as_bytes(), "drift.yaml").is_ok(), "{text}");
    }

    #[test]
    fn environments_are_guessed_by_whole_words() {
        let table = [
            ("shop-prod", Some("prod")),
            ("production", Some("prod")),
            ("non-prod/dev", Some("dev")),
            ("non-prod", None),
            ("nonprod", None),
            ("products", None),
            ("k8s/overlays/Staging", Some("staging")),
            ("latest", None),
        ];
        for (name, wanted) in table {
            assert_eq!(environment_of(name).map(|(_, name)| name), wanted, "{name}");
        }
    }

    #[test]
    fn two_users_of_one_server_are_one_cluster() {
        let context = |name: &str, server: &str, current| ContextInfo {
            name: name.to_owned(),
            server: server.to_owned(),
            namespace: None,
            current,
        };
        let contexts = vec![
            context("prod-viewer", "https://prod", false),
            context("dev", "https://dev", false),
            context("prod", "https://prod", true),
            context("broken-1", "", false),
            context("broken-2", "", false),
        ];
        assert_eq!(one_of_each_server(contexts), ["prod", "dev", "broken-1", "broken-2"]);
    }

    #[test]
    fn a_file_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drift.yaml");
        write(&path, "one").unwrap();
        assert!(write(&path, "two").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    }
}
