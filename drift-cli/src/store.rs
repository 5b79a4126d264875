//! The store: snapshots by environment and time, the last report, the key of this machine.
//!
//! `$XDG_STATE_HOME/drift/ENV/2026-11-24T01-58-12Z.drift.zst`; by default below `~/.local/state`, on Windows below
//! `%LOCALAPPDATA%`. A file's name tells its time, so that choosing one opens none. Knows nothing of how sides are written.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use drift_core::codec::{self, CodecError};
use drift_core::{Report, Snapshot};
use jiff::Timestamp;

use crate::error::Error;
use crate::files;

const SUFFIX: &str = ".drift.zst";

/// What stands before the suffix of a snapshot that a signal cut short.
const INTERRUPTED: &str = ".interrupted";

/// The folder that everything is kept in.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    root: PathBuf,
}

/// A stored snapshot that was not opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) path: PathBuf,
    pub(crate) captured_at: Timestamp,
}

impl Store {
    /// The store that these environment variables lead to.
    ///
    /// # Errors
    /// When none of them does.
    pub(crate) fn locate(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        // A relative path is to be ignored, says the XDG base directory specification.
        let absolute =
            |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = absolute("XDG_STATE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
            .or_else(|| absolute("LOCALAPPDATA"))
            .ok_or_else(|| {
                Error::user("there is no place to keep snapshots in")
                    .hint("set XDG_STATE_HOME or HOME to an absolute path")
            })?;
        Ok(Self { root: state.join("drift") })
    }

    /// The folder that everything is kept in.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether something can be stored: makes a file that is gone again.
    ///
    /// # Errors
    /// When it cannot.
    pub(crate) fn try_writing(&self) -> Result<(), Error> {
        self.create()?;
        let made = tempfile::Builder::new().prefix(".drift-").tempfile_in(&self.root);
        made.map(drop).map_err(|error| {
            Error::source(format!("cannot write in {}", self.root.display())).because(&error)
        })
    }

    /// Where the key of this machine is.
    pub(crate) fn key_path(&self) -> PathBuf {
        self.root.join("key")
    }

    /// Where the last report is.
    pub(crate) fn report_path(&self) -> PathBuf {
        self.root.join("last-report.json")
    }

    /// Makes the folder, for its owner only.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn create(&self) -> Result<(), Error> {
        files::private_folder(&self.root)
    }

    fn folder(&self, environment: &str) -> PathBuf {
        self.root.join(folder_name(environment))
    }

    /// Keeps a snapshot under its environment and time. One that a signal cut short can be named as a file, and is never
    /// taken for the environment as it was at its time.
    ///
    /// # Errors
    /// When it cannot be written; nothing is then left of it.
    pub(crate) fn save(&self, snapshot: &Snapshot, interrupted: bool) -> Result<PathBuf, Error> {
        let mark = if interrupted { INTERRUPTED } else { "" };
        let name = format!("{}{mark}", snapshot.header.captured_at);
        let folder = self.folder(&snapshot.header.environment);
        files::private_folder(&folder)?;
        let path = folder.join(file_name(&name));
        files::write_private(&path, &codec::encode(snapshot))?;
        Ok(path)
    }

    /// The newest snapshot of an environment; with `until`, the newest at or before that time.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub(crate) fn newest(
        &self,
        environment: &str,
        until: Option<Timestamp>,
    ) -> Result<Option<Stored>, Error> {
        let all = self.list(environment)?;
        Ok(all
            .into_iter()
            .filter(|stored| until.is_none_or(|until| stored.captured_at <= until))
            .max_by_key(|stored| stored.captured_at))
    }

    /// Every snapshot of an environment, the oldest first.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub(crate) fn list(&self, environment: &str) -> Result<Vec<Stored>, Error> {
        let folder = self.folder(environment);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(Error::source(format!("cannot read the store {}", folder.display()))
                    .because(&error));
            }
        };
        let stored = |path: PathBuf| {
            let captured_at = time_of(path.file_name()?.to_str()?)?;
            Some(Stored { path, captured_at })
        };
        let mut all: Vec<Stored> = entries.filter_map(|entry| stored(entry.ok()?.path())).collect();
        all.sort_by_key(|stored| stored.captured_at);
        Ok(all)
    }

    /// Keeps a report as the last one, for `explain`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn save_report(&self, report: &Report) -> Result<(), Error> {
        self.create()?;
        let text = crate::render::render(report, crate::render::Format::Json);
        files::write_private(&self.report_path(), text.as_bytes())
    }
}

