//! Manifests on disk: which files of a folder are read, in which order, and what could not be.
//!
//! Follows symbolic links and survives their loops. A file that cannot be read costs only itself. Knows nothing of what is
//! in a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use drift_core::declare::ManifestFile;

use crate::files;

/// Folders below each other that are entered; deeper ones are not read, which is told.
const DEEPEST: usize = 64;

/// One text that is no file: a stream, or what a program printed.
pub(crate) fn stream(name: &str, bytes: Result<Vec<u8>, String>) -> ManifestFile {
    ManifestFile { name: name.to_owned(), bytes }
}

/// Reads a file, or every manifest in a folder and below it, sorted by name. Files are called by `name` and what follows.
pub(crate) fn read(path: &Path, name: &Path) -> Vec<ManifestFile> {
    if !path.is_dir() {
        // A file that is named is read, whatever it is called.
        return vec![stream(&name.display().to_string(), files::read(path))];
    }
    let mut read = Vec::new();
    Walk { files: &mut read, entered: BTreeSet::new() }.folder(path, name, 0);
    read
}

struct Walk<'l> {
    files: &'l mut Vec<ManifestFile>,
    /// The folders on the way and behind, as they really are: a link back to one is not entered again.
    entered: BTreeSet<PathBuf>,
}

impl Walk<'_> {
    fn add(&mut self, name: &Path, bytes: Result<Vec<u8>, String>) {
        self.files.push(stream(&name.display().to_string(), bytes));
    }

    fn folder(&mut self, path: &Path, name: &Path, depth: usize) {
        if depth > DEEPEST {
            return self.add(name, Err("nested too deep".to_owned()));
        }
        match std::fs::canonicalize(path) {
            Ok(real) if !self.entered.insert(real.clone()) => return,
            Ok(_) => {}
            Err(error) => return self.add(name, Err(error.to_string())),
        }
        let mut names = Vec::new();
        match std::fs::read_dir(path) {
            Ok(entries) => names.extend(entries.filter_map(|entry| Some(entry.ok()?.file_name()))),
            Err(error) => return self.add(name, Err(error.to_string())),
        }
        names.sort();
        for entry in names {
            let (path, name) = (path.join(&entry), name.join(&entry));
            let shown = entry.to_string_lossy();
            if shown.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                self.folder(&path, &name, depth + 1);
            } else if let Some(why) = rendered(&shown) {
                self.add(&name, Err(why.to_owned()));
            } else if is_manifest(&shown) {
                self.add(&name, file(&path));
            } else if path.is_symlink() && !path.exists() {
                self.add(&name, Err("a link that leads nowhere".to_owned()));
            }
        }
    }
}

/// A pipe or a device that lies in a folder could be read forever.
fn file(path: &Path) -> Result<Vec<u8>, String> {
    match std::fs::metadata(path) {
        Ok(data) if !data.is_file() => Err("not a regular file".to_owned()),
        _ => files::read(path),
    }
}

/// Why the files of a folder are not what it declares, where this file of it says so: what is there would be called missing, and
/// what is not there would not be missed.
fn rendered(name: &str) -> Option<&'static str> {
    match name {
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => Some(
            "not rendered: the files beside it were read as they are (`kubectl kustomize FOLDER`, or `render: kustomize`)",
        ),
        "Chart.yaml" => {
            Some("not rendered: the files beside it were read as they are (`helm template FOLDER`)")
        }
        _ => None,
    }
}

/// Whether a file in a folder is taken for manifests by its name: YAML or JSON that is not another tool's input.
pub(crate) fn is_manifest(name: &str) -> bool {
    let lower = name.to_lowercase();
    let Some((stem, end)) = lower.rsplit_once('.') else { return false };
    let other = ["kustomization", "chart", "skaffold", "drift"];
    matches!(end, "yaml" | "yml" | "json") && !other.contains(&stem) && !stem.starts_with("values")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[ManifestFile]) -> Vec<&str> {
        files.iter().filter(|file| file.bytes.is_ok()).map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn a_folder_is_read_with_what_is_below_it_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/c")).unwrap();
        std::fs::create_dir_all(at(".git")).unwrap();
        for name in [
            "z.yaml",
            "a.yml",
            "b/c/x.json",
            "b/a.yaml",
            ".hidden.yaml",
            ".git/y.yaml",
            "kustomization.yaml",
            "Chart.yaml",
            "values-prod.yaml",
            "drift.yaml",
            "README.md",
        ] {
            std::fs::write(at(name), "").unwrap();
        }
        let files = read(folder.path(), Path::new("k8s"));
        assert_eq!(names(&files), ["k8s/a.yml", "k8s/b/a.yaml", "k8s/b/c/x.json", "k8s/z.yaml"]);
        assert_eq!(names(&read(&at("README.md"), Path::new("README.md"))), ["README.md"]);
        let unread = files.iter().filter(|file| file.bytes.is_err());
        let unread: Vec<_> = unread.map(|file| file.name.as_str()).collect();
        assert_eq!(
            unread,
            ["k8s/Chart.yaml", "k8s/kustomization.yaml"],
            "what is rendered is told"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once_and_broken_ones_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("a")).unwrap();
        std::fs::write(at("a/x.yaml"), "").unwrap();
        std::os::unix::fs::symlink("..", at("a/loop")).unwrap();
        std::os::unix::fs::symlink("x.yaml", at("a/y.yaml")).unwrap();
        std::os::unix::fs::symlink("nowhere", at("a/z.yaml")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("a/zero.yaml")).unwrap();
        let files = read(folder.path(), Path::new("."));
        assert_eq!(names(&files), ["./a/x.yaml", "./a/y.yaml"]);
        let broken =
            files.iter().filter_map(|file| Some((&*file.name, file.bytes.as_ref().err()?)));
        let broken: Vec<_> = broken.collect();
        assert_eq!(
            broken.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["./a/z.yaml", "./a/zero.yaml"]
        );
        assert_eq!(broken.last().map(|(_, why)| why.as_str()), Some("not a regular file"));
    }
}
