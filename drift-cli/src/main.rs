//! `drift`: tells how infrastructure differs: environments from each other, and from what declares them.
//!
//! The edges of the data path: arguments, loading sides, the store, progress, renderers and exit codes. Decides nothing about
//! what is a difference: that is `drift-core`'s.

mod args;
mod capture;
mod clusters;
mod collect;
mod commands;
mod declared;
mod duration;
mod error;
mod exit;
mod files;
mod folders;
mod header;
mod key;
mod kustomize;
mod load;
mod manifests;
mod members;
mod progress;
mod render;
mod rules;
mod run;
mod settings;
mod sides;
mod signals;
mod store;
mod terminal;
mod verdict;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::error::{Error, Kind};
use crate::run::Run;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    // The first one wins; where a library was faster, it chose the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    let code = dispatch(&cli, terminal).unwrap_or_else(|error| {
        terminal.fail(&error);
        match error.kind {
            Kind::Signal(code) => code,
            _ => exit::ERROR,
        }
    });
    ExitCode::from(code)
}

fn dispatch(cli: &Cli, terminal: Terminal) -> Result<u8, Error> {
    let run = || Run::new(&cli.global, terminal);
    match &cli.command {
        Command::Init(args) => commands::init::run(args, terminal),
        Command::Snapshot(args) => commands::snapshot::run(args, &run()?),
        Command::Diff(args) => commands::diff::run(args, &run()?),
        Command::Check(args) => commands::check::run(args, &run()?),
        Command::Explain(args) => commands::explain::run(args, &run::store()?, terminal),
        Command::Kinds(args) => commands::kinds::run(args, &run::registry(), terminal),
        Command::Completions(args) => commands::completions::run(args, terminal),
    }
}
