"""Writes services.json: what the program must know of AWS services to call the operations named in operations.txt.

    generate            (the script beside this file) makes everything again
    generate.py         writes services.json; botocore must be importable
    generate.py --check compares without writing; ends with 1 if the file is not up to date

The source is botocore's published data, pinned in requirements.txt; its own words are kept. Of each service there are:

- "metadata". "protocol" is one of json, rest-json, query, ec2, rest-xml. "iamPrefix" is there where actions in policies
  begin with another word than the signing name.
- "endpoints", the exceptions to a rule (endpoints.py has it as code); variants are plain, fips, dualstack and
  fipsDualstack.
  1. The partition is the one that lists the region, else the first whose regex fits it, else the first.
  2. Take endpoints[partition].regions[region][variant], else endpoints[partition][variant], else
     endpoints["*"][variant], else the host `{endpointPrefix}.{region}.{dnsSuffix}`, with `-fips` after the prefix for
     FIPS and dualStackDnsSuffix for dual stack.
  3. An "error" in it means that there is no such endpoint. Otherwise put {region} and the partition's {dnsSuffix},
     {dualStackDnsSuffix} and {implicitGlobalRegion} into "host" and "signingRegion"; the scheme is https. Sign for
     "signingRegion", or for the region where it is not said, as signingName, else endpointPrefix.
- "operations": "http", "input" and "output" (names of shapes), "resultWrapper", "endpoint" (a prefix of the host), and
  "paging". Each of "in", "out" (the same number, in the same order), and "result" is a list of member names; "more" is
  the flag that says that there is another page; "limit" the member that sets the size of a page. "inferred" says that
  botocore has no paginator: then the tokens were found by their names, and "result" are all lists of the output.
- "shapes": all that the operations' inputs and outputs reach. A name that "shapes" does not have is a plain scalar of
  that type ("string", "integer", "timestamp" …): shapes that say nothing but their type are not repeated.

Deliberately not known here: errors, documentation, limits and enumerations; which operation is harmless (the Rust
tables name those that may be called); which actions an operation needs where they are not called like it.
"""

import pathlib
import sys

import botocore
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

import endpoints
from lines import lines, write_or_check

HERE = pathlib.Path(__file__).parent
PROTOCOLS = ("json", "rest-json", "query", "ec2", "rest-xml")
METADATA = (
    "serviceId",
    "protocol",
    "jsonVersion",
    "targetPrefix",
    "endpointPrefix",
    "signingName",
    "apiVersion",
    "globalEndpoint",
    "xmlNamespace",
)
# From the service authorization reference; botocore does not have it.
IAM_PREFIXES = {"cloudwatch": "cloudwatch"}

SCALARS = ("blob", "boolean", "double", "float", "integer", "long", "string", "timestamp")
SHAPE = (
    "type",
    "required",
    "payload",
    "flattened",
    "streaming",
    "timestampFormat",
    "locationName",
    "xmlNamespace",
    "xmlOrder",
    "eventstream",
    "sensitive",
    "document",
    "union",
)
REFERENCE = (
    "location",
    "locationName",
    "queryName",
    "flattened",
    "streaming",
    "timestampFormat",
    "xmlNamespace",
    "xmlAttribute",
    "jsonvalue",
    "hostLabel",
    "idempotencyToken",
)
# Pairs of members that are the input's and the output's token where botocore has no paginator.
TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("marker", "nextMarker"),
    ("ContinuationToken", "NextContinuationToken"),
    ("ContinuationToken", "ContinuationToken"),
    ("PaginationToken", "PaginationToken"),
)
LIMITS = ("MaxResults", "maxResults", "MaxItems", "maxItems", "MaxRecords", "Limit", "limit")
FLAGS = ("IsTruncated", "Truncated")


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: generate.py [--check]")
    write_or_check(HERE / "services.json", text(facts(Loader(), operations())), check)


def operations():
    """{service: [operation]} as operations.txt has it, which must be sorted."""
    rows = (HERE / "operations.txt").read_text(encoding="utf-8").splitlines()
    assert rows == sorted(set(rows)), "operations.txt is not sorted, or names one twice"
    wanted = {}
    for row in rows:
        service, operation = row.split(" ")
        wanted.setdefault(service, []).append(operation)
    return wanted


