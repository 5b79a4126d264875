#!/usr/bin/env python3
"""Stands between a client of AWS and moto: cuts answers into pages, invents fields in them, and lets them go wrong.

    PYTHON=$(tests/scripts/moto python)
    $PYTHON tests/aws/proxy.py DIR/moto.json [--pages N] [--invent [ACCOUNT=]VALUE]... [--everywhere] [--rules FILE]
    $PYTHON tests/aws/proxy.py --self-test DIR/moto.json --account 111111111111 --region eu-west-1 [--pages N] \\
      tests/aws/truth.txt tests/aws/details.txt

It prints {"url": URL} when it listens, on a free port of loopback, and ends when its standard input is closed, at SIGTERM
or SIGINT: it is to be held by a pipe. What nothing is said about passes as moto said it.

--pages N       Each list that has a paginator in botocore comes in pages of N items, under tokens of the proxy's own. A token is
                good for the request that it was given for: with another filter, in another region, or without the other tokens
                that came with it, it is refused. A page size that is asked for is not heeded.
--invent VALUE  The items of each result have a field that AWS's schema does not know, DriftInvented, and two that hold what must
                never be shown, DriftInventedSecret and DriftInventedNote (SECRETS, below). An answer without a list has them at
                its top and at the top of each structure in it; --everywhere is every structure at every depth.
--self-test     Compares what boto3's paginators give through the proxy with what they give without it, for the calls of the
                files (those of truth.py). Ends with 1 if something differs.

While it runs:

    PUT /drift-proxy/rules      a list of rules (JSON); DELETE takes all away, GET shows them with their counts
    GET /drift-proxy/log        what was asked: service, operation, region, account, status, page, pages, rule, and `whole`: why a
                                list was not cut; DELETE empties it

A rule is {"match": {...}, "nth": [1, 3], "then": {...}}. `match` has globs for service, operation, region and account, as
botocore calls them, and page, a number; what is left out is anything. Each rule counts the requests that it matches; the first
one that matches befalls the request, unless `nth` has other numbers. `then` is one of:

    {"status": 503, "code": "SlowDown", "message": "...", "retry_after": 1}   an error in the protocol of the operation
    {"error": "throttled"}      the same with the status and the code that this service uses; others are in ERRORS, below
    {"reset": true}             a reset of the connection; with "after": BYTES or "half", after so much of the body
    {"stall": SECONDS}          no byte comes for so long, then the connection is closed; "after" as with reset
    {"truncate": BYTES}         the body ends there, its announced length does not; "half" is possible
    {"delay": SECONDS}          it is answered later
    {"content_type": TEXT}      the answer has this type
    {"replace": [TEXT, TEXT]}   the second stands in the body instead of the first
    {"answer": JSON}            200 with this body, for what moto does not have
    {"pages": N}                this list comes in pages of N
    {"repeat_token": true}      each page, also the last, has the token of the second one
    {"endless": true}           each page is the first one, and has a new token
    {"html": true}              200 with the page of a captive portal
    {"body": "empty"}           200 without a body
    {"body": "xml-bomb"}        a billion laughs, in the root that the answer has
    {"body": "not-utf8"}        the answer has bytes in it that are no UTF-8
    {"body": "deep", "levels": 100000}          the answer has structures within structures in it
    {"body": "huge", "mb": 200, "gzip": true}   the answer has a text of so many MB in it; it is streamed; gzip may be left out

What is put into an answer stands in the first item of its result, or at its top; with "at": "top", always there.
What the proxy deliberately does not know: Drift, and what it asks for; all it knows of AWS is in the models of botocore. It does
not sign: where moto checks signatures, what has a page size or a token is refused. It does not read CBOR.
"""

import argparse
import collections
import contextlib
import fnmatch
import functools
import gzip
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import struct
import sys
import threading
import time
import typing
import urllib.parse
import xml.parsers.expat
import zlib
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True  # nothing is left in the source tree

import botocore.model
import botocore.session

TOKEN = re.compile(r"drift-page-(\d+)-([0-9a-f]{8})")
SECRETS = {"DriftInventedSecret": "AKIAIOSFODNN7EXAMPLE", "DriftInventedNote": "password=hunter2-invented"}
# What a result list has inside of it, where its items are not the things that are described.
INNER = {("ec2", "DescribeInstances"): "Instances"}
# What each way of failing is called, by protocol; (status, code).
ERRORS = {
    "throttled": {
        "ec2": (503, "RequestLimitExceeded"), "query": (400, "Throttling"),
        "s3": (503, "SlowDown"), "rest-xml": (400, "Throttling"),
        "rest-json": (429, "TooManyRequestsException"), "json": (400, "ThrottlingException"),
    },
    "denied": {
        "ec2": (403, "UnauthorizedOperation"), "query": (403, "AccessDenied"),
        "s3": (403, "AccessDenied"), "rest-xml": (403, "AccessDenied"),
        "rest-json": (403, "AccessDeniedException"), "json": (400, "AccessDeniedException"),
    },
    "expired": {
        "ec2": (400, "RequestExpired"), "query": (403, "ExpiredToken"),
        "s3": (400, "ExpiredToken"), "rest-xml": (403, "ExpiredToken"),
        "rest-json": (403, "ExpiredTokenException"), "json": (400, "ExpiredTokenException"),
    },
    "unsigned": {
        "ec2": (403, "SignatureDoesNotMatch"), "query": (403, "SignatureDoesNotMatch"),
        "s3": (403, "SignatureDoesNotMatch"), "rest-xml": (403, "SignatureDoesNotMatch"),
        "rest-json": (403, "InvalidSignatureException"), "json": (400, "InvalidSignatureException"),
    },
    "unknown_key": {
        "ec2": (401, "AuthFailure"), "query": (403, "InvalidClientTokenId"),
        "s3": (403, "InvalidAccessKeyId"), "rest-xml": (403, "InvalidClientTokenId"),
        "rest-json": (403, "UnrecognizedClientException"), "json": (400, "UnrecognizedClientException"),
    },
    "failed": {
        "ec2": (500, "InternalError"), "query": (500, "InternalFailure"),
        "s3": (500, "InternalError"), "rest-xml": (500, "InternalFailure"),
        "rest-json": (500, "ServiceException"), "json": (500, "InternalServerError"),
    },
}
FAULTS = {
    "status", "error", "reset", "stall", "truncate", "delay", "content_type", "pages", "repeat_token", "endless", "html", "body",
    "replace", "answer",
}
DETAILS = {"code", "message", "retry_after", "after", "mb", "gzip", "levels", "at"}
BODIES = {"empty", "xml-bomb", "not-utf8", "deep", "huge"}
PORTAL = b"""<!DOCTYPE html>
<html><head><title>Welcome</title></head><body><h1>Guest network</h1><p>Accept the terms to go on.</p></body></html>
"""
OWN_HEADERS = {"connection", "content-length", "transfer-encoding", "keep-alive"}
OF_THE_BODY = {"x-amz-crc32", "content-md5", "etag", "x-amz-checksum-crc32"}


