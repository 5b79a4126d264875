//! The pager: a text that is longer than the screen is shown by `$DRIFT_PAGER`, `$PAGER` or `less`, as git does it.
//!
//! Whatever the pager does (it is left early, it cannot be started, Ctrl-C is typed at it) changes nothing of what the
//! program comes to. Knows nothing of what is shown, nor whether standard output is a terminal.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use terminal_size::{Height, Width, terminal_size};

use crate::render::wrap::width;
use crate::terminal::plain;

/// A signal belongs to the whole process, so whether it is the pager's is known to all of it.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Whether a pager has the terminal, or had it: an interrupt was then typed at it, not at this program.
pub(crate) fn is_open() -> bool {
    OPEN.load(Ordering::Relaxed)
}

/// What a shell says when it finds no such program, or may not run it.
const NOT_RUN: [i32; 2] = [126, 127];

/// A screen whose size is not known.
const USUAL: (usize, usize) = (80, 24);

/// Which program is to page.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pager {
    /// None: the text goes to the terminal as it is.
    None,
    /// `less`, where it is installed.
    Less,
    /// What the user said, words for a shell.
    Own(OsString),
}

/// Shows a text and waits until its reader is done; `false` when it is still to be written: it fits on the screen, no pager
/// is wanted, or none could be run.
pub(crate) fn show(text: &str) -> bool {
    let pager = choose(|name| std::env::var_os(name));
    if pager == Pager::None || fits(text, screen()) {
        return false;
    }
    let Some(_listening) = interrupts() else { return false };
    let shown = run(&pager, text);
    // A signal that was typed at a pager is heard when this process has its turn, which may be after the pager ended. To have
    // shown the text is the last thing that a command does: an interrupt is never this program's again.
    OPEN.store(shown, Ordering::Relaxed);
    shown
}

/// The first of `DRIFT_PAGER` and `PAGER` that is set decides; empty or `cat` is none, and a dumb terminal has none.
fn choose(variable: impl Fn(&str) -> Option<OsString>) -> Pager {
    if variable("TERM").is_none_or(|term| term.is_empty() || term == "dumb") {
        return Pager::None;
    }
    match variable("DRIFT_PAGER").or_else(|| variable("PAGER")) {
        None => Pager::Less,
        Some(words) if words.is_empty() || words == "cat" => Pager::None,
        Some(words) => Pager::Own(words),
    }
}

fn screen() -> (usize, usize) {
    terminal_size().map_or(USUAL, |(Width(columns), Height(rows))| (columns.into(), rows.into()))
}

/// Whether all lines fit and one is left for the shell's prompt.
fn fits(text: &str, (columns, rows): (usize, usize)) -> bool {
    let plain = plain(text);
    let taken = |line: &str| width(line).div_ceil(columns.max(1)).max(1);
    plain.lines().map(taken).sum::<usize>() < rows
}

/// From now on SIGINT ends this program no more: the pager decides what Ctrl-C means. `None` where the system does not let
/// signals be listened to.
fn interrupts() -> Option<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    #[cfg(unix)]
    {
        let _within = runtime.enter();
        // To have listened once is enough: the system's own answer to the signal is then gone for good.
        let heard = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        drop(heard.ok()?);
    }
    OPEN.store(true, Ordering::Relaxed);
    Some(runtime)
}

fn run(pager: &Pager, text: &str) -> bool {
    let Some(mut command) = command(pager) else { return false };
    // What git gives less: stay only for what is longer than a screen, show colours, leave the text standing.
    for (name, usual) in [("LESS", "FRX"), ("LV", "-c")] {
        if std::env::var_os(name).is_none() {
            command.env(name, usual);
        }
    }
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return false };
    let written = child.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    let unread = matches!(&written, Some(Err(error)) if error.kind() != ErrorKind::BrokenPipe);
    match child.wait() {
        Ok(status) => !unread && !status.code().is_some_and(|code| NOT_RUN.contains(&code)),
        Err(_) => false,
    }
}

fn command(pager: &Pager) -> Option<Command> {
    match pager {
        Pager::None => None,
        Pager::Less => Some(Command::new("less")),
        Pager::Own(words) => {
            let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
            let mut command = Command::new(shell);
            command.arg(flag).arg(words);
            Some(command)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_is_the_first_that_is_named_and_nobody_has_to_have_one() {
        let own = |words: &str| Pager::Own(words.into());
        let table: [(&[(&str, &str)], Pager); 8] = [
            (&[("TERM", "xterm")], Pager::Less),
            (&[("TERM", "xterm"), ("PAGER", "more -s")], own("more -s")),
            (&[("TERM", "xterm"), ("PAGER", "more"), ("DRIFT_PAGER", "most")], own("most")),
            (&[("TERM", "xterm"), ("PAGER", "more"), ("DRIFT_PAGER", "")], Pager::None),
            (&[("TERM", "xterm"), ("PAGER", "cat")], Pager::None),
            (&[("TERM", "dumb"), ("PAGER", "more")], Pager::None),
            (&[("PAGER", "more")], Pager::None),
            (&[("TERM", ""), ("PAGER", "more")], Pager::None),
        ];
        for (variables, wanted) in table {
            let of = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, text)| text.into())
            };
            assert_eq!(choose(of), wanted, "{variables:?}");
        }
    }

    #[test]
    fn what_fits_leaves_a_line_for_the_prompt_and_long_lines_count_as_they_wrap() {
        let table = [
            ("a\nb\nc\n", true),
            ("a\nb\nc\nd\n", false),
            ("\u{1b}[31mabcde\u{1b}[0m\nb\nc\n", true),
            ("abcdefghijk\nb\n", true),
            ("abcdefghijk\nb\nc\n", false),
            ("", true),
        ];
        for (text, wanted) in table {
            assert_eq!(fits(text, (10, 4)), wanted, "{text:?}");
        }
    }
}
