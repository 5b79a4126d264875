//! `AWS::ECS::Cluster`: where containers run. Source of the facts: the ECS API reference (`DescribeClusters`).

use drift_core::Value;

use crate::table::{
    Given, How, Name, Table, UNSET, behaviour, call, computed, identity, name, security, tags,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ECS::Cluster",
    list: call("ecs", "ListClusters", "clusterArns").lists(),
    details: &[call("ecs", "DescribeClusters", "clusters")
        .given(&[("include", Given::Texts(&["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "TAGS"]))])
        .by(How::Batch { size: 100, ids: "clusters", id: "clusterArn", key: "clusterArn" }, "")],
    identity: "clusterArn",
    gone: ("status", &["INACTIVE", "DEPROVISIONING"]),
    name: Name::Made(name_of),
    rows: &[
        identity("clusterArn", "Arn", "made of the account, the region and the name"),
        name("clusterName", "ClusterName").terraform("name"),
        security("configuration", "Configuration"),
        volatile("status", "Status", "what it is doing now"),
        volatile(
            "registeredContainerInstancesCount",
            "RegisteredContainerInstancesCount",
            "how many machines there are now",
        ),
        volatile("runningTasksCount", "RunningTasksCount", "how many tasks run now"),
        volatile("pendingTasksCount", "PendingTasksCount", "how many tasks wait now"),
        computed(
            "activeServicesCount",
            "ActiveServicesCount",
            "services are resources of their own",
        ),
        volatile("statistics", "Statistics", "how many there are of everything now"),
        tags("tags"),
        behaviour("settings", "ClusterSettings").terraform("setting").keyed(&["Name"]),
        behaviour("capacityProviders", "CapacityProviders").set(),
        behaviour("defaultCapacityProviderStrategy", "DefaultCapacityProviderStrategy")
            .keyed(&["CapacityProvider"]),
        computed("attachments", "Attachments", "what the capacity providers made"),
        volatile("attachmentsStatus", "AttachmentsStatus", "how far that is"),
        behaviour("serviceConnectDefaults", "ServiceConnectDefaults"),
    ],
    ..UNSET
};

fn name_of(body: &Value) -> Option<String> {
    Some(body.get("clusterArn")?.as_str()?.rsplit_once('/')?.1.to_owned())
}
