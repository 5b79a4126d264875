//! Files: written whole or not at all, read with a limit.
//!
//! What holds what was observed is only for its owner (mode 0600, folders 0700 where the system has modes). Knows nothing of
//! what is in a file.

use std::io::{Read, Write};
use std::path::Path;

use crate::error::Error;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: u64 = 256 * 1024 * 1024;

/// Writes a file for its owner only: to a new file beside it, synced, then renamed, so that nobody sees half of it.
///
/// # Errors
/// When it cannot be written; an earlier file stays as it was.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = private(path, bytes)?;
    file.persist(path).map_err(|error| cannot_write(path, &error.error))?;
    sync_folder(path);
    Ok(())
}

/// As [`write_private`], but never over another file; `false` when there is one.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write_private_once(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    match private(path, bytes)?.persist_noclobber(path) {
        Ok(_) => {
            sync_folder(path);
            Ok(true)
        }
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(cannot_write(path, &error.error)),
    }
}

/// A temporary file beside `path`; they are made for their owner only.
fn private(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || {
        let mut file = tempfile::Builder::new().prefix(".drift-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    write().map_err(|error: std::io::Error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::source(format!("cannot write {}", path.display())).because(error)
}

/// Makes the new name of a file last. Where folders cannot be synced, the file itself was.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
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
        Error::source(format!("cannot make the folder {}", path.display())).because(&error)
    })
}

/// Reads a whole file of at most [`LARGEST`] bytes.
///
/// # Errors
/// A sentence fragment without the file's name.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    read_from(file)
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
        return Err(format!("larger than {} MB", limit / (1024 * 1024)));
    }
    Ok(bytes)
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
    fn what_is_too_large_is_refused() {
        assert_eq!(read_within(&b"abc"[..], 3).unwrap(), b"abc");
        assert!(read_within(&b"abcd"[..], 3).is_err());
    }
}
