"""Secrets Manager and the parameters of SSM."""

from .place import allow, document


def seed(place):
    secrets(place)
    parameters(place)


def secrets(place):
    manager = place.client("secretsmanager")
    for what in ("db", "stripe"):
        name = place.name(what)
        text = place.value("secret-description") if what == "db" else "payments"
        content = {"username": "shop", "password": place.secret(f"content of secret {what}")}
        arn = manager.create_secret(
            Name=name,
            Description=text,
            KmsKeyId="alias/" + place.name("secrets"),
            SecretString=document(content),
            Tags=place.tags(name),
        )["ARN"]
        place.made("AWS::SecretsManager::Secret", name, arn)
        role = f"arn:aws:iam::{place.account}:role/shop/{place.name('worker')}"
        policy = allow("secretsmanager:GetSecretValue", "*", {"AWS": role}, sid="Read")
        manager.put_resource_policy(SecretId=arn, ResourcePolicy=document(policy))
    days = {"AutomaticallyAfterDays": place.value("secret-rotation-days")}
    function = place.id("AWS::Lambda::Function", place.name("report"))
    manager.rotate_secret(
        SecretId=place.name("stripe"), RotationLambdaARN=function, RotationRules=days, RotateImmediately=False
    )


def parameters(place):
    ssm = place.client("ssm")
    plain = {"Type": "String", "Value": place.value("parameter-value"), "Tier": "Standard"}
    hidden = {"Type": "SecureString", "Value": place.secret("content of parameter"), "KeyId": "alias/" + place.name("secrets")}
    many = {"Type": "StringList", "Value": "blue,green", "AllowedPattern": "[a-z,]+"}
    for what, given in (("feature", plain), ("token", hidden), ("colours", many)):
        name = f"/shop/{place.environment}/{what}"
        text = place.value("parameter-description") if what == "token" else what
        ssm.put_parameter(Name=name, Description=text, Tags=place.tags(name), **given)
        place.made("AWS::SSM::Parameter", name, name)
