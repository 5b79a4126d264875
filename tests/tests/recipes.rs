//! The recipes of `docs/recipes`, as far as they run without their hosts: the GitHub action's steps as a runner would run
//! them, the GitLab job's script, the Dockerfile's words against the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use drift_core::Value;
use drift_core::yaml::{Budget, Dialect, load};
use drift_tests::{example, program};

fn recipe(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/recipes").join(name).canonicalize().unwrap()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(recipe(name)).unwrap()
}

/// The one document of a YAML file.
fn yaml(name: &str) -> Value {
    let text = text(name);
    let mut documents = load(text.as_bytes(), Dialect::Core, &Budget::default());
    let document = documents.next().unwrap_or_else(|| panic!("{name} is empty"));
    assert!(documents.next().is_none(), "{name}");
    document.unwrap_or_else(|error| panic!("{name}: {error}")).into_value()
}

fn word<'v>(value: &'v Value, way: &[&str]) -> &'v str {
    value.at(way).and_then(Value::as_str).unwrap_or_else(|| panic!("no {way:?} in {value:?}"))
}

type Inputs<'i> = &'i [(&'i str, &'i str)];

/// What one step came to.
#[derive(Debug)]
struct Ended {
    code: i32,
    said: String,
}

/// The folder of a job with the files that a runner gives to its steps.
struct Job {
    folder: tempfile::TempDir,
}

impl Job {
    fn new() -> Self {
        let job = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["output", "path", "summary", "env"] {
            std::fs::write(job.file(name), "").unwrap();
        }
        job
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// Runs a script as `shell: bash` does, with what earlier steps put into the path.
    fn bash(&self, script: &str, variables: &BTreeMap<String, String>) -> Ended {
        let first = self.read("path");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = first.lines().map(PathBuf::from).chain([self.file("bin")]);
        let paths: Vec<PathBuf> = paths.chain(std::env::split_paths(&path)).collect();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", self.folder.path())
            .env("RUNNER_TEMP", self.folder.path())
            .env("GITHUB_ACTION_PATH", recipe("github-action"))
            .env("GITHUB_OUTPUT", self.file("output"))
            .env("GITHUB_PATH", self.file("path"))
            .env("GITHUB_ENV", self.file("env"))
            .env("GITHUB_STEP_SUMMARY", self.file("summary"))
            .env("GITHUB_REPOSITORY", "shop/infra")
            .envs(variables);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        Ended { code: output.status.code().unwrap(), said }
    }

    /// Runs a step of the action by its name.
    fn step(&self, name: &str, inputs: Inputs<'_>) -> Ended {
        let action = yaml("github-action/action.yml");
        let steps = action.at(&["runs", "steps"]).and_then(Value::as_list).unwrap();
        let step = steps.iter().find(|step| word(step, &["name"]) == name).unwrap();
        let variables = step.get("env").and_then(Value::as_map).cloned().unwrap_or_default();
        let fill = |value: &Value| fill(value.as_str().unwrap(), &action, inputs);
        let variables = variables.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
        self.bash(word(step, &["run"]), &variables)
    }
}

/// An expression's value: an input's, or its default.
fn fill(text: &str, action: &Value, inputs: Inputs<'_>) -> String {
    let Some(expression) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}"))
    else {
        return text.to_owned();
    };
    let given = inputs
        .iter()
        .find(|(name, _)| expression == *name || expression == format!("inputs.{name}"));
    match (given, expression.strip_prefix("inputs.")) {
        (Some((_, value)), _) => (*value).to_owned(),
        (None, Some(input)) => word(action, &["inputs", input, "default"]).to_owned(),
        (None, None) => panic!("the test says nothing of {expression}"),
    }
}

/// An archive as a release would have it, with its digest.
fn archive(folder: &Path) -> (String, String) {
    let archive = folder.join("release.tar.gz");
    let program = program().canonicalize().unwrap();
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(Command::new("tar")
        .arg("-czf")
        .arg(&archive)
        .arg("-C")
        .arg(program.parent().unwrap())
        .arg("drift"));
    let digest = run(Command::new("sha256sum").arg(&archive));
    (format!("file://{}", archive.display()), digest[..64].to_owned())
}

fn diff(more: &str) -> String {
    format!("diff {} {} {more}", example("staging.drift.zst"), example("prod.drift.zst"))
}

