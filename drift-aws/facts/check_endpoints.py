"""Compares what the rule of endpoints.py gives for services.json with what botocore's own clients resolve.

    check_endpoints.py          compares, and writes endpoints-expected.json, against which the Rust rule is tested
    check_endpoints.py --check  compares, and compares that file; ends with 1 if anything differs

For every service, every region of every partition (and one in each that does not exist yet), with and without FIPS and
dual stack. The clients are configured as the program calls: STS and S3 at their regional endpoints, buckets in paths.

Deliberately does not use what generate.py asked: that was the rule set alone, this is the way a request goes.
"""

import json
import os
import pathlib
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, EndpointVariantError
from botocore.regions import EndpointResolverBuiltins

import endpoints
from lines import lines, write_or_check

HERE = pathlib.Path(__file__).parent
SAMPLE = ("us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1")

# (service, region, variant) whose difference is kept: there is no such host, so nothing depends on how one would sign.
# botocore's older table signs STS in aws-global for us-east-1, which the rule set says of the plain endpoint only.
KEPT = {("sts", "aws-global", variant) for variant in ("fips", "dualstack", "fipsDualstack")}


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: check_endpoints.py [--check]")
    facts = json.loads((HERE / "services.json").read_text(encoding="utf-8"))
    resolved = {case: resolve(*case) for case in cases(facts)}
    compare(facts, resolved)
    write_or_check(HERE / "endpoints-expected.json", lines(sample(facts, resolved), 3) + "\n", check)


def cases(facts):
    """(service, operation, region, variant), each service with one of its operations."""
    for key, service in facts["services"].items():
        for partition in facts["partitions"]:
            for region in endpoints.regions_of(partition):
                for variant in endpoints.VARIANTS:
                    yield key, next(iter(service["operations"])), region, variant


def compare(facts, resolved):
    """Ends with 1 where the rule says something else, and where a difference that is kept is none any more."""
    differing = {case for case, given in resolved.items() if given != ruled(facts, case)}
    kept = {case for case in differing if (case[0], *case[2:]) in KEPT}
    print(f"{len(resolved)} endpoints compared, {len(kept)} differences kept, {len(differing - kept)} others")
    for case in sorted(differing - kept):
        print(f"{case}: botocore says {resolved[case]}, the rule {ruled(facts, case)}", file=sys.stderr)
    if differing - kept or len(kept) < len(KEPT):
        sys.exit("the rule and botocore differ, or KEPT names a difference that is gone")


def ruled(facts, case):
    key, _, region, variant = case
    given = endpoints.endpoint(facts, key, region, *endpoints.VARIANTS[variant])
    return given if isinstance(given, str) else [f"https://{given[0]}", *given[1:]]


def sample(facts, resolved):
    """{service: {region: {variant: [url, signing region, signing name] or the reason why there is none}}}"""
    chosen = {key: {region: {} for region in SAMPLE} for key in facts["services"]}
    for (key, _, region, variant), given in resolved.items():
        if region in SAMPLE:
            chosen[key][region][variant] = given
    return chosen


# ---- what a client resolves ----

SESSION = botocore.session.Session()
SESSION.set_config_variable("config_file", os.devnull)
SESSION.set_config_variable("credentials_file", os.devnull)
SESSION.set_config_variable("sts_regional_endpoints", "regional")
SESSION.set_credentials("nobody", "nothing")


def resolve(key, operation, region, variant):
    """[url, signing region, signing name] as a client of botocore sends the operation, or its error."""
    made = client(key, region, variant)
    context = {"client_config": made.meta.config, "client_region": region, "has_streaming_input": False}
    model = made.meta.service_model.operation_model(operation)
    try:
        url, _, _ = made._resolve_endpoint_ruleset(model, parameters(model), context)
    except BotoCoreError as error:
        return str(error)
    signing = context.get("signing", {})
    signer = made._request_signer
    return [
        url.removesuffix("/any-bucket"),
        signing.get("region", signer.region_name),
        signing.get("signing_name", signer.signing_name),
    ]


def client(key, region, variant):
    """A client of botocore; where its old table refuses dual stack or FIPS, one that is told afterwards."""
    fips, dualstack = endpoints.VARIANTS[variant]
    try:
        return SESSION.create_client(key, region_name=region, config=config(fips, dualstack))
    except EndpointVariantError:
        made = SESSION.create_client(key, region_name=region, config=config(False, False))
        made._ruleset_resolver._builtins[EndpointResolverBuiltins.AWS_USE_FIPS] = fips
        made._ruleset_resolver._builtins[EndpointResolverBuiltins.AWS_USE_DUALSTACK] = dualstack
        return made


def config(fips, dualstack):
    return Config(
        use_fips_endpoint=fips,
        use_dualstack_endpoint=dualstack,
        s3={"us_east_1_regional_endpoint": "regional", "addressing_style": "path"},
        ignore_configured_endpoint_urls=True,
    )


def parameters(model):
    """What an endpoint may depend on: the bucket."""
    if model.input_shape is not None and "Bucket" in model.input_shape.members:
        return {"Bucket": "any-bucket"}
    return {}


if __name__ == "__main__":
    main()
