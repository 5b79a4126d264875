//! Taking: listed objects become raw resources for the sink, Secrets without their data and Helm's records as releases.
//!
//! Knows nothing of requests.

use std::collections::BTreeSet;

use drift_core::{Map, Origin, Problem, ProblemCode, Raw, Reason, Scope, Sink, Value};

use super::Options;
use super::helm::{RELEASE, Releases, is_release};
use super::list::{Ending, Form};
use super::page::Object;
use super::plan::Target;

/// What a Secret's metadata does not tell.
const UNTOLD: [&str; 3] = ["data", "immutable", "type"];

/// Takes the objects of one list.
pub(super) struct Take<'a> {
    cluster: &'a Scope,
    target: &'a Target,
    options: &'a Options,
    /// Only objects of these namespaces.
    within: Option<&'a BTreeSet<String>>,
    releases: Releases,
    sink: &'a mut dyn Sink,
}

impl<'a> Take<'a> {
    /// Takes for a target of a cluster.
    pub(super) fn new(
        cluster: &'a Scope,
        target: &'a Target,
        options: &'a Options,
        within: Option<&'a BTreeSet<String>>,
        sink: &'a mut dyn Sink,
    ) -> Self {
        Self { cluster, target, options, within, releases: Releases::default(), sink }
    }

    /// Takes one object.
    pub(super) fn object(&mut self, object: Object) {
        let within = |names: &BTreeSet<String>| {
            object.namespace.as_ref().is_some_and(|name| names.contains(name))
        };
        if !self.within.is_none_or(within) {
            return;
        }
        if self.target.may_hold_releases() && is_release(&object) {
            if self.target.releases {
                self.releases.take(object);
            }
            return;
        }
        let kind = self.target.served.name();
        if !self.target.objects
            || (kind == "/Namespace" && !self.options.wants_namespace(&object.name))
        {
            return;
        }
        let body = match self.target.form {
            Form::Whole => object.body,
            Form::Metadata => metadata_only(object.body),
        };
        self.sink.resource(Raw {
            kind,
            version: Some(self.target.served.version.clone()),
            scope: self.scope(object.namespace.as_deref()),
            name: object.name,
            native_id: object.uid,
            origin: Origin::Live,
            body,
        });
    }

    /// Ends the list: hands on the releases and what could not be understood.
    pub(super) fn finish(self, ending: &Ending) {
        let releases = self.releases.decode(self.target.form);
        for release in releases {
            let namespace = release.namespace.as_deref();
            let scope = namespace
                .map_or_else(|| self.cluster.clone(), |name| self.cluster.in_namespace(name));
            if let Some(fault) = release.fault {
                self.sink.problem(Problem {
                    code: ProblemCode::Undecodable,
                    place: format!("{RELEASE} {scope}/{}", release.name),
                    what: fault.to_owned(),
                });
            }
            self.sink.resource(Raw {
                kind: RELEASE.to_owned(),
                version: None,
                scope,
                name: release.name,
                native_id: None,
                origin: Origin::Live,
                body: release.body,
            });
        }
        for bad in &ending.undecodable {
            self.sink.problem(Problem {
                code: ProblemCode::Undecodable,
                place: format!("{} {}/{}", self.target.served.name(), self.cluster, bad.place),
                what: bad.what.clone(),
            });
        }
    }

    fn scope(&self, namespace: Option<&str>) -> Scope {
        namespace.map_or_else(|| self.cluster.clone(), |name| self.cluster.in_namespace(name))
    }
}

/// Keeps what was asked for, also where a server answers with more.
fn metadata_only(body: Value) -> Value {
    let Value::Map(mut body) = body else { return body };
    body.retain(|name, _| matches!(name.as_str(), "apiVersion" | "kind" | "metadata"));
    let untold = UNTOLD.map(|name| (name.to_owned(), Value::Unknown(Reason::NotAsked)));
    body.extend(Map::from(untold));
    Value::Map(body)
}
