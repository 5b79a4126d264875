#!/usr/bin/env python3
"""Compares what moto sends with the schema that AWS publishes of it: what is of a wrong type, unknown, or never there.

    $PYTHON tests/aws/wire.py DIR/moto.json --account 111111111111 --region eu-west-1 \\
      tests/aws/truth.txt tests/aws/details.txt > tests/aws/lacks-members.txt

The files are those of truth.py. The schema is botocore's, and what is compared is the body before botocore reads it,
for it forgives much. A line per finding: SERVICE OPERATION, a tab, the path, a tab, the finding. "never" names the
members of a structure that no answer had: Drift's reading of them needs bodies made from the schema.
What this script deliberately does not know: which of them matter.
"""

import collections
import json
import re
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True  # nothing is left in the source tree

import truth

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?$")
OF_PAGES = {"NextToken", "nextToken", "NextMarker", "Marker", "marker", "IsTruncated", "Truncated", "NextRecordName"}


class Findings:
    """What was seen of the structures of each operation."""

    def __init__(self):
        self.seen = collections.defaultdict(set)
        self.shapes = {}
        self.wrong = set()
        self.operation = None

    def receive(self, operation_model, response_dict, **_):
        """botocore calls this with each answer, before it reads it."""
        if response_dict["status_code"] >= 300 or operation_model.output_shape is None:
            return
        service = operation_model.service_model.service_name
        self.operation = f"{service} {operation_model.name}"
        shape = operation_model.output_shape
        payload = shape.serialization.get("payload")
        if payload:
            shape = shape.members[payload]
        body = response_dict["body"]
        if shape.type_name != "structure" or not body:
            return
        if body.lstrip()[:1] == b"{":
            self.json(shape, json.loads(body), "")
            return
        root = xml.etree.ElementTree.fromstring(body)
        wrapper = operation_model.output_shape.serialization.get("resultWrapper")
        if len(root) == 0:
            return  # nothing in it, or a text that stands for the whole
        inner = [child for child in root if local(child) == wrapper]
        self.xml(shape, inner[0] if inner else root, "")

    def note(self, path, what):
        self.wrong.add((self.operation, path, what))

    def members(self, shape, path):
        """Wire name to (name, shape) of what is in the body."""
        self.shapes[self.operation, path] = shape
        found = {}
        for name, member in shape.members.items():
            if member.serialization.get("location") in ("header", "headers", "statusCode"):
                self.seen[self.operation, path].add(name)
            elif member.serialization.get("xmlAttribute"):
                self.seen[self.operation, path].add(name)
            else:
                found[wire_name(name, member)] = (name, member)
        return found

    def text(self, shape, value, path):
        if shape.type_name == "string" and shape.enum and value not in shape.enum:
            self.note(path, f"no such value: {value!r}")

    def json(self, shape, value, path):
        kind = shape.type_name
        fits = {
            "structure": dict, "map": dict, "list": list, "string": str, "boolean": bool, "blob": str,
            "integer": int, "long": int, "float": (int, float), "double": (int, float),
        }
        wanted = fits.get(kind, (int, float, str))
        if value is None or not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
            self.note(path, f"{type(value).__name__} for {kind}")
        elif kind == "structure":
            known = self.members(shape, path)
            for key, inner in value.items():
                if key not in known:
                    self.note(f"{path}.{key}", "unknown")
                    continue
                self.seen[self.operation, path].add(known[key][0])
                self.json(known[key][1], inner, f"{path}.{known[key][0]}")
        elif kind == "list":
            for inner in value:
                self.json(shape.member, inner, path + "[]")
        elif kind == "map":
            for inner in value.values():
                self.json(shape.value, inner, path + "{}")
        elif kind == "timestamp":
            textual = shape.serialization.get("timestampFormat") == "iso8601"
            if isinstance(value, str) != textual:
                self.note(path, f"{type(value).__name__} for timestamp")
        else:
            self.text(shape, value, path)

    def xml(self, shape, node, path):
        kind, value = shape.type_name, node.text or ""
        if kind == "structure":
            known = self.members(shape, path)
            for child in node:
                name = local(child)
                if name not in known:
                    if name not in ("ResponseMetadata", "requestId", "RequestId"):
                        self.note(f"{path}.{name}", "unknown")
                    continue
                member, inner = known[name]
                self.seen[self.operation, path].add(member)
                self.xml_member(inner, child, f"{path}.{member}")
        elif kind == "boolean" and value not in ("true", "false"):
            self.note(path, f"{value!r} for boolean")
        elif kind in ("integer", "long", "float", "double") and not NUMBER.match(value):
            self.note(path, f"{value!r} for {kind}")
        elif kind == "timestamp" and not INSTANT.match(value):
            self.note(path, f"{re.sub('[0-9]', '9', value)!r} for timestamp")
        else:
            self.text(shape, value, path)

    def xml_member(self, shape, node, path):
        if shape.type_name == "list":
            if shape.serialization.get("flattened"):
                self.xml_member(shape.member, node, path + "[]")
                return
            wanted = shape.member.serialization.get("name", "member")
            for child in node:
                if local(child) != wanted:
                    self.note(path, f"<{local(child)}> for <{wanted}>")
                self.xml_member(shape.member, child, path + "[]")
        elif shape.type_name != "map":
            self.xml(shape, node, path)

    def lines(self):
        for operation, path, what in sorted(self.wrong):
            yield operation, path, what
        for (operation, path), shape in self.shapes.items():
            absent = [name for name in shape.members if name not in self.seen[operation, path]]
            absent = [name for name in absent if name not in OF_PAGES or path]
            if absent:
                yield operation, path, "never: " + ", ".join(absent)


def local(node):
    return node.tag.split("}")[-1]


def wire_name(name, member):
    """A flattened list is sent under the name of its members."""
    if member.type_name == "list" and member.serialization.get("flattened"):
        own = member.member.serialization.get("name")
        if own:
            return own
    return member.serialization.get("name", name)


def main():
    given = truth.read_arguments()
    witness = truth.Witness(truth.address(given.moto), given.account, given.region)
    findings = Findings()
    witness.session.events.register("before-parse", findings.receive)
    for file in given.files + given.detail:
        for line in truth.lines(file):
            for _ in witness.follow(truth.parse(line)):
                pass
    for operation, path, what in sorted(findings.lines()):
        print(operation, path or ".", what, sep="\t")


if __name__ == "__main__":
    main()
