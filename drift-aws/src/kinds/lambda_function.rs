//! `AWS::Lambda::Function`: code that runs when it is called, who may call it and at which address. Where its code lies is
//! not asked for: the answer would be an address that opens it. Source of the facts: the Lambda API reference.

use drift_core::{Consequence, Role};

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic, identity,
    leads, name, policy, security, tags, uncompared, version, volatile,
};

const NAMED: &[(&str, Given)] = &[("FunctionName", Given::Of("FunctionName"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::Lambda::Function",
    list: call("lambda", "ListFunctions", "Functions").lists(),
    details: &[
        call("lambda", "GetFunction", "Code.ImageUri")
            .given(NAMED)
            .into("ImageUri")
            .only("PackageType", &["Image"]),
        call("lambda", "GetFunctionConcurrency", "ReservedConcurrentExecutions")
            .given(NAMED)
            .into("ReservedConcurrentExecutions"),
        call("lambda", "GetFunctionUrlConfig", "")
            .given(NAMED)
            .into("Url")
            .absent(&["ResourceNotFoundException"]),
        call("lambda", "GetPolicy", "Policy")
            .given(NAMED)
            .into("Policy")
            .absent(&["ResourceNotFoundException"]),
        call("lambda", "ListTags", "Tags")
            .given(&[("Resource", Given::Of("FunctionArn"))])
            .into("Tags"),
    ],
    identity: "FunctionArn",
    name: Name::Property("FunctionName"),
    rows: &[
        name("FunctionName", "FunctionName"),
        identity("FunctionArn", "Arn", "made of the account, the region and the name"),
        version("Runtime", "Runtime"),
        leads("Role", "Role", "AWS::IAM::Role").means(Consequence::Security),
        behaviour("Handler", "Handler"),
        computed("CodeSize", "CodeSize", "follows from the code"),
        cosmetic("Description", "Description"),
        behaviour("Timeout", "Timeout"),
        capacity("MemorySize", "MemorySize"),
        volatile("LastModified", "LastModified", "when it was last changed"),
        version("CodeSha256", "CodeSha256").terraform("source_code_hash"),
        computed(
            "Version",
            "Version",
            "the list gives what is not published, which is always $LATEST",
        ),
        leads("VpcConfig.SubnetIds", "VpcConfig.SubnetIds", "AWS::EC2::Subnet").set(),
        leads(
            "VpcConfig.SecurityGroupIds",
            "VpcConfig.SecurityGroupIds",
            "AWS::EC2::SecurityGroup",
        )
        .set()
        .means(Consequence::Security),
        computed("VpcConfig.VpcId", "VpcConfig.VpcId", "follows from the subnets"),
        behaviour("VpcConfig.Ipv6AllowedForDualStack", "VpcConfig.Ipv6AllowedForDualStack"),
        behaviour("DeadLetterConfig", "DeadLetterConfig"),
        behaviour("Environment.Variables", "Environment.Variables"),
        volatile("Environment.Error", "Environment.Error", "why they could not be read this time"),
        leads("KMSKeyArn", "KmsKeyArn", "AWS::KMS::Key").means(Consequence::Security),
        behaviour("TracingConfig", "TracingConfig"),
        computed("MasterArn", "MasterArn", "the function that a function at the edge is a copy of"),
        computed("RevisionId", "RevisionId", "changes with every change"),
        leads("Layers", "Layers", "AWS::Lambda::LayerVersion")
            .read(Reader::LeadsBy("AWS::Lambda::LayerVersion", "Arn")),
        volatile("State", "State", "idle after a while without calls"),
        volatile("StateReason", "StateReason", "why it is in its state"),
        volatile("StateReasonCode", "StateReasonCode", "why it is in its state, as a code"),
        volatile("LastUpdateStatus", "LastUpdateStatus", "how far the last change is"),
        volatile(
            "LastUpdateStatusReason",
            "LastUpdateStatusReason",
            "why the last change is where it is",
        ),
        volatile(
            "LastUpdateStatusReasonCode",
            "LastUpdateStatusReasonCode",
            "why the last change is where it is, as a code",
        ),
        behaviour("FileSystemConfigs", "FileSystemConfigs").keyed(&["LocalMountPath"]),
        computed(
            "SigningProfileVersionArn",
            "SigningProfileVersionArn",
            "who signed the code that was uploaded",
        ),
        computed("SigningJobArn", "SigningJobArn", "when the code that was uploaded was signed"),
        behaviour("PackageType", "PackageType"),
        behaviour("ImageConfigResponse.ImageConfig", "ImageConfig"),
        volatile(
            "ImageConfigResponse.Error",
            "ImageConfigResponse.Error",
            "why it could not be read this time",
        ),
        behaviour("Architectures", "Architectures").set(),
        capacity("EphemeralStorage", "EphemeralStorage"),
        behaviour("SnapStart", "SnapStart").but(&[uncompared(
            "OptimizationStatus",
            Role::Computed,
            "follows from what is published",
        )]),
        computed(
            "RuntimeVersionConfig",
            "RuntimeVersionConfig",
            "which patch of the runtime AWS has put under it",
        ),
        behaviour("LoggingConfig", "LoggingConfig"),
        security("TenancyConfig", "TenancyConfig"),
        capacity("CapacityProviderConfig", "CapacityProviderConfig"),
        computed("ConfigSha256", "ConfigSha256", "a sum of the configuration"),
        behaviour("DurableConfig", "DurableConfig"),
        computed(
            "RuntimeConfig",
            "RuntimeConfig",
            "which build of the runtime AWS has put under it",
        ),
        capacity("AcceleratorConfig", "AcceleratorConfig"),
        version("ImageUri", "Code.ImageUri").terraform("image_uri"),
        capacity("ReservedConcurrentExecutions", "ReservedConcurrentExecutions"),
        security("Url", "Url").but(&[
            uncompared("FunctionUrl", Role::Identity, "given by AWS"),
            uncompared("FunctionArn", Role::Identity, "the function's own"),
            uncompared("CreationTime", Role::Volatile, "when the address was made"),
            uncompared("LastModifiedTime", Role::Volatile, "when the address was last changed"),
        ]),
        policy("Policy", "Policy"),
        tags("Tags"),
    ],
    ..UNSET
};
