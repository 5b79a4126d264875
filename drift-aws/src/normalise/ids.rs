//! Ids: of which kind a resource is that an id or ARN names, by its form alone.
//!
//! For what was not read: that it may be the counterpart of another is then unknown, and no difference. Sources: Amazon EC2 User
//! Guide, "Resource IDs"; Service Authorization Reference, resource types of each service.

/// How ids begin.
const IDS: &[(&str, &str)] = &[
    ("acl", "AWS::EC2::NetworkAcl"),
    ("dopt", "AWS::EC2::DHCPOptions"),
    ("eigw", "AWS::EC2::EgressOnlyInternetGateway"),
    ("eipalloc", "AWS::EC2::EIP"),
    ("eni", "AWS::EC2::NetworkInterface"),
    ("fl", "AWS::EC2::FlowLog"),
    ("i", "AWS::EC2::Instance"),
    ("igw", "AWS::EC2::InternetGateway"),
    ("lt", "AWS::EC2::LaunchTemplate"),
    ("nat", "AWS::EC2::NatGateway"),
    ("pcx", "AWS::EC2::VPCPeeringConnection"),
    ("pl", "AWS::EC2::PrefixList"),
    ("rtb", "AWS::EC2::RouteTable"),
    ("sg", "AWS::EC2::SecurityGroup"),
    ("subnet", "AWS::EC2::Subnet"),
    ("vol", "AWS::EC2::Volume"),
    ("vpc", "AWS::EC2::VPC"),
    ("vpce", "AWS::EC2::VPCEndpoint"),
];

/// The service of an ARN, and how its resource begins.
const ARNS: &[(&str, &str, &str)] = &[
    ("acm", "certificate/", "AWS::CertificateManager::Certificate"),
    ("autoscaling", "autoScalingGroup:", "AWS::AutoScaling::AutoScalingGroup"),
    ("autoscaling", "launchConfiguration:", "AWS::AutoScaling::LaunchConfiguration"),
    ("cloudtrail", "trail/", "AWS::CloudTrail::Trail"),
    ("cloudwatch", "alarm:", "AWS::CloudWatch::Alarm"),
    ("dynamodb", "table/", "AWS::DynamoDB::Table"),
    ("ecr", "repository/", "AWS::ECR::Repository"),
    ("ecs", "capacity-provider/", "AWS::ECS::CapacityProvider"),
    ("ecs", "cluster/", "AWS::ECS::Cluster"),
    ("ecs", "service/", "AWS::ECS::Service"),
    ("ecs", "task-definition/", "AWS::ECS::TaskDefinition"),
    ("eks", "cluster/", "AWS::EKS::Cluster"),
    ("eks", "nodegroup/", "AWS::EKS::Nodegroup"),
    ("elasticloadbalancing", "listener/", "AWS::ElasticLoadBalancingV2::Listener"),
    ("elasticloadbalancing", "listener-rule/", "AWS::ElasticLoadBalancingV2::ListenerRule"),
    ("elasticloadbalancing", "loadbalancer/", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    ("elasticloadbalancing", "targetgroup/", "AWS::ElasticLoadBalancingV2::TargetGroup"),
    ("events", "rule/", "AWS::Events::Rule"),
    ("iam", "group/", "AWS::IAM::Group"),
    ("iam", "instance-profile/", "AWS::IAM::InstanceProfile"),
    ("iam", "oidc-provider/", "AWS::IAM::OIDCProvider"),
    ("iam", "policy/", "AWS::IAM::ManagedPolicy"),
    ("iam", "role/", "AWS::IAM::Role"),
    ("iam", "user/", "AWS::IAM::User"),
    ("kms", "alias/", "AWS::KMS::Alias"),
    ("kms", "key/", "AWS::KMS::Key"),
    ("lambda", "function:", "AWS::Lambda::Function"),
    ("logs", "log-group:", "AWS::Logs::LogGroup"),
    ("rds", "cluster:", "AWS::RDS::DBCluster"),
    ("rds", "cluster-pg:", "AWS::RDS::DBClusterParameterGroup"),
    ("rds", "db:", "AWS::RDS::DBInstance"),
    ("rds", "og:", "AWS::RDS::OptionGroup"),
    ("rds", "pg:", "AWS::RDS::DBParameterGroup"),
    ("rds", "subgrp:", "AWS::RDS::DBSubnetGroup"),
    ("route53", "hostedzone/", "AWS::Route53::HostedZone"),
    ("s3", "", "AWS::S3::Bucket"),
    ("secretsmanager", "secret:", "AWS::SecretsManager::Secret"),
    ("sns", "", "AWS::SNS::Topic"),
    ("sqs", "", "AWS::SQS::Queue"),
    ("ssm", "parameter/", "AWS::SSM::Parameter"),
];

/// The kind that a generated id or an ARN names.
pub(super) fn kind(text: &str) -> Option<&'static str> {
    if let Some(arn) = text.strip_prefix("arn:") {
        let mut parts = arn.splitn(5, ':').skip(1);
        let (service, resource) = (parts.next()?, parts.nth(2)?);
        if service == "ec2" {
            return kind(resource.rsplit('/').next()?);
        }
        let fits = |(of, start, _): &&(&str, &str, &str)| {
            // What has no word for its kind has no parts: a key of a bucket is no bucket.
            let whole = !start.is_empty() || !resource.contains(['/', ':']);
            *of == service && resource.starts_with(start) && whole && !resource.contains('*')
        };
        return ARNS.iter().find(fits).map(|(.., kind)| *kind);
    }
    let (prefix, _) = text.rsplit_once('-').filter(|_| super::is_generated(text))?;
    IDS.iter().find(|(start, _)| *start == prefix).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    #[test]
    fn ids_and_arns_say_what_they_name() {
        let table = [
            ("vpc-0a1b2c3d4e5f60718", Some("AWS::EC2::VPC")),
            ("vpce-0a1b2c3d4e5f60718", Some("AWS::EC2::VPCEndpoint")),
            ("vpc-main", None),
            ("ami-0a1b2c3d4e5f60718", None),
            (
                "arn:aws:kms:eu-west-1:111122223333:key/6a0ddd3a-0000-4000-8000-000000000000",
                Some("AWS::KMS::Key"),
            ),
            (
                "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A",
                Some("AWS::IAM::OIDCProvider"),
            ),
            ("arn:aws-cn:sqs:cn-north-1:111122223333:jobs", Some("AWS::SQS::Queue")),
            ("arn:aws:kms:*:111122223333:key/*", None),
            ("arn:aws:s3:::bucket/key", None),
            ("arn:aws:s3:::bucket", Some("AWS::S3::Bucket")),
            ("arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0a1b2c3d", Some("AWS::EC2::Subnet")),
            ("arn:aws:ec2:eu-west-1:111122223333:instance/*", None),
            (
                "arn:aws:sns:eu-west-1:111122223333:events:6a0ddd3a-0000-4000-8000-000000000000",
                None,
            ),
            ("arn:aws", None),
        ];
        for (text, wanted) in table {
            assert_eq!(kind(text), wanted, "{text}");
        }
    }

    #[test]
    fn every_kind_has_a_table() {
        for kind in IDS.iter().map(|(_, kind)| kind).chain(ARNS.iter().map(|(.., kind)| kind)) {
            assert!(kinds::of(kind).is_some(), "{kind}");
        }
    }
}
