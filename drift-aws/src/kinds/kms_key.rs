//! `AWS::KMS::Key`: a key that never leaves the service. Source of the facts: the KMS API reference.

use drift_core::{Consequence, Value};

use super::tag_or;
use crate::table::{
    Given, How, Name, Table, UNSET, behaviour, call, computed, cosmetic, identity, policy,
    security, tags, volatile,
};

const OF: &[(&str, Given)] = &[("KeyId", Given::Of("KeyId"))];
const CUSTOMER: &[&str] = &["CUSTOMER"];

pub(super) static TABLE: Table = Table {
    kind: "AWS::KMS::Key",
    list: call("kms", "ListKeys", "Keys").given(&[("Limit", Given::Number(1000))]).lists(),
    details: &[
        call("kms", "DescribeKey", "KeyMetadata").given(OF).into(""),
        call("kms", "ListAliases", "Aliases|AliasName")
            .by(How::All { id: "KeyId", key: "TargetKeyId" }, "AliasName"),
        call("kms", "GetKeyPolicy", "Policy")
            .given(&[("KeyId", Given::Of("KeyId")), ("PolicyName", Given::Text("default"))])
            .into("Policy"),
        call("kms", "GetKeyRotationStatus", "")
            .given(OF)
            .into("Rotation")
            .only("KeyManager", CUSTOMER)
            .absent(&["UnsupportedOperationException", "KMSInvalidStateException"]),
        call("kms", "ListResourceTags", "Tags").given(OF).into("Tags").only("KeyManager", CUSTOMER),
    ],
    identity: "KeyId",
    also: &["KeyArn"],
    name: Name::Made(name_of),
    consequence: Consequence::Security,
    made_by_system,
    rows: &[
        identity("KeyId", "KeyId", "given by AWS, names this very key"),
        identity("KeyArn", "KeyArn", "made of the account, the region and the id"),
        identity("AWSAccountId", "AWSAccountId", "the account, which the scope says"),
        identity("Arn", "Arn", "made of the account, the region and the id, too"),
        volatile("CreationDate", "CreationDate", "when it was made"),
        security("Enabled", "Enabled").terraform("is_enabled"),
        cosmetic("Description", "Description"),
        behaviour("KeyUsage", "KeyUsage"),
        security("KeyState", "KeyState"),
        volatile("DeletionDate", "DeletionDate", "when it will be deleted"),
        volatile("ValidTo", "ValidTo", "when its imported material ends"),
        security("Origin", "Origin"),
        behaviour("CustomKeyStoreId", "CustomKeyStoreId"),
        identity(
            "CloudHsmClusterId",
            "CloudHsmClusterId",
            "given by AWS to the key store's cluster",
        ),
        behaviour("ExpirationModel", "ExpirationModel"),
        computed("KeyManager", "KeyManager", "made by AWS or by people, which the report says"),
        computed(
            "CustomerMasterKeySpec",
            "CustomerMasterKeySpec",
            "the old name of what the key is",
        ),
        behaviour("KeySpec", "KeySpec").terraform("customer_master_key_spec"),
        computed(
            "EncryptionAlgorithms",
            "EncryptionAlgorithms",
            "follow from what the key is and is for",
        ),
        computed(
            "SigningAlgorithms",
            "SigningAlgorithms",
            "follow from what the key is, for signing",
        ),
        computed(
            "KeyAgreementAlgorithms",
            "KeyAgreementAlgorithms",
            "follow from what the key is, for agreeing",
        ),
        computed(
            "EncapsulationAlgorithms",
            "EncapsulationAlgorithms",
            "follow from what the key is, for encapsulating",
        ),
        behaviour("MultiRegion", "MultiRegion"),
        behaviour("MultiRegionConfiguration", "MultiRegionConfiguration"),
        volatile(
            "PendingDeletionWindowInDays",
            "PendingWindowInDays",
            "how long it waits to be deleted",
        ),
        computed("MacAlgorithms", "MacAlgorithms", "follow from what the key is, for codes"),
        behaviour("XksKeyConfiguration", "XksKeyConfiguration"),
        identity("CurrentKeyMaterialId", "CurrentKeyMaterialId", "changes with each rotation"),
        computed("AliasName", "AliasName", "each alias says which key it leads to"),
        policy("Policy", "KeyPolicy").terraform("policy"),
        security("Rotation.KeyRotationEnabled", "EnableKeyRotation"),
        identity("Rotation.KeyId", "Rotation.KeyId", "the key's own"),
        security("Rotation.RotationPeriodInDays", "RotationPeriodInDays"),
        volatile("Rotation.NextRotationDate", "NextRotationDate", "moves on with each rotation"),
        volatile(
            "Rotation.OnDemandRotationStartDate",
            "OnDemandRotationStartDate",
            "when somebody last began a rotation",
        ),
        tags("Tags"),
    ],
    ..UNSET
};

/// By its tag; most have none and are known by an alias, which can be given to another key.
fn name_of(body: &Value) -> Option<String> {
    tag_or(body, || body.get("AliasName")?.scalar_text())
}

fn made_by_system(body: &Value) -> Option<&'static str> {
    let is =
        |name: &str, is: fn(&str) -> bool| body.get(name).and_then(Value::as_str).is_some_and(is);
    // The prefix is reserved.
    let is_aws = is("KeyManager", |by| by == "AWS")
        || is("AliasName", |alias| alias.starts_with("alias/aws/"));
    is_aws.then_some("made by the service that uses it")
}
