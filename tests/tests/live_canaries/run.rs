//! Runs `drift` and looks through all that it writes: its output, its errors, the terminal, every file of its folder.
//!
//! Knows nothing of where the canaries are.

use std::path::{Path, PathBuf};

use drift_core::Report;
use drift_tests::{Place, Run, cluster, tool};

use crate::canary;
use crate::places;

/// A folder to run the program in, whose own files (the configuration, manifests, kubeconfigs) are not looked through.
pub(crate) struct Lookout {
    place: Place,
}

/// A configuration with both clusters, and manifests that declare staging.
pub(crate) fn environments(name: &str, secrets: &str) -> String {
    format!(
        "version: 1
environments:
  staging:
    sources:
    - kubernetes: {{ context: staging, namespaces: [\"{name}-staging\"] }}
    - manifests: {{ path: overlay, render: kustomize, namespace: \"{name}-staging\" }}
    - manifests: {{ path: declared }}
  prod: {{ sources: [ {{ kubernetes: {{ context: prod, namespaces: [\"{name}-prod\"] }} }} ] }}
{secrets}"
    )
}

impl Lookout {
    pub(crate) fn new(config: &str) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let tools = tool("kubectl").parent().map(Path::to_owned);
        let paths = std::env::join_paths(tools.into_iter().chain(std::env::split_paths(&path)));
        let paths = paths.unwrap().into_string().expect("paths of tests are UTF-8");
        let kubeconfig = cluster("staging").kubeconfig.to_str().unwrap().to_owned();
        let lookout = Self {
            place: Place::default().with("PATH", &paths).with("KUBECONFIG", &kubeconfig).with(
                "CANARY_VARIABLE",
                &format!("https://me:{}@x.example.com", canary::of("config-variable")),
            ),
        };
        std::fs::write(lookout.folder("drift.yaml"), config).unwrap();
        places::declared(&lookout.folder("declared"), "one");
        places::overlay(&lookout.folder("overlay"));
        lookout
    }

    /// The same with a variable.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        Self { place: self.place.with(name, value) }
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.place.folder().join(name)
    }

    /// Writes a program that configurations name by its path.
    pub(crate) fn script(&self, name: &str, text: &str) -> PathBuf {
        self.place.script(name, text);
        self.folder("bin").join(name)
    }

    /// Runs a command and looks through what it says.
    pub(crate) fn finds_nothing(&self, arguments: &[&str], codes: &[i32]) -> Run {
        let run = self.place.piped(arguments);
        let said = format!("{}\n{}", run.stdout, run.stderr);
        assert!(
            codes.contains(&run.code),
            "drift {} ended with {}:\n{said}",
            arguments.join(" "),
            run.code
        );
        nothing(&format!("the output of drift {}", arguments.join(" ")), said.as_bytes());
        run
    }

    /// Runs a command on a terminal, where progress is drawn, and looks through what the terminal got.
    pub(crate) fn finds_nothing_on_a_terminal(&self, arguments: &[&str]) {
        let run = self.place.on_terminal((120, 40), &[], &[&["--no-pager"], arguments].concat());
        assert!(!run.stdout.is_empty());
        nothing(&format!("the terminal of drift {}", arguments.join(" ")), run.stdout.as_bytes());
    }

    /// Looks through every file that `drift` wrote, snapshots also as text.
    pub(crate) fn finds_nothing_in_files(&self) {
        let all = self.written();
        for (path, bytes) in &all {
            nothing(&path.display().to_string(), bytes);
        }
    }

    fn written(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = Vec::new();
        let own = ["drift.yaml", "declared", "other", "overlay", "kubeconfig", "bin"];
        for path in files(self.place.folder()) {
            let below = path.strip_prefix(self.place.folder()).unwrap();
            let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
            if own.contains(&first) {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            if path.extension().is_some_and(|end| end == "zst") {
                all.push((path.clone(), zstd::decode_all(bytes.as_slice()).unwrap()));
            }
            all.push((path, bytes));
        }
        all
    }

    /// Asserts that the newest snapshots hold the objects that were laid out.
    pub(crate) fn saw(&self, objects: &str, read: bool) {
        let written = self.written();
        let snapshots =
            written.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "zst"));
        let all: String =
            snapshots.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
        let names = objects
            .lines()
            .filter_map(|line| line.split_once("metadata: { name: ").map(|(_, rest)| rest));
        for name in names.filter_map(|rest| rest.split([' ', ',', '}']).next()) {
            assert!(all.contains(&format!("\"{name}\"")), "{name} was not read");
        }
        assert!(all.contains("db.example.com:5432"), "what a URL points at is kept");
        assert!(all.contains("DB_PASSWORD") && all.contains("\"$secret\""));
        // What was applied by a client has the names of the values in an annotation, read or not.
        assert!(!read || all.contains("\"anything\""), "values of Secrets are read if asked for");
    }

    /// The id and the path of a finding between the environments.
    pub(crate) fn a_finding(&self) -> (String, String) {
        let (report, text) = self.report(&["diff", "staging", "prod"]);
        let first = report.findings.first().unwrap_or_else(|| panic!("no finding: {text}"));
        (first.id.to_string(), first.path.to_string())
    }

    /// What was found, as subjects and paths.
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<(String, String)> {
        let (report, _) = self.report(arguments);
        let all = report.findings.iter();
        all.map(|finding| (format!("{:?}", finding.subject), finding.path.to_string())).collect()
    }

    /// The report of a command, as read and as written.
    pub(crate) fn report(&self, arguments: &[&str]) -> (Report, String) {
        let run = self.finds_nothing(&[arguments, &["--format", "json"]].concat(), &[0, 1]);
        let report = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
        (report, run.stdout)
    }
}

fn nothing(of: &str, bytes: &[u8]) {
    let found = canary::found(bytes);
    if found.is_empty() {
        return;
    }
    // The lines around, for whoever mends it.
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> =
        text.lines().filter(|line| !canary::found(line.as_bytes()).is_empty()).take(5).collect();
    let lines: Vec<String> = lines.iter().map(|line| line.chars().take(2000).collect()).collect();
    panic!("{of} has the canaries of {}:\n{}", found.join(", "), lines.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
