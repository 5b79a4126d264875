//! `drift completions`: the script that a shell loads.

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::error::Error;
use crate::exit;
use crate::terminal::Terminal;

pub(crate) fn run(args: &CompletionsArgs, terminal: Terminal) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "drift", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(exit::OK)
}
