//! What the attributes of Kubernetes objects are for: one table of path patterns over all kinds.
//!
//! The first row that matches speaks. Sources: the Kubernetes API reference of each kind; where order means nothing although
//! the schema calls a list atomic, the row says so. Knows no values.

use std::sync::LazyLock;

use drift_core::{Class, Consequence, Equality, List, Path, Pattern, Role, RowDoc, glob};

use super::{image, outward};

use Consequence::{Behaviour, Capacity, Cosmetic, Security};
use Role::{
    Computed, Configuration, Document, Identity, Name, Reference, Scale, Version, Volatile,
};

/// One row: of which kinds, at which path, what for, with what consequence, why not compared or how its list is read.
struct Row(&'static [&'static str], &'static str, Role, Consequence, &'static str);

const ANY: &[&str] = &["*"];
const WORKLOADS: &[&str] = &["apps/*", "batch/*", "/Pod", "/PodTemplate", "/ReplicationController"];
const POD: &[&str] = &["/Pod"];
const RBAC: &[&str] = &["rbac.authorization.k8s.io/*"];
const HPA: &[&str] = &["autoscaling/*"];
const WEBHOOKS: &[&str] =
    &["admissionregistration.k8s.io/*", "apiregistration.k8s.io/*", "apiextensions.k8s.io/*"];
const CONFIG_MAP: &[&str] = &["/ConfigMap"];
const SECRET: &[&str] = &["/Secret"];
const SERVICE: &[&str] = &["/Service"];
const INGRESS: &[&str] = &["networking.k8s.io/Ingress"];
const NETWORK_POLICY: &[&str] = &["networking.k8s.io/NetworkPolicy"];
const STORAGE: &[&str] = &["/PersistentVolumeClaim", "/PersistentVolume"];
const RELEASE: &[&str] = &["helm.sh/Release"];