class Operation(typing.NamedTuple):
    """What is asked for, and how it is spelt on the wire."""

    service: str
    name: str
    model: object
    protocol: str
    paginator: dict

    def dialect(self):
        return "s3" if self.service == "s3" else self.protocol


class Answer(typing.NamedTuple):
    status: int
    headers: list
    body: bytes

    def with_body(self, body):
        headers = [(name, value) for name, value in self.headers if name.lower() not in OF_THE_BODY]
        return Answer(self.status, headers, body)

    def with_header(self, name, value):
        headers = [(known, said) for known, said in self.headers if known.lower() != name.lower()]
        return Answer(self.status, headers + [(name, value)], self.body)


class Request(typing.NamedTuple):
    """A request, of which single parameters can be taken: a parameter is where it stands, and its name there."""

    method: str
    target: str
    headers: list
    body: bytes

    def header(self, name):
        return next((value for known, value in self.headers if known.lower() == name), "")

    def path(self):
        return self.target.partition("?")[0]

    def query(self):
        return urllib.parse.parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    def form(self):
        if "x-www-form-urlencoded" not in self.header("content-type"):
            return {}
        return urllib.parse.parse_qs(self.body.decode("latin-1"), keep_blank_values=True)

    def get(self, where, name):
        if where == "header":
            return self.header(name.lower()) or None
        if where == "json":
            return (json.loads(self.body or b"{}") or {}).get(name)
        return (self.query() if where == "query" else self.form()).get(name, [None])[0]

    def without(self, where, name):
        if where == "header":
            return self._replace(headers=[pair for pair in self.headers if pair[0].lower() != name.lower()])
        if where == "query":
            path, _, query = self.target.partition("?")
            left = without_part(query, name)
            return self._replace(target=f"{path}?{left}" if left else path)
        if where == "form":
            return self._replace(body=without_part(self.body.decode("latin-1"), name).encode("latin-1"))
        if self.get(where, name) is None:
            return self
        document = Json(self.body)
        document.set(document.root, name, None)
        return self._replace(body=document.done())

    def including(self, where, name, value):
        stripped = self.without(where, name)
        part = f"{urllib.parse.quote(name, safe='')}={urllib.parse.quote(str(value), safe='')}"
        if where == "header":
            return stripped._replace(headers=stripped.headers + [(name, str(value))])
        if where == "query":
            return stripped._replace(target=stripped.target + ("&" if "?" in stripped.target else "?") + part)
        if where == "form":
            return stripped._replace(body=stripped.body + b"&" + part.encode())
        document = Json(stripped.body or b"{}")
        document.set(document.root, name, json.dumps(value))
        return stripped._replace(body=document.done())

    def meaning(self):
        """The same for all requests that differ in no parameter."""
        form = self.form()
        body = form or (json.loads(self.body) if self.body.lstrip()[:1] == b"{" else self.body.decode("latin-1"))
        return json.dumps([self.method, self.path(), sorted(self.query().items()), body], sort_keys=True)


def without_part(text, name):
    """Raw, for what is left must not be spelt otherwise."""
    return "&".join(part for part in text.split("&") if urllib.parse.unquote_plus(part.partition("=")[0]) != name)


# ---- Which operation a request is for


