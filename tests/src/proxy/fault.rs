//! Faults: what can be done to a request and its answer.
//!
//! Deliberately knows no socket and no rule.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

/// One thing that goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// This is said in place of the server.
    Say(Answer),
    /// The server is asked for so many objects a page, whatever the program asks for.
    Paged(usize),
    /// The server is asked for this form (`Accept`).
    Form(&'static str),
    /// The body that the server gave is rewritten.
    Rewrite(Rewrite),
    /// The answer has this header, in place of the server's.
    Header(&'static str, String),
    /// It is answered after this time.
    Late(Duration),
    /// No byte comes until the proxy lets go.
    Stall,
    /// The connection is reset in place of an answer.
    Reset,
    /// The body breaks off after so many bytes.
    CutOff(usize),
    /// A byte of the body comes now and then.
    Trickle,
    /// The body begins as a list and never ends.
    Endless,
}

/// What makes another body of one.
#[derive(Clone)]
pub struct Rewrite(pub(super) Arc<dyn Fn(&str) -> String + Send + Sync>);

impl Fault {
    /// Rewrites the text of the body.
    #[must_use]
    pub fn text(rewrite: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::Rewrite(Rewrite(Arc::new(rewrite)))
    }

    /// Rewrites the body, which is JSON.
    #[must_use]
    pub fn json(rewrite: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::text(move |text| {
            let mut value = serde_json::from_str(text).expect("the server answers JSON");
            rewrite(&mut value);
            value.to_string()
        })
    }

    /// Says a status with an empty body.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Self::Say(Answer::new(code, ""))
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) code: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// An answer of this status with this body, as JSON where nothing else is said.
    #[must_use]
    pub fn new(code: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { code, headers: Vec::new(), body: body.into() }
            .header("content-type", "application/json")
    }

    /// The same with this header, in place of one of that name.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function")
    }
}
