//! Folders of manifests below a folder, for `drift init`: overlays of Kustomize, and folders that hold objects.
//!
//! Looks a few levels deep and at the beginning of files only. Knows nothing of environments.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::manifests::is_manifest;

/// How many levels down is looked.
const DEEPEST: usize = 5;
/// How many folders are looked into at most: `init` is to answer at once, also at the root of a disk.
const MOST: usize = 2_000;
/// How much of a file is looked at.
const BEGINNING: u64 = 4096;
/// Folders that hold what others wrote.
const FOREIGN: [&str; 4] = ["node_modules", "target", "vendor", "charts"];

/// A folder of manifests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Folder {
    /// From the folder that was searched, with `/`.
    pub(crate) path: String,
    /// Whether Kustomize renders it.
    pub(crate) kustomize: bool,
}

/// The folders of manifests below `root`, sorted; what is inside one is part of it.
pub(crate) fn find(root: &Path) -> Vec<Folder> {
    let mut found = Vec::new();
    let mut left = MOST;
    search(root, "", 0, &mut left, &mut found);
    found.sort();
    found
}

fn search(path: &Path, name: &str, depth: usize, left: &mut usize, found: &mut Vec<Folder>) {
    let Some(rest) = left.checked_sub(1) else { return };
    *left = rest;
    let Ok(entries) = fs::read_dir(path) else { return };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Links are not followed: what they lead to is found where it is, or is not below.
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folders.push(name),
            Ok(kind) if kind.is_file() => files.push(name),
            _ => {}
        }
    }
    let kustomize = files.iter().any(|file| {
        matches!(file.as_str(), "kustomization.yaml" | "kustomization.yml" | "Kustomization")
    });
    let holds = || files.iter().any(|file| is_manifest(file) && begins_an_object(&path.join(file)));
    if !name.is_empty() && (kustomize || holds()) {
        found.push(Folder { path: name.to_owned(), kustomize });
        return;
    }
    if depth < DEEPEST {
        folders.sort();
        let own = folders
            .iter()
            .filter(|folder| !folder.starts_with('.') && !FOREIGN.contains(&folder.as_str()));
        for folder in own {
            let name = if name.is_empty() { folder.clone() } else { format!("{name}/{folder}") };
            search(&path.join(folder), &name, depth + 1, left, found);
        }
    }
}

fn begins_an_object(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let has = |key: &str| {
        text.lines().any(|line| line.trim_start().trim_start_matches('"').starts_with(key))
    };
    read.is_ok() && has("apiVersion") && has("kind")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlays_and_folders_of_objects_are_found_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let object = "# a shop\napiVersion: v1\nkind: Service\n";
        write("k8s/overlays/prod/kustomization.yaml", "");
        write("k8s/overlays/prod/deeper/a.yaml", object);
        write("k8s/base/a.yaml", object);
        write("deploy/prod/all.json", "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\"\n}");
        write("ci/pipeline.yaml", "steps: []\n");
        write("node_modules/x/a.yaml", object);
        write(".github/a.yaml", object);
        let folder = |path: &str, kustomize| Folder { path: path.to_owned(), kustomize };
        let wanted = [
            folder("deploy/prod", false),
            folder("k8s/base", false),
            folder("k8s/overlays/prod", true),
        ];
        assert_eq!(find(root.path()), wanted);
    }
}