class Catalogue:
    """The services that botocore knows; a model is loaded when the first request is for it."""

    def __init__(self):
        self.session = botocore.session.get_session()
        self.loader = self.session.get_component("data_loader")
        self.by_signing, self.by_target = collections.defaultdict(list), collections.defaultdict(list)
        self.routes, self.lock = {}, threading.RLock()
        for name in sorted(self.loader.list_available_services("service-2")):
            metadata = self.head(name)
            signing = metadata.get("signingName", metadata.get("endpointPrefix"))
            # Of several under one name, the one that is called so comes first.
            self.by_signing[signing].insert(0 if name == signing else len(self.by_signing[signing]), name)
            self.by_target[metadata.get("targetPrefix")].append(name)

    def head(self, service):
        """The metadata, without the rest of the model: that of 400 services takes half a minute."""
        version = self.loader.determine_latest_version(service, "service-2")
        for folder in self.loader.search_paths:
            file = pathlib.Path(folder, service, version, "service-2.json.gz")
            if file.exists():
                with gzip.open(file, "rt") as text:
                    start = text.read(6000)
                return json.JSONDecoder().raw_decode(start[start.index("{", start.index('"metadata"')) :])[0]
        return self.loader.load_service_model(service, "service-2")["metadata"]

    @functools.lru_cache(maxsize=None)
    def service(self, name):
        return self.session.get_service_model(name)

    @functools.lru_cache(maxsize=None)
    def paginators(self, name):
        try:
            return self.loader.load_service_model(name, "paginators-1")["pagination"]
        except Exception:  # botocore has no common base for: there is none
            return {}

    def recognise(self, request):
        """The operation and the region; of what is not known, None."""
        with self.lock:
            scope = re.search(r"Credential=[^/]*/\d*/([^/]*)/([^/]*)/", request.header("authorization"))
            region, signing = scope.groups() if scope else (None, None)
            found = self.by_header(request, signing) or self.by_action(request, signing) or self.by_route(request, signing)
            return found and self.operation(*found), region

    def operation(self, service, name, protocol):
        if name not in self.service(service).operation_names:
            return None
        model = self.service(service).operation_model(name)
        return Operation(service, name, model, protocol, self.paginators(service).get(name))

    def by_header(self, request, signing):
        prefix, _, name = request.header("x-amz-target").rpartition(".")
        known = self.by_target.get(prefix, []) if prefix else []
        best = sorted(known, key=lambda service: service not in self.by_signing.get(signing, []))
        return (best[0], name, "json") if best else None

    def by_action(self, request, signing):
        given = request.form() or request.query()
        name, version = given.get("Action", [""])[0], given.get("Version", [""])[0]
        for service in self.by_signing.get(signing, []) if signing else self.by_signing["sts"]:
            model = self.service(service)
            if name in model.operation_names and model.api_version == version:
                return service, name, "ec2" if model.metadata["protocol"] == "ec2" else "query"
        return None

    def by_route(self, request, signing):
        smithy = re.fullmatch(r"/service/[^/]+/operation/(\w+)", request.path())
        best = None
        for service in self.by_signing.get(signing, []):
            if smithy and smithy[1] in self.service(service).operation_names:
                return service, smithy[1], "cbor"
            for route in self.routes_of(service):
                rank = route.rank(request)
                if rank and (best is None or rank > best[0]):
                    best = rank, (service, route.name, route.protocol)
        return best and best[1]

    def routes_of(self, service):
        if service not in self.routes:
            model = self.service(service)
            rest = model.metadata["protocol"].startswith("rest-")
            self.routes[service] = [Route(model.operation_model(name), model) for name in model.operation_names if rest]
        return self.routes[service]


class Route:
    """Method, path and query of an operation."""

    def __init__(self, operation, service):
        path, _, query = operation.http["requestUri"].partition("?")
        self.name, self.method, self.protocol = operation.name, operation.http["method"], service.metadata["protocol"]
        self.query = urllib.parse.parse_qs(query, keep_blank_values=True)
        self.literal, self.current = len(re.sub(r"\{[^}]*\}", "", path)), not operation.deprecated
        parts = re.split(r"(\{[^}]*\})", path)
        self.path = re.compile("".join(self.part(part) for part in parts) + "/?")
        shape = operation.input_shape
        places = {member: inner.serialization for member, inner in (shape.members if shape else {}).items()}
        required = [places[name] for name in (shape.required_members if shape else [])]
        self.required = {place["name"] for place in required if place.get("location") == "querystring"}

    @staticmethod
    def part(part):
        if not part.startswith("{"):
            return re.escape(part)
        return ".+" if part.endswith("+}") else "[^/]+"

    def rank(self, request):
        """How well it fits: by the path first, then by the query. Some have an old operation beside the one of today."""
        asked = request.query()
        fits = self.method == request.method and self.path.fullmatch(request.path())
        fits = fits and all(asked.get(name) == value for name, value in self.query.items()) and self.required <= asked.keys()
        return (self.literal, len(self.query), len(self.required), self.current) if fits else None


# ---- Bodies, of which parts are taken and replaced as they stand there


class Json:
    """A place is the span of a value in the text."""

    def __init__(self, body):
        self.text, self.edits, self.known = body.decode(), [], {}
        self.root = self.value(self.skip(0))

    def skip(self, at):
        while self.text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
            at += 1
        return at

    def value(self, start):
        return start, json.JSONDecoder(strict=False).raw_decode(self.text, start)[1]

    def members(self, place):
        """Name to (where the member starts, the place of its value), in their order."""
        if place not in self.known:
            found, at = {}, self.skip(place[0] + 1)
            while self.text[place[0]] == "{" and self.text[at] != "}":
                name, end = json.JSONDecoder(strict=False).raw_decode(self.text, at)
                value = self.value(self.skip(self.text.index(":", end) + 1))
                found[name] = at, value
                at = self.skip(value[1])
            self.known[place] = found
        return self.known[place]

    def get(self, place, name):
        found = self.members(place).get(name, (0, None))[1]
        return None if found is None or self.raw(found) == "null" else found

    def scalar(self, place):
        return json.loads(self.raw(place))

    def elements(self, place):
        found, at = [], self.skip(place[0] + 1)
        while self.text[place[0]] == "[" and self.text[at] != "]":
            found.append(self.value(at))
            at = self.skip(found[-1][1])
        return found

    def items(self, place, name, _shape):
        found = self.get(place, name)
        return self.elements(found) if found else []

    def values(self, place, _shape):
        """Those of a map."""
        return [value for _, value in self.members(place).values()]

    def is_structure(self, place):
        return self.text[place[0]] == "{"

    def raw(self, place):
        return self.text[place[0] : place[1]]

    def set_items(self, place, name, _shape, raws):
        if self.get(place, name) or raws:
            self.set(place, name, "[" + ",".join(raws) + "]")

    def set(self, place, name, value):
        """Sets a member to a text that is JSON; None takes it away."""
        members = list(self.members(place).items())
        known = [number for number, (member, _) in enumerate(members) if member == name]
        if not known:
            if value is not None:
                self.put(place, f"{json.dumps(name)}:{value}")
            return
        start, (begin, end) = members[known[0]][1]
        if value is not None:
            self.edits.append((begin, end, value))
        elif known[0] + 1 < len(members):
            self.edits.append((start, members[known[0] + 1][1][0], ""))
        else:
            self.edits.append((members[known[0] - 1][1][1][1] if known[0] else start, end, ""))

    def set_text(self, place, name, text):
        self.set(place, name, None if text is None else json.dumps(text))

    def set_truth(self, place, name, truth):
        self.set(place, name, json.dumps(truth))

    def put(self, place, text):
        self.edits.append((place[0] + 1, place[0] + 1, text + ("," if self.members(place) else "")))

    def put_member(self, place, name, text):
        self.put(place, f"{json.dumps(name)}:{json.dumps(text)}")

    def done(self):
        return replaced(self.text, self.edits, "").encode()

    def opened(self, place, name):
        """What stands before and after the text of a new member."""
        before = self.text[: place[0] + 1] + f'{json.dumps(name)}:"'
        return before.encode(), ('"' + ("," if self.members(place) else "") + self.text[place[0] + 1 :]).encode()

    def nested(self, place, levels):
        self.put(place, '"DriftDeep":' + '{"a":' * levels + "1" + "}" * levels)


