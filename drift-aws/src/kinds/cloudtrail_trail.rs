//! `AWS::CloudTrail::Trail`: who did what. Each trail is read in its home region only. Source of the facts: the CloudTrail API
//! reference.

use drift_core::Consequence;

use crate::table::{
    Given, How, Name, Table, UNSET, behaviour, call, computed, identity, leads, name, security,
    tags,
};

const OF: &[(&str, Given)] = &[("TrailName", Given::Of("TrailARN"))];

pub(super) static TABLE: Table = Table {
    kind: "AWS::CloudTrail::Trail",
    list: call("cloudtrail", "DescribeTrails", "trailList")
        .given(&[("includeShadowTrails", Given::Truth(false))])
        .lists(),
    details: &[
        call("cloudtrail", "GetTrailStatus", "IsLogging")
            .given(&[("Name", Given::Of("TrailARN"))])
            .into("IsLogging"),
        call("cloudtrail", "GetEventSelectors", "").given(OF).into("Selectors"),
        call("cloudtrail", "GetInsightSelectors", "InsightSelectors")
            .given(OF)
            .into("InsightSelectors")
            .absent(&["InsightNotEnabledException", "UnsupportedOperationException"]),
        call("cloudtrail", "ListTags", "ResourceTagList|TagsList").by(
            How::Batch { size: 20, ids: "ResourceIdList", id: "TrailARN", key: "ResourceId" },
            "TagsList",
        ),
    ],
    identity: "TrailARN",
    name: Name::Property("Name"),
    consequence: Consequence::Security,
    rows: &[
        name("Name", "TrailName"),
        leads("S3BucketName", "S3BucketName", "AWS::S3::Bucket").means(Consequence::Security),
        behaviour("S3KeyPrefix", "S3KeyPrefix"),
        computed("SnsTopicName", "SnsTopicName", "the old name of the topic"),
        leads("SnsTopicARN", "SnsTopicArn", "AWS::SNS::Topic").terraform("sns_topic_name"),
        security("IncludeGlobalServiceEvents", "IncludeGlobalServiceEvents"),
        security("IsMultiRegionTrail", "IsMultiRegionTrail"),
        identity("HomeRegion", "HomeRegion", "the region, which the scope says"),
        identity("TrailARN", "Arn", "made of the account, the region and the name"),
        security("LogFileValidationEnabled", "EnableLogFileValidation"),
        leads("CloudWatchLogsLogGroupArn", "CloudWatchLogsLogGroupArn", "AWS::Logs::LogGroup")
            .terraform("cloud_watch_logs_group_arn"),
        leads("CloudWatchLogsRoleArn", "CloudWatchLogsRoleArn", "AWS::IAM::Role"),
        leads("KmsKeyId", "KMSKeyId", "AWS::KMS::Key").means(Consequence::Security),
        computed(
            "HasCustomEventSelectors",
            "HasCustomEventSelectors",
            "follows from the selectors",
        ),
        computed(
            "HasInsightSelectors",
            "HasInsightSelectors",
            "follows from the selectors of insights",
        ),
        security("IsOrganizationTrail", "IsOrganizationTrail"),
        behaviour("RecursiveLogging", "RecursiveLogging"),
        security("IsLogging", "IsLogging").terraform("enable_logging"),
        identity("Selectors.TrailARN", "Selectors.TrailARN", "the trail's own"),
        security("Selectors.EventSelectors", "EventSelectors").terraform("event_selector"),
        security("Selectors.AdvancedEventSelectors", "AdvancedEventSelectors")
            .terraform("advanced_event_selector"),
        security("InsightSelectors", "InsightSelectors").keyed(&["InsightType"]),
        tags("TagsList"),
    ],
    ..UNSET
};
