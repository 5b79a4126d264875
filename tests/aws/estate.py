#!/usr/bin/env python3
"""Seeds one environment of a shop into an account and region of a running moto, with boto3.

    tests/scripts/moto up DIR
    PYTHON=$(tests/scripts/moto python)
    $PYTHON tests/aws/estate.py DIR/moto.json --account 111111111111 --region eu-west-1 --environment staging
    $PYTHON tests/aws/estate.py DIR/moto.json --account 222222222222 --region us-east-1 --environment prod \\
      --cidr 10.20.0.0/16 --change instance-type,queue-max-receive
    $PYTHON tests/aws/estate.py --changes [--environment prod]

It prints what was made as JSON: {"resources": {kind: {name: id}}, "secrets": {what: text}, "changes": [...], ...}.
A kind is called as in CloudFormation; the secrets are those that must never appear in what Drift writes. `--changes`
prints the differences that can be seeded, a line each: name, kind, resource, property, usual and changed value (JSON).
Two environments differ in their names, blocks of addresses, account, region, ids and secrets, and in what `--change`
names. What this script deliberately does not know: what Drift does with any of it.
"""

import argparse
import json
import pathlib
import sys
import time

sys.dont_write_bytecode = True  # nothing is left in the source tree

from estate import balancing, buckets, changes, compute, containers, databases, functions, identity, keys, messages, network
from estate import secrets, watching
from estate.place import Place

# What names another one's resource comes after it.
AREAS = [
    ("identity", identity.seed),
    ("keys", keys.seed),
    ("buckets", buckets.seed),
    ("log groups", watching.seed_log_groups),
    ("network", network.seed),
    ("compute", compute.seed),
    ("databases", databases.seed),
    ("messages", messages.seed),
    ("functions", functions.seed),
    ("notifications", buckets.notifications),
    ("balancing", balancing.seed),
    ("secrets", secrets.seed),
    ("containers", containers.seed),
    ("watching", watching.seed),
]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moto", nargs="?", help="moto.json of tests/scripts/moto, or the URL")
    parser.add_argument("--account", default="111111111111")
    parser.add_argument("--region", default="eu-west-1")
    parser.add_argument("--environment", default="staging", help="appears in names and tags")
    parser.add_argument("--cidr", default="10.10.0.0/16", help="the block of the main VPC, at most /20 long")
    parser.add_argument("--seed", default="1", help="another seed gives other ids and secrets")
    parser.add_argument("--change", default="", metavar="NAME[,NAME...]", help="what shall differ; `all` is everything")
    parser.add_argument("--changes", action="store_true", help="print the changes that there are")
    parser.add_argument("--aws-managed", action="store_true", help="attach AWS's own policies, too: moto must have loaded them")
    given = parser.parse_args()
    if not given.changes and not given.moto:
        parser.error("where is moto?")
    return given


def print_changes(environment):
    for name, change in changes.ALL.items():
        resource = change.resource.replace("{env}", environment)
        print(name, change.kind, resource, change.property, json.dumps(change.usual), json.dumps(change.changed), sep="\t")


def seed(given):
    url = given.moto
    if not url.startswith("http"):
        url = json.loads(pathlib.Path(url).read_text())["url"]
    asked = changes.ALL.keys() if given.change == "all" else [name for name in given.change.split(",") if name]
    place = Place(
        url, given.account, given.region, given.environment, given.cidr, given.seed, asked, given.aws_managed
    )
    times = {}
    for area, fill in AREAS:
        started = time.monotonic()
        fill(place)
        times[area] = round(time.monotonic() - started, 2)
    unused = changes.ALL.keys() - place.used
    if unused:
        raise SystemExit(f"estate: changes that nothing uses: {', '.join(sorted(unused))}")
    return place, times


def main():
    given = read_arguments()
    if given.changes:
        print_changes(given.environment)
        return
    place, times = seed(given)
    result = {
        "account": place.account,
        "region": place.region,
        "environment": place.environment,
        "changes": sorted(place.changed),
        "resources": {kind: place.resources[kind] for kind in sorted(place.resources)},
        "secrets": place.secrets,
    }
    json.dump(result, sys.stdout, indent=1)
    print()
    count = sum(len(of_kind) for of_kind in place.resources.values())
    slowest = ", ".join(f"{area} {seconds}" for area, seconds in sorted(times.items(), key=lambda pair: -pair[1])[:3])
    total = f"{count} resources of {len(place.resources)} kinds in {sum(times.values()):.1f} s"
    print(f"estate: {total} ({slowest})", file=sys.stderr)


if __name__ == "__main__":
    main()
