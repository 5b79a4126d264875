#!/usr/bin/env python3
"""Runs a command and notes how much memory it had at most.

    tests/measured.py RESULT [--file-bytes N] -- COMMAND [ARGUMENT...]

Writes the largest resident set in bytes to the file RESULT and ends with the command's exit code, 128 + N for a signal.
With --file-bytes the command may write no larger file. It may have 8 GB of addresses, so that a mistake does not take the
machine with it. What this script deliberately does not know: what it runs.
"""

import resource
import subprocess
import sys

ADDRESSES = 8 << 30


def main():
    end = sys.argv.index("--")
    result, *options = sys.argv[1:end]
    limits = [(resource.RLIMIT_AS, ADDRESSES)]
    if options:
        limits.append((resource.RLIMIT_FSIZE, int(options[1])))

    def limit():
        for what, most in limits:
            resource.setrlimit(what, (most, most))

    code = subprocess.call(sys.argv[end + 1 :], preexec_fn=limit)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with open(result, "w") as file:
        file.write(str(peak if sys.platform == "darwin" else peak * 1024))
    return 128 - code if code < 0 else code


sys.exit(main())
