//! `AWS::SecretsManager::Secret`: what is kept secret, how it is rotated and who may read it; its value only where that is asked
//! for. Source of the facts: the Secrets Manager API reference.

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Table, UNSET, behaviour, call, computed, cosmetic, identity, leads, member, name,
    policy, secret, security, tags, uncompared, volatile,
};

const OF: &[(&str, Given)] = &[("SecretId", Given::Of("ARN"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::SecretsManager::Secret",
    list: call("secretsmanager", "ListSecrets", "SecretList")
        .given(&[("MaxResults", Given::Number(100))])
        .lists(),
    details: &[
        call("secretsmanager", "DescribeSecret", "").given(OF).into(""),
        call("secretsmanager", "GetResourcePolicy", "ResourcePolicy")
            .given(OF)
            .into("ResourcePolicy"),
        call("secretsmanager", "GetSecretValue", "")
            .given(OF)
            .into("Value")
            .absent(&["ResourceNotFoundException"])
            .secret(),
    ],
    identity: "ARN",
    // Others may leave out the letters at its end.
    also: &["{ARN<-}"],
    name: Name::Property("Name"),
    consequence: Consequence::Security,
    made_by_system: |body| {
        body.get("OwningService")?.as_str().map(|_| "made by the service that owns it")
    },
    rows: &[
        identity("ARN", "Id", "made of the account, the region, the name and six letters")
            .terraform("arn"),
        name("Name", "Name"),
        behaviour("Type", "Type"),
        cosmetic("Description", "Description"),
        leads("KmsKeyId", "KmsKeyId", "AWS::KMS::Key").means(Consequence::Security),
        security("RotationEnabled", "RotationEnabled"),
        leads("RotationLambdaARN", "RotationLambdaARN", "AWS::Lambda::Function"),
        security("RotationRules", "RotationRules"),
        behaviour("ExternalSecretRotationMetadata", "ExternalSecretRotationMetadata")
            .keyed(&["Key"]),
        leads("ExternalSecretRotationRoleArn", "ExternalSecretRotationRoleArn", "AWS::IAM::Role"),
        volatile("LastRotatedDate", "LastRotatedDate", "when it was last rotated"),
        volatile("LastChangedDate", "LastChangedDate", "when it was last changed"),
        volatile("LastAccessedDate", "LastAccessedDate", "when somebody last read it"),
        volatile("DeletedDate", "DeletedDate", "when it will be deleted"),
        volatile("NextRotationDate", "NextRotationDate", "moves on with each rotation"),
        tags("Tags"),
        volatile("SecretVersionsToStages", "SecretVersionsToStages", "changes with each value"),
        volatile("VersionIdsToStages", "VersionIdsToStages", "changes with each value, too"),
        computed("OwningService", "OwningService", "which service made it"),
        volatile("CreatedDate", "CreatedDate", "when it was made"),
        behaviour("PrimaryRegion", "PrimaryRegion"),
        behaviour("ReplicationStatus", "ReplicaRegions")
            .terraform("replica")
            .keyed(&["Region"])
            .but(&[
                member("KmsKeyId", Role::Reference, Consequence::Security),
                uncompared("Status", Role::Volatile, "how far replicating it is"),
                uncompared("StatusMessage", Role::Volatile, "why it is not replicated"),
                uncompared("LastAccessedDate", Role::Volatile, "when somebody last read it there"),
            ]),
        security("CrossAccountPrimary", "CrossAccountPrimary").but(&[
            uncompared("ReplicationStatus", Role::Volatile, "how far copying it is"),
            uncompared("StatusMessage", Role::Volatile, "why it is not copied"),
        ]),
        security("CrossAccountReplicas", "CrossAccountReplicas").keyed(&["ReplicaSecretARN"]).but(
            &[
                uncompared("ReplicationStatus", Role::Volatile, "how far copying it is"),
                uncompared("StatusMessage", Role::Volatile, "why it is not copied"),
            ],
        ),
        policy("ResourcePolicy", "ResourcePolicy").terraform("policy"),
        secret("Value.SecretString", "SecretString"),
        secret("Value.SecretBinary", "SecretBinary"),
        identity("Value.ARN", "Value.ARN", "the secret's own"),
        computed("Value.Name", "Value.Name", "the secret's own name"),
        volatile("Value.VersionId", "Value.VersionId", "another one with each value"),
        volatile(
            "Value.VersionStages",
            "Value.VersionStages",
            "where its last value is in its rotation",
        ),
        volatile("Value.CreatedDate", "Value.CreatedDate", "when its last value was made"),
    ],
    ..UNSET
};
