//! Declare: the files of a declaration become the resources of a side, with the line of every attribute.
//!
//! Works on bytes, as `kubectl kustomize` and `helm template` print them; it opens no file, renders nothing and asks no
//! cluster. It does not know which kinds have namespaces, nor what an attribute means: normalising does. What cannot be
//! understood is a problem with its file and line, and takes from the declaration the right to say that something is
//! missing from it.

mod encrypted;
mod identity;
mod lines;
mod list;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::{Cell, Claim, Status};
use crate::problem::{Problem, ProblemCode};
use crate::provider::Sink;
use crate::resource::{Location, Origin, Raw};
use crate::scope::Scope;
use crate::snapshot::Builder;
use crate::value::{Map, Value};
use crate::yaml::{Budget, Dialect, Spanned, load};
use identity::{Cost, Refused};

/// A file of manifests, or a stream of them.
#[derive(Clone)]
pub struct ManifestFile {
    /// The file, as the user named it; `-` is a stream.
    pub name: String,
    /// What is in it, or why it could not be read.
    pub bytes: Result<Vec<u8>, String>,
}

/// How a declaration is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The namespace of objects that name none. It becomes the fact `{"namespace": NAME}` of `kubernetes`: only
    /// normalising knows which kinds live in namespaces.
    pub namespace: Option<String>,
    /// How much each file may cost.
    pub budget: Budget,
}

/// Declares what the files of one declaration say: resources, claims, coverage and problems go to the builder.
///
/// A kind is `group/Kind` (`apps/Deployment`, `/ConfigMap`). `List`s are unrolled. Claims and cells are complete only when
/// every file loaded; a cell of kind `*` says the same of the kinds that are not declared at all.
///
/// ```
/// use drift_core::declare::{ManifestFile, Options, manifests};
/// # use drift_core::{Builder, FORMAT, FingerprintKey, Gate, Header, Registry, SideKind};
/// # let registry = Registry::default();
/// # let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
/// # let header = Header {
/// #     format: FORMAT, environment: "k8s".into(), kind: SideKind::Declared, rank: None, captured_at: "2026-11-24T00:00:00Z".into(),
/// #     tool: "drift/0".into(), key: gate.key_id().into(), tokens: vec![], names: Default::default(), elsewhere: 0, asked: vec![],
/// # };
/// let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\nspec:\n  replicas: 2\n";
/// let file = ManifestFile { name: "api.yaml".into(), bytes: Ok(text.into()) };
/// let mut builder = Builder::new(header, &gate);
/// manifests(&[file], &Options::default(), &mut builder);
/// let snapshot = builder.finish();
/// let api = &snapshot.resources()[0];
/// assert_eq!((api.kind.as_str(), api.version.as_deref(), api.scope.to_string()), ("apps/Deployment", Some("v1"), "shop".into()));
/// assert!(snapshot.claims[0].complete);
/// ```
pub fn manifests(files: &[ManifestFile], options: &Options, builder: &mut Builder<'_>) {
    if let Some(namespace) = &options.namespace {
        let fact = Map::from([("namespace".to_owned(), Value::from(namespace.as_str()))]);
        builder.fact("kubernetes", Value::Map(fact));
    }
    let mut declaration = Declaration::default();
    for file in files {
        declaration.read(file, &options.budget, builder);
    }
    declaration.close(builder);
}

/// What is known of a declaration besides its resources.
#[derive(Default)]
struct Declaration {
    /// The namespaces and kinds it declares, each with what keeps it from being complete.
    declared: BTreeMap<(Option<String>, String), Option<String>>,
    /// What could not be understood, whatever it would have declared.
    faults: BTreeSet<String>,
}

impl Declaration {
    fn read(&mut self, file: &ManifestFile, budget: &Budget, builder: &mut Builder<'_>) {
        let bytes = match &file.bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                let (code, place) = (ProblemCode::Unreadable, file.name.clone());
                return self.fault(Problem { code, place, what: why.clone() }, builder);
            }
        };
        for document in load(bytes, Dialect::Kubernetes, budget) {
            match document {
                Ok(root) => self.document(root, &file.name, builder),
                Err(error) => {
                    let what = format!("column {}: {}", error.column, error.what);
                    self.fault(undecodable(&file.name, error.line, what), builder);
                }
            }
        }
    }

    fn document(&mut self, root: Spanned, file: &str, builder: &mut Builder<'_>) {
        for (root, types) in list::unroll(root) {
            match identity::of(&root, types.as_ref()) {
                Ok(identity) => {
                    let key = (identity.namespace.clone(), identity.types.kind());
                    self.declared.entry(key).or_default();
                    builder.resource(raw(root, identity, file));
                }
                Err(refused) => self.refuse(&refused, file, builder),
            }
        }
    }

    fn refuse(&mut self, refused: &Refused, file: &str, builder: &mut Builder<'_>) {
        let problem = undecodable(file, refused.line, refused.why.to_string());
        match refused.why.cost() {
            Cost::Nothing => builder.problem(problem),
            Cost::Everything => self.fault(problem, builder),
            Cost::Kind { namespace, kind } => {
                let lacking = self.declared.entry((namespace, kind)).or_default();
                lacking.get_or_insert_with(|| problem.to_string());
                builder.problem(problem);
            }
        }
    }

    fn fault(&mut self, problem: Problem, builder: &mut Builder<'_>) {
        self.faults.insert(problem.to_string());
        builder.problem(problem);
    }

    /// Says what the declaration speaks for.
    fn close(self, builder: &mut Builder<'_>) {
        let fault = self.faults.first().map(|first| match self.faults.len() {
            1 => first.clone(),
            count => format!("{first} (and {} more)", count - 1),
        });
        let status = |fault: Option<String>| match fault {
            None => Status::Complete,
            Some(fault) => Status::Partial { fault },
        };
        for ((namespace, kind), lacking) in self.declared {
            let scope = Scope { namespace, ..Scope::default() };
            let lacking = fault.clone().or(lacking);
            let complete = lacking.is_none();
            builder.claim(Claim { scope: scope.clone(), kind: kind.clone(), complete });
            builder.cell(Cell { scope, kind }, status(lacking));
        }
        builder.cell(Cell { scope: Scope::default(), kind: "*".to_owned() }, status(fault));
    }
}

fn undecodable(file: &str, line: u32, what: String) -> Problem {
    let place = Location { file: file.to_owned(), line }.to_string();
    Problem { code: ProblemCode::Undecodable, place, what }
}

fn raw(root: Spanned, identity: identity::Identity, file: &str) -> Raw {
    let location = Location { file: file.to_owned(), line: root.line };
    let lines = lines::of(&root);
    let kind = identity.types.kind();
    let mut body = root.into_value();
    identity.types.say(&mut body);
    encrypted::hide(&kind, &mut body);
    Raw {
        kind,
        version: Some(identity.types.version),
        scope: Scope { namespace: identity.namespace, ..Scope::default() },
        name: identity.name,
        native_id: None,
        origin: Origin::Declared { location, lines },
        body,
    }
}

#[cfg(test)]
mod tests;
