//! `drift snapshot [ENV…]`: environments into the store, or one into a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use drift_core::judge::{Policy, thin};
use drift_core::suggest::nearest;
use drift_core::{Header, Redaction, Skip, Snapshot, Status, codec, redactions};

use crate::args::{ListFormat, SnapshotArgs};
use crate::capture::{Captured, capture, is_live, nothing_read, unreadable};
use crate::commands::{kinds, plan};
use crate::error::Error;
use crate::exit::Outcome;
use crate::render::json;
use crate::render::redactions::Redacted;
use crate::render::words::count;
use crate::run::Run;
use crate::settings::Settings;
use crate::{files, store, unmatched};

pub(crate) fn run(args: &SnapshotArgs, run: &Run) -> Result<u8, Error> {
    let names = environments(&args.environments, run)?;
    if args.plan {
        return plan::run(&names, args, run);
    }
    if args.output.is_some() && names.len() != 1 {
        return Err(Error::user(format!("--output takes one environment, not {}", names.len())));
    }
    let part = &args.part.components;
    if args.output.is_none() && !(args.filter.is_empty() && part.is_empty()) {
        return Err(Error::user(
            "a filtered snapshot is not stored: it would stand for the whole environment",
        )
        .hint("write it to a file of its own with --output FILE"));
    }
    // Before anything is asked of a cluster.
    args.output.as_deref().map_or(Ok(()), refuse_to_replace)?;
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    let mut outcome = Outcome::default();
    let mut redacted = Vec::new();
    for captured in capture(run, &names, &filter)? {
        match captured {
            Ok(Captured { mut snapshot, interrupted }) => {
                unmatched::tell(run, &filter, &[&snapshot]);
                narrow(run, &mut snapshot, part);
                if let Some(why) = nothing_read(&snapshot).filter(|_| !interrupted) {
                    run.terminal.fail(&nothing(&snapshot.header.environment, why));
                    outcome.failed = true;
                    // In the store it would stand for the environment.
                    if args.output.is_none() {
                        continue;
                    }
                }
                let path = save(args, run, &snapshot, interrupted)?;
                let incomplete = tell(run, &snapshot);
                outcome.incomplete |= args.strict.strict && incomplete;
                if args.explain_redaction {
                    redacted.push((snapshot.header.clone(), path, redactions(&snapshot)));
                }
            }
            Err(error) => {
                run.terminal.fail(&error);
                outcome.failed = true;
            }
        }
    }
    if args.explain_redaction {
        explain(args.format, run, &redacted)?;
    }
    run.signals.check()?;
    Ok(outcome.code())
}

/// That nothing could be read, and why.
fn nothing(name: &str, why: &Status) -> Error {
    let error = unreadable(name, &why.to_string(), 0);
    // Rights are what helps where one is known and may not.
    match why.to_string().contains("cannot be entered") {
        true => error,
        false => error.hint(format!("`drift permissions {name}` prints what reading takes")),
    }
}

/// Leaves only these components in a snapshot.
fn narrow(run: &Run, snapshot: &mut Snapshot, components: &[String]) {
    if components.is_empty() {
        return;
    }
    let policy = Policy { only: components.to_vec(), ..run.settings.policy() };
    for problem in thin(snapshot, &run.registry, &policy) {
        run.terminal.warn(&problem.to_string(), &[("place", problem.place.as_str().into())]);
    }
}

/// Prints what was redacted.
fn explain(
    format: ListFormat,
    run: &Run,
    all: &[(Header, String, Vec<Redaction>)],
) -> Result<(), Error> {
    let all: Vec<Redacted<'_>> = all
        .iter()
        .map(|(header, path, found)| Redacted::of(header, path.clone(), found.clone()))
        .collect();
    let text = match format {
        ListFormat::Json => json::text(&all),
        ListFormat::Text => all.iter().map(Redacted::text).collect::<Vec<_>>().join("\n"),
    };
    run.terminal.page(&text)
}

