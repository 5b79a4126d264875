//! What Kubernetes objects mean: their normal form, the class of each attribute, what generated them and who wrote them.
//!
//! There is no file per kind: schemas come from the committed table of built-in kinds and from the facts of a snapshot, roles
//! and consequences from one table of path patterns. Pure; knows no client.

mod admission;
mod autoscaler;
#[cfg(test)]
mod cases;
mod computed;
#[cfg(test)]
mod examples;
mod fold;
pub(crate) mod fuzzing;
mod image;
mod outward;
mod provenance;
mod quantity;
mod references;
mod rows;
mod system;
mod table;
mod walk;
mod writer;

use std::collections::BTreeMap;

use drift_core::{
    Called, Class, Consequence, Encoding, Map, Node, Normal, Path, Pattern, Problem, ProblemCode,
    Resource, RowDoc, Scope, SecretRow, Semantics, Value, Writer,
};

use table::{Kind, Schemas};
use walk::{Place, Walk};

/// The semantics of Kubernetes objects.
///
/// ```
/// use drift_core::Semantics;
/// let kubernetes = drift_k8s::Kubernetes;
/// assert!(kubernetes.knows("apps/Deployment") && !kubernetes.knows("AWS::EC2::VPC"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Kubernetes;

impl Semantics for Kubernetes {
    fn provider(&self) -> &'static str {
        "kubernetes"
    }

    fn knows(&self, kind: &str) -> bool {
        kind.contains('/') && !kind.contains("::")
    }

    fn kinds(&self) -> Vec<String> {
        let builtin = table::builtin_kinds().filter_map(|key| {
            let (api_version, kind) = key.rsplit_once('/')?;
            Some(references::group_kind(api_version, kind))
        });
        let mut kinds: Vec<String> = builtin.chain(["helm.sh/Release".to_owned()]).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    fn rows(&self, kind: &str) -> Vec<RowDoc> {
        rows::docs(kind)
    }

    fn consequence(&self, kind: &str) -> Consequence {
        match kind.split_once('/') {
            Some(("rbac.authorization.k8s.io" | "admissionregistration.k8s.io", _)) => {
                Consequence::Security
            }
            Some(("networking.k8s.io", "NetworkPolicy"))
            | Some(("", "Secret" | "ServiceAccount")) => Consequence::Security,
            Some(("", "ResourceQuota" | "LimitRange")) | Some(("autoscaling" | "keda.sh", _)) => {
                Consequence::Capacity
            }
            _ => Consequence::Behaviour,
        }
    }

    fn ignored(&self, kind: &str) -> Option<&'static str> {
        system::ignored(kind)
    }

    fn passes(&self, kind: &str) -> bool {
        kind == "/Node"
    }

    fn addresses(&self, facts: &Value) -> BTreeMap<String, Scope> {
        let clusters = facts.get("clusters").and_then(Value::as_map);
        let address = |(uid, facts): (&String, &Value)| {
            let server = facts.get("server")?.as_str()?.trim_end_matches('/');
            let server = server.strip_suffix(":443").unwrap_or(server);
            Some((server.to_owned(), Scope::cluster(uid)))
        };
        clusters.into_iter().flatten().filter_map(address).collect()
    }

    fn class(&self, kind: &str, path: &Path) -> Class {
        rows::class(kind, path)
    }

    fn secrets(&self, kind: &str) -> Vec<SecretRow> {
        let row = |path: &str, encoding| {
            path.parse::<Pattern>().ok().map(|path| SecretRow { path, encoding })
        };
        let rows = match kind {
            "/Secret" => vec![row("data", Encoding::Base64), row("stringData", Encoding::Text)],
            "helm.sh/Release" => vec![row("values", Encoding::Text)],
            _ => Vec::new(),
        };
        rows.into_iter().flatten().collect()
    }

    fn tags(&self, resource: &Resource) -> BTreeMap<String, String> {
        labels(resource.body())
    }

    fn normalise(&self, resource: &Resource, facts: &Value) -> (Normal, Vec<Problem>) {
        normalise(resource, facts)
    }

    fn fold(&self, owner: &mut Node, children: &[&Node]) {
        fold::fold(owner, children);
    }

    fn writer(&self, resource: &Resource, path: &Path) -> Option<Writer> {
        writer::of(resource, path)
    }
}