const ROWS: &[Row] = &[
    // ── every kind ──
    Row(ANY, "metadata.name", Name, Cosmetic, "it is what pairs the two objects"),
    Row(
        ANY,
        "metadata.namespace",
        Name,
        Cosmetic,
        "namespaces are aligned before objects are paired",
    ),
    Row(ANY, "metadata.uid", Identity, Cosmetic, "given by the cluster to this very object"),
    Row(ANY, "metadata.selfLink", Identity, Cosmetic, "given by the cluster to this very object"),
    Row(ANY, "metadata.resourceVersion", Volatile, Cosmetic, "counts every write"),
    Row(ANY, "metadata.generation", Volatile, Cosmetic, "counts every change of the specification"),
    Row(ANY, "metadata.creationTimestamp", Volatile, Cosmetic, "when it was created"),
    Row(ANY, "**.metadata.creationTimestamp", Volatile, Cosmetic, "when it was created"),
    Row(ANY, "metadata.deletionTimestamp", Volatile, Cosmetic, "when it was asked to go"),
    Row(ANY, "metadata.deletionGracePeriodSeconds", Volatile, Cosmetic, "set with the deletion"),
    Row(
        ANY,
        "metadata.managedFields",
        Computed,
        Cosmetic,
        "says who wrote what; shown with findings",
    ),
    Row(
        ANY,
        "metadata.ownerReferences",
        Computed,
        Cosmetic,
        "set by what generates it, with its UID",
    ),
    Row(ANY, "metadata.generateName", Computed, Cosmetic, "the beginning of a generated name"),
    Row(ANY, "metadata.finalizers", Computed, Cosmetic, "put there and taken away by controllers"),
    Row(ANY, "status", Volatile, Cosmetic, "what the controllers report"),
    Row(ANY, "status.**", Volatile, Cosmetic, "what the controllers report"),
    Row(
        ANY,
        "**.labels[\"kubernetes.io/metadata.name\"]",
        Computed,
        Cosmetic,
        "the namespace's own name",
    ),
    Row(
        ANY,
        "**.labels[\"helm.sh/chart\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Helm; the release is a resource of its own",
    ),
    Row(
        ANY,
        "**.labels[\"app.kubernetes.io/managed-by\"]",
        Computed,
        Cosmetic,
        "which tool brought it there: provenance",
    ),
    Row(
        ANY,
        "**.labels[\"argocd.argoproj.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Argo CD: provenance",
    ),
    Row(
        ANY,
        "**.labels[\"kustomize.toolkit.fluxcd.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Flux: provenance",
    ),
    Row(
        ANY,
        "**.labels[\"helm.toolkit.fluxcd.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Flux: provenance",
    ),
    Row(ANY, "**.labels[\"pod-template-hash\"]", Computed, Cosmetic, "hash of the pod template"),
    Row(ANY, "**.labels[\"controller-revision-hash\"]", Computed, Cosmetic, "hash of the revision"),
    Row(ANY, "**.labels[\"*controller-uid\"]", Identity, Cosmetic, "the UID of the Job"),
    Row(
        &["batch/Job"],
        "**.labels[\"*job-name\"]",
        Computed,
        Cosmetic,
        "the name of the Job, once more",
    ),
    Row(
        &["batch/Job"],
        "spec.selector.matchLabels[\"*controller-uid\"]",
        Identity,
        Cosmetic,
        "the UID of the Job",
    ),
    Row(ANY, "**.labels[\"app.kubernetes.io/version\"]", Version, Cosmetic, ""),
    Row(
        ANY,
        "**.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"].**",
        Computed,
        Cosmetic,
        "bookkeeping of kubectl apply",
    ),
    Row(
        ANY,
        "**.annotations[\"kubectl.kubernetes.io/restartedAt\"]",
        Volatile,
        Cosmetic,
        "when kubectl rollout restart was run",
    ),
    Row(
        ANY,
        "**.annotations[\"deployment.kubernetes.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of the Deployment controller",
    ),
    Row(
        ANY,
        "**.annotations[\"deprecated.daemonset.template.generation\"]",
        Computed,
        Cosmetic,
        "counts changes of the template",
    ),
    Row(
        ANY,
        "**.annotations[\"meta.helm.sh/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Helm: provenance",
    ),
    Row(
        ANY,
        "**.annotations[\"argocd.argoproj.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Argo CD: provenance",
    ),
    Row(
        ANY,
        "**.annotations[\"kustomize.toolkit.fluxcd.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Flux: provenance",
    ),
    Row(
        ANY,
        "**.annotations[\"checksum/*\"]",
        Computed,
        Cosmetic,
        "sums up configuration that is compared itself",
    ),
    Row(
        ANY,
        "**.annotations[\"autoscaling.alpha.kubernetes.io/*\"]",
        Computed,
        Cosmetic,
        "how older API versions carry newer fields",
    ),
    Row(
        ANY,
        "**.annotations[\"rollout.argoproj.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of Argo Rollouts",
    ),
    Row(
        ANY,
        "**.annotations[\"notified.notifications.argoproj.io\"]",
        Volatile,
        Cosmetic,
        "which messages Argo CD has sent",
    ),
    Row(
        ANY,
        "**.annotations[\"cluster-autoscaler.kubernetes.io/last-updated\"]",
        Volatile,
        Cosmetic,
        "when the autoscaler last reported",
    ),
    Row(
        ANY,
        "**.annotations[\"openshift.io/sa.scc.*\"]",
        Identity,
        Cosmetic,
        "the ranges of ids that this namespace was given",
    ),
    Row(
        ANY,
        "**.annotations[\"kubernetes.io/service-account.uid\"]",
        Identity,
        Cosmetic,
        "the UID of the service account",
    ),
    Row(
        ANY,
        "**.annotations[\"control-plane.alpha.kubernetes.io/leader\"]",
        Volatile,
        Cosmetic,
        "who leads at the moment",
    ),
    Row(
        ANY,
        "**.annotations[\"pv.kubernetes.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of the volume controller",
    ),
    Row(
        ANY,
        "**.annotations[\"volume.*kubernetes.io/*\"]",
        Computed,
        Cosmetic,
        "bookkeeping of the volume controller",
    ),
    Row(
        ANY,
        "**.annotations[\"cni.projectcalico.org/*\"]",
        Volatile,
        Cosmetic,
        "bookkeeping of the network",
    ),
    Row(ANY, "metadata.labels[\"*\"]", Configuration, Cosmetic, ""),
    Row(ANY, "metadata.labels.*", Configuration, Cosmetic, ""),
    Row(
        &["/ServiceAccount"],
        "metadata.annotations[\"eks.amazonaws.com/role-arn\"]",
        Reference,
        Security,
        "",
    ),
    Row(ANY, "metadata.annotations.*", Configuration, Behaviour, ""),
    // ── pods, wherever their template stands ──
    Row(ANY, "**.containers[*].image", Version, Behaviour, ""),
    Row(ANY, "**.initContainers[*].image", Version, Behaviour, ""),
    Row(WORKLOADS, "**.ephemeralContainers", Volatile, Behaviour, "added by hand to debug a Pod"),
    Row(
        WORKLOADS,
        "**.ephemeralContainers.**",
        Volatile,
        Behaviour,
        "added by hand to debug a Pod",
    ),
    Row(WORKLOADS, "**.resources.**", Scale, Capacity, ""),
    Row(WORKLOADS, "**.resources", Scale, Capacity, ""),
    Row(WORKLOADS, "**.securityContext", Configuration, Security, ""),
    Row(WORKLOADS, "**.securityContext.**", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostNetwork", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostPID", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostIPC", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostUsers", Configuration, Security, ""),
    Row(WORKLOADS, "**.shareProcessNamespace", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostPath", Configuration, Security, ""),
    Row(WORKLOADS, "**.hostPath.**", Configuration, Security, ""),
    Row(WORKLOADS, "**.serviceAccountName", Reference, Security, ""),
    Row(WORKLOADS, "**.serviceAccount", Computed, Security, "copy of serviceAccountName"),
    Row(WORKLOADS, "**.automountServiceAccountToken", Configuration, Security, ""),
    Row(POD, "spec.priority", Computed, Behaviour, "that of its priority class"),
    Row(POD, "spec.preemptionPolicy", Computed, Behaviour, "that of its priority class"),
    Row(
        POD,
        "spec.volumes[name=kube-api-access-*].**",
        Computed,
        Security,
        "the token that every Pod gets",
    ),
    Row(
        POD,
        "**.volumeMounts[mountPath=/var/run/secrets/kubernetes.io/serviceaccount].**",
        Computed,
        Security,
        "the token that every Pod gets",
    ),
    Row(WORKLOADS, "**.nodeName", Computed, Behaviour, "chosen by the scheduler"),
    Row(WORKLOADS, "spec.replicas", Scale, Capacity, ""),
    Row(WORKLOADS, "spec.parallelism", Scale, Capacity, ""),
    Row(WORKLOADS, "spec.completions", Scale, Capacity, ""),
    Row(WORKLOADS, "**.jobTemplate.spec.parallelism", Scale, Capacity, ""),
    Row(WORKLOADS, "**.jobTemplate.spec.completions", Scale, Capacity, ""),
    Row(WORKLOADS, "spec.revisionHistoryLimit", Configuration, Cosmetic, ""),
    Row(WORKLOADS, "**.persistentVolumeClaimRetentionPolicy.**", Configuration, Behaviour, ""),
    Row(
        WORKLOADS,
        "spec.volumeClaimTemplates[*].status",
        Volatile,
        Cosmetic,
        "what the controllers report",
    ),
    Row(
        WORKLOADS,
        "spec.volumeClaimTemplates[*].status.**",
        Volatile,
        Cosmetic,
        "what the controllers report",
    ),
    Row(WORKLOADS, "spec.**", Configuration, Behaviour, ""),
    Row(WORKLOADS, "template.**", Configuration, Behaviour, ""),
    // ── services and the way in ──
    Row(
        SERVICE,
        "spec.clusterIP",
        Identity,
        Behaviour,
        "allocated by the cluster; only the headless `None` is compared, as `headless`",
    ),
    Row(SERVICE, "spec.clusterIPs", Identity, Behaviour, "allocated by the cluster"),
    Row(
        SERVICE,
        "spec.ports[*].nodePort",
        Computed,
        Behaviour,
        "allocated by the cluster unless pinned",
    ),
    Row(
        SERVICE,
        "spec.healthCheckNodePort",
        Computed,
        Behaviour,
        "allocated by the cluster unless pinned",
    ),
    Row(SERVICE, "spec.ipFamilies", Computed, Behaviour, "what the cluster's network offers"),
    Row(SERVICE, "spec.ipFamilyPolicy", Computed, Behaviour, "what the cluster's network offers"),
    Row(SERVICE, "spec.type", Configuration, Security, ""),
    Row(SERVICE, "spec.externalIPs", Configuration, Security, ""),
    Row(SERVICE, "spec.loadBalancerSourceRanges", Configuration, Security, ""),
    Row(SERVICE, "spec.**", Configuration, Behaviour, ""),
    Row(INGRESS, "spec.tls", Configuration, Security, ""),
    Row(INGRESS, "spec.tls.**", Configuration, Security, ""),
    Row(INGRESS, "spec.**", Configuration, Behaviour, ""),
    Row(NETWORK_POLICY, "spec", Configuration, Security, ""),
    Row(NETWORK_POLICY, "spec.**", Configuration, Security, ""),
    // ── who may do what ──
    Row(RBAC, "aggregationRule.**", Configuration, Security, ""),
    Row(RBAC, "**", Configuration, Security, ""),
    Row(
        &["/ServiceAccount"],
        "secrets",
        Computed,
        Security,
        "made by the token controller of older clusters",
    ),
    Row(&["/ServiceAccount"], "**", Configuration, Security, ""),
    // ── configuration ──
    Row(CONFIG_MAP, "data.*", Document, Behaviour, ""),
    Row(CONFIG_MAP, "binaryData.*", Document, Behaviour, ""),
    Row(CONFIG_MAP, "**", Configuration, Behaviour, ""),
    Row(SECRET, "data", Role::Secret, Security, ""),
    Row(SECRET, "data.*", Role::Secret, Security, ""),
    Row(SECRET, "**", Configuration, Behaviour, ""),
    Row(RELEASE, "revision", Volatile, Cosmetic, "counts installations and upgrades"),
    Row(RELEASE, "status", Volatile, Behaviour, "what the last installation came to"),
    Row(RELEASE, "chart.version", Version, Behaviour, ""),
    Row(RELEASE, "chart.appVersion", Version, Cosmetic, ""),
    Row(RELEASE, "values", Role::Secret, Behaviour, ""),
    Row(RELEASE, "**", Configuration, Behaviour, ""),
    // ── how much ──
    Row(HPA, "spec.minReplicas", Scale, Capacity, ""),
    Row(HPA, "spec.maxReplicas", Scale, Capacity, ""),
    Row(HPA, "spec.scaleTargetRef.**", Reference, Behaviour, ""),
    Row(HPA, "spec.**", Configuration, Capacity, ""),
    Row(&["/ResourceQuota", "/LimitRange"], "spec.**", Scale, Capacity, ""),
    Row(&["policy/PodDisruptionBudget"], "spec.**", Configuration, Behaviour, ""),
    Row(STORAGE, "spec.volumeName", Identity, Behaviour, "the volume that it was bound to"),
    Row(STORAGE, "spec.claimRef", Identity, Behaviour, "the claim that it was bound to"),
    Row(STORAGE, "spec.claimRef.**", Identity, Behaviour, "the claim that it was bound to"),
    Row(STORAGE, "spec.resources.**", Scale, Capacity, ""),
    Row(STORAGE, "spec.capacity.**", Scale, Capacity, ""),
    Row(STORAGE, "spec.**", Configuration, Behaviour, ""),
    // ── the cluster itself ──
    Row(&["/Namespace"], "spec.finalizers", Computed, Cosmetic, "every namespace has the same"),
    Row(WEBHOOKS, "**.caBundle", Computed, Security, "injected by the certificate controller"),
    Row(
        &["apiextensions.k8s.io/CustomResourceDefinition"],
        "spec.preserveUnknownFields",
        Computed,
        Cosmetic,
        "false in every v1 definition",
    ),
    Row(
        &["apiextensions.k8s.io/CustomResourceDefinition"],
        "spec.names.*",
        Configuration,
        Behaviour,
        "",
    ),
    Row(
        &["apiextensions.k8s.io/CustomResourceDefinition"],
        "spec.**",
        Configuration,
        Behaviour,
        "",
    ),
    Row(WEBHOOKS, "webhooks[*].**", Configuration, Security, ""),
    Row(WEBHOOKS, "**", Configuration, Behaviour, ""),
];

