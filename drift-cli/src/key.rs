//! The fingerprint key: from where the configuration says, else a key of this machine, made once.
//!
//! The key itself is never printed, also not in errors. Knows nothing of what is fingerprinted.

use std::path::{Path, PathBuf};
use std::process::Command;

use drift_core::FingerprintKey;
use drift_core::config::{KeySource, Secrets};

use crate::error::Error;
use crate::files;
use crate::store::Store;
use crate::terminal::Terminal;

/// The length of a key of this machine, in bytes.
const LENGTH: usize = 32;

/// The keys in use.
pub(crate) struct Keys {
    /// What fingerprints are made with: while the key is being replaced, with both.
    pub(crate) key: FingerprintKey,
    /// Where the key came from.
    pub(crate) current: Origin,
    /// Where the one before came from.
    pub(crate) previous: Option<Origin>,
}

/// Where a key came from.
pub(crate) struct Origin {
    /// What names the key in snapshots.
    pub(crate) id: String,
    /// As people read it.
    pub(crate) place: String,
    /// Its file, if it came from one.
    pub(crate) file: Option<PathBuf>,
}

/// The keys to use; relative files are looked for in `folder`, the configuration's.
///
/// # Errors
/// When a source does not give one of at least 16 bytes.
pub(crate) fn find(
    secrets: &Secrets,
    folder: &Path,
    store: &Store,
    terminal: Terminal,
) -> Result<Keys, Error> {
    let (key, current) = match &secrets.key {
        Some(source) => configured(source, "secrets.key", folder, terminal)?,
        None => {
            let path = store.key_path();
            store.create()?;
            taken(&of_this_machine(&path)?, path.display().to_string(), Some(path))?
        }
    };
    let Some(source) = &secrets.previous_key else {
        return Ok(Keys { key, current, previous: None });
    };
    let (before, previous) = configured(source, "secrets.previous_key", folder, terminal)?;
    Ok(Keys { key: key.and_previous(before), current, previous: Some(previous) })
}

impl Keys {
    /// The origins, the current one first.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    /// Warns of files that everybody can read, and of a rotation that changes nothing.
    pub(crate) fn warn(&self, terminal: Terminal) {
        for origin in self.origins() {
            if let Some(warning) = origin.warning() {
                terminal.warn(&warning, &[("path", origin.place.as_str().into())]);
            }
        }
        if self.previous.as_ref().is_some_and(|previous| previous.id == self.current.id) {
            terminal.warn(SAME, &[]);
        }
    }
}

const SAME: &str = "secrets.key and secrets.previous_key are the same key: nothing is replaced";

impl Origin {
    /// That others can read its file, if so.
    pub(crate) fn warning(&self) -> Option<String> {
        let mode = self.mode().filter(|mode| mode & 0o007 != 0)?;
        Some(format!(
            "every user of this machine can use the fingerprint key {} (mode {mode:04o}); chmod 600 \
             keeps it yours",
            self.place
        ))
    }

    /// The mode of its file, where files have one.
    #[cfg(unix)]
    pub(crate) fn mode(&self) -> Option<u32> {
        use std::os::unix::fs::PermissionsExt;
        let found = std::fs::metadata(self.file.as_ref()?).ok()?;
        Some(found.permissions().mode() & 0o777)
    }

    /// The mode of its file, where files have one.
    #[cfg(not(unix))]
    pub(crate) fn mode(&self) -> Option<u32> {
        None
    }
}

/// The key that a source gives; `setting` is what names the source in the configuration.
fn configured(
    source: &KeySource,
    setting: &str,
    folder: &Path,
    terminal: Terminal,
) -> Result<(FingerprintKey, Origin), Error> {
    match source {
        KeySource::Env(name) => {
            taken(&from_env(name, setting)?, format!("the environment variable {name}"), None)
        }
        KeySource::File(name) => {
            let path = folder.join(name);
            taken(&from_file(&path)?, path.display().to_string(), Some(path))
        }
        KeySource::Command(words) => {
            let bytes = from_command(words, setting, folder, terminal)?;
            taken(&bytes, format!("`{}`", words.join(" ")), None)
        }
    }
}

