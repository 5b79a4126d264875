//! `AWS::AutoScaling::LaunchConfiguration`: how machines were made before there were launch templates. Source of the facts: the
//! Auto Scaling API reference (`DescribeLaunchConfigurations`).

use drift_core::Consequence;

use super::{image, image_of};
use crate::table::{
    Name, Reader, Table, UNSET, behaviour, call, capacity, computed, identity, leads, name,
    security, version, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::AutoScaling::LaunchConfiguration",
    list: call("autoscaling", "DescribeLaunchConfigurations", "LaunchConfigurations").lists(),
    details: &[image("ImageId", "image")],
    identity: "LaunchConfigurationName",
    also: &["LaunchConfigurationARN"],
    name: Name::Property("LaunchConfigurationName"),
    rows: &[
        name("LaunchConfigurationName", "LaunchConfigurationName").terraform("name"),
        identity(
            "LaunchConfigurationARN",
            "Arn",
            "made of the account, the region, the name and an id",
        ),
        version("ImageId", "ImageId").read(Reader::Body(|body| image_of(body, "ImageId", "image"))),
        computed("image", "Image", "what its image is, of which the name is compared"),
        leads("KeyName", "KeyName", "AWS::EC2::KeyPair").means(Consequence::Security),
        leads("SecurityGroups", "SecurityGroups", "AWS::EC2::SecurityGroup")
            .set()
            .means(Consequence::Security),
        behaviour("ClassicLinkVPCId", "ClassicLinkVPCId"),
        security("ClassicLinkVPCSecurityGroups", "ClassicLinkVPCSecurityGroups").set(),
        behaviour("UserData", "UserData").read(Reader::Base64),
        capacity("InstanceType", "InstanceType"),
        behaviour("KernelId", "KernelId"),
        behaviour("RamdiskId", "RamDiskId"),
        behaviour("BlockDeviceMappings", "BlockDeviceMappings").keyed(&["DeviceName"]),
        behaviour("InstanceMonitoring", "InstanceMonitoring"),
        capacity("SpotPrice", "SpotPrice"),
        leads("IamInstanceProfile", "IamInstanceProfile", "AWS::IAM::InstanceProfile")
            .means(Consequence::Security),
        volatile("CreatedTime", "CreatedTime", "when it was made"),
        behaviour("EbsOptimized", "EbsOptimized"),
        security("AssociatePublicIpAddress", "AssociatePublicIpAddress"),
        behaviour("PlacementTenancy", "PlacementTenancy"),
        security("MetadataOptions", "MetadataOptions"),
    ],
    ..UNSET
};