/// Lists that the schema calls ordered and that mean the same in any order, or whose elements have a name of their own.
const LISTS: &[(&[&str], &str, List, &str)] = &[
    (ANY, "metadata.finalizers", List::Set, "finalizers run in any order"),
    (RBAC, "rules", List::Set, "rules add up"),
    (RBAC, "rules[*].*", List::Set, "each is a set of what the rule is about"),
    (RBAC, "subjects", List::Set, "each gets the role"),
    (NETWORK_POLICY, "spec.ingress", List::Set, "rules add up"),
    (NETWORK_POLICY, "spec.egress", List::Set, "rules add up"),
    (NETWORK_POLICY, "spec.policyTypes", List::Set, "a set"),
    (NETWORK_POLICY, "spec.ingress[*].*", List::Set, "peers and ports add up"),
    (NETWORK_POLICY, "spec.egress[*].*", List::Set, "peers and ports add up"),
    (NETWORK_POLICY, "**.except", List::Set, "excepted ranges add up"),
    (INGRESS, "spec.rules", List::Keyed(&["host"]), "one rule a host"),
    (
        INGRESS,
        "spec.rules[*].http.paths",
        List::Keyed(&["path", "pathType"]),
        "the longest path wins, whatever the order",
    ),
    (INGRESS, "spec.tls", List::Set, "a certificate is chosen by host"),
    (INGRESS, "spec.tls[*].hosts", List::Set, "a set"),
    (HPA, "spec.metrics", List::Set, "the greatest wish wins, whatever the order"),
    (WORKLOADS, "**.tolerations", List::Set, "any that matches tolerates"),
    (WORKLOADS, "**.capabilities.*", List::Set, "a set"),
    (WORKLOADS, "**.supplementalGroups", List::Set, "a set"),
    (WORKLOADS, "**.sysctls", List::Keyed(&["name"]), "one value a name"),
    (WORKLOADS, "**.nodeSelectorTerms", List::Set, "any that matches selects"),
    (WORKLOADS, "**.requiredDuringSchedulingIgnoredDuringExecution", List::Set, "all have to hold"),
    (WORKLOADS, "**.preferredDuringSchedulingIgnoredDuringExecution", List::Set, "weights add up"),
    (ANY, "**.matchExpressions", List::Set, "all have to hold"),
    (ANY, "**.matchExpressions[*].values", List::Set, "a set"),
    (ANY, "**.accessModes", List::Set, "a set"),
    (SERVICE, "spec.externalIPs", List::Set, "a set"),
    (SERVICE, "spec.loadBalancerSourceRanges", List::Set, "a set"),
    (&["/ServiceAccount"], "imagePullSecrets", List::Keyed(&["name"]), "each is tried"),
];

