//! `AWS::ECS::Service`: containers that are to run all the time. Revisions of task definitions only count, so it leads to the
//! family; which images the revision runs that it names is compared here. Source of the facts: the ECS API reference.

use drift_core::{Consequence, Reference, Role, Value};

use crate::table::{
    Given, How, Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic,
    identity, leads, member, name, security, tags, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ECS::Service",
    list: call("ecs", "ListServices", "serviceArns")
        .given(&[("cluster", Given::Parent(".")), ("maxResults", Given::Number(100))])
        .lists_of(&[call("ecs", "ListClusters", "clusterArns")]),
    details: &[
        call("ecs", "DescribeServices", "services")
            .given(&[("cluster", Given::Of("cluster")), ("include", Given::Texts(&["TAGS"]))])
            .by(How::Batch { size: 10, ids: "services", id: "serviceArn", key: "serviceArn" }, ""),
        call("ecs", "DescribeTaskDefinition", "taskDefinition.containerDefinitions")
            .given(&[("taskDefinition", Given::Of("taskDefinition"))])
            .into("containers"),
    ],
    identity: "serviceArn",
    gone: ("status", &["INACTIVE", "DRAINING"]),
    name: Name::Made(name_of),
    rows: &[
        identity("serviceArn", "ServiceArn", "made of the account, the region and the names"),
        name("serviceName", "ServiceName").terraform("name"),
        computed("clusterArn", "ClusterArn", "the cluster, too"),
        behaviour("loadBalancers", "LoadBalancers").terraform("load_balancer").set(),
        behaviour("serviceRegistries", "ServiceRegistries").set(),
        volatile("status", "Status", "what it is doing now"),
        capacity("desiredCount", "DesiredCount"),
        volatile("runningCount", "RunningCount", "how many run now"),
        volatile("pendingCount", "PendingCount", "how many wait now"),
        behaviour("launchType", "LaunchType"),
        behaviour("capacityProviderStrategy", "CapacityProviderStrategy")
            .keyed(&["CapacityProvider"]),
        version("platformVersion", "PlatformVersion"),
        behaviour("platformFamily", "PlatformFamily"),
        leads("taskDefinition", "TaskDefinition", "AWS::ECS::TaskDefinition")
            .read(Reader::Body(family)),
        behaviour("deploymentConfiguration", "DeploymentConfiguration"),
        volatile("taskSets", "TaskSets", "how far a deployment is"),
        volatile("deployments", "Deployments", "which deployments there are now"),
        leads("roleArn", "Role", "AWS::IAM::Role").terraform("iam_role"),
        volatile("events", "Events", "what happened lately"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        volatile(
            "currentServiceDeployment",
            "CurrentServiceDeployment",
            "which deployment was the last",
        ),
        volatile(
            "currentServiceRevisions",
            "CurrentServiceRevisions",
            "which of its revisions run now",
        ),
        behaviour("placementConstraints", "PlacementConstraints").set(),
        behaviour("placementStrategy", "PlacementStrategies")
            .terraform("ordered_placement_strategy"),
        security("networkConfiguration", "NetworkConfiguration"),
        leads(
            "networkConfiguration.awsvpcConfiguration.subnets",
            "NetworkConfiguration.AwsvpcConfiguration.Subnets",
            "AWS::EC2::Subnet",
        )
        .set(),
        leads(
            "networkConfiguration.awsvpcConfiguration.securityGroups",
            "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
            "AWS::EC2::SecurityGroup",
        )
        .set()
        .means(Consequence::Security),
        behaviour("healthCheckGracePeriodSeconds", "HealthCheckGracePeriodSeconds"),
        behaviour("schedulingStrategy", "SchedulingStrategy"),
        behaviour("deploymentController", "DeploymentController"),
        tags("tags"),
        identity("createdBy", "CreatedBy", "who made it"),
        cosmetic("enableECSManagedTags", "EnableECSManagedTags")
            .terraform("enable_ecs_managed_tags"),
        cosmetic("propagateTags", "PropagateTags"),
        security("enableExecuteCommand", "EnableExecuteCommand"),
        behaviour("availabilityZoneRebalancing", "AvailabilityZoneRebalancing"),
        computed(
            "resourceManagementType",
            "ResourceManagementType",
            "whether ECS runs it for another service",
        ),
        leads("cluster", "Cluster", "AWS::ECS::Cluster"),
        computed("containers", "Containers", "what the task definition says")
            .keyed(&["Name"])
            .but(&[member("Image", Role::Version, Consequence::Behaviour)]),
    ],
    ..UNSET
};

/// `shop checkout`: the cluster and the service.
fn name_of(body: &Value) -> Option<String> {
    let last = |name: &str| Some(body.get(name)?.as_str()?.rsplit_once('/')?.1.to_owned());
    Some(format!("{} {}", last("cluster")?, last("serviceArn")?))
}

fn family(body: &Value) -> Value {
    let Some(arn) = body.get("taskDefinition").and_then(Value::as_str) else { return Value::Null };
    let name = arn.rsplit_once('/').map_or(arn, |(_, name)| name);
    let name = name.split_once(':').map_or(name, |(family, _)| family);
    Value::Reference(Reference {
        kind: "AWS::ECS::TaskDefinition".to_owned(),
        namespace: None,
        name: name.to_owned(),
    })
}
