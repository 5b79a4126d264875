//! The Kubernetes collector against real clusters: what kubectl lists is read, once, and what may not be read is said.
//!
//! Looks at what a provider hands to its sink, before the gate; the program `drift` is not run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use drift_core::{Cell, Map, Problem, Provider, Raw, Scope, Sink, Status, Value};
use drift_k8s::{Cluster, Options, connect, facts};
use drift_tests::Cluster as Server;

/// Keeps what a provider finds.
#[derive(Default)]
struct Kept {
    resources: BTreeMap<(String, String, String), Value>,
    doubles: Vec<String>,
    cells: BTreeMap<Cell, Status>,
    facts: Map,
    problems: Vec<Problem>,
    names: BTreeMap<String, String>,
    scope: Scope,
}

impl Sink for Kept {
    fn resource(&mut self, raw: Raw) {
        let place = (raw.kind, raw.scope.namespace.unwrap_or_default(), raw.name);
        let shown = format!("{place:?}");
        if self.resources.insert(place, raw.body).is_some() {
            self.doubles.push(shown);
        }
    }
    fn cell(&mut self, cell: Cell, status: Status) {
        self.cells.insert(cell, status);
    }
    fn fact(&mut self, _: &str, fact: Value) {
        let clusters = fact.get("clusters").and_then(Value::as_map).unwrap();
        self.facts = clusters.values().next().unwrap().as_map().unwrap().clone();
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
    fn name_scope(&mut self, id: &str, name: &str) {
        self.names.insert(id.to_owned(), name.to_owned());
    }
}

impl Kept {
    /// The names of a kind's objects in a namespace.
    fn names(&self, kind: &str, namespace: &str) -> Vec<&str> {
        let here = |(of, at, _): &&(String, String, String)| of == kind && at == namespace;
        self.resources.keys().filter(here).map(|(_, _, name)| name.as_str()).collect()
    }

    fn body(&self, kind: &str, namespace: &str, name: &str) -> &Value {
        let place = (kind.to_owned(), namespace.to_owned(), name.to_owned());
        self.resources.get(&place).unwrap_or_else(|| panic!("{place:?} is not there"))
    }

