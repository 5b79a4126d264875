//! `AWS::SNS::Topic`: messages to whoever subscribes. Source of the facts: the SNS API reference (`GetTopicAttributes`), in
//! which every attribute is a text. How deliveries are logged, some attributes for each protocol, stays unclassified.

use drift_core::{Consequence, Value};

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, capacity, computed, cosmetic, identity,
    leads, policy, security, tags, volatile,
};

const ARN: (&str, Given) = ("TopicArn", Given::Of("TopicArn"));

pub(super) static TABLE: Table = Table {
    kind: "AWS::SNS::Topic",
    list: call("sns", "ListTopics", "Topics").lists(),
    details: &[
        call("sns", "GetTopicAttributes", "Attributes").given(&[ARN]).into("Attributes"),
        call("sns", "ListTagsForResource", "Tags")
            .given(&[("ResourceArn", Given::Of("TopicArn"))])
            .into("Tags"),
    ],
    identity: "TopicArn",
    name: Name::Made(name_of),
    rows: &[
        identity("TopicArn", "TopicArn", "made of the account, the region and the name")
            .terraform("arn"),
        identity(
            "Attributes.TopicArn",
            "Attributes.TopicArn",
            "made of the account, the region and the name, too",
        ),
        identity("Attributes.Owner", "Owner", "the account, which the scope says"),
        policy("Attributes.Policy", "TopicPolicy").terraform("policy"),
        cosmetic("Attributes.DisplayName", "DisplayName"),
        volatile(
            "Attributes.SubscriptionsConfirmed",
            "SubscriptionsConfirmed",
            "how many there are",
        ),
        volatile(
            "Attributes.SubscriptionsPending",
            "SubscriptionsPending",
            "how many wait to be confirmed",
        ),
        volatile("Attributes.SubscriptionsDeleted", "SubscriptionsDeleted", "how many there were"),
        behaviour("Attributes.DeliveryPolicy", "DeliveryPolicy").read(Reader::Json),
        computed(
            "Attributes.EffectiveDeliveryPolicy",
            "EffectiveDeliveryPolicy",
            "follows from the delivery policy",
        ),
        leads("Attributes.KmsMasterKeyId", "KmsMasterKeyId", "AWS::KMS::Key")
            .means(Consequence::Security),
        behaviour("Attributes.FifoTopic", "FifoTopic").read(Reader::Scalar),
        behaviour("Attributes.ContentBasedDeduplication", "ContentBasedDeduplication")
            .read(Reader::Scalar),
        capacity("Attributes.FifoThroughputScope", "FifoThroughputScope"),
        security("Attributes.SignatureVersion", "SignatureVersion"),
        behaviour("Attributes.TracingConfig", "TracingConfig"),
        behaviour("Attributes.ArchivePolicy", "ArchivePolicy").read(Reader::Json),
        volatile(
            "Attributes.BeginningArchiveTime",
            "BeginningArchiveTime",
            "since when there is an archive",
        ),
        tags("Tags"),
    ],
    ..UNSET
};

fn name_of(body: &Value) -> Option<String> {
    Some(body.get("TopicArn")?.as_str()?.rsplit_once(':')?.1.to_owned())
}
