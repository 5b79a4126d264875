//! Moto, an emulator of AWS: the one that the test script started, or one of a test's own.
//!
//! What is put into it is said by the scripts in `tests/aws`; nothing of Drift is known here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// An emulator that runs; one of a test's own ends with it.
pub struct Moto {
    file: PathBuf,
    url: String,
    /// Of one of a test's own.
    folder: Option<tempfile::TempDir>,
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
        Self::at(folder.path().join("moto.json"), Some(folder))
    }

    /// The one that the test script started, which the SDK's own variables lead to.
    ///
    /// # Panics
    /// When it did not.
    #[must_use]
    pub fn shared() -> Self {
        let file = std::env::var_os("DRIFT_TEST_MOTO");
        Self::at(file.expect("DRIFT_TEST_MOTO names moto.json (tests/scripts/test)").into(), None)
    }

    fn at(file: PathBuf, folder: Option<tempfile::TempDir>) -> Self {
        let said: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        Self { url: said["url"].as_str().unwrap().to_owned(), file, folder }
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file that the scripts are given.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Runs a script of `tests/aws` and gives what it prints.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn text(&self, name: &str, arguments: &[&str]) -> String {
        let mut run = Command::new(python());
        run.arg("-B").arg(here().join("aws").join(name)).arg(self.file()).args(arguments);
        output(&mut run)
    }

    /// The same of a script that prints JSON.
    ///
    /// # Panics
    /// When it fails, or prints something else.
    #[must_use]
    pub fn script(&self, name: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(name, arguments)).unwrap()
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
    pub fn environment(&self, keys: [&str; 2]) -> Vec<(String, String)> {
        environment(&self.url, keys)
    }
}

/// The environment of a program that asks AWS at a URL with these keys.
#[must_use]
pub(crate) fn environment(url: &str, [id, secret]: [&str; 2]) -> Vec<(String, String)> {
    let none = "/dev/null";
    let all = [
        ("AWS_ENDPOINT_URL", url),
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", none),
        ("AWS_SHARED_CREDENTIALS_FILE", none),
    ];
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

impl Drop for Moto {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = Command::new(script()).arg("down").arg(folder.path()).output();
        }
    }
}