struct Compiled<T> {
    kinds: &'static [&'static str],
    pattern: Pattern,
    what: T,
}

static CLASSES: LazyLock<Vec<Compiled<Class>>> =
    LazyLock::new(|| ROWS.iter().filter_map(compile).collect());

static ORDERS: LazyLock<Vec<Compiled<List>>> = LazyLock::new(|| {
    let compile = |(kinds, path, list, _): &(&'static [&'static str], &str, List, &str)| {
        Some(Compiled { kinds, pattern: path.parse().ok()?, what: *list })
    };
    LISTS.iter().filter_map(compile).collect()
});

fn compile(Row(kinds, path, role, consequence, reason): &Row) -> Option<Compiled<Class>> {
    let is_image = path.ends_with(".image");
    let is_role = path.contains(outward::ROLE).then_some(outward::same_role as Equality);
    let class = Class {
        reason,
        equality: is_image.then_some(image::same as Equality).or(is_role),
        rule: is_image.then_some(image::rule),
        ..Class::of(*role, *consequence)
    };
    Some(Compiled { kinds, pattern: path.parse().ok()?, what: class })
}

fn speaks_of(kinds: &[&str], kind: &str) -> bool {
    kinds.iter().any(|pattern| glob(pattern, kind))
}

/// What is known of an attribute.
pub(super) fn class(kind: &str, path: &Path) -> Class {
    let row = CLASSES.iter().find(|row| row.pattern.matches(path) && speaks_of(row.kinds, kind));
    row.map_or(Class::UNCLASSIFIED, |row| row.what)
}

