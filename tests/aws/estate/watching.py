"""Log groups, alarms and trails."""

def seed_log_groups(place):
    """Before the flow logs, which name one."""
    logs = place.client("logs")
    kept = {f"/shop/{place.environment}/api": place.value("log-retention"), f"/shop/{place.environment}/worker": 30}
    kept |= {f"/vpc/{place.name('tools')}": 7, f"/trail/{place.name('all')}": 90}
    for name, days in kept.items():
        logs.create_log_group(logGroupName=name, tags=place.tag_map(name))
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        place.made("AWS::Logs::LogGroup", name, place.arn("logs", f"log-group:{name}"))


def seed(place):
    filters(place)
    alarms(place)
    trails(place)


def filters(place):
    """After the functions, which the subscriptions name."""
    logs = place.client("logs")
    for what in ("api", "worker"):
        group = f"/shop/{place.environment}/{what}"
        pattern = place.value("metric-filter-pattern") if what == "api" else "ERROR"
        transformation = {"metricName": f"{what}-errors", "metricNamespace": "Shop", "metricValue": "1", "defaultValue": 0}
        logs.put_metric_filter(
            logGroupName=group, filterName="errors", filterPattern=pattern, metricTransformations=[transformation]
        )
        place.made("AWS::Logs::MetricFilter", f"{group} errors", "errors")
        pattern = place.value("log-subscription-pattern") if what == "worker" else ""
        logs.put_subscription_filter(
            logGroupName=group,
            filterName="ship",
            filterPattern=pattern,
            destinationArn=place.id("AWS::Lambda::Function", place.name("report")),
        )
        place.made("AWS::Logs::SubscriptionFilter", f"{group} ship", "ship")


def alarms(place):
    topic = place.id("AWS::SNS::Topic", place.name("alerts"))
    worker = place.id("AWS::EC2::Instance", place.name("worker-1"))
    alarm(
        place,
        "cpu",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "InstanceId", "Value": worker}],
        Statistic="Average",
        Threshold=place.value("alarm-threshold"),
        AlarmActions=[topic],
        OKActions=[topic],
    )
    alarm(
        place,
        "errors",
        Namespace="Shop",
        MetricName="api-errors",
        ExtendedStatistic="p99",
        Threshold=5.0,
        EvaluationPeriods=place.value("alarm-evaluation-periods"),
        AlarmActions=[topic],
    )
    errors, calls = (
        {
            "Id": name,
            "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": metric}, "Period": 60, "Stat": "Sum"},
            "ReturnData": False,
        }
        for name, metric in (("e", "api-errors"), ("c", "api-calls"))
    )
    rate = {"Id": "rate", "Expression": "e / c * 100", "Label": "rate", "ReturnData": True}
    alarm(place, "rate", Metrics=[rate, errors, calls], Threshold=1.0, Period=None)


def alarm(place, what, **more):
    name = place.name(what)
    given = {
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        **more,
    }
    if given["Period"] is None:
        del given["Period"]
    cloudwatch = place.client("cloudwatch")
    cloudwatch.put_metric_alarm(AlarmName=name, AlarmDescription=what, ActionsEnabled=True, Tags=place.tags(name), **given)
    place.made("AWS::CloudWatch::Alarm", name, place.arn("cloudwatch", f"alarm:{name}"))


def trails(place):
    trail = place.client("cloudtrail")
    for what in ("all", "data"):
        name = place.name(what)
        wide = place.value("trail-multi-region") if what == "all" else False
        made = trail.create_trail(
            Name=name,
            S3BucketName=place.name("logs"),
            S3KeyPrefix="trail",
            IncludeGlobalServiceEvents=True,
            IsMultiRegionTrail=wide,
            EnableLogFileValidation=True,
            TagsList=place.tags(name),
        )["TrailARN"]
        place.made("AWS::CloudTrail::Trail", name, made)
    trail.start_logging(Name=place.name("all"))
    bucket = f"arn:aws:s3:::{place.name('uploads')}/"
    selector = {
        "ReadWriteType": place.value("trail-read-write-type"),
        "IncludeManagementEvents": False,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": [bucket]}],
    }
    trail.put_event_selectors(TrailName=place.name("data"), EventSelectors=[selector])
