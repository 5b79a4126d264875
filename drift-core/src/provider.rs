//! Providers: where observed resources come from. Object-safe, so that a tool of one's own can add one.
//!
//! The only edge of this crate that is asynchronous; it names no runtime. Dropping a returned future cancels it.

use std::future::Future;
use std::pin::Pin;

use crate::coverage::{Cell, Status};
use crate::problem::Problem;
use crate::resource::Raw;
use crate::scope::Scope;
use crate::value::Value;

/// A boxed future that may be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Takes what a provider finds. Everything that enters is redacted at once.
pub trait Sink: Send {
    /// Takes one resource.
    fn resource(&mut self, raw: Raw);
    /// Takes how completely a cell was read.
    fn cell(&mut self, cell: Cell, status: Status);
    /// Takes what the provider will need to normalise later; merged with earlier facts by map members.
    fn fact(&mut self, provider: &str, fact: Value);
    /// Takes a problem that cost only its own part.
    fn problem(&mut self, problem: Problem);
    /// Takes what people call a scope.
    fn name_scope(&mut self, id: &str, name: &str);
}

/// Why a provider cannot say what there is to read.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ProviderError {
    /// What went wrong, as a sentence fragment that names the scope; never holds a secret.
    pub what: String,
    /// The cause, where there is one.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Reads resources from an API.
pub trait Provider: Send + Sync {
    /// Its name, as facts and registries use it (`kubernetes`, `aws`).
    fn name(&self) -> &'static str;

    /// The scopes that this instance was configured for.
    fn scopes<'a>(
        &'a self,
        sink: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Scope>, ProviderError>>;

    /// What there is to read in a scope; facts that were learned on the way go to the sink.
    ///
    /// # Errors
    /// When the scope cannot be entered at all. What cannot be listed inside it is a cell with a status.
    fn cells<'a>(
        &'a self,
        scope: &'a Scope,
        sink: &'a mut dyn Sink,
    ) -> BoxFuture<'a, Result<Vec<Cell>, ProviderError>>;

    /// Reads one cell: its resources and its status go to the sink. Never fails: failure is a status.
    fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()>;
}
