//! `drift permissions [ENV…]`: the least rights that reading takes, as roles to apply.
//!
//! Which rights they are is `drift-k8s`'s, derived from the plan that collection follows. Those in accounts are `policy`'s.

use std::collections::BTreeMap;

use drift_k8s::Permissions;

use super::snapshot::environments;
use crate::args::{ManifestFormat, PermissionsArgs, System};
use crate::commands::{kinds, policy};
use crate::error::Error;
use crate::exit;
use crate::reach::{self, Reached};
use crate::render::escape::visible;
use crate::render::roles::{Objects, yaml};
use crate::render::wrap::wrap;
use crate::run::Run;
use crate::{accounts, clusters};

/// The columns of a comment, after `# `.
const COLUMNS: usize = 76;

pub(crate) fn run(args: &PermissionsArgs, run: &Run) -> Result<u8, Error> {
    let configured = !run.settings.config.environments.is_empty();
    let names = match configured || !args.environments.is_empty() {
        true => environments(&args.environments, run)?,
        // Without a configuration, everything in the current context.
        false => Vec::new(),
    };
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    match (args.of, live_in(run, &names)) {
        (Some(System::Aws), (_, false)) => {
            return Err(Error::user("no AWS account is configured there")
                .hint("add `aws: { profile: … }` to an environment's sources"));
        }
        (Some(System::Aws), _) | (None, (false, true)) => return policy::run(run, &filter, &names),
        (None, (true, true)) => {
            let said = "these are the rights in clusters; `--of aws` prints those in accounts";
            run.terminal.say(said, &[]);
        }
        _ => {}
    }
    let reached = if args.offline {
        reach::offline(run, &names, &filter)
    } else {
        let asked = reach::live(run, &names, &filter)?.into_iter();
        asked.collect::<Result<_, _>>().map_err(|error| {
            error.hint("--offline asks no cluster, and grants only the kinds that every one has")
        })?
    };
    let groups = groups(args, &reached);
    if groups.len() > 1 {
        run.terminal.warn(
            "the clusters need different roles; `drift permissions ENV` prints those of one",
            &[],
        );
    }
    let text = match args.format {
        ManifestFormat::Yaml => {
            let texts = groups.iter().map(|(permissions, of)| {
                let head = comment(&head(args, permissions, of, &names));
                format!("{head}{}", yaml(&objects(args, permissions)))
            });
            texts.collect::<Vec<_>>().join("---\n")
        }
        ManifestFormat::Json if groups.len() > 1 => {
            return Err(Error::user("the clusters need different roles")
                .hint("name one environment, or take --format yaml, which says which is whose"));
        }
        ManifestFormat::Json => {
            let objects: Vec<_> =
                groups.keys().map(|permissions| objects(args, permissions).list()).collect();
            objects.join("")
        }
    };
    run.terminal.print(&text)?;
    Ok(exit::OK)
}

/// Whether environments read clusters, and whether they read accounts; without environments the current cluster.
fn live_in(run: &Run, names: &[&str]) -> (bool, bool) {
    let config = &run.settings.config;
    let clusters = names.iter().any(|name| !clusters::kubernetes(config, name).is_empty());
    let accounts = names.iter().any(|name| !accounts::aws(config, name).is_empty());
    (clusters || names.is_empty(), accounts)
}

/// The rights, each once, and the clusters that they are for.
fn groups<'r>(
    args: &PermissionsArgs,
    reached: &'r [Reached],
) -> BTreeMap<Permissions, Vec<&'r Reached>> {
    let mut groups: BTreeMap<Permissions, Vec<&Reached>> = BTreeMap::new();
    for one in reached {
        let mut permissions = Permissions::of(&one.reach);
        if args.without_secrets {
            permissions = permissions.without_secrets();
        }
        if args.discovery {
            permissions = permissions.with_discovery();
        }
        groups.entry(permissions).or_default().push(one);
    }
    groups
}

fn objects<'p>(args: &'p PermissionsArgs, permissions: &'p Permissions) -> Objects<'p> {
    Objects { name: &args.name, permissions, subject: args.bind_to.as_ref() }
}

/// What the roles are for, and where they end.
fn head(
    args: &PermissionsArgs,
    permissions: &Permissions,
    of: &[&Reached],
    names: &[&str],
) -> Vec<String> {
    let clusters: Vec<String> = of
        .iter()
        .map(|one| {
            let names = one.environments.iter().filter_map(|place| names.get(*place).copied());
            let names: Vec<&str> = names.collect();
            let called = if names.is_empty() { "everything".to_owned() } else { names.join(", ") };
            format!("{called} ({})", one.place)
        })
        .collect();
    let mut said = vec![format!("The least rights to read {}.", clusters.join("; "))];
    if args.offline {
        said.push(
            "No cluster was asked: custom kinds, and versions that are off by default, are not here."
                .to_owned(),
        );
    } else {
        said.push(
            "For the kinds that are served now: print it again when custom kinds are added."
                .to_owned(),
        );
    }
    if of.iter().any(|one| one.reach.looks_up_namespaces) {
        said.push(
            "RBAC has no patterns for namespaces: those that are only known by a wildcard take \
             rights in the whole cluster."
                .to_owned(),
        );
    }
    for (group, why) in of.iter().flat_map(|one| &one.reach.silent) {
        said.push(format!("The group {group} did not say what it serves ({why}): not here."));
    }
    if args.without_secrets {
        said.push(
            "Without Secrets: they and Helm's releases will be reported as not seen, unless \
             drift.yaml says `kinds: { skip: [/Secret] }`."
                .to_owned(),
        );
    } else if permissions.rules().all(|rule| !rule.reads_secrets()) {
        said.push("No right to Secrets is among them.".to_owned());
    }
    said
}

fn comment(said: &[String]) -> String {
    let lines = said.iter().flat_map(|sentence| wrap(&visible(sentence), COLUMNS));
    lines.map(|line| format!("# {line}\n")).collect()
}
