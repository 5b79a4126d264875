"""The differences that can be seeded: each changes one attribute of one resource of one kind, and nothing else.

A change is used where the resource is made, through Place.value(NAME).
"""

import typing


class Change(typing.NamedTuple):
    """What differs when it is asked for. {env} in the resource is the name of the environment."""

    kind: str
    resource: str
    property: str
    usual: object
    changed: object


def _read(kind, rows):
    return {name: Change(kind, *row) for name, row in rows.items()}


ALL = {
    **_read("AWS::EC2::Instance", {
        "instance-type": ("shop-{env}-worker-1", "InstanceType", "t3.small", "t3.large"),
        "instance-tag": ("shop-{env}-worker-1", "Tags", "checkout", "billing"),
        "instance-monitoring": ("shop-{env}-worker-2", "Monitoring", True, False),
        "instance-user-data": ("shop-{env}-worker-2", "UserData", 4, 16),
    }),
    **_read("AWS::EC2::Volume", {
        "volume-size": ("shop-{env}-spare", "Size", 10, 20),
        "volume-type": ("shop-{env}-cache", "VolumeType", "io1", "io2"),
    }),
    **_read("AWS::EC2::LaunchTemplate", {
        "launch-template-instance-type": ("shop-{env}-api", "LaunchTemplateData.InstanceType", "m6i.large", "m7i.large"),
        "launch-template-default-version": ("shop-{env}-worker", "DefaultVersionNumber", "1", "2"),
    }),
    **_read("AWS::EC2::VPC", {"vpc-dns-hostnames": ("shop-{env}-tools", "EnableDnsHostnames", True, False)}),
    **_read("AWS::EC2::Subnet", {"subnet-public-ip": ("shop-{env}-public-b", "MapPublicIpOnLaunch", True, False)}),
    **_read("AWS::EC2::SecurityGroup", {
        "security-group-rule-added": ("shop-{env}-alb", "SecurityGroupIngress", False, True),
        "security-group-rule-port": ("shop-{env}-db", "SecurityGroupIngress", 5432, 5433),
        "security-group-rule-description": ("shop-{env}-db", "SecurityGroupIngress", "maintenance", "by hand"),
        "security-group-description": ("shop-{env}-bastion", "GroupDescription", "people", "operators"),
    }),
    **_read("AWS::EC2::PrefixList", {
        "prefix-list-entry": ("shop-{env}-offices", "Entries", "198.51.100.0/25", "198.51.100.128/25"),
    }),
    **_read("AWS::EC2::Route", {
        "route-destination": ("shop-{env}-private-b", "DestinationCidrBlock", "172.30.0.0/16", "172.31.0.0/16"),
    }),
    **_read("AWS::EC2::InternetGateway", {"internet-gateway-tag": ("shop-{env}-main-igw", "Tags", "egress", "ingress")}),
    **_read("AWS::EC2::NatGateway", {"nat-gateway-tag": ("shop-{env}-nat-a", "Tags", "egress", "updates")}),
    **_read("AWS::EC2::EIP", {"elastic-ip-tag": ("shop-{env}-nat-a", "Tags", "egress", "updates")}),
    **_read("AWS::EC2::NetworkAclEntry", {"network-acl-action": ("shop-{env}-public", "RuleAction", "deny", "allow")}),
    **_read("AWS::EC2::NetworkInterface", {
        "network-interface-description": ("shop-{env}-proxy", "Description", "the proxy", "the old proxy"),
    }),
    **_read("AWS::EC2::VPCEndpoint", {
        "vpc-endpoint-policy": ("shop-{env}-s3", "PolicyDocument", "s3:GetObject", "s3:*"),
        "vpc-endpoint-private-dns": ("shop-{env}-ecr-api", "PrivateDnsEnabled", True, False),
    }),
    **_read("AWS::EC2::FlowLog", {"flow-log-traffic": ("shop-{env}-main-flow", "TrafficType", "ALL", "REJECT")}),
    **_read("AWS::AutoScaling::AutoScalingGroup", {
        "auto-scaling-max-size": ("shop-{env}-api", "MaxSize", 4, 8),
        "auto-scaling-grace-period": ("shop-{env}-worker", "HealthCheckGracePeriod", 120, 300),
    }),
    **_read("AWS::AutoScaling::ScalingPolicy", {
        "scaling-policy-target": ("shop-{env}-api shop-{env}-api-cpu", "TargetTrackingConfiguration.TargetValue", 50.0, 65.0),
    }),
    **_read("AWS::IAM::Role", {
        "role-boundary": ("shop-{env}-worker", "PermissionsBoundary", True, False),
        "role-inline-action": ("shop-{env}-worker", "Policies", "dynamodb:GetItem", "dynamodb:*"),
        "role-session-duration": ("shop-{env}-worker", "MaxSessionDuration", 3600, 7200),
        "role-trusted-service": (
            "shop-{env}-flow-logs", "AssumeRolePolicyDocument", "vpc-flow-logs.amazonaws.com", "ec2.amazonaws.com",
        ),
        "role-service-account": ("shop-{env}-checkout-irsa", "AssumeRolePolicyDocument", "checkout", "default"),
    }),
    **_read("AWS::IAM::User", {"user-tag": ("shop-{env}-grace", "Tags", "developer", "lead")}),
    **_read("AWS::IAM::Group", {"group-inline-action": ("shop-{env}-operators", "Policies", "ec2:StartInstances", "ec2:*")}),
    **_read("AWS::IAM::ManagedPolicy", {
        "managed-policy-action": ("shop-{env}-read-assets", "PolicyDocument", "s3:ListBucket", "s3:PutObject"),
    }),
    **_read("AWS::IAM::InstanceProfile", {"instance-profile-role": ("shop-{env}-node", "Roles", "node", "worker")}),
    # The account's; no kind of CloudFormation's.
    **_read("AWS::IAM::AccountPasswordPolicy", {"password-length": ("account", "MinimumPasswordLength", 14, 8)}),
    **_read("AWS::S3::Bucket", {
        "bucket-versioning": ("shop-{env}-assets", "VersioningConfiguration.Status", "Enabled", "Suspended"),
        "bucket-public-access-block": (
            "shop-{env}-assets", "PublicAccessBlockConfiguration.BlockPublicPolicy", True, False,
        ),
        "bucket-encryption": (
            "shop-{env}-uploads", "BucketEncryption.ServerSideEncryptionConfiguration", "AES256", "aws:kms",
        ),
        "bucket-lifecycle-days": ("shop-{env}-logs", "LifecycleConfiguration.Rules", 365, 30),
        "bucket-cors-age": ("shop-{env}-assets", "CorsConfiguration.CorsRules", 3000, 60),
    }),
    **_read("AWS::S3::BucketPolicy", {
        "bucket-policy-action": ("shop-{env}-uploads", "PolicyDocument", "s3:GetObject", "s3:*"),
    }),
    **_read("AWS::RDS::DBInstance", {
        "db-instance-class": ("shop-{env}-orders", "DBInstanceClass", "db.m6g.large", "db.m6g.xlarge"),
        "db-multi-az": ("shop-{env}-orders", "MultiAZ", True, False),
        "db-allocated-storage": ("shop-{env}-catalog", "AllocatedStorage", 50, 80),
        "db-backup-retention": ("shop-{env}-catalog", "BackupRetentionPeriod", 14, 1),
    }),
    **_read("AWS::RDS::DBCluster", {
        "db-cluster-backup-retention": ("shop-{env}-ledger", "BackupRetentionPeriod", 7, 1),
        "db-cluster-deletion-protection": ("shop-{env}-search", "DeletionProtection", True, False),
    }),
    **_read("AWS::RDS::DBParameterGroup", {"db-parameter": ("shop-{env}-pg", "Parameters", "500", "100")}),
    **_read("AWS::RDS::DBClusterParameterGroup", {"db-cluster-parameter": ("shop-{env}-aurora-pg", "Parameters", "1", "0")}),
    **_read("AWS::RDS::DBSubnetGroup", {
        "db-subnet-group-description": ("shop-{env}-db", "DBSubnetGroupDescription", "databases", "all databases"),
    }),
    **_read("AWS::DynamoDB::Table", {
        "table-billing-mode": ("shop-{env}-orders", "BillingMode", "PAY_PER_REQUEST", "PROVISIONED"),
        "table-point-in-time-recovery": (
            "shop-{env}-orders", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", True, False,
        ),
        "table-ttl-attribute": ("shop-{env}-sessions", "TimeToLiveSpecification.AttributeName", "expires", "until"),
        "table-index-projection": ("shop-{env}-carts", "GlobalSecondaryIndexes", "ALL", "KEYS_ONLY"),
    }),
    **_read("AWS::ElasticLoadBalancingV2::LoadBalancer", {
        "load-balancer-idle-timeout": ("shop-{env}-web", "LoadBalancerAttributes", "60", "120"),
        "network-load-balancer-cross-zone": ("shop-{env}-tcp", "LoadBalancerAttributes", "true", "false"),
    }),
    **_read("AWS::ElasticLoadBalancingV2::TargetGroup", {
        "target-group-health-path": ("shop-{env}-api", "HealthCheckPath", "/health", "/"),
        "target-group-deregistration-delay": ("shop-{env}-front", "TargetGroupAttributes", "30", "300"),
    }),
    **_read("AWS::ElasticLoadBalancingV2::Listener", {
        "listener-ssl-policy": (
            "shop-{env}-web:443", "SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08",
        ),
        "listener-port": ("shop-{env}-tcp", "Port", 5000, 5001),
    }),
    **_read("AWS::ElasticLoadBalancingV2::ListenerRule", {
        "listener-rule-path": ("shop-{env}-path", "Conditions", "/v1/*", "/v2/*"),
    }),
    **_read("AWS::Route53::HostedZone", {
        "zone-comment": ("{env}.shop.internal.", "HostedZoneConfig.Comment", "for us", "for the shop"),
    }),
    **_read("AWS::Route53::RecordSet", {
        "record-ttl": ("legacy.{env}.shop.example. A", "TTL", 300, 60),
        "record-weight": ("api.{env}.shop.example. CNAME blue", "Weight", 90, 50),
        "record-value": ("db.{env}.shop.internal. CNAME", "ResourceRecords", "db-1.shop.example", "db-2.shop.example"),
    }),
    **_read("AWS::Lambda::Function", {
        "function-memory": ("shop-{env}-orders", "MemorySize", 512, 1024),
        "function-environment": ("shop-{env}-orders", "Environment.Variables", "info", "debug"),
        "function-timeout": ("shop-{env}-thumbnails", "Timeout", 30, 60),
        "function-runtime": ("shop-{env}-report", "Runtime", "python3.12", "python3.13"),
    }),
    **_read("AWS::Lambda::Permission", {
        "function-permission-account": ("shop-{env}-report from-events", "SourceAccount", "", "999999999999"),
    }),
    **_read("AWS::Lambda::EventSourceMapping", {"mapping-batch-size": ("shop-{env}-orders", "BatchSize", 10, 5)}),
    **_read("AWS::SQS::Queue", {
        "queue-visibility-timeout": ("shop-{env}-orders", "VisibilityTimeout", "60", "30"),
        "queue-max-receive": ("shop-{env}-orders", "RedrivePolicy", 5, 3),
    }),
    **_read("AWS::SQS::QueuePolicy", {
        "queue-policy-action": ("shop-{env}-payments.fifo", "PolicyDocument", "sqs:SendMessage", "sqs:*"),
    }),
    **_read("AWS::SNS::Topic", {"topic-display-name": ("shop-{env}-alerts", "DisplayName", "Shop alerts", "Alerts")}),
    **_read("AWS::SNS::TopicPolicy", {
        "topic-policy-action": ("shop-{env}-events", "PolicyDocument", "sns:Publish", "sns:DeleteTopic"),
    }),
    **_read("AWS::SNS::Subscription", {"subscription-filter": ("shop-{env}-events-sqs", "FilterPolicy", "refund", "return")}),
    **_read("AWS::Events::Rule", {
        "event-rule-schedule": ("shop-{env}-nightly", "ScheduleExpression", "rate(1 day)", "rate(12 hours)"),
    }),
    **_read("AWS::KMS::Key", {
        "key-rotation": ("shop-{env}-secrets", "EnableKeyRotation", True, False),
        "key-policy-action": ("shop-{env}-data", "KeyPolicy", "kms:GenerateDataKey", "kms:Encrypt"),
    }),
    **_read("AWS::KMS::Alias", {"alias-target": ("alias/shop-{env}-secrets", "TargetKeyId", "secrets", "data")}),
    **_read("AWS::CertificateManager::Certificate", {
        "certificate-alternative-name": ("www.{env}.shop.example", "SubjectAlternativeNames", "shop.", "store."),
    }),
    **_read("AWS::Logs::LogGroup", {"log-retention": ("/shop/{env}/api", "RetentionInDays", 30, 7)}),
    **_read("AWS::Logs::MetricFilter", {"metric-filter-pattern": ("/shop/{env}/api errors", "FilterPattern", "ERROR", "WARN")}),
    **_read("AWS::Logs::SubscriptionFilter", {
        "log-subscription-pattern": ("/shop/{env}/worker ship", "FilterPattern", "", "ERROR"),
    }),
    **_read("AWS::CloudWatch::Alarm", {
        "alarm-threshold": ("shop-{env}-cpu", "Threshold", 80.0, 95.0),
        "alarm-evaluation-periods": ("shop-{env}-errors", "EvaluationPeriods", 3, 5),
    }),
    **_read("AWS::CloudTrail::Trail", {
        "trail-multi-region": ("shop-{env}-all", "IsMultiRegionTrail", True, False),
        "trail-read-write-type": ("shop-{env}-data", "EventSelectors", "WriteOnly", "All"),
    }),
    **_read("AWS::ECR::Repository", {
        "repository-scan-on-push": ("shop/{env}/api", "ImageScanningConfiguration.ScanOnPush", True, False),
        "repository-tag-mutability": ("shop/{env}/worker", "ImageTagMutability", "IMMUTABLE", "MUTABLE"),
        "repository-lifecycle-count": ("shop/{env}/worker", "LifecyclePolicy", 50, 10),
    }),
    **_read("AWS::ECS::Cluster", {"ecs-container-insights": ("shop-{env}-main", "ClusterSettings", "enabled", "disabled")}),
    **_read("AWS::ECS::Service", {
        "service-desired-count": ("shop-{env}-api", "DesiredCount", 2, 12),
        "service-platform-version": ("shop-{env}-worker", "PlatformVersion", "1.4.0", "LATEST"),
    }),
    **_read("AWS::ECS::TaskDefinition", {
        "task-image-tag": ("shop-{env}-api", "ContainerDefinitions", "2.3.1", "2.4.0"),
        "task-cpu": ("shop-{env}-worker", "Cpu", "512", "1024"),
    }),
    **_read("AWS::ApplicationAutoScaling::ScalableTarget", {
        "scalable-target-max": ("service/shop-{env}-main/shop-{env}-api", "MaxCapacity", 6, 10),
    }),
    **_read("AWS::ApplicationAutoScaling::ScalingPolicy", {
        "scalable-target-value": (
            "service/shop-{env}-main/shop-{env}-worker", "TargetTrackingScalingPolicyConfiguration", 60.0, 75.0,
        ),
    }),
    **_read("AWS::EKS::Cluster", {
        "eks-version": ("shop-{env}-main", "Version", "1.33", "1.32"),
        "eks-endpoint-public": ("shop-{env}-batch", "ResourcesVpcConfig.EndpointPublicAccess", False, True),
    }),
    **_read("AWS::EKS::Nodegroup", {
        "node-group-max-size": ("shop-{env}-general", "ScalingConfig.MaxSize", 4, 8),
        "node-group-instance-type": ("shop-{env}-spot", "InstanceTypes", "m6i.large", "m6i.xlarge"),
    }),
    **_read("AWS::SecretsManager::Secret", {
        "secret-description": ("shop-{env}-db", "Description", "database", "the database"),
        "secret-rotation-days": ("shop-{env}-stripe", "RotationRules", 30, 90),
    }),
    **_read("AWS::SSM::Parameter", {
        "parameter-value": ("/shop/{env}/feature", "Value", "on", "off"),
        "parameter-description": ("/shop/{env}/token", "Description", "token", "the token"),
    }),
}
