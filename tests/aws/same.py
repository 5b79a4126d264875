#!/usr/bin/env python3
"""Compares what Drift reads through its own door with what boto3 reads of the same moto: every leaf of every answer and body.

    PYTHON=$(tests/scripts/moto python)
    $PYTHON tests/aws/same.py DIR/moto.json --account 111111111111 --region eu-west-1 \\
      --call target/debug/examples/call --collect target/debug/examples/collect

Two comparisons, both of whole trees in the names of the wire (tree.py), by the calls that same.txt says:

 1. Of each call the pages that `call` prints with those that boto3 parses.
 2. Of each kind the bodies that `collect` prints with what boto3's answers make when they are put together. Secret values
    are read, too; what is redacted must have the fingerprint of boto3's value.

A line per operation and per kind says how many leaves were what:

    equal     as boto3 has it
    decoded   a text that boto3 changes after reading (a policy becomes an object, an empty one None): Drift has the text
    null      null in JSON: botocore drops it, and the body that boto3 got has it
    beyond    a member that botocore's schema does not know: likewise
    moving    boto3 itself read it otherwise before and after Drift (the instant of the request, an id of the answer)
    redacted  hidden, and its fingerprint is that of boto3's value
    refused   boto3 was refused, and so was Drift
    differing

Of JSON each leaf of the body must be there, too, nulls and what botocore drops included.
It ends with 1 if anything differs: a leaf, a page, a count, a refusal; a kind or operation that Drift knows and same.txt
does not, or the other way round; an operation that was not answered and is not among those `without`, or is and was answered.
What this script deliberately does not know: any operation or kind (same.txt does), and how Drift names a resource.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import typing

sys.dont_write_bytecode = True  # nothing is left in the source tree

import botocore.exceptions
import botocore.parsers
import jmespath

import tree
import truth

HERE = pathlib.Path(__file__).resolve().parent
OPERATIONS = HERE / "../../drift-aws/facts/operations.txt"
AT_ONCE = 4
WORDS = ["equal", "decoded", "null", "beyond", "moving", "redacted", "refused", "differing"]
KIND = re.compile(r"(?P<kind>\S+::\S+) (?P<scope>\S+): (?P<count>\d+), (?P<status>.*), \d+ % of \d+ unclassified$")


# What is to be asked.


class Part(typing.NamedTuple):
    """What completes a resource."""

    into: str
    when: str
    call: truth.Call


class Kind(typing.NamedTuple):
    """How a kind is read."""

    chain: list
    kept: dict
    parts: list


class Plan:
    """same.txt."""

    def __init__(self, file):
        self.kinds, self.beside, self.without = {}, [], {}
        for line in truth.lines(file):
            self.read(line)

    def read(self, line):
        if line.startswith(" "):
            into, when, call = re.match(r"\s+(\S+)(?: \((.*?)\))?: (.*)", line).groups()
            list(self.kinds.values())[-1].parts.append(Part(into, when, truth.parse_call(call)))
        elif line.startswith("without "):
            operation, why = line.removeprefix("without ").split(": ", 1)
            self.without[operation] = why
        else:
            name, rest = line.split(": ", 1)
            rest, _, kept = rest.partition(" + {")
            chain = [json.loads(part) if part.startswith("[") else truth.parse_call(part) for part in rest.split(" => ")]
            kind = Kind(chain, json.loads("{" + kept) if kept else {}, [])
            if name == "beside":
                self.beside.append(kind)
            else:
                self.kinds[name] = kind

    def bodies(self, kind, ask):
        """The resources of a kind, as the answers make them."""
        return [complete(body, kind, ask) for body in found(kind.chain, ask, None, kind.kept)]

    def is_without(self, kind):
        """Whether a list of it cannot be read."""
        calls = [call for call in kind.chain if isinstance(call, truth.Call)]
        return any(f"{call.service} {call.operation}" in self.without for call in calls)

    def all(self, ask):
        """The resources of every kind."""
        for kind in self.beside:
            list(found(kind.chain, ask, None, kind.kept))
        return {name: self.bodies(kind, ask) for name, kind in self.kinds.items()}


def found(chain, ask, item, kept):
    """What the last call of a chain finds for each of what those before it find."""
    first, rest = chain[0], chain[1:]
    items = first if isinstance(first, list) else picked(first, ask, item)
    if items is None or isinstance(items, tree.Refused):
        return
    if rest:
        for inner in items:
            yield from found(rest, ask, inner, kept)
        return
    for inner in items:
        yield {**truth.fill(kept, item, None), **inner} if kept else inner


def complete(body, kind, ask):
    body = dict(body)
    for part in kind.parts:
        if part.when and not jmespath.search(part.when, body):
            continue
        said = picked(part.call, ask, body)
        if part.into != "*":
            body[part.into] = said
        elif isinstance(said, dict):
            body.update(said)
    return body


def picked(call, ask, item):
    """What a call's key picks of its answer, or what refused it."""
    given = truth.fill(call.input, item, None)
    if given is truth.MISSING:
        return None
    answer = ask(call.service, call.operation, given)
    if isinstance(answer, tree.Refused) or not call.key:
        return answer
    return jmespath.search(re.sub(r"'\$\.([^']+)'", lambda way: quoted(item, way[1]), call.key), answer)