/// The environments that are asked for, each once; without any, all that can be captured.
///
/// # Errors
/// When there is no such environment.
pub(crate) fn environments<'r>(asked: &[String], run: &'r Run) -> Result<Vec<&'r str>, Error> {
    let config = &run.settings.config;
    if asked.is_empty() {
        let live =
            config.environments.keys().map(String::as_str).filter(|name| is_live(config, name));
        let live: Vec<&str> = live.collect();
        return match live.is_empty() {
            true => Err(Error::user("no environment with a live source is configured")
                .hint("`drift init` writes a drift.yaml")),
            false => Ok(live),
        };
    }
    named(asked, &run.settings)
}

/// The environments that these names and aliases stand for, each once.
///
/// # Errors
/// When there is no such environment.
pub(crate) fn named<'s>(asked: &[String], settings: &'s Settings) -> Result<Vec<&'s str>, Error> {
    let mut names: Vec<&str> = Vec::new();
    for asked in asked {
        let Some(name) = settings.environment(asked) else {
            let known: Vec<&str> =
                settings.config.environments.keys().map(String::as_str).collect();
            let error = Error::user(format!("there is no environment `{asked}`"));
            return Err(match nearest(asked, settings.names()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None if known.is_empty() => error.hint("`drift init` writes a drift.yaml"),
                None => error.hint(format!("environments: {}", known.join(", "))),
            });
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// A file that is no snapshot is something else of the user's: `-o drift.yaml` is a slip. What cannot be read is for writing to
/// fail at.
fn refuse_to_replace(path: &Path) -> Result<(), Error> {
    let mut head = Vec::new();
    if path.is_file()
        && let Ok(file) = File::open(path)
    {
        let _ = file.take(HEAD).read_to_end(&mut head);
    }
    if head.is_empty() || codec::is_snapshot(&head) {
        return Ok(());
    }
    Err(Error::user(format!("{} is there and is no snapshot", path.display()))
        .hint("name another file, or remove this one"))
}

/// Bytes that tell a snapshot from other files.
const HEAD: u64 = 4096;

/// Writes a snapshot and prints its path, which is told on standard error where standard output takes a list. One that a
/// signal cut short never takes the place of a whole one.
fn save(
    args: &SnapshotArgs,
    run: &Run,
    snapshot: &Snapshot,
    interrupted: bool,
) -> Result<String, Error> {
    let path = match &args.output {
        Some(path) => {
            let path = if interrupted { store::beside(path) } else { path.clone() };
            files::write_private(&path, &codec::encode(snapshot))?;
            path
        }
        None => run.store.save(snapshot, interrupted)?,
    };
    let path = path.display().to_string();
    if args.explain_redaction {
        run.terminal.say(&path, &[("path", path.as_str().into())]);
    } else {
        run.terminal.print(&format!("{path}\n"))?;
    }
    Ok(path)
}

/// Tells what a snapshot has and lacks; whether it lacks anything that was asked for.
fn tell(run: &Run, snapshot: &Snapshot) -> bool {
    let filtered = Status::Skipped { why: Skip::Filter };
    let gaps = snapshot.coverage.gaps().filter(|(_, status)| **status != filtered).count();
    let name = &snapshot.header.environment;
    let of = || ("environment", name.as_str().into());
    let resources = snapshot.resources().len();
    let said = format!("{name}: {}", count(resources, "resource"));
    run.terminal.say(&said, &[of(), ("resources", resources.into())]);
    for problem in &snapshot.problems {
        let place = ("place", problem.place.as_str().into());
        run.terminal.warn(&format!("{name}: {problem}"), &[of(), place]);
    }
    if gaps > 0 {
        let said = format!(
            "{name}: {} not complete; of what they would show nothing is said to be missing",
            count(gaps, "reading")
        );
        run.terminal.warn(&said, &[of(), ("readings", gaps.into())]);
    }
    for (cell, status) in snapshot.coverage.gaps().filter(|(_, status)| **status != filtered) {
        let said = format!("{name}: {} in {}: {status}", cell.kind, cell.scope);
        let kind = ("kind", cell.kind.as_str().into());
        let scope = ("scope", cell.scope.to_string().into());
        run.terminal.detail(&said, &[of(), kind, scope, ("status", status.to_string().into())]);
    }
    gaps > 0 || !snapshot.problems.is_empty()
}
