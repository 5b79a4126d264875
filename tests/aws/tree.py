"""Trees of answers: what boto3 gives and what Drift gives in one form, and how they compare, leaf by leaf.

For same.py. The form is that of the wire: its names, its lists as lists. botocore's output shapes say what a member is
called there. What this module deliberately does not know: any operation, and any member of an answer.
"""

import base64
import binascii
import collections
import datetime
import decimal
import hashlib
import hmac
import json
import re
import sys
import typing
import urllib.parse
import xml.etree.ElementTree

sys.dont_write_bytecode = True  # nothing is left in the source tree

import wire

MISSING = object()
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# The key of drift-aws/examples/collect.rs: with it a fingerprint says whether the right value was hidden.
KEY = b"an example, not a secret"


class Decoded(typing.NamedTuple):
    """What boto3 makes of a text after it was read: a policy, or None of no text."""

    value: typing.Any


class Beyond(typing.NamedTuple):
    """What botocore drops and the body has: null, or a member that its schema does not know."""

    value: typing.Any


class Moving(typing.NamedTuple):
    """What boto3 read before and after Drift, where that is not the same."""

    before: typing.Any
    after: typing.Any


class Refused(typing.NamedTuple):
    """What is said instead of an answer."""

    code: str


class Special(typing.NamedTuple):
    """A value of Drift's that JSON lacks: secret, masked, unknown, decimal, ref."""

    sort: str
    value: typing.Any


# From boto3.


def translate(shape, value):
    """What boto3 parsed, in the names of the wire."""
    if value is None:
        return Decoded(None)  # the parsers leave out what is null
    if shape.type_name == "structure":
        # The names of what was asked, and nothing of what was answered.
        members = {name: inner for name, inner in value.items() if name != "ResponseMetadata"}
        return {wire.wire_name(name, shape.members[name]): translate(shape.members[name], members[name]) for name in members}
    if shape.type_name == "list":
        return [translate(shape.member, inner) for inner in value]
    if shape.type_name == "map":
        return {key: translate(shape.value, inner) for key, inner in value.items()}
    if shape.type_name == "string" and isinstance(value, (dict, list)):
        return Decoded(value)
    return value.read() if hasattr(value, "read") else value


# From Drift.


def read_drift(text):
    """What Drift printed: JSON with one-member objects for what JSON lacks, and a second $ before keys that begin with one."""
    return json.loads(text, object_pairs_hook=read_object)


def read_object(pairs):
    if len(pairs) == 1 and re.match(r"\$[a-z]", pairs[0][0]):
        sort, value = pairs[0][0][1:], pairs[0][1]
        return decimal.Decimal(value) if sort == "decimal" else Special(sort, value)
    return {key[1:] if key.startswith("$$") else key: value for key, value in pairs}


# Leaves.


def leaves(value, path=()):
    """Pairs of a path and what is not taken apart there: a scalar, or a list or map without anything in it."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


def put(tree, path, value):
    """Puts a leaf into a tree, with what leads to it."""
    for step, after in zip(path, path[1:]):
        inside = {} if isinstance(after, str) else []
        if isinstance(step, int):
            tree.extend([inside] if step == len(tree) else [])
        else:
            tree.setdefault(step, inside)
        tree = tree[step]
    if isinstance(tree, list) and path[-1] == len(tree):
        tree.append(value)
    else:
        tree[path[-1]] = value


def show(path):
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "."


def merge(pages):
    """Pages as one answer: lists go on where they ended."""
    whole = {}
    for page in pages:
        join(whole, page)
    return whole


def join(whole, page):
    for key, value in page.items():
        if isinstance(value, list) and isinstance(whole.get(key), list):
            whole[key] = whole[key] + value
        elif isinstance(value, dict) and isinstance(whole.get(key), dict):
            join(whole[key], value)
        else:
            # A copy, for what is joined to it is not to be of the page.
            whole[key] = merge([value]) if isinstance(value, dict) else value


# One leaf beside another.


def same(witness, drift):
    """How a leaf of Drift's is what the witness has: a word for the table, or None."""
    if isinstance(witness, Moving):
        return "moving" if is_between(witness, drift) else None
    if isinstance(witness, Beyond):
        return same(witness.value, drift) and ("null" if drift is None else "beyond")
    if isinstance(witness, Refused):
        # Null where the code says that there is none, and unknown where it does not.
        return "refused" if drift is None or (isinstance(drift, Special) and drift.sort == "unknown") else None
    if isinstance(drift, Special):
        return "redacted" if is_hidden(witness, drift) else None
    if isinstance(witness, Decoded):
        return "decoded" if isinstance(drift, str) and is_decoded(witness.value, drift) else None
    return "equal" if is_equal(witness, drift) else None


