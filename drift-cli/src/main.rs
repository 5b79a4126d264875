//! `drift`: tells how infrastructure differs: environments from each other, and from what declares them.
//!
//! The edges of the data path: arguments, loading sides, the store, progress, renderers and exit codes. Decides nothing about
//! what is a difference: that is `drift-core`'s.

mod accounts;
mod args;
mod capture;
mod checkup;
mod clusters;
mod commands;
mod declared;
mod duration;
mod error;
mod exit;
mod files;
mod folders;
mod header;
mod hints;
mod key;
mod kustomize;
mod load;
mod log;
mod manifests;
mod members;
mod memory;
mod pager;
mod progress;
mod reach;
mod reader;
mod render;
mod rules;
mod run;
mod settings;
mod sides;
mod signals;
mod sources;
mod store;
mod takers;
mod terminal;
mod unmatched;
mod verdict;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::args::{Cli, Command, Global};
use crate::error::{Error, Kind};
use crate::log::{Level, LogFormat};
use crate::run::Run;
use crate::terminal::{Color, Terminal};

fn main() -> ExitCode {
    memory::forbid_dumps();
    std::panic::set_hook(Box::new(bug));
    // The first one wins; where a library was faster, it chose the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    // Help and usage errors are written before the arguments are understood, and heed these two as well.
    early::<Color>("--color").unwrap_or_default().choose();
    let format = early::<LogFormat>("--log-format").unwrap_or_default();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if format == LogFormat::Json && error.use_stderr() => {
            Terminal::new(Level::Error, format, false).fail(&misused(&error));
            return ExitCode::from(exit::ERROR);
        }
        Err(error) => error.exit(),
    };
    let Global { quiet, verbose, log_format, no_pager, .. } = cli.global;
    let terminal = Terminal::new(Level::asked(quiet, verbose), log_format, !no_pager);
    // The hook has told of a panic: what is left is to end as after any other error.
    let ended = catch_unwind(AssertUnwindSafe(|| dispatch(&cli, terminal)));
    let code = ended.unwrap_or(Ok(exit::ERROR)).unwrap_or_else(|error| {
        terminal.fail(&error);
        match error.kind {
            Kind::Signal(code) => code,
            _ => exit::ERROR,
        }
    });
    ExitCode::from(code)
}

/// Tells of a bug as of any other error: what is quoted of the world passes the gate there.
fn bug(panic: &PanicHookInfo<'_>) {
    // A token that cannot stand in a header: `drift_k8s::connect` catches it and says so.
    if panic.location().is_some_and(|place| place.file().ends_with("add_authorization.rs")) {
        return;
    }
    let mut error = Error::new(Kind::Internal, panic.payload_as_str().unwrap_or("a panic"));
    error.details.extend(panic.location().map(|place| format!("panicked at {place}")));
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        error.details.push(backtrace.to_string());
    }
    Terminal::default().fail(&error.hint("this is a bug in drift: please report it"));
}

/// What an option says, as far as that is known before all arguments are.
fn early<T: ValueEnum>(option: &str) -> Option<T> {
    let words: Vec<_> = std::env::args_os().skip(1).take_while(|word| word != "--").collect();
    let joined =
        words.iter().filter_map(|word| word.to_str()?.strip_prefix(option)?.strip_prefix('='));
    let apart =
        words.iter().zip(words.iter().skip(1)).filter(|(word, _)| *word == OsStr::new(option));
    let mut texts = joined.chain(apart.filter_map(|(_, text)| text.to_str()));
    texts.find_map(|text| T::from_str(text, false).ok())
}

/// A usage error as any other.
fn misused(error: &clap::Error) -> Error {
    let text = error.render().to_string();
    Error::user(text.strip_prefix("error: ").unwrap_or(&text).trim_end())
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
        Command::Doctor(args) => commands::doctor::run(args, &cli.global, terminal),
        Command::Permissions(args) => commands::permissions::run(args, &run()?),
        Command::Completions(args) => commands::completions::run(args, terminal),
        Command::Man(args) => commands::man::run(args, terminal),
    }
}