class Element:
    """An element and where it stands: `<name>` begins at start and ends at inner, `</name>` from close to end."""

    def __init__(self, name, start):
        self.name, self.start, self.children = name, start, []
        self.inner = self.close = self.end = None


class Xml:
    """A place is an element."""

    def __init__(self, body):
        self.body, self.edits, self.open = body, [], []
        self.root = None
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.finish
        self.parser.Parse(body, True)

    def start(self, name, _attributes):
        element = Element(name.rpartition(":")[2], self.parser.CurrentByteIndex)
        # A `>` may stand in the value of an attribute.
        tag = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>").match(self.body, element.start)
        element.inner = tag.end()
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def finish(self, _name):
        element = self.open.pop()
        at = self.parser.CurrentByteIndex
        if self.body[element.inner - 2 : element.inner] == b"/>":
            element.close = element.end = element.inner
        else:
            element.close, element.end = at, self.body.index(b">", at) + 1

    def get(self, place, name):
        return next((child for child in place.children if child.name == name), None)

    def scalar(self, place):
        text = self.body[place.inner : place.close].decode().strip()
        for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
            text = text.replace(entity, letter)
        return {"true": True, "false": False}.get(text, text)

    def items(self, place, name, shape):
        if shape.serialization.get("flattened"):
            return [child for child in place.children if child.name == name]
        found = self.get(place, name)
        return found.children if found else []

    def values(self, place, shape):
        """Those of a map."""
        wanted = shape.value.serialization.get("name", "value")
        return [child for entry in place.children for child in entry.children if child.name == wanted]

    def is_structure(self, place):
        """Where there is text, a structure is spelt as one of its members."""
        return bool(place.children) or not self.body[place.inner : place.close].strip()

    def raw(self, place):
        return self.body[place.start : place.end]

    def set_items(self, place, name, shape, raws):
        old = self.items(place, name, shape)
        if old:
            self.edits.append((old[0].start, old[0].end, b"".join(raws)))
            self.edits += [(item.start, item.end, b"") for item in old[1:]]
        elif raws:
            new, found = b"".join(raws), self.get(place, name)
            if not shape.serialization.get("flattened"):
                new = b"<%s>%s</%s>" % (name.encode(), new, name.encode())
            if found:
                self.edits.append((found.start, found.end, new))
            else:
                self.put(place, new)

    def set_text(self, place, name, text):
        old = self.get(place, name)
        new = b"" if text is None else b"<%s>%s</%s>" % (name.encode(), escape(text).encode(), name.encode())
        if old:
            self.edits.append((old.start, old.end, new))
        elif new:
            self.put(place, new)

    def set_truth(self, place, name, truth):
        self.set_text(place, name, "true" if truth else "false")

    def put(self, place, new):
        if place.close != place.end:
            self.edits.append((place.inner, place.inner, new))
            return
        tag = self.body[place.start : place.end - 2].rstrip()
        name = re.match(rb"<([^\s/>]+)", tag)[1]
        self.edits.append((place.start, place.end, tag + b">" + new + b"</" + name + b">"))

    def put_member(self, place, name, text):
        self.put(place, b"<%s>%s</%s>" % (name.encode(), escape(text).encode(), name.encode()))

    def done(self):
        return replaced(self.body, self.edits, b"")

    def opened(self, place, name):
        """What stands before and after the text of a new member."""
        self.put(place, b"<%s>\0</%s>" % (name.encode(), name.encode()))
        before, _, after = self.done().partition(b"\0")
        return before, after

    def nested(self, place, levels):
        self.put(place, b"<DriftDeep>" + b"<a>" * levels + b"</a>" * levels + b"</DriftDeep>")


def replaced(text, edits, empty):
    parts, at = [], 0
    # Of several at one place, each stands behind the one that was made before.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = end
    return empty.join([*parts, text[at:]])


def wire_name(name, shape):
    """As botocore's parsers have it: a flattened list stands under the name of its items."""
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        inner = shape.member.serialization.get("name")
        if inner is not None:
            return inner
    return shape.serialization.get("name", name)


def opened(operation, body):
    """The body as a document, the place where the output stands, and the shape that it has there."""
    shape = operation.model.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    if payload:
        shape = shape.members[payload]
    if shape is None or shape.type_name != "structure" or not body.strip() or operation.protocol == "cbor":
        return None
    document = Json(body) if operation.protocol in ("json", "rest-json") else Xml(body)
    place = document.root
    wrapper = operation.model.output_shape.serialization.get("resultWrapper")
    if wrapper and isinstance(document, Xml):
        place = document.get(place, wrapper) or place
    return document, place, shape


# ---- Pages