/// Where a snapshot goes that a signal cut short, when it was to be written here: beside a file that is there, which may be
/// of a whole one. Into what is no file (a pipe) it goes all the same.
pub(crate) fn beside(path: &Path) -> PathBuf {
    if !path.is_file() {
        return path.to_owned();
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.strip_suffix(SUFFIX).unwrap_or(&name);
    path.with_file_name(format!("{stem}{INTERRUPTED}{SUFFIX}"))
}

/// Opens a snapshot.
///
/// # Errors
/// When it cannot be read, is no snapshot, is damaged or of a newer format.
pub(crate) fn open(path: &Path) -> Result<Snapshot, Error> {
    let name = path.display();
    let bytes =
        files::read(path).map_err(|why| Error::user(format!("cannot read {name}: {why}")))?;
    codec::decode(&bytes).map_err(|error| refused(&name.to_string(), &error))
}

/// Says why a snapshot was refused.
pub(crate) fn refused(name: &str, error: &CodecError) -> Error {
    let told = Error::user(format!("{name}: {error}"));
    match error {
        CodecError::NotASnapshot => {
            told.hint("snapshots are written by `drift snapshot`; manifests are named as k8s:PATH")
        }
        CodecError::Newer { .. } => told.hint("a newer drift reads it"),
        _ => told.hint("take it again, or copy it again from where it came from"),
    }
}

/// An environment's name as one folder name: what is not a letter, digit, `-`, `_` or `.` within is written `%41`.
fn folder_name(environment: &str) -> String {
    let mut name = String::new();
    for (place, byte) in environment.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_')
            || (byte == b'.' && place > 0);
        if plain {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02x}"));
        }
    }
    name
}

fn file_name(captured_at: &str) -> String {
    format!("{}{SUFFIX}", captured_at.replace(':', "-"))
}

/// The time in the name of a stored snapshot.
fn time_of(name: &str) -> Option<Timestamp> {
    let (date, time) = name.strip_suffix(SUFFIX)?.split_once('T')?;
    format!("{date}T{}", time.replace('-', ":")).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store_with(names: &[&str]) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store { root: folder.path().to_owned() };
        std::fs::create_dir(folder.path().join("prod")).unwrap();
        for name in names {
            std::fs::write(folder.path().join("prod").join(name), b"").unwrap();
        }
        (folder, store)
    }

    #[test]
    fn the_newest_at_or_before_a_time_is_chosen() {
        let (_folder, store) = store_with(&[
            "2026-11-22T10-00-00Z.drift.zst",
            "2026-11-23T10-00-00Z.drift.zst",
            "2026-11-24T10-00-00Z.drift.zst",
            "2026-11-24T11-00-00Z.interrupted.drift.zst",
            ".drift-x1y2z3.partial",
            "notes.txt",
        ]);
        let table = [
            (None, Some("2026-11-24T10:00:00Z")),
            (Some("2026-11-23T10:00:00Z"), Some("2026-11-23T10:00:00Z")),
            (Some("2026-11-23T09:59:59Z"), Some("2026-11-22T10:00:00Z")),
            (Some("2026-11-22T09:59:59Z"), None),
        ];
        for (until, wanted) in table {
            let until = until.map(|text| text.parse().unwrap());
            let found = store.newest("prod", until).unwrap().map(|stored| stored.captured_at);
            assert_eq!(found, wanted.map(|text| text.parse().unwrap()), "{until:?}");
        }
        assert_eq!(store.newest("dev", None).unwrap(), None);
    }

    #[test]
    fn file_names_tell_the_time_they_were_made_of() {
        let name = file_name("2026-11-24T01:58:12Z");
        assert_eq!(name, "2026-11-24T01-58-12Z.drift.zst");
        assert_eq!(time_of(&name), Some("2026-11-24T01:58:12Z".parse().unwrap()));
    }

    #[test]
    fn what_was_cut_short_is_written_beside_what_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prod.drift.zst");
        assert_eq!(beside(&path), path);
        std::fs::write(&path, b"").unwrap();
        assert_eq!(beside(&path), folder.path().join("prod.interrupted.drift.zst"));
        let other = folder.path().join("prod");
        std::fs::write(&other, b"").unwrap();
        assert_eq!(beside(&other), folder.path().join("prod.interrupted.drift.zst"));
        #[cfg(unix)]
        assert_eq!(beside(Path::new("/dev/null")), Path::new("/dev/null"));
    }

    #[test]
    fn no_environment_leads_out_of_the_store() {
        let table = [
            ("prod", "prod"),
            ("../x", "%2e.%2fx"),
            (".", "%2e"),
            ("a b", "a%20b"),
            ("v1.2", "v1.2"),
        ];
        for (environment, wanted) in table {
            assert_eq!(folder_name(environment), wanted);
        }
    }

    #[test]
    fn relative_state_folders_are_ignored() {
        let variables = |name: &str| match name {
            "XDG_STATE_HOME" => Some("state".into()),
            "HOME" => Some("/home/u".into()),
            _ => None,
        };
        assert_eq!(Store::locate(variables).unwrap().root, Path::new("/home/u/.local/state/drift"));
        assert!(Store::locate(|_| None).is_err());
    }
}
