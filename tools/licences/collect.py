#!/usr/bin/env python3
"""Writes the licences of everything that is linked into the program into a folder, for the archives that are handed on.

    collect.py TARGET FOLDER        TARGET is a platform as rustc names it, such as x86_64-unknown-linux-gnu

`crates.txt` holds every licence file of every crate that `Cargo.lock` pins for that platform, equal texts once. A crate that
carries none gets the text of LICENSE-APACHE or of LICENSE-MIT where it offers one of the two; any other stops this, since the
archive then lacks a text that must be in it. Rust's own library and, for Windows, mingw-w64's are copied where they are installed.
Nothing of these texts is kept in the repository.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAPER = re.compile(r"(licen[sc]e|copying|notice|unlicense|copyright)", re.IGNORECASE)
CARGO, RUSTC = os.environ.get("CARGO", "cargo"), os.environ.get("RUSTC", "rustc")
RULE = "=" * 100 + "\n"


def linked(target):
    """The crates that are compiled into the program for `target`, by name. Macros are among them, tests' crates are not."""
    command = [CARGO, "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    told = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    packages = {package["id"]: package for package in told["packages"]}
    needs = {node["id"]: [dep["pkg"] for dep in node["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])] for node in told["resolve"]["nodes"]}
    own = told["resolve"]["root"]
    found, todo = set(), [own]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += needs[one]
    return sorted((packages[one] for one in found - {own}), key=lambda package: (package["name"], package["version"]))


def papers(package):
    """The licence files that a crate carries, also those of code that lies inside it."""
    home = Path(package["manifest_path"]).parent
    named = [home / package["license_file"]] if package.get("license_file") else []
    named += (path for path in home.rglob("*") if PAPER.match(path.name) and path.suffix not in {".rs", ".py"})
    return sorted({path.resolve() for path in named if path.is_file()})


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip() + "\n"


def standing_in(package):
    """The licence of a crate that carries no file of it."""
    offered = set(re.split(r"\s+OR\s+|/", package["license"] or ""))
    if "Apache-2.0" in offered:
        return text_of(ROOT / "LICENSE-APACHE")
    if "MIT" in offered:
        holders = ", ".join(re.sub(r"\s*<.*?>", "", author) for author in package["authors"]) or f"the authors of {package['name']}"
        return re.sub(r"(?m)^Copyright .*$", f"Copyright (c) {holders}", text_of(ROOT / "LICENSE-MIT"), count=1)
    sys.exit(f"{package['name']} {package['version']} ({package['license']}) carries no licence file, and {Path(__file__).name} has no text for it")


def crates(target):
    of = {}
    listed = []
    for package in linked(target):
        name = f"{package['name']} {package['version']}"
        listed.append(f"{name}: {package['license'] or 'see its file'}\n")
        for text in [text_of(path) for path in papers(package)] or [standing_in(package)]:
            names = of.setdefault(text, [])
            if name not in names:
                names.append(name)
    head = "The crates that are compiled into blindmask, each with the licences it offers; their texts follow.\n\n"
    return head + "".join(listed) + "".join(f"\n{RULE}{', '.join(names)}\n{RULE}\n{text}" for text, names in of.items())


def beside(target):
    """Licences of what compilers add: (where they may be installed, the name they get)."""
    sysroot = Path(subprocess.run([RUSTC, "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip())
    yield [sysroot / "share/doc/rust/COPYRIGHT-library.html", sysroot / "share/doc/rustc-web/copyright", sysroot / "share/doc/rustc/copyright"], "rust-library"
    if "windows" in target:
        yield [Path("/usr/share/doc/mingw-w64-x86-64-dev/copyright")], "mingw-w64"


def main():
    target, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "crates.txt").write_text(crates(target), encoding="utf-8")
    for places, name in beside(target):
        place = next((place for place in places if place.is_file()), None)
        if place:
            shutil.copyfile(place, folder / (name + (place.suffix or ".txt")))
        else:
            print(f"licences: none of {', '.join(map(str, places))} is installed, {name} is left out", file=sys.stderr)


if __name__ == "__main__":
    main()
