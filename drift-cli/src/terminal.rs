//! The terminal: the one place that writes to standard output and standard error.
//!
//! Standard output takes the report and nothing else; everything else goes to standard error, as text or as JSON lines. A
//! reader that went away is no error: what it left unread was not wanted. Knows nothing of what is said.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use drift_core::scrub;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::error::{Error, Kind};
use crate::log::{self, Fields, Level, LogFormat};
use crate::pager;
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

impl Color {
    /// Makes it the choice of this whole process, of clap's texts too.
    pub(crate) fn choose(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// How much is said on standard error, and how; whether a long report is paged.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terminal {
    level: Level,
    format: LogFormat,
    pages: bool,
}

impl Terminal {
    pub(crate) fn new(level: Level, format: LogFormat, pages: bool) -> Self {
        Self { level, format, pages }
    }

    /// Whether progress may be drawn: on a terminal where nothing else is written line by line.
    pub(crate) fn draws(self) -> bool {
        let quiet_or_busy = self.level < Level::Info || self.level == Level::Trace;
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        !quiet_or_busy && !dumb && self.format == LogFormat::Text && io::stderr().is_terminal()
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// When it cannot be written, unless its reader went away.
    pub(crate) fn print(self, text: &str) -> Result<(), Error> {
        let mut out = AutoStream::auto(io::stdout()).lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::new(Kind::User, "cannot write to standard output").because(&error))
            }
            _ => Ok(()),
        }
    }

    /// Writes a text that may be long: on a terminal through a pager, where it is longer than the screen.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub(crate) fn page(self, text: &str) -> Result<(), Error> {
        if self.pages && io::stdout().is_terminal() {
            let coloured = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
            let shown = if coloured { text.to_owned() } else { plain(text) };
            if pager::show(&shown) {
                return Ok(());
            }
        }
        self.print(text)
    }

    /// Whether details are told.
    pub(crate) fn is_verbose(self) -> bool {
        self.level >= Level::Debug
    }

    /// Whether every call is told.
    pub(crate) fn traces(self) -> bool {
        self.level >= Level::Trace
    }

    /// Tells something that is good to know, unless `--quiet`.
    pub(crate) fn say(self, text: &str, fields: Fields<'_>) {
        self.tell(Level::Info, text, fields);
    }

    /// Tells a detail, with `--verbose`.
    pub(crate) fn detail(self, text: &str, fields: Fields<'_>) {
        self.tell(Level::Debug, text, fields);
    }

    /// Tells what went wrong in a part.
    pub(crate) fn warn(self, text: &str, fields: Fields<'_>) {
        self.tell(Level::Warn, text, fields);
    }

    /// Tells something of a level, if so much was asked for.
    pub(crate) fn tell(self, level: Level, text: &str, fields: Fields<'_>) {
        if level > self.level {
            return;
        }
        match self.format {
            LogFormat::Json => err(&entry(level, text, fields)),
            LogFormat::Text if level == Level::Warn => {
                err(&format!("{} {}", paint(Label::Warning, "warning:"), clean(text)));
            }
            LogFormat::Text => err(&clean(text)),
        }
    }

    /// Tells why the program ends.
    pub(crate) fn fail(self, error: &Error) {
        let (class, prefix) = match error.kind {
            Kind::Signal(_) => return,
            Kind::Internal => ("internal", "internal error:"),
            Kind::User => ("user", "error:"),
            Kind::Config => ("config", "error:"),
            Kind::Source => ("source", "error:"),
        };
        if self.format == LogFormat::Json {
            return err(&entry(Level::Error, &error.what, &parts(class, error)));
        }
        err(&format!("{} {}", paint(Label::Error, prefix), clean(&error.what)));
        if let Some(location) = &error.location {
            err(&format!("  --> {}", clean(&location.to_string())));
        }
        for line in error.details.iter().flat_map(|detail| detail.lines()) {
            err(&format!("  {}", clean(line)));
        }
        for cause in &error.causes {
            err(&format!("  because: {}", clean(cause)));
        }
        for hint in &error.hints {
            err(&format!("{} {}", paint(Label::Hint, "hint:"), clean(hint)));
        }
    }
}

/// The parts of an error that it has, for programs.
fn parts(class: &'static str, error: &Error) -> Vec<(&'static str, Value)> {
    let mut parts = vec![("class", Value::from(class))];
    parts.extend(error.location.as_ref().map(|at| ("location", Value::from(at.to_string()))));
    let lists = [("details", &error.details), ("causes", &error.causes), ("hints", &error.hints)];
    let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
    parts.extend(lists.map(|(name, texts)| (name, json!(texts))));
    parts
}

fn entry(level: Level, text: &str, fields: Fields<'_>) -> String {
    let cleaned: Vec<_> = fields.iter().map(|(name, value)| (*name, cleaned(value))).collect();
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    log::json(&now, level, &clean(text), &cleaned)
}

fn cleaned(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(clean(text)),
        Value::Array(values) => values.iter().map(cleaned).collect(),
        other => other.clone(),
    }
}

/// A text as it may be written: no secret is in it, and nothing moves the cursor.
fn clean(text: &str) -> String {
    visible(&scrub(text)).into_owned()
}

fn err(line: &str) {
    let mut err = AutoStream::auto(io::stderr()).lock();
    // Nobody is left to be told that standard error cannot be written.
    let _ = writeln!(err, "{line}");
}

/// A text without its styles, for a file.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_entry_with_all_that_is_known_of_it() {
        let error = Error::config("no\u{1b}[2J").hint("write it");
        let line = entry(Level::Error, &error.what, &parts("config", &error));
        let back: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(back["message"], "no\\u{1b}[2J");
        assert_eq!(back["class"], "config");
        assert_eq!(back["hints"][0], "write it");
        assert!(back.get("causes").is_none(), "{line}");
        back["time"].as_str().unwrap().parse::<Timestamp>().unwrap();
    }

    #[test]
    fn no_secret_is_in_an_entry_wherever_it_stood() {
        let url = "http://me:hunter2@proxy:3128";
        let error = Error::source(format!("cannot reach {url}")).hint(format!("try {url}"));
        let fields = [("path", Value::from(url)), ("list", json!([url]))];
        let failed = entry(Level::Error, &error.what, &parts("source", &error));
        for line in [failed, entry(Level::Info, url, &fields)] {
            assert!(line.contains("proxy:3128") && !line.contains("hunter2"), "{line}");
        }
    }
}
