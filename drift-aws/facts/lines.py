"""Lays out JSON so that git shows what changed: one entry a line down to a depth, compact below it.

Deliberately does not know what it lays out, and never sorts: the order is the caller's.
"""

import json
import sys


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lines(value, depth, indent=""):
    """`value` as JSON; containers down to `depth` levels get one line an entry."""
    if depth == 0 or not value or not isinstance(value, (dict, list)):
        return compact(value)
    inner = indent + " "
    if isinstance(value, dict):
        entries = [f"{compact(k)}: {lines(v, depth - 1, inner)}" for k, v in value.items()]
        start, end = "{}"
    else:
        entries = [lines(v, depth - 1, inner) for v in value]
        start, end = "[]"
    return start + "\n" + inner + f",\n{inner}".join(entries) + "\n" + indent + end


def write_or_check(path, text, check):
    """Writes `text` to `path`; with `check` only compares, and says so and ends with 1 if they differ."""
    if not check:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"{path.name} is not what it is generated from; run drift-aws/facts/generate and read the difference")