def text(known):
    """Services, then their parts, then their entries have a line each."""
    parts = [
        f' "source": {lines(known["source"], 0)}',
        f' "partitions": {lines(known["partitions"], 1, " ")}',
        f' "services": {lines(known["services"], 3, " ")}',
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def facts(loader, wanted):
    published = loader.load_data("partitions")
    partitions = [partition(p) for p in published["partitions"]]
    return {
        "source": f"botocore {botocore.__version__}",
        "partitions": partitions,
        "services": {key: service(loader, key, names, published, partitions) for key, names in wanted.items()},
    }


def partition(published):
    """Regions as one can be in them; `aws-global` and its like are apart."""
    pseudo = [r for r in published["regions"] if r.endswith("-global")]
    outputs = published["outputs"]
    return {
        "id": published["id"],
        "regex": published["regionRegex"],
        "dnsSuffix": outputs["dnsSuffix"],
        "dualStackDnsSuffix": outputs["dualStackDnsSuffix"],
        "implicitGlobalRegion": outputs["implicitGlobalRegion"],
        "regions": sorted(r for r in published["regions"] if r not in pseudo),
        "pseudoRegions": sorted(pseudo),
    }


def service(loader, key, names, published, partitions):
    model = loader.load_service_model(key, "service-2")
    paginators = load_paginators(loader, key)
    missing = [name for name in names if name not in model["operations"]]
    assert not missing, f"{key} has no {missing}"
    known = metadata(key, model["metadata"])
    statics = [static_parameters(model["operations"][name]) for name in names]
    rules = loader.load_service_model(key, "endpoint-rule-set-1")
    found = endpoints.answers(rules, published, known, statics, partitions)
    return {
        "metadata": known,
        "endpoints": endpoints.exceptions(known, partitions, found),
        "operations": {name: operation(model, paginators, name) for name in names},
        "shapes": shapes(model, names),
    }


def load_paginators(loader, key):
    try:
        return loader.load_service_model(key, "paginators-1")["pagination"]
    except UnknownServiceError:
        return {}


def metadata(key, published):
    known = picked(published, METADATA)
    known["protocol"] = next(p for p in published.get("protocols", [published["protocol"]]) if p in PROTOCOLS)
    if "awsQueryCompatible" in published:
        known["awsQueryCompatible"] = True
    if key in IAM_PREFIXES:
        known["iamPrefix"] = IAM_PREFIXES[key]
    return known


def static_parameters(model):
    """What an operation says to the endpoint rules; but not what matters to directory buckets only."""
    said = model.get("staticContextParams", {}).items()
    return {name: given["value"] for name, given in said if name != "UseS3ExpressControlEndpoint"}


def picked(source, keys):
    return {key: source[key] for key in keys if key in source}


# ---- operations ----


def operation(model, paginators, name):
    published = model["operations"][name]
    known = {"http": picked(published["http"], ("method", "requestUri"))}
    for side in ("input", "output"):
        if side in published:
            known[side] = published[side]["shape"]
    extra = set(published.get("input", {})) - {"shape"}
    assert not extra, f"{name}: the input says more than its shape: {extra}"
    known |= picked(published.get("output", {}), ("resultWrapper",))
    known |= picked(published, ("endpoint",))
    found = paging(paginators[name]) if name in paginators else inferred_paging(model, published)
    if found:
        known["paging"] = found
    return known


def paging(paginator):
    found = {
        "in": plain_members(paginator["input_token"]),
        "out": plain_members(paginator["output_token"]),
        "limit": paginator.get("limit_key"),
        "more": paginator.get("more_results"),
        "result": plain_members(paginator["result_key"]),
    }
    return {key: value for key, value in found.items() if value is not None}


def plain_members(said):
    """As a list; an expression would need an interpreter, which the program does not have."""
    members = said if isinstance(said, list) else [said]
    for member in members:
        assert member.isalnum(), f"a paginator has an expression: {member}"
    return members


def inferred_paging(model, published):
    given = members_of(model, published.get("input"))
    got = members_of(model, published.get("output"))
    pair = next(((i, o) for i, o in TOKENS if i in given and o in got), None)
    if pair is None:
        return None
    found = {"in": [pair[0]], "out": [pair[1]]}
    for key, names, members in (("limit", LIMITS, given), ("more", FLAGS, got)):
        name = next((n for n in names if n in members), None)
        if name:
            found[key] = name
    found["result"] = [name for name, ref in got.items() if model["shapes"][ref["shape"]]["type"] == "list"]
    found["inferred"] = True
    return found


def members_of(model, reference):
    return model["shapes"][reference["shape"]].get("members", {}) if reference else {}


# ---- shapes ----


def shapes(model, names):
    """The shapes that the operations reach, by name, without those that say nothing but a scalar type."""
    reached = {}
    waiting = [ref["shape"] for name in names for ref in sides(model["operations"][name])]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            published = model["shapes"][name]
            reached[name] = trimmed(model, published)
            waiting += [ref["shape"] for ref in references(published)]
    kept = {name: reached[name] for name in sorted(reached) if not is_plain(reached[name])}
    assert not kept.keys() & set(SCALARS), "a shape has the name of a scalar type and says more"
    return kept


def sides(published):
    return [published[side] for side in ("input", "output") if side in published]


def references(published):
    named = [published[part] for part in ("member", "key", "value") if part in published]
    return named + list(published.get("members", {}).values())


def trimmed(model, published):
    known = without_false(picked(published, SHAPE))
    if not known.get("required", True):
        del known["required"]
    if "members" in published:
        known["members"] = {name: reference(model, ref) for name, ref in published["members"].items()}
    for part in ("member", "key", "value"):
        if part in published:
            known[part] = reference(model, published[part])
    return known


def reference(model, published):
    target = trimmed_scalar(model, published["shape"])
    return {"shape": target, **without_false(picked(published, REFERENCE))}


def trimmed_scalar(model, name):
    """The type instead of the name where the shape is a plain scalar."""
    published = model["shapes"][name]
    plain = published["type"] in SCALARS and is_plain(without_false(picked(published, SHAPE)))
    return published["type"] if plain else name


def is_plain(known):
    return known["type"] in SCALARS and len(known) == 1


def without_false(known):
    return {key: value for key, value in known.items() if value is not False}


if __name__ == "__main__":
    main()
