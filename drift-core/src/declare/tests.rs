//! What folders and streams of manifests declare, and what they may then speak for.

use super::*;
use crate::snapshot::{FORMAT, Header, SideKind, Snapshot};
use crate::{FingerprintKey, Gate, Path, Registry};

fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| ManifestFile {
            name: (*name).to_owned(),
            bytes: Ok(text.as_bytes().to_vec()),
        })
        .collect();
    snapshot_of(&files, &Options::default())
}

fn snapshot_of(files: &[ManifestFile], options: &Options) -> Snapshot {
    let registry = Registry::default();
    let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
    let header = Header {
        format: FORMAT,
        environment: "k8s".into(),
        kind: SideKind::Declared,
        rank: None,
        captured_at: "2026-11-24T00:00:00Z".into(),
        tool: "drift/0".into(),
        key: gate.key_id().into(),
        tokens: vec![],
        names: BTreeMap::new(),
        elsewhere: 0,
        asked: Vec::new(),
    };
    let mut builder = Builder::new(header, &gate);
    manifests(files, options, &mut builder);
    builder.finish()
}

/// Kind, version, namespace, name and line of each resource.
fn resources(snapshot: &Snapshot) -> Vec<String> {
    let say = |resource: &crate::Resource| {
        let Origin::Declared { location, .. } = &resource.origin else { panic!("not declared") };
        let version = resource.version.as_deref().unwrap();
        format!("{} {version} {}/{} {location}", resource.kind, resource.scope, resource.name)
    };
    snapshot.resources().iter().map(say).collect()
}

fn problems(snapshot: &Snapshot) -> Vec<String> {
    snapshot.problems.iter().map(ToString::to_string).collect()
}

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n";

#[test]
fn objects_of_every_shape_are_declared_with_their_place() {
    let table: &[(&str, &[&str])] = &[
        (CONFIG, &["/ConfigMap v1 shop/a f:1"]),
        (
            "# c\n---\n\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: b\n",
            &["apps/Deployment v1 /b f:4"],
        ),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: \"\"}\n", &["/Pod v1 /a f:1"]),
        (
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- apiVersion: v1\n  kind: List\n  metadata: {}\n  items: [{apiVersion: b/v2, kind: B, metadata: {name: c}}]\n",
            &["/Pod v1 /a f:4", "b/B v2 /c f:10"],
        ),
        (
            "apiVersion: apps/v1\nkind: DeploymentList\nmetadata: {resourceVersion: \"7\"}\nitems:\n- metadata: {name: a}\n- {apiVersion: apps/v2, kind: Other, metadata: {name: b}}\n",
            &["apps/Deployment v1 /a f:5", "apps/Other v2 /b f:6"],
        ),
        ("apiVersion: v1\nkind: List\nitems: null\n", &[]),
        (
            "apiVersion: x/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [1]\n",
            &["x/AllowList v1 /a f:1"],
        ),
        (
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\",\n \"metadata\": {\"name\": \"a\"}}\n{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"b\"}}",
            &["/Pod v1 /a f:1", "/Pod v1 /b f:3"],
        ),
        ("", &[]),
        ("---\n# only a comment\n---\n", &[]),
    ];
    for (text, expected) in table {
        let side = snapshot(&[("f", text)]);
        assert_eq!(resources(&side), *expected, "{text}");
        assert_eq!(problems(&side), [""; 0], "{text}");
        assert!(side.coverage.gaps().next().is_none(), "{text}");
    }
}

#[test]
fn every_attribute_has_the_line_of_its_key_or_element() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    x.io/y: |\n      z\nspec:\n  containers:\n  - name: app\n    args: [a,\n           b]\n";
    let side =
        snapshot(&[("f", &format!("---\napiVersion: v1\nkind: List\nitems: []\n---\n{text}"))]);
    let Origin::Declared { lines, .. } = &side.resources()[0].origin else {
        panic!("not declared")
    };
    let table = [
        ("apiVersion", 6),
        ("metadata", 8),
        (r#"metadata.annotations["x.io/y"]"#, 11),
        ("spec.containers", 14),
        ("spec.containers[0]", 15),
        ("spec.containers[0].name", 15),
        ("spec.containers[0].args[1]", 17),
    ];
    for (path, line) in table {
        assert_eq!(lines.get(path), Some(&line), "{path}");
        assert_eq!(path.parse::<Path>().unwrap().to_string(), path);
    }
    assert_eq!(lines.len(), 13);
}

