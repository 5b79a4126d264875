//! `drift snapshot [ENV…]`: environments into the store, or one into a file.

use drift_core::{Skip, Snapshot, Status, codec};

use crate::args::SnapshotArgs;
use crate::capture::{Captured, capture};
use crate::commands::{kinds, plan};
use crate::error::Error;
use crate::exit::Outcome;
use crate::render::words::count;
use crate::run::Run;
use crate::{clusters, files, store};

pub(crate) fn run(args: &SnapshotArgs, run: &Run) -> Result<u8, Error> {
    let names = environments(&args.environments, run)?;
    if args.plan {
        return plan::run(&names, args, run);
    }
    if args.output.is_some() && names.len() != 1 {
        return Err(Error::user(format!("--output takes one environment, not {}", names.len())));
    }
    if args.output.is_none() && !args.filter.is_empty() {
        return Err(Error::user(
            "a filtered snapshot is not stored: it would stand for the whole environment",
        )
        .hint("write it to a file of its own with --output FILE"));
    }
    let filter = kinds::resolve(&args.filter, &run.registry)?;
    let mut outcome = Outcome::default();
    for captured in capture(run, &names, &filter)? {
        match captured {
            Ok(captured) => {
                let incomplete = save(args, run, &captured)?;
                outcome.incomplete |= args.strict.strict && incomplete;
            }
            Err(error) => {
                run.terminal.fail(&error);
                outcome.failed = true;
            }
        }
    }
    run.signals.check()?;
    Ok(outcome.code())
}

/// The environments that are asked for, each once; without any, all that can be captured.
///
/// # Errors
/// When there is no such environment.
pub(crate) fn environments<'r>(asked: &[String], run: &'r Run) -> Result<Vec<&'r str>, Error> {
    let config = &run.settings.config;
    if asked.is_empty() {
        let live = config
            .environments
            .keys()
            .map(String::as_str)
            .filter(|name| !clusters::kubernetes(config, name).is_empty());
        let live: Vec<&str> = live.collect();
        return match live.is_empty() {
            true => Err(Error::user("no environment with a live source is configured")
                .hint("`drift init` writes a drift.yaml")),
            false => Ok(live),
        };
    }
    let mut names: Vec<&str> = Vec::new();
    for asked in asked {
        let Some(name) = run.settings.environment(asked) else {
            let known: Vec<&str> = config.environments.keys().map(String::as_str).collect();
            let error = Error::user(format!("there is no environment `{asked}`"));
            return Err(match crate::error::nearest(asked, known.iter().copied()) {
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

/// Writes a snapshot, prints its path and tells what it lacks; whether it lacks anything that was asked for.
fn save(args: &SnapshotArgs, run: &Run, captured: &Captured) -> Result<bool, Error> {
    let Captured { snapshot, interrupted } = captured;
    let path = match (&args.output, interrupted) {
        (Some(path), interrupted) => {
            let path = if *interrupted { store::beside(path) } else { path.clone() };
            files::write_private(&path, &codec::encode(snapshot))?;
            path
        }
        (None, true) => run.store.save_interrupted(snapshot)?,
        (None, false) => run.store.save(snapshot)?,
    };
    run.terminal.print(&format!("{}\n", path.display()))?;
    Ok(tell(run, snapshot))
}

/// Tells what a snapshot has and what it lacks; whether it lacks anything that was asked for.
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
            "{name}: {} not complete, so that nothing is said to be missing there",
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
