//! `AWS::ECS::TaskDefinition`: containers that run together; of each family the latest revision that is active. Source of the
//! facts: the ECS API reference (`DescribeTaskDefinition`).

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, capacity, computed, identity, leads, member, name,
    security, tags, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::ECS::TaskDefinition",
    list: call("ecs", "ListTaskDefinitionFamilies", "families")
        .given(&[("status", Given::Text("ACTIVE"))])
        .lists(),
    details: &[
        call("ecs", "DescribeTaskDefinition", "taskDefinition")
            .given(&[("taskDefinition", Given::Of("family"))])
            .into(""),
        call("ecs", "ListTagsForResource", "tags")
            .given(&[("resourceArn", Given::Of("taskDefinitionArn"))])
            .into("tags"),
    ],
    identity: "family",
    also: &["taskDefinitionArn"],
    name: Name::Property("family"),
    rows: &[
        identity(
            "taskDefinitionArn",
            "TaskDefinitionArn",
            "made of the account, the region, the family and the revision",
        ),
        behaviour("containerDefinitions", "ContainerDefinitions").keyed(&["Name"]).but(&[
            member("Image", Role::Version, Consequence::Behaviour),
            member("Cpu", Role::Scale, Consequence::Capacity),
            member("Memory", Role::Scale, Consequence::Capacity),
            member("MemoryReservation", Role::Scale, Consequence::Capacity),
            member("Environment", Role::Configuration, Consequence::Behaviour).keyed(&["Name"]),
            member("EnvironmentFiles", Role::Configuration, Consequence::Behaviour).set(),
            member("MountPoints", Role::Configuration, Consequence::Behaviour)
                .keyed(&["ContainerPath"]),
            member("PortMappings", Role::Configuration, Consequence::Security).keyed(&[
                "ContainerPort",
                "ContainerPortRange",
                "Protocol",
            ]),
            member("Ulimits", Role::Configuration, Consequence::Capacity).keyed(&["Name"]),
            member("Secrets", Role::Configuration, Consequence::Security).keyed(&["Name"]),
            member("Privileged", Role::Configuration, Consequence::Security),
            member("User", Role::Configuration, Consequence::Security),
            member("ReadonlyRootFilesystem", Role::Configuration, Consequence::Security),
            member("LinuxParameters", Role::Configuration, Consequence::Security),
            member("DockerSecurityOptions", Role::Configuration, Consequence::Security),
            member("RepositoryCredentials", Role::Configuration, Consequence::Security),
            member("DockerLabels", Role::Configuration, Consequence::Cosmetic),
        ]),
        name("family", "Family"),
        leads("taskRoleArn", "TaskRoleArn", "AWS::IAM::Role").means(Consequence::Security),
        leads("executionRoleArn", "ExecutionRoleArn", "AWS::IAM::Role")
            .means(Consequence::Security),
        security("networkMode", "NetworkMode"),
        computed("revision", "Revision", "counts the changes"),
        behaviour("volumes", "Volumes").terraform("volume").keyed(&["Name"]),
        computed("status", "Status", "active, else it was not read"),
        computed("requiresAttributes", "RequiresAttributes", "follow from what the containers use"),
        behaviour("placementConstraints", "PlacementConstraints").set(),
        computed("compatibilities", "Compatibilities", "follow from what it says"),
        behaviour("runtimePlatform", "RuntimePlatform"),
        behaviour("requiresCompatibilities", "RequiresCompatibilities").set(),
        capacity("cpu", "Cpu"),
        capacity("memory", "Memory"),
        behaviour("inferenceAccelerators", "InferenceAccelerators").keyed(&["DeviceName"]),
        security("pidMode", "PidMode"),
        security("ipcMode", "IpcMode"),
        behaviour("proxyConfiguration", "ProxyConfiguration"),
        volatile("registeredAt", "RegisteredAt", "when it was made"),
        volatile("deregisteredAt", "DeregisteredAt", "when it ended"),
        volatile("deleteRequestedAt", "DeleteRequestedAt", "when somebody asked for its end"),
        identity("registeredBy", "RegisteredBy", "who made it"),
        capacity("ephemeralStorage", "EphemeralStorage"),
        behaviour("enableFaultInjection", "EnableFaultInjection"),
        security("trustedExecutionConfiguration", "TrustedExecutionConfiguration"),
        tags("tags"),
    ],
    ..UNSET
};
