//! Files: written whole or not at all, read with a limit.
//!
//! What holds what was observed is only for its owner (mode 0600, folders 0700 where the system has modes). Knows nothing of
//! what is in a file.

use std::io::{Error as IoError, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: u64 = 256 * 1024 * 1024;

/// How the name of a file begins and ends that is not yet whole.
const UNFINISHED: (&str, &str) = (".drift-", ".partial");

/// How old one of them is when whoever wrote it is surely gone.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes a file for its owner only: to a new file beside it, synced, then renamed, so that nobody sees half of it. What a
/// link leads to is replaced, not the link; into what is no file (a pipe, a terminal) it is written as it is.
///
/// # Errors
/// When it cannot be written; an earlier file stays as it was.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let open = std::fs::OpenOptions::new().write(true).open(path);
        let written = open.and_then(|mut stream| stream.write_all(bytes));
        return written.map_err(|error| cannot_write(path, &error));
    }
    let real = behind_links(path)?;
    let file = private(&real, bytes).map_err(|error| cannot_write(path, &error))?;
    file.persist(&real).map_err(|error| cannot_write(path, &error.error))?;
    sync_folder(&real);
    Ok(())
}

/// As [`write_private`], but never over another file; `false` when there is one.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write_private_once(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    let file = private(path, bytes).map_err(|error| cannot_write(path, &error))?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            sync_folder(path);
            Ok(true)
        }
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(cannot_write(path, &error.error)),
    }
}

/// Where a link leads to; a path that is none is itself.
fn behind_links(path: &Path) -> Result<PathBuf, Error> {
    if !path.is_symlink() {
        return Ok(path.to_owned());
    }
    std::fs::canonicalize(path).map_err(|error| {
        Error::source(format!("cannot write {}, a link that leads nowhere", path.display()))
            .because(&error)
            .hint("remove the link, or make what it leads to")
    })
}

/// A temporary file beside `path`; they are made for their owner only.
fn private(path: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    sweep(folder);
    let (prefix, suffix) = UNFINISHED;
    let mut file = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Removes what a run that was killed left half written. What cannot be removed does no harm: nobody reads it.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let ours = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1));
        if ours && entry.metadata().is_ok_and(|there| there.is_file() && is_abandoned(&there)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_abandoned(there: &std::fs::Metadata) -> bool {
    let age = there.modified().ok().and_then(|written| written.elapsed().ok());
    age.is_some_and(|age| age > ABANDONED)
}

/// Of the system's error only what went wrong: the temporary file's name says nothing to anybody.
fn cause(error: &IoError) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such folder".to_owned(),
        kind => IoError::from(kind).to_string(),
    }
}

fn cannot_write(path: &Path, error: &IoError) -> Error {
    let mut told = Error::source(format!("cannot write {}", path.display()));
    told.causes.push(cause(error));
    let folder = folder_of(path).display();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            told.hint("make room there and run it again; an earlier file is as it was")
        }
        ErrorKind::FileTooLarge => {
            told.hint("the system limits how large a file may be: `ulimit -f` shows how much")
        }
        ErrorKind::NotFound => told.hint(format!("make the folder first: mkdir -p {folder}")),
        ErrorKind::IsADirectory => told.hint("it is a folder: name a file in it"),
        ErrorKind::NotADirectory => told.hint(format!("{folder} is no folder: name another place")),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            told.hint(format!("{folder} may not be written to: name another place"))
        }
        _ => told,
    }
}

/// Makes the new name of a file last. Where folders cannot be synced, the file itself was.
fn sync_folder(path: &Path) {
    let _ = std::fs::File::open(folder_of(path)).and_then(|folder| folder.sync_all());
}

/// Makes a folder and those above it, for their owner only.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn private_folder(path: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| {
        let told = Error::source(format!("cannot make the folder {}", path.display()));
        let told = told.because(&IoError::from(error.kind()));
        match error.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => told.hint(
                "something on the way is a file: move it, or set XDG_STATE_HOME to another place",
            ),
            _ => told.hint("set XDG_STATE_HOME to a place that may be written to"),
        }
    })
}

/// Reads a whole file of at most [`LARGEST`] bytes.
///
/// # Errors
/// A sentence fragment without the file's name.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let told = |file: &std::fs::File| file.metadata().map_err(|error| error.to_string());
    let before = told(&file)?;
    // What is too large is not read to find that out.
    if before.is_file() && before.len() > LARGEST {
        return Err(too_large(LARGEST));
    }
    let bytes = read_from(&file)?;
    if before.is_file() && !same(&before, &told(&file)?, bytes.len() as u64) {
        return Err("it was changed while it was read: run it again".to_owned());
    }
    Ok(bytes)
}

/// Whether a file is what it was when reading began. One that was replaced is: what was opened is read to its end.
fn same(before: &std::fs::Metadata, after: &std::fs::Metadata, read: u64) -> bool {
    let unchanged = before.len() == after.len() && before.modified().ok() == after.modified().ok();
    // Files that the system makes up have no length.
    unchanged && (before.len() == 0 || before.len() == read)
}

/// Reads a whole stream of at most [`LARGEST`] bytes.
///
/// # Errors
/// A sentence fragment.
pub(crate) fn read_from(stream: impl Read) -> Result<Vec<u8>, String> {
    read_within(stream, LARGEST)
}

fn read_within(stream: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

fn too_large(limit: u64) -> String {
    format!("larger than {} MB", limit / (1024 * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_private(&path, b"one").unwrap();
        write_private(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert!(!write_private_once(&path, b"three").unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file is left"
        );
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_are_for_their_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        private_folder(&path).unwrap();
        private_folder(&path).unwrap();
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o700);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_when_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let old = std::time::SystemTime::now() - 2 * ABANDONED;
        for (name, is_old) in [
            (".drift-a1B2c3.partial", true),
            (".drift-d4E5f6.partial", false),
            (".drift-backup", true),
            ("notes.partial", true),
        ] {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            if is_old {
                file.set_modified(old).unwrap();
            }
        }
        write_private(&folder.path().join("a"), b"one").unwrap();
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [".drift-backup", ".drift-d4E5f6.partial", "a", "notes.partial"]);
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_noticed_and_one_that_is_replaced_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one two").unwrap();
        let file = std::fs::File::open(&path).unwrap();
        let before = file.metadata().unwrap();
        assert!(same(&before, &file.metadata().unwrap(), 7));
        assert!(!same(&before, &file.metadata().unwrap(), 3), "cut off while it was read");
        std::fs::write(folder.path().join("b"), "three").unwrap();
        std::fs::rename(folder.path().join("b"), &path).unwrap();
        assert!(same(&before, &file.metadata().unwrap(), 7), "another file of its name");
        let file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        let before = file.metadata().unwrap();
        (&file).write_all(b"!").unwrap();
        assert!(!same(&before, &file.metadata().unwrap(), 6));
    }

    #[test]
    fn what_is_too_large_is_refused() {
        assert_eq!(read_within(&b"abc"[..], 3).unwrap(), b"abc");
        assert!(read_within(&b"abcd"[..], 3).is_err());
    }
}
