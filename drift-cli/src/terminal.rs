//! The terminal: the one place that writes to standard output and standard error.
//!
//! Standard output takes the report and nothing else; everything else goes to standard error. A reader that went away is no
//! error: what it left unread was not wanted.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use crate::error::{Error, Kind};
use crate::render::escape::visible;
use crate::render::style::{Label, paint};

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Also in a file or pipe
    Always,
    /// Nowhere
    Never,
}

/// How much is said on standard error, and how.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terminal {
    color: Color,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    pub(crate) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        Self { color, quiet, verbose }
    }

    fn choice(self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Whether progress may be drawn.
    pub(crate) fn draws(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// When it cannot be written, unless its reader went away.
    pub(crate) fn print(self, text: &str) -> Result<(), Error> {
        let mut out = AutoStream::new(io::stdout(), self.choice()).lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::new(Kind::User, "cannot write to standard output").because(&error))
            }
            _ => Ok(()),
        }
    }

    /// Tells something that is good to know, unless `--quiet`. Escapes what must not reach a terminal.
    pub(crate) fn say(self, text: &str) {
        if !self.quiet {
            self.err(&visible(text));
        }
    }

    /// Whether details are told.
    pub(crate) fn is_verbose(self) -> bool {
        self.verbose
    }

    /// Tells a detail, with `--verbose`.
    pub(crate) fn detail(self, text: &str) {
        if self.verbose {
            self.err(&visible(text));
        }
    }

    /// Tells what went wrong in a part.
    pub(crate) fn warn(self, text: &str) {
        self.err(&format!("{} {}", paint(Label::Warning, "warning:"), visible(text)));
    }

    /// Tells why the program ends.
    pub(crate) fn fail(self, error: &Error) {
        let prefix = match error.kind {
            Kind::Signal(_) => return,
            Kind::Internal => "internal error:",
            Kind::User | Kind::Config | Kind::Source => "error:",
        };
        self.err(&format!("{} {}", paint(Label::Error, prefix), visible(&error.what)));
        if let Some(location) = &error.location {
            self.err(&format!("  --> {}", visible(&location.to_string())));
        }
        for line in error.details.iter().flat_map(|detail| detail.lines()) {
            self.err(&format!("  {}", visible(line)));
        }
        for cause in &error.causes {
            self.err(&format!("  because: {}", visible(cause)));
        }
        for hint in &error.hints {
            self.err(&format!("{} {}", paint(Label::Hint, "hint:"), visible(hint)));
        }
    }

    fn err(self, line: &str) {
        let mut err = AutoStream::new(io::stderr(), self.choice()).lock();
        // Nobody is left to be told that standard error cannot be written.
        let _ = writeln!(err, "{line}");
    }
}

/// A text without its styles, for a file.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