class Paging:
    """What a paginator of botocore says, in the names of the wire."""

    def __init__(self, operation):
        self.whole = None
        paginator, output = operation.paginator, operation.model.output_shape
        try:
            if operation.protocol == "cbor":
                raise ValueError("it is CBOR")
            names = listed(paginator["input_token"]) + listed(paginator.get("limit_key") or [])
            given = [self.parameter(operation, name) for name in names]
            self.tokens = given[: len(listed(paginator["input_token"]))]
            self.limits = given[len(self.tokens) :]
            self.outputs = [self.path(output, name.split("||")[0].strip()) for name in listed(paginator["output_token"])]
            self.more = self.path(output, paginator["more_results"]) if "more_results" in paginator else None
            results = [self.path(output, name) for name in listed(paginator["result_key"])]
            self.results = [path for path in results if path[-1][1].type_name == "list"]
            self.check()
        except ValueError as why:
            self.whole = str(why)

    def check(self):
        if not self.results:
            raise ValueError("its result is no list")
        for path in self.outputs:
            if path[-1][1].type_name != "string":
                raise ValueError(f"its token is a {path[-1][1].type_name}")

    @staticmethod
    def parameter(operation, name):
        """Where a parameter stands in a request, and what it is called there."""
        shape = operation.model.input_shape.members.get(name)
        if shape is None:
            raise ValueError(f"{name} is not in the input")
        said, location = shape.serialization, shape.serialization.get("location")
        if location in ("querystring", "header"):
            return location.replace("querystring", "query"), said.get("name", name)
        if location or operation.protocol == "rest-xml":
            raise ValueError(f"{name} is in the {location or 'body'} of the request")
        wire = said.get("name", name)
        if operation.protocol == "ec2":
            return "form", said.get("queryName") or wire[:1].upper() + wire[1:]
        return "form" if operation.protocol == "query" else "json", wire

    @staticmethod
    def path(output, text):
        """The members that lead there, with their shapes."""
        found, shape = [], output
        for name in text.split("."):
            if shape.type_name != "structure" or name not in shape.members:
                raise ValueError(f"{text} is no place in the output")
            if shape.members[name].serialization.get("location"):
                raise ValueError(f"{text} is in a header of the answer")
            found.append((wire_name(name, shape.members[name]), shape.members[name]))
            shape = shape.members[name]
        return found[1:] if output.serialization.get("payload") == text.split(".")[0] else found


def listed(value):
    return value if isinstance(value, list) else [value]


def parent(document, place, path):
    """The structure that has the last member of the path."""
    for name, _ in path[:-1]:
        place = place and document.get(place, name)
    return place


def said_at(document, place, path):
    place = parent(document, place, path)
    found = place and document.get(place, path[-1][0])
    return document.scalar(found) if found else None


def tokens_for(paging, offset, digest):
    """A token for each that the operation has: what a schema has values for gets one of these."""
    found = []
    for number, path in enumerate(paging.outputs):
        values = path[-1][1].enum
        found.append(values[offset % len(values)] if values else f"drift-page-{offset}-{digest}" + f"-{number}" * (number > 0))
    return found


class Pages:
    """Cuts complete answers."""

    def __init__(self, moto):
        self.moto = moto
        self.lock, self.known = threading.Lock(), {}

    def paging(self, operation):
        with self.lock:
            key = operation.service, operation.name, operation.protocol
            if key not in self.known:
                self.known[key] = Paging(operation)
            return self.known[key]

    def asked(self, operation, request):
        """Where in the list the request goes on."""
        paging = self.paging(operation)
        if paging.whole:
            return 0
        token = TOKEN.match(str(request.get(*paging.tokens[0]) or ""))
        return int(token[1]) if token else 0

    def answer(self, operation, request, region, size, fault, entry):
        paging = self.paging(operation)
        if paging.whole:
            entry["whole"] = paging.whole
            return self.moto.ask(request)
        given = [request.get(*token) for token in paging.tokens]
        bare = request
        for parameter in paging.tokens + paging.limits:
            bare = bare.without(*parameter)
        digest = hashlib.sha1(f"{region} {bare.meaning()}".encode()).hexdigest()[:8]
        offset = self.asked(operation, request)
        wanted = tokens_for(paging, offset, digest) if offset else [None] * len(given)
        if [value or None for value in given] != wanted:
            entry["whole"] = "the token is of another request"
            return refusal(operation, 400, "InvalidNextToken", "This token was not given for this request.")
        return self.cut(operation, paging, bare, (size, offset, digest, fault), entry)

    def cut(self, operation, paging, request, where, entry):
        size, offset, digest, fault = where
        answer, bodies = self.complete(operation, paging, request)
        if not bodies:
            entry["whole"] = "it is no list"
            return answer
        document, place, _ = bodies[0]
        found = [(number, raw) for number in range(len(paging.results)) for raw in self.raws(bodies, paging.results[number])]
        start = 0 if fault == "endless" else offset
        page = found[start : start + size]
        for number, path in enumerate(paging.results):
            inside = parent(document, place, path)
            if inside is not None:
                document.set_items(inside, *path[-1], [raw for key, raw in page if key == number])
        follow = offset + size if start + size < len(found) or fault == "endless" else None
        if fault == "repeat_token":
            follow = size
        tokens = tokens_for(paging, follow, digest) if follow else [None] * len(paging.outputs)
        for path, token in zip(paging.outputs, tokens):
            document.set_text(parent(document, place, path) or place, path[-1][0], token)
        if paging.more:
            document.set_truth(parent(document, place, paging.more) or place, paging.more[-1][0], follow is not None)
        entry["page"], entry["pages"] = offset // size + 1, max(1, -(-len(found) // size))
        return answer.with_body(document.done())

    @staticmethod
    def raws(bodies, path):
        for document, place, _ in bodies:
            inside = parent(document, place, path)
            for item in document.items(inside, *path[-1]) if inside is not None else []:
                yield document.raw(item)

    def complete(self, operation, paging, request):
        """The first answer, and the bodies of all pages that moto has."""
        answer, bodies, asked, seen = None, [], request, set()
        while True:
            latest = self.moto.ask(asked)
            body = opened(operation, latest.body) if latest.status < 300 else None
            if body is None:
                return latest, []
            answer, bodies = answer or latest, [*bodies, body]
            if paging.more and said_at(*body[:2], paging.more) is not True:
                return answer, bodies
            tokens = [said_at(*body[:2], path) for path in paging.outputs]
            if not any(tokens) or str(tokens) in seen:
                return answer, bodies
            seen.add(str(tokens))
            asked = request
            for parameter, token in zip(paging.tokens, tokens):
                asked = asked.including(*parameter, token) if token else asked


# ---- What is put into answers


