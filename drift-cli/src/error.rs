//! The one error of the command line: what went wrong, where, why, and what to do next.
//!
//! Libraries have their own errors; here they are turned into sentences for people and given hints. Knows nothing of
//! colours (see `terminal`).

use drift_core::Location;

/// Whose doing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The arguments, or a file that they name.
    User,
    /// `drift.yaml`.
    Config,
    /// A cluster, a store, a disk.
    Source,
    /// A signal ended the run; the number is its exit code.
    Signal(u8),
    /// This program.
    Internal,
}

/// What is told to the user before the program ends with [`crate::exit::ERROR`]. Small where nothing fails.
#[derive(Debug)]
pub(crate) struct Error(Box<Parts>);

/// The parts of an error.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) kind: Kind,
    /// A sentence fragment.
    pub(crate) what: String,
    /// The file and line that are to be changed, where known.
    pub(crate) location: Option<Location>,
    /// Places in a file and what is wrong there, each of one or more lines.
    pub(crate) details: Vec<String>,
    /// The chain of causes, the nearest first.
    pub(crate) causes: Vec<String>,
    /// What to do next.
    pub(crate) hints: Vec<String>,
}

impl std::ops::Deref for Error {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl Error {
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            what: what.into(),
            location: None,
            details: Vec::new(),
            causes: Vec::new(),
            hints: Vec::new(),
        }))
    }

    pub(crate) fn user(what: impl Into<String>) -> Self {
        Self::new(Kind::User, what)
    }

    pub(crate) fn config(what: impl Into<String>) -> Self {
        Self::new(Kind::Config, what)
    }

    pub(crate) fn source(what: impl Into<String>) -> Self {
        Self::new(Kind::Source, what)
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds where it is.
    #[must_use]
    pub(crate) fn at(mut self, location: Option<Location>) -> Self {
        if location.is_some() {
            self.location = location;
        }
        self
    }

    /// What went wrong and why, as one sentence fragment.
    pub(crate) fn in_a_line(&self) -> String {
        let all = std::iter::once(&self.what).chain(&self.causes);
        let all: Vec<&str> = all.map(String::as_str).collect();
        match &self.location {
            Some(location) => format!("{} ({location})", all.join(": ")),
            None => all.join(": "),
        }
    }

    /// Adds why, down to the first cause.
    #[must_use]
    pub(crate) fn because(mut self, cause: &dyn std::error::Error) -> Self {
        let mut next = Some(cause);
        while let Some(cause) = next {
            let text = cause.to_string();
            // Many libraries repeat their cause in their own text.
            if !self.causes.last().is_some_and(|before| before.contains(&text)) {
                self.causes.push(text);
            }
            next = cause.source();
        }
        self
    }
}

/// An error with its causes, each said once.
pub(crate) fn said(error: &dyn std::error::Error) -> String {
    Error::source("").because(error).causes.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot read: no such file")]
        struct Outer(#[source] Inner);
        #[derive(Debug, thiserror::Error)]
        #[error("no such file")]
        struct Inner;
        let error = Error::user("x").because(&Outer(Inner));
        assert_eq!(error.causes, ["cannot read: no such file"]);
    }
}
