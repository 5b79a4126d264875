package tables

// rule describes something the server fills in that is not a value but a calculation. Whoever uses the
// table implements it under its name.
type rule struct {
	Name       string   `json:"name"`
	Definition string   `json:"definition,omitempty"`
	Kinds      []string `json:"kinds,omitempty"`
	Fields     []string `json:"fields"`
	Reason     string   `json:"reason"`
	By         string   `json:"by,omitempty"`
}

const (
	core    = "io.k8s.api.core.v1."
	crdSpec = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
)

// Where a rule names both a definition and kinds, it applies to that definition in those kinds only.
//
// computed is what defaulting and conversion work out. Fields are relative to the definition; where a
// rule names kinds instead, they are paths from the root.
var computed = []rule{
	{Name: "image-pull-policy", Definition: core + "Container", Fields: []string{"imagePullPolicy"},
		Reason: "SetDefaults_Container: Always if the tag of image is latest or image has neither tag nor digest, else IfNotPresent"},
	{Name: "image-pull-policy", Definition: core + "EphemeralContainer", Fields: []string{"imagePullPolicy"},
		Reason: "SetDefaults_EphemeralContainer: as for a Container"},
	{Name: "image-volume-pull-policy", Definition: core + "ImageVolumeSource", Fields: []string{"pullPolicy"},
		Reason: "SetDefaults_Volume: where the feature gate ImageVolume is on, from reference, as for a Container's image"},
	{Name: "service-account-alias", Definition: core + "PodSpec", Fields: []string{"serviceAccount", "serviceAccountName"},
		Reason: "Convert_core_PodSpec_To_v1_PodSpec: serviceAccount is a copy of serviceAccountName, and the other way round where only the old name is given"},
	{Name: "host-network-ports", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.containers[*].ports[*].hostPort", "spec.initContainers[*].ports[*].hostPort"},
		Reason: "SetDefaults_Pod: where spec.hostNetwork is true, an absent hostPort is the containerPort; servers before 1.28 did so in pod templates as well"},
	{Name: "requests-from-limits", Definition: core + "ResourceRequirements", Kinds: []string{"v1/Pod"}, Fields: []string{"requests"},
		Reason: "SetDefaults_Pod: each resource that has a limit and no request gets the limit as its request; only in the containers and initContainers of a Pod, never in templates"},
	{Name: "pod-level-resources", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.resources.requests", "spec.resources.limits"},
		Reason: "defaultPodRequests and defaultHugePagePodLimits: where spec.resources is set, from the sums over the containers and then from its own limits"},
	{Name: "resource-rounding", Definition: core + "ResourceRequirements", Fields: []string{"limits.*", "requests.*"},
		Reason: "SetDefaults_ResourceList: quantities are rounded up to thousandths"},
	{Name: "secret-string-data", Definition: core + "Secret", Fields: []string{"data", "stringData"},
		Reason: "Convert_v1_Secret_To_core_Secret: stringData is encoded into data, key by key, and is not stored"},
	{Name: "session-affinity-config", Definition: core + "ServiceSpec", Fields: []string{"sessionAffinityConfig.clientIP"},
		Reason: "SetDefaults_Service: removed where sessionAffinity is None or absent; where it is ClientIP and no clientIP.timeoutSeconds is given, replaced by {clientIP: {timeoutSeconds: 10800}}"},
	{Name: "target-port", Definition: core + "ServicePort", Fields: []string{"targetPort"},
		Reason: "SetDefaults_Service: an absent, zero or empty targetPort is the port"},
	{Name: "limit-range-container", Definition: core + "LimitRangeItem", Fields: []string{"default", "defaultRequest"},
		Reason: "SetDefaults_LimitRangeItem: for type Container, default is completed from max, then defaultRequest from default, then from min"},
	{Name: "pod-cidrs", Definition: core + "NodeSpec", Fields: []string{"podCIDR", "podCIDRs"},
		Reason: "Convert_core_NodeSpec_To_v1_NodeSpec: podCIDR is the first of podCIDRs, and podCIDRs the list of podCIDR alone where only that is given"},
	{Name: "replication-controller-labels", Kinds: []string{"v1/ReplicationController"}, Fields: []string{"spec.selector", "metadata.labels"},
		Reason: "SetDefaults_ReplicationController: each is a copy of spec.template.metadata.labels where it is empty"},
	{Name: "job-labels", Kinds: []string{"batch/v1/Job"}, Fields: []string{"metadata.labels"},
		Reason: "SetDefaults_Job: a copy of spec.template.metadata.labels where it is empty"},
	{Name: "namespace-name-label", Kinds: []string{"v1/Namespace"}, Fields: []string{"metadata.labels.kubernetes.io/metadata.name"},
		Reason: "SetDefaults_Namespace: always metadata.name, whatever was given"},
	{Name: "policy-types", Definition: "io.k8s.api.networking.v1.NetworkPolicySpec", Fields: []string{"policyTypes"},
		Reason: "SetDefaults_NetworkPolicy: [Ingress], and Egress after it where egress has at least one rule"},
	{Name: "crd-names", Definition: crdSpec + "CustomResourceDefinitionNames", Fields: []string{"singular", "listKind"},
		Reason: "SetDefaults_CustomResourceDefinitionSpec: singular is kind in lower case, listKind is kind followed by List"},
	{Name: "device-taint-time", Definition: "io.k8s.api.resource.v1.DeviceTaint", Fields: []string{"timeAdded"},
		Reason: "SetDefaults_DeviceTaint: the time of the request"},
	{Name: "device-taint-time", Definition: "io.k8s.api.resource.v1beta1.DeviceTaint", Fields: []string{"timeAdded"},
		Reason: "SetDefaults_DeviceTaint: the time of the request"},
	{Name: "device-taint-time", Definition: "io.k8s.api.resource.v1beta2.DeviceTaint", Fields: []string{"timeAdded"},
		Reason: "SetDefaults_DeviceTaint: the time of the request"},
	{Name: "device-taint-time", Definition: "io.k8s.api.resource.v1alpha3.DeviceTaint", Fields: []string{"timeAdded"},
		Reason: "SetDefaults_DeviceTaint: the time of the request"},
}

