#!/usr/bin/env python3
"""Makes the answer of an EC2 list call out of the service's own schema, every member of every shape filled.

    make_body.py SERVICE_MODEL OPERATION > BODY.json

SERVICE_MODEL is botocore's `data/ec2/2016-11-15/service-2.json.gz` (PyPI `botocore`, Apache-2.0). The tree is the one that
the query protocol's XML holds: wire names, `item` lists as lists. Every leaf has a value of its own, so that a test can
follow it. What this script deliberately does not know: what Drift does with any of them.
"""

import gzip
import itertools
import json
import sys

# Where any text would be a value that means something else than the member says.
SAMPLES = {"ipProtocol": "tcp"}


def fill(shapes, shape, wire, count):
    """A value of the shape; `wire` is the name under which it is sent."""
    described = shapes[shape]
    kind = described["type"]
    if kind == "structure":
        # Shapes are filled in the order of their wire names: the order in the model is the publisher's.
        members = sorted((member.get("locationName", name), member["shape"]) for name, member in described["members"].items())
        return {name: fill(shapes, inner, name, count) for name, inner in members}
    if kind == "list":
        return [fill(shapes, described["member"]["shape"], wire, count)]
    if kind == "integer":
        return next(count)
    if kind == "string":
        return SAMPLES.get(wire) or f"{wire}-{next(count)}"
    raise SystemExit(f"no sample for the type {kind} of {wire}")


def main():
    model, operation = sys.argv[1:]
    with gzip.open(model) as packed:
        service = json.load(packed)
    output = service["operations"][operation]["output"]["shape"]
    body = fill(service["shapes"], output, operation, itertools.count(1000))
    json.dump(body, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
