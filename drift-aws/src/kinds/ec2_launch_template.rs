//! `AWS::EC2::LaunchTemplate`: how machines are made: what its default version says, and its latest where that is another. Source
//! of the facts: the EC2 API reference (`DescribeLaunchTemplates`, `DescribeLaunchTemplateVersions`).

use drift_core::{Consequence, Role};

use super::{image, image_of, tag};
use crate::table::{
    Call, Given, How, Member, Name, Reader, Table, UNSET, behaviour, call, computed, identity,
    leads, member, name, tags, version, volatile,
};

const ID: (&str, Given) = ("LaunchTemplateId", Given::Of("launchTemplateId"));
const PROFILE: &str = "AWS::IAM::InstanceProfile";
const GROUP: &str = "AWS::EC2::SecurityGroup";
const DATA: Call =
    call("ec2", "DescribeLaunchTemplateVersions", "launchTemplateVersionSet[0].launchTemplateData");

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::LaunchTemplate",
    list: call("ec2", "DescribeLaunchTemplates", "launchTemplates").lists(),
    details: &[
        DATA.given(&[ID, ("Versions", Given::Texts(&["$Default"]))]).into("defaultData"),
        DATA.given(&[ID, ("Versions", Given::Texts(&["$Latest"]))])
            .by(How::Differ("defaultVersionNumber", "latestVersionNumber"), "latestData"),
        image("defaultData.imageId", "defaultImage"),
        image("latestData.imageId", "latestImage"),
    ],
    identity: "launchTemplateId",
    name: Name::Property("launchTemplateName"),
    made_by_system: |body| tag(body, "eks:nodegroup-name").map(|_| "made by EKS for a node group"),
    rows: &[
        identity("launchTemplateId", "LaunchTemplateId", "given by AWS, names this very template"),
        name("launchTemplateName", "LaunchTemplateName").terraform("name"),
        volatile("createTime", "CreateTime", "when it was made"),
        identity("createdBy", "CreatedBy", "who made it"),
        computed(
            "defaultVersionNumber",
            "DefaultVersionNumber",
            "counts the changes; what it says is compared",
        ),
        computed(
            "latestVersionNumber",
            "LatestVersionNumber",
            "counts the changes; what the latest says is compared",
        ),
        tags("tagSet"),
        computed("operator", "Operator", "which service runs it"),
        behaviour("defaultData", "LaunchTemplateData").but(DATA_MEMBERS),
        leads(
            "defaultData.iamInstanceProfile.name",
            "LaunchTemplateData.IamInstanceProfile.Name",
            PROFILE,
        )
        .means(Consequence::Security),
        leads("defaultData.securityGroupIdSet", "LaunchTemplateData.SecurityGroupIds", GROUP)
            .set()
            .means(Consequence::Security),
        version("defaultData.imageId", "LaunchTemplateData.ImageId")
            .read(Reader::Body(|body| image_of(body, "defaultData.imageId", "defaultImage"))),
        computed("defaultImage", "Image", "what its image is, of which the name is compared"),
        behaviour("defaultData.userData", "LaunchTemplateData.UserData").read(Reader::Base64),
        behaviour("latestData", "LatestLaunchTemplateData").but(DATA_MEMBERS),
        leads(
            "latestData.iamInstanceProfile.name",
            "LatestLaunchTemplateData.IamInstanceProfile.Name",
            PROFILE,
        )
        .means(Consequence::Security),
        leads("latestData.securityGroupIdSet", "LatestLaunchTemplateData.SecurityGroupIds", GROUP)
            .set()
            .means(Consequence::Security),
        version("latestData.imageId", "LatestLaunchTemplateData.ImageId")
            .read(Reader::Body(|body| image_of(body, "latestData.imageId", "latestImage"))),
        computed("latestImage", "LatestImage", "what its image is, of which the name is compared"),
        behaviour("latestData.userData", "LatestLaunchTemplateData.UserData").read(Reader::Base64),
    ],
    ..UNSET
};

const DATA_MEMBERS: &[Member] = &[
    member("BlockDeviceMappings", Role::Configuration, Consequence::Behaviour)
        .keyed(&["DeviceName"]),
    member("NetworkInterfaces", Role::Configuration, Consequence::Security).keyed(&["DeviceIndex"]),
    member("InstanceType", Role::Scale, Consequence::Capacity),
    member("KeyName", Role::Reference, Consequence::Security),
    member("IamInstanceProfile", Role::Reference, Consequence::Security),
    member("MetadataOptions", Role::Configuration, Consequence::Security),
    member("TagSpecifications", Role::Configuration, Consequence::Cosmetic)
        .keyed(&["ResourceType"]),
];
