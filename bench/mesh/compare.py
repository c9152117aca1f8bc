"""Runs two commands in turns and prints what each needed, as JSON.

    compare.py ROUNDS '["ours", "FILE", "OUT"]' '["theirs", "FILE", "OUT"]'

A command's CPU seconds (user and system) and peak memory come from the kernel's accounting of the ended child, so both
are measured alike, interpreter and libraries included. Nothing large is imported here: a child's peak begins at what
its parent held. Of the rounds, the median counts; both run in turns, so that a busy machine slows both.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys


def run_once(command):
    # Each run writes a new file: to write over the last one would have the kernel flush it first.
    pathlib.Path(command[-1]).unlink(missing_ok=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        answer = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}")
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * unit,
        "facts": json.loads(answer.splitlines()[-1]),
    }


def summary(runs):
    steps = runs[0]["facts"]["seconds"].keys()
    return {
        "cpu_seconds": statistics.median(run["cpu_seconds"] for run in runs),
        "peak_bytes": statistics.median(run["peak_bytes"] for run in runs),
        "seconds": {step: min(run["facts"]["seconds"][step] for run in runs) for step in steps},
        "facts": {name: value for name, value in runs[0]["facts"].items() if name != "seconds"},
    }


def main(rounds, *commands):
    commands = [json.loads(command) for command in commands]
    runs = [[] for _ in commands]
    for _ in range(int(rounds)):
        for command, done in zip(commands, runs):
            done.append(run_once(command))
    print(json.dumps([summary(done) for done in runs]))


if __name__ == "__main__":
    main(*sys.argv[1:])
