"""Drives the pages of `blindmask review` and `blindmask serve` in a real Chromium.

    python3 tests/browser/run.py [WORD…]     only the scenarios whose names hold a WORD

Sets itself up: a virtual environment with the packages of requirements.txt, and where apt-get and root are there Debian's
Chromium and a Chinese font. Where something is missing it says what; with CI=true that counts as a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = ("chromium", "fonts-noto-cjk")


def give_up(why):
    """What is missing is no failure on a developer's machine, and one where everything can be installed."""
    strict = os.environ.get("CI") == "true"
    print(f"browser tests not run: {why}", flush=True)
    print(f"0 passed, {int(strict)} failed")
    sys.exit(int(strict))


def chromium():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def install_debian():
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *DEBIAN], check=False, **quiet)


def has_chinese_font():
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False) if shutil.which("fc-list") else None
    return bool(listed and listed.stdout.strip())


def python():
    """The interpreter of the virtual environment, made and filled when it isn't as requirements.txt says."""
    inside = VENV / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = VENV / "requirements.txt"
    if not (inside.exists() and stamp.exists() and stamp.read_text() == wanted):
        shutil.rmtree(VENV, ignore_errors=True)
        for command in ([sys.executable, "-m", "venv", VENV], [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt"]):
            if subprocess.run(command, check=False).returncode:
                give_up(f"`{' '.join(map(str, command))}` failed: it needs Python 3 with venv and pip, and PyPI")
        stamp.write_text(wanted)
    return inside


def main():
    if sys.platform != "linux":
        give_up("they run on Linux only")
    if not (chromium() and has_chinese_font()):
        install_debian()
    if not chromium():
        give_up(f"no Chromium was found ({', '.join(CHROMIUMS)}): install one, or name it in CHROMIUM")
    if not has_chinese_font():
        give_up("no font has Chinese characters: install fonts-noto-cjk")
    environment = {**os.environ, "CHROMIUM": chromium(), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.exit(subprocess.run([python(), HERE / "scenarios.py", *sys.argv[1:]], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
