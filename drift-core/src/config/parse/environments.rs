//! `environments`: what belongs together, and where it is read from.

use std::collections::BTreeMap;

use super::dialect::{ENVIRONMENT, KUBERNETES, MANIFESTS, SOURCE};
use super::reader::Reader;
use super::selectors;
use crate::config::{Environment, KubernetesSource, ManifestsSource, Render, Source};
use crate::yaml::Spanned;

pub(super) fn read(reader: &mut Reader<'_>, root: &Spanned) -> BTreeMap<String, Environment> {
    let Some(map) = root.get("environments").and_then(Spanned::as_map) else {
        return BTreeMap::new();
    };
    let read = map.iter().map(|(name, member)| (name.clone(), environment(reader, &member.value)));
    read.collect()
}

fn environment(reader: &mut Reader<'_>, node: &Spanned) -> Environment {
    if !reader.keys(node, &ENVIRONMENT) {
        return Environment::default();
    }
    Environment {
        rank: node.get("rank").and_then(|rank| reader.integer(rank)),
        upstream: plain_texts(reader, node.get("upstream")),
        aliases: plain_texts(reader, node.get("aliases")),
        sources: sources(reader, node.get("sources")),
        members: selectors::members(reader, node),
        location: Some(reader.location(node)),
    }
}

/// Texts of which there may be none.
fn plain_texts(reader: &mut Reader<'_>, node: Option<&Spanned>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = reader.list(node);
    items.iter().filter_map(|item| reader.text(item)).collect()
}

fn sources(reader: &mut Reader<'_>, node: Option<&Spanned>) -> Vec<Source> {
    let Some(node) = node else { return Vec::new() };
    let items = reader.list(node);
    items.iter().filter_map(|item| source(reader, item)).collect()
}

fn source(reader: &mut Reader<'_>, node: &Spanned) -> Option<Source> {
    if !reader.keys(node, &SOURCE) {
        return None;
    }
    if node.as_map().is_some_and(|map| map.len() != 1) {
        reader.error(node, "a source has one key; begin another source with `-`");
        return None;
    }
    if let Some(aws) = node.get("aws") {
        return super::aws::source(reader, aws).map(Source::Aws);
    }
    if let Some(kubernetes) = node.get("kubernetes") {
        return self::kubernetes(reader, kubernetes).map(Source::Kubernetes);
    }
    manifests(reader, node.get("manifests")?).map(Source::Manifests)
}

fn kubernetes(reader: &mut Reader<'_>, node: &Spanned) -> Option<KubernetesSource> {
    if !reader.keys(node, &KUBERNETES) {
        return None;
    }
    let contexts = match (node.get("context"), node.get("contexts")) {
        (Some(one), None) => reader.text(one).into_iter().collect(),
        (None, Some(several)) => reader.texts(several),
        (Some(one), Some(_)) => {
            reader.error(one, "`context` and `contexts` exclude each other");
            return None;
        }
        (None, None) => Vec::new(),
    };
    Some(KubernetesSource {
        contexts,
        kubeconfig: node.get("kubeconfig").and_then(|path| reader.text(path)),
        namespaces: node.get("namespaces").map(|globs| reader.texts(globs)).unwrap_or_default(),
        location: Some(reader.location(node)),
    })
}

fn manifests(reader: &mut Reader<'_>, node: &Spanned) -> Option<ManifestsSource> {
    if !reader.keys(node, &MANIFESTS) {
        return None;
    }
    let words = [("none", Render::None), ("kustomize", Render::Kustomize)];
    let render = node.get("render").and_then(|render| reader.choice(render, &words));
    let namespace = node.get("namespace").and_then(|name| reader.text(name));
    let path = reader.required(node, "path").and_then(|path| reader.text(path))?;
    let location = Some(reader.location(node));
    Some(ManifestsSource { path, render: render.unwrap_or_default(), namespace, location })
}
