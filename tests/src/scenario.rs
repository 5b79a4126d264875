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

    /// Applies its manifests, compares the environments, and compares what is said with what is expected. Each cluster
    /// is as its manifests say, so there is nothing to tell of it alone.
    ///
    /// # Errors
    /// When something else is said.
    ///
    /// # Panics
    /// When it cannot be applied or compared.
    pub fn play(&self) -> Result<(), String> {
        let drift = Drift::new(&self.config());
        for cluster in &self.clusters {
            self.apply(cluster, &drift);
        }
        let (report, _) = drift.report(&["diff", "staging", "prod"]);
        golden(&self.folder.join("expected.txt"), &lines(&report))?;
        for cluster in self.clusters.iter().filter(|name| !self.has_siblings(name)) {
            let (report, _) =
                drift.report(&["check", cluster, "--against", &format!("k8s:{cluster}")]);
            if !report.findings.is_empty() {
                let found = lines(&report).join("\n");
                return Err(format!("{}: check of {cluster}, just applied\n{found}", self.name));
            }
        }
        Ok(())
    }

    /// Applies the manifests for a cluster, and leaves them in the folder of its name.
    fn apply(&self, name: &str, drift: &Drift) {
        let cluster = cluster(name);
        let namespace = self.namespace(name);
        cluster.namespace(&namespace);
        for file in entries(&self.folder.join(name)) {
            let text = self.fill(&std::fs::read_to_string(&file).unwrap(), &namespace);
            // Definitions are in the clusters already; a folder with one would speak for those of other tests.
            if !file.ends_with("definition.yaml") {
                drift.write(&format!("{name}/{}", self::name(&file)), &text);
            }
        }
        cluster.apply(&namespace, &drift.folder().join(name));
    }

    /// Whether the cluster is one of several of its environment.
    fn has_siblings(&self, name: &str) -> bool {
        name != "staging" && self.clusters.len() > 2
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
