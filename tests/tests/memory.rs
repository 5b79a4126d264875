//! What was read is in memory as it was: no core dump of `drift` is left, whatever ends it.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};

use drift_tests::program;

/// Starts a program that may leave a core dump of any size in a folder.
fn dumping(folder: &tempfile::TempDir, program: &std::path::Path, arguments: &[&str]) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]).arg(program).args(arguments);
    command.current_dir(folder.path()).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn aborted(mut child: Child) -> ExitStatus {
    let ended = Command::new("kill").args(["-s", "ABRT", &child.id().to_string()]).status();
    assert!(ended.unwrap().success());
    child.wait().unwrap()
}

/// More than a pipe holds: to have written it says that the program reads.
fn manifests() -> String {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: hunter2-canary }\n---\n";
    secret.repeat(4096)
}

#[test]
fn nothing_that_was_read_is_dumped() {
    let folder = tempfile::tempdir().unwrap();
    let mut cat = dumping(&folder, "cat".as_ref(), &[]);
    cat.stdin.as_mut().unwrap().write_all(manifests().as_bytes()).unwrap();
    let dumps = aborted(cat).core_dumped();
    let mut drift = dumping(&folder, &program(), &["diff", "k8s:-", "k8s:."]);
    drift.stdin.as_mut().unwrap().write_all(manifests().as_bytes()).unwrap();
    let drift = aborted(drift);
    assert_eq!(drift.signal(), Some(6), "{drift:?}");
    assert!(!drift.core_dumped(), "{drift:?}; another program's memory is dumped here: {dumps}");
}
