//! `drift man`: the manual pages, made from what `--help` says, for packagers and for `man -l -`.
//!
//! Lays texts out as roff; says nothing that `args` does not say.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use drift_core::suggest::nearest;

use crate::args::{Cli, ManArgs};
use crate::error::Error;
use crate::exit;
use crate::terminal::Terminal;

pub(crate) fn run(args: &ManArgs, terminal: Terminal) -> Result<u8, Error> {
    let all = pages()?;
    match (&args.out, &args.command) {
        (Some(folder), _) => write(folder, &all, terminal)?,
        (None, command) => {
            let name =
                command.as_ref().map_or("drift.1".to_owned(), |name| format!("drift-{name}.1"));
            let page = all.iter().find(|page| page.file == name);
            terminal.print(&page.ok_or_else(|| unknown(command.as_deref(), &all))?.text)?;
        }
    }
    Ok(exit::OK)
}

/// One manual page.
struct Page {
    file: String,
    text: String,
}

fn unknown(asked: Option<&str>, all: &[Page]) -> Error {
    let asked = asked.unwrap_or_default();
    let names = all.iter().filter_map(|page| page.file.strip_prefix("drift-")?.strip_suffix(".1"));
    let error = Error::user(format!("there is no command `{asked}`"));
    match nearest(asked, names) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`drift --help` lists the commands"),
    }
}

fn write(folder: &Path, all: &[Page], terminal: Terminal) -> Result<(), Error> {
    let failed = |path: &Path, error: &std::io::Error| {
        Error::user(format!("cannot write {}", path.display())).because(error)
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for page in all {
        let path = folder.join(&page.file);
        std::fs::write(&path, &page.text).map_err(|error| failed(&path, &error))?;
        terminal.print(&format!("{}\n", path.display()))?;
    }
    Ok(())
}

/// The page of the program and one for each command.
fn pages() -> Result<Vec<Page>, Error> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let commands: Vec<Command> = program.get_subcommands().cloned().collect();
    let others: Vec<String> = commands.iter().map(file).collect();
    let mut all = vec![page(&program, &others)?];
    for command in &commands {
        all.push(page(command, &["drift.1".to_owned()])?);
    }
    Ok(all)
}

/// `drift-diff.1`.
fn file(command: &Command) -> String {
    format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()))
}

fn page(command: &Command, others: &[String]) -> Result<Page, Error> {
    let file = file(command);
    let title = file.trim_end_matches(".1").to_owned();
    let manual = Man::new(command.clone()).title(title).manual("Drift").source(drift_core::TOOL);
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (paragraphs, sections) = parts(&help);
    let mut bytes = Vec::new();
    let mut lay_out = || {
        manual.render_title(&mut bytes)?;
        manual.render_name_section(&mut bytes)?;
        manual.render_synopsis_section(&mut bytes)?;
        manual.render_description_section(&mut bytes)?;
        prose(&paragraphs).to_writer(&mut bytes)?;
        if command.has_subcommands() {
            manual.render_subcommands_section(&mut bytes)?;
        }
        manual.render_options_section(&mut bytes)?;
        for section in &sections {
            section.lay_out().to_writer(&mut bytes)?;
        }
        see_also(others).to_writer(&mut bytes)
    };
    lay_out()
        .map_err(|error: std::io::Error| Error::user("cannot lay out a page").because(&error))?;
    Ok(Page { file, text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// What stands below a title in a help text: `Examples:` and indented lines.
#[derive(Debug, PartialEq, Eq)]
struct Section<'t> {
    title: &'t str,
    lines: Vec<&'t str>,
}

impl Section<'_> {
    fn lay_out(&self) -> Roff {
        let mut roff = Roff::new();
        roff.control("SH", [self.title.to_uppercase().as_str()]).control("nf", []);
        self.lines.iter().for_each(|line| {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        });
        roff.control("fi", []);
        roff
    }
}

/// The paragraphs of a help text, and its sections: blocks whose first line ends with a colon.
fn parts(help: &str) -> (Vec<String>, Vec<Section<'_>>) {
    let (mut paragraphs, mut sections) = (Vec::new(), Vec::new());
    for block in help.split("\n\n") {
        let mut lines = block.lines();
        match block.lines().next().and_then(|line| line.strip_suffix(':')) {
            Some(title) => {
                lines.next();
                // `Sides (the A and B of …)`, `Exit codes, the first that applies`
                let short = title.split([',', '(']).next().unwrap_or(title).trim_end();
                sections.push(Section { title: short, lines: lines.collect() });
            }
            None => paragraphs.push(lines.collect::<Vec<_>>().join(" ")),
        }
    }
    (paragraphs, sections)
}

fn prose(paragraphs: &[String]) -> Roff {
    let mut roff = Roff::new();
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.is_empty()) {
        roff.control("PP", []).text([roman(paragraph.as_str())]);
    }
    roff
}

fn see_also(others: &[String]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let names = others.iter().map(|file| file.trim_end_matches(".1"));
    let mut words = Vec::new();
    for name in names {
        let comma = if words.is_empty() { "" } else { ", " };
        words.extend([roman(comma), bold(name), roman("(1)")]);
    }
    roff.text(words);
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_examples() {
        let pages = pages().unwrap();
        let mut files: Vec<String> = Cli::command()
            .get_subcommands()
            .map(|sub| format!("drift-{}.1", sub.get_name()))
            .collect();
        files.insert(0, "drift.1".to_owned());
        assert_eq!(pages.iter().map(|page| page.file.as_str()).collect::<Vec<_>>(), files);
        for Page { file, text } in pages {
            let command = file.trim_end_matches(".1").replace('-', " ");
            let examples = text.split(".SH EXAMPLES").nth(1).unwrap_or_else(|| panic!("{file}"));
            // roff writes a hyphen as `\-`.
            assert!(examples.replace("\\-", "-").contains(&command), "{file}: {examples}");
            for part in [".TH ", ".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH \"SEE ALSO\""] {
                assert!(text.contains(part), "{file} lacks {part}: {text}");
            }
        }
    }

    #[test]
    fn a_help_text_falls_into_paragraphs_and_sections() {
        let help =
            "One\nsentence.\n\nExamples:\n  drift a\n  drift b\n\nCodes, in order:\n  1  one";
        let (paragraphs, sections) = parts(help);
        assert_eq!(paragraphs, ["One sentence."]);
        let wanted = [
            Section { title: "Examples", lines: vec!["  drift a", "  drift b"] },
            Section { title: "Codes", lines: vec!["  1  one"] },
        ];
        assert_eq!(sections, wanted);
    }

    #[test]
    fn a_command_that_is_not_there_is_refused_with_the_nearest() {
        let all = pages().unwrap();
        assert_eq!(unknown(Some("dif"), &all).hints, ["did you mean `diff`?"]);
    }
}
