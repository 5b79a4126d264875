//! `AWS::S3::Bucket`: a bucket with all that is set on it, each by a call of its own. Source of the facts: the S3 API reference,
//! and for the names of actions the service authorization reference.

use drift_core::{Consequence, Value};

use crate::table::{
    Detail, Given, Name, Reach, Reader, Table, UNSET, behaviour, call, computed, cosmetic,
    identity, leads, name, policy, security, tags, volatile,
};

const fn part(
    operation: &'static str,
    items: &'static str,
    into: &'static str,
    permission: &'static str,
) -> Detail {
    call("s3", operation, items)
        .given(&[("Bucket", Given::Of("Name"))])
        .allowed_by(permission)
        .into(into)
}

pub(super) static TABLE: Table = Table {
    kind: "AWS::S3::Bucket",
    reach: Reach::Account,
    list: call("s3", "ListBuckets", "Buckets").allowed_by("s3:ListAllMyBuckets").lists(),
    details: &[
        part("GetBucketLocation", "LocationConstraint", "LocationConstraint", ""),
        part(
            "GetBucketAccelerateConfiguration",
            "Status",
            "AccelerateStatus",
            "s3:GetAccelerateConfiguration",
        )
        .absent(&["MethodNotAllowed", "UnsupportedArgument"]),
        part("GetBucketAcl", "", "AccessControl", ""),
        part("GetBucketCors", "CORSRule", "CorsRules", "s3:GetBucketCORS")
            .absent(&["NoSuchCORSConfiguration"]),
        part(
            "GetBucketEncryption",
            "ServerSideEncryptionConfiguration.Rule",
            "Encryption",
            "s3:GetEncryptionConfiguration",
        )
        .absent(&["ServerSideEncryptionConfigurationNotFoundError"]),
        part("GetBucketLifecycleConfiguration", "", "Lifecycle", "s3:GetLifecycleConfiguration")
            .absent(&["NoSuchLifecycleConfiguration"]),
        part("GetBucketLogging", "LoggingEnabled", "Logging", ""),
        part("GetBucketNotificationConfiguration", "", "Notification", "s3:GetBucketNotification"),
        part("GetBucketOwnershipControls", "OwnershipControls.Rule", "OwnershipControls", "")
            .absent(&["OwnershipControlsNotFoundError"]),
        part("GetBucketPolicy", "Policy", "Policy", "").absent(&["NoSuchBucketPolicy"]),
        part("GetBucketPolicyStatus", "PolicyStatus", "PolicyStatus", "")
            .absent(&["NoSuchBucketPolicy"]),
        part(
            "GetBucketReplication",
            "ReplicationConfiguration",
            "Replication",
            "s3:GetReplicationConfiguration",
        )
        .absent(&["ReplicationConfigurationNotFoundError"]),
        part("GetBucketRequestPayment", "Payer", "Payer", ""),
        part("GetBucketTagging", "TagSet", "TagSet", "").absent(&["NoSuchTagSet"]),
        part("GetBucketVersioning", "", "Versioning", ""),
        part("GetBucketWebsite", "", "Website", "").absent(&["NoSuchWebsiteConfiguration"]),
        part(
            "GetObjectLockConfiguration",
            "ObjectLockConfiguration",
            "ObjectLock",
            "s3:GetBucketObjectLockConfiguration",
        )
        .absent(&["ObjectLockConfigurationNotFoundError"]),
        part(
            "GetPublicAccessBlock",
            "PublicAccessBlockConfiguration",
            "PublicAccessBlock",
            "s3:GetBucketPublicAccessBlock",
        )
        .absent(&["NoSuchPublicAccessBlockConfiguration"]),
    ],
    identity: "Name",
    also: &["arn:aws:s3:::{Name}"],
    name: Name::Property("Name"),
    consequence: Consequence::Security,
    rows: &[
        name("Name", "BucketName").terraform("bucket"),
        volatile(
            "CreationDate",
            "CreationDate",
            "when it was made, or when its policy was last changed",
        ),
        computed("BucketRegion", "BucketRegion", "the location, where the list says it"),
        identity("BucketArn", "Arn", "made of the name"),
        cosmetic("LocationConstraint", "Location").read(Reader::Body(location)),
        behaviour("AccelerateStatus", "AccelerateConfiguration.AccelerationStatus"),
        computed("AccessControl.Owner", "AccessControl.Owner", "the account, which the scope says"),
        security("AccessControl.AccessControlList", "AccessControl.Grants")
            .read(Reader::Body(grants))
            .set(),
        security("CorsRules", "CorsConfiguration.CorsRules"),
        security("Encryption", "BucketEncryption.ServerSideEncryptionConfiguration"),
        behaviour("Lifecycle.Rule", "LifecycleConfiguration.Rules").keyed(&["ID"]),
        behaviour(
            "Lifecycle.x-amz-transition-default-minimum-object-size",
            "LifecycleConfiguration.TransitionDefaultMinimumObjectSize",
        ),
        leads(
            "Logging.TargetBucket",
            "LoggingConfiguration.DestinationBucketName",
            "AWS::S3::Bucket",
        )
        .means(Consequence::Security),
        behaviour("Logging.TargetPrefix", "LoggingConfiguration.LogFilePrefix"),
        security("Logging.TargetGrants", "LoggingConfiguration.TargetGrants").set(),
        behaviour("Logging.TargetObjectKeyFormat", "LoggingConfiguration.TargetObjectKeyFormat"),
        behaviour(
            "Notification.TopicConfiguration",
            "NotificationConfiguration.TopicConfigurations",
        )
        .set(),
        behaviour(
            "Notification.QueueConfiguration",
            "NotificationConfiguration.QueueConfigurations",
        )
        .set(),
        behaviour(
            "Notification.CloudFunctionConfiguration",
            "NotificationConfiguration.LambdaConfigurations",
        )
        .set(),
        behaviour(
            "Notification.EventBridgeConfiguration",
            "NotificationConfiguration.EventBridgeConfiguration",
        ),
        security("OwnershipControls", "OwnershipControls.Rules"),
        policy("Policy", "Policy"),
        computed(
            "PolicyStatus",
            "PolicyStatus",
            "whether everybody may do something follows from the policy",
        ),
        leads("Replication.Role", "ReplicationConfiguration.Role", "AWS::IAM::Role"),
        behaviour("Replication.Rule", "ReplicationConfiguration.Rules").keyed(&["ID"]),
        behaviour("Payer", "Payer").terraform("request_payer"),
        tags("TagSet"),
        behaviour("Versioning", "VersioningConfiguration").means(Consequence::Security),
        security("Website", "WebsiteConfiguration"),
        security("ObjectLock", "ObjectLockConfiguration"),
        security("PublicAccessBlock", "PublicAccessBlockConfiguration"),
    ],
    ..UNSET
};

/// The first region and one of its age are called otherwise than regions are.
fn location(body: &Value) -> Value {
    match body.get("LocationConstraint").and_then(Value::as_str) {
        None | Some("") => "us-east-1".into(),
        Some("EU") => "eu-west-1".into(),
        Some(region) => region.into(),
    }
}

/// What the owner may do is called so: who the owner is follows from the account.
fn grants(body: &Value) -> Value {
    let owner = body.at(&["AccessControl", "Owner", "ID"]);
    let mut grants =
        body.at(&["AccessControl", "AccessControlList"]).cloned().unwrap_or(Value::Null);
    for grant in grants.as_list_mut().into_iter().flatten() {
        if let Some(Value::Map(grantee)) = grant.at_mut(&["Grantee"])
            && grantee.get("ID") == owner
        {
            grantee.remove("DisplayName");
            grantee.insert("ID".to_owned(), "owner".into());
        }
    }
    grants
}
