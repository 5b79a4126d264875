#!/usr/bin/env python3
"""Runs a command on a terminal of its own and answers what it shows.

    tests/on-terminal.py COLUMNS ROWS [EXPECT SEND]... -- COMMAND [ARGUMENT...]

Waits for each EXPECT in the output that came since the last one, then types SEND (with escapes as in Python: \\x03
is Ctrl-C). Writes what the terminal got to standard output and ends with the command's exit code, 128 + N for a signal.
A process that the command left behind on its terminal, dead or alive, is a failure (125), as is one that does not end
within half a minute (124). What this script deliberately does not know: what it runs.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def arguments(words):
    end = words.index("--")
    columns, rows, *dialogue = words[:end]
    texts = [word.encode().decode("unicode_escape").encode() for word in dialogue]
    return int(columns), int(rows), list(zip(texts[::2], texts[1::2])), words[end + 1 :]


def start(columns, rows, command):
    # The child waits until the terminal has its size.
    ready, go = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.close(go)
        os.read(ready, 1)
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.write(go, b".")
    os.close(go)
    os.close(ready)
    return pid, terminal


def converse(terminal, dialogue, deadline):
    shown, read_to = b"", 0
    while True:
        if dialogue and (found := shown.find(dialogue[0][0], read_to)) >= 0:
            expected, send = dialogue.pop(0)
            read_to = found + len(expected)
            os.write(terminal, send)
            continue
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return shown, False
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return shown, True
        if not more:
            return shown, True
        shown += more


def left_behind(session):
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[3]) == session and int(entry) != session:
            yield entry


def main():
    columns, rows, dialogue, command = arguments(sys.argv[1:])
    pid, terminal = start(columns, rows, command)
    shown, ended = converse(terminal, dialogue, time.monotonic() + 30)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()
    if not ended:
        os.killpg(pid, signal.SIGKILL)
        print("on-terminal: did not end", file=sys.stderr)
        return 124
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    left = list(left_behind(pid))
    if left:
        print("on-terminal: left behind:", *left, file=sys.stderr)
        return 125
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