#[test]
fn the_action_is_composite_pinned_and_runs_no_expression_as_a_script() {
    let action = yaml("github-action/action.yml");
    assert_eq!(word(&action, &["runs", "using"]), "composite");
    for step in action.at(&["runs", "steps"]).and_then(Value::as_list).unwrap() {
        assert_eq!(word(step, &["shell"]), "bash", "{step:?}");
        assert!(!word(step, &["run"]).contains("${{"), "{step:?}");
    }
    let inputs = action.get("inputs").and_then(Value::as_map).unwrap();
    for (name, input) in inputs {
        let required = input.get("required").and_then(Value::as_bool) == Some(true);
        assert!(required != input.get("default").is_some(), "{name}: required or with a default");
    }
    let workflow = yaml("github-action/workflow.yml");
    assert_eq!(workflow.get("permissions").and_then(Value::as_map).map(BTreeMap::len), Some(0));
    let given = workflow.at(&["jobs", "parity", "permissions"]).and_then(Value::as_map).unwrap();
    let given: Vec<(&str, &str)> =
        given.iter().map(|(name, level)| (name.as_str(), level.as_str().unwrap())).collect();
    assert_eq!(given, [("contents", "read"), ("pull-requests", "write")]);
    let steps = workflow.at(&["jobs", "parity", "steps"]).and_then(Value::as_list).unwrap();
    for step in steps.iter().filter_map(|step| step.get("uses")?.as_str()) {
        let at = step.split_once('@').unwrap().1;
        let hash = at.len() == 40 && at.chars().all(|digit| digit.is_ascii_hexdigit());
        assert!(hash || at == "COMMIT", "{step}");
    }
    let with =
        steps.iter().find_map(|step| step.get("with")?.get("args").and(step.get("with"))).unwrap();
    let known = with.as_map().unwrap().keys().filter(|name| !inputs.contains_key(*name));
    assert_eq!(
        known.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "the workflow gives what the action takes"
    );
}

#[test]
fn every_script_is_strict_and_parses() {
    let scripts =
        ["install", "report", "comment"].map(|name| text(&format!("github-action/{name}")));
    let gitlab = yaml("gitlab/drift.gitlab-ci.yml");
    let lines = gitlab.at(&[".drift", "script"]).and_then(Value::as_list).unwrap();
    let lines = lines.iter().map(|line| line.as_str().unwrap().to_owned());
    let workflow = yaml("github-action/workflow.yml");
    let steps = workflow.at(&["jobs", "parity", "steps"]).and_then(Value::as_list).unwrap();
    let steps = steps.iter().filter_map(|step| Some(step.get("run")?.as_str()?.to_owned()));
    // A runner's own bash is strict; the others have to say so.
    for script in scripts.into_iter().chain(lines) {
        assert!(script.contains("set -euo pipefail"), "{script}");
        parses(&script);
    }
    steps.for_each(|script| parses(&script));
}

