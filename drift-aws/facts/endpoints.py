"""Where a service is called and for which region the call is signed: the rule, and the exceptions to it.

`endpoint` is the rule that the program has in Rust; the head of generate.py says it in words. `exceptions` finds, from
what botocore answers, the smallest table under which the rule gives the same answers.

Deliberately not here: buckets, access points and directory buckets in host names, endpoints of an account, the
global endpoints that STS (in every region) and S3 (in us-east-1) had in the past, and endpoints that users configure.
"""

import re

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

VARIANTS = {
    "plain": (False, False),
    "fips": (True, False),
    "dualstack": (False, True),
    "fipsDualstack": (True, True),
}


# ---- the rule ----


def partition_of(partitions, region):
    """The partition that names the region, else the one whose pattern fits it, else the first (aws)."""
    for partition in partitions:
        if region in partition["regions"] or region in partition["pseudoRegions"]:
            return partition
    for partition in partitions:
        if re.search(partition["regex"], region):
            return partition
    return partitions[0]


def common(prefix, fips, dualstack):
    """What most services do."""
    suffix = "{dualStackDnsSuffix}" if dualstack else "{dnsSuffix}"
    return {"host": f"{prefix}{'-fips' if fips else ''}.{{region}}.{suffix}"}


def template(service, partition, region, variant):
    """The exception for the region, for its partition, for the service; where there is none, what most services do."""
    table = service["endpoints"]
    there = table.get(partition["id"], {})
    for level in (there.get("regions", {}).get(region, {}), there, table.get("*", {})):
        if variant in level:
            return level[variant]
    return common(service["metadata"]["endpointPrefix"], *VARIANTS[variant])


def fill(text, partition, region):
    for name, value in (
        ("{region}", region),
        ("{dnsSuffix}", partition["dnsSuffix"]),
        ("{dualStackDnsSuffix}", partition["dualStackDnsSuffix"]),
        ("{implicitGlobalRegion}", partition["implicitGlobalRegion"]),
    ):
        text = text.replace(name, value)
    return text


def endpoint(facts, service_key, region, fips, dualstack):
    """(host, signing region, signing name), or the reason why there is none."""
    service = facts["services"][service_key]
    partition = partition_of(facts["partitions"], region)
    variant = next(name for name, flags in VARIANTS.items() if flags == (fips, dualstack))
    return expand(template(service, partition, region, variant), service["metadata"], partition, region)


def expand(found, metadata, partition, region):
    if "error" in found:
        return found["error"]
    name = metadata.get("signingName", metadata["endpointPrefix"])
    signing_region = fill(found.get("signingRegion", "{region}"), partition, region)
    return fill(found["host"], partition, region), signing_region, name


# ---- what botocore answers ----


def answer(provider, metadata, static, region, fips, dualstack):
    """botocore's answer in the form of `endpoint`."""
    asked = {"Region": region, "UseFIPS": fips, "UseDualStack": dualstack, **static}
    try:
        found = provider.resolve_endpoint(**asked)
    except EndpointProviderError as error:
        return str(error)
    host = found.url.removeprefix("https://")
    assert found.url.startswith("https://") and "/" not in host, found.url
    name = metadata.get("signingName", metadata["endpointPrefix"])
    for scheme in found.properties.get("authSchemes", []):
        if scheme["name"] == "sigv4":
            return host, scheme.get("signingRegion", region), scheme.get("signingName", name)
    return host, region, name


def answers(rules, published, metadata, statics, partitions):
    """{(partition id, region, variant): answer}; all of the service's operations must agree."""
    provider = EndpointProvider(rules, published)
    found = {}
    for partition in partitions:
        for region in regions_of(partition):
            for variant, flags in VARIANTS.items():
                given = {answer(provider, metadata, static, region, *flags) for static in statics}
                assert len(given) == 1, f"operations of one service are answered differently: {given}"
                found[partition["id"], region, variant] = given.pop()
    return found


def regions_of(partition):
    """All that are known, and one that AWS may add: the table must be right for it, too."""
    return [*partition["regions"], *partition["pseudoRegions"], unheard_of(partition)]


def unheard_of(partition):
    """us-east-1 -> us-nowhere-9"""
    return re.sub(r"-[a-z]+-[0-9]+$", "-nowhere-9", partition["implicitGlobalRegion"])


# ---- the exceptions ----


def candidates(partition, region, given):
    """The templates that give the answer, from the general to the literal."""
    if isinstance(given, str):
        return [{"error": given}]
    host, signing_region, _ = given
    for name in ("dualStackDnsSuffix", "dnsSuffix"):
        if host.endswith("." + partition[name]):
            host = host.removesuffix(partition[name]) + f"{{{name}}}"
            break
    at_home = {"host": host.replace(f".{region}.", ".{region}."), "signingRegion": signing_region}
    if signing_region == region:
        del at_home["signingRegion"]
    home = partition["implicitGlobalRegion"]
    in_one = {
        "host": host.replace(f".{home}.", ".{implicitGlobalRegion}."),
        "signingRegion": "{implicitGlobalRegion}" if signing_region == home else signing_region,
    }
    return [at_home, in_one, {"host": host, "signingRegion": signing_region}]


def generality(option):
    """The lower the more general; then by name, so that the order is always the same."""
    signing_region = option.get("signingRegion", "")
    return ("", "{implicitGlobalRegion}", signing_region).index(signing_region), str(option)


def most_common(options, gives, default):
    """Of `options`, the template for which `gives` counts most; `default` where none counts more."""
    best, count = default, gives(default)
    for option in sorted(options, key=generality):
        if gives(option) > count:
            best, count = option, gives(option)
    return best


def exceptions(metadata, partitions, found):
    """The table that `template` reads: only what differs from the level above it."""
    table = {}
    for variant in VARIANTS:
        add_exceptions(table, variant, metadata, partitions, found)
    return dict(sorted(table.items()))


def add_exceptions(table, variant, metadata, partitions, found):
    def holds(option, partition, region):
        return expand(option, metadata, partition, region) == found[partition["id"], region, variant]

    def regions_held(option, partition):
        return sum(holds(option, partition, region) for region in regions_of(partition))

    def partitions_held(option):
        return sum(regions_held(option, p) == len(regions_of(p)) for p in partitions)

    options = [c for p in partitions for r in regions_of(p) for c in candidates(p, r, found[p["id"], r, variant])]
    usual = common(metadata["endpointPrefix"], *VARIANTS[variant])
    everywhere = most_common([o for o in options if generality(o)[0] < 2], partitions_held, usual)
    if everywhere != usual:
        table.setdefault("*", {})[variant] = everywhere
    for partition in partitions:
        here = most_common(options, lambda option, p=partition: regions_held(option, p), everywhere)
        if here != everywhere:
            table.setdefault(partition["id"], {})[variant] = here
        for region in regions_of(partition):
            if not holds(here, partition, region):
                there = table.setdefault(partition["id"], {}).setdefault("regions", {}).setdefault(region, {})
                there[variant] = most_common(options, lambda o, p=partition, r=region: holds(o, p, r), here)
