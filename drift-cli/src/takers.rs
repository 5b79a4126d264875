//! Takers: what one cluster has goes to every environment that reads it, so that it is listed once.
//!
//! Knows no Kubernetes and no AWS, and nothing of who belongs to which environment: that is settled later.

use std::sync::{Mutex, MutexGuard, PoisonError};

use drift_core::{Builder, Cell, Problem, ProblemCode, Raw, Sink, Status, Value};

/// The snapshots under way that take what a source has.
pub(crate) struct Takers<'b, 'g>(pub(crate) Vec<&'b Mutex<Builder<'g>>>);

impl<'g> Takers<'_, 'g> {
    /// Tells every one of them that a source could not be entered.
    pub(crate) fn refuse(&self, place: &str, why: &str) {
        self.each(|builder| {
            let (code, place) = (ProblemCode::Unreadable, place.to_owned());
            builder.problem(Problem { code, place, what: why.to_owned() });
        });
    }

    fn each(&self, mut give: impl FnMut(&mut Builder<'g>)) {
        self.0.iter().for_each(|taker| give(&mut lock(taker)));
    }
}

/// A builder that another thread panicked over is still whole: each call adds one thing.
fn lock<'m, 'g>(builder: &'m Mutex<Builder<'g>>) -> MutexGuard<'m, Builder<'g>> {
    builder.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Takers<'_, '_> {
    fn resource(&mut self, raw: Raw) {
        let Some((last, others)) = self.0.split_last() else { return };
        others.iter().for_each(|taker| lock(taker).resource(copy(&raw)));
        lock(last).resource(raw);
    }
    fn cell(&mut self, cell: Cell, status: Status) {
        self.each(|builder| builder.cell(cell.clone(), status.clone()));
    }
    fn fact(&mut self, provider: &str, fact: Value) {
        self.each(|builder| builder.fact(provider, fact.clone()));
    }
    fn problem(&mut self, problem: Problem) {
        self.each(|builder| builder.problem(problem.clone()));
    }
    fn name_scope(&mut self, id: &str, name: &str) {
        self.each(|builder| builder.name_scope(id, name));
    }
}

/// What is raw is not `Clone`, so that it is copied nowhere by accident; here it goes to one gate more.
fn copy(raw: &Raw) -> Raw {
    let Raw { kind, version, scope, name, native_id, origin, body } = raw;
    Raw {
        kind: kind.clone(),
        version: version.clone(),
        scope: scope.clone(),
        name: name.clone(),
        native_id: native_id.clone(),
        origin: origin.clone(),
        body: body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use drift_core::{FingerprintKey, Gate, Header, Origin, Registry, Scope};

    use super::*;

    #[test]
    fn each_environment_gets_all_that_is_found() {
        let registry = Registry::default();
        let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
        let header = Header::observed("staging", "2026-11-24T00:00:00Z", &gate);
        let builders = [0, 1].map(|_| Mutex::new(Builder::new(header.clone(), &gate)));
        let scope = Scope::cluster("5f0c");
        let mut takers = Takers(builders.iter().collect());
        takers.resource(Raw {
            kind: "/Pod".to_owned(),
            version: None,
            scope: scope.in_namespace("shop"),
            name: "api".to_owned(),
            native_id: None,
            origin: Origin::Live,
            body: Value::Null,
        });
        takers.cell(Cell { scope, kind: "/Pod".to_owned() }, Status::Complete);
        takers.fact("kubernetes", Value::from("v1"));
        takers.name_scope("5f0c", "kind-staging");
        takers.refuse("context b", "no route");
        let [one, other] = builders.map(|builder| builder.into_inner().unwrap().finish());
        assert_eq!(one, other);
        assert_eq!((one.resources().len(), one.coverage.0.len(), one.facts.len()), (1, 1, 1));
        assert_eq!(one.header.names["5f0c"], "kind-staging");
        assert_eq!(one.problems[0].to_string(), "context b: no route");
    }
}