fn normalise(resource: &Resource, facts: &Value) -> (Normal, Vec<Problem>) {
    if resource.kind == "/Node" {
        let machine = Value::Map(outward::machine(resource.body()));
        return (Normal::of(Node::from_value(machine)), Vec::new());
    }
    let api_version_kind = api_version_kind(resource);
    let schemas = Schemas::of(facts, &resource.scope, &api_version_kind);
    let served = schemas.kind(&api_version_kind);
    let mut body = resource.body().clone();
    let mut problems = Vec::new();
    let mut lookup = served.as_ref().map(|kind| kind.definition.clone());
    if api_version_kind == "autoscaling/v1/HorizontalPodAutoscaler" {
        autoscaler::v1_as_v2(&mut body);
        lookup = schemas
            .kind("autoscaling/v2/HorizontalPodAutoscaler")
            .map(|kind| kind.definition.clone());
    }
    if system::holds_its_own(resource) {
        without_content(&mut body);
    }
    if let Value::Map(object) = &mut body {
        admission::apply(resource, object);
    }
    prepare(&resource.kind, &mut body);
    let tree = match (lookup, body) {
        (Some(definition), Value::Map(object)) => {
            let fills = served.as_ref().map(|kind| kind.defaults.as_slice()).unwrap_or_default();
            let walk = Walk { schemas, kind: &resource.kind, fills };
            walk.object(&Place::default(), &definition, object)
        }
        (_, body @ Value::Map(_)) => walk::without_schema(&resource.kind, body),
        (_, _) => {
            problems.push(not_an_object(resource));
            Node::empty()
        }
    };
    let normal = Normal {
        tree,
        namespace: namespace(resource, facts, served.as_deref(), schemas),
        stem: stem(resource),
        called: Called::ByPeople,
        owner: owner(resource.body()),
        governs: autoscaler::governs(&resource.kind, resource.body()),
        binds: Vec::new(),
        also: Vec::new(),
        unsure: None,
        made_by_system: system::made(resource),
        component: provenance::component(resource),
        provenance: provenance::tool(resource),
        tags: labels(resource.body()),
    };
    (normal, problems)
}

/// The key of the tables: `apps/v1/Deployment`, `v1/Service`.
fn api_version_kind(resource: &Resource) -> String {
    let (group, kind) = resource.kind.split_once('/').unwrap_or(("", &resource.kind));
    let version = resource.version.as_deref().unwrap_or("v1");
    if group.is_empty() { format!("{version}/{kind}") } else { format!("{group}/{version}/{kind}") }
}

/// Where Pod templates stand.
const TEMPLATES: [&[&str]; 2] =
    [&["spec", "template"], &["spec", "jobTemplate", "spec", "template"]];

/// Takes out what is not this object's configuration, and gives free maps a place to compare their members in.
fn prepare(kind: &str, body: &mut Value) {
    for way in TEMPLATES {
        if let Some(template) = body.at_mut(way).and_then(Value::as_map_mut) {
            let metadata = template.entry("metadata".to_owned()).or_insert(Value::Null);
            if *metadata == Value::Null {
                *metadata = Value::Map(Map::new());
            }
            metadata.as_map_mut().into_iter().for_each(free_maps);
        }
    }
    if matches!(kind, "batch/Job" | "/ReplicationController") {
        labels_of_template(body);
    }
    let Some(object) = body.as_map_mut() else { return };
    let status = object.remove("status");
    let kept = status.and_then(|status| match kind {
        "/Pod" => Some(images(&status)),
        kind => outward::balancers(kind, &status),
    });
    object.extend(kept.map(|status| ("status".to_owned(), status)));
    object.remove("apiVersion");
    object.remove("kind");
    if kind == "/Secret" {
        merge_string_data(object);
    }
    if matches!(kind, "/ConfigMap" | "/Secret") {
        for field in ["data", "binaryData"] {
            object.entry(field.to_owned()).or_insert_with(|| Value::Map(Map::new()));
        }
    }
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_map_mut) {
        for field in ["name", "namespace", "managedFields", "selfLink"] {
            metadata.remove(field);
        }
        free_maps(metadata);
        if kind == "/ServiceAccount" {
            outward::to_role(metadata);
        }
    }
}

