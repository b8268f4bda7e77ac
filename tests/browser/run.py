"""Drives the pages of `blindmask review` and `blindmask serve` in a real Chromium.

    python3 tests/browser/run.py [WORD…]     only the scenarios whose names hold a WORD

Sets itself up: a virtual environment with the packages of requirements.txt, and where apt-get and root are there Debian's
Chromium and a Chinese font. Where something is missing it says what and skips; with BLINDMASK_BROWSER=required that
is a failure. BLINDMASK_BROWSER=off skips in any case.
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
WANTED = os.environ.get("BLINDMASK_BROWSER", "auto")
LONGEST = 1800  # s: five times what the scenarios took on one core beside a busy process


def give_up(why):
    """What is missing is told, and is no failure but where everything was said to be there."""
    if WANTED == "required":
        print(f"browser tests can't run: {why}\n0 passed, 1 failed", flush=True)
        sys.exit(1)
    print(f"browser tests skipped: {why}", flush=True)
    sys.exit(0)


def chromium():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def install_debian():
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    # Without a network it must end soon; another apt on the machine is waited for.
    retry = ("-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20", "-o", "DPkg::Lock::Timeout=120")
    subprocess.run(["apt-get", *retry, "update"], check=False, **quiet)
    subprocess.run(["apt-get", *retry, "install", "-y", "--no-install-recommends", *DEBIAN], check=False, **quiet)


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
    if WANTED == "off":
        give_up("BLINDMASK_BROWSER=off")
    if sys.platform != "linux":
        give_up("they run on Linux only")
    if not (chromium() and has_chinese_font()):
        install_debian()
    if not chromium():
        give_up(f"no Chromium was found ({', '.join(CHROMIUMS)}): install one, or name it in CHROMIUM")
    if not has_chinese_font():
        give_up("no font has Chinese characters: install fonts-noto-cjk")
    environment = {**os.environ, "CHROMIUM": chromium(), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        sys.exit(subprocess.run([python(), HERE / "scenarios.py", *sys.argv[1:]], env=environment, check=False, timeout=LONGEST).returncode)
    except subprocess.TimeoutExpired:
        sys.exit(f"the scenarios didn't end within {LONGEST} s")


if __name__ == "__main__":
    main()