def structures(operation, document, place, shape):
    """The places of what the answer is about: the items of its result, or it and the structures in it."""
    paginator, items, others = operation.paginator, [], []
    for name, member in shape.members.items():
        if member.serialization.get("location") or member.serialization.get("xmlAttribute"):
            continue
        wire = wire_name(name, member)
        if member.type_name == "list" and member.member.type_name == "structure":
            items += [(item, member.member) for item in document.items(place, wire, member)]
        elif member.type_name == "structure" and not paginator and document.get(place, wire):
            others.append(document.get(place, wire))
    inner = INNER.get((operation.service, operation.name))
    found = [item for item, _ in items]
    for item, item_shape in items if inner else []:
        found += document.items(item, wire_name(inner, item_shape.members[inner]), item_shape.members[inner])
    return found + others + ([] if items or paginator else [place])


def all_structures(document, place, shape):
    if shape.type_name == "structure":
        yield place
        for name, member in shape.members.items():
            wire = wire_name(name, member)
            if member.type_name == "list":
                for item in document.items(place, wire, member):
                    yield from all_structures(document, item, member.member)
            elif member.type_name in ("structure", "map") and document.get(place, wire):
                yield from all_structures(document, document.get(place, wire), member)
    elif shape.type_name == "map":
        for value in document.values(place, shape):
            yield from all_structures(document, value, shape.value)
    elif shape.type_name == "list" and isinstance(document, Json):
        for item in document.elements(place):
            yield from all_structures(document, item, shape.member)


def invented(operation, answer, value, everywhere):
    """The answer with fields that no schema knows."""
    body = opened(operation, answer.body) if answer.status < 300 and operation else None
    if body is None:
        return answer
    document, place, shape = body
    chosen = all_structures(document, place, shape) if everywhere else structures(operation, document, place, shape)
    for found in list(chosen):
        if document.is_structure(found):
            for name, text in [*SECRETS.items(), ("DriftInvented", value)]:
                document.put_member(found, name, text)
    return answer.with_body(document.done())


def first_place(operation, answer, top):
    """The first item of the result, or the top."""
    body = opened(operation, answer.body) if operation else None
    if body is None:
        return None
    document, place, shape = body
    found = [] if top else structures(operation, document, place, shape)
    # In DescribeInstances the first is the reservation, the last an instance.
    chosen = (found[-1:] if (operation.service, operation.name) in INNER else found[:1]) or [place]
    return document, chosen[0] if document.is_structure(chosen[0]) else place


# ---- Faults


def refusal(operation, status, code, message):
    """An error, as the protocol has them."""
    dialect = operation.dialect() if operation else "query"
    headers = [("x-amzn-RequestId", "00000000-0000-4000-8000-000000000000")]
    if dialect in ("json", "rest-json", "cbor"):
        version = operation.model.service_model.metadata.get("jsonVersion", "1.1")
        body = {"message": message}
        if dialect == "rest-json":
            headers += [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)]
        else:
            # The older version has the name of a namespace before that of the error.
            body = {"__type": ("com.amazonaws.drift#" if version == "1.0" else "") + code, **body}
            headers += [("Content-Type", f"application/x-amz-json-{version}")]
            if "awsQueryCompatible" in operation.model.service_model.metadata:
                headers += [("x-amzn-query-error", f"{code};{'Sender' if status < 500 else 'Receiver'}")]
        return Answer(status, headers, json.dumps(body).encode())
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    request_id = "00000000-0000-4000-8000-000000000000"
    text = {
        "ec2": f"<Response><Errors><Error>{error}</Error></Errors><RequestID>{request_id}</RequestID></Response>",
        "s3": f"<Error>{error}<RequestId>{request_id}</RequestId><HostId>host</HostId></Error>",
    }.get(dialect, f"<ErrorResponse><Error>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>")
    kind = "application/xml" if dialect == "s3" else "text/xml"
    return Answer(status, [*headers, ("Content-Type", kind)], b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode())


def error_of(operation, then):
    dialect = operation.dialect() if operation else "query"
    kind = then.get("error")
    if kind is None:
        kind = {429: "throttled", 503: "throttled", 401: "unknown_key", 403: "denied"}.get(then["status"], "failed")
    status, code = ERRORS[kind].get(dialect, ERRORS[kind]["json"])
    code, message = then.get("code", code), then.get("message", f"The proxy said {kind.replace('_', ' ')}.")
    answer = refusal(operation, then.get("status", status), code, message)
    return answer.with_header("Retry-After", str(then["retry_after"])) if "retry_after" in then else answer


def bomb(operation):
    name = operation.name if operation else "Unknown"
    root = f"{name}Response"
    if operation and operation.protocol == "rest-xml" and operation.model.output_shape is not None:
        root = operation.model.output_shape.name
    entities = '<!ENTITY a0 "haha">' + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    wrapped = f"<{name}Result><x>&a9;</x></{name}Result>"
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}>{wrapped}<x>&a9;</x></{root}>'.encode()


def spoilt(operation, answer, then):
    """The answer with the body that a fault gives it; a huge one is in parts, and the middle one has a length."""
    if then["body"] == "empty":
        return answer.with_body(b"")
    if then["body"] == "xml-bomb":
        return answer.with_body(bomb(operation)).with_header("Content-Type", "text/xml")
    found = first_place(operation, answer, then.get("at") == "top")
    if found is None:
        found = Json(b"{}"), (0, 2)
    document, place = found
    if then["body"] == "deep":
        document.nested(place, then.get("levels", 100_000))
        return answer.with_body(document.done())
    before, after = document.opened(place, "DriftPadding")
    if then["body"] == "not-utf8":
        return answer.with_body(before + b"caf\xe9 \xff\xfe" + after)
    return answer.with_body((before, then.get("mb", 200) << 20, after))