/// Like a status, it says what the cluster is and not what anybody wants.
fn without_content(body: &mut Value) {
    let Some(object) = body.as_map_mut() else { return };
    for field in ["data", "binaryData", "stringData", "spec"] {
        object.remove(field);
    }
}

fn free_maps(metadata: &mut Map) {
    for field in ["labels", "annotations"] {
        let value = metadata.entry(field.to_owned()).or_insert(Value::Null);
        if *value == Value::Null {
            *value = Value::Map(Map::new());
        }
    }
}

/// `SetDefaults_Job`, `SetDefaults_ReplicationController`: without labels of its own it gets those of its template.
fn labels_of_template(body: &mut Value) {
    let template = body.at(&["spec", "template", "metadata", "labels"]).cloned();
    let metadata = body.at_mut(&["metadata"]).and_then(Value::as_map_mut);
    let (Some(template), Some(metadata)) = (template, metadata) else { return };
    let labels = metadata.entry("labels".to_owned()).or_insert(Value::Null);
    if labels.is_empty() {
        *labels = template;
    }
}

/// Of a Pod's status only what says which image runs.
fn images(status: &Value) -> Value {
    let kept = ["containerStatuses", "initContainerStatuses"];
    Value::Map(
        kept.iter()
            .filter_map(|name| Some(((*name).to_owned(), status.get(name)?.clone())))
            .collect(),
    )
}

/// `stringData` is a way to write `data`. Both are fingerprints of the decoded bytes by now.
fn merge_string_data(object: &mut Map) {
    let Some(Value::Map(texts)) = object.remove("stringData") else { return };
    let data = object.entry("data".to_owned()).or_insert(Value::Null);
    if !matches!(data, Value::Map(_)) {
        *data = Value::Map(Map::new());
    }
    if let Some(data) = data.as_map_mut() {
        data.extend(texts);
    }
}

fn not_an_object(resource: &Resource) -> Problem {
    Problem {
        code: ProblemCode::Undecodable,
        place: format!("{} {} {}", resource.kind, resource.scope, resource.name),
        what: "not an object".to_owned(),
    }
}

/// The namespace, where the body leaves it to a default or says one that its kind does not have.
fn namespace(
    resource: &Resource,
    facts: &Value,
    served: Option<&Kind>,
    schemas: Schemas<'_>,
) -> Option<Option<String>> {
    let default = || facts.get("namespace").and_then(Value::as_str).unwrap_or("default").to_owned();
    let listed = || schemas.namespaced(&resource.kind);
    match (&resource.scope.namespace, served.map(|kind| kind.namespaced).or_else(listed)?) {
        (None, true) => Some(Some(default())),
        (Some(_), false) => Some(None),
        _ => None,
    }
}

/// The name without the hash that Kustomize appends to generated ConfigMaps and Secrets.
fn stem(resource: &Resource) -> Option<String> {
    if !matches!(resource.kind.as_str(), "/ConfigMap" | "/Secret") {
        return None;
    }
    let (stem, hash) = resource.name.rsplit_once('-')?;
    // Kustomize's alphabet: hexadecimal with the vowels and look-alikes replaced.
    let is_hash = hash.len() == 10 && hash.chars().all(|c| "bcdfghkmt2456789".contains(c));
    (is_hash && !stem.is_empty()).then(|| stem.to_owned())
}

/// The UID of the controller that generated the object.
fn owner(body: &Value) -> Option<String> {
    let owners = body.at(&["metadata", "ownerReferences"])?.as_list()?;
    let controller = owners
        .iter()
        .find(|owner| owner.get("controller").and_then(Value::as_bool) == Some(true))?;
    controller.get("uid").and_then(Value::as_str).map(str::to_owned)
}

fn labels(body: &Value) -> BTreeMap<String, String> {
    let labels = body.at(&["metadata", "labels"]).and_then(Value::as_map);
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    labels.into_iter().flatten().filter_map(text).collect()
}

#[cfg(test)]
mod tests;