#[test]
fn documents_that_declare_nothing_comparable_are_problems_in_their_place() {
    let table = [
        (
            "replicaCount: 1\nimage: {}\n",
            "f:1: no Kubernetes object: neither apiVersion nor kind",
            true,
        ),
        ("# x\n- a\n- b\n", "f:2: no Kubernetes object: a list instead of a map", true),
        ("just words\n", "f:1: no Kubernetes object: a text instead of a map", false),
        (
            "apiVersion: v1\nkind: List\nitems:\n- null\n",
            "f:4: no Kubernetes object: nothing as an item of a list",
            true,
        ),
        (
            "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "f:1: no Kubernetes object: no kind",
            false,
        ),
        ("kind: Pod\nmetadata: {name: a}\n", "f:1: no Kubernetes object: no apiVersion", false),
        ("apiVersion: v1\nkind: [Pod]\n", "f:2: kind is a list, not a text", false),
        ("apiVersion: 1\nkind: Pod\n", "f:1: apiVersion is a number, not a text", false),
        (
            "apiVersion: a/b/c\nkind: Pod\n",
            "f:1: apiVersion is a text, not a group and a version",
            false,
        ),
        (
            "apiVersion: v1\nkind: '*'\nmetadata: {name: a}\n",
            "f:1: kind is a text, not the name of a kind",
            false,
        ),
        ("apiVersion: v1\nkind: Pod\n", "f:1: /Pod without metadata.name", false),
        ("apiVersion: v1\nkind: Pod\nmetadata: [a]\n", "f:3: metadata is a list, not a map", false),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: 12\n",
            "f:4: metadata.name is a number, not a text",
            false,
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: yes\n",
            "f:5: metadata.namespace is a boolean, not a text",
            false,
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: ENC[AES256_GCM,data:x]\n",
            "f:4: metadata.name is encrypted, not a text",
            false,
        ),
        (
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
            "f:1: a kustomization, which has to be rendered (`render: kustomize`)",
            false,
        ),
        ("a: [1\n", "f:1: column 4: unclosed bracket '['", false),
        (
            "apiVersion: v1\nkind: Pod\nkind: Pod\n",
            "f:3: column 1: key `kind` stands twice in one map, first at line 2",
            false,
        ),
    ];
    for (text, problem, complete) in table {
        // What stands beside it is declared all the same.
        let side = snapshot(&[("f", text), ("g", CONFIG)]);
        assert_eq!(problems(&side), [problem], "{text}");
        assert_eq!(resources(&side), ["/ConfigMap v1 shop/a g:1"], "{text}");
        assert_eq!(side.claims.iter().all(|claim| claim.complete), complete, "{text}");
        assert_eq!(side.coverage.gaps().count(), if complete { 0 } else { 2 }, "{text}");
    }
}

#[test]
fn one_broken_file_makes_every_claim_of_the_declaration_incomplete() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    let files = [
        ManifestFile { name: "a.yaml".into(), bytes: Ok(CONFIG.into()) },
        ManifestFile {
            name: "b.yaml".into(),
            bytes: Ok(format!("{pod}---\nx: [\n---\ny: \"\n").into()),
        },
        ManifestFile { name: "c.yaml".into(), bytes: Err("permission denied".into()) },
    ];
    let side = snapshot_of(&files, &Options::default());
    assert_eq!(resources(&side).len(), 2);
    let claims: Vec<_> = side
        .claims
        .iter()
        .map(|claim| (claim.scope.namespace.as_deref(), claim.kind.as_str(), claim.complete))
        .collect();
    assert_eq!(claims, [(None, "/Pod", false), (Some("shop"), "/ConfigMap", false)]);
    let gaps: Vec<_> = side
        .coverage
        .gaps()
        .map(|(cell, status)| (cell.kind.as_str(), status.to_string()))
        .collect();
    let fault = "partial: b.yaml:5: column 4: unclosed bracket '[' (and 2 more)".to_owned();
    assert_eq!(gaps, [("*", fault.clone()), ("/Pod", fault.clone()), ("/ConfigMap", fault)]);
    assert_eq!(problems(&side).last().unwrap(), "c.yaml: permission denied");
}

