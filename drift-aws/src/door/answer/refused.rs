//! Refused: the code and the message of a response that is an error, whatever form they have.
//!
//! A service may answer in another form than its own (a load balancer's page, XML from a JSON service), so the body is looked at.
//! Says only what was said: what a code means is for `error`.

use drift_core::Value;

use super::Wire;
use super::xml::{self, Element};

/// How many characters of a message are kept.
const SAID: usize = 240;

/// What a service said when it refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::door) struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The code (`AccessDenied`), without a namespace; empty where none was said.
    pub code: String,
    /// The code as it was called when the service spoke the query protocol.
    pub query_code: Option<String>,
    /// What was said, in one bounded line.
    pub message: String,
    /// Where a bucket is that was asked for in the wrong region.
    pub region: Option<String>,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.code)
    }
}

impl std::error::Error for Refused {}

/// Reads a response that is an error.
pub(in crate::door) fn refused(wire: &Wire) -> Refused {
    let start = wire.body.iter().find(|byte| !byte.is_ascii_whitespace());
    let (code, message) = match start {
        Some(b'{') => json(wire),
        Some(b'<') => of_xml(&wire.body),
        _ => (String::new(), String::new()),
    };
    let header = wire.header("x-amzn-errortype").map(bare);
    // `AWS.SimpleQueueService.NonExistentQueue;Sender`
    let query = wire.header("x-amzn-query-error").and_then(|said| said.split(';').next());
    Refused {
        status: wire.status,
        code: header.filter(|code| !code.is_empty()).unwrap_or(code),
        query_code: query.map(bounded),
        message,
        region: wire.header("x-amz-bucket-region").map(bounded),
    }
}

fn json(wire: &Wire) -> (String, String) {
    let Ok(body) = Value::from_json(&wire.body) else {
        return (String::new(), String::new());
    };
    let first = |names: &[&str]| {
        let mut said = names.iter().filter_map(|name| body.get(name)?.scalar_text());
        said.next().unwrap_or_default()
    };
    let code = first(&["__type", "code", "Code"]);
    (bare(&code), bounded(&first(&["message", "Message", "errorMessage"])))
}

fn of_xml(body: &[u8]) -> (String, String) {
    // A page in HTML is not well-formed, or has no code.
    let Ok(root) = xml::parse(body) else { return (String::new(), String::new()) };
    let Some(error) = with_code(&root) else { return (String::new(), String::new()) };
    let text = |name| error.child(name).map(|child| child.text.trim()).unwrap_or_default();
    (bare(text("Code")), bounded(text("Message")))
}

/// The first element with a code: `Error`, in whatever it is wrapped.
fn with_code(element: &Element) -> Option<&Element> {
    if element.child("Code").is_some() {
        return Some(element);
    }
    element.children.iter().find_map(with_code)
}

/// `com.amazonaws.sqs#QueueDoesNotExist:http://…` is `QueueDoesNotExist`.
fn bare(code: &str) -> String {
    let code = code.split(':').next().unwrap_or_default();
    bounded(code.rsplit('#').next().unwrap_or_default())
}

/// One line of at most [`SAID`] characters.
pub(in crate::door) fn bounded(text: &str) -> String {
    let letters = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut line: String = letters.take(SAID + 1).collect();
    if let Some((end, _)) = line.char_indices().nth(SAID) {
        line.truncate(end);
        line.push('…');
    }
    line
}
