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
use crate::{accounts, clusters};

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
            return Ok(without_live(configuration, KeyState::default(), store));
        }
    };
    if !configuration.errors.is_empty() {
        // What it would say of the key and of environments is not known.
        let (key, store) = (KeyState::default(), checkup::store_state(&store, &[]));
        return Ok(without_live(configuration, key, store));
    }
    let names = names(&args.environments, &settings)?;
    let (key, found) =
        checkup::key_state(&settings.config.secrets, &settings.folder, &store, terminal);
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let store_state = checkup::store_state(&store, &all);
    let is_live = |name: &&str| is_live(&settings.config, name);
    let (live, declared): (Vec<&str>, Vec<&str>) = all.iter().copied().partition(is_live);
    configuration.declared_only = declared.into_iter().map(str::to_owned).collect();
    let mut checkup = without_live(configuration, key, store_state);
    if live.is_empty() && !all.is_empty() {
        return Ok(checkup);
    }
    let key = found.map_or_else(run::no_key, Ok)?;
    let run = Run::with(terminal, settings, store, key)?;
    let has = |clusters: bool| {
        let config = &run.settings.config;
        live.iter().copied().filter(move |name| match clusters {
            true => !clusters::kubernetes(config, name).is_empty(),
            false => !accounts::aws(config, name).is_empty(),
        })
    };
    let (in_clusters, in_accounts): (Vec<&str>, Vec<&str>) =
        (has(true).collect(), has(false).collect());
    if in_accounts.is_empty() || !in_clusters.is_empty() {
        checkup.clusters = checkup::clusters(&run, &in_clusters)?;
    }
    checkup.accounts = checkup::accounts(&run, &in_accounts)?;
    Ok(checkup)
}

fn without_live(configuration: Configuration, key: KeyState, store: StoreState) -> Checkup {
    Checkup { configuration, key, store, clusters: Vec::new(), accounts: Vec::new() }
}

/// The environments that are asked for; without any, all.
fn names(asked: &[String], settings: &Settings) -> Result<Vec<String>, Error> {
    let named = snapshot::named(asked, settings)?;
    Ok(match asked.is_empty() {
        true => settings.config.environments.keys().cloned().collect(),
        false => named.into_iter().map(str::to_owned).collect(),
    })
}