def is_equal(witness, drift):
    if isinstance(witness, datetime.datetime):
        return is_instant(witness, drift)
    if isinstance(witness, (bytes, bytearray)):
        return isinstance(drift, str) and decode(drift) == bytes(witness)
    if is_number(witness) and is_number(drift):
        return witness == drift or float(witness) == float(drift) and not type(witness) is type(drift) is int
    return type(witness) is type(drift) and witness == drift


def is_number(value):
    return isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool)


def is_instant(witness, drift):
    """To the microsecond: Python's instants have no more, and are made of binary fractions."""
    there = instant(drift)
    return there is not None and abs(there - since(witness)) <= decimal.Decimal("0.000001")


def since(moment):
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    past = moment - EPOCH
    return decimal.Decimal(past.days * 86400 + past.seconds) + decimal.Decimal(past.microseconds) / 1000000


def instant(text):
    """Seconds since 1970, or None."""
    found = INSTANT.match(text) if isinstance(text, str) else None
    if not found:
        return None
    whole, fraction, zone = found.groups()
    moment = datetime.datetime.fromisoformat(whole + zone.replace("Z", "+00:00"))
    return since(moment) + decimal.Decimal("0" + (fraction or ""))


def decode(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def is_decoded(value, text):
    """botocore decodes policies and makes nothing of an empty text; Drift keeps the text that was sent."""
    if value is None:
        return text == ""
    try:
        return json.loads(urllib.parse.unquote(text)) == value
    except ValueError:
        return False


def is_between(moving, drift):
    """What grows with time was read in between; of anything else only the sort can be said."""
    before, after = moving
    if isinstance(before, datetime.datetime) and isinstance(after, datetime.datetime):
        there = instant(drift)
        return there is not None and since(before) <= there + decimal.Decimal("0.000001") and there <= since(after)
    if is_number(before) and is_number(after) and is_number(drift):
        return min(before, after) <= drift <= max(before, after)
    hidden = isinstance(drift, Special) and drift.sort in ("secret", "masked")
    return hidden or type(before) is type(drift)


def is_hidden(witness, drift):
    """Whether the fingerprint is that of the value, or the parts that are shown and hidden make it up, or what it is the
    base64 of."""
    if not isinstance(witness, str):
        return False
    if drift.sort == "secret":
        return is_fingerprint(witness, drift.value)
    if drift.sort != "masked":
        return False
    inner = decode(witness)
    texts = [witness] + ([] if inner is None else [inner.decode(errors="replace")])
    return any(is_made_of(text, drift) for text in texts)


def is_made_of(witness, drift):
    """Whether the parts of a masked text make it up."""
    shown = [None if isinstance(part, dict) else part for part in map(plain_part, drift.value)]
    found = re.fullmatch("".join("(.+?)" if part is None else re.escape(part) for part in shown), witness, re.DOTALL)
    secrets = [plain_part(part) for part in drift.value]
    secrets = [part for part in secrets if isinstance(part, dict)]
    return found is not None and all(map(is_fingerprint, found.groups(), secrets))


def plain_part(part):
    """A part of a masked text: a text, or what is said of a secret."""
    if isinstance(part, Special):
        return part.value
    return next(iter(part.values())) if isinstance(part, dict) and len(part) == 1 else part


def is_fingerprint(text, secret):
    """Of the text, or of what it is the base64 of."""
    values = [text.encode(), decode(text)]
    made = [hmac.new(KEY, value, hashlib.sha256).hexdigest()[:32] for value in values if value is not None]
    return secret["fingerprint"] in made


# Trees.


class Counts(collections.Counter):
    """How many leaves are what, and what differs."""

    def __init__(self):
        super().__init__()
        self.differences = []

    def differ(self, path, why, witness=MISSING, drift=MISSING):
        self["differing"] += 1
        self.differences.append((path, why, witness, drift))

    def join(self, other, before=""):
        self.update(other)
        self.differences += [(before + path, *rest) for path, *rest in other.differences]
        return self


def compare(witness, drift, beyond=None):
    """Compares every leaf of two trees; `beyond(path, value)` judges leaves that only Drift has.

    Gives the counts, and the leaves that are beyond botocore's schema as pairs of a path and a leaf.
    """
    counts, more = Counts(), []
    there, here = dict(leaves(witness)), dict(leaves(drift))
    for path, value in here.items():
        if path in there:
            how = same(there[path], value)
            if how:
                counts[how] += 1
            else:
                counts.differ(show(path), "differs", there[path], value)
            continue
        leaf = beyond(path, value) if beyond else None
        if leaf is None:
            counts.differ(show(path), "only Drift has it", drift=value)
        else:
            counts[same(leaf, value)] += 1
            more.append((path, leaf))
    for path in there.keys() - here.keys():
        # A map is empty for botocore if it drops all that is in it.
        filled = there[path] == {} and any(place[: len(path)] == path for place, _ in more)
        if not filled:
            counts.differ(show(path), "Drift lacks it", there[path])
    return counts, more


# The body, for what botocore does not tell.


def read_body(body):
    """JSON, or the root of XML, or nothing that could be asked."""
    try:
        return xml.etree.ElementTree.fromstring(body) if body.lstrip()[:1] == b"<" else json.loads(body)
    except (ValueError, xml.etree.ElementTree.ParseError):
        return MISSING


def find_in_body(body, path):
    """What stands at a path of a body: a set of texts for XML, where a list of one cannot be told from no list."""
    if isinstance(body, xml.etree.ElementTree.Element):
        return find_in_xml(body, path)
    for step in path:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return body


def find_in_xml(root, path):
    # The result stands in the root, or in an element of it, or is the root.
    found = {text for start in [root, *root] for text in walk([start], path)}
    found |= set(walk([root], path[1:])) if path and path[0] == wire.local(root) else set()
    return found


def walk(elements, path):
    """Texts at a path: a place is of elements that have one name, or of what is in one element."""
    if not path:
        for element in elements:
            yield element.text or ""
        return
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        lists = [elements, list(elements[0])] if len(elements) == 1 else [elements]
        for found in lists:
            if step < len(found):
                yield from walk([found[step]], rest)
        return
    for element in elements[:1]:
        children = [child for child in element if wire.local(child) == step]
        if children:
            yield from walk(children, rest)
        if not rest:
            yield from (value for name, value in element.attrib.items() if name.split("}")[-1] == step.split(":")[-1])


def beyond_schema(bodies):
    """For compare: judges leaves that only Drift has by the bodies that boto3 got, before and after Drift asked."""

    read = []

    def judge(path, value):
        if not read:
            read.extend(map(read_body, bodies))
        before, after = (find_in_body(body, path) for body in read)
        if stands(before, value) or stands(after, value):
            return Beyond(value)
        moves = isinstance(value, str) and MISSING not in (before, after) and before and after and before != after
        return Moving(str(before), str(after)) if moves else None

    return judge


def unread(body, drift):
    """Paths of leaves of a body that Drift lacks. XML is left out: without its schema a list cannot be told from a structure."""
    read, here = read_body(body), dict(leaves(drift))
    if body.decode(errors="replace") in here.values():
        return []  # the body is a member's text
    return [path for path, _ in leaves(read) if path not in here] if isinstance(read, dict) else []


def stands(found, value):
    if isinstance(found, set):
        return isinstance(value, str) and value in found
    return found is not MISSING and type(found) is type(value) and found == value


def moved(before, after):
    """The tree of before, with what was otherwise after."""
    tree, there = json_copy(before), dict(leaves(after))
    for path, value in list(leaves(before)):
        if path and path in there and not is_alike(value, there[path]):
            put(tree, path, Moving(value, there[path]))
    return tree


def is_alike(one, other):
    return type(one) is type(other) and one == other


def json_copy(value):
    if isinstance(value, dict):
        return {key: json_copy(inner) for key, inner in value.items()}
    return [json_copy(inner) for inner in value] if isinstance(value, list) else value