/// How the table reads a list, where it knows better than the schema.
pub(super) fn list(kind: &str, path: &Path) -> Option<List> {
    let row = ORDERS.iter().find(|row| row.pattern.matches(path) && speaks_of(row.kinds, kind));
    row.map(|row| row.what)
}

/// The rows that speak of a kind, for people.
pub(super) fn docs(kind: &str) -> Vec<RowDoc> {
    let rows = ROWS.iter().filter(|row| speaks_of(row.0, kind)).map(
        |Row(_, path, role, consequence, reason)| RowDoc {
            path: (*path).to_owned(),
            role: *role,
            consequence: *consequence,
            list: None,
            reason,
        },
    );
    let lists = LISTS.iter().filter(|row| speaks_of(row.0, kind)).map(|(_, path, list, reason)| {
        let path: &str = path;
        let class =
            path.parse().map_or(Class::UNCLASSIFIED, |path: Pattern| class_of_pattern(kind, &path));
        RowDoc {
            path: path.to_owned(),
            role: class.role,
            consequence: class.consequence,
            list: Some(said(*list)),
            reason,
        }
    });
    rows.chain(lists).collect()
}

/// The class of the first attribute that a pattern could mean.
fn class_of_pattern(kind: &str, pattern: &Pattern) -> Class {
    use drift_core::{PatternStep, Step};
    let step = |step: &PatternStep| match step {
        PatternStep::Key(name) => Some(Step::Key(name.replace('*', "any"))),
        PatternStep::Any => Some(Step::Index(0)),
        PatternStep::Index(place) => Some(Step::Index(*place)),
        PatternStep::Element(keys) => Some(Step::Element(keys.clone())),
        PatternStep::Deep => Some(Step::Key("spec".to_owned())),
    };
    class(kind, &Path(pattern.0.iter().filter_map(step).collect()))
}

