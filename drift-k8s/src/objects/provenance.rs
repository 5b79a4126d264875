//! What an object belongs to and which tool brought it there, from its labels and annotations.
//!
//! Sources: "Recommended Labels" of the Kubernetes documentation; Helm, Argo CD and Flux on resource tracking.

use drift_core::{Resource, Value};

/// Labels that name the component, the most particular first.
const COMPONENT: [&str; 4] =
    ["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/instance"];

fn label<'r>(resource: &'r Resource, key: &str) -> Option<&'r str> {
    resource.body().at(&["metadata", "labels", key]).and_then(Value::as_str)
}

fn annotation<'r>(resource: &'r Resource, key: &str) -> Option<&'r str> {
    resource.body().at(&["metadata", "annotations", key]).and_then(Value::as_str)
}

/// What it belongs to.
pub(super) fn component(resource: &Resource) -> Option<String> {
    COMPONENT.iter().find_map(|key| label(resource, key)).map(str::to_owned)
}

/// Which tool brought it there.
pub(super) fn tool(resource: &Resource) -> Option<String> {
    let helm = || {
        let name = annotation(resource, "meta.helm.sh/release-name")?;
        let namespace = annotation(resource, "meta.helm.sh/release-namespace").unwrap_or_default();
        Some(format!("helm {namespace}/{name}"))
    };
    let argo = || {
        let tracked = annotation(resource, "argocd.argoproj.io/tracking-id")
            .and_then(|id| id.split(':').next());
        Some(format!(
            "argocd {}",
            tracked.or_else(|| label(resource, "argocd.argoproj.io/instance"))?
        ))
    };
    let flux = || {
        ["kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"].iter().find_map(|group| {
            let name = label(resource, &format!("{group}/name"))?;
            let namespace = label(resource, &format!("{group}/namespace")).unwrap_or_default();
            Some(format!("flux {namespace}/{name}"))
        })
    };
    argo().or_else(flux).or_else(helm)
}
