//! What a cluster makes by itself: such objects are never missing, extra or unmanaged.
//!
//! Sources: the Kubernetes documentation of bootstrap RBAC, API priority and fairness, service accounts and namespaces.

use drift_core::{Path, Resource, Value};

use super::writer;

const NAMESPACES: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Why the cluster made it; `None` for what people made.
pub(super) fn made(resource: &Resource) -> Option<&'static str> {
    let name = resource.name.as_str();
    let body = resource.body();
    let label = |key: &str| body.at(&["metadata", "labels", key]).and_then(Value::as_str);
    let annotation = |key: &str| body.at(&["metadata", "annotations", key]).and_then(Value::as_str);
    let kind_of = || body.get("type").and_then(Value::as_str);
    match resource.kind.as_str() {
        "/Namespace" => NAMESPACES.contains(&name).then_some("every cluster has this namespace"),
        "/ConfigMap" => match name {
            "kube-root-ca.crt" => Some("the root certificate, published in every namespace"),
            "openshift-service-ca.crt" => {
                Some("the service certificate, published in every namespace")
            }
            "cluster-autoscaler-status" => Some("the report of the cluster autoscaler"),
            "extension-apiserver-authentication"
            | "kube-apiserver-legacy-service-account-token-tracking" => {
                Some("written by the API server")
            }
            _ => None,
        },
        "/ServiceAccount" => match name {
            "default" => Some("every namespace has it"),
            _ if resource.scope.namespace.as_deref() == Some("kube-system")
                && !body_is_declared(resource)
                && name.ends_with("-controller") =>
            {
                Some("a controller's own account")
            }
            _ => None,
        },
        "/Service" => (name == "kubernetes"
            && resource.scope.namespace.as_deref() == Some("default"))
        .then_some("the API server's own"),
        "/Endpoints" => Some("made for its Service"),
        "/Pod" => annotation("kubernetes.io/config.mirror")
            .map(|_| "a node's own Pod, shown by its kubelet"),
        "/PersistentVolume" => annotation("pv.kubernetes.io/provisioned-by")
            .map(|_| "provisioned for a PersistentVolumeClaim"),
        "/PersistentVolumeClaim" => {
            is_made_by_controllers(resource).then_some("made for a replica of a StatefulSet")
        }
        "/Secret" => match kind_of() {
            Some("kubernetes.io/service-account-token") => Some("token of a service account"),
            Some("bootstrap.kubernetes.io/token") => Some("token for joining nodes"),
            Some("helm.sh/release.v1") => Some("how Helm stores a release"),
            _ => None,
        },
        "scheduling.k8s.io/PriorityClass" => {
            name.starts_with("system-").then_some("every cluster has it")
        }
        "apiregistration.k8s.io/APIService" => label("kube-aggregator.kubernetes.io/automanaged")
            .map(|_| "made for a group that is served"),
        "networking.k8s.io/IPAddress" => Some("made for the address of a Service"),
        "networking.k8s.io/ServiceCIDR" => (name == "kubernetes").then_some("every cluster has it"),
        kind if kind.starts_with("rbac.authorization.k8s.io/") => {
            let bootstrap =
                label("kubernetes.io/bootstrapping").is_some() || name.starts_with("system:");
            bootstrap.then_some("bootstrap policy of the API server")
        }
        kind if kind.starts_with("flowcontrol.apiserver.k8s.io/") => {
            annotation("apf.kubernetes.io/autoupdate-spec")
                .map(|_| "suggested or mandatory configuration of the API server")
        }
        _ => None,
    }
}

/// Whether the content of an object is each cluster's own, so that it says nothing of how two clusters are meant to
/// differ: certificates, tokens and addresses that a cluster gives itself.
pub(super) fn holds_its_own(resource: &Resource) -> bool {
    match resource.kind.as_str() {
        "/ConfigMap" | "/Service" => made(resource).is_some(),
        "/Secret" => matches!(
            resource.body().get("type").and_then(Value::as_str),
            Some("kubernetes.io/service-account-token" | "bootstrap.kubernetes.io/token")
        ),
        _ => false,
    }
}

/// Whether the controllers of the cluster asked for the storage; in a claim that people made they only write the volume.
fn is_made_by_controllers(resource: &Resource) -> bool {
    let resources = Path::of_keys(&["spec", "resources"]);
    writer::of(resource, &resources).is_some_and(|writer| writer.name == "kube-controller-manager")
}

fn body_is_declared(resource: &Resource) -> bool {
    matches!(resource.origin, drift_core::Origin::Declared { .. })
}

