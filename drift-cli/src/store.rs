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

/// Files of the store beside the environments' folders.
const KEY: &str = "key";
const LAST_REPORT: &str = "last-report.json";

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
        self.root.join(KEY)
    }

    /// Where the last report is.
    pub(crate) fn report_path(&self) -> PathBuf {
        self.root.join(LAST_REPORT)
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
        let bytes = codec::encode(snapshot);
        // Two runs in one second are two snapshots.
        for number in 1.. {
            let path = folder.join(file_name(&numbered(&name, number)));
            if files::write_private_once(&path, &bytes)? {
                return Ok(path);
            }
        }
        Err(Error::source("every name of the store is taken"))
    }

    /// The snapshots of an environment, the newest first; with `until`, those at or before that time.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub(crate) fn newest_first(
        &self,
        environment: &str,
        until: Option<Timestamp>,
    ) -> Result<Vec<Stored>, Error> {
        let mut all = self.list(environment)?;
        all.retain(|stored| until.is_none_or(|until| stored.captured_at <= until));
        all.reverse();
        Ok(all)
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
            let (captured_at, number) = time_of(path.file_name()?.to_str()?)?;
            Some((captured_at, number, path))
        };
        let mut all: Vec<_> = entries.filter_map(|entry| stored(entry.ok()?.path())).collect();
        all.sort();
        Ok(all.into_iter().map(|(captured_at, _, path)| Stored { path, captured_at }).collect())
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
    let stem = format!("{}{INTERRUPTED}", name.strip_suffix(SUFFIX).unwrap_or(&name));
    let named = |number| path.with_file_name(format!("{}{SUFFIX}", numbered(&stem, number)));
    // That of an earlier run may be all that is left of it.
    (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(1))
}

/// The first of a name is called by it alone.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}.{number}") }
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
        let taken = place == 0 && [KEY, LAST_REPORT].contains(&environment);
        let plain = !taken && byte.is_ascii_alphanumeric()
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

/// The time in the name of a stored snapshot, and which one of that second it is.
fn time_of(name: &str) -> Option<(Timestamp, u32)> {
    let (date, time) = name.strip_suffix(SUFFIX)?.split_once('T')?;
    let (time, number) = match time.split_once("Z.") {
        Some((time, number)) => (format!("{time}Z"), number.parse().ok()?),
        None => (time.to_owned(), 1),
    };
    let time = format!("{date}T{}", time.replace('-', ":")).parse().ok()?;
    Some((time, number))
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
            let found = store.newest_first("prod", until).unwrap();
            let found = found.first().map(|stored| stored.captured_at);
            assert_eq!(found, wanted.map(|text| text.parse().unwrap()), "{until:?}");
        }
        assert_eq!(store.newest_first("dev", None).unwrap(), []);
    }

    #[test]
    fn file_names_tell_the_time_they_were_made_of() {
        let name = file_name("2026-11-24T01:58:12Z");
        assert_eq!(name, "2026-11-24T01-58-12Z.drift.zst");
        let time: Timestamp = "2026-11-24T01:58:12Z".parse().unwrap();
        assert_eq!(time_of(&name), Some((time, 1)));
        assert_eq!(time_of(&file_name(&numbered("2026-11-24T01:58:12Z", 12))), Some((time, 12)));
        assert_eq!(time_of("2026-11-24T01-58-12Z.interrupted.2.drift.zst"), None);
    }

    #[test]
    fn two_runs_in_one_second_are_two_snapshots_and_the_later_is_the_newer() {
        let (_folder, store) = store_with(&[]);
        let mut snapshot =
            codec::decode(include_bytes!("../../docs/examples/prod.drift.zst")).unwrap();
        for environment in ["shop", "key", "last-report.json"] {
            snapshot.header.environment = environment.to_owned();
            let paths: Vec<_> = (0..11).map(|_| store.save(&snapshot, false).unwrap()).collect();
            let newest = store.newest_first(environment, None).unwrap();
            let newest: Vec<_> = newest.into_iter().rev().map(|stored| stored.path).collect();
            assert_eq!(newest, paths);
            assert!(store.save(&snapshot, true).unwrap() != store.save(&snapshot, true).unwrap());
        }
        assert!(!store.key_path().exists() && !store.report_path().exists());
    }

    #[test]
    fn what_was_cut_short_is_written_beside_what_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prod.drift.zst");
        assert_eq!(beside(&path), path);
        std::fs::write(&path, b"").unwrap();
        assert_eq!(beside(&path), folder.path().join("prod.interrupted.drift.zst"));
        std::fs::write(folder.path().join("prod.interrupted.drift.zst"), b"earlier").unwrap();
        assert_eq!(beside(&path), folder.path().join("prod.interrupted.2.drift.zst"));
        std::fs::remove_file(folder.path().join("prod.interrupted.drift.zst")).unwrap();
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
