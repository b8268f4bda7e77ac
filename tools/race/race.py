#!/usr/bin/env python3
"""Pages a second of blindmask and of the fastest peers, on the same pages in the same run.

    make race [PAGES=FOLDER] [ROUNDS=5] [RACE_ARGS="…"]

Peers only read; blindmask reads, searches, covers and checks again. A round gives every racer all pages, one racer after the
other, so that what else the machine does falls on all of them; peers are loaded and warm before the first round, and of
blindmask only the run itself counts. First on one core, then with one process (blindmask: one job) for each core.

Ratios are those to the first peer within a round: median, smallest, largest. Processor seconds are less disturbed by other
work than pages a second; those of blindmask hold its start as well."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = [("faster-paddle", "small"), ("rapidocr", "small"), ("faster-paddle", "tiny")]


def pinned(cores):
    return lambda: os.sched_setaffinity(0, cores) if hasattr(os, "sched_setaffinity") else None


class Peer:
    """A peer, its pages dealt out to one process for each core."""

    def __init__(self, python, peer, size, pages, cores):
        self.name = f"{peer} {size}"
        self.pages = len(pages)
        command = [python, str(Path(__file__).with_name("peer.py")), peer, size]
        self.processes = [
            subprocess.Popen(command + hand, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, preexec_fn=pinned({core}))
            for core, hand in zip(cores, (pages[i::len(cores)] for i in range(len(cores)))) if hand
        ]
        for process in self.processes:
            if process.stdout.readline() != "ready\n":
                sys.exit(f"race.py: {self.name} doesn't start")

    def round(self):
        for process in self.processes:
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for process in self.processes]
        return {
            "wall": max(a["wall"] for a in answers),
            "processor": sum(a["processor"] for a in answers),
            "peak": sum(a["peak"] for a in answers),
        }

    def end(self):
        for process in self.processes:
            process.stdin.close()
            process.wait()


class Blindmask:
    """The program of the work tree, a run for each round."""

    def __init__(self, program, folder, pages, cores, more):
        self.name = " ".join(["blindmask", *more])
        self.pages = len(pages)
        self.cores = cores
        self.command = [program, "redact", folder, "--name", "韩立群", "--force", "--quiet",
                        "--jobs", str(len(cores)), *more]

    def round(self):
        with tempfile.TemporaryDirectory() as out:
            command = self.command + ["--out", out + "/out", "--key-file", out + "/key"]
            process = subprocess.Popen(command, preexec_fn=pinned(set(self.cores)))
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 3):
                sys.exit(f"race.py: blindmask ended with {process.returncode}")
            run = json.loads((Path(out) / "out" / "run.json").read_text(encoding="utf-8"))
        if run["timings"]["done"] != self.pages:
            sys.exit(f"race.py: blindmask did {run['timings']['done']} of {self.pages} pages")
        return {
            "wall": run["timings"]["wall"],
            "processor": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss * 1024,
        }

    def end(self):
        pass


def spread(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def race(racers, rounds):
    results = {racer.name: [] for racer in racers}
    for number in range(rounds):
        for racer in racers:
            results[racer.name].append(racer.round())
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    first = results[racers[0].name]
    print("| | pages/s | ratio | processor s/page | ratio | peak MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for racer in racers:
        mine = results[racer.name]
        ratio = {what: [f[what] / m[what] for f, m in zip(first, mine)] for what in ("wall", "processor")}
        print("| {} | {} | {} | {} | {} | {:.0f} |".format(
            racer.name,
            spread([racer.pages / m["wall"] for m in mine], ".2f"), spread(ratio["wall"], ".2f"),
            spread([m["processor"] / racer.pages for m in mine], ".2f"), spread(ratio["processor"], ".2f"),
            max(m["peak"] for m in mine) / 1e6))
        racer.end()
    sys.stdout.flush()


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("pages", nargs="?", default=str(ROOT / "testdata" / "pages"))
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--program", default=str(ROOT / "target" / "release" / "blindmask"))
    ap.add_argument("--one-core", action="store_true", help="leave out the race on all cores")
    ap.add_argument("--ways", default="", help="arguments of blindmask; several ways to run it with | between")
    args = ap.parse_args()
    pages = sorted(str(p) for p in Path(args.pages).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg"))
    if not pages:
        sys.exit(f"race.py: no .jpg in {args.pages}")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    print(f"{len(pages)} pages, {args.rounds} rounds, {processor()}, {len(cores)} cores, Python {platform.python_version()}")
    for used in ([cores[:1]] if args.one_core or len(cores) == 1 else [cores[:1], cores]):
        print(f"\n{len(used)} of {len(cores)} cores\n")
        racers = [Peer(sys.executable, peer, size, pages, used) for peer, size in PEERS]
        racers += [Blindmask(args.program, args.pages, pages, used, way.split()) for way in args.ways.split("|")]
        race(racers, args.rounds)


if __name__ == "__main__":
    main()
