"""Instances, volumes, launch templates and Auto Scaling groups."""

import base64

from .keys import key_arn
from .network import subnet_ids

USER_DATA = """#!/bin/sh
export SHOP_ENV={environment}
export API_TOKEN={token}
/opt/shop/start --workers {workers}
"""

PUBLIC_KEYS = [
    "AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
    "AAAAC3NzaC1lZDI1NTE5AAAAIIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
]


def seed(place):
    image(place)
    key_pairs(place)
    instances(place)
    volumes(place)
    launch_templates(place)
    scaling_groups(place)


def image(place):
    """An image of the account's own, made from an instance that is terminated: AWS shows such a one for an hour, though
    it is no resource any more."""
    ec2 = place.client("ec2")
    mother = ec2.run_instances(
        ImageId="ami-00000000000000001",
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        SubnetId=subnet_ids(place, "private")[0],
        TagSpecifications=place.tagged("instance", place.name("image-builder")),
    )["Instances"][0]["InstanceId"]
    name = place.name("base-2026.11")
    made = ec2.create_image(
        InstanceId=mother, Name=name, Description="base image", TagSpecifications=place.tagged("image", name)
    )["ImageId"]
    ec2.terminate_instances(InstanceIds=[mother])
    place.made("image", name, made)


def key_pairs(place):
    """Of nobody: the halves that belong to them are one byte, repeated."""
    ec2 = place.client("ec2")
    for what, half in (("deploy", PUBLIC_KEYS[0]), ("ops", PUBLIC_KEYS[1])):
        name = place.name(what)
        made = ec2.import_key_pair(
            KeyName=name, PublicKeyMaterial=f"ssh-ed25519 {half}", TagSpecifications=place.tagged("key-pair", name)
        )
        place.made("AWS::EC2::KeyPair", name, made["KeyPairId"])


def user_data(place, token, workers):
    text = USER_DATA.format(environment=place.environment, token=place.secret(token), workers=workers)
    return text


def instances(place):
    """Two of the application, and the bastion in the public subnet."""
    app = place.id("AWS::EC2::SecurityGroup", place.name("app"))
    bastion = place.id("AWS::EC2::SecurityGroup", place.name("bastion"))
    private, public = subnet_ids(place, "private"), subnet_ids(place, "public")
    instance(place, "worker-1", private[0], app, "instance-type", owner=place.value("instance-tag"))
    instance(place, "worker-2", private[1], app, None)
    instance(place, "bastion", public[0], bastion, None)


def instance(place, what, subnet, group, kind, **tags):
    name = place.name(what)
    monitored = place.value("instance-monitoring") if what == "worker-2" else True
    workers = place.value("instance-user-data") if what == "worker-2" else 4
    made = place.client("ec2").run_instances(
        ImageId=place.id("image", place.name("base-2026.11")),
        InstanceType=place.value(kind) if kind else "t3.small",
        MinCount=1,
        MaxCount=1,
        KeyName=place.name("ops"),
        SubnetId=subnet,
        SecurityGroupIds=[group],
        IamInstanceProfile={"Name": place.name("worker")},
        UserData=user_data(place, f"instance {what}", workers),
        Monitoring={"Enabled": monitored},
        EbsOptimized=what != "bastion",
        DisableApiTermination=what == "bastion",
        InstanceInitiatedShutdownBehavior="terminate" if what == "worker-2" else "stop",
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[
            {
                "DeviceName": "/dev/sda1",
                "Ebs": {"VolumeSize": 30, "VolumeType": "gp3", "Encrypted": True, "DeleteOnTermination": True},
            }
        ],
        TagSpecifications=place.tagged("instance", name, **tags),
    )["Instances"][0]["InstanceId"]
    place.made("AWS::EC2::Instance", name, made)


def volumes(place):
    ec2 = place.client("ec2")
    key = key_arn(place, "data")
    sizes = {"uploads": 100, "cache": 50, "spare": place.value("volume-size")}
    for what, size in sizes.items():
        name = place.name(what)
        how = {"VolumeType": "gp3", "Throughput": 125}
        if what == "cache":
            how = {"VolumeType": place.value("volume-type")}
        made = ec2.create_volume(
            AvailabilityZone=place.zones[0],
            Size=size,
            Encrypted=True,
            KmsKeyId=key,
            Iops=3000,
            **how,
            TagSpecifications=place.tagged("volume", name),
        )["VolumeId"]
        place.made("AWS::EC2::Volume", name, made)
    worker = place.id("AWS::EC2::Instance", place.name("worker-1"))
    for what, device in (("uploads", "/dev/sdf"), ("cache", "/dev/sdg")):
        volume = place.id("AWS::EC2::Volume", place.name(what))
        ec2.attach_volume(VolumeId=volume, InstanceId=worker, Device=device)
    snapshot = ec2.create_snapshot(
        VolumeId=place.id("AWS::EC2::Volume", place.name("uploads")),
        Description="before the migration",
        TagSpecifications=place.tagged("snapshot", place.name("uploads")),
    )["SnapshotId"]
    place.made("snapshot", place.name("uploads"), snapshot)


