//! What running Pods show of their owner: the digests under each image that its template names.

use std::collections::{BTreeMap, BTreeSet};

use drift_core::{Node, Value};

use super::image;

/// Writes the digests that Pods run beside the images of the owner's template.
pub(super) fn fold(owner: &mut Node, children: &[&Node]) {
    let mut running: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pod in children {
        digests(pod, &mut running);
    }
    if !running.is_empty() {
        tell(owner, &running);
    }
}

/// By image as the Pod's specification writes it, the digests that its containers run.
fn digests(pod: &Node, running: &mut BTreeMap<String, BTreeSet<String>>) {
    for (containers, statuses) in
        [("containers", "containerStatuses"), ("initContainers", "initContainerStatuses")]
    {
        let Some(Node::Keyed(containers)) = pod.get("spec").and_then(|spec| spec.get(containers))
        else {
            continue;
        };
        let Some(Node::Leaf(Value::List(statuses))) =
            pod.get("status").and_then(|status| status.get(statuses))
        else {
            continue;
        };
        for status in statuses {
            let text = |field: &str| status.get(field).and_then(Value::as_str);
            let (Some(name), Some(id)) = (text("name"), text("imageID")) else { continue };
            let container = containers.get(&vec![("name".to_owned(), name.to_owned())]);
            let image =
                container.and_then(|container| container.node.get("image")).and_then(Node::as_str);
            if let Some((image, digest)) = image.zip(image::digest_of_id(id)) {
                running.entry(image.to_owned()).or_default().insert(digest.to_owned());
            }
        }
    }
}

/// Images stand in `containers` and `initContainers`, however deep the template is.
fn tell(node: &mut Node, running: &BTreeMap<String, BTreeSet<String>>) {
    match node {
        Node::Map(members) => {
            for (name, member) in members {
                match member {
                    Node::Keyed(elements) if name == "containers" || name == "initContainers" => {
                        elements
                            .values_mut()
                            .for_each(|element| tell_container(&mut element.node, running));
                    }
                    other => tell(other, running),
                }
            }
        }
        Node::Keyed(elements) => {
            elements.values_mut().for_each(|element| tell(&mut element.node, running));
        }
        Node::Leaf(_) | Node::Set { .. } => {}
    }
}

fn tell_container(container: &mut Node, running: &BTreeMap<String, BTreeSet<String>>) {
    let Node::Map(members) = container else { return };
    let Some(Node::Leaf(Value::String(image))) = members.get_mut("image") else { return };
    if let Some(digests) = running.get(image) {
        *image = image::with_running(image, digests);
    }
}
