//! What options and keys do to a comparison, as a script sees it. Compares manifests and files only, so that no cluster is
//! needed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use drift_core::declare::{ManifestFile, Options, manifests};
use drift_core::{Builder, FingerprintKey, Gate, Header, Registry, SideKind, codec};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs `drift`: exit code, standard output, standard error.
    fn drift(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drift"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("KUBECONFIG", self.path().join("kubeconfig"))
            .env_remove("NO_COLOR");
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn report(&self, arguments: &[&str]) -> serde_json::Value {
        let (_, stdout, _) = self.drift(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&stdout).unwrap()
    }
}

fn deployment(name: &str, component: &str, replicas: u8) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: shop\n  \
         labels: {{ app: {component} }}\nspec: {{ replicas: {replicas} }}\n---\n"
    )
}

/// Two sides: `web` and `api` differ, `moved` belongs to `web` here and to `api` there, and only one has a `db`.
fn shop() -> Folder {
    let shop = Folder::new();
    let one = [deployment("web", "web", 1), deployment("api", "api", 1)].concat();
    shop.write("one/all.yaml", one + &deployment("moved", "web", 1) + &deployment("db", "db", 1));
    let two = [deployment("web", "web", 2), deployment("api", "api", 2)].concat();
    shop.write("two/all.yaml", two + &deployment("moved", "api", 2));
    shop
}