class Rules:
    """What befalls whom. Each counts the requests that it matches."""

    def __init__(self):
        self.lock, self.rules, self.counts = threading.Lock(), [], []

    def replace(self, rules):
        for rule in rules:
            self.check(rule)
        with self.lock:
            self.rules, self.counts = rules, [0] * len(rules)

    @staticmethod
    def check(rule):
        """A misspelt rule would be a test that tests nothing."""
        then, match = rule.get("then", {}), rule.get("match", {})
        kinds = FAULTS & then.keys()
        wrong = rule.keys() - {"match", "nth", "then"} | match.keys() - {"service", "operation", "account", "region", "page"}
        wrong |= then.keys() - FAULTS - DETAILS
        if wrong or len(kinds) != 1 or then.get("body", "empty") not in BODIES or then.get("error", "failed") not in ERRORS:
            raise ValueError(f"what is {json.dumps(rule)}?")

    def befall(self, seen):
        """The number of the rule and what it does."""
        with self.lock:
            found = None, {}
            for number, rule in enumerate(self.rules):
                if not self.matches(rule.get("match", {}), seen):
                    continue
                self.counts[number] += 1
                if found[0] is None and ("nth" not in rule or self.counts[number] in rule["nth"]):
                    found = number, rule["then"]
            return found

    @staticmethod
    def matches(match, seen):
        return all(
            seen[name] == wanted if name == "page" else fnmatch.fnmatchcase(str(seen[name] or ""), wanted)
            for name, wanted in match.items()
        )

    def shown(self):
        return [{**rule, "count": count} for rule, count in zip(self.rules, self.counts)]


# ---- Both ends


class Moto:
    """moto, asked on a new connection each time: it closes them itself."""

    def __init__(self, url):
        self.url = url
        self.host = urllib.parse.urlsplit(url).netloc

    def ask(self, request):
        connection = http.client.HTTPConnection(self.host, timeout=120)
        with contextlib.closing(connection):
            connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                if name.lower() not in OWN_HEADERS | {"expect"}:
                    connection.putheader(name, value)
            if request.body or request.method in ("POST", "PUT"):
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            headers = [pair for pair in response.getheaders() if pair[0].lower() not in OWN_HEADERS]
            return Answer(response.status, headers, response.read())


