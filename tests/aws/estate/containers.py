"""ECR repositories, ECS and EKS clusters, and what scales them."""

from .keys import key_arn
from .network import subnet_ids
from .place import allow, document


def seed(place):
    repositories(place)
    ecs_clusters(place)
    task_definitions(place)
    services(place)
    targets(place)
    eks_clusters(place)
    node_groups(place)


def repositories(place):
    ecr = place.client("ecr")
    for what in ("api", "worker"):
        name = f"shop/{place.environment}/{what}"
        scan = place.value("repository-scan-on-push") if what == "api" else True
        made = ecr.create_repository(
            repositoryName=name,
            imageTagMutability=place.value("repository-tag-mutability") if what == "worker" else "IMMUTABLE",
            imageScanningConfiguration={"scanOnPush": scan},
            encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key_arn(place, "data")},
            tags=place.tags(name),
        )["repository"]["repositoryArn"]
        place.made("AWS::ECR::Repository", name, made)
        count = place.value("repository-lifecycle-count") if what == "worker" else 50
        keep = {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": count}
        rules = {"rules": [{"rulePriority": 1, "description": "untagged", "selection": keep, "action": {"type": "expire"}}]}
        ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=document(rules))
        role = f"arn:aws:iam::{place.account}:role/shop/{place.name('ecs')}"
        policy = allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], None, {"AWS": role}, sid="Pull")
        ecr.set_repository_policy(repositoryName=name, policyText=document(policy))


def ecs_clusters(place):
    ecs = place.client("ecs")
    for what in ("main", "batch"):
        name = place.name(what)
        insights = place.value("ecs-container-insights") if what == "main" else "disabled"
        made = ecs.create_cluster(
            clusterName=name,
            tags=place.tags(name, key="key", value="value"),
            settings=[{"name": "containerInsights", "value": insights}],
            capacityProviders=["FARGATE", "FARGATE_SPOT"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
        )["cluster"]["clusterArn"]
        place.made("AWS::ECS::Cluster", name, made)


def container(place, what):
    image = f"{place.account}.dkr.ecr.{place.region}.amazonaws.com/shop/{place.environment}/{what}"
    tag = place.value("task-image-tag") if what == "api" else "2.3.1"
    secret = place.arn("secretsmanager", f"secret:{place.name('db')}")
    return {
        "name": what,
        "image": f"{image}:{tag}",
        "cpu": 256,
        "memory": 512,
        "memoryReservation": 256,
        "essential": True,
        "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
        "environment": [
            {"name": "SHOP_ENV", "value": place.environment},
            {"name": "STRIPE_KEY", "value": place.secret(f"key of task {what}")},
        ],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": secret}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": f"/shop/{place.environment}/{what}", "awslogs-region": place.region},
        },
        "healthCheck": {"command": ["CMD-SHELL", "curl -f localhost:8080/health"], "interval": 30, "retries": 3},
    }


def task_definitions(place):
    ecs = place.client("ecs")
    role = place.id("AWS::IAM::Role", place.name("ecs"))
    for what in ("api", "worker"):
        name = place.name(what)
        made = ecs.register_task_definition(
            family=name,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu=place.value("task-cpu") if what == "worker" else "512",
            memory="1024",
            taskRoleArn=role,
            executionRoleArn=role,
            runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
            volumes=[{"name": "scratch"}],
            containerDefinitions=[container(place, what)],
            tags=place.tags(name, key="key", value="value"),
        )["taskDefinition"]["taskDefinitionArn"]
        place.made("AWS::ECS::TaskDefinition", name, made)


def services(place):
    ecs = place.client("ecs")
    network = {
        "subnets": subnet_ids(place, "private"),
        "securityGroups": [place.id("AWS::EC2::SecurityGroup", place.name("app"))],
        "assignPublicIp": "DISABLED",
    }
    target = place.id("AWS::ElasticLoadBalancingV2::TargetGroup", place.name("api"))
    for what in ("api", "worker"):
        name = place.name(what)
        behind = [{"targetGroupArn": target, "containerName": "api", "containerPort": 8080}] if what == "api" else []
        version = place.value("service-platform-version") if what == "worker" else "1.4.0"
        made = ecs.create_service(
            cluster=place.name("main"),
            serviceName=name,
            taskDefinition=place.id("AWS::ECS::TaskDefinition", name),
            desiredCount=place.value("service-desired-count") if what == "api" else 1,
            launchType="FARGATE",
            platformVersion=version,
            networkConfiguration={"awsvpcConfiguration": network},
            loadBalancers=behind,
            deploymentConfiguration={
                "maximumPercent": 200,
                "minimumHealthyPercent": 100,
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            },
            propagateTags="SERVICE",
            enableECSManagedTags=True,
            tags=place.tags(name, key="key", value="value"),
        )["service"]["serviceArn"]
        place.made("AWS::ECS::Service", name, made)


