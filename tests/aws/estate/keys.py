"""KMS keys, and certificates."""

from .place import document


def seed(place):
    keys(place)
    certificates(place)


def key_policy(place, use):
    root = f"arn:aws:iam::{place.account}:root"
    return document(
        {
            "Version": "2012-10-17",
            "Id": "shop",
            "Statement": [
                {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
                {
                    "Sid": "Use",
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{place.account}:role/shop/{place.name('worker')}"},
                    "Action": ["kms:Decrypt", use],
                    "Resource": "*",
                    "Condition": {"StringEquals": {"kms:ViaService": f"s3.{place.region}.amazonaws.com"}},
                },
            ],
        }
    )


def keys(place):
    kms = place.client("kms")
    for what in ("data", "secrets", "old"):
        name = place.name(what)
        use = place.value("key-policy-action") if what == "data" else "kms:GenerateDataKey"
        key = kms.create_key(
            Description=f"{what} of {place.environment}",
            Policy=key_policy(place, use),
            KeyUsage="ENCRYPT_DECRYPT",
            KeySpec="SYMMETRIC_DEFAULT",
            Tags=place.tags(name, key="TagKey", value="TagValue"),
        )["KeyMetadata"]["KeyId"]
        place.made("AWS::KMS::Key", name, key)
        if place.value("key-rotation") if what == "secrets" else what == "data":
            kms.enable_key_rotation(KeyId=key)
    kms.disable_key(KeyId=place.id("AWS::KMS::Key", place.name("old")))
    for what, target in (("data", "data"), ("secrets", place.value("alias-target"))):
        alias = f"alias/{place.name(what)}"
        kms.create_alias(AliasName=alias, TargetKeyId=place.id("AWS::KMS::Key", place.name(target)))
        place.made("AWS::KMS::Alias", alias, alias)


def key_arn(place, what):
    return place.arn("kms", "key/" + place.id("AWS::KMS::Key", place.name(what)))


def certificates(place):
    acm = place.client("acm")
    domain = f"{place.environment}.shop.example"
    others = {"www": [f"www.{domain}", place.value("certificate-alternative-name") + domain], "api": []}
    for what, alternatives in others.items():
        name = f"{what}.{domain}"
        arn = acm.request_certificate(
            DomainName=name,
            ValidationMethod="DNS",
            SubjectAlternativeNames=[name, *alternatives],
            Options={"CertificateTransparencyLoggingPreference": "ENABLED"},
            Tags=place.tags(place.name(what)),
        )["CertificateArn"]
        place.made("AWS::CertificateManager::Certificate", name, arn)
