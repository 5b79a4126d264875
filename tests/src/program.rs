//! The program under test, run as a user runs it: in a folder with a `drift.yaml`, with a state of its own.
//!
//! Knows the program's arguments and nothing of its inside.

use std::path::{Path, PathBuf};
use std::process::Command;

use drift_core::Report;

use crate::cluster::{cluster, tool};

/// A folder to run `drift` in.
pub struct Drift {
    folder: tempfile::TempDir,
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
        let drift = Self { folder: tempfile::tempdir().unwrap() };
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
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder()).env_clear();
        let paths = std::env::join_paths(search_path()).unwrap();
        command
            .env("PATH", paths)
            .env("HOME", self.folder())
            .env("XDG_STATE_HOME", self.folder().join("state"));
        command.env("KUBECONFIG", &cluster("staging").kubeconfig);
        let output =
            command.output().unwrap_or_else(|error| panic!("{}: {error}", program().display()));
        let text = |bytes| String::from_utf8(bytes).expect("drift writes UTF-8");
        let code = output.status.code().expect("drift ends by itself");
        let run = Run { code, stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(!run.stderr.contains("panicked at"), "{}", run.stderr);
        run
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
