//! Moto, an emulator of AWS: the one that the test script started, or one of a test's own.
//!
//! What is put into it is said by the scripts in `tests/aws`; nothing of Drift is known here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// An emulator that runs; one of a test's own ends with it.
pub struct Moto {
    folder: tempfile::TempDir,
    url: String,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn script() -> PathBuf {
    here().join("scripts/moto")
}

/// Standard output of a command that must end well.
fn output(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The Python that has boto3.
///
/// # Panics
/// When it cannot be installed.
#[must_use]
pub fn python() -> &'static str {
    static FOUND: OnceLock<String> = OnceLock::new();
    FOUND.get_or_init(|| output(Command::new(script()).arg("python")).trim().to_owned())
}

impl Moto {
    /// Starts one that nobody else asks.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut up = Command::new(script());
        up.arg("up").arg(folder.path()).env("DRIFT_TEST_OWNER", std::process::id().to_string());
        let _ = output(&mut up);
        let said = std::fs::read(folder.path().join("moto.json")).unwrap();
        let said: Value = serde_json::from_slice(&said).unwrap();
        Self { url: said["url"].as_str().unwrap().to_owned(), folder }
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file that the scripts are given.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("moto.json")
    }

    /// Runs a script of `tests/aws` and gives the JSON that it prints.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn script(&self, name: &str, arguments: &[&str]) -> Value {
        let mut run = Command::new(python());
        run.arg("-B").arg(here().join("aws").join(name)).arg(self.file()).args(arguments);
        serde_json::from_str(&output(&mut run)).unwrap()
    }

    /// Makes a call with boto3 and gives its answer.
    ///
    /// # Panics
    /// When it is refused.
    #[must_use]
    pub fn ask(&self, [account, region]: [&str; 2], operation: &str, input: &Value) -> Value {
        self.script("ask.py", &[account, region, operation, &input.to_string()])
    }

    /// From now on credentials and policies are checked.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn check_policies(&self) {
        let _ = self.script("ask.py", &["--check-policies"]);
    }

    /// The environment of a program that asks it with these keys.
    #[must_use]
    pub fn environment(&self, [id, secret]: [&str; 2]) -> Vec<(String, String)> {
        let none = "/dev/null";
        let all = [
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_ACCESS_KEY_ID", id),
            ("AWS_SECRET_ACCESS_KEY", secret),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", none),
            ("AWS_SHARED_CREDENTIALS_FILE", none),
        ];
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = Command::new(script()).arg("down").arg(self.folder.path()).output();
    }
}