def quoted(item, way):
    return "'" + str(jmespath.search(way, item)).replace("'", "\\'") + "'"


# What boto3 says.


class Asked(typing.NamedTuple):
    """A call and what boto3 was told: pages as trees and bodies, or a refusal."""

    service: str
    operation: str
    input: dict
    pages: list
    bodies: list
    refused: tree.Refused | None

    @property
    def name(self):
        return f"{self.service} {self.operation}"


class Boto:
    """Asks with boto3, and remembers."""

    def __init__(self, witness):
        self.witness, self.asked, self.bodies = witness, {}, []
        witness.session.events.register("before-parse", self.receive)

    def receive(self, response_dict, **_):
        self.bodies.append(response_dict["body"])

    def __call__(self, service, operation, given):
        key = json.dumps([service, operation, given], sort_keys=True)
        if key not in self.asked:
            self.asked[key] = self.ask(service, operation, given)
        asked = self.asked[key]
        return asked.refused or tree.merge(asked.pages)

    def ask(self, service, operation, given):
        client = self.witness.client(service)
        method = {name: method for method, name in client.meta.method_to_api_mapping.items()}[operation]
        shape = client.meta.service_model.operation_model(operation).output_shape
        self.bodies = []
        try:
            if client.can_paginate(method):
                answers = list(client.get_paginator(method).paginate(**given))
            else:
                answers = [getattr(client, method)(**given)]
        except botocore.exceptions.ClientError as error:
            return Asked(service, operation, given, [], [], tree.Refused(error.response["Error"]["Code"]))
        except botocore.parsers.ResponseParserError:
            return Asked(service, operation, given, [], [], tree.Refused("500"))
        pages = [tree.translate(shape, answer) for answer in answers]
        return Asked(service, operation, given, pages, self.bodies[-len(pages) :], None)

    def again(self):
        """The same calls, asked again."""
        asked = {key: self.ask(*known[:3]) for key, known in self.asked.items()}
        return asked


# What Drift says.


