//! `drift.yaml` from bytes: all that is wrong with it at once, each with its place.
//!
//! Every part reads what it can and goes on; a configuration comes out only when nothing was wrong. Keys of the dialect
//! that do not work yet are refused like keys that are none. Reads no file and no environment variable.

mod aws;
mod dialect;
mod duration;
mod environments;
mod expectations;
mod names;
mod reader;
mod selectors;
mod settings;
mod suggest;
mod variables;

pub use aws::is_region;
pub use duration::seconds;

use reader::Reader;

use super::{Config, ConfigError};
use crate::yaml::{Budget, Dialect, Spanned, load};

/// More than anyone writes by hand, and little enough to be read in a moment.
const BUDGET: Budget = Budget { bytes: 8 << 20, depth: 64, expansion: 8 << 20 };

/// Reads a configuration in which no `${VAR}` stands.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines.
///
/// ```
/// let text = b"
/// version: 1
/// environments:
///   staging: { rank: 20, sources: [ { kubernetes: { context: staging, namespaces: [shop] } } ] }
///   prod: { rank: 30, sources: [ { manifests: { path: k8s/prod, render: kustomize } } ] }
/// ";
/// let config = drift_core::config::parse(text, "drift.yaml").unwrap();
/// assert_eq!(config.environments["prod"].rank, Some(30));
/// ```
pub fn parse(bytes: &[u8], file_name: &str) -> Result<Config, Vec<ConfigError>> {
    parse_with(bytes, file_name, &|_| None)
}

/// Reads a configuration; `${VAR}` in a scalar value stands for what `lookup` says of `VAR`, and `$${` for `${`.
///
/// Values replace text inside a scalar that is already parsed: one with a colon, a quote or a line break in it is still
/// one text. Keys and comments are left as they are. Errors show the line as the file has it.
///
/// # Errors
/// As [`parse`], and for each variable of which `lookup` says nothing.
///
/// ```
/// let text = b"version: 1\nenvironments: { prod: { sources: [ { kubernetes: { context: '${CONTEXT}' } } ] } }";
/// let lookup = |name: &str| (name == "CONTEXT").then(|| "arn:aws:eks".to_owned());
/// assert!(drift_core::config::parse_with(text, "drift.yaml", &lookup).is_ok());
/// assert!(drift_core::config::parse(text, "drift.yaml").is_err());
/// ```
pub fn parse_with(
    bytes: &[u8],
    file_name: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Vec<ConfigError>> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::new(file_name, &text);
    let config = document(&mut reader, bytes).map(|mut root| {
        variables::replace(&mut reader, &mut root, lookup);
        read(&mut reader, &root)
    });
    reader.finish(config.unwrap_or_default())
}

/// The one document of the file.
fn document(reader: &mut Reader<'_>, bytes: &[u8]) -> Option<Spanned> {
    let mut documents = load(bytes, Dialect::Core, &BUDGET);
    let root = match documents.next() {
        Some(Ok(root)) => root,
        Some(Err(error)) => {
            reader.error((error.line, error.column), error.what.to_string());
            return None;
        }
        None => {
            reader.error((1, 1), "it says nothing; a configuration begins with `version: 1`");
            return None;
        }
    };
    match documents.next() {
        Some(Ok(second)) => reader.error(&second, "a second document; a configuration is one"),
        Some(Err(error)) => reader.error((error.line, error.column), error.what.to_string()),
        None => {}
    }
    Some(root)
}

fn read(reader: &mut Reader<'_>, root: &Spanned) -> Config {
    if !settings::version(reader, root) || !reader.keys(root, &dialect::ROOT) {
        // What another version means by its keys is not ours to say.
        return Config::default();
    }
    names::check(reader, root);
    let credentials = aws::credentials(reader, root);
    Config {
        environments: environments::read(reader, root),
        credentials,
        shared: selectors::shared(reader, root),
        pair: settings::pair(reader, root),
        expect: expectations::read(reader, root),
        secrets: settings::secrets(reader, root),
        skip_kinds: settings::skip_kinds(reader, root),
        limits: settings::limits(reader, root),
        fail_on: settings::fail_on(reader, root),
    }
}
