"""Writes answers-expected.json: answers and what botocore reads in them, against which the Rust parser is tested.

    expected_answers.py          writes the file
    expected_answers.py --check  compares without writing; ends with 1 if it is not up to date

Of every operation there is one answer with all members of its output, made up here from botocore's description of the
service: "headers", "body", and "output", what botocore's parser makes of them, written as in requests-expected.json.
Lists and maps of scalars and flattened lists have two entries, others one: so the file stays small.

Deliberately not here: errors, answers that lack something, what services send although it is not described, and what
botocore reads by other means than its parser (the bare element that GetBucketLocation is answered with).
"""

import base64
import json
import pathlib
import sys

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser

from expected_requests import as_json, holds_any, scalar
from generate import PROTOCOLS, operations
from lines import lines, write_or_check

HERE = pathlib.Path(__file__).parent
WHEN_ISO = "2026-01-02T03:04:05Z"
WHEN_UNIX = 1767323045
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: expected_answers.py [--check]")
    loader = Loader()
    rows = [row for key, names in operations().items() for row in answers(loader, key, names)]
    write_or_check(HERE / "answers-expected.json", lines(rows, 1) + "\n", check)


def answers(loader, key, names):
    model = ServiceModel(loader.load_service_model(key, "service-2"), key)
    protocol = next(p for p in model.metadata["protocols"] if p in PROTOCOLS)
    parser = create_parser(protocol)
    for name in names:
        shape = model.operation_model(name).output_shape
        sent = {"headers": headers(shape), "body": body(protocol, name, shape)}
        read = parser.parse({"status_code": 200, "headers": sent["headers"], "body": sent["body"].encode()}, shape)
        del read["ResponseMetadata"]
        assert read.keys() == shape.members.keys(), f"{name}: botocore did not read all that was sent"
        yield {"service": key, "operation": name, **sent, "output": as_json(read)}


def headers(shape):
    found = {}
    for name, member in shape.members.items():
        if member.serialization.get("location") == "header":
            found[member.serialization.get("name", name).lower()] = plain(member, name)
    return found


def body(protocol, name, shape):
    payload = shape.serialization.get("payload")
    said = shape.members[payload] if payload else shape
    if said.type_name == "string":
        return f"{name} of no markup"
    if protocol in ("json", "rest-json"):
        return json.dumps(json_value(said, payload, []), ensure_ascii=False, separators=(",", ":"))
    if protocol == "rest-xml":
        return element(said, said.serialization.get("name", f"{name}Result"), [])
    if protocol == "ec2":
        return f"<{name}Response><requestId>id</requestId>{content(shape, [])}</{name}Response>"
    wrapper = shape.serialization["resultWrapper"]
    return f"<{name}Response>{element(shape, wrapper, [])}<ResponseMetadata/></{name}Response>"


# ---- what both notations share ----


def members(shape, within):
    """The members that stand in the body; of a union the first, and no structure within itself."""
    inner = [*within, shape.name]
    found = [(n, m) for n, m in shape.members.items() if "location" not in m.serialization and not holds_any(m, inner)]
    return found[:1] if shape.metadata.get("union") else found


def numbers(shape, entry):
    """Of the entries of a list or map."""
    small = shape.serialization.get("flattened") or entry.type_name not in ("structure", "list", "map")
    return (1, 2) if small else (1,)


def plain(shape, name):
    """A scalar as text."""
    kind = shape.type_name
    if kind == "timestamp":
        return WHEN_ISO
    if kind == "boolean":
        return "true"
    if kind == "blob":
        return base64.b64encode(name.encode()).decode()
    if kind == "string" and not shape.enum:
        return f"{name}<é"
    return str(scalar(shape, name))


# ---- JSON ----


def json_value(shape, name, within):
    kind = shape.type_name
    if kind == "structure":
        inner = [*within, shape.name]
        return {m.serialization.get("name", n): json_value(m, n, inner) for n, m in members(shape, within)}
    if kind == "list":
        return [json_value(shape.member, f"{name}{n}", within) for n in numbers(shape, shape.member)]
    if kind == "map":
        named = [f"{name}{n}" for n in numbers(shape, shape.value)]
        return {plain(shape.key, n): json_value(shape.value, n, within) for n in named}
    if kind == "timestamp":
        return WHEN_ISO if shape.serialization.get("timestampFormat") == "iso8601" else WHEN_UNIX
    return plain(shape, name) if kind in ("string", "blob") else scalar(shape, name)


# ---- XML ----


def element(shape, tag, within):
    attributes = "".join(
        f' xmlns:xsi="{XSI}" {m.serialization["name"]}="{escaped(plain(m, n))}"'
        for n, m in (members(shape, within) if shape.type_name == "structure" else [])
        if m.serialization.get("xmlAttribute")
    )
    return f"<{tag}{attributes}>{content(shape, within, tag)}</{tag}>"


def content(shape, within, name=""):
    kind = shape.type_name
    if kind == "structure":
        inner = [*within, shape.name]
        found = [(n, m) for n, m in members(shape, within) if not m.serialization.get("xmlAttribute")]
        return "".join(member_element(m, m.serialization.get("name", n), inner) for n, m in found)
    if kind == "list":
        return entries(shape, shape.member.serialization.get("name", "member"), within)
    if kind == "map":
        pairs = [map_entry(shape, f"{name}{n}", within) for n in numbers(shape, shape.value)]
        return "".join(f"<entry>{pair}</entry>" for pair in pairs)
    return escaped(plain(shape, name))


def member_element(shape, tag, within):
    """One element; of a flattened list each entry is one. (No output named here has a flattened map.)"""
    if not shape.serialization.get("flattened"):
        return element(shape, tag, within)
    assert shape.type_name == "list", f"a flattened {shape.type_name}"
    return entries(shape, shape.member.serialization.get("name", tag), within)


def entries(shape, tag, within):
    return element(shape.member, tag, within) * len(numbers(shape, shape.member))


def map_entry(shape, name, within):
    key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
    return f"<{key}>{escaped(plain(shape.key, name))}</{key}>{element(shape.value, value, within)}"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


if __name__ == "__main__":
    main()
