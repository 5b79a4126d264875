//! Where people keep secrets, with a canary in each: objects of two real clusters, a Helm release, declared manifests.
//!
//! The texts are in `objects/`: `«place»` stands for the canary of a place, `«place|base64»` and `«…|gzip»` for an encoding
//! of it or of what stands between the bars.

use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drift_tests::{Cluster, cluster};

use crate::canary;

/// Lays everything out in a namespace of both clusters, and gives what was filled in.
pub(crate) fn both(name: &str) -> String {
    let mut all = String::new();
    for environment in crate::BOTH {
        let cluster = cluster(environment);
        let namespace = format!("{name}-{environment}");
        cluster.namespace(&namespace);
        // No word of an environment: hosts that differ by one correspond.
        let word = if *environment == "staging" { "one" } else { "two" };
        let objects = filled(include_str!("objects/live.yaml"), word);
        cluster.apply_text(&namespace, &objects);
        release(cluster, &namespace);
        all.push_str(&objects);
    }
    all
}

/// A release of Helm's whose values and manifest have a canary.
fn release(cluster: &Cluster, namespace: &str) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("Chart.yaml", "apiVersion: v2\nname: canary\nversion: 1.0.0\n");
    write("values.yaml", &filled(include_str!("objects/helm-values.yaml"), ""));
    write("templates/config.yaml", include_str!("objects/helm-template.yaml"));
    let chart = folder.path().to_str().unwrap();
    cluster.helm(&["upgrade", "--install", "canary", chart, "-n", namespace]);
}

/// Manifests with canaries, and an overlay of Kustomize's that makes a Secret; `word` is what differs between two of them.
pub(crate) fn declared(folder: &Path, word: &str) {
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("objects.yaml", filled(include_str!("objects/declared.yaml"), word));
}

/// An overlay of Kustomize's that makes a Secret.
pub(crate) fn overlay(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(
        folder.join("kustomization.yaml"),
        filled(include_str!("objects/kustomization.yaml"), ""),
    )
    .unwrap();
}

/// The text with its canaries; `«word»` is `word`.
pub(crate) fn filled(text: &str, word: &str) -> String {
    let mut all = String::new();
    for (place, part) in text.split(['«', '»']).enumerate() {
        match (place % 2, part.split_once('|')) {
            (0, _) => all.push_str(part),
            (_, None) if part == "word" => all.push_str(word),
            (_, None) => all.push_str(&canary::of(part)),
            (_, Some((inner, encoding))) => {
                let inner = inner.replace('<', "«").replace('>', "»").replace("\\n", "\n");
                all.push_str(&encoded(&filled(&inner, word), encoding));
            }
        }
    }
    all
}

fn encoded(text: &str, encoding: &str) -> String {
    match encoding {
        "base64" => STANDARD.encode(text),
        "gzip" => {
            let mut bytes = Vec::new();
            let level = flate2::Compression::best();
            flate2::read::GzEncoder::new(text.as_bytes(), level).read_to_end(&mut bytes).unwrap();
            STANDARD.encode(bytes)
        }
        other => panic!("{other} is no encoding"),
    }
}
