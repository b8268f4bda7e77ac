"""Tries the Windows archive under wine and compares it with the program of this system.

    test.py ARCHIVE PROGRAM MODELS

`--version`, `check` and `redact` on pages of testdata must say the same, down to the hashes of the masked files; `serve` must
answer a request. Both run the nets with rten, which is compiled in. Needs wine (Debian package wine64 or wine) and mingw-w64's gcc.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES, ROSTER = ROOT / "testdata/pages", ROOT / "testdata/roster.csv"
# Pages of few lines, since wine takes minutes for a dense one: a card that is covered, a blank page, a seal, and another's certificate.
TRIED = ("T001/01_id_front.jpg", "T001/04_blank.jpg", "T002/04_seal.jpg", "T002/05_jixu.jpg")
DEBIAN = ("wine", "wine64", "gcc-mingw-w64-x86-64")
# What two runs of one program differ in.
PASSING = {"seconds"}
NETS = ("--runtime", "rten", "--timeout", "900")


def need_tools():
    if not shutil.which("wine") and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": False}
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *DEBIAN], **quiet)
    for tool in ("wine", "x86_64-w64-mingw32-gcc"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: install {', '.join(DEBIAN)}")


class Windows:
    """The unpacked archive, run by wine with a Windows folder of its own."""

    def __init__(self, archive, folder):
        with zipfile.ZipFile(archive) as z:
            assert z.testzip() is None
            z.extractall(folder)
        self.home, = folder.iterdir()
        self.program = self.home / "blindmask.exe"
        self.environment = {**os.environ, "WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree=;mshtml="}
        subprocess.run(["wine", "wineboot", "--init"], env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # wine 8 lacks this library of Windows'.
        if subprocess.run(["wine", self.program, "--version"], env=self.environment, capture_output=True, check=False).returncode:
            print("bcryptprimitives.dll stands in for wine's, which is missing")
            subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-o", self.home / "bcryptprimitives.dll", HERE / "prng.c", "-ladvapi32"], check=True)

    def command(self, *arguments):
        return ["wine", str(self.program), *map(self.path, arguments)]

    @staticmethod
    def path(argument):
        """wine shows the root of this system as drive Z."""
        return "Z:" + str(argument).replace("/", "\\") if isinstance(argument, Path) else argument

    def start(self, *arguments):
        return subprocess.Popen(self.command(*arguments), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")

    def end(self):
        subprocess.run(["wineserver", "--kill"], env=self.environment, check=False)


class Here:
    def __init__(self, program, models):
        self.program, self.models = program, models
        self.environment = {**os.environ, "BLINDMASK_MODELS": str(models)}

    def command(self, *arguments):
        return [str(self.program), *map(str, arguments)]


def said(system, *arguments, codes=(0, 3, 4)):
    done = subprocess.run(system.command(*arguments), env=system.environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode in codes, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.returncode, done.stdout.replace("\r\n", "\n")


def lasting(value):
    """A record without what differs between two runs."""
    if isinstance(value, dict):
        return {key: lasting(inner) for key, inner in value.items() if key not in PASSING}
    return [lasting(inner) for inner in value] if isinstance(value, list) else value


def differing(one, other, where=""):
    """Where two records differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [at for key in sorted({*one, *other}) for at in differing(one.get(key), other.get(key), f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [at for i, (a, b) in enumerate(zip(one, other)) for at in differing(a, b, f"{where}[{i}]")]
    return [] if one == other else [f"{where}: {one!r} here, {other!r} on Windows"]


def same_answers(here, windows, pages):
    of = [said(system, "check", pages, "--roster", ROSTER, "--json", *NETS) for system in (here, windows)]
    assert of[0][0] == of[1][0], [code for code, _ in of]
    answers = [lasting(json.loads(text)) for _, text in of]
    assert not (bad := differing(*answers)), "\n".join(bad[:20])
    print(f"check: the same answers for {len(TRIED)} pages")


def same_records(here, windows, pages, folder):
    outs = [folder / "here", folder / "windows"]
    for system, out in zip((here, windows), outs):
        said(system, "redact", pages, "--roster", ROSTER, "--out", out, "--key-file", folder / "key", "--quiet", *NETS)
    files = [sorted(str(file.relative_to(out / "masked")) for file in (out / "masked").rglob("*") if file.is_file()) for out in outs]
    assert files[0] == files[1] and files[0], files
    for file in files[0]:
        assert (outs[0] / "masked" / file).read_bytes() == (outs[1] / "masked" / file).read_bytes(), f"{file} differs"
    compared = 0
    for audit in sorted((outs[0] / "audit").glob("*.json")):
        images = [lasting(json.loads((out / "audit" / audit.name).read_text(encoding="utf-8"))["images"]) for out in outs]
        assert not (bad := differing(*images)), "\n".join(bad[:20])
        compared += len(images[0])
    assert compared == len(TRIED), compared
    said(here, "verify", outs[1], "--originals", pages, codes=(0,))
    print(f"redact: the same records of {compared} pages, {len(files[0])} masked files equal byte for byte, verified here")


def answers_a_request(windows):
    server = windows.start("serve", *NETS)
    try:
        address = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address), address
        with urllib.request.urlopen(f"{address}healthz", timeout=60) as answer:
            assert json.load(answer) == {"status": "ok"}
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert b"<!doctype html>" in answer.read(200).lower()
        border = "border"
        picture = (PAGES / "T001/01_id_front.jpg").read_bytes()
        fields = f'--{border}\r\nContent-Disposition: form-data; name="name"\r\n\r\n田野\r\n--{border}\r\nContent-Disposition: form-data; name="file"; filename="1.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = fields.encode() + picture + f"\r\n--{border}--\r\n".encode()
        request = urllib.request.Request(f"{address}api/v1/check", body, {"Content-Type": f"multipart/form-data; boundary={border}", "X-Blindmask": "1"})
        with urllib.request.urlopen(request, timeout=900) as answer:
            assert [file["answer"] for file in json.load(answer)["files"]] == ["yes"]
    finally:
        server.kill()
        server.wait()
    print("serve: health, page and a check are answered")


def main():
    archive, program, models = (Path(argument).resolve() for argument in sys.argv[1:])
    need_tools()
    folder = Path(tempfile.mkdtemp(prefix="blindmask-windows-"))
    here = Here(program, models)
    pages = folder / "pages"
    for page in TRIED:
        (pages / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PAGES / page, pages / page)
    windows = Windows(archive, folder / "archive")
    try:
        version = [said(system, "--version", codes=(0,)) for system in (here, windows)]
        assert version[0] == version[1], version
        print(f"version: {version[0][1].strip()}")
        answers_a_request(windows)
        same_answers(here, windows, pages)
        same_records(here, windows, pages, folder)
    finally:
        windows.end()
        shutil.rmtree(folder, ignore_errors=True)
    print("4 passed, 0 failed")


if __name__ == "__main__":
    main()
