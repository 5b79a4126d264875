//! A provider of one's own: feature flags, from whatever serves them. `cargo run --example own_provider`
#![expect(clippy::print_stdout, reason = "a program of its own may print")]

use drift_core::judge::Policy;
use drift_core::{
    Bounds, BoxFuture, Builder, Cell, FingerprintKey, Gate, Header, Origin, Provider,
    ProviderError, Raw, Registry, Report, Scope, Silent, Sink, Snapshot, Status, Value, collect,
    compare,
};

const KIND: &str = "flags.example.com/Flag";

type Found<'a, T> = BoxFuture<'a, Result<Vec<T>, ProviderError>>;

/// The flags of one environment, as a service answers: a JSON object by their names.
pub(crate) struct Flags {
    pub(crate) environment: &'static str,
    pub(crate) answer: &'static str,
}

impl Provider for Flags {
    fn name(&self) -> &'static str {
        "flags"
    }

    fn scopes<'a>(&'a self, _: &'a mut dyn Sink) -> Found<'a, Scope> {
        Box::pin(async { Ok(vec![Scope::account(self.environment, "global")]) })
    }

    fn cells<'a>(&'a self, scope: &'a Scope, _: &'a mut dyn Sink) -> Found<'a, Cell> {
        Box::pin(async { Ok(vec![Cell { scope: scope.clone(), kind: KIND.to_owned() }]) })
    }

    fn collect<'a>(&'a self, cell: &'a Cell, sink: &'a mut dyn Sink) -> BoxFuture<'a, ()> {
        Box::pin(async {
            // Failure is a status: what could not be read is then unknown, and not missing.
            let Ok(Value::Map(flags)) = Value::from_json(self.answer.as_bytes()) else {
                let fault = "the answer is no JSON object".to_owned();
                return sink.cell(cell.clone(), Status::Partial { fault });
            };
            flags.into_iter().for_each(|(name, body)| sink.resource(flag(cell, name, body)));
            sink.cell(cell.clone(), Status::Complete);
        })
    }
}

fn flag(cell: &Cell, name: String, body: Value) -> Raw {
    let (kind, scope) = (cell.kind.clone(), cell.scope.clone());
    Raw { kind, version: None, scope, name, native_id: None, origin: Origin::Live, body }
}

/// How the flags of two environments differ.
pub(crate) async fn report(before: &Flags, after: &Flags) -> Result<Report, drift_core::KeyError> {
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more")?, &registry);
    let (before, after) = (snapshot(before, &gate).await, snapshot(after, &gate).await);
    Ok(compare(&before, &after, &registry, &Policy::default(), &mut Silent))
}

async fn snapshot(flags: &Flags, gate: &Gate<'_>) -> Snapshot {
    let header = Header::observed(flags.environment, "2026-11-24T00:00:00Z", gate);
    let mut builder = Builder::new(header, gate);
    collect(flags, "flags", &mut builder, Bounds::default(), &mut Silent).await;
    builder.finish()
}

#[tokio::main]
async fn main() -> Result<(), drift_core::KeyError> {
    let staging = Flags { environment: "staging", answer: r#"{"new-cart": {"on": true}}"# };
    let prod = Flags { environment: "prod", answer: r#"{"new-cart": {"on": false}}"# };
    for finding in report(&staging, &prod).await?.findings {
        println!("{} {} {}", finding.severity, finding.subject, finding.path);
    }
    Ok(())
}