fn taken(
    bytes: &[u8],
    place: String,
    file: Option<PathBuf>,
) -> Result<(FingerprintKey, Origin), Error> {
    let key = FingerprintKey::new(bytes).map_err(|error| {
        Error::config(format!("the fingerprint key from {place} cannot be used")).because(&error)
    })?;
    let id = key.id().to_owned();
    Ok((key, Origin { id, place, file }))
}

fn from_env(name: &str, setting: &str) -> Result<Vec<u8>, Error> {
    let value = std::env::var_os(name).ok_or_else(|| {
        let unset = format!("the environment variable {name}, which `{setting}` names, is not set");
        Error::config(unset).hint(match setting {
            "secrets.key" => "set it, or take `secrets.key` out to use a key of this machine",
            _ => "set it, or take `secrets.previous_key` out once the key has been replaced",
        })
    })?;
    Ok(value.into_encoded_bytes())
}

fn from_file(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = files::read(path).map_err(|why| {
        Error::config(format!("cannot read the fingerprint key {}: {why}", path.display()))
    })?;
    Ok(without_line_end(bytes))
}

fn from_command(
    words: &[String],
    setting: &str,
    folder: &Path,
    terminal: Terminal,
) -> Result<Vec<u8>, Error> {
    let shown = words.join(" ");
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| Error::config(format!("the command of `{setting}` is empty")))?;
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

/// Editors and commands end a text with a line end that is no part of the key. Random bytes, such as the key of a machine,
/// are no text.
fn without_line_end(mut bytes: Vec<u8>) -> Vec<u8> {
    while std::str::from_utf8(&bytes).is_ok_and(|text| text.ends_with(['\n', '\r'])) {
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
            from_command(
                &["cat".into(), "k".into()],
                "secrets.key",
                folder.path(),
                Terminal::default()
            )
            .unwrap(),
            b"0123456789abcdef"
        );
        for words in [&["no-such-program-of-drift".into()][..], &[]] {
            assert!(
                from_command(words, "secrets.key", folder.path(), Terminal::default()).is_err()
            );
        }
        // The last of random bytes may be that of a line end.
        std::fs::write(&path, b"\xff\xfe0123456789abcdef\n").unwrap();
        assert_eq!(from_file(&path).unwrap().len(), 19);
    }

    #[test]
    fn a_key_that_is_being_replaced_comes_with_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| Some(KeySource::File(name.to_owned()));
        for (name, text) in [("new", "the key of this year"), ("old", "the key of last year")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let store = Store::locate(|_| Some(folder.path().into())).unwrap();
        let found = |key, previous_key| {
            let secrets = Secrets { key, previous_key, ..Secrets::default() };
            find(&secrets, folder.path(), &store, Terminal::default()).unwrap()
        };
        let before = found(file("old"), None).key.secret(b"hunter2!");
        let rotated = found(file("new"), file("old"));
        assert_eq!(rotated.key.secret(b"hunter2!").same(&before), Some(true));
        assert_eq!(found(file("new"), None).key.secret(b"hunter2!").same(&before), None);
        // From the key of this machine to a shared one.
        let machine = found(None, None);
        let path = store.key_path().display().to_string();
        let shared = found(file("new"), Some(KeySource::File(path)));
        assert_eq!(shared.key.secret(b"x").same(&machine.key.secret(b"x")), Some(true));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_everybody_can_read_is_warned_of_and_one_of_this_machine_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        std::fs::write(&path, "0123456789abcdef").unwrap();
        let store = Store::locate(|_| Some(folder.path().into())).unwrap();
        let key = Some(KeySource::File("k".to_owned()));
        let secrets = Secrets { key, ..Secrets::default() };
        for (mode, warned) in [(0o644, true), (0o640, false), (0o600, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let keys = find(&secrets, folder.path(), &store, Terminal::default()).unwrap();
            assert_eq!(keys.current.warning().is_some(), warned, "{mode:o}");
        }
        let machine =
            find(&Secrets::default(), folder.path(), &store, Terminal::default()).unwrap();
        assert_eq!(machine.current.mode(), Some(0o600));
    }
}