fn subjects(report: &serde_json::Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let told = findings.map(|found| {
        let text = |key: &str| found[key].as_str().unwrap();
        format!("{} {} {}", text("subject"), text("path"), text("change"))
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

#[test]
fn a_component_is_compared_by_what_either_side_says_and_the_rest_is_counted() {
    let shop = shop();
    let of = |component: &[&str]| {
        let report = shop.report(&[&["diff", "k8s:one", "k8s:two"], component].concat());
        let others = report["counts"]["other_components"].as_u64().unwrap_or_default();
        (subjects(&report), others)
    };
    let labels = "moved metadata.labels.app changed";
    let moved = "moved spec.replicas changed";
    let (web, others) = of(&["--component", "web"]);
    assert_eq!(web, [labels, moved, "web spec.replicas changed"]);
    assert_eq!(others, 2, "api is a pair, db stands alone");
    assert_eq!(of(&["--component", "api"]).0, ["api spec.replicas changed", labels, moved]);
    assert_eq!(
        of(&["--component", "db"]).0,
        ["db  missing"],
        "that one side has nothing of it is told"
    );
    let (all, others) = of(&["--component", "*"]);
    assert_eq!((all, others), (of(&[]).0, 0));
    let (several, _) = of(&["--component", "d?", "--component", "api"]);
    assert_eq!(several.len(), 4, "{several:?}");
}

#[test]
fn a_component_that_nothing_belongs_to_is_no_agreement() {
    let shop = shop();
    let (code, stdout, _) = shop.drift(&["diff", "k8s:one", "k8s:two", "--component", "wbe"]);
    assert_eq!(code, 2, "{stdout}");
    assert!(stdout.contains("Nothing was compared"), "{stdout}");
    assert!(
        stdout.contains("component wbe: nothing belongs to it, did you mean `web`?"),
        "{stdout}"
    );
    let (code, stdout, _) = shop.drift(&["diff", "k8s:one", "k8s:two", "--component", "web"]);
    assert_eq!(code, 1);
    assert!(stdout.contains("2 resources of other components, not compared"), "{stdout}");
}

#[test]
fn filters_that_match_nothing_are_told_with_what_may_have_been_meant() {
    let shop = shop();
    let diff = |option: &str, value: &str| {
        shop.drift(&["diff", "k8s:one", "k8s:two", option, value, "--fail-on", "never"]).2
    };
    for (option, value, said) in [
        ("--namespace", "shp", "nothing was found for --namespace shp, did you mean `shop`?"),
        ("--kind", "apps/Deploymnt", "--kind apps/Deploymnt, did you mean `apps/Deployment`?"),
        ("--kind", "example.com/Widget", "nothing was found for --kind example.com/Widget"),
        ("--kind", "deploymnt", "did you mean `Deployment`?"),
    ] {
        let stderr = diff(option, value);
        assert!(stderr.contains(said), "{option} {value}: {stderr}");
    }
    assert_eq!(diff("--namespace", "sh*"), "");
    assert_eq!(diff("--kind", "apps/*"), "");
    shop.write("drift.yaml", "version: 1\nenvironments: { prod: { aliases: [production] } }\n");
    for (typed, said) in [("prdo", "`prod`"), ("prodution", "`production`")] {
        for arguments in [&["diff", typed, "prod"][..], &["snapshot", typed], &["doctor", typed]] {
            let (code, _, stderr) = shop.drift(arguments);
            assert!(stderr.contains(&format!("did you mean {said}?")), "{arguments:?}: {stderr}");
            assert_eq!(code, 2);
        }
    }
    for (arguments, said) in [
        (["explain", "PAR-02"], "did you mean `PAR-002`?"),
        (["kinds", "deploymnt"], "did you mean `Deployment`?"),
        (["man", "dif"], "did you mean `diff`?"),
    ] {
        shop.drift(&["diff", "k8s:one", "k8s:two"]);
        let (_, _, stderr) = shop.drift(&arguments);
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
    let (_, _, stderr) = shop.drift(&["dif", "a", "b"]);
    assert!(stderr.contains("'diff'"), "{stderr}");
}

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: shop }\nstringData: { password: hunter2hunter2, user: USER }\n";

/// A snapshot of one Secret under a key.
fn stored(key: &str) -> Vec<u8> {
    let registry = Registry::new(vec![std::sync::Arc::new(drift_k8s::Kubernetes)]);
    let gate = Gate::new(FingerprintKey::new(key.as_bytes()).unwrap(), &registry);
    let header = Header::observed("before", "2026-11-24T00:00:00Z", &gate);
    let mut builder = Builder::new(Header { kind: SideKind::Declared, ..header }, &gate);
    let file = ManifestFile { name: "s.yaml".into(), bytes: Ok(SECRET.into()) };
    manifests(&[file], &Options::default(), &mut builder);
    codec::encode(&builder.finish())
}

#[test]
fn a_snapshot_from_before_a_rotation_still_compares_and_without_the_old_key_that_is_said_once() {
    let shop = Folder::new();
    shop.write("before.drift.zst", stored("the key of last year"));
    shop.write("now/s.yaml", SECRET.replace("USER", "other-user"));
    shop.write("old-key", "the key of last year\n");
    shop.write("new-key", "the key of this year\n");
    let diff = |secrets: &str| {
        shop.write("drift.yaml", format!("version: 1\nsecrets: {secrets}\n"));
        shop.drift(&["diff", "before.drift.zst", "k8s:now"])
    };
    let (code, stdout, _) = diff("{ key: { file: new-key }, previous_key: { file: old-key } }");
    assert_eq!(code, 1, "{stdout}");
    assert!(stdout.contains("user") && !stdout.contains("password"), "{stdout}");
    assert!(stdout.contains("0 unknown"), "{stdout}");
    let (code, stdout, _) = diff("{ key: { file: new-key } }");
    assert_eq!(code, 0, "unknown is not different: {stdout}");
    assert_eq!(stdout.matches("fingerprinted with different keys").count(), 1, "{stdout}");
    let line = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("name the older key as secrets.previous_key: 2"), "{stdout}");
    let (code, _, stderr) = diff("{ key: { file: new-key }, previous_key: { env: NOT_SET } }");
    assert_eq!(code, 2);
    assert!(stderr.contains("`secrets.previous_key` names, is not set"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn a_key_file_that_everybody_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let shop = shop();
    shop.write("key", "the key of this year\n");
    shop.write("drift.yaml", "version: 1\nsecrets: { key: { file: key } }\n");
    for (mode, warned) in [(0o644, true), (0o600, false)] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(shop.path().join("key"), permissions).unwrap();
        let (_, stdout, stderr) = shop.drift(&["diff", "k8s:one", "k8s:two"]);
        assert_eq!(stderr.contains("every user of this machine"), warned, "{mode:o}: {stderr}");
        assert!(!stdout.contains("this year") && !stderr.contains("this year"));
    }
}

#[test]
fn the_first_lines_say_what_was_compared_and_what_was_not_seen() {
    let shop = shop();
    shop.write("two/broken.yaml", "kind: [\n");
    let (_, stdout, _) = shop.drift(&["diff", "k8s:one", "k8s:two"]);
    let head: Vec<&str> = stdout.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(head[0], "Parity of one and two", "{stdout}");
    let unseen = head.iter().find(|line| line.starts_with("  not seen "));
    let unseen = unseen.unwrap_or_else(|| panic!("{stdout}"));
    assert!(unseen.contains("of two (") && unseen.contains("partly read"), "{unseen}");
    std::fs::remove_file(shop.path().join("two/broken.yaml")).unwrap();
    let (_, stdout, _) = shop.drift(&["diff", "k8s:one", "k8s:two"]);
    assert!(stdout.contains("\n  not seen none: all that was asked for was read\n"), "{stdout}");
}

/// A token whose `sub` is the account `drift` of the namespace `ci`.
const TOKEN: &str =
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6Y2k6ZHJpZnQifQ.c2lnbmF0dXJl";

#[test]
fn a_doctor_tells_of_every_part_what_is_wrong_with_it_and_never_a_credential() {
    let shop = shop();
    shop.write(
        "kubeconfig",
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: lab\n\
             clusters: [{{name: lab, cluster: {{server: 'http://127.0.0.1:1'}}}}]\n\
             contexts: [{{name: lab, context: {{cluster: lab, user: me}}}}]\n\
             users: [{{name: me, user: {{token: {TOKEN}}}}}]\n"
        ),
    );
    shop.write(
        "drift.yaml",
        "version: 1\nenvironments:\n  lab: { sources: [ { kubernetes: { context: lab } } ] }\n  \
         gone: { sources: [ { kubernetes: { context: lib } } ] }\n  \
         files: { sources: [ { manifests: { path: one } } ] }\n",
    );
    let (code, stdout, stderr) = shop.drift(&["doctor"]);
    assert_eq!(code, 2, "{stdout}{stderr}");
    let line = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "drift.yaml: 3 environments",
        "nothing live is configured for files",
        "state/drift/key, mode 0600",
        "state/drift: can be written",
        "lab: 0 snapshots",
        "lab: context lab",
        "http://127.0.0.1:1",
        "system:serviceaccount:ci:drift, by token",
        "Connection refused",
        "did you mean `lab`?",
        "Something cannot be reached or used.",
    ] {
        assert!(line.contains(said), "{said}: {stdout}");
    }
    assert!(!stdout.contains("c2lnbmF0dXJl") && !stderr.contains("c2lnbmF0dXJl"), "{stdout}");
    assert!(stdout.lines().all(|line| line.chars().count() <= 80), "{stdout}");
    let (code, stdout, _) = shop.drift(&["doctor", "lab", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, found["clusters"].as_array().unwrap().len()), (2, 1));
    assert_eq!(found["clusters"][0]["identity"]["user"], "system:serviceaccount:ci:drift");
    let (code, stdout, _) = shop.drift(&["doctor", "files"]);
    assert_eq!(code, 0, "{stdout}");
    shop.write("drift.yaml", "version: 1\nenvironmnts: {}\n");
    let (code, stdout, _) = shop.drift(&["doctor"]);
    assert_eq!(code, 2);
    assert!(stdout.contains("drift.yaml:2") && stdout.contains("`environments`"), "{stdout}");
}

#[test]
fn nothing_is_written_over_what_it_is_made_of() {
    let shop = shop();
    let config =
        "version: 1\nenvironments: { prod: { sources: [ { kubernetes: { context: prod } } ] } }\n";
    shop.write("drift.yaml", config);
    let table: [(&[&str], &str); 2] = [
        (&["diff", "k8s:one/all.yaml", "k8s:two/all.yaml", "-o", "./one/all.yaml"], "one/all.yaml"),
        (&["snapshot", "prod", "-o", "drift.yaml"], "drift.yaml"),
    ];
    for (words, file) in table {
        let before = std::fs::read(shop.path().join(file)).unwrap();
        let (code, stdout, stderr) = shop.drift(words);
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains(file) && stderr.contains("hint: name another file"), "{stderr}");
        assert_eq!(std::fs::read(shop.path().join(file)).unwrap(), before);
    }
}