def targets(place):
    scaling = place.client("application-autoscaling")
    for what in ("api", "worker"):
        resource = f"service/{place.name('main')}/{place.name(what)}"
        dimension = {"ServiceNamespace": "ecs", "ResourceId": resource, "ScalableDimension": "ecs:service:DesiredCount"}
        most = place.value("scalable-target-max") if what == "api" else 6
        scaling.register_scalable_target(MinCapacity=1, MaxCapacity=most, **dimension)
        place.made("AWS::ApplicationAutoScaling::ScalableTarget", resource, resource)
        arn = scaling.put_scaling_policy(
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": place.value("scalable-target-value") if what == "worker" else 60.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
                "ScaleInCooldown": 300,
            },
            **dimension,
        )["PolicyARN"]
        place.made("AWS::ApplicationAutoScaling::ScalingPolicy", resource, arn)


def eks_clusters(place):
    eks = place.client("eks")
    for what in ("main", "batch"):
        name = place.name(what)
        private = {"subnetIds": subnet_ids(place, "private"), "endpointPrivateAccess": True}
        outside = place.value("eks-endpoint-public") if what == "batch" else True
        key = key_arn(place, "secrets")
        made = eks.create_cluster(
            name=name,
            version=place.value("eks-version") if what == "main" else "1.33",
            roleArn=place.id("AWS::IAM::Role", place.name("eks")),
            resourcesVpcConfig={
                **private,
                "endpointPublicAccess": outside,
                "publicAccessCidrs": ["203.0.113.0/24"],
                "securityGroupIds": [place.id("AWS::EC2::SecurityGroup", place.name("app"))],
            },
            kubernetesNetworkConfig={"serviceIpv4Cidr": "10.200.0.0/16", "ipFamily": "ipv4"},
            logging={"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]},
            encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}],
            tags=place.tag_map(name),
        )["cluster"]["arn"]
        place.made("AWS::EKS::Cluster", name, made)


def node_groups(place):
    eks = place.client("eks")
    most = place.value("node-group-max-size")
    sizes = {"general": {"minSize": 1, "maxSize": most, "desiredSize": 2}, "spot": {"minSize": 0, "maxSize": 5, "desiredSize": 1}}
    for what, scaling in sizes.items():
        name = place.name(what)
        kind = place.value("node-group-instance-type") if what == "spot" else "m6i.large"
        made = eks.create_nodegroup(
            clusterName=place.name("main"),
            nodegroupName=name,
            nodeRole=place.id("AWS::IAM::Role", place.name("node")),
            scalingConfig=scaling,
            subnets=subnet_ids(place, "private"),
            instanceTypes=[kind],
            capacityType="SPOT" if what == "spot" else "ON_DEMAND",
            amiType="AL2023_x86_64_STANDARD",
            diskSize=50,
            labels={"pool": what, "env": place.environment},
            taints=[{"key": "spot", "value": "true", "effect": "NO_SCHEDULE"}] if what == "spot" else [],
            updateConfig={"maxUnavailable": 1},
            tags=place.tag_map(name),
        )["nodegroup"]["nodegroupArn"]
        place.made("AWS::EKS::Nodegroup", name, made)
    name = place.name("jobs")
    made = eks.create_fargate_profile(
        fargateProfileName=name,
        clusterName=place.name("main"),
        podExecutionRoleArn=place.id("AWS::IAM::Role", place.name("eks")),
        subnets=subnet_ids(place, "private"),
        selectors=[{"namespace": "jobs", "labels": {"kind": "batch"}}],
        tags=place.tag_map(name),
    )["fargateProfile"]["fargateProfileArn"]
    place.made("AWS::EKS::FargateProfile", name, made)