fn said(list: List) -> String {
    match list {
        List::Ordered => "ordered".to_owned(),
        List::Set => "set".to_owned(),
        List::Multiset => "multiset".to_owned(),
        List::Keyed(keys) => format!("keyed by {}", keys.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_path_and_what_is_not_compared_has_a_reason() {
        assert_eq!((CLASSES.len(), ORDERS.len()), (ROWS.len(), LISTS.len()));
        for Row(_, path, role, _, reason) in ROWS {
            assert!(
                role.is_compared() || !reason.is_empty(),
                "{path} is not compared without a reason"
            );
        }
    }

    #[test]
    fn the_first_row_that_matches_speaks() {
        let table = [
            (
                "apps/Deployment",
                "spec.template.spec.containers[name=app].image",
                Version,
                Behaviour,
            ),
            (
                "apps/Deployment",
                "spec.template.spec.containers[name=app].securityContext.privileged",
                Configuration,
                Security,
            ),
            ("apps/Deployment", "spec.replicas", Scale, Capacity),
            ("/Service", "spec.clusterIP", Identity, Behaviour),
            ("/ConfigMap", "data[\"app.conf\"]", Document, Behaviour),
            ("rbac.authorization.k8s.io/Role", "rules", Configuration, Security),
            ("/Secret", "data.password", Role::Secret, Security),
        ];
        for (kind, path, role, consequence) in table {
            let class = class(kind, &path.parse().unwrap());
            assert_eq!(
                (class.role, class.consequence, class.classified),
                (role, consequence, true),
                "{kind} {path}"
            );
        }
        assert!(!class("example.com/Shop", &"spec.open".parse().unwrap()).classified);
    }
}
