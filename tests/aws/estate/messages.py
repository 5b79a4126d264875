"""SQS queues, SNS topics, and EventBridge rules."""

from .place import allow, document


def seed(place):
    queues(place)
    topics(place)
    subscriptions(place)
    rules(place)


def queues(place):
    sqs = place.client("sqs")
    key = "alias/" + place.name("data")
    queue(place, "orders-dlq", MessageRetentionPeriod="1209600")
    receive = place.value("queue-max-receive")
    redrive = {"deadLetterTargetArn": place.arn("sqs", place.name("orders-dlq")), "maxReceiveCount": receive}
    visible = place.value("queue-visibility-timeout")
    queue(
        place,
        "orders",
        VisibilityTimeout=visible,
        ReceiveMessageWaitTimeSeconds="20",
        KmsMasterKeyId=key,
        RedrivePolicy=document(redrive),
    )
    queue(place, "payments.fifo", FifoQueue="true", ContentBasedDeduplication="true", VisibilityTimeout="60")
    condition = {"ArnEquals": {"aws:SourceArn": place.arn("sns", place.name("events"))}}
    for what in ("orders", "payments.fifo"):
        arn = place.arn("sqs", place.name(what))
        action = place.value("queue-policy-action") if what == "payments.fifo" else "sqs:SendMessage"
        policy = allow(action, arn, {"Service": "sns.amazonaws.com"}, condition, "Topic")
        url = place.id("AWS::SQS::Queue", place.name(what))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(policy)})


def queue(place, what, **attributes):
    name = place.name(what)
    url = place.client("sqs").create_queue(QueueName=name, Attributes=attributes, tags=place.tag_map(name))["QueueUrl"]
    place.made("AWS::SQS::Queue", name, url)


def topics(place):
    sns = place.client("sns")
    for what in ("events", "alerts"):
        name = place.name(what)
        display = place.value("topic-display-name") if what == "alerts" else "Shop events"
        arn = place.arn("sns", name)
        owner = {"StringEquals": {"AWS:SourceOwner": place.account}}
        action = place.value("topic-policy-action") if what == "events" else "sns:Publish"
        policy = allow([action, "sns:Subscribe"], arn, {"AWS": "*"}, owner, "Owner")
        attributes = {"DisplayName": display, "KmsMasterKeyId": "alias/" + place.name("data"), "Policy": document(policy)}
        made = sns.create_topic(Name=name, Attributes=attributes, Tags=place.tags(name))["TopicArn"]
        place.made("AWS::SNS::Topic", name, made)


def subscriptions(place):
    sns = place.client("sns")
    kind = place.value("subscription-filter")
    filtered = {"FilterPolicy": document({"kind": ["order", kind]}), "RawMessageDelivery": "true"}
    for topic, protocol, endpoint, attributes in (
        ("events", "sqs", place.arn("sqs", place.name("orders")), filtered),
        ("alerts", "email", f"oncall-{place.environment}@shop.example", {}),
    ):
        arn = sns.subscribe(
            TopicArn=place.id("AWS::SNS::Topic", place.name(topic)),
            Protocol=protocol,
            Endpoint=endpoint,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        place.made("AWS::SNS::Subscription", place.name(topic, protocol), arn)


def rules(place):
    events = place.client("events")
    for what, more in (
        ("nightly", {"ScheduleExpression": place.value("event-rule-schedule")}),
        ("stopped", {"EventPattern": document({"source": ["aws.ec2"], "detail": {"state": ["stopped"]}})}),
    ):
        name = place.name(what)
        arn = events.put_rule(Name=name, State="ENABLED", Description=what, Tags=place.tags(name), **more)["RuleArn"]
        place.made("AWS::Events::Rule", name, arn)
        target = {"Id": "queue", "Arn": place.arn("sqs", place.name("orders")), "Input": document({"from": what})}
        events.put_targets(Rule=name, Targets=[target])
