//! `AWS::EC2::KeyPair`: who may log in to machines that were made with it. Source of the facts: the EC2 API reference
//! (`DescribeKeyPairs`).

use drift_core::Consequence;

use crate::table::{Name, Table, UNSET, behaviour, call, identity, name, tags, volatile};

pub(super) static TABLE: Table = Table {
    kind: "AWS::EC2::KeyPair",
    list: call("ec2", "DescribeKeyPairs", "keySet").lists(),
    identity: "keyPairId",
    name: Name::Property("keyName"),
    consequence: Consequence::Security,
    rows: &[
        identity("keyPairId", "KeyPairId", "given by AWS, names this very key"),
        behaviour("keyType", "KeyType"),
        tags("tagSet"),
        identity(
            "publicKey",
            "PublicKeyMaterial",
            "the key itself, which each environment has of its own",
        ),
        volatile("createTime", "CreateTime", "when it was made"),
        name("keyName", "KeyName"),
        identity(
            "keyFingerprint",
            "KeyFingerprint",
            "the key's own, which each environment has of its own",
        ),
    ],
    ..UNSET
};
