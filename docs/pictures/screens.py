"""Takes the two pictures of the READMEs that show the browser: the review of a page of testdata, and the answers of a self-check.

    CHROMIUM=/usr/bin/chromium tests/browser/.venv/bin/python docs/pictures/screens.py

Run `make browser-test` first: it makes that environment, the program, and the run that is reviewed here.
"""

import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests/browser"))

from check_page import FILES, NAME, drop  # noqa: E402
from support import READING, ROSTER, SHOTS, World, open_page, press, saved, settled  # noqa: E402

PAPER = "T002/03_lunwen.jpg"
COLOURS = 256  # of a picture: with 64 the green of a confirmed box and the red of seals turned grey


def keep(world, page, name, height):
    """Takes a picture of the upper part of the window."""
    world.shot(page, name)
    with Image.open(SHOTS / f"{name}.png") as shot:
        shot.crop((0, 0, shot.width, height)).convert("RGB").quantize(COLOURS).save(HERE / f"{name}.png", optimize=True)


def review(world):
    server = world.review(world.run(), "--roster", ROSTER)
    page = world.open(server.url)
    open_page(page, PAPER)
    press(page, "ArrowDown")
    saved(page, lambda: press(page, "c"))
    page.wait_for_selector("[data-do=apply]:enabled")  # the bar knows of the decision too
    page.mouse.move(1270, 640)
    page.evaluate("document.activeElement.blur()")
    settled(page)
    keep(world, page, "review", 800)


def check(world):
    page = world.open(world.serve().url)
    drop(page, FILES)
    page.fill("#name", NAME)
    page.click("#start")
    page.wait_for_selector("[data-do=zip]", timeout=READING)
    keep(world, page, "check", 664)


if __name__ == "__main__":
    with World() as world:
        review(world)
        check(world)
        world.tidy()