def template_data(place, what, kind):
    data = user_data(place, f"launch template {what}", 8)
    return {
        "ImageId": place.id("image", place.name("base-2026.11")),
        "InstanceType": kind,
        "KeyName": place.name("ops"),
        "EbsOptimized": True,
        "IamInstanceProfile": {"Name": place.name("worker")},
        "Monitoring": {"Enabled": True},
        "UserData": base64.b64encode(data.encode()).decode(),
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        "SecurityGroupIds": [place.id("AWS::EC2::SecurityGroup", place.name("app"))],
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 40, "VolumeType": "gp3", "Encrypted": True}}
        ],
        "TagSpecifications": [{"ResourceType": "instance", "Tags": place.tags(place.name(what))}],
    }


def launch_templates(place):
    """Each has two versions; which one is the default differs."""
    ec2 = place.client("ec2")
    for what in ("api", "worker"):
        name = place.name(what)
        made = ec2.create_launch_template(
            LaunchTemplateName=name,
            VersionDescription="first",
            LaunchTemplateData=template_data(place, what, "t3.medium"),
            TagSpecifications=place.tagged("launch-template", name),
        )["LaunchTemplate"]["LaunchTemplateId"]
        place.made("AWS::EC2::LaunchTemplate", name, made)
        kind = place.value("launch-template-instance-type") if what == "api" else "m6i.large"
        ec2.create_launch_template_version(
            LaunchTemplateId=made,
            VersionDescription="larger",
            LaunchTemplateData=template_data(place, f"{what}-2", kind),
        )
        version = place.value("launch-template-default-version") if what == "worker" else "2"
        ec2.modify_launch_template(LaunchTemplateId=made, DefaultVersion=version)


def scaling_groups(place):
    scaling = place.client("autoscaling")
    for what in ("api", "worker"):
        name = place.name(what)
        # moto cannot start an instance of a second version that has user data: the group that follows it has none.
        count, version = (1, "1") if what == "api" else (0, "$Latest")
        template = {"LaunchTemplateId": place.id("AWS::EC2::LaunchTemplate", name), "Version": version}
        sizes = {"MinSize": count, "MaxSize": place.value("auto-scaling-max-size") if what == "api" else 4}
        grace = place.value("auto-scaling-grace-period") if what == "worker" else 120
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name,
            LaunchTemplate=template,
            DesiredCapacity=count,
            DefaultCooldown=300,
            VPCZoneIdentifier=",".join(subnet_ids(place, "private")),
            HealthCheckType="EC2",
            HealthCheckGracePeriod=grace,
            TerminationPolicies=["OldestInstance", "Default"],
            NewInstancesProtectedFromScaleIn=False,
            CapacityRebalance=True,
            Tags=[{**tag, "PropagateAtLaunch": tag["Key"] != "team"} for tag in place.tags(name)],
            **sizes,
        )
        place.made("AWS::AutoScaling::AutoScalingGroup", name, name)
        scaling_policies(place, what)


def scaling_policies(place, what):
    scaling = place.client("autoscaling")
    group = place.name(what)
    target = place.value("scaling-policy-target") if what == "api" else 70.0
    scaling.put_scaling_policy(
        AutoScalingGroupName=group,
        PolicyName=f"{group}-cpu",
        PolicyType="TargetTrackingScaling",
        EstimatedInstanceWarmup=90,
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": target,
            "DisableScaleIn": False,
        },
    )
    place.made("AWS::AutoScaling::ScalingPolicy", f"{group} {group}-cpu", f"{group}-cpu")
    scaling.put_lifecycle_hook(
        AutoScalingGroupName=group,
        LifecycleHookName="drain",
        LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout=300,
        DefaultResult="CONTINUE",
    )
    place.made("AWS::AutoScaling::LifecycleHook", f"{group} drain", "drain")
    scaling.put_scheduled_update_group_action(
        AutoScalingGroupName=group,
        ScheduledActionName=f"{group}-night",
        Recurrence="0 22 * * *",
        MinSize=1,
        MaxSize=2,
        DesiredCapacity=1,
    )
    place.made("AWS::AutoScaling::ScheduledAction", f"{group} {group}-night", f"{group}-night")
