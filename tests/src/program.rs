//! The program under test, run as a user runs it: in a folder with a `drift.yaml`, with a state of its own.
//!
//! Knows the program's arguments and nothing of its inside.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use drift_core::Report;

use crate::cluster::{cluster, tool};

/// A folder to run `drift` in.
pub struct Drift {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
    clusters: bool,
}

/// What one run came to.
#[derive(Debug, Clone)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Drift {
    /// A fresh folder with this `drift.yaml`; the clusters' contexts are the kubeconfig's.
    ///
    /// # Panics
    /// When the disk does not take it.
    #[must_use]
    pub fn new(config: &str) -> Self {
        Self::with(config, Vec::new(), true)
    }

    /// A fresh folder with this `drift.yaml`, and more in the environment; without `clusters`, no kubeconfig.
    ///
    /// # Panics
    /// As [`Drift::new`].
    #[must_use]
    pub fn with(config: &str, environment: Vec<(String, String)>, clusters: bool) -> Self {
        let drift = Self { folder: tempfile::tempdir().unwrap(), environment, clusters };
        drift.write("drift.yaml", config);
        drift
    }

    /// The folder that it runs in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the folder, its parents too.
    ///
    /// # Panics
    /// When the disk does not take it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs `drift` to its end.
    ///
    /// # Panics
    /// When it cannot be started, ends by a signal, panics, or writes what is not UTF-8.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output();
        finished(output.unwrap_or_else(|error| panic!("{}: {error}", program().display())))
    }

    /// Starts `drift`, with its standard input open.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn();
        Running(child.unwrap_or_else(|error| panic!("{}: {error}", program().display())))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder()).env_clear();
        let path = if self.clusters { search_path() } else { Vec::new() };
        let paths = std::env::join_paths(path).unwrap();
        command
            .env("PATH", paths)
            .env("HOME", self.folder())
            .env("XDG_STATE_HOME", self.folder().join("state"));
        if self.clusters {
            command.env("KUBECONFIG", &cluster("staging").kubeconfig);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command that reports, with `--format json`, and reads the report.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn report(&self, arguments: &[&str]) -> (Report, Run) {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        let run = self.run(&all);
        let report = serde_json::from_str(&run.stdout);
        let report = report.unwrap_or_else(|error| {
            panic!(
                "drift {} ended with {} and no report ({error}):\n{}",
                all.join(" "),
                run.code,
                run.stderr
            )
        });
        (report, run)
    }
}

/// A `drift` that runs.
pub struct Running(Child);

impl Running {
    /// Sends it a signal by its name, such as `INT`.
    ///
    /// # Panics
    /// When it is gone.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(status.unwrap().success(), "kill -s {name} {}", self.0.id());
    }

    /// Writes to its standard input, and comes back when all but what a pipe holds was read.
    ///
    /// # Panics
    /// When it does not read.
    pub fn write(&mut self, bytes: &[u8]) {
        self.0.stdin.as_mut().expect("standard input is open").write_all(bytes).unwrap();
    }

    /// Waits for its end, with its standard input still open.
    ///
    /// # Panics
    /// As [`Drift::run`].
    #[must_use]
    pub fn end(mut self) -> Run {
        let input = self.0.stdin.take();
        let output = self.0.wait_with_output().unwrap();
        drop(input);
        finished(output)
    }
}

fn finished(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).expect("drift writes UTF-8");
    let code = output.status.code().expect("drift ends by itself");
    let run = Run { code, stdout: text(output.stdout), stderr: text(output.stderr) };
    assert!(!run.stderr.contains("panicked at"), "{}", run.stderr);
    run
}

/// `DRIFT_BIN`, else what cargo built last.
#[must_use]
pub fn program() -> PathBuf {
    let built = || {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target =
            target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
        target.join("debug").join(format!("drift{}", std::env::consts::EXE_SUFFIX))
    };
    std::env::var_os("DRIFT_BIN").map_or_else(built, PathBuf::from)
}

/// The tests' own kubectl and kustomize before any other.
fn search_path() -> Vec<PathBuf> {
    let tools = tool("kubectl").parent().map(Path::to_owned);
    let path = std::env::var_os("PATH").unwrap_or_default();
    tools.into_iter().chain(std::env::split_paths(&path)).collect()
}
