//! `AWS::ECR::Repository`: where images lie; the images are not read. Source of the facts: the ECR API reference.

use drift_core::Consequence;

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, identity, leads, name, policy, security,
    tags, volatile,
};

const NAMED: &[(&str, Given)] = &[("repositoryName", Given::Of("repositoryName"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::ECR::Repository",
    list: call("ecr", "DescribeRepositories", "repositories").lists(),
    details: &[
        call("ecr", "GetLifecyclePolicy", "lifecyclePolicyText")
            .given(NAMED)
            .into("lifecyclePolicyText")
            .absent(&["LifecyclePolicyNotFoundException"]),
        call("ecr", "GetRepositoryPolicy", "policyText")
            .given(NAMED)
            .into("policyText")
            .absent(&["RepositoryPolicyNotFoundException"]),
        call("ecr", "ListTagsForResource", "tags")
            .given(&[("resourceArn", Given::Of("repositoryArn"))])
            .into("tags"),
    ],
    identity: "repositoryArn",
    also: &["repositoryUri"],
    name: Name::Property("repositoryName"),
    rows: &[
        identity("repositoryArn", "Arn", "made of the account, the region and the name"),
        identity("registryId", "RegistryId", "the account, which the scope says"),
        name("repositoryName", "RepositoryName").terraform("name"),
        identity(
            "repositoryUri",
            "RepositoryUri",
            "its address, made of the account, the region and the name",
        )
        .terraform("repository_url"),
        volatile("createdAt", "CreatedAt", "when it was made"),
        security("imageTagMutability", "ImageTagMutability"),
        security("imageTagMutabilityExclusionFilters", "ImageTagMutabilityExclusionFilters").set(),
        security("imageScanningConfiguration", "ImageScanningConfiguration"),
        security("encryptionConfiguration", "EncryptionConfiguration"),
        leads("encryptionConfiguration.kmsKey", "EncryptionConfiguration.KmsKey", "AWS::KMS::Key")
            .means(Consequence::Security),
        behaviour("lifecyclePolicyText", "LifecyclePolicy").read(Reader::Json),
        policy("policyText", "RepositoryPolicyText"),
        tags("tags"),
    ],
    ..UNSET
};