/// Why objects of a kind are not compared at all.
pub(super) fn ignored(kind: &str) -> Option<&'static str> {
    let (group, name) = kind.split_once('/')?;
    let short_lived = "says what happened, not what should be";
    Some(match (group, name) {
        ("" | "events.k8s.io", "Event") => short_lived,
        ("coordination.k8s.io", "Lease" | "LeaseCandidate") => "a heartbeat",
        ("discovery.k8s.io", "EndpointSlice") | ("", "Endpoints") => {
            "made for its Service, of the addresses of Pods"
        }
        ("", "ComponentStatus") => "health at one moment",
        ("", "Node")
        | ("storage.k8s.io", "CSINode" | "VolumeAttachment" | "CSIStorageCapacity") => {
            "the machines at one moment"
        }
        ("resource.k8s.io", "ResourceSlice") => "the devices of a node at one moment",
        ("internal.apiserver.k8s.io", "StorageVersion") => "bookkeeping of the API servers",
        ("networking.k8s.io", "IPAddress") => "made for the address of a Service",
        ("certificates.k8s.io", "CertificateSigningRequest")
        | ("cert-manager.io", "CertificateRequest" | "Order") => short_lived,
        ("acme.cert-manager.io", _) => short_lived,
        ("metrics.k8s.io" | "custom.metrics.k8s.io" | "external.metrics.k8s.io", _) => {
            "a measurement"
        }
        ("wgpolicyk8s.io" | "reports.kyverno.io", _) => "the report of a policy engine",
        ("aquasecurity.github.io", name) if name.ends_with("Report") => "the report of a scanner",
        ("crd.projectcalico.org", "BlockAffinity" | "IPAMBlock" | "IPAMHandle") => {
            "the network at one moment"
        }
        (
            "cilium.io",
            "CiliumEndpoint" | "CiliumEndpointSlice" | "CiliumIdentity" | "CiliumNode",
        ) => "the network at one moment",
        (
            "kyverno.io",
            "AdmissionReport"
            | "ClusterAdmissionReport"
            | "BackgroundScanReport"
            | "ClusterBackgroundScanReport"
            | "UpdateRequest",
        ) => "the report of a policy engine",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use drift_core::{FingerprintKey, Gate, Origin, Raw, Registry, Scope};

    use super::*;

    fn admitted(kind: &str, name: &str, body: &str) -> Resource {
        let registry = Registry::default();
        let gate = Gate::new(FingerprintKey::new(b"sixteen bytes or more").unwrap(), &registry);
        gate.admit(Raw {
            kind: kind.to_owned(),
            version: Some("v1".to_owned()),
            scope: Scope::cluster("c").in_namespace("shop"),
            name: name.to_owned(),
            native_id: None,
            origin: Origin::Live,
            body: Value::from_json(body.as_bytes()).unwrap(),
        })
    }

    #[test]
    fn what_a_cluster_publishes_of_itself_is_told_from_what_people_keep_in_the_same_kinds() {
        let table = [
            ("/ConfigMap", "kube-root-ca.crt", r#"{"data": {"ca.crt": "a"}}"#, true),
            ("/ConfigMap", "trusted", r#"{"data": {"ca.crt": "a"}}"#, false),
            ("/Service", "kubernetes", r#"{"spec": {}}"#, false),
            ("/Secret", "t", r#"{"type": "kubernetes.io/service-account-token"}"#, true),
            ("/Secret", "t", r#"{"type": "Opaque"}"#, false),
            ("rbac.authorization.k8s.io/ClusterRole", "system:node", "{}", false),
        ];
        for (kind, name, body, expected) in table {
            assert_eq!(
                holds_its_own(&admitted(kind, name, body)),
                expected,
                "{kind} {name} {body}"
            );
        }
    }

    #[test]
    fn a_claim_is_the_systems_only_if_a_controller_asked_for_the_storage() {
        let wrote = |manager: &str, fields: &str| {
            format!(
                r#"{{"manager": "{manager}", "time": "2026-11-24T00:00:00Z", "fieldsV1": {{"f:spec": {fields}}}}}"#
            )
        };
        let volume = wrote("kube-controller-manager", r#"{"f:volumeName": {}}"#);
        let table = [
            (wrote("kube-controller-manager", r#"{"f:resources": {}}"#), true),
            (wrote("kubectl-create", r#"{"f:resources": {}}"#), false),
        ];
        for (wrote, expected) in table {
            let body = format!(r#"{{"metadata": {{"managedFields": [{wrote}, {volume}]}}}}"#);
            let claim = admitted("/PersistentVolumeClaim", "data-db-0", &body);
            assert_eq!(made(&claim).is_some(), expected, "{wrote}");
        }
    }
}