    /// The status of a kind's cell in a namespace; `*` is all of them, nothing is outside of them.
    fn status(&self, kind: &str, namespace: &str) -> String {
        let scope = match namespace {
            "" => self.scope.clone(),
            namespace => self.scope.in_namespace(namespace),
        };
        let cell = Cell { scope, kind: kind.to_owned() };
        self.cells.get(&cell).map_or_else(|| "no cell".to_owned(), Status::to_string)
    }
}

fn options(server: &Server) -> Options {
    Options {
        kubeconfig: Some(server.kubeconfig.clone()),
        context: Some(server.name.clone()),
        ..Options::default()
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

async fn read(options: Options) -> Kept {
    let cluster = connect(options).await.unwrap_or_else(|error| panic!("{error}"));
    collect(&cluster).await
}

async fn collect(cluster: &Cluster) -> Kept {
    let mut kept = Kept::default();
    kept.scope = cluster.scopes(&mut kept).await.unwrap().remove(0);
    let scope = kept.scope.clone();
    for cell in cluster.cells(&scope, &mut kept).await.unwrap() {
        cluster.collect(&cell, &mut kept).await;
        assert!(kept.cells.contains_key(&cell), "{cell:?} was read and has no status");
    }
    assert_eq!(kept.doubles, Vec::<String>::new());
    kept
}

/// A kubeconfig of one user of a cluster: a temporary file, and the options that use it.
fn as_user(server: &Server, user: &str) -> (tempfile::NamedTempFile, Options) {
    let authority = server.kubectl(&[
        "config",
        "view",
        "--raw",
        "--minify",
        "-o",
        "jsonpath={.clusters[0].cluster.certificate-authority-data}",
    ]);
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: one\n\
         clusters: [{{name: one, cluster: {{server: '{}', certificate-authority-data: {authority}}}}}]\n\
         contexts: [{{name: one, context: {{cluster: one, user: one}}}}]\nusers: [{{name: one, user: {user}}}]\n",
        server.server
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let options = Options { kubeconfig: Some(file.path().to_owned()), ..Options::default() };
    (file, options)
}

/// A ServiceAccount of the namespace, and a token of it.
fn account(server: &Server, namespace: &str) -> String {
    server.namespace(namespace);
    server
        .apply_text(namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: reader}\n");
    server.kubectl(&["create", "token", "reader", "-n", namespace]).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_kubectl_can_list_is_read_or_left_out_with_a_reason() {
    let server = drift_tests::cluster("small-b");
    let kept = read(options(server)).await;
    let listed = server.kubectl(&["api-resources", "--verbs=list", "--no-headers"]);
    let kinds: BTreeSet<String> = listed
        .lines()
        .map(|line| {
            // NAME, perhaps SHORTNAMES, APIVERSION, NAMESPACED, KIND.
            let mut words = line.split_ascii_whitespace().rev();
            let (kind, api_version) = (words.next().unwrap(), words.nth(1).unwrap());
            format!("{}/{kind}", api_version.split_once('/').map_or("", |(group, _)| group))
        })
        .collect();
    let known: BTreeSet<String> = kept.facts["kinds"].as_map().unwrap().keys().cloned().collect();
    assert_eq!(known, kinds);
    for kind in &kinds {
        let status = [kept.status(kind, "*"), kept.status(kind, "")];
        assert!(
            status.iter().any(|status| status == "complete" || status == "skipped (filter)"),
            "{kind}: {status:?}"
        );
    }
    assert_eq!(kept.scope, Scope::cluster(&server.uid));
    assert_eq!(kept.names, [(server.uid.clone(), "small-b".to_owned())].into());
    assert_eq!(kept.status("/Event", "*"), "skipped (filter)");
    assert!(kept.names("/Namespace", "").contains(&"kube-system"));
    assert_eq!(kept.body("/Namespace", "", "default").get("kind"), Some(&Value::from("Namespace")));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_objects_than_a_page_holds_are_each_read_once() {
    let server = drift_tests::cluster("small-a");
    server.namespace("collect-pages");
    let object =
        |number| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c-{number}}}\n");
    let text: Vec<String> = (0..1_100).map(object).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.yaml");
    std::fs::write(&file, text.join("---\n")).unwrap();
    let path = file.to_str().unwrap();
    server.kubectl(&["apply", "--server-side", "-n", "collect-pages", "-f", path]);
    for namespaces in [vec![], texts(&["collect-pages"]), texts(&["collect-p?ges"])] {
        let options = Options { kinds: texts(&["/ConfigMap"]), namespaces, ..options(server) };
        let kept = read(options).await;
        assert_eq!(kept.names("/ConfigMap", "collect-pages").len(), 1_101);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_read_as_metadata_unless_named_and_helms_records_become_releases() {
    let server = drift_tests::cluster("small-a");
    server.namespace("collect-secrets");
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter22222}\n";
    server.apply_text("collect-secrets", secret);
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path().join("web");
    std::fs::create_dir(&chart).unwrap();
    std::fs::write(
        chart.join("Chart.yaml"),
        "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: '9'\n",
    )
    .unwrap();
    let chart = chart.to_str().unwrap();
    // Left by an earlier run on the same cluster.
    server.helm(&["uninstall", "web", "-n", "collect-secrets", "--ignore-not-found"]);
    for colour in ["red", "green"] {
        let value = format!("colour={colour}");
        let arguments = ["upgrade", "--install", "web", chart, "-n", "collect-secrets", "--set"];
        server.helm(&[&arguments[..], &[value.as_str()]].concat());
    }
    let narrow = Options { namespaces: texts(&["collect-secrets"]), ..options(server) };

    let kept = read(narrow.clone()).await;
    assert_eq!(kept.names("/Secret", "collect-secrets"), ["db"]);
    let body = kept.body("/Secret", "collect-secrets", "db");
    assert_eq!(body.get("data").unwrap().to_json(), r#"{"$unknown":"not-asked"}"#);
    assert_eq!(body.get("kind"), Some(&Value::from("Secret")));
    let release = kept.body("helm.sh/Release", "collect-secrets", "web");
    assert_eq!(release.get("revision"), Some(&Value::from(2)));
    assert_eq!(release.get("chart").unwrap().to_json(), r#"{"$unknown":"not-asked"}"#);

    let kept = read(Options { read_secrets: texts(&["/Secret"]), ..narrow }).await;
    assert_eq!(kept.names("/Secret", "collect-secrets"), ["db"]);
    let release = kept.body("helm.sh/Release", "collect-secrets", "web");
    let chart = r#"{"appVersion":"9","name":"web","version":"1.2.3"}"#;
    assert_eq!(release.get("chart").unwrap().to_json(), chart);
    assert_eq!(release.get("status"), Some(&Value::from("deployed")));
    assert_eq!(release.get("values"), Some(&Value::from(r#"{"colour":"green"}"#)));
    assert_eq!(kept.status("helm.sh/Release", "collect-secrets"), "complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_resources_bring_the_schema_that_their_definition_has() {
    let server = drift_tests::cluster("small-a");
    server.namespace("collect-custom");
    let manifest = concat!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n",
        "metadata: {name: shops.collect.example.com}\n",
        "spec:\n  group: collect.example.com\n  scope: Namespaced\n",
        "  names: {plural: shops, singular: shop, kind: Shop}\n  versions:\n",
        "  - name: v1\n    served: true\n    storage: true\n    schema: {openAPIV3Schema: &schema {type: object, properties: {\n",
        "      spec: {type: object, properties: {open: {type: boolean, default: true}}},\n",
        "      doors: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],\n",
        "        items: {type: object, required: [name], properties: {name: {type: string}}}}}}}\n",
        "  - {name: v1beta1, served: true, storage: false, schema: {openAPIV3Schema: *schema}}\n",
        "---\napiVersion: collect.example.com/v1beta1\nkind: Shop\nmetadata: {name: corner}\nspec: {}\n",
    );
    server.apply_text("collect-custom", manifest);
    let options = Options {
        kinds: texts(&["collect.example.com/*", "apiextensions.k8s.io/*"]),
        ..options(server)
    };
    let name = "shops.collect.example.com";
    let mut kept = read(options.clone()).await;
    // The API server publishes a new schema within some seconds.
    for _ in 0..30 {
        if kept.problems.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        kept = read(options.clone()).await;
    }
    assert_eq!(kept.problems, []);
    let corner = kept.body("collect.example.com/Shop", "collect-custom", "corner");
    assert_eq!(corner.get("apiVersion"), Some(&Value::from("collect.example.com/v1")));
    let crd = kept.body("apiextensions.k8s.io/CustomResourceDefinition", "", name);
    let declared = facts::from_crd(crd);
    for version in ["v1", "v1beta1"] {
        let schema = format!("collect.example.com/{version}/Shop");
        assert_eq!(kept.facts["schemas"].get(&schema), declared.schemas.get(&schema));
        assert_eq!(kept.facts["definitions"].get(&schema), declared.definitions.get(&schema));
        assert!(declared.schemas.contains_key(&schema));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_rights_sees_nothing_and_every_cell_says_so() {
    let server = drift_tests::cluster("small-b");
    let token = account(server, "collect-nothing");
    let (_file, options) = as_user(server, &format!("{{token: {token}}}"));
    let kept = read(options.clone()).await;
    assert_eq!(kept.resources, BTreeMap::new());
    let id = kept.scope.cluster.clone().unwrap();
    assert!(id.starts_with("server-"), "{id}");
    assert_eq!(kept.problems.len(), 1, "{:?}", kept.problems);
    // Discovery is open to everybody: which kinds there are is known, and nothing of what is in them.
    for (cell, status) in kept.cells.iter().filter(|(cell, _)| cell.kind != "*") {
        let said = status.to_string();
        assert!(said.starts_with("denied: 403") || said == "skipped (filter)", "{cell:?} {said}");
        assert!(!said.contains(&token));
    }
    assert!(kept.status("/Pod", "*").starts_with("denied: 403: pods is forbidden"));
    let globs = Options { namespaces: texts(&["collect-*"]), ..options };
    assert!(read(globs).await.status("/Pod", "*").starts_with("denied: 403: namespaces is"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_one_namespace_sees_it_and_only_it() {
    let server = drift_tests::cluster("small-b");
    let token = account(server, "collect-one");
    let rights = concat!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: collect-one}\n",
        "rules: [{apiGroups: [''], resources: [namespaces], verbs: [list, get]}]\n---\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: collect-one}\n",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: collect-one}\n",
        "subjects: [{kind: ServiceAccount, name: reader, namespace: collect-one}]\n---\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: reader}\n",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n",
        "subjects: [{kind: ServiceAccount, name: reader, namespace: collect-one}]\n",
    );
    server.apply_text("collect-one", rights);
    let (_file, options) = as_user(server, &format!("{{token: {token}}}"));
    let kept = read(options.clone()).await;
    assert_eq!(kept.scope, Scope::cluster(&server.uid));
    assert_eq!(kept.names("/ConfigMap", "collect-one"), ["kube-root-ca.crt"]);
    assert_eq!(kept.names("/ConfigMap", "default"), Vec::<&str>::new());
    assert_eq!(kept.status("/ConfigMap", "collect-one"), "complete");
    assert!(kept.status("/ConfigMap", "default").starts_with("denied: 403"));
    assert!(kept.status("/ConfigMap", "*").starts_with("denied: 403"));
    // `view` does not reach Secrets.
    assert!(kept.status("/Secret", "*").starts_with("denied: 403"));
    assert!(kept.status("helm.sh/Release", "*").starts_with("denied: 403"));
    let narrow = Options { namespaces: texts(&["collect-one"]), ..options };
    let kept = read(narrow).await;
    assert_eq!(kept.status("/ConfigMap", "collect-one"), "complete");
    assert_eq!(kept.status("/ConfigMap", "*"), "skipped (filter)");
    assert_eq!(kept.names("/Namespace", ""), ["collect-one"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_selected_namespaces_are_one_list_of_which_the_rest_is_left_out() {
    let server = drift_tests::cluster("small-b");
    for number in 0..10 {
        server.namespace(&format!("collect-many-{number}"));
    }
    let namespaces = texts(&["collect-many-*"]);
    let kinds = texts(&["/ConfigMap", "/Namespace"]);
    let kept = read(Options { namespaces, kinds, ..options(server) }).await;
    assert_eq!(kept.names("/Namespace", "").len(), 10);
    assert_eq!(kept.names("/ConfigMap", "default"), Vec::<&str>::new());
    assert_eq!(kept.names("/ConfigMap", "collect-many-7"), ["kube-root-ca.crt"]);
    assert_eq!(kept.status("/ConfigMap", "collect-many-7"), "complete");
    assert_eq!(kept.status("/ConfigMap", "*"), "skipped (filter)");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exec_plugin_gives_the_token_and_a_wrong_token_is_not_shown() {
    let server = drift_tests::cluster("small-b");
    let token = account(server, "collect-exec");
    let folder = tempfile::tempdir().unwrap();
    let answer: PathBuf = folder.path().join("answer.json");
    let credential = format!(
        r#"{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{"token":"{token}"}}}}"#
    );
    std::fs::write(&answer, credential).unwrap();
    let exec = format!(
        "{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: cat, args: ['{}'], interactiveMode: IfAvailable}}}}",
        answer.display()
    );
    let (_file, options) = as_user(server, &exec);
    let cluster = connect(options).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(cluster.version(), Some("v1.34.2"));
    assert!(!format!("{cluster:?}").contains(&token));

    let (_file, options) = as_user(server, "{token: token-abc}");
    let error = connect(options).await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("does not accept the credentials: 401"), "{error}");
    assert!(!format!("{error:?}").contains("token-abc"), "{error:?}");
}
