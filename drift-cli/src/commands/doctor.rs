//! `drift doctor [ENV…]`: what can be reached, as whom, and what will be unseen.

use crate::args::{DoctorArgs, Global, ListFormat};
use crate::capture::is_live;
use crate::checkup::{self, Checkup, Configuration, KeyState, StoreState};
use crate::commands::snapshot;
use crate::error::Error;
use crate::exit;
use crate::render::checkup as render;
use crate::render::json;
use crate::run::{self, Run};
use crate::settings::Settings;
use crate::terminal::Terminal;

pub(crate) fn run(args: &DoctorArgs, global: &Global, terminal: Terminal) -> Result<u8, Error> {
    let checkup = checkup(args, global, terminal)?;
    let text = match args.format {
        ListFormat::Json => json::text(&checkup),
        ListFormat::Text => render::text(&checkup),
    };
    terminal.page(&text)?;
    Ok(match (checkup.has_failed(), checkup.has_gaps()) {
        (true, _) => exit::ERROR,
        (false, true) => exit::INCOMPLETE,
        (false, false) => exit::OK,
    })
}

/// Looks at everything. What is wrong with one part is a finding of this command and no error of it.
fn checkup(args: &DoctorArgs, global: &Global, terminal: Terminal) -> Result<Checkup, Error> {
    let mut configuration = Configuration::default();
    let settings = Settings::here(global).unwrap_or_else(|error| {
        configuration.errors.push(error.in_a_line());
        configuration.errors.extend(error.details.iter().cloned());
        Settings::default()
    });
    configuration.file = settings.file.as_ref().map(|file| file.display().to_string());
    configuration.environments = settings.config.environments.keys().cloned().collect();
    let store = match run::store() {
        Ok(store) => store,
        Err(error) => {
            let store = StoreState { error: Some(error.in_a_line()), ..StoreState::default() };
            let (key, clusters) = (KeyState::default(), Vec::new());
            return Ok(Checkup { configuration, key, store, clusters });
        }
    };
    if !configuration.errors.is_empty() {
        // What it would say of the key and of environments is not known.
        let (key, store) = (KeyState::default(), checkup::store_state(&store, &[]));
        return Ok(Checkup { configuration, key, store, clusters: Vec::new() });
    }
    let names = names(&args.environments, &settings)?;
    let (key, found) =
        checkup::key_state(&settings.config.secrets, &settings.folder, &store, terminal);
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let store_state = checkup::store_state(&store, &all);
    let is_live = |name: &&str| is_live(&settings.config, name);
    let (live, declared): (Vec<&str>, Vec<&str>) = all.iter().copied().partition(is_live);
    configuration.declared_only = declared.into_iter().map(str::to_owned).collect();
    let clusters = match live.is_empty() && !all.is_empty() {
        true => Vec::new(),
        false => {
            let key = found.map_or_else(run::no_key, Ok)?;
            checkup::clusters(&Run::with(terminal, settings, store, key)?, &live)?
        }
    };
    Ok(Checkup { configuration, key, store: store_state, clusters })
}

/// The environments that are asked for; without any, all.
fn names(asked: &[String], settings: &Settings) -> Result<Vec<String>, Error> {
    let named = snapshot::named(asked, settings)?;
    Ok(match asked.is_empty() {
        true => settings.config.environments.keys().cloned().collect(),
        false => named.into_iter().map(str::to_owned).collect(),
    })
}
