//! Diagnostics as data: how much is told, a level, a message and fields, and its JSON line.
//!
//! Says how an entry looks; `terminal` decides whether it is written, and takes secrets out of it. Knows no clock.

use serde_json::{Map, Value};

/// How diagnostics are written on standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// A JSON object on each line
    Json,
}

/// How much something matters, and how much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Why the program ends, or a part of its work was not done.
    Error,
    /// What went wrong in a part.
    Warn,
    /// What is good to know.
    #[default]
    Info,
    /// Details: `-v`.
    Debug,
    /// Every call to an API: `-vv`.
    Trace,
}

impl Level {
    /// The level that `--quiet` and so many `-v` ask for.
    pub(crate) fn asked(quiet: bool, verbose: u8) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::Warn,
            (false, 0) => Self::Info,
            (false, 1) => Self::Debug,
            (false, _) => Self::Trace,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// What a message is about, for programs: `environment`, `context`, `kind`, `status`, `path`, …
pub(crate) type Fields<'a> = &'a [(&'static str, Value)];

/// One line of JSON without its end. The time is RFC 3339; a field never takes the place of time, level or message.
pub(crate) fn json(time: &str, level: Level, message: &str, fields: Fields<'_>) -> String {
    let mut all = Map::new();
    fields.iter().for_each(|(name, value)| {
        all.insert((*name).to_owned(), value.clone());
    });
    for (name, text) in [("time", time), ("level", level.name()), ("message", message)] {
        all.insert(name.to_owned(), Value::from(text));
    }
    Value::Object(all).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_is_in_it() {
        let fields = [("path", Value::from("/a\nb")), ("level", Value::from("fatal"))];
        let line = json("2026-11-24T02:00:00Z", Level::Warn, "one\ntwo", &fields);
        assert!(!line.contains('\n'), "{line}");
        let back: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(back["level"], "warn");
        assert_eq!(back["message"], "one\ntwo");
        assert_eq!(back["path"], "/a\nb");
        assert_eq!(back["time"], "2026-11-24T02:00:00Z");
    }

    #[test]
    fn more_is_told_the_more_it_is_asked_for() {
        let table = [
            (true, 0, Level::Warn),
            (false, 0, Level::Info),
            (false, 1, Level::Debug),
            (false, 2, Level::Trace),
            (false, 9, Level::Trace),
        ];
        for (quiet, verbose, wanted) in table {
            assert_eq!(Level::asked(quiet, verbose), wanted, "{quiet} {verbose}");
        }
    }
}
