//! `AWS::EC2::Instance`: a machine. Its interfaces and volumes are resources of their own. Source of the facts: the EC2 API
//! reference (`DescribeInstances`, `DescribeInstanceAttribute`, `DescribeInstanceCreditSpecifications`).

use drift_core::{Consequence, Role};

use super::{PAGES, image, image_of, tag};
use crate::table::{
    Detail, Given, How, Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic,
    identity, leads, security, tags, uncompared, version, volatile,
};

const fn attribute(
    into: &'static str,
    items: &'static str,
    input: &'static [(&'static str, Given)],
) -> Detail {
    call("ec2", "DescribeInstanceAttribute", items).given(input).into(into)
}

const ID: (&str, Given) = ("InstanceId", Given::Of("instanceId"));

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::Instance",
    list: call("ec2", "DescribeInstances", "reservationSet[].instancesSet").given(PAGES).lists(),
    details: &[
        attribute("userData", "userData.value", &[ID, ("Attribute", Given::Text("userData"))]),
        attribute(
            "disableApiTermination",
            "disableApiTermination.value",
            &[ID, ("Attribute", Given::Text("disableApiTermination"))],
        ),
        attribute(
            "instanceInitiatedShutdownBehavior",
            "instanceInitiatedShutdownBehavior.value",
            &[ID, ("Attribute", Given::Text("instanceInitiatedShutdownBehavior"))],
        ),
        call(
            "ec2",
            "DescribeInstanceCreditSpecifications",
            "instanceCreditSpecificationSet|cpuCredits",
        )
        .by(How::All { id: "instanceId", key: "instanceId" }, "cpuCredits"),
        image("imageId", "image"),
    ],
    identity: "instanceId",
    gone: ("instanceState.name", &["terminated"]),
    name: Name::Tag,
    made_by_system: |body| {
        tag(body, "aws:autoscaling:groupName").map(|_| "made by its Auto Scaling group")
    },
    rows: &[
        computed("architecture", "Architecture", "follows from the image"),
        behaviour("blockDeviceMapping", "BlockDeviceMappings").keyed(&["DeviceName"]).but(&[
            uncompared("Ebs.AttachTime", Role::Volatile, "when it was attached"),
            uncompared("Ebs.Status", Role::Volatile, "how far attaching it is"),
            uncompared("Ebs.VolumeId", Role::Computed, "each volume says what it is attached to"),
            uncompared("Ebs.VolumeOwnerId", Role::Computed, "the account, which the scope says"),
        ]),
        identity("clientToken", "ClientToken", "made up by the client"),
        behaviour("ebsOptimized", "EbsOptimized"),
        computed("enaSupport", "EnaSupport", "follows from image and type"),
        computed("hypervisor", "Hypervisor", "follows from the type"),
        leads("iamInstanceProfile.arn", "IamInstanceProfile", "AWS::IAM::InstanceProfile")
            .means(Consequence::Security),
        identity("iamInstanceProfile.id", "IamInstanceProfileId", "given by AWS to the profile"),
        behaviour("instanceLifecycle", "InstanceLifecycle"),
        behaviour("elasticGpuAssociationSet", "ElasticGpuAssociations"),
        behaviour(
            "elasticInferenceAcceleratorAssociationSet",
            "ElasticInferenceAcceleratorAssociations",
        ),
        computed(
            "networkInterfaceSet",
            "NetworkInterfaces",
            "each interface is a resource of its own",
        ),
        behaviour("outpostArn", "OutpostArn"),
        computed("rootDeviceName", "RootDeviceName", "follows from the image"),
        computed("rootDeviceType", "RootDeviceType", "follows from the image, too"),
        leads("groupSet", "SecurityGroupIds", "AWS::EC2::SecurityGroup")
            .terraform("vpc_security_group_ids")
            .read(Reader::LeadsBy("AWS::EC2::SecurityGroup", "groupId"))
            .set()
            .means(Consequence::Security),
        security("sourceDestCheck", "SourceDestCheck"),
        identity("spotInstanceRequestId", "SpotInstanceRequestId", "given by AWS to the request"),
        computed(
            "sriovNetSupport",
            "SriovNetSupport",
            "follows from image and type, as does its network",
        ),
        volatile("stateReason", "StateReason", "why it is in its state"),
        tags("tagSet"),
        computed("virtualizationType", "VirtualizationType", "follows from the image's"),
        capacity("cpuOptions", "CpuOptions"),
        behaviour("capacityBlockId", "CapacityBlockId"),
        behaviour("capacityReservationId", "CapacityReservationId"),
        behaviour("capacityReservationSpecification", "CapacityReservationSpecification"),
        behaviour("hibernationOptions", "HibernationOptions"),
        cosmetic("licenseSet", "LicenseSpecifications").set(),
        security("metadataOptions", "MetadataOptions").but(&[uncompared(
            "State",
            Role::Volatile,
            "how far a change is",
        )]),
        security("enclaveOptions", "EnclaveOptions"),
        behaviour("bootMode", "BootMode"),
        computed("platformDetails", "PlatformDetails", "what is paid for follows from the image"),
        computed("usageOperation", "UsageOperation", "how it is paid for follows from the image"),
        volatile(
            "usageOperationUpdateTime",
            "UsageOperationUpdateTime",
            "since when it is paid for like this",
        ),
        behaviour("privateDnsNameOptions", "PrivateDnsNameOptions"),
        computed("ipv6Address", "Ipv6Address", "an address of its subnet"),
        behaviour("tpmSupport", "TpmSupport"),
        behaviour("maintenanceOptions", "MaintenanceOptions"),
        computed(
            "currentInstanceBootMode",
            "CurrentInstanceBootMode",
            "follows from image, type and boot mode",
        ),
        capacity("networkPerformanceOptions", "NetworkPerformanceOptions"),
        computed("operator", "Operator", "which service runs it"),
        behaviour("secondaryInterfaceSet", "SecondaryInterfaces"),
        identity("instanceId", "InstanceId", "given by AWS, names this very machine")
            .terraform("id"),
        version("imageId", "ImageId")
            .terraform("ami")
            .read(Reader::Body(|body| image_of(body, "imageId", "image"))),
        computed("image", "Image", "what its image is, of which the name is compared"),
        volatile("instanceState", "State", "on or off"),
        computed("privateDnsName", "PrivateDnsName", "follows from its address"),
        volatile("dnsName", "PublicDnsName", "changes with its public address"),
        volatile("reason", "StateTransitionReason", "why its state last changed"),
        leads("keyName", "KeyName", "AWS::EC2::KeyPair").means(Consequence::Security),
        computed(
            "amiLaunchIndex",
            "AmiLaunchIndex",
            "its place among those that were launched together",
        ),
        computed("productCodes", "ProductCodes", "follow from the image"),
        capacity("instanceType", "InstanceType"),
        volatile("launchTime", "LaunchTime", "when it was last started"),
        behaviour("placement", "Placement").but(&[
            uncompared(
                "AvailabilityZoneId",
                Role::Computed,
                "which zone the name means in this account",
            ),
            uncompared("GroupId", Role::Identity, "given by AWS to the placement group"),
        ]),
        computed("kernelId", "KernelId", "follows from the image, where it has one"),
        computed("ramdiskId", "RamdiskId", "follows from the image, as the kernel does"),
        computed("platform", "Platform", "Windows or not, which the image says"),
        behaviour("monitoring", "Monitoring"),
        leads("subnetId", "SubnetId", "AWS::EC2::Subnet"),
        leads("vpcId", "VpcId", "AWS::EC2::VPC"),
        computed("privateIpAddress", "PrivateIpAddress", "an address of its subnet's range"),
        volatile("ipAddress", "PublicIpAddress", "another one with each start"),
        behaviour("userData", "UserData").read(Reader::Base64),
        behaviour("disableApiTermination", "DisableApiTermination"),
        behaviour("instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior"),
        capacity("cpuCredits", "CreditSpecification.CPUCredits").terraform("credit_specification"),
    ],
    ..UNSET
};