class Drift:
    """Runs the two examples as the account that boto3 reads."""

    def __init__(self, given, witness):
        own = witness.session.get_credentials()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.given = given
        self.environment = kept | {
            "AWS_ENDPOINT_URL": witness.url,
            "AWS_REGION": given.region,
            "AWS_ACCESS_KEY_ID": own.access_key,
            "AWS_SECRET_ACCESS_KEY": own.secret_key,
            **({"AWS_SESSION_TOKEN": own.token} if own.token else {}),
            # Nobody's own settings.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def run(self, *arguments):
        return subprocess.run(arguments, env=self.environment, capture_output=True, text=True, timeout=120, check=False)

    def call(self, asked):
        """The pages, and what was said when it was refused."""
        ran = self.run(self.given.call, "--pages", asked.service, asked.operation, json.dumps(asked.input))
        pages = [tree.read_drift(line) for line in ran.stdout.splitlines()]
        return pages, ran.stderr.strip().splitlines()[-1] if ran.returncode else ""

    def bodies(self, kind):
        """The bodies of a kind, and the lines that are none."""
        ran = self.run(self.given.collect, "--json", kind, "--secrets", kind)
        if ran.returncode:
            raise SystemExit(f"same: collect --json {kind}: {ran.stderr.strip()}")
        bodies, others = [], []
        for line in ran.stdout.splitlines():
            body = body_of(line)
            (others if body is None else bodies).append(line if body is None else body)
        return bodies, others

    def counts(self):
        """What was found of each kind, and how completely."""
        ran = self.run(self.given.collect)
        matches = [KIND.match(line) for line in ran.stdout.splitlines()]
        return {found["kind"]: (int(found["count"]), found["status"]) for found in matches if found}


def body_of(line):
    """A line is a name, which may have spaces, and JSON."""
    for place in (found.start() + 1 for found in re.finditer(r" \{", line)):
        try:
            return tree.read_drift(line[place:])
        except ValueError:
            continue
    return None


# One beside the other.


class Calls:
    """The first comparison. Afterwards it answers like boto3, with what only the bodies had."""

    def __init__(self, before, after, without):
        self.before, self.after, self.without = before, after, without
        self.known = {}
        self.table = collections.defaultdict(tree.Counts)

    def compare(self, key, drift):
        asked, again = self.before[key], self.after[key]
        pages, refusal = drift
        self.known[key] = asked.refused or tree.merge(asked.pages)
        counts = self.table[asked.name]
        counts["calls"] += 1
        what = f"{json.dumps(asked.input)} " if asked.input else ""
        if asked.refused or refusal:
            if asked.refused and re.search(rf"\b{re.escape(asked.refused.code)}\b", refusal):
                counts["refused"] += 1
            else:
                counts.differ(what, f"boto3: {asked.refused or 'an answer'}; Drift: {refusal or 'an answer'}")
            return
        # One of which boto3 understands nothing is another operation's answer: moto does not know this one.
        counts["answered"] += any(asked.pages)
        if asked.name in self.without and not any(asked.pages):
            return
        counts["pages"] += len(pages)
        if not len(asked.pages) == len(again.pages) == len(pages):
            counts.differ(what, f"pages: boto3 {len(asked.pages)}, then {len(again.pages)}, Drift {len(pages)}")
        whole = [self.page(*page, counts, what) for page in zip(asked.pages, again.pages, pages, asked.bodies, again.bodies)]
        self.known[key] = tree.merge(whole)

    def page(self, before, after, drift, body_before, body_after, counts, what):
        witness = tree.moved(before, after)
        found, more = tree.compare(witness, drift, tree.beyond_schema((body_before, body_after)))
        counts.join(found, what)
        told = {path for path, *_ in counts.differences}
        for path in tree.unread(body_before, drift):
            if what + tree.show(path) not in told:
                counts.differ(what + tree.show(path), "only the body has it")
        for path, leaf in more:
            tree.put(witness, path, leaf)
        return witness

    def __call__(self, service, operation, given):
        return self.known[json.dumps([service, operation, given], sort_keys=True)]


def pair(witness, drift):
    """Compares each body of the witness with that body of Drift's from which the least differs."""
    counts = tree.Counts()
    compared = {(w, d): tree.compare(one, other)[0] for w, one in enumerate(witness) for d, other in enumerate(drift)}
    free = set(range(len(witness))), set(range(len(drift)))
    for w, d in sorted(compared, key=lambda pair: compared[pair]["differing"]):
        if w in free[0] and d in free[1]:
            free[0].remove(w)
            free[1].remove(d)
            counts.join(compared[w, d], f"[{w}] ")
    if len(witness) != len(drift):
        counts.differ("", f"boto3 has {len(witness)}, Drift {len(drift)}")
    return counts


# What is printed.


def table(title, columns, rows):
    print(f"{title:<52}" + "".join(f"{column:>10}" for column in columns))
    for name, counts in rows:
        print(f"{name:<52}" + "".join(f"{counts[column] or '':>10}" for column in columns))
    whole = tree.Counts()
    for _, counts in rows:
        whole.update(counts)
    print(f"{'all ' + str(len(rows)):<52}" + "".join(f"{whole[column] or '':>10}" for column in columns) + "\n")


def differences(rows):
    for name, counts in rows:
        for path, why, witness, drift in counts.differences:
            shown = [f"{who} {value!r:.200}" for who, value in (("boto3", witness), ("Drift", drift)) if value is not tree.MISSING]
            yield f"{name} {path}: {why}" + (": " + "; ".join(shown) if shown else "")


def uncovered(plan, calls, kinds):
    """What is in one list and not in the other."""
    operations = set(OPERATIONS.read_text().splitlines())
    asked = {name for name, counts in calls.items() if counts["answered"]}
    for name in sorted(operations - asked - plan.without.keys()):
        yield f"{name}: Drift calls it, and nothing was compared"
    for name in sorted(asked & plan.without.keys()):
        yield f"{name}: is among those without, and was answered"
    for name in sorted((calls.keys() | plan.without.keys()) - operations):
        yield f"{name}: Drift does not call it"
    for name in sorted(plan.kinds.keys() ^ kinds.keys()):
        yield f"{name}: only {'same.txt' if name in plan.kinds else 'Drift'} knows it"


def statuses(plan, kinds):
    """A kind of which a list was refused is not complete, and every other is."""
    for name, (_, status) in kinds.items():
        refused = name in plan.kinds and plan.is_without(plan.kinds[name])
        if (status == "complete") == refused:
            yield f"{name}: {status}, and its lists are {'' if refused else 'not '}among those without"


# All of it.


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moto", help="moto.json of tests/scripts/moto, or the URL")
    parser.add_argument("--account", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--call", required=True, help="the example of drift-aws")
    parser.add_argument("--collect", required=True, help="the example of drift-aws")
    return parser.parse_args()


def main():
    given = read_arguments()
    plan = Plan(HERE / "same.txt")
    witness = truth.Witness(truth.address(given.moto), given.account, given.region)
    boto, drift = Boto(witness), Drift(given, witness)
    plan.all(boto)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        counting = pool.submit(drift.counts)
        # What is refused is tried several times, with pauses: it comes first.
        late = sorted(boto.asked, key=lambda key: boto.asked[key].refused is None)
        called = {key: pool.submit(drift.call, boto.asked[key]) for key in late}
        late = sorted(plan.kinds, key=lambda name: not plan.is_without(plan.kinds[name]))
        read = {name: pool.submit(drift.bodies, name) for name in late}
    calls = Calls(boto.asked, boto.again(), plan.without)
    for key, ran in called.items():
        calls.compare(key, ran.result())
    kinds, problems = {}, []
    for kind, bodies in plan.all(calls).items():
        here, others = read[kind].result()
        kinds[kind] = pair(bodies, here)
        kinds[kind]["resources"] = len(here)
        problems += others
        if counting.result().get(kind, (len(here),))[0] != len(here):
            problems.append(f"{kind}: collect counts {counting.result()[kind][0]}, and prints {len(here)}")
    rows = sorted(calls.table.items())
    table("operation", ["calls", "answered", "pages", *WORDS], rows)
    table("kind", ["resources", *WORDS], kinds.items())
    compared = sum(bool(counts["answered"]) for _, counts in rows)
    print(f"{compared} operations, {len(kinds)} kinds, {sum(counts['resources'] for counts in kinds.values())} resources.\n")
    print("Not compared:", *(f"  {name}: {why}" for name, why in plan.without.items()), "", sep="\n")
    wrong = [*differences(rows), *differences(kinds.items()), *problems]
    wrong += [*uncovered(plan, calls.table, counting.result()), *statuses(plan, counting.result())]
    print(*wrong or ["Nothing differs."], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