class Accounts:
    """Which account a key is of, as the answers that pass say."""

    def __init__(self):
        self.known = {}

    @staticmethod
    def key(request):
        found = re.search(r"Credential=([^/]*)/", request.header("authorization"))
        return found[1] if found else None

    def of(self, request):
        return request.header("x-moto-account-id") or self.known.get(self.key(request))

    def learn(self, operation, request, answer):
        if not operation or operation.service != "sts" or answer.status >= 300:
            return
        role = re.match(r"arn:[^:]*:iam::(\d{12}):", request.form().get("RoleArn", [""])[0])
        key = re.search(rb"<AccessKeyId>\s*([^<\s]*)", answer.body)
        if role and key:
            self.known[key[1].decode()] = role[1]
        own = re.search(rb"<Account>\s*(\d{12})", answer.body)
        if own and operation.name == "GetCallerIdentity":
            self.known[self.key(request)] = own[1].decode()


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 128

    def __init__(self, url, pages=None, inventions=(), everywhere=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.moto, self.catalogue, self.rules, self.accounts = Moto(url), Catalogue(), Rules(), Accounts()
        self.pages, self.size, self.everywhere = Pages(self.moto), pages, everywhere
        self.inventions = dict(text.rpartition("=")[::2] for text in inventions)
        self.log, self.url = [], f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """That a client goes away is nothing; all else is a fault of the proxy's."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def invention(self, account):
        return self.inventions.get(account or "", self.inventions.get(""))

    def answer(self, request, operation, entry, then):
        """What the client is told, before anything happens to it on the wire."""
        if "status" in then or "error" in then:
            return error_of(operation, then)
        if "html" in then:
            return Answer(200, [("Content-Type", "text/html")], PORTAL)
        fault = next((name for name in ("repeat_token", "endless") if then.get(name)), None)
        size = then.get("pages", self.size)
        if operation and operation.paginator and (size or fault):
            answer = self.pages.answer(operation, request, entry["region"], size or 1_000_000, fault, entry)
        else:
            answer = self.moto.ask(request)
        self.accounts.learn(operation, request, answer)
        value = self.invention(entry["account"])
        return answer if value is None else invented(operation, answer, value, self.everywhere)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

    def log_message(self, *_):
        pass

    def read(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def serve(self):
        request = Request(self.command, self.path, list(self.headers.items()), self.read())
        if request.path().startswith("/drift-proxy/"):
            return self.deliver(self.control(request), {})
        operation, region = self.server.catalogue.recognise(request)
        entry = {
            "service": operation and operation.service, "operation": operation and operation.name, "region": region,
            "account": self.server.accounts.of(request), "method": request.method, "path": request.path(),
            "status": None, "page": None, "pages": None, "rule": None, "whole": None,
        }
        self.server.log.append(entry)
        page = self.page(operation, request)
        entry["rule"], then = self.server.rules.befall({**entry, "page": page})
        time.sleep(then.get("delay", 0))
        if ("stall" in then or "reset" in then) and "after" not in then:
            return self.end(then)
        try:
            answer = self.server.answer(request, operation, entry, then)
        except (OSError, http.client.HTTPException) as error:
            answer = Answer(502, [], f"the proxy cannot ask moto: {error!r}".encode())
        if "body" in then:
            answer = spoilt(operation, answer, then)
        if "answer" in then:
            answer = Answer(200, [("Content-Type", "application/json")], json.dumps(then["answer"]).encode())
        if "replace" in then:
            before, after = (text.encode() for text in then["replace"])
            answer = answer.with_body(answer.body.replace(before, after))
        if "content_type" in then:
            answer = answer.with_header("Content-Type", then["content_type"])
        entry["status"] = answer.status
        self.deliver(answer, then)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = serve

    def page(self, operation, request):
        """The number of the page that is asked for, as far as the proxy's own size tells."""
        if not operation or not operation.paginator:
            return 1
        return self.server.pages.asked(operation, request) // (self.server.size or 1_000_000) + 1

    def control(self, request):
        server, said = self.server, None
        try:
            match request.method, request.path():
                case "PUT", "/drift-proxy/rules":
                    server.rules.replace(json.loads(request.body))
                case "DELETE", "/drift-proxy/rules":
                    server.rules.replace([])
                case "GET", "/drift-proxy/rules":
                    said = server.rules.shown()
                case "GET", "/drift-proxy/log":
                    said = list(server.log)
                case "DELETE", "/drift-proxy/log":
                    server.log.clear()
                case _:
                    return Answer(404, [], b"the proxy has rules and a log\n")
        except (ValueError, AttributeError, TypeError) as error:
            return Answer(400, [], f"{error}\n".encode())
        return Answer(200, [("Content-Type", "application/json")], json.dumps(said).encode())

    def head(self, answer, length):
        reason = http.client.responses.get(answer.status, "Unknown")
        lines = [f"HTTP/1.1 {answer.status} {reason}"] + [f"{name}: {value}" for name, value in answer.headers]
        lines += [f"Content-Length: {length}"] if length is not None else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def deliver(self, answer, then):
        if isinstance(answer.body, tuple):
            return self.stream(answer, then)
        length, body = len(answer.body), answer.body
        if answer.status in (204, 304):
            length, body = None, b""
        cut = next((then[name] for name in ("truncate", "after") if name in then), None)
        if cut is not None:
            body = body[: length // 2 if cut == "half" else cut]
        self.wfile.write(self.head(answer, length) + (b"" if self.command == "HEAD" else body))
        if cut is not None:
            self.end(then)

    def end(self, then):
        """Ends the connection in the way of the fault."""
        self.close_connection = True
        if "stall" in then:
            time.sleep(then["stall"])
        if "reset" in then:
            # Without lingering, closing is a reset; the library would say goodbye first.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def stream(self, answer, then):
        """A body of which nobody holds the whole."""
        before, length, after = answer.body
        padding = b"0123456789abcdef" * 4096
        if not then.get("gzip"):
            self.wfile.write(self.head(answer, len(before) + length + len(after)) + before)
            for start in range(0, length, len(padding)):
                self.wfile.write(padding[: length - start])
            self.wfile.write(after)
            return
        self.close_connection = True
        self.wfile.write(self.head(answer.with_header("Content-Encoding", "gzip").with_header("Connection", "close"), None))
        packer = zlib.compressobj(wbits=31)
        self.wfile.write(packer.compress(before))
        for start in range(0, length, len(padding)):
            self.wfile.write(packer.compress(padding[: length - start]))
        self.wfile.write(packer.compress(after) + packer.flush())


# ---- The self-test


def differences(one, other, path=""):
    """The paths at which two results differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{number}]")
    elif one != other:
        yield path


def witnessed(url, given, moto):
    """What truth.py reads there: a result per call, in which every URL of the proxy's is moto's."""
    import truth

    # What Drift is told in JSON, boto3 is told in CBOR, if it may choose.
    spoken = [protocol for protocol in botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS if "cbor" not in protocol]
    botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = tuple(spoken)
    witness = truth.Witness(url, given.account, given.region)
    for file in given.files:
        for line in truth.lines(file):
            collections.deque(witness.follow(truth.parse(line)), maxlen=0)
    text = json.dumps(witness.known, default=truth.plain)
    own, theirs = urllib.parse.urlsplit(url).netloc, urllib.parse.urlsplit(moto).netloc
    return json.loads(text.replace(own, theirs))


def self_test(given, url):
    proxy = Proxy(url, given.pages or 1)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    before, through, after = witnessed(url, given, url), witnessed(proxy.url, given, url), witnessed(url, given, url)
    # What changes from one time to the next is moto's.
    moving = set(differences(before, after))
    wrong = sorted(set(differences(before, through)) - moving)
    turned, unturned = collections.Counter(), {}
    for entry in proxy.log:
        name = f"{entry['service']} {entry['operation']}"
        if entry["page"]:
            turned[name] += entry["page"] > 1
        elif entry["whole"] and entry["status"] < 300:
            unturned[name] = entry["whole"]
    several = {name: count for name, count in turned.items() if count}
    print(json.dumps({
        "calls": len(before), "requests": len(proxy.log), "page_size": proxy.size, "operations": len({
            (entry["service"], entry["operation"]) for entry in proxy.log}),
        "with_paginator": len(turned), "in_several_pages": len(several), "pages_turned": sum(several.values()),
        "turned": dict(sorted(several.items())), "whole": unturned, "moving": sorted(moving), "different": wrong,
        "unknown": sorted({entry["path"] for entry in proxy.log if not entry["operation"]}),
    }, indent=1))
    return 1 if wrong else 0


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moto", help="moto.json of tests/scripts/moto, or the URL")
    parser.add_argument("files", nargs="*", help="files of calls, for --self-test")
    parser.add_argument("--pages", type=int, metavar="N", help="cut lists into pages of N items")
    parser.add_argument("--invent", action="append", default=[], metavar="[ACCOUNT=]VALUE", help="add unknown fields")
    parser.add_argument("--everywhere", action="store_true", help="add them to every structure")
    parser.add_argument("--rules", metavar="FILE", help="rules to begin with")
    parser.add_argument("--self-test", action="store_true", help="compare what boto3 reads through it and without it")
    parser.add_argument("--account", help="read as this account, which moto knows by AssumeRole")
    parser.add_argument("--region", default="us-east-1")
    return parser.parse_intermixed_args()


def leave_with(stream):
    while stream.read(4096):
        pass
    os._exit(0)


def main():
    given = read_arguments()
    url = given.moto if given.moto.startswith("http") else json.loads(pathlib.Path(given.moto).read_text())["url"]
    if given.self_test:
        return self_test(given, url)
    proxy = Proxy(url, given.pages, given.invent, given.everywhere)
    if given.rules:
        proxy.rules.replace(json.loads(pathlib.Path(given.rules).read_text()))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    threading.Thread(target=leave_with, args=(sys.stdin.buffer,), daemon=True).start()
    print(json.dumps({"url": proxy.url}), flush=True)
    proxy.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
