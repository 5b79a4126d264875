//! The fingerprint key: from where the configuration says, else a key of this machine, made once.
//!
//! The key itself is never printed, also not in errors. Knows nothing of what is fingerprinted.

use std::path::Path;
use std::process::Command;

use drift_core::FingerprintKey;
use drift_core::config::KeySource;

use crate::error::Error;
use crate::files;
use crate::store::Store;
use crate::terminal::Terminal;

/// The length of a key of this machine, in bytes.
const LENGTH: usize = 32;

/// The key to use; relative files are looked for in `folder`, the configuration's.
///
/// # Errors
/// When the source does not give one of at least 16 bytes.
pub(crate) fn find(
    source: Option<&KeySource>,
    folder: &Path,
    store: &Store,
    terminal: Terminal,
) -> Result<FingerprintKey, Error> {
    let (bytes, place) = match source {
        Some(KeySource::Env(name)) => (from_env(name)?, format!("the environment variable {name}")),
        Some(KeySource::File(name)) => {
            let path = folder.join(name);
            (from_file(&path)?, path.display().to_string())
        }
        Some(KeySource::Command(words)) => {
            (from_command(words, folder, terminal)?, format!("`{}`", words.join(" ")))
        }
        None => {
            let path = store.key_path();
            store.create()?;
            (of_this_machine(&path)?, path.display().to_string())
        }
    };
    FingerprintKey::new(&bytes).map_err(|error| {
        Error::config(format!("the fingerprint key from {place} cannot be used")).because(&error)
    })
}

fn from_env(name: &str) -> Result<Vec<u8>, Error> {
    let value = std::env::var_os(name).ok_or_else(|| {
        Error::config(format!(
            "the environment variable {name}, which `secrets.key` names, is not set"
        ))
        .hint("set it, or take `secrets.key` out to use a key of this machine")
    })?;
    Ok(value.into_encoded_bytes())
}

fn from_file(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = files::read(path).map_err(|why| {
        Error::config(format!("cannot read the fingerprint key {}: {why}", path.display()))
    })?;
    Ok(without_line_end(bytes))
}

fn from_command(words: &[String], folder: &Path, terminal: Terminal) -> Result<Vec<u8>, Error> {
    let shown = words.join(" ");
    let (program, arguments) =
        words.split_first().ok_or_else(|| Error::config("`secrets.key.command` is empty"))?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        // What asks somebody does so on the terminal itself; the rest is told without what is secret in it.
        .stdin(std::process::Stdio::inherit())
        .output()
        .map_err(|error| {
            Error::config(format!("cannot run `{shown}` for the fingerprint key")).because(&error)
        })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let mut error = Error::config(format!(
            "`{shown}`, which is to give the fingerprint key, ended with {}",
            output.status
        ));
        error.details = said.lines().map(str::to_owned).collect();
        return Err(error);
    }
    said.lines().for_each(|line| terminal.say(&format!("{shown}: {line}"), &[]));
    Ok(without_line_end(output.stdout))
}

/// Editors and commands end a text with a line end that is no part of the key.
fn without_line_end(mut bytes: Vec<u8>) -> Vec<u8> {
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    bytes
}

/// The key of this machine. Of two programs that make one at once, one wins and both use it.
fn of_this_machine(path: &Path) -> Result<Vec<u8>, Error> {
    if !path.exists() {
        let mut key = [0; LENGTH];
        getrandom::fill(&mut key)
            .map_err(|error| Error::source(format!("the system gives no random bytes: {error}")))?;
        files::write_private_once(path, &key)?;
    }
    files::read(path).map_err(|why| {
        Error::source(format!("cannot read the key of this machine, {}: {why}", path.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_machine_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let makers: Vec<_> = (0..8)
            .map(|_| {
                std::thread::spawn({
                    let path = path.clone();
                    move || of_this_machine(&path).unwrap()
                })
            })
            .collect();
        let mut keys: Vec<_> = makers.into_iter().map(|maker| maker.join().unwrap()).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].len(), LENGTH);
    }

    #[test]
    fn keys_from_files_and_commands_end_before_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        std::fs::write(&path, "0123456789abcdef\n").unwrap();
        assert_eq!(from_file(&path).unwrap(), b"0123456789abcdef");
        #[cfg(unix)]
        assert_eq!(
            from_command(&["cat".into(), "k".into()], folder.path(), Terminal::default()).unwrap(),
            b"0123456789abcdef"
        );
        assert!(
            from_command(&["no-such-program-of-drift".into()], folder.path(), Terminal::default())
                .is_err()
        );
        assert!(from_command(&[], folder.path(), Terminal::default()).is_err());
    }
}
