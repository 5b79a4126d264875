//! `AWS::SNS::Subscription`: who gets the messages of a topic. One that nobody has confirmed has no ARN yet. Source of the facts:
//! the SNS API reference (`ListSubscriptions`, `GetSubscriptionAttributes`).

use drift_core::{Consequence, Value};

use crate::table::{
    Given, Name, Reader, Table, UNSET, behaviour, call, computed, identity, leads, security,
    volatile,
};

pub(super) static TABLE: Table = Table {
    kind: "AWS::SNS::Subscription",
    list: call("sns", "ListSubscriptions", "Subscriptions").lists(),
    details: &[call("sns", "GetSubscriptionAttributes", "Attributes")
        .given(&[("SubscriptionArn", Given::Of("SubscriptionArn"))])
        .into("Attributes")
        .absent(&["InvalidParameter", "InvalidParameterException"])],
    identity: "SubscriptionArn+TopicArn+Protocol",
    name: Name::Made(name_of),
    consequence: Consequence::Security,
    rows: &[
        identity("SubscriptionArn", "SubscriptionArn", "made of the topic's and an id")
            .terraform("arn"),
        identity("Owner", "Owner", "the account, which the scope says"),
        behaviour("Protocol", "Protocol"),
        security("Endpoint", "Endpoint"),
        leads("TopicArn", "TopicArn", "AWS::SNS::Topic"),
        identity(
            "Attributes.SubscriptionArn",
            "Attributes.SubscriptionArn",
            "what the list says, too",
        ),
        identity("Attributes.Owner", "Attributes.Owner", "the account, as in the list"),
        computed("Attributes.Protocol", "Attributes.Protocol", "the protocol, as in the list"),
        computed("Attributes.Endpoint", "Attributes.Endpoint", "the endpoint, as in the list"),
        computed("Attributes.TopicArn", "Attributes.TopicArn", "the topic, as in the list"),
        computed("Attributes.SubscriptionPrincipal", "SubscriptionPrincipal", "who made it"),
        volatile(
            "Attributes.PendingConfirmation",
            "PendingConfirmation",
            "whether it waits to be confirmed",
        ),
        volatile(
            "Attributes.ConfirmationWasAuthenticated",
            "ConfirmationWasAuthenticated",
            "how it was once confirmed",
        ),
        behaviour("Attributes.FilterPolicy", "FilterPolicy").read(Reader::Json),
        behaviour("Attributes.FilterPolicyScope", "FilterPolicyScope"),
        behaviour("Attributes.RawMessageDelivery", "RawMessageDelivery").read(Reader::Scalar),
        behaviour("Attributes.RedrivePolicy", "RedrivePolicy").read(Reader::Json),
        behaviour("Attributes.DeliveryPolicy", "DeliveryPolicy").read(Reader::Json),
        computed(
            "Attributes.EffectiveDeliveryPolicy",
            "EffectiveDeliveryPolicy",
            "follows from the delivery policy",
        ),
        leads("Attributes.SubscriptionRoleArn", "SubscriptionRoleArn", "AWS::IAM::Role"),
        behaviour("Attributes.ReplayPolicy", "ReplayPolicy").read(Reader::Json),
    ],
    ..UNSET
};

/// `events sqs orders`: the topic, the protocol and what it leads to; an address of the web or of a person is nobody's name.
fn name_of(body: &Value) -> Option<String> {
    let last = |name: &str| Some(body.get(name)?.as_str()?.rsplit_once(':')?.1.to_owned());
    let endpoint = body.get("Endpoint")?.as_str()?;
    let end = if endpoint.starts_with("arn:") { last("Endpoint") } else { None };
    let parts = [last("TopicArn"), body.get("Protocol")?.scalar_text(), end];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
