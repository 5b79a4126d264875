//! Why a document cannot be loaded. Never holds a value of the document: it could be secret.

/// A document that cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct YamlError {
    /// The line in the stream, from 1.
    pub line: u32,
    /// The column in that line, in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub what: YamlFault,
}

/// What can be wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum YamlFault {
    /// It is not YAML.
    #[error("{0}")]
    Syntax(String),
    /// A byte is not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// The stream is larger than its budget.
    #[error("larger than {0} bytes")]
    Bytes(usize),
    /// Lists and maps nest too deep.
    #[error("nested deeper than {0} levels")]
    Depth(usize),
    /// Aliases make the document too large.
    #[error("aliases expand to more than {0} bytes")]
    Expansion(usize),
    /// An alias stands inside its own anchor.
    #[error("alias inside its own anchor")]
    Recursive,
    /// A key stands twice in one map.
    #[error("key `{key}` stands twice in one map, first at line {first}")]
    Duplicate {
        /// The key.
        key: String,
        /// The line of the first one; that of the error is the second one's.
        first: u32,
    },
    /// A list, a map or a scalar that cannot be a key.
    #[error("{0} cannot be a key")]
    Key(&'static str),
    /// `<<` with something else than a map or a list of maps.
    #[error("`<<` takes a map or a list of maps")]
    Merge,
    /// A scalar that is not what its tag says.
    #[error("not what its tag `{0}` says")]
    Tag(String),
    /// Infinity or not-a-number, which JSON does not have.
    #[error("infinite or not a number")]
    Infinite,
}
