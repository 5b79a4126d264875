//! `AWS::SQS::Queue`: messages that wait. Source of the facts: the SQS API reference (`GetQueueAttributes`), in which every
//! attribute is a text.

use drift_core::{Consequence, Value};

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, capacity, identity, leads, policy,
    security, tags, volatile,
};

const NAMED: &[(&str, Given)] = &[("QueueUrl", Given::Of("QueueUrl"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::SQS::Queue",
    // Without a page size only the first thousand are told, and that there are more is not.
    list: call("sqs", "ListQueues", "QueueUrls")
        .given(&[("MaxResults", Given::Number(1000))])
        .lists(),
    details: &[
        call("sqs", "GetQueueAttributes", "Attributes")
            .given(&[
                ("QueueUrl", Given::Of("QueueUrl")),
                ("AttributeNames", Given::Texts(&["All"])),
            ])
            .into("Attributes"),
        call("sqs", "ListQueueTags", "Tags").given(NAMED).into("Tags"),
    ],
    identity: "QueueUrl",
    also: &["Attributes.QueueArn"],
    name: Name::Made(name_of),
    rows: &[
        identity("QueueUrl", "QueueUrl", "made of the account, the region and the name"),
        identity("Attributes.QueueArn", "Arn", "made of the account, the region and the name"),
        policy("Attributes.Policy", "Policy"),
        behaviour("Attributes.VisibilityTimeout", "VisibilityTimeout").read(Reader::Scalar),
        behaviour("Attributes.MaximumMessageSize", "MaximumMessageSize").read(Reader::Scalar),
        behaviour("Attributes.MessageRetentionPeriod", "MessageRetentionPeriod")
            .read(Reader::Scalar),
        behaviour("Attributes.DelaySeconds", "DelaySeconds").read(Reader::Scalar),
        behaviour("Attributes.ReceiveMessageWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds")
            .read(Reader::Scalar),
        behaviour("Attributes.RedrivePolicy", "RedrivePolicy").read(Reader::Json),
        security("Attributes.RedriveAllowPolicy", "RedriveAllowPolicy").read(Reader::Json),
        behaviour("Attributes.FifoQueue", "FifoQueue").read(Reader::Scalar),
        behaviour("Attributes.ContentBasedDeduplication", "ContentBasedDeduplication")
            .read(Reader::Scalar),
        behaviour("Attributes.DeduplicationScope", "DeduplicationScope"),
        capacity("Attributes.FifoThroughputLimit", "FifoThroughputLimit"),
        leads("Attributes.KmsMasterKeyId", "KmsMasterKeyId", "AWS::KMS::Key")
            .means(Consequence::Security),
        behaviour("Attributes.KmsDataKeyReusePeriodSeconds", "KmsDataKeyReusePeriodSeconds")
            .read(Reader::Scalar),
        security("Attributes.SqsManagedSseEnabled", "SqsManagedSseEnabled").read(Reader::Scalar),
        volatile(
            "Attributes.ApproximateNumberOfMessages",
            "ApproximateNumberOfMessages",
            "how many wait now",
        ),
        volatile(
            "Attributes.ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesNotVisible",
            "how many are being read now",
        ),
        volatile(
            "Attributes.ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesDelayed",
            "how many are held back now",
        ),
        volatile("Attributes.CreatedTimestamp", "CreatedTimestamp", "when it was made"),
        volatile(
            "Attributes.LastModifiedTimestamp",
            "LastModifiedTimestamp",
            "when an attribute was last set",
        ),
        tags("Tags"),
    ],
    ..UNSET
};

fn name_of(body: &Value) -> Option<String> {
    Some(body.get("QueueUrl")?.as_str()?.rsplit_once('/')?.1.to_owned())
}
