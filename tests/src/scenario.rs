//! Scenarios as folders: manifests for each cluster, and the lines that Drift is to say of them.
//!
//! ```text
//! tests/scenarios/quota-written-in-other-units/
//!   staging/*.yaml      applied to the cluster staging, namespace quota-written-in-other-units-staging
//!   prod/*.yaml         and so on: a folder for each cluster; all but staging are the environment prod
//!   drift.yaml          optional: in place of the usual one
//!   expected.txt        what `drift diff staging prod` says
//! ```
//!
//! A file `definition.yaml` holds a custom resource definition, and is in every cluster before anything else is.
//! In a file `$NAMESPACE` stands for the namespace and `$SCENARIO` for the scenario's name.

use std::path::{Path, PathBuf};

use crate::cluster::{cluster, entries};
use crate::golden::golden;
use crate::lines::lines;
use crate::program::Drift;

/// One folder.
#[derive(Debug, Clone)]
pub struct Scenario {
    folder: PathBuf,
    /// Its name, which is the beginning of its namespaces.
    pub name: String,
    /// The clusters that it has manifests for.
    pub clusters: Vec<String>,
}

impl Scenario {
    /// Every scenario of `tests/scenarios`, in the order of their names.
    ///
    /// # Panics
    /// When the folder cannot be read.
    #[must_use]
    pub fn all() -> Vec<Self> {
        folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"))
            .into_iter()
            .map(Self::read)
            .collect()
    }

    fn read(folder: PathBuf) -> Self {
        let clusters = folders(&folder).iter().map(|folder| name(folder)).collect();
        Self { name: name(&folder), folder, clusters }
    }

    /// Applies its manifests, compares the environments, and compares what is said with what is expected.
    ///
    /// # Errors
    /// When something else is said.
    ///
    /// # Panics
    /// When it cannot be applied or compared.
    pub fn play(&self) -> Result<(), String> {
        for cluster in &self.clusters {
            self.apply(cluster);
        }
        let drift = Drift::new(&self.config());
        let (report, _) = drift.report(&["diff", "staging", "prod"]);
        golden(&self.folder.join("expected.txt"), &lines(&report))
    }

    fn apply(&self, name: &str) {
        let cluster = cluster(name);
        let namespace = self.namespace(name);
        let folder = tempfile::tempdir().unwrap();
        for file in entries(&self.folder.join(name)) {
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(
                folder.path().join(file.file_name().unwrap()),
                self.fill(&text, &namespace),
            )
            .unwrap();
        }
        cluster.namespace(&namespace);
        cluster.apply(&namespace, folder.path());
    }

    fn namespace(&self, cluster: &str) -> String {
        let environment = if cluster == "staging" { "staging" } else { "prod" };
        format!("{}-{environment}", self.name)
    }

    fn fill(&self, text: &str, namespace: &str) -> String {
        text.replace("$NAMESPACE", namespace).replace("$SCENARIO", &self.name)
    }

    fn config(&self) -> String {
        if let Ok(text) = std::fs::read_to_string(self.folder.join("drift.yaml")) {
            return self.fill(&text, "");
        }
        let others: Vec<&str> =
            self.clusters.iter().map(String::as_str).filter(|name| *name != "staging").collect();
        format!(
            "version: 1
environments:
  staging: {{ rank: 20, sources: [ {{ kubernetes: {{ context: staging, namespaces: [\"{0}-staging\"] }} }} ] }}
  prod: {{ rank: 30, sources: [ {{ kubernetes: {{ contexts: [{1}], namespaces: [\"{0}-prod\"] }} }} ] }}
",
            self.name,
            others.join(", ")
        )
    }
}

fn name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a folder's name").to_owned()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}
