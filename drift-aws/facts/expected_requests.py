"""Writes requests-expected.json: requests as botocore serialises them, against which the Rust serialiser is tested.

    expected_requests.py          writes the file
    expected_requests.py --check  compares without writing; ends with 1 if it is not up to date

Of every operation there are two: one with all members of its input, with characters that must be escaped, and one with
those only that are required. In an input {"$blob": …} is base64, and a timestamp is a string as in RFC 3339.
"path" has the query; "headers" are those that the serialiser sets. A body is as it is sent.

Deliberately not here: hosts and signatures, what botocore changes before and after it serialises (it cuts
`/hostedzone/` off the ids of zones, for example), and whether a service would accept the values.
"""

import base64
import datetime
import pathlib
import sys

from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.serialize import create_serializer

from generate import PROTOCOLS, operations
from lines import lines, write_or_check

HERE = pathlib.Path(__file__).parent
WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
TOKEN = "00000000-0000-4000-8000-000000000000"
NUMBERS = {"integer": 7, "long": 7000000000, "float": 1.5, "double": 1.5}
# What stands in a header is not escaped by anyone: no characters that could not stand there.
PLAIN_LOCATIONS = ("header", "headers")


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: expected_requests.py [--check]")
    loader = Loader()
    rows = [row for key, names in operations().items() for row in requests(loader, key, names)]
    write_or_check(HERE / "requests-expected.json", lines(rows, 1) + "\n", check)


def requests(loader, key, names):
    model = ServiceModel(loader.load_service_model(key, "service-2"), key)
    protocol = next(p for p in model.metadata["protocols"] if p in PROTOCOLS)
    serializer = create_serializer(protocol, include_validation=False)
    for name in names:
        operation = model.operation_model(name)
        for given in inputs(operation.input_shape):
            yield request(serializer, key, operation, given)


def request(serializer, key, operation, given):
    made = serializer.serialize_to_request(given, operation)
    assert "host_prefix" not in made, f"{operation.name} has a prefix of the host, for which the file has no place"
    headers = {name: str(value) for name, value in sorted(made["headers"].items())}
    prepare_request_dict(made, endpoint_url="https://host")
    sent = create_request_object(made).prepare()
    return {
        "service": key,
        "operation": operation.name,
        "input": as_json(given),
        "method": sent.method,
        "path": sent.url.removeprefix("https://host"),
        "headers": headers,
        "body": (sent.body or b"").decode() if isinstance(sent.body, bytes) else sent.body or "",
    }


# ---- inputs ----


def inputs(shape):
    """All members, and the required ones; once where that is the same."""
    if shape is None:
        return [{}]
    full = structure(shape, list(shape.members), [])
    least = structure(shape, shape.required_members, [])
    for given in (full, least):
        given |= {name: TOKEN for name, m in shape.members.items() if m.metadata.get("idempotencyToken")}
    return [full, least] if full != least else [full]


def structure(shape, names, within):
    if shape.metadata.get("union"):
        names = names[:1]
    return {name: value(shape.members[name], name, [*within, shape.name]) for name in names}


def value(shape, name, within):
    """Something for the member called `name`; `within` are the structures around it, so that none is in itself."""
    kind = shape.type_name
    if kind == "structure":
        return structure(shape, [n for n, m in shape.members.items() if not holds_any(m, within)], within)
    if kind == "list":
        return [value(shape.member, f"{name}{n}", within) for n in (1, 2)]
    if kind == "map":
        keys = [value(shape.key, f"{name}{n}", within) for n in (1, 2)]
        return {key: value(shape.value, str(key), within) for key in keys}
    return scalar(shape, name)


def holds_any(shape, within):
    while shape.type_name in ("list", "map"):
        shape = shape.member if shape.type_name == "list" else shape.value
    return shape.name in within


def scalar(shape, name):
    kind = shape.type_name
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return WHEN
    if kind == "blob":
        return name.encode()
    if kind in NUMBERS:
        return NUMBERS[kind]
    assert kind == "string", f"no value for a {kind}"
    return text(shape, name)


def text(shape, name):
    if shape.enum:
        return shape.enum[len(name) % len(shape.enum)]
    if shape.serialization.get("location") in PLAIN_LOCATIONS:
        return name
    return f"{name} é/:+~*&=%"


def as_json(given):
    if isinstance(given, dict):
        return {key: as_json(v) for key, v in given.items()}
    if isinstance(given, list):
        return [as_json(v) for v in given]
    if isinstance(given, bytes):
        return {"$blob": base64.b64encode(given).decode()}
    if isinstance(given, datetime.datetime):
        return given.strftime("%Y-%m-%dT%H:%M:%SZ")
    return given


if __name__ == "__main__":
    main()
