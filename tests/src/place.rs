//! A folder to run the program under test in where no cluster is asked: on a terminal, or with its output in a pipe.
//!
//! Knows the program's arguments and nothing of its inside; the terminal is `tests/on-terminal.py`'s, memory and limits are
//! `tests/measured.py`'s.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{Run, program};

/// A folder with a state of its own; nothing of the surrounding environment reaches the program.
pub struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// The size of a terminal: columns and rows.
pub type Size = (u16, u16);

impl Default for Place {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }
}

impl Place {
    /// The folder that it runs in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The same with a variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a program of the folder's `bin`, which is searched first.
    ///
    /// # Panics
    /// When the disk does not take it.
    #[cfg(unix)]
    pub fn script(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder().join("bin").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{text}")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs `drift` with its output in pipes.
    ///
    /// # Panics
    /// When it cannot be started, ends by a signal, panics, or writes what is not UTF-8.
    #[must_use]
    pub fn piped(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(program());
        command.args(arguments);
        self.finish(command)
    }

    /// Runs `drift` on a terminal; standard output is all that the terminal got. After each text of the dialogue is shown,
    /// what stands beside it is typed.
    ///
    /// # Panics
    /// As [`Place::piped`], and when it leaves a process behind.
    #[must_use]
    pub fn on_terminal(
        &self,
        (columns, rows): Size,
        dialogue: &[(&str, &str)],
        arguments: &[&str],
    ) -> Run {
        let mut command = Command::new("python3");
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("on-terminal.py"));
        command.args([columns.to_string(), rows.to_string()]);
        command.args(dialogue.iter().flat_map(|(expect, send)| [expect, send]));
        command.arg("--").arg(program()).args(arguments);
        let run = self.finish(command);
        assert!(!run.stderr.contains("on-terminal: "), "{}\n{}", run.stderr, run.stdout);
        run
    }

    /// Runs `drift` with its output in pipes; how many megabytes of memory it had at most.
    ///
    /// # Panics
    /// As [`Place::piped`].
    #[must_use]
    pub fn measured(&self, arguments: &[&str]) -> (Run, u64) {
        let result = tempfile::NamedTempFile::new().unwrap();
        let run = self.finish(within(result.path(), &[], arguments));
        let peak = std::fs::read_to_string(result.path()).unwrap();
        (run, peak.parse::<u64>().unwrap() >> 20)
    }

    /// Runs `drift`, which may write no file of more than so many bytes.
    ///
    /// # Panics
    /// As [`Place::piped`].
    #[must_use]
    pub fn with_small_files(&self, bytes: u64, arguments: &[&str]) -> Run {
        let limit = ["--file-bytes".to_owned(), bytes.to_string()];
        self.finish(within(Path::new("/dev/null"), &limit, arguments))
    }

    fn finish(&self, mut command: Command) -> Run {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths: Vec<PathBuf> = std::iter::once(self.folder().join("bin"))
            .chain(std::env::split_paths(&path))
            .collect();
        command
            .current_dir(self.folder())
            .env_clear()
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", self.folder())
            .env("XDG_STATE_HOME", self.folder().join("state"))
            .env("KUBECONFIG", self.folder().join("kubeconfig"))
            .env("TERM", "xterm-256color")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("drift writes UTF-8");
        let code = status.code().expect("drift ends by itself");
        let run = Run { code, stdout: text(stdout), stderr: text(stderr) };
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(!told.contains("panicked at"), "{told}");
        run
    }
}

/// `drift` under `tests/measured.py`.
fn within(result: &Path, options: &[String], arguments: &[&str]) -> Command {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("measured.py")).arg(result);
    command.args(options).arg("--").arg(program()).args(arguments);
    command
}

/// A file of `docs/examples`.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(name);
    path.canonicalize().unwrap().to_str().expect("paths of tests are UTF-8").to_owned()
}
