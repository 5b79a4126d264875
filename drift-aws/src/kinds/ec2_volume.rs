//! `AWS::EC2::Volume`: a disk. Source of the facts: the EC2 API reference (`DescribeVolumes`).

use drift_core::{Consequence, Role, Value};

use super::{PAGES, is_true};
use crate::table::{
    Name, Table, UNSET, behaviour, call, capacity, computed, identity, leads, member, security,
    tags, uncompared, volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::Volume",
    list: call("ec2", "DescribeVolumes", "volumeSet").given(PAGES).lists(),
    identity: "volumeId",
    also: &["volumeArn"],
    gone: ("status", &["deleting", "deleted"]),
    name: Name::Tag,
    made_by_system,
    rows: &[
        computed(
            "availabilityZoneId",
            "AvailabilityZoneId",
            "which zone the name means in this account",
        ),
        behaviour("outpostArn", "OutpostArn"),
        identity("sourceVolumeId", "SourceVolumeId", "what it was once copied from"),
        capacity("iops", "Iops"),
        tags("tagSet"),
        capacity("volumeType", "VolumeType").terraform("type"),
        computed("fastRestored", "FastRestored", "how it was once made of its snapshot"),
        behaviour("multiAttachEnabled", "MultiAttachEnabled"),
        capacity("throughput", "Throughput"),
        computed("sseType", "SseType", "follows from whether it is encrypted"),
        computed("operator", "Operator", "which service runs it"),
        computed(
            "volumeInitializationRate",
            "VolumeInitializationRate",
            "how fast it was once made of its snapshot",
        ),
        identity("volumeArn", "VolumeArn", "made of the account, the region and the id"),
        identity("ownerId", "OwnerId", "the account, which the scope says"),
        identity("volumeId", "VolumeId", "given by AWS, names this very volume"),
        capacity("size", "Size"),
        identity("snapshotId", "SnapshotId", "what it was once made of"),
        behaviour("availabilityZone", "AvailabilityZone"),
        volatile("status", "Status", "whether it is in use"),
        volatile("createTime", "CreateTime", "when it was made"),
        behaviour("attachmentSet", "Attachments").keyed(&["Device"]).but(&[
            uncompared("VolumeId", Role::Identity, "the volume's own"),
            member("InstanceId", Role::Reference, Consequence::Behaviour),
            uncompared("State", Role::Volatile, "how far attaching it is"),
            uncompared("AttachTime", Role::Volatile, "when it was attached"),
        ]),
        security("encrypted", "Encrypted"),
        leads("kmsKeyId", "KmsKeyId", "AWS::KMS::Key").means(Consequence::Security),
    ],
    ..UNSET
};

/// What nobody tagged and is attached was made when the machine was, even if it is to outlive it.
fn made_by_system(body: &Value) -> Option<&'static str> {
    let attachments = body.get("attachmentSet")?.as_list()?;
    let is_untagged = body.get("tagSet").is_none_or(Value::is_empty);
    let goes_with_it =
        attachments.iter().any(|attachment| is_true(attachment, "deleteOnTermination"));
    let is_made = !attachments.is_empty() && (is_untagged || goes_with_it);
    is_made.then_some("made with the machine that it is attached to")
}
