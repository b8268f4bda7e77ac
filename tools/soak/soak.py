"""Whether a long run holds more and more memory: resident memory of `blindmask redact` after FIRST images and at its end.

    soak.py PROGRAM IMAGES PAGES ROSTER [JOBS]

PAGES has a folder for each applicant of ROSTER, a CSV file, as `redact` takes them. Applicants are made from them by turns, each with the same name, a number
of its own and FILES of that folder's files under new names, until there are IMAGES, and one run works through them all: what it keeps of an applicant until the last
of its files is done is as much as in use. Finished images are counted in the run's ledger. Prints resident memory as it goes and fails when the mean over the last MEAN
images is more than GROWTH times the mean over the MEAN after the first FIRST (a tenth of the run where it is shorter). Linux only, since it reads /proc.
"""

import csv
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIRST = 1000
# Resident memory goes up and down with the pages in hand, so that single readings say little.
MEAN = 100
GROWTH = 1.05
# Files of an applicant.
FILES = 30
# Seconds between two readings.
PAUSE = 0.2


def people(pages, images, folder):
    """Links IMAGES of the files under `pages` into `folder`, FILES for each applicant; pairs of an applicant's number and the one it is made from."""
    by_applicant = [sorted(path for path in person.iterdir() if path.is_file()) for person in sorted(Path(pages).iterdir()) if person.is_dir()]
    by_applicant = [files for files in by_applicant if files]
    if not by_applicant:
        sys.exit(f"{pages} holds no folder with files")
    made = []
    # Each applicant goes on where the last one made from the same folder ended.
    sources = [itertools.cycle(files) for files in by_applicant]
    for first in range(0, images, FILES):
        round_, person = divmod(first // FILES, len(by_applicant))
        original = by_applicant[person][0].parent.name
        number = f"{original}N{round_:05}"
        made.append((number, original))
        (folder / number).mkdir()
        for at, source in enumerate(itertools.islice(sources[person], min(FILES, images - first))):
            target = folder / number / f"{at:02}_{source.name}"
            try:
                os.link(source, target)
            except OSError:  # another file system
                target.write_bytes(source.read_bytes())
    return made


def roster(source, made, target):
    """Writes the roster `source` with the row of its original for each applicant that was made, under its number."""
    with open(source, encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    by_number = {row[0]: row[1:] for row in rows if row}
    with open(target, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head] + [[number, *by_number[original]] for number, original in made])


class Ledger:
    """Counts the finished images of a ledger that grows."""

    def __init__(self, path):
        self.path, self.at, self.rest, self.images = path, 0, b"", 0

    def done(self):
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self.at)
                new = file.read()
            self.at += len(new)
            *lines, self.rest = (self.rest + new).split(b"\n")
            self.images += sum(json.loads(line)["event"]["type"] == "image" for line in lines)
        return self.images


def resident(process):
    """Resident memory now and at its highest, in MiB; `None` once the program has ended."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return None
    found = [re.search(rf"{key}:\s+(\d+)", status) for key in ("VmRSS", "VmHWM")]
    return [int(value[1]) / 1024 for value in found] if all(found) else None


def measured(command, ledger, images):
    """Finished images and resident memory, as often as they were read."""
    began = time.monotonic()
    print("images  resident MiB  peak MiB  seconds", flush=True)
    readings, told = [], 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            done, memory = ledger.done(), resident(process)
            if memory:
                readings.append((done, memory[0]))
                if done * 10 // images > told:
                    told = done * 10 // images
                    print(f"{done:6}  {memory[0]:12.0f}  {memory[1]:8.0f}  {time.monotonic() - began:7.0f}", flush=True)
            time.sleep(PAUSE)
    finally:
        process.kill()
    # 3: pages were held.
    if process.wait() not in (0, 3):
        sys.exit(f"the run ended with {process.returncode}")
    if ledger.done() != images:
        sys.exit(f"{images} images were linked, and {ledger.done()} stand in the ledger")
    return readings


def main():
    program, images, pages, names, *jobs = sys.argv[1:]
    images = int(images)
    with tempfile.TemporaryDirectory(dir=".", prefix="soak-") as folder:
        folder = Path(folder).resolve()
        linked, out = folder / "pages", folder / "out"
        linked.mkdir()
        roster(names, people(pages, images, linked), folder / "roster.csv")
        command = [program, "redact", linked, "--roster", folder / "roster.csv", "--out", out, "--key-file", folder / "key", "--quiet"]
        command += ["--jobs", jobs[0]] if jobs else []
        readings = measured(command, Ledger(out / "ledger.ndjson"), images)
    first, mean = min(FIRST, images // 10), min(MEAN, images // 10)
    between = lambda low, high: round(statistics.mean([memory for done, memory in readings if low <= done <= high]))
    early, late = between(first, first + mean), between(images - mean, images)
    print(f"after {first} images {early} MiB, after {images} {late} MiB: {late / early:.3f} times")
    if late > GROWTH * early:
        sys.exit(f"memory grew by more than {GROWTH - 1:.0%}")


if __name__ == "__main__":
    main()