#[test]
fn a_name_that_the_server_makes_costs_the_claim_of_its_kind_only() {
    let text = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-, namespace: shop}\n";
    let side = snapshot(&[("f", text), ("g", CONFIG)]);
    assert_eq!(
        problems(&side),
        ["f:1: batch/Job with metadata.generateName cannot be compared: the server makes its name"]
    );
    let claims: Vec<_> =
        side.claims.iter().map(|claim| (claim.kind.as_str(), claim.complete)).collect();
    assert_eq!(claims, [("/ConfigMap", true), ("batch/Job", false)]);
    let gaps: Vec<_> = side.coverage.gaps().map(|(cell, _)| cell.kind.as_str()).collect();
    assert_eq!(gaps, ["batch/Job"]);
}

#[test]
fn a_declaration_is_complete_for_the_kinds_it_does_not_mention() {
    let side = snapshot(&[("f", CONFIG)]);
    let every = Cell { scope: Scope::default(), kind: "*".to_owned() };
    assert_eq!(side.coverage.0.get(&every), Some(&Status::Complete));
    let side = snapshot(&[("f", "{")]);
    assert!(!side.coverage.0.get(&every).unwrap().is_complete());
}

#[test]
fn a_default_namespace_is_a_fact_for_who_knows_the_kinds() {
    let options = Options { namespace: Some("shop".into()), ..Options::default() };
    let side = snapshot_of(&[], &options);
    assert_eq!(
        side.facts.get("kubernetes").map(Value::to_json).unwrap(),
        r#"{"namespace":"shop"}"#
    );
}

#[test]
fn encrypted_values_are_unknown_and_nothing_of_them_stays() {
    let cipher = "ENC[AES256_GCM,data:abc,type:str]";
    let table = [
        (
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData: {{p: '{cipher}'}}\ndata: {{q: cGxhaW4=}}\nsops: {{mac: '{cipher}'}}\n"),
            r#"{"apiVersion":"v1","data":{"q":{"$unknown":"encrypted"}},"kind":"Secret","metadata":{"name":"a"},"stringData":{"p":{"$unknown":"encrypted"}}}"#,
        ),
        (
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{p: ['{cipher}'], q: 'ENC'}}\nsops: {{}}\n"),
            r#"{"apiVersion":"v1","data":{"p":[{"$unknown":"encrypted"}],"q":"ENC"},"kind":"ConfigMap","metadata":{"name":"a"}}"#,
        ),
        (
            format!("apiVersion: v1\nkind: SecretList\nitems: [{{metadata: {{name: a}}, data: {{p: '{cipher}'}}}}]\nsops: {{}}\n"),
            r#"{"apiVersion":"v1","data":{"p":{"$unknown":"encrypted"}},"kind":"Secret","metadata":{"name":"a"}}"#,
        ),
        (
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {encryptedData: {p: AgB}}\n".to_owned(),
            r#"{"apiVersion":"bitnami.com/v1alpha1","kind":"SealedSecret","metadata":{"name":"a"},"spec":{"encryptedData":{"p":{"$unknown":"encrypted"}}}}"#,
        ),
        (
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {encryptedData: AgB}\n".to_owned(),
            r#"{"apiVersion":"bitnami.com/v1alpha1","kind":"SealedSecret","metadata":{"name":"a"},"spec":{"encryptedData":{"$unknown":"encrypted"}}}"#,
        ),
    ];
    for (text, body) in table {
        let side = snapshot(&[("f", &text)]);
        assert_eq!(side.resources()[0].body().to_json(), body, "{text}");
    }
}

#[test]
fn order_of_files_changes_nothing() {
    let files = [("a", CONFIG), ("b", "x: [\n"), ("c", "kind: Pod\n")];
    let mut reversed = files;
    reversed.reverse();
    assert_eq!(snapshot(&files), snapshot(&reversed));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_object_of_strange_shape_panics(
        version in "(v1|apps/v1|1|\\[\\]|~)", kind in "(Pod|List|PodList|\\{\\}|~)",
        metadata in "(~|\\{name: a\\}|\\{name: \\[\\]\\}|\\[\\]|\\{generateName: b\\})", items in "(~|1|\\[~, 1, \\{\\}, \\[\\]\\]|\\{\\})",
    ) {
        let side = snapshot(&[("f", &format!("apiVersion: {version}\nkind: {kind}\nmetadata: {metadata}\nitems: {items}\n"))]);
        // Each document is declared, said to be wrong, or an empty list.
        let empty = kind.ends_with("List") && items == "~";
        proptest::prop_assert!(empty || !side.resources().is_empty() || !side.problems.is_empty());
    }
}
