#!/usr/bin/env python3
"""Makes one call with boto3 and prints its answer as JSON: what a test puts into moto, or asks of it, by hand.

    $PYTHON tests/aws/ask.py DIR/moto.json ACCOUNT REGION SERVICE.OPERATION INPUT
    $PYTHON tests/aws/ask.py DIR/moto.json --check-policies

INPUT is JSON; a text that begins with "base64:" is bytes. With --check-policies moto checks signatures and policies from
then on. What this script deliberately does not know: any operation.
"""

import base64
import json
import pathlib
import re
import sys
import urllib.request

import boto3


def client(url, account, region, service):
    """A client in an account: moto takes any role for an entrance into it."""
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    common = {"endpoint_url": url, "region_name": region}
    arn = f"arn:aws:iam::{account}:role/test"
    given = boto3.client("sts", **common, **keys).assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    return boto3.client(service, **common, **keys)


def plain(value):
    """JSON with bytes where they are meant."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, str) and value.startswith("base64:"):
        return base64.b64decode(value.removeprefix("base64:"))
    return value


def main():
    url = json.loads(pathlib.Path(sys.argv[1]).read_text())["url"]
    if sys.argv[2:] == ["--check-policies"]:
        headers = {"Content-Type": "text/plain"}
        request = urllib.request.Request(url + "/moto-api/reset-auth", b"0", headers)
        print(urllib.request.urlopen(request, timeout=60).read().decode())
        return
    account, region, call, given = sys.argv[2:6]
    service, operation = call.split(".")
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation).lower()
    answer = getattr(client(url, account, region, service), name)(**plain(json.loads(given)))
    answer.pop("ResponseMetadata", None)
    print(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
