#!/usr/bin/env python3
"""The second witness: reads through boto3 what Drift is to have read, and prints it in boto3's own member names.

    PYTHON=$(tests/scripts/moto python)
    $PYTHON tests/aws/truth.py DIR/moto.json --account 111111111111 --region eu-west-1 tests/aws/truth.txt
    $PYTHON tests/aws/truth.py DIR/moto.json --account 111111111111 --region eu-west-1 --detail tests/aws/details.txt

A line of a file is a call, and may go on with what is to be asked about each item of its result:

    SERVICE OPERATION [{INPUT}] [KEY]
    SERVICE OPERATION [{INPUT}] KEY => SERVICE OPERATION {INPUT} [KEY] [=> ...]

INPUT is JSON; KEY (JMESPath) picks a part of the result. In an input after `=>`, a text "$.PATH" is what PATH (JMESPath,
with split(text, by)) finds in the item, "$" is the item, and "$$" the item that this one was asked about before. An item
in which a path finds nothing is not asked about. Of a chain the last call is printed. Empty lines and lines that begin
with # are none.

Printed is a JSON object: {"SERVICE OPERATION": result} or, where there is an input, {"SERVICE OPERATION {INPUT}":
result}: all pages merged by boto3's paginator, if it has one, without ResponseMetadata; instants in RFC 3339, blobs in
base64. A call that is refused has {"Error": {"Code", "Message"}} for a result. Policies of IAM are objects here, because
botocore decodes them. Without --account the credentials are those of the environment.
What this script deliberately does not know: any operation.
"""

import argparse
import base64
import datetime
import json
import pathlib
import sys
import typing
import urllib.parse

import boto3
import botocore.config
import botocore.exceptions
import botocore.parsers
import jmespath
import jmespath.functions

MISSING = object()


class Functions(jmespath.functions.Functions):
    """What JMESPath lacks: some calls take a part of what another one gives."""

    @jmespath.functions.signature({"types": ["string"]}, {"types": ["string"]})
    def _func_split(self, text, by):
        return text.split(by)


OPTIONS = jmespath.Options(custom_functions=Functions())


class Call(typing.NamedTuple):
    """One call of a line."""

    service: str
    operation: str
    input: dict
    key: str


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moto", help="moto.json of tests/scripts/moto, or the URL")
    parser.add_argument("files", nargs="*", help="files of calls; - is standard input")
    parser.add_argument("--detail", action="append", default=[], metavar="FILE", help="the same, by convention with =>")
    parser.add_argument("--account", help="read as this account, which moto knows by AssumeRole")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a call was refused")
    return parser.parse_intermixed_args()


def address(moto):
    return moto if moto.startswith("http") else json.loads(pathlib.Path(moto).read_text())["url"]


def parse(line):
    """The chain of calls of a line."""
    return [parse_call(part.strip()) for part in line.split("=>")]


def parse_call(text):
    service, operation, *rest = text.split(None, 2)
    rest = rest[0] if rest else ""
    given = {}
    if rest.startswith("{"):
        given, end = json.JSONDecoder().raw_decode(rest)
        rest = rest[end:].strip()
    return Call(service, operation, given, rest)


def lines(file):
    text = sys.stdin.read() if file == "-" else pathlib.Path(file).read_text()
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


class Witness:
    """Asks, and remembers what was asked already."""

    def __init__(self, url, account, region):
        self.url = url
        self.session = boto3.Session(region_name=region)
        self.clients, self.known, self.refused = {}, {}, []
        if account:
            outside = boto3.Session("outside", "outside", region_name=region).client("sts", endpoint_url=url)
            role = f"arn:aws:iam::{account}:role/witness"
            given = outside.assume_role(RoleArn=role, RoleSessionName="witness")["Credentials"]
            self.session = boto3.Session(
                given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=region
            )

    def client(self, service):
        if service not in self.clients:
            config = botocore.config.Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
            self.clients[service] = self.session.client(service, endpoint_url=self.url, config=config)
            self.clients[service].meta.events.register("before-sign", self.without_prefix)
        return self.clients[service]

    def without_prefix(self, request, **_):
        """Some operations put the account before the host, of which loopback has but one."""
        host = urllib.parse.urlsplit(request.url).netloc
        own = urllib.parse.urlsplit(self.url).netloc
        if host.endswith("." + own):
            request.url = request.url.replace(host, own, 1)

    def follow(self, calls, items=(None, None)):
        """What the last call of the chain answers, as pairs of its name and its result."""
        call, rest = calls[0], calls[1:]
        given = fill(call.input, *items)
        if given is MISSING:
            return
        name = f"{call.service} {call.operation}" + (f" {json.dumps(given, sort_keys=True)}" if given else "")
        if name not in self.known:
            self.known[name] = self.ask(name, call, given)
        answer = self.known[name]
        failed = isinstance(answer, dict) and "Error" in answer
        picked = answer if failed or not call.key else jmespath.search(call.key, answer)
        if not rest:
            yield name, picked
        elif not failed:
            for item in picked or []:
                yield from self.follow(rest, (item, items[0]))

    def ask(self, name, call, given):
        client = self.client(call.service)
        methods = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
        method = methods.get(call.operation)
        if method is None:
            raise SystemExit(f"truth: {call.service} has no operation {call.operation}")
        try:
            if client.can_paginate(method):
                answer = client.get_paginator(method).paginate(**given).build_full_result()
            else:
                answer = getattr(client, method)(**given)
        except (botocore.exceptions.ClientError, botocore.parsers.ResponseParserError) as error:
            self.refused.append(name)
            found = getattr(error, "response", {}).get("Error", {})
            return {"Error": {"Code": found.get("Code", "Unreadable"), "Message": found.get("Message", str(error))[:300]}}
        answer.pop("ResponseMetadata", None)
        return answer


def fill(value, item, before):
    """The input with its references replaced, or MISSING."""
    if isinstance(value, dict):
        filled = {key: fill(inner, item, before) for key, inner in value.items()}
        return MISSING if MISSING in filled.values() else filled
    if isinstance(value, list):
        filled = [fill(inner, item, before) for inner in value]
        return MISSING if MISSING in filled else filled
    if isinstance(value, str) and value.startswith("$"):
        whose, path = (before, value[2:]) if value.startswith("$$") else (item, value[1:])
        found = jmespath.search(path[1:], whose, OPTIONS) if path else whose
        return MISSING if found is None else found
    return value


def plain(value):
    """What JSON has no type for."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat() + "Z"
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if hasattr(value, "read"):
        return base64.b64encode(value.read()).decode()
    raise TypeError(f"no JSON for {type(value)}")


def main():
    given = read_arguments()
    witness = Witness(address(given.moto), given.account, given.region)
    result = {}
    for file in given.files + given.detail:
        for line in lines(file):
            result.update(witness.follow(parse(line)))
    json.dump(result, sys.stdout, indent=1, default=plain)
    print()
    for name in witness.refused:
        print(f"truth: refused: {name}: {witness.known[name]['Error']}", file=sys.stderr)
    return 1 if given.strict and witness.refused else 0


if __name__ == "__main__":
    sys.exit(main())