// strategy is what the server's registries and always-on admission put in when an object is created.
// None of it runs here; it was read from the Go functions that each entry names.
var strategy = []rule{
	{Name: "server-metadata", Kinds: []string{"*"}, Fields: []string{"metadata.uid", "metadata.resourceVersion", "metadata.generation",
		"metadata.creationTimestamp", "metadata.managedFields", "metadata.selfLink", "metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds"},
		Reason: "rest.BeforeCreate and each strategy's PrepareForCreate: the server's own record of the object", By: "strategy"},
	{Name: "namespace-finalizers", Kinds: []string{"v1/Namespace"}, Fields: []string{"spec.finalizers"},
		Reason: "namespaceStrategy.PrepareForCreate: always has kubernetes", By: "strategy"},
	{Name: "service-allocation", Kinds: []string{"v1/Service"}, Fields: []string{"spec.clusterIP", "spec.clusterIPs", "spec.ipFamilies",
		"spec.ipFamilyPolicy", "spec.ports[*].nodePort", "spec.healthCheckNodePort"},
		Reason: "service registry, REST.beginCreate: allocated or taken from the cluster's configuration, except for type ExternalName; clusterIP None is never allocated, and clusterIPs is [clusterIP]", By: "strategy"},
	{Name: "job-selector", Kinds: []string{"batch/v1/Job"}, Fields: []string{"spec.selector", "spec.template.metadata.labels.batch.kubernetes.io/controller-uid",
		"spec.template.metadata.labels.batch.kubernetes.io/job-name", "spec.template.metadata.labels.controller-uid", "spec.template.metadata.labels.job-name"},
		Reason: "jobStrategy.PrepareForCreate, generateSelector: unless manualSelector is true, a selector and labels made from the Job's uid and name", By: "strategy"},
	{Name: "service-account-admission", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.serviceAccountName", "spec.volumes", "spec.containers[*].volumeMounts", "spec.initContainers[*].volumeMounts"},
		Reason: "ServiceAccount admission: serviceAccountName default, and a projected volume kube-api-access-* mounted at /var/run/secrets/kubernetes.io/serviceaccount", By: "strategy"},
	{Name: "default-tolerations", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.tolerations"},
		Reason: "DefaultTolerationSeconds admission: not-ready and unreachable, NoExecute for 300 seconds, where the Pod has no such toleration", By: "strategy"},
	{Name: "priority", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.priority", "spec.priorityClassName", "spec.preemptionPolicy"},
		Reason: "Priority admission: from the priority class, or else the cluster's default class, or else 0 and PreemptLowerPriority", By: "strategy"},
	{Name: "pod-placement", Kinds: []string{"v1/Pod"}, Fields: []string{"spec.nodeName"}, Reason: "written by the scheduler", By: "strategy"},
	{Name: "storage-class", Kinds: []string{"v1/PersistentVolumeClaim"}, Fields: []string{"spec.storageClassName"},
		Reason: "DefaultStorageClass admission: the cluster's default class, where it has one", By: "strategy"},
	{Name: "storage-protection", Kinds: []string{"v1/PersistentVolumeClaim", "v1/PersistentVolume"}, Fields: []string{"metadata.finalizers"},
		Reason: "StorageObjectInUseProtection admission: kubernetes.io/pvc-protection and kubernetes.io/pv-protection", By: "strategy"},
	{Name: "volume-binding", Kinds: []string{"v1/PersistentVolumeClaim"}, Fields: []string{"spec.volumeName", "metadata.annotations.pv.kubernetes.io/bind-completed",
		"metadata.annotations.pv.kubernetes.io/bound-by-controller", "metadata.annotations.volume.kubernetes.io/storage-provisioner", "metadata.annotations.volume.kubernetes.io/selected-node"},
		Reason: "written by the volume controllers when a claim is bound", By: "strategy"},
	{Name: "deployment-revision", Kinds: []string{"apps/v1/Deployment", "apps/v1/ReplicaSet"}, Fields: []string{"metadata.annotations.deployment.kubernetes.io/revision"},
		Reason: "written by the deployment controller", By: "strategy"},
	{Name: "daemon-set-generation", Kinds: []string{"apps/v1/DaemonSet"}, Fields: []string{"metadata.annotations.deprecated.daemonset.template.generation"},
		Reason: "Convert_apps_DaemonSet_To_v1_DaemonSet and daemonSetStrategy: counts changes of the template", By: "strategy"},
	{Name: "ingress-class", Kinds: []string{"networking.k8s.io/v1/Ingress"}, Fields: []string{"spec.ingressClassName"},
		Reason: "DefaultIngressClass admission: the cluster's default class, where it has one", By: "strategy"},
	{Name: "crd-conversion", Kinds: []string{"apiextensions.k8s.io/v1/CustomResourceDefinition"}, Fields: []string{"spec.preserveUnknownFields", "metadata.annotations.api-approved.kubernetes.io"},
		Reason: "customresourcedefinition strategy.PrepareForCreate: fields of versions that a v1 object does not show are cleared", By: "strategy"},
	{Name: "webhook-ca-bundle", Kinds: []string{"admissionregistration.k8s.io/v1/MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration",
		"apiextensions.k8s.io/v1/CustomResourceDefinition", "apiregistration.k8s.io/v1/APIService"},
		Fields: []string{"webhooks[*].clientConfig.caBundle", "spec.conversion.webhook.clientConfig.caBundle", "spec.caBundle"},
		Reason: "commonly injected by certificate controllers", By: "strategy"},
	{Name: "token-secret", Kinds: []string{"v1/Secret"}, Fields: []string{"data", "metadata.annotations.kubernetes.io/service-account.uid"},
		Reason: "token controller: fills in Secrets of type kubernetes.io/service-account-token", By: "strategy"},
	{Name: "aggregated-rules", Kinds: []string{"rbac.authorization.k8s.io/v1/ClusterRole"}, Fields: []string{"rules"},
		Reason: "aggregation controller: where aggregationRule is set, the rules of the roles it selects", By: "strategy"},
}

func isComputed(def, field string) bool {
	for _, r := range computed {
		if r.Definition == def {
			for _, f := range r.Fields {
				if f == field {
					return true
				}
			}
		}
	}
	return false
}

// presence lists the scalar fields whose mere presence, not value, decides about another field.
var presence = map[string]bool{
	"io.k8s.api.batch.v1.JobSpec.backoffLimit backoffLimitPerIndex":            true,
	"io.k8s.api.resource.v1beta1.DeviceRequest.allocationMode deviceClassName": true,
	"io.k8s.api.resource.v1beta1.DeviceRequest.count deviceClassName":          true,
}

func presenceMatters(def, target, sibling string) bool {
	return presence[def+"."+target+" "+sibling]
}
