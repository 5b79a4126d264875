//! Kustomize: the user's own program renders a folder; what it prints is read like any stream of manifests.
//!
//! `kubectl kustomize PATH`, else `kustomize build PATH`. Both only read files. Knows nothing of manifests.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;

use crate::error::Error;
use crate::terminal::Terminal;

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The programs, in the order in which they are looked for.
const PROGRAMS: [[&str; 2]; 2] = [["kubectl", "kustomize"], ["kustomize", "build"]];

/// What a folder renders to.
///
/// # Errors
/// When no program is found, it fails, or takes longer than a minute.
pub(crate) async fn render(folder: &Path, terminal: Terminal) -> Result<Vec<u8>, Error> {
    for [program, verb] in PROGRAMS {
        let mut command = Command::new(program);
        command.arg(verb).arg(folder).stdin(Stdio::null()).kill_on_drop(true);
        let shown = format!("{program} {verb} {}", folder.display());
        let output = match tokio::time::timeout(PATIENCE, command.output()).await {
            Err(_) => {
                return Err(Error::user(format!(
                    "`{shown}` took longer than {} s",
                    PATIENCE.as_secs()
                )));
            }
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Ok(Err(error)) => {
                return Err(Error::user(format!("cannot run `{shown}`")).because(&error));
            }
            Ok(Ok(output)) => output,
        };
        return rendered(&shown, output, terminal);
    }
    Err(Error::user(format!("cannot render {}: neither kubectl nor kustomize is in PATH", folder.display()))
        .hint("looked for `kubectl kustomize` and `kustomize build`; install one, or compare what it prints: k8s:-"))
}

fn rendered(shown: &str, output: Output, terminal: Terminal) -> Result<Vec<u8>, Error> {
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        said.lines().for_each(|line| terminal.say(&format!("{shown}: {line}"), &[]));
        return Ok(output.stdout);
    }
    let mut error = Error::user(format!("`{shown}` ended with {}", output.status));
    error.details = said.lines().map(str::to_owned).collect();
    Err(error)
}
