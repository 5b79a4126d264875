"""Where an estate is put: one account and region of a running moto, and the names and tags that are used there.

Knows nothing of any kind of resource.
"""

import collections
import functools
import hashlib
import ipaddress
import json
import urllib.request
import uuid

import boto3
import botocore.config

from . import changes


class Place:
    """One environment: everything in it follows from what is given here (the ids from the seed, too)."""

    def __init__(self, url, account, region, environment, cidr, seed, changed=(), aws_managed=False):
        self.url, self.account, self.region, self.environment = url, account, region, environment
        self.network = ipaddress.ip_network(cidr)
        self.seed = seed
        self.changed = frozenset(changed)
        self.aws_managed = aws_managed
        self.zones = [region + "a", region + "b", region + "c"]
        self.resources = collections.defaultdict(dict)
        self.secrets = {}
        self.used = set()
        self.calls = 0
        unknown = self.changed - changes.ALL.keys()
        if unknown:
            raise SystemExit(f"estate: no such change: {', '.join(sorted(unknown))}")
        digest = hashlib.sha256(f"{seed}/{account}/{region}/{environment}".encode()).hexdigest()
        self.digest = digest
        urllib.request.urlopen(f"{url}/moto-api/seed?a={int(digest[:12], 16)}", data=b"").read()

    @functools.cached_property
    def session(self):
        """Credentials of the account: moto keeps accounts apart by them."""
        outside = boto3.Session("outside", "outside", region_name=self.region)
        sts = outside.client("sts", endpoint_url=self.url)
        role = f"arn:aws:iam::{self.account}:role/seed"
        given = sts.assume_role(RoleArn=role, RoleSessionName="seed")["Credentials"]
        return boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=self.region
        )

    @functools.cache
    def client(self, service):
        """boto3's client of a service."""
        config = botocore.config.Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
        client = self.session.client(service, endpoint_url=self.url, config=config)
        client.meta.events.register_first("before-parameter-build", self.tokens)
        return client

    def tokens(self, params, model, **_):
        """The tokens that make a call idempotent, in place of boto3's random ones: moto answers some of them."""
        for member in model.idempotent_members:
            if member not in params:
                self.calls += 1
                params[member] = str(uuid.UUID(hashlib.sha256(f"{self.digest}/{self.calls}".encode()).hexdigest()[:32]))

    def name(self, *parts):
        """A name as people make them: shop-staging-api."""
        return "-".join(("shop", self.environment) + parts)

    def arn(self, service, rest, region=None):
        """An ARN in this account."""
        return f"arn:aws:{service}:{self.region if region is None else region}:{self.account}:{rest}"

    def tag_map(self, name, **more):
        """The tags that everything has, and more."""
        return {"Name": name, "env": self.environment, "team": "shop", "managed-by": "terraform", **more}

    def tags(self, name, key="Key", value="Value", **more):
        """The same as the list that most services take."""
        return [{key: tag, value: text} for tag, text in self.tag_map(name, **more).items()]

    def tagged(self, kind, name, **more):
        """The same as the TagSpecifications of EC2."""
        return [{"ResourceType": kind, "Tags": self.tags(name, **more)}]

    def value(self, change):
        """The usual value of what can be changed, or the other one where that was asked for."""
        self.used.add(change)
        described = changes.ALL[change]
        return described.changed if change in self.changed else described.usual

    def secret(self, name):
        """A secret that is nobody's: the same in each run, another one in each environment."""
        text = "fake" + hashlib.sha256(f"{self.digest}/{name}".encode()).hexdigest()[:20]
        self.secrets[name] = text
        return text

    def made(self, kind, name, identifier):
        """Notes a resource under the kind's name in CloudFormation; gives its identifier back."""
        assert name not in self.resources[kind], f"{kind} {name} made twice"
        self.resources[kind][name] = identifier
        return identifier

    def id(self, kind, name):
        """The identifier of what was made before."""
        return self.resources[kind][name]


def document(value):
    """A policy as it is sent."""
    return json.dumps(value)


def allow(actions, resources, principal=None, condition=None, sid=None, effect="Allow"):
    """A policy of one statement."""
    statement = {"Effect": effect, "Action": actions}
    if sid:
        statement["Sid"] = sid
    if principal is not None:
        statement["Principal"] = principal
    if resources is not None:
        statement["Resource"] = resources
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}
