//! The binary as a script sees it: streams, files and exit codes. Compares manifests only, so that no cluster is needed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

struct Shop(tempfile::TempDir);

impl Shop {
    /// Two folders of manifests with one difference, and a third like the first.
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().unwrap());
        for (name, replicas) in [("staging", 2), ("prod", 3), ("copy", 2)] {
            let text = format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: api, namespace: shop}}\nspec:\n  replicas: {replicas}\n"
            );
            std::fs::create_dir(shop.path().join(name)).unwrap();
            std::fs::write(shop.path().join(name).join("api.yaml"), text).unwrap();
        }
        shop
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drift"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("XDG_STATE_HOME", self.path().join("state"));
        command.env("KUBECONFIG", self.path().join("none")).env_remove("NO_COLOR");
        command
    }

    fn drift(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    fn code(&self, arguments: &[&str]) -> i32 {
        self.drift(arguments).status.code().unwrap()
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn exit_codes_say_what_was_found() {
    let shop = Shop::new();
    let table: [(&[&str], i32); 9] = [
        (&["diff", "k8s:staging", "k8s:copy"], 0),
        (&["diff", "k8s:staging", "k8s:staging"], 0),
        (&["diff", "k8s:staging", "k8s:prod", "--fail-on", "info"], 1),
        (&["diff", "k8s:staging", "k8s:prod", "--fail-on", "never"], 0),
        (&["diff", "k8s:staging", "k8s:nowhere"], 2),
        (&["diff", "tf:x", "k8s:prod"], 2),
        (&["diff", "k8s:staging"], 2),
        (&["explain", "nothing"], 2),
        (&["--version"], 0),
    ];
    for (arguments, wanted) in table {
        assert_eq!(shop.code(arguments), wanted, "{arguments:?}");
    }
}

#[test]
fn a_file_that_does_not_load_is_incomplete_and_told() {
    let shop = Shop::new();
    std::fs::write(shop.path().join("copy/broken.yaml"), "kind: [\n").unwrap();
    assert_eq!(shop.code(&["diff", "k8s:staging", "k8s:copy"]), 0);
    let strict = shop.drift(&["diff", "k8s:staging", "k8s:copy", "--strict"]);
    assert_eq!(strict.status.code(), Some(3));
    assert!(text(&strict.stdout).contains("copy/broken.yaml:"), "{}", text(&strict.stdout));
}

#[test]
fn standard_output_carries_the_report_and_nothing_else() {
    let shop = Shop::new();
    let found = shop.drift(&["diff", "k8s:staging", "k8s:prod", "--format", "json", "-v"]);
    let report: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let last = std::fs::read(shop.path().join("state/drift/last-report.json")).unwrap();
    assert_eq!(found.stdout, last, "the last report is kept as it was printed");
    let id = report["findings"][0]["id"].as_str().unwrap();
    let explained = shop.drift(&["explain", id.get(..4).unwrap()]);
    assert!(text(&explained.stdout).contains("prod/api.yaml:5"), "{}", text(&explained.stdout));
    let failed = shop.drift(&["diff", "k8s:staging", "k8s:nowhere"]);
    assert_eq!(
        (failed.stdout.len(), text(&failed.stderr).contains("hint") || !failed.stderr.is_empty()),
        (0, true)
    );
}

#[test]
fn a_report_in_a_file_has_no_colours_and_is_its_owners() {
    let shop = Shop::new();
    let arguments = ["diff", "k8s:staging", "k8s:prod", "--color", "always"];
    assert!(text(&shop.drift(&arguments).stdout).contains("\u{1b}["));
    let path = shop.path().join("report.txt");
    let to_file = shop.drift(&[&arguments[..], &["-o", "report.txt"]].concat());
    assert_eq!(to_file.stdout, b"");
    assert!(!std::fs::read_to_string(&path).unwrap().contains('\u{1b}'));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_stream_is_a_side() {
    let shop = Shop::new();
    let mut child = shop
        .command(&["diff", "k8s:staging", "k8s:-", "--format", "markdown"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let manifest = std::fs::read(shop.path().join("prod/api.yaml")).unwrap();
    child.stdin.take().unwrap().write_all(&manifest).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("| `2` | `3` |"), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shop = Shop::new();
    let mut child = shop
        .command(&["diff", "k8s:staging", "k8s:prod"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), ""));
}

#[test]
fn init_writes_a_file_that_is_read_and_never_a_second_one() {
    let shop = Shop::new();
    assert_eq!(shop.code(&["init"]), 0);
    let written = std::fs::read_to_string(shop.path().join("drift.yaml")).unwrap();
    assert!(written.contains("path: \"prod\""), "{written}");
    assert_eq!(shop.code(&["init"]), 2);
    assert_eq!(std::fs::read_to_string(shop.path().join("drift.yaml")).unwrap(), written);
    // It is read: the environment is known, and what it lacks is told.
    let checked = shop.drift(&["check", "prod"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(
        text(&checked.stderr).contains("`prod` has no live source"),
        "{}",
        text(&checked.stderr)
    );
}

#[cfg(unix)]
#[test]
fn kustomize_is_the_users_own_and_its_words_are_shown() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    let config = "version: 1\nenvironments:\n  prod:\n    sources:\n      - manifests: { path: prod, render: kustomize }\n";
    std::fs::write(shop.path().join("drift.yaml"), config).unwrap();
    let bin = shop.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let check = || {
        let output = shop.command(&["check", "prod"]).env("PATH", &bin).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        text(&output.stderr).to_owned()
    };
    let said = check();
    assert!(
        said.contains("neither kubectl nor kustomize") && said.contains("drift.yaml:5"),
        "{said}"
    );
    let install = |name: &str, script: &str| {
        std::fs::write(bin.join(name), format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(bin.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    install("kustomize", "echo \"no $1 here\" >&2; exit 3");
    let said = check();
    assert!(said.contains("no build here") && said.contains("exit status: 3"), "{said}");
    // kubectl comes first; what it prints is read, and then the live side is asked for.
    install("kubectl", "printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n'");
    assert!(check().contains("`prod` has no live source"));
}

#[test]
fn comparing_nothing_is_no_agreement() {
    let shop = Shop::new();
    std::fs::create_dir(shop.path().join("empty")).unwrap();
    let nothing = shop.drift(&["diff", "k8s:staging", "k8s:copy", "--kind", "my.io/Widget"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(text(&nothing.stdout).contains("Nothing was compared"), "{}", text(&nothing.stdout));
    for (arguments, said) in [
        (["diff", "k8s:staging", "k8s:empty"].as_slice(), "empty declares nothing"),
        (&["diff", "k8s:staging", "k8s:-"], "standard input declares nothing"),
        (&["diff", "k8s:staging", "k8s:copy", "--kind", "Deploymnt"], "did you mean `Deployment`"),
    ] {
        let failed = shop.drift(arguments);
        assert_eq!(failed.status.code(), Some(2), "{arguments:?}");
        assert!(text(&failed.stderr).contains(said), "{}", text(&failed.stderr));
    }
    assert_eq!(shop.code(&["diff", "k8s:staging", "k8s:prod", "--kind", "deployment"]), 1);
}
