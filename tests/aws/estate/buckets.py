"""S3 buckets with everything that can be set on one."""

from .keys import key_arn
from .place import allow, document


def seed(place):
    for what in ("logs", "assets", "uploads"):
        bucket(place, what)
    encryption(place)
    policies(place)
    lifecycles(place)
    web(place)
    logging(place)
    archives(place)
    replication(place)


def bucket(place, what):
    s3 = place.client("s3")
    name = place.name(what)
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": place.region}}
    s3.create_bucket(
        Bucket=name,
        ObjectOwnership="ObjectWriter" if what == "logs" else "BucketOwnerEnforced",
        ObjectLockEnabledForBucket=what == "uploads",
        **({} if place.region == "us-east-1" else elsewhere),
    )
    place.made("AWS::S3::Bucket", name, name)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": place.tags(name)})
    status = place.value("bucket-versioning") if what == "assets" else "Enabled"
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})
    block = place.value("bucket-public-access-block") if what == "assets" else True
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": block,
            "RestrictPublicBuckets": True,
        },
    )


def encryption(place):
    s3 = place.client("s3")
    key = key_arn(place, "data")
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    given = kms if place.value("bucket-encryption") == "aws:kms" else {"SSEAlgorithm": "AES256"}
    for what, how in (("assets", kms), ("uploads", given), ("logs", {"SSEAlgorithm": "AES256"})):
        rule = {"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": what == "assets"}
        s3.put_bucket_encryption(
            Bucket=place.name(what), ServerSideEncryptionConfiguration={"Rules": [rule]}
        )


def policies(place):
    s3 = place.client("s3")
    for what in ("assets", "uploads"):
        arn = f"arn:aws:s3:::{place.name(what)}"
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        policy = allow("s3:*", [arn, f"{arn}/*"], "*", insecure, "OnlyTls", "Deny")
        if what == "uploads":
            role = f"arn:aws:iam::{place.account}:role/shop/{place.name('worker')}"
            action = place.value("bucket-policy-action")
            policy["Statement"] += allow(action, f"{arn}/*", {"AWS": role}, sid="Worker")["Statement"]
        s3.put_bucket_policy(Bucket=place.name(what), Policy=document(policy))
    arn = f"arn:aws:s3:::{place.name('logs')}"
    trail = {"Service": "cloudtrail.amazonaws.com"}
    policy = allow("s3:GetBucketAcl", arn, trail, sid="Acl")
    policy["Statement"] += allow("s3:PutObject", f"{arn}/trail/*", trail, sid="Write")["Statement"]
    s3.put_bucket_policy(Bucket=place.name("logs"), Policy=document(policy))


def lifecycles(place):
    s3 = place.client("s3")
    days = place.value("bucket-lifecycle-days")
    expire = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": "flow/"}, "Expiration": {"Days": days}}
    rules = [
        {
            "ID": "archive",
            "Status": "Enabled",
            "Filter": {"And": {"Prefix": "raw/", "Tags": [{"Key": "keep", "Value": "long"}]}},
            "Transitions": [
                {"Days": 30, "StorageClass": "STANDARD_IA"},
                {"Days": 90, "StorageClass": "GLACIER"},
            ],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 14},
        },
        {
            "ID": "parts",
            "Status": "Disabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
    ]
    for what, all_of in (("logs", [expire]), ("uploads", rules)):
        s3.put_bucket_lifecycle_configuration(
            Bucket=place.name(what), LifecycleConfiguration={"Rules": all_of}
        )


def web(place):
    """Cross-origin rules and a website."""
    s3 = place.client("s3")
    origin = f"https://www.{place.environment}.shop.example"
    for what, age in (("assets", place.value("bucket-cors-age")), ("uploads", 600)):
        rule = {
            "ID": "browsers",
            "AllowedMethods": ["GET", "HEAD"],
            "AllowedOrigins": [origin],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": age,
        }
        s3.put_bucket_cors(Bucket=place.name(what), CORSConfiguration={"CORSRules": [rule]})
    website = {
        "IndexDocument": {"Suffix": "index.html"},
        "ErrorDocument": {"Key": "404.html"},
        "RoutingRules": [
            {"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": "new/"}},
        ],
    }
    s3.put_bucket_website(Bucket=place.name("assets"), WebsiteConfiguration=website)
    s3.put_bucket_accelerate_configuration(
        Bucket=place.name("assets"), AccelerateConfiguration={"Status": "Enabled"}
    )


def logging(place):
    """The other two log into the first, and tell the queue what came."""
    s3 = place.client("s3")
    logs = place.name("logs")
    s3.put_bucket_acl(Bucket=logs, ACL="log-delivery-write")
    for what in ("assets", "uploads"):
        target = {"TargetBucket": logs, "TargetPrefix": f"access/{what}/"}
        s3.put_bucket_logging(Bucket=place.name(what), BucketLoggingStatus={"LoggingEnabled": target})


def archives(place):
    """Object lock, inventory, metrics, analytics, tiers."""
    s3 = place.client("s3")
    uploads = place.name("uploads")
    retention = {"Mode": "GOVERNANCE", "Days": 7}
    s3.put_object_lock_configuration(
        Bucket=uploads,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}},
    )
    s3.put_bucket_inventory_configuration(
        Bucket=uploads,
        Id="weekly",
        InventoryConfiguration={
            "Id": "weekly",
            "IsEnabled": True,
            "IncludedObjectVersions": "Current",
            "Schedule": {"Frequency": "Weekly"},
            "OptionalFields": ["Size", "ETag"],
            "Destination": {
                "S3BucketDestination": {"Bucket": f"arn:aws:s3:::{place.name('logs')}", "Format": "CSV", "Prefix": "inventory"}
            },
        },
    )


def replication(place):
    s3 = place.client("s3")
    rule = {
        "ID": "copy",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": "raw/"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{place.name('assets')}", "StorageClass": "STANDARD_IA"},
    }
    role = f"arn:aws:iam::{place.account}:role/shop/{place.name('worker')}"
    s3.put_bucket_replication(
        Bucket=place.name("uploads"), ReplicationConfiguration={"Role": role, "Rules": [rule]}
    )


def notifications(place):
    """Seeded after the queue that they name."""
    s3 = place.client("s3")
    queue = {
        "Id": "uploaded",
        "QueueArn": place.arn("sqs", place.name("orders")),
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "raw/"}]}},
    }
    for what in ("assets", "uploads"):
        s3.put_bucket_notification_configuration(
            Bucket=place.name(what), NotificationConfiguration={"QueueConfigurations": [queue]}
        )
