"""What the scenarios stand on: a run made once, servers, browsers, and small words for what a person does."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter
from playwright.sync_api import Error, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("BLINDMASK", ROOT / "target/release/blindmask"))
WORK = ROOT / "target/browser"
SHOTS = WORK / "shots"
PAGES = ROOT / "testdata/pages"
ROSTER = ROOT / "testdata/roster.csv"
APPLICANTS = ("T001", "T002")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
READING = 300_000  # ms that a few pages may take on a busy machine
WAITING = 60_000  # ms after which a scenario gives up waiting for anything else
WIDE, NARROW = (1280, 800), (390, 844)
expect.set_options(timeout=WAITING)
SHOWN = '#page .stage[data-shown="{}"]'


def program(*arguments, codes=(0, 3)):
    """Runs the program; its exit code must be one of `codes`."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode in codes, f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def made_once(name, originals):
    """A run over `originals` by this build of the program; kept for the next time, since reading takes minutes."""
    kept = WORK / f"{name}-{hashlib.sha256(PROGRAM.read_bytes()).hexdigest()[:16]}"
    if not kept.exists():
        for old in WORK.glob(f"{name}-*"):
            shutil.rmtree(old)
        making = WORK / f"{name}.new"
        program("redact", originals, "--roster", ROSTER, "--out", making, "--recheck", "off", "--timeout", "600", "--quiet", "--key-file", WORK / "key")
        making.rename(kept)
    return kept


def blurred(source, target):
    """A page that nobody can read: it is held, and may be released by a person."""
    with Image.open(source) as picture:
        picture.convert("L").filter(ImageFilter.GaussianBlur(9)).save(target, quality=85)


class Server:
    """A running server of the program. `kill` is the kill that can't be caught."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, *map(str, arguments), "--bind", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip().rstrip("/")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", self.url), f"the first line was {self.url!r}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


class World:
    """Chromium, and the things a scenario made, which go when it ends."""

    def __enter__(self):
        assert PROGRAM.exists(), f"{PROGRAM} isn't built"
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.driver = sync_playwright().start()
        self.servers, self.contexts, self.folders, self.said = [], [], [], []
        self.launch()
        return self

    def launch(self):
        """Starts Chromium, and notes from now on whether one of its tabs crashes; when it crashes itself it is no longer connected."""
        self.browser = self.driver.chromium.launch(executable_path=os.environ["CHROMIUM"], headless=True, args=FLAGS)
        self.tab_crashed = False

    def crashed(self):
        return self.tab_crashed or not self.browser.is_connected()

    def note_crash(self, _page):
        self.tab_crashed = True

    def __exit__(self, *_):
        self.browser.close()
        self.driver.stop()

    def tidy(self):
        for context in self.contexts:
            with contextlib.suppress(Error):  # a browser that crashed has no contexts any more
                context.close()
        for server in self.servers:
            server.stop()
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.servers, self.contexts, self.folders, self.said = [], [], [], []

    # ---- a run -------------------------------------------------------------------------------------------------------

    def originals(self):
        """Pages of two applicants, one of them blurred, and a PDF that is called .jpg."""
        folder = WORK / "originals"
        if not folder.exists():
            making = WORK / "originals.new"
            shutil.rmtree(making, ignore_errors=True)
            for applicant in APPLICANTS:
                shutil.copytree(PAGES / applicant, making / applicant)
            blurred(PAGES / "T002/01_biye.jpg", making / "T001/06_blurred.jpg")
            (making / "T002/06_contract.jpg").write_bytes(b"%PDF-1.4\n%%EOF\n")
            making.rename(folder)
        return folder

    def run(self):
        """A copy of a run over `originals`, which is made once for each build of the program."""
        copy = self.folder() / "out"
        shutil.copytree(made_once("run", self.originals()), copy)
        return copy

    def folder(self):
        self.folders.append(Path(tempfile.mkdtemp(prefix="blindmask-browser-")))
        return self.folders[-1]

    # ---- servers and browsers ----------------------------------------------------------------------------------------

    def review(self, out, *more):
        self.servers.append(Server("review", out, "--originals", self.originals(), *more))
        return self.servers[-1]

    def serve(self):
        self.servers.append(Server("serve", "--timeout", "600"))
        return self.servers[-1]

    def open(self, url, size=WIDE, who="li", lang="zh", scheme="light", lax=False):
        """A new browser of its own. `lax` lets a scenario run scripts in the page, which the page's own policy forbids."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=size is NARROW, color_scheme=scheme, bypass_csp=lax, accept_downloads=True)
        context.add_init_script(f"try {{ localStorage.setItem('blindmask.lang', '{lang}'); localStorage.setItem('blindmask.who', '{who}'); }} catch {{}}")
        context.set_default_timeout(WAITING)
        self.contexts.append(context)
        page = context.new_page()
        page.on("crash", self.note_crash)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda message: self.said.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(url)
        return page

    def quiet(self):
        """No script failed, and nothing was stopped by the policy."""
        assert not self.said, self.said

    def shot(self, page, name):
        page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


# ---- what a reviewer does ------------------------------------------------------------------------------------------


def shown(page, file):
    """Waits until the picture of `file` is on the stage, and what the server knows of it beside it."""
    page.wait_for_selector(SHOWN.format(file))
    page.wait_for_selector(".panel-body :is(.findings, .part p.soft, .big)", state="attached")


def settled(page):
    """Waits until nothing fades or slides any more."""
    page.wait_for_function("document.getAnimations().every((one) => one.playState === 'finished' || one.effect.getTiming().iterations === Infinity)")


def open_page(page, file):
    page.click(f'.card[data-file="{file}"]')
    shown(page, file)


def saved(page, act):
    """Does `act`, and waits until the server has taken the decision it makes. Returns the page as it is then."""
    with page.expect_response(lambda response: response.url.endswith("/decisions")) as waiting:
        act()
    answer = waiting.value
    assert answer.status == 201, answer.text()
    return answer.json()


def refused(page, act):
    with page.expect_response(lambda response: response.url.endswith("/decisions")) as waiting:
        act()
    assert waiting.value.status == 409, waiting.value.status
    return waiting.value.json()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def pages_of(page, url):
    """The items of the queue by file, as the server tells them."""
    return {item["file"]: item for item in page.request.get(f"{url}/api/v1/images").json()["images"]}


def audit(out, file):
    """The record of one image in the audit that was written."""
    applicant = file.split("/")[0]
    return next(image for image in json.loads((out / f"audit/{applicant}.json").read_text())["images"] if image["file"] == file)


def apply(page):
    """Renders what was decided, by keys, and waits for the end."""
    press(page, "p")
    page.wait_for_selector("[data-do=apply-now]")
    press(page, "Enter")
    page.wait_for_selector("[data-do=apply-done]", timeout=180_000)
    expect(page.locator("dialog .error")).to_have_count(0)
    press(page, "Enter")