fn parses(script: &str) {
    let output = Command::new("bash").args(["-n", "-c", script]).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_action_installs_compares_and_shows_its_report() {
    let job = Job::new();
    let program = program().canonicalize().unwrap();
    let ended = job.step("Put drift in place", &[("binary", program.to_str().unwrap())]);
    assert_eq!(ended.code, 0, "{}", ended.said);
    let table = [
        (diff(""), 1, "# Parity of staging and prod"),
        (diff("--fail-on never"), 0, "# Parity of staging and prod"),
        (
            diff("--fail-on never --namespace $(touch${IFS}ran) --namespace *"),
            0,
            "# Parity of staging and prod",
        ),
        ("diff nowhere prod".to_owned(), 2, "**drift ended with 2 and wrote no report"),
    ];
    for (args, code, shown) in table {
        std::fs::write(job.file("summary"), "").unwrap();
        std::fs::write(job.file("output"), "").unwrap();
        let ended = job.step("Compare", &[("args", &args)]);
        assert_eq!(ended.code, code, "{args}: {}", ended.said);
        let summary = job.read("summary");
        assert!(summary.starts_with(shown), "{args}: {summary}");
        let outputs = job.read("output");
        assert!(outputs.contains(&format!("exit-code={code}\n")), "{outputs}");
        assert_eq!(outputs.contains("report="), code != 2, "{outputs}");
        assert!(!job.file("ran").exists(), "{args} was run as a command");
    }
}

#[test]
fn the_action_takes_an_archive_only_with_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let (url, digest) = archive(folder.path());
    let other = "0".repeat(64);
    let table: [(Inputs<'_>, i32, &str); 5] = [
        (&[("url", &url), ("sha256", &digest)], 0, "drift "),
        (&[("url", &url), ("sha256", &other)], 2, "leads to something else"),
        (&[("url", &url)], 2, "64 hexadecimal digits"),
        (&[("binary", "/nowhere/drift")], 2, "is no program"),
        (&[], 2, "say where drift is"),
    ];
    for (inputs, code, said) in table {
        let job = Job::new();
        let ended = job.step("Put drift in place", inputs);
        assert_eq!(ended.code, code, "{inputs:?}: {}", ended.said);
        assert!(ended.said.contains(said), "{inputs:?}: {}", ended.said);
        assert_eq!(job.read("path").is_empty(), code != 0, "{inputs:?}");
    }
}

#[test]
fn the_comment_is_made_once_and_then_written_anew() {
    for (found, method) in [
        ("", "POST repos/shop/infra/issues/7/comments"),
        ("42", "PATCH repos/shop/infra/issues/comments/42"),
    ] {
        let job = Job::new();
        let gh = format!(
            "#!/bin/sh\ncase \"$*\" in *--paginate*) echo '{found}' | grep . || true ;; *) echo \"$3 $4\" > called; for word; do case $word in body=@*) cp \"${{word#body=@}}\" body ;; esac; done ;; esac\n"
        );
        std::fs::create_dir(job.file("bin")).unwrap();
        std::fs::write(job.file("bin/gh"), gh).unwrap();
        let made = Command::new("chmod").arg("+x").arg(job.file("bin/gh")).status().unwrap();
        assert!(made.success());
        let report = "| row |\n".repeat(20_000);
        std::fs::write(job.file("report.md"), &report).unwrap();
        let inputs = [
            ("steps.report.outputs.report", "report.md"),
            ("github.event.pull_request.number", "7"),
            ("token", "not-a-token"),
        ];
        let ended = job.step("Comment", &inputs);
        assert_eq!(ended.code, 0, "{}", ended.said);
        assert_eq!(job.read("called").trim_end(), method);
        let body = job.read("body");
        assert!(body.starts_with("<!-- drift -->\n| row |\n"), "{}", &body[..60]);
        assert!(body.len() < 65_536 && body.contains("longer than a comment"), "{}", body.len());
    }
}

#[test]
fn the_gitlab_job_fetches_compares_and_keeps_its_report() {
    let gitlab = yaml("gitlab/drift.gitlab-ci.yml");
    let script = gitlab.at(&[".drift", "script"]).and_then(Value::as_list).unwrap();
    let script = script[0].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (url, digest) = archive(folder.path());
    let table = [
        (url.as_str(), digest.as_str(), diff("--fail-on high"), 1, true),
        (url.as_str(), digest.as_str(), diff("--fail-on never"), 0, true),
        (url.as_str(), digest.as_str(), "diff nowhere prod".to_owned(), 2, false),
        (url.as_str(), "", diff(""), 2, false),
    ];
    for (url, digest, args, code, has_report) in table {
        let job = Job::new();
        let variables = [("DRIFT_URL", url), ("DRIFT_SHA256", digest), ("DRIFT_ARGS", &args)];
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let ended = job.bash(script, &variables);
        assert_eq!(ended.code, code, "{args}: {}", ended.said);
        let kept = gitlab.at(&[".drift", "artifacts", "paths"]).and_then(Value::as_list).unwrap();
        let kept = job.read(kept[0].as_str().unwrap());
        assert_eq!(
            kept.starts_with("# Parity of staging and prod"),
            has_report,
            "{args}: {}",
            ended.said
        );
    }
}

/// The instructions of a Dockerfile with their words, comments and line ends taken out.
fn instructions(text: &str) -> Vec<(String, String)> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let split = |line: &str| {
        let (name, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        (name.to_owned(), rest.trim().to_owned())
    };
    lines.map(split).collect()
}

#[test]
fn the_dockerfile_copies_the_whole_workspace_and_runs_without_root_or_shell() {
    let root = recipe("Dockerfile").ancestors().nth(3).unwrap().to_owned();
    let all = instructions(&text("Dockerfile"));
    let of = |name: &str| -> Vec<&str> {
        all.iter().filter(|(known, _)| known == name).map(|(_, rest)| rest.as_str()).collect()
    };
    let known = ["ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"];
    let strange = all.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    assert_eq!(strange.count(), 0, "{all:?}");
    assert_eq!(of("FROM"), ["${RUST} AS build", "${BASE}"], "two stages");

    let (inside, outside): (Vec<&str>, Vec<&str>) =
        of("COPY").into_iter().partition(|words| words.starts_with("--from=build "));
    let sources: Vec<&str> =
        outside.iter().flat_map(|words| words.split(' ').rev().skip(1)).collect();
    for source in &sources {
        assert!(root.join(source).exists(), "{source}");
        let kept = text("Dockerfile.dockerignore");
        let keeps =
            |line: &str| line.strip_prefix('!').is_some_and(|glob| drift_core::glob(glob, source));
        assert!(kept.lines().any(keeps), "{source} is ignored");
    }
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.split("members = [").nth(1).unwrap().split(']').next().unwrap();
    for member in members.split(',').map(|member| member.trim().trim_matches('"')) {
        assert!(sources.contains(&member), "{member} is a member of the workspace and not copied");
    }
    let run = of("RUN");
    assert_eq!(run.len(), 1);
    parses(run[0]);
    assert!(run[0].starts_with("cargo build --release --locked -p drift-cli"), "{run:?}");
    assert!(inside[0].contains("/target/release/drift "), "{inside:?}");
    let rust = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(
        of("ARG")[0].contains(&format!("rust:{rust}-")),
        "the image has the Rust that is needed"
    );

    assert_eq!(of("USER"), ["65532:65532"]);
    assert_eq!(of("ENTRYPOINT"), ["[\"/usr/local/bin/drift\"]"], "no shell");
    assert!(of("ARG")[1].contains("distroless"), "{:?}", of("ARG"));
}
