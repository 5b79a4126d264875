//! Loading: what the words on the command line mean becomes snapshots, as fresh as was asked for.
//!
//! Live environments are collected together and stored; ages are told on standard error, never in a report.

use std::collections::BTreeMap;
use std::path::Path;

use drift_core::{SideKind, Snapshot, codec, glob};
use jiff::{SignedDuration, Timestamp};

use crate::accounts;
use crate::args::{FilterArgs, FreshArgs};
use crate::capture::{Captured, capture, nothing_read};
use crate::clusters;
use crate::declared;
use crate::duration::spoken;
use crate::error::Error;
use crate::run::Run;
use crate::settings::Settings;
use crate::sides::{Entry, SideWord, World, parse};
use crate::{sources, store, unmatched};

/// What is asked for of every side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) fresh: &'a FreshArgs,
    pub(crate) filter: &'a FilterArgs,
}

/// Says what a word means, with the configuration and the disk.
///
/// # Errors
/// When it means nothing.
pub(crate) fn word(run: &Run, word: &str) -> Result<SideWord, Error> {
    parse(word, &run.settings)
}

impl World for Settings {
    fn environments(&self) -> Vec<&str> {
        self.config.environments.keys().map(String::as_str).collect()
    }
    fn words(&self) -> Vec<&str> {
        self.names()
    }
    fn environment(&self, name: &str) -> Option<&str> {
        Settings::environment(self, name)
    }
    fn at(&self, path: &Path) -> Entry {
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => Entry::Folder,
            Ok(_) => Entry::File,
            Err(_) => Entry::Nothing,
        }
    }
}

/// Loads both sides. Declared ones learn from the other one how its custom kinds are to be read.
///
/// # Errors
/// When one of them cannot be loaded.
pub(crate) fn both(
    run: &Run,
    words: [&SideWord; 2],
    wanted: Wanted<'_>,
) -> Result<[Snapshot; 2], Error> {
    if words.iter().all(|word| matches!(word, SideWord::Stream | SideWord::ManifestStream)) {
        return Err(Error::user("standard input can be only one of the sides"));
    }
    let names: Vec<&str> = words.iter().filter_map(|word| live_name(word)).collect();
    // What is not there costs no cluster a call.
    for word in words {
        if let SideWord::Stored { environment, until } = word {
            has_stored(run, environment, until.moment(run.now))?;
        }
    }
    let mut live = environments(run, &names, wanted)?;
    let [before, after] = words;
    // A side against itself is read once and used twice; else a large snapshot is in memory only once.
    let twice = if before == after { live.clone() } else { BTreeMap::new() };
    let mut before = load(run, before, &mut live)?;
    live.extend(twice);
    let mut after = load(run, after, &mut live)?;
    prepare(run, &mut before, &mut after, wanted.filter);
    Ok([before, after])
}

/// Loads one side.
///
/// # Errors
/// When it cannot be loaded.
pub(crate) fn one(run: &Run, word: &SideWord, wanted: Wanted<'_>) -> Result<Snapshot, Error> {
    let names: Vec<&str> = live_name(word).into_iter().collect();
    load(run, word, &mut environments(run, &names, wanted)?)
}

/// Tells the sides what they need of each other, and narrows them to what was asked for.
pub(crate) fn prepare(run: &Run, before: &mut Snapshot, after: &mut Snapshot, filter: &FilterArgs) {
    match (before.header.kind, after.header.kind) {
        (SideKind::Declared, SideKind::Observed) => declared::learn_from(run, before, after),
        (SideKind::Observed, SideKind::Declared) => declared::learn_from(run, after, before),
        _ => {}
    }
    unmatched::tell(run, filter, &[&*before, &*after]);
    for side in [before, after] {
        let namespace = declared::namespace_of(side).to_owned();
        filter.narrow(side, &namespace);
    }
}

fn live_name(word: &SideWord) -> Option<&str> {
    match word {
        SideWord::Environment(name) => Some(name),
        _ => None,
    }
}

fn load(
    run: &Run,
    word: &SideWord,
    live: &mut BTreeMap<String, Snapshot>,
) -> Result<Snapshot, Error> {
    match word {
        SideWord::Environment(name) => {
            live.remove(name).ok_or_else(|| Error::source(format!("nothing of `{name}` was read")))
        }
        SideWord::Stored { environment, until } => {
            let until = until.moment(run.now);
            stored(run, environment, until)
        }
        SideWord::Snapshot(path) => store::open(path),
        SideWord::Manifests(path) => declared::path(run, path, None, declared::DEFAULT_NAMESPACE),
        SideWord::ManifestStream => declared::stream(run, None, declared::DEFAULT_NAMESPACE),
        SideWord::Stream => {
            let bytes = declared::standard_input(run)?;
            if codec::is_snapshot(&bytes) {
                return codec::decode(&bytes)
                    .map_err(|error| store::refused("standard input", &error));
            }
            declared::bytes(run, bytes, None, declared::DEFAULT_NAMESPACE)
        }
    }
}

/// The newest stored snapshot of an environment at or before a time.
fn stored(run: &Run, environment: &str, until: Timestamp) -> Result<Snapshot, Error> {
    match usable(run, environment, until, None)? {
        Some(snapshot) => Ok(snapshot),
        None => Err(nothing_stored(run, environment, until)?),
    }
}

/// Refuses a time from which nothing is stored.
fn has_stored(run: &Run, environment: &str, until: Timestamp) -> Result<(), Error> {
    match run.store.newest_first(environment, Some(until))?.is_empty() {
        true => Err(nothing_stored(run, environment, until)?),
        false => Ok(()),
    }
}

fn nothing_stored(run: &Run, environment: &str, until: Timestamp) -> Result<Error, Error> {
    let error = Error::user(format!(
        "no snapshot of `{environment}` is stored from {} or before",
        until.strftime("%Y-%m-%dT%H:%M:%SZ")
    ));
    let all = run.store.list(environment)?;
    Ok(match all.first() {
        Some(oldest) if oldest.captured_at > until => {
            error.hint(format!("the oldest one is of {}", oldest.captured_at))
        }
        Some(_) => error.hint(
            "those that are show other clusters: another project has an environment of this name, or its contexts were changed; \
             name the snapshot's file if it is meant",
        ),
        None => error.hint(format!("`drift snapshot {environment}` takes one")),
    })
}

/// The newest stored snapshot at or before a time that shows what the environment is configured with, if it is young enough.
fn usable(
    run: &Run,
    name: &str,
    until: Timestamp,
    max_age: Option<SignedDuration>,
) -> Result<Option<Snapshot>, Error> {
    // What stands for the present has to show all that would be read now.
    let asked = max_age.map(|_| sources::asked(&run.settings.config, name));
    for found in run.store.newest_first(name, Some(until))? {
        if max_age.is_some_and(|most| run.now.duration_since(found.captured_at) > most) {
            break;
        }
        let snapshot = store::open(&found.path)?;
        let current = asked.as_ref().is_none_or(|asked| snapshot.header.asked == *asked);
        if is_of(run, name, &snapshot) && current {
            tell_age(run, name, found.captured_at);
            return Ok(Some(snapshot));
        }
        let path = found.path.display().to_string();
        let why = if current {
            "is of other clusters or accounts"
        } else {
            "was asked for something else"
        };
        let note = format!("{name}: {path} {why} and is not used");
        run.terminal.say(&note, &[("environment", name.into()), ("path", path.into())]);
    }
    Ok(None)
}

/// Whether a stored snapshot shows clusters and accounts that the configuration gives to the environment: the store is shared by all
/// projects of a user, whose environments may be called the same.
fn is_of(run: &Run, environment: &str, snapshot: &Snapshot) -> bool {
    let sources = clusters::kubernetes(&run.settings.config, environment);
    let fits = |name: &String| {
        // A source without contexts is the current one, whatever it is called.
        sources.iter().any(|source| {
            source.contexts.is_empty() || source.contexts.iter().any(|context| glob(context, name))
        })
    };
    let clusters = sources.is_empty() || snapshot.header.names.values().all(fits);
    clusters && accounts::may_be_of(&run.settings.config, environment, snapshot)
}

/// Environments as they are now, or as they were stored if that is fresh enough. What was collected is stored, unless a
/// filter narrows it.
///
/// # Errors
/// When one of them cannot be read.
pub(crate) fn environments(
    run: &Run,
    names: &[&str],
    wanted: Wanted<'_>,
) -> Result<BTreeMap<String, Snapshot>, Error> {
    let configured = i64::try_from(run.settings.config.limits.max_age_seconds).unwrap_or(i64::MAX);
    let max_age = wanted.fresh.max_age.unwrap_or(SignedDuration::from_secs(configured));
    let mut loaded = BTreeMap::new();
    let mut live: Vec<&str> = Vec::new();
    for name in names {
        match young(run, name, max_age)? {
            Some(snapshot) => {
                loaded.insert((*name).to_owned(), snapshot);
            }
            None if live.contains(name) => {}
            None => live.push(name),
        }
    }
    for snapshot in captured(run, &live, wanted.filter)? {
        loaded.insert(snapshot.header.environment.clone(), snapshot);
    }
    Ok(loaded)
}

/// Environments as they are now, stored unless a filter narrows them.
///
/// # Errors
/// When one of them cannot be read or stored, or a signal came: what was read until then is stored as such.
fn captured(run: &Run, names: &[&str], filter: &FilterArgs) -> Result<Vec<Snapshot>, Error> {
    let (mut snapshots, mut failure) = (Vec::new(), None);
    for captured in capture(run, names, filter)? {
        match captured {
            Ok(Captured { snapshot, interrupted }) => {
                if filter.is_empty() && nothing_read(&snapshot).is_none() {
                    // What differs is worth more than that it can be looked up later.
                    if let Err(error) = keep(run, &snapshot, interrupted) {
                        run.terminal.warn(&error.in_a_line(), &[]);
                    }
                }
                let name = &snapshot.header.environment;
                let said = if interrupted { "interrupted" } else { "collected now" };
                let (said, field) = (format!("{name}: {said}"), name.as_str().into());
                run.terminal.say(&said, &[("environment", field)]);
                snapshots.push(snapshot);
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    run.signals.check()?;
    failure.map_or(Ok(snapshots), Err)
}

fn keep(run: &Run, snapshot: &Snapshot, interrupted: bool) -> Result<(), Error> {
    let path = run.store.save(snapshot, interrupted)?.display().to_string();
    let environment = snapshot.header.environment.as_str().into();
    let fields = [("environment", environment), ("path", path.as_str().into())];
    if interrupted {
        run.terminal.say(&format!("what was read is in {path}"), &fields);
    } else {
        run.terminal.detail(&format!("stored {path}"), &fields);
    }
    Ok(())
}

/// The stored snapshot of an environment that is young enough.
fn young(run: &Run, name: &str, max_age: SignedDuration) -> Result<Option<Snapshot>, Error> {
    if max_age.is_zero() {
        return Ok(None);
    }
    usable(run, name, run.now, Some(max_age))
}

fn tell_age(run: &Run, name: &str, captured_at: Timestamp) {
    let age = spoken(run.now.duration_since(captured_at));
    let fields = [("environment", name.into()), ("captured_at", captured_at.to_string().into())];
    run.terminal.say(&format!("{name}: stored {captured_at}, {age} ago"), &fields);
}
